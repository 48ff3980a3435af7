"""Writing a lock whole or not at all."""

from __future__ import annotations

import contextlib
from pathlib import Path

from specc.lock.layout import lock_text
from specc.lock.lock import Lock
from specc.store.atomic import write_atomic


def write_lock(lock: Lock, path: str) -> bool:
    """Write the lock; false when the file already holds exactly that. A killed write leaves the old one.

    Raises OSError where the folder can't be written.
    """
    data = lock_text(lock).encode("utf-8")
    if _content(path) == data:
        return False
    write_atomic(path, data)
    return True


def _content(path: str) -> bytes | None:
    with contextlib.suppress(OSError):
        return Path(path).read_bytes()
    return None
