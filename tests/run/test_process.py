"""A child under watch: real processes, real signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from specc.run.process import Outcome, run_watched

ENV = {"PATH": os.environ["PATH"]}


def watch(
    code: str, folder: Path, memory: int | None = None, timeout_s: float | None = None
) -> tuple[Outcome, list[str]]:
    lines: list[str] = []
    outcome = run_watched(
        [sys.executable, "-c", textwrap.dedent(code)],
        environment=ENV,
        folder=folder,
        line=lines.append,
        memory=memory,
        timeout_s=timeout_s,
    )
    return outcome, lines


def alive(pid: int) -> bool:
    """True for a process that runs; a zombie has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def wait_until_gone(pid: int) -> bool:
    for _ in range(100):
        if not alive(pid):
            return True
        time.sleep(0.05)
    return False


def test_both_streams_come_line_by_line_and_the_tail_is_kept(tmp_path: Path) -> None:
    outcome, lines = watch(
        """
        import sys
        print("out", flush=True); print("err", file=sys.stderr, flush=True)
        for i in range(50): print(i, flush=True)
        sys.stdout.write("no end of line")
        sys.exit(7)
        """,
        tmp_path,
    )
    assert outcome.status == 7
    assert lines == ["out", "err", *map(str, range(50)), "no end of line"]
    assert outcome.tail == (*map(str, range(21, 50)), "no end of line")


def test_a_line_of_many_megabytes_is_cut(tmp_path: Path) -> None:
    outcome, lines = watch("print('x' * 20_000_000)", tmp_path)
    assert outcome.status == 0
    assert all(len(line) <= 4000 for line in lines)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    _, lines = watch(r"import sys; sys.stdout.buffer.write(b'\xff\xfe\x00\n')", tmp_path)
    assert lines == ["��\x00"]


def test_time_is_over(tmp_path: Path) -> None:
    outcome, _ = watch("import time; time.sleep(60)", tmp_path, timeout_s=0.5)
    assert outcome.timed_out
    assert outcome.seconds < 20


def test_a_process_that_ignores_requests_is_killed(tmp_path: Path) -> None:
    outcome, _ = watch(
        "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)", tmp_path, timeout_s=0.5
    )
    assert outcome.timed_out
    assert outcome.status == -signal.SIGKILL


def test_memory_is_over_in_small_steps_and_in_one(tmp_path: Path) -> None:
    slow = "import time\nx = []\nwhile True: x.append(bytearray(4 << 20)); time.sleep(0.02)"
    outcome, lines = watch(slow, tmp_path, memory=200 << 20)
    assert outcome.over_memory or "MemoryError" in lines[-1]
    outcome, lines = watch("x = bytearray(4 << 30)", tmp_path, memory=200 << 20)
    assert outcome.status == 1
    assert lines[-1] == "MemoryError"


def test_memory_of_children_counts(tmp_path: Path) -> None:
    code = """
    import subprocess, sys
    child = "x = bytearray(b'1' * (60 << 20)); import time; time.sleep(30)"
    kids = [subprocess.Popen([sys.executable, "-c", child]) for _ in range(4)]
    for kid in kids: kid.wait()
    """
    outcome, _ = watch(code, tmp_path, memory=180 << 20)
    assert outcome.over_memory


def test_grandchildren_do_not_outlive_the_run(tmp_path: Path) -> None:
    code = """
    import subprocess, sys
    print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid, flush=True)
    """
    outcome, lines = watch(code, tmp_path)
    assert outcome.status == 0
    assert wait_until_gone(int(lines[0]))


DRIVER = """
import sys
from pathlib import Path
from specc.run.process import run_watched
child = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
try:
    run_watched([sys.executable, "-c", child], environment={}, folder=Path("."),
                line=lambda text: print(text, flush=True))
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_takes_its_child_along(number: signal.Signals) -> None:
    driver = subprocess.Popen([sys.executable, "-c", DRIVER], stdout=subprocess.PIPE, text=True)
    assert driver.stdout is not None
    child = int(driver.stdout.readline())
    driver.send_signal(number)
    assert driver.wait(20) == 130
    assert wait_until_gone(child)


def test_a_killed_run_takes_its_child_along() -> None:
    driver = subprocess.Popen([sys.executable, "-c", DRIVER], stdout=subprocess.PIPE, text=True)
    assert driver.stdout is not None
    child = int(driver.stdout.readline())
    driver.kill()
    driver.wait()
    assert wait_until_gone(child)
