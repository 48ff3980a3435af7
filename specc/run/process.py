"""A child process under watch: its own group, a time and a memory limit, nothing left behind."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from specc.records import dataclass

TAIL_LINES = 30
LINE_LIMIT = 4000  # characters kept of one line
GRACE_S = 5.0  # between asking a group to end and killing it
POLL_S = 0.1


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a process ended. `status`: exit status, or minus the signal. `peak`: bytes in memory at most, as
    seen; 0 where the system does not say. `tail`: the last lines it wrote."""

    status: int
    timed_out: bool
    over_memory: bool
    peak: int
    seconds: float
    tail: tuple[str, ...]


def run_watched(
    argv: list[str],
    *,
    environment: dict[str, str],
    folder: Path,
    line: Callable[[str], object],
    memory: int | None = None,
    timeout_s: float | None = None,
) -> Outcome:
    """Run to the end, or until a limit. `line` gets each line of both streams.

    Ctrl-C, SIGTERM and SIGHUP of this process end the child's group and come out as KeyboardInterrupt; when
    this process is killed, the system kills the child. Raises OSError when it can't be started.
    """
    started = time.monotonic()
    child = subprocess.Popen(
        argv,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_limits(memory),
    )
    watch = _Watch(child, line, memory, None if timeout_s is None else started + timeout_s)
    try:
        with stop_signals():
            watch.loop()
    finally:
        end_group(child)
        if child.stdout is not None:
            child.stdout.close()
    return Outcome(
        child.returncode,
        watch.timed_out,
        watch.over_memory,
        watch.peak,
        time.monotonic() - started,
        tuple(watch.tail),
    )


class Terminated(KeyboardInterrupt):
    """SIGTERM or SIGHUP came: the same clean end as Ctrl-C."""


@contextlib.contextmanager
def stop_signals() -> Iterator[None]:
    """SIGTERM and SIGHUP raise `Terminated` inside; elsewhere than in the main thread nothing is changed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise Terminated(f"signal {number}")

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_group(child: subprocess.Popen[bytes]) -> None:
    """Ask the child's group to end, wait a little, kill what is left, and reap the child."""
    if child.poll() is None:
        _signal_group(child.pid, signal.SIGTERM)
        try:
            child.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            pass
        except BaseException:  # a second Ctrl-C: no more patience
            _signal_group(child.pid, signal.SIGKILL)
            child.wait()
            raise
    _signal_group(child.pid, signal.SIGKILL)  # grandchildren that outlived it
    child.wait()


class _Watch:
    """Reads lines, looks at the clock and at the memory."""

    def __init__(
        self,
        child: subprocess.Popen[bytes],
        line: Callable[[str], object],
        memory: int | None,
        deadline: float | None,
    ) -> None:
        self.child, self.line, self.memory, self.deadline = child, line, memory, deadline
        self.tail: deque[str] = deque(maxlen=TAIL_LINES)
        self.timed_out = self.over_memory = False
        self.peak = 0
        self._rest = b""
        self._looked = 0.0

    def loop(self) -> None:
        """Until the child has ended and all its lines are read, or a limit is passed."""
        stream = self.child.stdout
        assert stream is not None
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            while not self._over_limit():
                if selector.select(POLL_S):
                    data = os.read(stream.fileno(), 65536)
                    if not data:
                        break
                    self._take(data)
                elif self.child.poll() is not None:
                    break  # a grandchild holds the pipe open; it is ended with the group
        if self._rest:
            self._emit(self._rest)
        if not (self.timed_out or self.over_memory):
            while self.child.poll() is None and not self._over_limit():
                time.sleep(POLL_S / 4)

    def _take(self, data: bytes) -> None:
        *lines, rest = (self._rest + data).split(b"\n")
        for text in lines:
            self._emit(text)
        self._rest = rest[:LINE_LIMIT]

    def _emit(self, raw: bytes) -> None:
        text = raw[:LINE_LIMIT].decode("utf-8", "replace").rstrip("\r")
        if text.strip():
            self.tail.append(text)
        self.line(text)

    def _over_limit(self) -> bool:
        now = time.monotonic()
        if self.deadline is not None and now > self.deadline:
            self.timed_out = True
        if now - self._looked >= POLL_S:
            self._looked = now
            used = resident_bytes(self.child.pid)
            self.peak = max(self.peak, used)
            if self.memory is not None and used > self.memory:
                self.over_memory = True
        return self.timed_out or self.over_memory


def resident_bytes(pid: int) -> int:
    """Bytes in memory of a process and its descendants (Linux); 0 where it can't be seen."""
    total, todo, page = 0, [pid], os.sysconf("SC_PAGE_SIZE")
    while todo:
        one = todo.pop()
        try:
            statm = Path(f"/proc/{one}/statm").read_bytes().split()
            children = Path(f"/proc/{one}/task/{one}/children").read_bytes().split()
        except OSError:
            continue
        total += int(statm[1]) * page
        todo += map(int, children)
    return total


def _limits(memory: int | None) -> Callable[[], None]:
    """What the child sets before it becomes `argv`: it dies with us, dumps no core, and can't grow past
    the limit in one step between two looks of the watch."""
    import resource

    parent = os.getpid()
    prctl = _prctl()

    def apply() -> None:
        if prctl is not None:
            prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
            if os.getppid() != parent:
                os._exit(137)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if memory is not None:
            # data, not address space: libraries reserve far more addresses than they use
            resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))

    return apply


def _prctl() -> Callable[[int, int, int, int, int], int] | None:
    import ctypes
    import sys

    if not sys.platform.startswith("linux"):
        return None
    function: Callable[[int, int, int, int, int], int] = ctypes.CDLL(None).prctl
    return function


def _signal_group(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)
