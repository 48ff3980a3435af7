"""One build at a time in a project: a lock that the system lets go when its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from specc.diagnostics import Finding
from specc.store.atomic import os_finding


class ProjectLock:
    """An flock on `<folder>/lock`. The holder's process id stands in the file, for people.

    Use as a context manager after `acquire` gave none, or call `release`.
    """

    def __init__(self, folder: Path, name: str = "lock") -> None:
        self.path = folder / name
        self._handle = -1

    def acquire(self, say: Callable[[str], None] | None = None, *, wait: bool = True) -> Finding | None:
        """Take the lock. When another process has it: `say` who and wait, or with `wait=False` a finding."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            return os_finding(error, self.path, "write")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
            if not wait:
                os.close(handle)
                return Finding(
                    code="E809",
                    message=f"another specc (process {holder}) is at work in this project",
                    place=os.fspath(self.path),
                    help="wait until it is done, and run again",
                )
            if say is not None:
                say(f"another specc (process {holder}) is at work in this project; waiting for it")
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
            except BaseException:
                os.close(handle)
                raise
        except OSError as error:
            os.close(handle)
            return os_finding(error, self.path, "write")
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._handle = handle
        return None

    def release(self) -> None:
        """Let the next one in."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> ProjectLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
