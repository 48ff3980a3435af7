"""What a run wrote, checked in shape before anything else reads it, and put in its place as a whole."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from specc.diagnostics import Finding
from specc.model.spec import Json
from specc.run.shape import RECORD, mismatches
from specc.store import os_finding

LIMIT = 1 << 30  # bytes of a JSON file that are read at all


def read_record(folder: Path, partial: bool) -> tuple[dict[str, Json] | None, tuple[Finding, ...]]:
    """`record.json` of an output folder. With `partial`, sections after the last step may be missing."""
    path = folder / "record.json"
    if partial and not path.exists():
        return None, ()
    value = _read_json(path)
    if isinstance(value, Finding):
        return None, (value,)
    wrong = mismatches(value, RECORD, partial=partial)
    if wrong or not isinstance(value, dict):
        return None, (_bad_shape(path.name, tuple(wrong[:8]) or ("it is not an object",)),)
    return value, ()


def read_findings(folder: Path) -> tuple[Finding, ...]:
    """`findings.json` of an output folder, as findings; a finding of its own when it can't be understood."""
    path = folder / "findings.json"
    value = _read_json(path)
    if isinstance(value, Finding):
        return (value,)
    if not isinstance(value, list) or not value:
        return (_bad_shape(path.name, ("a list with at least one finding is wanted",)),)
    found: list[Finding] = []
    for index, item in enumerate(value):
        one = _finding(item)
        found.append(one or _bad_shape(path.name, (f"entry {index} lacks code, message or help",)))
    return tuple(found)


def fresh_output(target: Path) -> Path | Finding:
    """An empty folder beside `target` for a run to write to; leftovers of killed runs are removed."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for old in target.parent.glob(f".{target.name}-*.tmp"):
            owner = old.name.rsplit("-", 2)[-2]
            if not owner.isdigit() or not Path(f"/proc/{owner}").exists():
                remove_tree(old)
        folder = target.parent / f".{target.name}-{os.getpid()}-{os.urandom(3).hex()}.tmp"
        folder.mkdir()
    except OSError as error:
        return os_finding(error, target, "write")
    return folder


def take_output(fresh: Path, target: Path) -> Finding | None:
    """Replace `target` by `fresh`; a reader sees the whole old folder or the whole new one."""
    try:
        for path in fresh.rglob("*"):
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                path.unlink()  # a run writes files; a link could lead anywhere
        old = fresh.with_name(fresh.name + ".old")
        if target.is_symlink() or target.exists():
            target.rename(old)
        fresh.rename(target)
        remove_tree(old)
    except OSError as error:
        return os_finding(error, target, "write")
    return None


def remove_tree(path: Path) -> None:
    """Remove a file, link or folder, if it is there."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path, ignore_errors=True)


def _read_json(path: Path) -> Json | Finding:
    try:
        if path.is_symlink() or path.stat().st_size > LIMIT:
            return _bad_shape(path.name, ("it is a link or far too large",))
        value: Json = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Finding(
            code="E830",
            message=f"the run ended well and wrote no `{path.name}`",
            place=path.name,
            help="generate the build folder again with `specc build`",
        )
    except OSError as error:
        return os_finding(error, path)
    except (ValueError, RecursionError) as error:
        return _bad_shape(path.name, (f"not JSON: {error}"[:200],))
    return value


def _finding(item: Json) -> Finding | None:
    if not isinstance(item, dict):
        return None
    code, message, help_ = item.get("code"), item.get("message"), item.get("help")
    place, notes = item.get("place", ""), item.get("notes", [])
    if not (isinstance(code, str) and isinstance(message, str) and isinstance(help_, str)):
        return None
    if not (isinstance(place, str) and isinstance(notes, list)) or not _is_code(code):
        return None
    return Finding(code=code, message=message, place=place, notes=tuple(map(str, notes)), help=help_)


def _is_code(code: str) -> bool:
    return len(code) == 4 and code[0] in "EWD" and code[1:].isdigit()


def _bad_shape(name: str, notes: tuple[str, ...]) -> Finding:
    return Finding(
        code="E831",
        message=f"`{name}` is not what a run writes",
        place=name,
        notes=notes,
        help="generate the build folder again with `specc build`",
    )
