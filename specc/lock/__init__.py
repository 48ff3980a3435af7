"""The lock: what one build read, ran and made, for a reviewer and for `verify`.

`make_lock` and `write_lock` for `build`; `read_lock` for whoever reads one.
"""

from specc.lock.lock import InputFile, Lock, LockedPackage, SpecHashes, package_name
from specc.lock.make import make_lock
from specc.lock.read import ReadLock, lock_path, parse_lock, read_lock
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
