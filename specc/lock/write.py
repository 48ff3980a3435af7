"""Writing a lock whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile

from specc.lock.layout import lock_text
from specc.lock.lock import Lock


def write_lock(lock: Lock, path: str) -> bool:
    """Write the lock; false when the file already holds exactly that. A killed write leaves the former lock."""
    data = lock_text(lock).encode("utf-8")
    if _content(path) == data:
        return False
    folder = os.path.dirname(os.path.abspath(path))  # noqa: PTH100, PTH120
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".lock-", suffix=".tmp")
    try:
        with open(handle, "wb") as file:  # noqa: PTH123
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(path))  # noqa: PTH101
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        raise
    _sync_folder(folder)
    return True


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read()
    except OSError:
        return None


def _mode(path: str) -> int:
    """The mode the lock had, or what a new file gets here."""
    try:
        return os.stat(path).st_mode & 0o777  # noqa: PTH116
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: str) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
