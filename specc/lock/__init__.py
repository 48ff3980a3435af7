"""The lock: what one build read, ran and made, for a reviewer and for `verify`.

`make_lock` and `write_lock` are for `build` and loaded when they are first used; `read_lock` is for whoever
reads one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from specc.lock.lock import InputFile, Lock, LockedPackage, SpecHashes, package_name
from specc.lock.read import ReadLock, lock_path, parse_lock, read_lock

if TYPE_CHECKING:
    from specc.lock.make import make_lock
    from specc.lock.write import write_lock

__all__ = [
    "InputFile",
    "Lock",
    "LockedPackage",
    "ReadLock",
    "SpecHashes",
    "lock_path",
    "make_lock",
    "package_name",
    "parse_lock",
    "read_lock",
    "write_lock",
]


def __getattr__(name: str) -> object:
    if name == "make_lock":
        from specc.lock.make import make_lock

        return make_lock
    if name == "write_lock":
        from specc.lock.write import write_lock

        return write_lock
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
