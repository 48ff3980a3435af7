"""One hardened container: what it may see and do, its log, its end, and nothing left of it."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from specc.records import dataclass, field
from specc.run.ended import Ended
from specc.run.engine import Engine
from specc.run.process import LINE_LIMIT, TAIL_LINES, stop_signals

if TYPE_CHECKING:
    from docker.models.containers import Container

OWNER, PROJECT = "specc.pid", "specc.project"
NOBODY = 65534
JOB = "/job"
_POLL_S = 2.0


@dataclass(frozen=True, slots=True)
class ContainerJob:
    """What to run. `mounts`: path in the container → (folder or file here, writable)."""

    image: str
    arguments: tuple[str, ...]
    mounts: dict[str, tuple[Path, bool]]
    memory: int | None
    threads: int
    timeout_s: float | None
    project: str


@dataclass(slots=True)
class _Log:
    tail: deque[str] = field(default_factory=lambda: deque(maxlen=TAIL_LINES))
    rest: bytes = b""


def user_of(engine: Engine) -> tuple[int, int]:
    """Who the container runs as: the caller, so that the output is the caller's; nobody, for root. A
    rootless engine maps its root to the caller already."""
    if engine.rootless:
        return 0, 0
    if not engine.local or os.getuid() == 0:
        return NOBODY, NOBODY
    return os.getuid(), os.getgid()


def create_options(engine: Engine, job: ContainerJob) -> dict[str, object]:
    """Everything the container is made with, apart from its mounts."""
    from docker.types import Ulimit

    uid, gid = user_of(engine)
    options: dict[str, object] = {
        "image": job.image,
        "entrypoint": ["python3", "-B", "/app/train.py"],
        "command": list(job.arguments),
        "user": f"{uid}:{gid}",
        "working_dir": "/app",
        "network_mode": "none",
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges"],
        "tmpfs": {"/tmp": "rw,nosuid,nodev,size=2g,mode=1777"},
        "pids_limit": 512,
        "ulimits": [
            Ulimit(name="core", soft=0, hard=0),
            Ulimit(name="nofile", soft=4096, hard=4096),
        ],
        "nano_cpus": max(1, job.threads) * 10**9,
        "environment": {
            "HOME": "/tmp",
            "TMPDIR": "/tmp",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONTZPATH": "",  # zones from the locked tzdata package, not from the system
            "PYTHONHASHSEED": "0",
            "PYTHONNOUSERSITE": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
        },
        "labels": {OWNER: str(os.getpid()), PROJECT: job.project},
    }
    if job.memory is not None:
        options |= {"mem_limit": job.memory, "memswap_limit": job.memory}
    return options


def run_container(engine: Engine, job: ContainerJob, line: Callable[[str], object]) -> Ended:
    """Create, start, follow, wait; killed when its time is over. The container is removed in any case.

    Raises docker's and requests' errors for what the engine refuses, KeyboardInterrupt after cleaning up.
    """
    from docker.types import Mount

    container: Container | None = None
    options = create_options(engine, job)
    volumes: list[str] = []
    try:
        with stop_signals():
            if engine.local:
                options["mounts"] = [
                    Mount(target, str(source.absolute()), type="bind", read_only=not writable)
                    for target, (source, writable) in sorted(job.mounts.items())
                ]
                with _granted(engine, job):
                    container = engine.client.containers.create(**options)  # type: ignore[arg-type]
                    return _follow(container, job, line)
            from specc.run.remote import collect_output, send_inputs

            volumes.append(send_inputs(engine, job))
            options["mounts"] = [Mount(JOB, volumes[0], type="volume")]
            container = engine.client.containers.create(**options)  # type: ignore[arg-type]
            ended = _follow(container, job, line)
            collect_output(container, job)
            return ended
    finally:
        _remove(engine, container, volumes)


def remove_leftovers(engine: Engine, project: str) -> int:
    """Remove containers and volumes of this project whose specc was killed; gives how many."""
    from docker.errors import DockerException

    removed = 0
    label: dict[str, str | list[str] | bool] = {"label": f"{PROJECT}={project}"}
    try:
        things = [*engine.client.containers.list(all=True, filters=label)]
        for thing in things:
            if not _alive(str(thing.labels.get(OWNER, ""))):
                thing.remove(force=True, v=True)
                removed += 1
        for volume in engine.client.volumes.list(filters=dict(label)):
            if not _alive(str((volume.attrs.get("Labels") or {}).get(OWNER, ""))):
                volume.remove(force=True)
                removed += 1
    except DockerException:
        return removed  # another engine's problem shows when it is used
    return removed


def _follow(container: Container, job: ContainerJob, line: Callable[[str], object]) -> Ended:
    log = _Log()
    started = time.monotonic()
    container.start()
    reader = threading.Thread(target=_read_log, args=(container, log, line), daemon=True)
    reader.start()
    timed_out = False
    while not _has_ended(container, _POLL_S if job.timeout_s is None else min(_POLL_S, job.timeout_s)):
        if job.timeout_s is not None and time.monotonic() - started > job.timeout_s:
            timed_out = True
            with contextlib.suppress(Exception):  # it may end by itself in this very moment
                container.kill()
            break
    _has_ended(container, 30)
    reader.join(10)
    container.reload()
    state = container.attrs["State"]
    return Ended(
        status=int(state.get("ExitCode") or 0),
        tail=tuple(log.tail),
        timed_out=timed_out,
        out_of_memory=bool(state.get("OOMKilled")) and not timed_out,
    )


def _has_ended(container: Container, seconds: float) -> bool:
    """Wait at most so long for the end; the HTTP client cuts a longer `wait` of the engine off."""
    from requests.exceptions import ConnectionError as Cut
    from requests.exceptions import ReadTimeout

    try:
        container.wait(timeout=max(seconds, 0.05))
    except (Cut, ReadTimeout):
        container.reload()
        return bool(container.status in ("exited", "dead"))
    return True


def _read_log(container: Container, log: _Log, line: Callable[[str], object]) -> None:
    with contextlib.suppress(Exception):  # the log ends with the container, in whatever way that goes
        for chunk in container.logs(stream=True, follow=True, stdout=True, stderr=True):
            *lines, rest = (log.rest + chunk).split(b"\n")
            log.rest = rest[:LINE_LIMIT]
            for raw in lines:
                _emit(raw, log, line)
    if log.rest:
        _emit(log.rest, log, line)


def _emit(raw: bytes, log: _Log, line: Callable[[str], object]) -> None:
    text = raw[:LINE_LIMIT].decode("utf-8", "replace").rstrip("\r")
    if text.strip():
        log.tail.append(text)
    line(text)


@contextlib.contextmanager
def _granted(engine: Engine, job: ContainerJob) -> Iterator[None]:
    """For root: what the container writes is nobody's while it runs, and root's again afterwards."""
    uid, gid = user_of(engine)
    writable = [source for source, may in job.mounts.values() if may]
    readable = [source for source, may in job.mounts.values() if not may]
    foreign = os.getuid() == 0 and not engine.rootless
    if foreign:
        for folder in writable:
            _give(folder, uid, gid)
        for folder in readable:
            _open_to_all(folder)
    try:
        yield
    finally:
        if foreign:
            for folder in writable:
                _give(folder, os.getuid(), os.getgid())


def _give(folder: Path, uid: int, gid: int) -> None:
    for root, children, files in os.walk(folder):
        base = Path(root)
        for path in (base, *(base / name for name in [*files, *children])):
            with contextlib.suppress(FileNotFoundError):
                os.chown(path, uid, gid, follow_symlinks=False)


def _open_to_all(path: Path) -> None:
    """What a run reads may be read by nobody, whatever the umask was."""
    for root, _, files in os.walk(path):
        _allow(Path(root), 0o555)
        for name in files:
            _allow(Path(root) / name, 0o444)
    if path.is_file():
        _allow(path, 0o444)


def _allow(path: Path, bits: int) -> None:
    mode = path.stat().st_mode
    if mode & bits != bits and not path.is_symlink():
        path.chmod(mode | bits)


def _remove(engine: Engine, container: Container | None, volumes: list[str]) -> None:
    with contextlib.suppress(Exception):  # what can't be removed now is removed by the next run
        if container is not None:
            container.remove(force=True, v=True)
        for name in volumes:
            engine.client.volumes.get(name).remove(force=True)


def _alive(pid: str) -> bool:
    return pid.isdigit() and Path(f"/proc/{pid}").exists()
