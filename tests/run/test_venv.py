"""Runs in a venv: what comes out, and each way it can end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hand import Lines, processes

from specc.run.progress import load_timings
from specc.run.types import RunRequest, RunResult
from specc.run.venv import VenvRunner

Context = Callable[..., RunRequest]


def run(request: RunRequest, lines: Lines) -> RunResult:
    result = VenvRunner().run(request, lines)
    if any(finding.code in ("E816", "E820", "E824") for finding in result.findings):
        pytest.skip(result.findings[0].message)
    left = [path.name for path in request.context.iterdir() if path.name.startswith(".output")]
    assert left == []
    return result


def only(result: RunResult, code: str, exit_code: int = 3) -> str:
    assert [finding.code for finding in result.findings] == [code], result
    assert (result.record, result.exit_code) == (None, exit_code)
    return result.findings[0].message


def test_a_good_run_gives_its_record_and_its_stages(context: Context, lines: Lines) -> None:
    request = context(
        """
say("[1/2] load.s"); say("[2/2] search"); say("[2/2] search (1/2)"); say("a warning of numpy")
print("printed to stdout")
record(metrics={"auc": 0.5})
"""
    )
    result = run(request, lines)
    assert (result.record, result.exit_code) == ({"format": 1, "metrics": {"auc": 0.5}}, 0)
    assert lines.stages == [("load.s", 1, 2, 0, 0), ("search", 2, 2, 0, 0), ("search", 2, 2, 1, 2)]
    assert "a warning of numpy" in lines.messages and "printed to stdout" in lines.messages
    assert (request.output / "record.json").exists()
    assert set(load_timings(request.store, "model")) == {"load.s", "search"}
    run(request, lines)
    assert set(lines.expected) == {"load.s", "search"}


def test_nothing_of_the_user_reaches_the_run(
    context: Context, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        "PYTHONPATH",
        "LD_PRELOAD_NOT",
        "OMP_NUM_THREADS",
        "AWS_SECRET_ACCESS_KEY",
        "LC_ALL",
        "PYTHONSTARTUP",
    ):
        monkeypatch.setenv(name, "/nowhere")
    request = context(
        """
import threadpoolctl
record(seen=dict(os.environ), run=dict(cwd=os.getcwd(), group=os.getpgid(0) == os.getpid()))
"""
    )
    record = run(request, lines).record
    assert record is not None
    seen = record["seen"]
    assert isinstance(seen, dict)
    # what Python and threadpoolctl set in their own process counts as theirs
    assert {name for name in seen if not name.startswith(("KMP_", "LC_CTYPE"))} == {
        "PATH", "HOME", "TMPDIR", "LANG", "TZ", "PYTHONTZPATH", "PYTHONHASHSEED", "PYTHONNOUSERSITE",
        "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED",
    }  # fmt: skip
    assert (seen["TZ"], seen["LANG"], seen["PYTHONHASHSEED"]) == ("UTC", "C.UTF-8", "0")
    assert not Path(str(seen["HOME"])).exists()
    rows = record["run"]
    assert isinstance(rows, dict)
    assert (rows["cwd"], rows["group"]) == (str(request.context), True)


def test_bad_input_is_findings_and_exit_1(context: Context, lines: Lines) -> None:
    finding = {"code": "E302", "message": "m", "place": "data/s/x.csv:2:a", "help": "h", "notes": []}
    request = context(f"(OUT / 'findings.json').write_text({json.dumps(json.dumps([finding]))}); sys.exit(1)")
    result = run(request, lines)
    assert only(result, "E302", 1) == "m"
    assert not request.output.exists()


def test_a_crash_keeps_the_former_output_and_shows_the_last_lines(context: Context, lines: Lines) -> None:
    run(context("record(metrics={})"), lines)
    request = context("say('[1/1] train'); record(); raise ValueError('no such solver')")
    result = run(request, lines)
    only(result, "E825")
    assert result.findings[0].notes[-1] == "ValueError: no such solver"
    assert json.loads((request.output / "record.json").read_text()) == {"format": 1, "metrics": {}}


def test_a_crash_with_exit_1_is_no_bad_input(context: Context, lines: Lines) -> None:
    only(run(context("sys.exit(1)"), lines), "E825")
    only(run(context("(OUT / 'findings.json').write_text('[]'); sys.exit(1)"), lines), "E831", 1)


def test_a_run_that_writes_no_record(context: Context, lines: Lines) -> None:
    from dataclasses import replace

    request = replace(context("pass"), arguments=())
    only(run(request, lines), "E830")


def test_a_record_of_another_shape(context: Context, lines: Lines) -> None:
    only(run(context("record(metrics=[])"), lines), "E831")


def test_time_is_over(context: Context, lines: Lines) -> None:
    result = run(context("say('[1/2] load'); time.sleep(60)", timeout_s=1.0), lines)
    assert "1 s" in only(result, "E826")
    assert result.findings[0].notes == ("last stage: [1/2] load",)


@pytest.mark.parametrize(
    "code",
    [
        "x = bytearray(8 << 30)",
        "x = []\nwhile True: x.append(bytearray(1 << 20)); time.sleep(0.001)",
    ],
)
def test_memory_is_over(context: Context, lines: Lines, code: str) -> None:
    result = run(context(code, memory_bytes=256 << 20), lines)
    assert "256 MiB" in only(result, "E827")


def test_killed_from_outside(context: Context, lines: Lines) -> None:
    result = run(context("say('[1/2] load'); os.kill(os.getpid(), signal.SIGKILL)"), lines)
    assert "SIGKILL" in only(result, "E828")
    result = run(context("os.kill(os.getpid(), signal.SIGILL)"), lines)
    assert any("instruction" in note for note in result.findings[0].notes)


def test_another_platform_is_refused(context: Context, lines: Lines) -> None:
    request = context("record()", platform="macos/arm64")
    assert [finding.code for finding in VenvRunner().run(request, lines).findings] == ["E824"]
    assert "E824" in [finding.code for finding in VenvRunner().check(request)]


DRIVER = """
import pickle, sys
from specc.run.progress import TerminalProgress
from specc.run.venv import VenvRunner
request = pickle.loads(bytes.fromhex(sys.stdin.read()))
try:
    print(VenvRunner().run(request, TerminalProgress(sys.stderr, live=False)).exit_code)
except KeyboardInterrupt:
    sys.exit(130)
"""


def start(request: RunRequest) -> subprocess.Popen[str]:
    import pickle

    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert driver.stdin is not None and driver.stderr is not None
    driver.stdin.write(pickle.dumps(request).hex())
    driver.stdin.close()
    for line in driver.stderr:
        if "[1/2]" in line:
            break
    return driver


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_ended_specc_leaves_the_former_output_and_no_process(
    context: Context, lines: Lines, number: signal.Signals
) -> None:
    run(context("record(metrics={})"), lines)
    request = context(f"say('[1/2] load {os.getpid()}'); say('[1/2] load'); time.sleep(120)")
    driver = start(request)
    driver.send_signal(number)
    assert driver.wait(30) == (-9 if number == signal.SIGKILL else 130)
    word = str(request.context.parent)
    for _ in range(100):
        if not processes(word):
            break
        time.sleep(0.05)
    assert processes(word) == []
    assert json.loads((request.output / "record.json").read_text()) == {"format": 1, "metrics": {}}
    result = run(context("record(metrics={'auc': 1.0})"), lines)
    assert result.exit_code == 0
