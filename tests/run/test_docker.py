"""Runs in containers of a real engine: what they may do, what comes out, each way they can end."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hand import SMALL, Lines

from specc.run.choose import Choice, choose
from specc.run.docker import DockerRunner
from specc.run.engine import Engine, base_digest, connect
from specc.run.image import context_tar, write_tar
from specc.run.types import RunRequest, RunResult
from specc.run.wheelhouse import PIP, Wheelhouse, wheelhouse
from specc.run.wheels import target_of

Context = Callable[..., RunRequest]
pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("use_engine")]


def run(request: RunRequest, lines: Lines) -> RunResult:
    result = DockerRunner().run(request, lines)
    if any(finding.code == "E816" for finding in result.findings):
        pytest.skip(result.findings[0].message)
    assert containers() == []
    return result


def only(result: RunResult, code: str) -> str:
    assert [finding.code for finding in result.findings] == [code], result
    assert (result.record, result.exit_code) == (None, 3)
    return result.findings[0].message


def containers() -> list[str]:
    shown = subprocess.run(["docker", "ps", "-aq"], capture_output=True, text=True, check=True).stdout
    return shown.split()


@pytest.fixture
def engine() -> Iterator[Engine]:
    answer = connect()
    assert isinstance(answer, Engine)
    yield answer
    answer.close()


# ---------------------------------------------------------------- what comes out


def test_a_good_run(context: Context, lines: Lines, base_image: str) -> None:
    request = context(
        """
say("[1/2] load.s"); say("[2/2] search (1/2)"); print("a word")
record(seen=(DATA / "s" / "x.csv").read_text(), inputs=(DATA.parent / "inputs.json").read_text())
""",
        base_image,
    )
    assert DockerRunner().check(request) == ()
    result = run(request, lines)
    assert result.record == {"format": 1, "seen": "a\n1\n", "inputs": "[]"}
    assert (result.findings, result.exit_code) == ((), 0)
    assert [stage for stage in lines.stages if stage[0] != "image"] == [
        ("load.s", 1, 2, 0, 0),
        ("search", 2, 2, 1, 2),
    ]
    assert "a word" in lines.messages
    owner = (request.output / "record.json").stat()
    assert (owner.st_uid, owner.st_gid) == (os.getuid(), os.getgid())


def test_the_image_is_built_once_for_the_same_content(
    context: Context, lines: Lines, base_image: str
) -> None:
    request = context("record(a=1)", base_image)
    run(request, lines)
    assert "building the image" in lines.messages
    lines.messages.clear()
    (request.context / "data" / "s" / "x.csv").write_text("other data")
    assert run(request, lines).exit_code == 0
    assert lines.messages == []


def test_the_cache_is_kept_and_belongs_to_the_caller(context: Context, lines: Lines, base_image: str) -> None:
    code = """
cache = pathlib.Path(sys.argv[sys.argv.index("--cache") + 1])
record(seen=sorted(p.name for p in cache.iterdir()))
(cache / "step").mkdir(exist_ok=True); (cache / "step" / "entry.json").write_text("{}")
"""
    request = context(code, base_image)
    request = replace(request, cache=request.context / "cache")
    assert run(request, lines).record == {"format": 1, "seen": []}
    assert run(request, lines).record == {"format": 1, "seen": ["step"]}
    assert request.cache is not None
    assert {path.stat().st_uid for path in request.cache.rglob("*")} == {os.getuid()}


# ---------------------------------------------------------------- what it may do


def test_it_can_reach_nothing_and_change_nothing(context: Context, lines: Lines, base_image: str) -> None:
    request = context(
        """
import socket
def attempt(action):
    try: return repr(action())
    except OSError as error: return type(error).__name__ + ": " + os.strerror(error.errno)
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines())
record(
    network=[name for _, name in socket.if_nameindex()],
    connect=attempt(lambda: socket.create_connection(("192.0.2.1", 80), 2)),
    root=attempt(lambda: open("/x", "w")), app=attempt(lambda: open("/app/x", "w")),
    env=attempt(lambda: open("/opt/env/x", "w")), data=attempt(lambda: open(DATA / "x", "w")),
    over=attempt(lambda: open(DATA / "s" / "x.csv", "w")),
    tmp=attempt(lambda: open("/tmp/x", "w").close()),
    uid=os.getuid(), capabilities=status["CapEff"], bounding=status["CapBnd"],
    privileges=status["NoNewPrivs"],
    setuid=attempt(lambda: os.setuid(0)), mount=attempt(lambda: os.chroot("/tmp")),
    pids=open("/sys/fs/cgroup/pids.max").read() if os.path.exists("/sys/fs/cgroup/pids.max")
         else open("/sys/fs/cgroup/pids/pids.max").read(),
)
""",
        base_image,
        memory_bytes=256 << 20,
    )
    record = run(request, lines).record
    assert record is not None
    readonly = "OSError: Read-only file system"
    assert record["network"] == ["lo"]
    assert record["connect"] == "OSError: Network is unreachable"
    assert [record[name] for name in ("root", "app", "env", "data", "over")] == [readonly] * 5
    assert record["tmp"] == "None"
    assert record["uid"] == (65534 if os.getuid() == 0 else os.getuid())
    assert {record["capabilities"], record["bounding"]} == {"0" * 16}
    assert record["privileges"] == "1"
    assert str(record["setuid"]).startswith("PermissionError")
    assert str(record["mount"]).startswith("PermissionError")
    assert str(record["pids"]).strip() == "512"


# ---------------------------------------------------------------- how it can end


def test_bad_input(context: Context, lines: Lines, base_image: str) -> None:
    finding = json.dumps([{"code": "E302", "message": "m", "place": "p", "help": "h", "notes": []}])
    result = run(context(f"(OUT / 'findings.json').write_text({finding!r}); sys.exit(1)", base_image), lines)
    assert ([f.code for f in result.findings], result.exit_code) == (["E302"], 1)


def test_a_crash(context: Context, lines: Lines, base_image: str) -> None:
    result = run(context("raise ValueError('no such solver')", base_image), lines)
    only(result, "E825")
    assert result.findings[0].notes[-1] == "ValueError: no such solver"


def test_memory_is_over(context: Context, lines: Lines, base_image: str) -> None:
    code = "x = []\nwhile True: x.append(bytearray(b'1' * (4 << 20)))"
    assert "128 MiB" in only(run(context(code, base_image, memory_bytes=128 << 20), lines), "E827")


def test_time_is_over(context: Context, lines: Lines, base_image: str) -> None:
    result = run(context("say('[1/2] load'); time.sleep(120)", base_image, timeout_s=1.5), lines)
    only(result, "E826")
    assert result.findings[0].notes == ("last stage: [1/2] load",)


def test_killed_from_outside(context: Context, lines: Lines, base_image: str) -> None:
    request = context("say('[1/2] load'); time.sleep(120)", base_image)

    def kill(name: str) -> None:
        if name == "load":
            subprocess.run(["docker", "kill", *containers()], check=True, capture_output=True)

    lines.on_stage = kill
    assert "SIGKILL" in only(run(request, lines), "E828")


DRIVER = """
import pickle, sys
from specc.run.progress import TerminalProgress
from specc.run.docker import DockerRunner
request = pickle.loads(bytes.fromhex(sys.stdin.read()))
try:
    print(DockerRunner().run(request, TerminalProgress(sys.stderr, live=False)).exit_code)
except KeyboardInterrupt:
    sys.exit(130)
"""


def start(request: RunRequest) -> subprocess.Popen[str]:
    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert driver.stdin is not None and driver.stderr is not None
    driver.stdin.write(pickle.dumps(request).hex())
    driver.stdin.close()
    for line in driver.stderr:
        if "[1/2] load" in line:
            break
    return driver


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_specc_removes_its_container(
    context: Context, base_image: str, number: signal.Signals
) -> None:
    driver = start(context("say('[1/2] load'); time.sleep(120)", base_image))
    driver.send_signal(number)
    assert driver.wait(60) == 130
    assert containers() == []


def test_a_container_of_a_killed_specc_is_removed_by_the_next(
    context: Context, lines: Lines, base_image: str
) -> None:
    request = context("say('[1/2] load'); time.sleep(120)", base_image)
    driver = start(request)
    driver.kill()
    driver.wait()
    assert len(containers()) == 1
    assert run(context("record()", base_image), lines).exit_code == 0


# ---------------------------------------------------------------- images


def test_a_tag_is_refused_and_can_be_turned_into_a_digest(
    context: Context, lines: Lines, base_image: str
) -> None:
    name = base_image.partition("@")[0]
    request = context("record()", f"{name}:bookworm")
    assert [finding.code for finding in DockerRunner().check(request)] == ["E836"]
    assert "a tag" in only(run(request, lines), "E836")
    assert base_digest(f"{name}:bookworm") == base_image.partition("@")[2]


def test_a_spec_without_a_base(context: Context, lines: Lines, base_image: str) -> None:
    for base, code in (("", "E843"), ("python:3.11", "E836")):
        request = context("record()", base)
        (request.context / "Dockerfile").unlink()
        assert [finding.code for finding in DockerRunner().check(request)] == [code]
        only(run(request, lines), code)


def test_what_root_wrote_under_a_strict_umask_can_be_read(
    context: Context, lines: Lines, base_image: str
) -> None:
    request = context('record(seen=(DATA / "s" / "x.csv").read_text())', base_image)
    for path in (request.data, request.data / "s", request.data / "s" / "x.csv"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    assert run(request, lines).record == {"format": 1, "seen": "a\n1\n"}


def test_a_base_that_is_nowhere(context: Context, lines: Lines, registry: str) -> None:
    missing = f"{registry}/nothing@sha256:{'0' * 64}"
    request = context("record()", missing)
    assert [finding.code for finding in DockerRunner().check(request)] == ["E835"]
    only(run(request, lines), "E835")
    answer = base_digest(f"{registry}/nothing:1")
    assert not isinstance(answer, str)
    assert answer.code == "E835"


def test_auto_takes_the_engine_when_it_has_the_base(base_image: str, registry: str) -> None:
    choice = choose("auto", base_image, "linux/amd64")
    assert isinstance(choice, Choice)
    assert choice.runner.name == "docker"
    for base, platform in (
        (f"{registry}/nothing@sha256:{'0' * 64}", "linux/amd64"),
        (base_image, "linux/arm64"),
    ):
        other = choose("auto", base, platform)
        assert isinstance(other, Choice)
        assert other.runner.name == "venv"


def test_a_build_that_fails_shows_its_last_lines(context: Context, lines: Lines, base_image: str) -> None:
    request = context("record()", base_image)
    dockerfile = request.context / "Dockerfile"
    dockerfile.write_text(dockerfile.read_text() + 'RUN ["python3", "-c", "raise SystemExit(\'no luck\')"]\n')
    result = run(request, lines)
    only(result, "E837")
    assert any("no luck" in note for note in result.findings[0].notes)


def test_the_build_has_no_network(context: Context, lines: Lines, base_image: str) -> None:
    request = context("record()", base_image)
    dockerfile = request.context / "Dockerfile"
    code = (
        "import socket; print([n for _, n in socket.if_nameindex()]); assert len(socket.if_nameindex()) == 1"
    )
    dockerfile.write_text(dockerfile.read_text() + f"RUN {json.dumps(['python3', '-c', code])}\n")
    assert run(request, lines).exit_code == 0


def wheels(request: RunRequest, lines: Lines) -> Wheelhouse:
    target = target_of("3.11", "linux/amd64")
    assert target is not None
    found = wheelhouse(SMALL, target, request.store, lines)
    assert isinstance(found, Wheelhouse), found
    return found


def test_the_same_context_gives_the_same_tar(context: Context, lines: Lines, base_image: str) -> None:
    request = context("record()", base_image)
    (request.context / ".hidden").write_text("x")
    (request.context / "link").symlink_to("/etc/passwd")
    digests = set()
    for _ in range(2):
        tar = context_tar(request.context, wheels(request, lines))
        assert not isinstance(tar, tuple) and hasattr(tar, "files")
        assert sorted(tar.files) == ["Dockerfile", "requirements.lock", "train.py"]
        stream = io.BytesIO()
        assert write_tar(tar, request.store, stream) is None
        digests.add(hashlib.sha256(stream.getvalue()).hexdigest())
        for path in request.context.iterdir():
            if not path.is_symlink():
                os.utime(path, (1, 1))
    assert len(digests) == 1


def test_a_flipped_byte_in_a_stored_wheel_is_noticed_and_fetched_again(
    context: Context, lines: Lines, base_image: str
) -> None:
    request = context("record()", base_image)
    house = wheels(request, lines)
    assert house.pip == PIP.hashes[0].removeprefix("sha256:")
    [(name, sha256)] = house.wheels.items()
    assert name == "threadpoolctl-3.8.0-py3-none-any.whl"
    path = request.store.path_of(sha256)
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[50] ^= 1
    path.write_bytes(data)
    assert wheels(request, lines) == house
    assert request.store.verify(sha256) is None


# ---------------------------------------------------------------- an engine elsewhere


@pytest.fixture
def remote(docker_engine: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The same engine behind TCP: specc must then not count on shared files."""
    path = docker_engine.removeprefix("unix://")
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_accept, args=(server, path), daemon=True).start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        monkeypatch.setenv("DOCKER_HOST", address)
        yield address


def _accept(server: socket.socket, path: str) -> None:
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        engine_side = socket.socket(socket.AF_UNIX)
        engine_side.connect(path)
        for source, target in ((client, engine_side), (engine_side, client)):
            threading.Thread(target=_pump, args=(source, target), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def test_an_engine_elsewhere_gets_copies(
    context: Context, lines: Lines, base_image: str, remote: str
) -> None:
    code = """
cache = pathlib.Path(sys.argv[sys.argv.index("--cache") + 1])
record(seen=(DATA / "s" / "x.csv").read_text(), inputs=(DATA.parent / "inputs.json").read_text(),
       cached=sorted(p.name for p in cache.iterdir()))
(cache / "step").mkdir(exist_ok=True); (cache / "step" / "entry.json").write_text("{}")
"""
    request = context(code, base_image)
    request = replace(request, cache=request.context / "cache")
    expected = {"format": 1, "seen": "a\n1\n", "inputs": "[]", "cached": []}
    assert run(request, lines).record == expected
    assert run(request, lines).record == expected | {"cached": ["step"]}
    shown = subprocess.run(["docker", "volume", "ls", "-q"], capture_output=True, text=True, check=True)
    assert shown.stdout == ""


def test_stages_of_earlier_builds_do_not_pile_up(
    context: Context, lines: Lines, base_image: str, engine: Engine
) -> None:
    for turn in range(3):
        run(context(f"record(turn={turn})", base_image), lines)
    stages = engine.client.images.list(filters={"label": "specc.stage=packages", "dangling": True})
    assert len(stages) == 2
