"""A file to a `Source`. Everything that can be wrong with a file is a finding."""

from __future__ import annotations

import os
import stat

from specc.diagnostics.finding import Finding
from specc.source import Source, Span

MAX_BYTES = 16 * 1024 * 1024
_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def read_source(path: str | os.PathLike[str], shown: str = "") -> Source | Finding:
    """The text of the file at `path`, a byte order mark at its start left out.

    `shown` is the name that findings give it; the path itself when empty. Gives a finding where the file is
    missing, not a regular file, not readable, larger than 16 MiB, not UTF-8, or holds a NUL.
    """
    place = shown or os.fspath(path)
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError) as error:
        return _unreadable(place, error)
    try:
        kind = os.fstat(handle).st_mode
        if stat.S_ISDIR(kind):
            return Finding(
                code="E001", message=f"`{place}` is a folder", place=place, help="name an .mlspec file"
            )
        if not stat.S_ISREG(kind):
            return Finding(
                code="E001",
                message=f"`{place}` is not an ordinary file",
                place=place,
                help="name an .mlspec file",
            )
        with os.fdopen(os.dup(handle), "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return _unreadable(place, error)
    finally:
        os.close(handle)
    return decode(data, place)


def _unreadable(place: str, error: OSError | ValueError) -> Finding:
    if isinstance(error, FileNotFoundError):
        message, help = f"there is no file `{place}`", "check the path; it is read from the current folder"
    elif isinstance(error, PermissionError):
        message, help = f"`{place}` may not be read", "give the file read permission"
    elif isinstance(error, IsADirectoryError):
        message, help = f"`{place}` is a folder", "name an .mlspec file"
    else:
        reason = getattr(error, "strerror", None) or str(error)
        message, help = f"`{place}` can't be read: {reason}", "check the path"
    return Finding(code="E001", message=message, place=place, help=help)


def decode(data: bytes, place: str) -> Source | Finding:
    """The text of a spec's bytes, or the finding that says where they are no text."""
    if len(data) > MAX_BYTES:
        return Finding(
            code="E004",
            message=f"`{place}` is larger than {MAX_BYTES // 1024 // 1024} MiB",
            place=place,
            help="a spec is a text of some hundred lines; is this a data file?",
        )
    for mark, name in _BOMS:
        if data.startswith(mark):
            return Finding(
                code="E002",
                message=f"`{place}` is {name}, not UTF-8",
                place=place,
                help="save the file as UTF-8",
            )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _not_utf8(data, place, error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0))
    source = Source(place, text)
    nul = text.find("\0")
    if nul >= 0:
        return Finding(
            code="E003",
            message="a NUL character does not belong in a spec",
            source=source,
            span=Span(nul, nul + 1),
            help="remove it; is this a data file?",
        )
    return source


def _not_utf8(data: bytes, place: str, at: int) -> Finding:
    """Shown in the text with the bytes that could not be read replaced, so that line and column are right."""
    before = data[:at].decode("utf-8-sig", "replace")
    source = Source(place, data.decode("utf-8-sig", "replace"))
    line = source.position(len(before)).line
    return Finding(
        code="E002",
        message=f"the byte 0x{data[at]:02x} on line {line} is not UTF-8",
        source=source,
        span=Span(len(before), len(before) + 1),
        help="save the file as UTF-8",
    )
