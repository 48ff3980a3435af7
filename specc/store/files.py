"""Regular files: opened without waiting, hashed and copied in constant memory."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path

from specc.diagnostics import Finding
from specc.records import dataclass
from specc.store.atomic import os_finding, write_all

CHUNK = 4 << 20  # bytes read at a time: memory stays constant whatever the file's size


@dataclass(frozen=True, slots=True)
class Blob:
    """A content: its sha256 in hex and its size."""

    sha256: str
    bytes: int


def hash_file(path: str | os.PathLike[str]) -> Blob | Finding:
    """sha256 and size of a regular file, in constant memory; nothing is stored."""
    opened = open_regular(path)
    if isinstance(opened, Finding):
        return opened
    try:
        return hash_handle(opened)
    except OSError as error:
        return os_finding(error, path)
    finally:
        os.close(opened)


def open_regular(path: str | os.PathLike[str]) -> int | Finding:
    """A handle on a regular file. O_NONBLOCK, because opening a FIFO would wait for a writer for ever."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        if error.errno in (errno.ENXIO, errno.ENODEV):
            return _not_a_file(path, "a socket or a device")
        return os_finding(error, path)
    except ValueError:
        return _not_a_file(repr(os.fspath(path)), "not a possible file name")
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        return handle
    os.close(handle)
    kinds = (
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a pipe (FIFO)"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    return _not_a_file(path, next((name for test, name in kinds if test(mode)), "a special file"))


def _not_a_file(path: str | os.PathLike[str], what: str) -> Finding:
    return Finding(
        code="E804",
        message=f"`{os.fspath(path)}` is {what}; a file is wanted",
        place=os.fspath(path),
        help="name a regular file, or a pattern such as `data/*.csv` for the files in a folder",
    )


def hash_handle(handle: int) -> Blob:
    """sha256 and size of what is left to read of a handle."""
    # no more than the file needs: clearing 4 MiB for each of 10,000 small files costs more than hashing them
    room = min(CHUNK, os.fstat(handle).st_size + 1)
    digest, size, buffer = hashlib.sha256(), 0, bytearray(room)
    view = memoryview(buffer)
    while count := os.readv(handle, [buffer]):
        digest.update(view[:count])
        size += count
    return Blob(digest.hexdigest(), size)


def copy_hashing(source: int, target: Path) -> Blob:
    """Write the rest of `source` to a new file and hash it on the way; the file is synced."""
    digest, size, buffer = hashlib.sha256(), 0, bytearray(CHUNK)
    view = memoryview(buffer)
    out = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        while count := os.readv(source, [buffer]):
            digest.update(view[:count])
            write_all(out, view[:count])
            size += count
        os.fsync(out)
    finally:
        os.close(out)
    return Blob(digest.hexdigest(), size)


def read_up_to(handle: int, limit: int) -> bytes:
    """At most `limit` bytes."""
    parts: list[bytes] = []
    left = limit
    while left and (part := os.read(handle, left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
