"""Files that are written whole or not at all, and what an operating system's refusal is called."""

# Exact paths and handles: nothing is resolved before it is opened.
# ruff: noqa: PTH105, PTH116

from __future__ import annotations

import errno
import os
from os import PathLike
from pathlib import Path

from specc.diagnostics import Finding


def write_atomic(path: str | PathLike[str], data: bytes) -> None:
    """Put `data` at `path`: a temporary file beside it, fsync, rename, fsync of the folder.

    A reader sees the old bytes or the new ones, and so does whoever looks after a crash. The mode of a file
    that is replaced is kept; a symbolic link is followed, so that it stays one. Missing folders are made.
    Raises OSError (`os_finding` words it); the temporary file is then gone.
    """
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        mode = os.stat(target).st_mode & 0o7777
    except FileNotFoundError:
        mode = 0o666 & ~current_umask()
    temporary = temporary_beside(target)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        try:
            write_all(handle, data)
            os.fchmod(handle, mode)
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def temporary_beside(target: Path) -> Path:
    """A hidden name in the folder of `target` that no other process uses. Long names are shortened."""
    return target.parent / f".{target.name[:60]}.{os.getpid()}-{os.urandom(4).hex()}.tmp"


def write_all(handle: int, data: bytes | memoryview) -> None:
    """Write every byte; `os.write` may take fewer than it is given."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last through a power cut, where the file system can."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass  # some network file systems refuse fsync of a folder; the rename itself was done
    finally:
        os.close(handle)


def current_umask() -> int:
    """The process's umask, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def os_finding(error: OSError, path: str | PathLike[str], doing: str = "read") -> Finding:
    """The finding for an operating system error at `path`; `doing` is `read` or `write`."""
    place = os.fspath(path)
    number = error.errno
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Finding(
            code="E805",
            message=f"there is no room left on the disk to write `{place}`",
            place=place,
            help="free some space, or set SPECC_STORE to a folder on a larger disk, and run again",
        )
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        why = "the file system is read-only" if number == errno.EROFS else "permission was denied"
        return Finding(
            code="E803",
            message=f"`{place}` can't be {_past(doing)}: {why}",
            place=place,
            help=f"let the user who runs specc {doing} it",
        )
    if number in (errno.ENOENT, errno.ENOTDIR):
        return Finding(
            code="E808",
            message=f"`{place}` is not there",
            place=place,
            help="check the path, or make the file again",
        )
    if number == errno.ELOOP:
        return Finding(
            code="E808",
            message=f"`{place}` is a symbolic link that leads back to itself",
            place=place,
            help="replace the link by the file it should lead to",
        )
    text = os.strerror(number) if number else str(error)
    return Finding(
        code="E803",
        message=f"`{place}` can't be {_past(doing)}: {text}",
        place=place,
        help="check the disk and the path, and run again",
    )


def _past(doing: str) -> str:
    return {"read": "read", "write": "written"}.get(doing, doing)
