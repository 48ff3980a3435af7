"""Reading a lock: bytes in, a `Lock` or findings out, whatever the bytes hold."""

from __future__ import annotations

import os
import re
from pathlib import Path

from specc.diagnostics import Finding
from specc.lock.lock import FORMAT, Lock, table
from specc.model.spec import Json
from specc.records import dataclass

MAX_BYTES = 32 * 2**20
ANEW = "write it anew with `specc build`"
AGAIN = "take the lock from version control, or write it anew with `specc build`"
_CONFLICT = re.compile(rb"^(<{7}|={7}|>{7}|\|{7})(?: .*)?\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ReadLock:
    """The lock, or none and the findings that say why not."""

    lock: Lock | None
    findings: tuple[Finding, ...] = ()


def lock_path(spec_path: str) -> str:
    """Where the lock of a spec lies."""
    return spec_path + ".lock"


def read_lock(path: str) -> ReadLock:
    """Read the lock at a path. The root hash is not judged here: `Lock.closes` says it."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return _failed("E890", path, "there is no lock", "run `specc build` and commit the lock it writes")
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        return _failed(
            "E891", path, f"the lock can't be read: {reason}", "make the lock a file that can be read"
        )
    return parse_lock(data, path)


def parse_lock(data: bytes, place: str) -> ReadLock:
    """A lock from its bytes; `place` is what findings call it."""
    if len(data) > MAX_BYTES:
        size = f"the lock is larger than {MAX_BYTES // 2**20} MiB"
        return _failed("E891", place, size, ANEW)
    conflict = _CONFLICT.search(data)
    if conflict:
        line = data.count(b"\n", 0, conflict.start()) + 1
        return _failed(
            "E895",
            f"{place}:{line}",
            "the lock holds the conflict markers of an unfinished merge",
            "settle the merge of the spec, then write the lock anew with `specc build`",
        )
    try:
        source = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _failed("E891", f"{place}:{line}", "the lock is not UTF-8 text", ANEW)
    return _parse(source, place)


def _parse(source: str, place: str) -> ReadLock:
    from specc.lock.parse import parse

    parsed = parse(source)
    if parsed.problems:
        problem = parsed.problems[0]
        code = "E891" if problem.kind == "syntax" else "E892"
        words = "this is not YAML" if problem.kind == "syntax" else "this is not a lock's YAML"
        message = f"{words}: {problem.message}"
        return _failed(code, f"{place}:{problem.line}", message, AGAIN)
    if not isinstance(parsed.value, dict):
        return _failed("E894", place, "the lock is not a table of sections", ANEW)
    version = _version(parsed.value, place)
    if version is not None:
        return version
    return _shape(parsed.value, place, parsed.lines)


def _version(document: dict[str, Json], place: str) -> ReadLock | None:
    version = document.get("format")
    if not isinstance(version, int) or isinstance(version, bool):
        return None  # its absence is found by the schema
    if version > FORMAT:
        message = f"the lock has format {version}; this specc reads format {FORMAT}"
        return _failed("E893", place, message, "use the newer specc that wrote it")
    if version < FORMAT:
        message = f"the lock has format {version}, which this specc no longer reads; it reads format {FORMAT}"
        return _failed("E893", place, message, ANEW)
    return None


def _shape(document: dict[str, Json], place: str, lines: dict[tuple[str | int, ...], int]) -> ReadLock:
    from specc.lock.schema import lock_schema
    from specc.lock.shape import violations

    findings = []
    for path, words in violations(document, lock_schema()):
        line = next((lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in lines), 1)
        name = shown_path(path) or "the lock"
        findings.append(
            Finding(
                code="E894",
                place=f"{place}:{line}",
                message=f"`{name}` {words}" if path else f"the lock {words}",
                help=AGAIN,
            )
        )
    return ReadLock(None if findings else Lock(table(document)), tuple(findings))


def shown_path(path: tuple[str | int, ...]) -> str:
    """`steps[3].digest`."""
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else part
    return out


def _failed(code: str, place: str, message: str, help_: str) -> ReadLock:
    return ReadLock(None, (Finding(code=code, place=place, message=message, help=help_),))
