"""Writes a build context into its folder: each file whole, stale ones removed, nothing else touched."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from specc.diagnostics import Finding

# Names of the files that `write_context` put into a folder; without it a folder with something in it is
# somebody's.
MANIFEST = ".specc-generated.json"


def write_context(files: Mapping[str, bytes], folder: Path) -> tuple[Finding, ...]:
    """Write generated files (name to bytes) into a folder, and remove those of an earlier time that are no
    more generated.

    Gives a finding, and changes nothing, where the folder holds what was not generated here, or cannot be
    written.
    """
    for name in files:
        if name != Path(name).name or name in ("", ".", "..", MANIFEST):
            raise ValueError(f"not a plain file name: {name!r}")
    try:
        known = _known(folder)
        if isinstance(known, Finding):
            return (known,)
        blocked = sorted(
            name for name in files if (folder / name).is_dir() and not (folder / name).is_symlink()
        )
        if blocked:
            return (
                _finding("E857", f"`{blocked[0]}` is a folder, and a generated file has this name", folder),
            )
        folder.mkdir(parents=True, exist_ok=True)
        names = sorted({*known, *files})
        _write(folder / MANIFEST, _manifest(names))  # first: what a killed run leaves is known to be ours
        for name in sorted(files):
            _write(folder / name, files[name])
        for name in sorted(set(known) - set(files)):
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):
                (folder / name).unlink()
        _write(folder / MANIFEST, _manifest(sorted(files)))
    except OSError as error:
        return (_finding("E858", f"the build folder can't be written: {error.strerror or error}", folder),)
    return ()


def _known(folder: Path) -> list[str] | Finding:
    """What an earlier `write_context` put there."""
    if not folder.exists():
        return []
    if not folder.is_dir():
        return _finding("E857", "this is a file, and a folder is wanted", folder)
    try:
        listed = json.loads((folder / MANIFEST).read_bytes())["files"]
        return [
            name
            for name in listed
            if isinstance(name, str) and name == Path(name).name and name not in ("", ".", "..")
        ]
    except FileNotFoundError:
        if any(folder.iterdir()):
            return _finding("E857", "the folder holds files that were not generated here", folder)
        return []
    except (ValueError, KeyError, TypeError):
        return _finding("E857", f"`{MANIFEST}` is damaged, so what was generated here is not known", folder)


def _manifest(names: list[str]) -> bytes:
    return (json.dumps({"files": names}, indent=1) + "\n").encode()


def _write(path: Path, data: bytes) -> None:
    if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
        return
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _finding(code: str, message: str, folder: Path) -> Finding:
    helps = {
        "E857": "name another folder with `--build-dir`, or empty this one",
        "E858": "make the folder writable, or name another with `--build-dir`",
    }
    return Finding(code=code, message=message, place=str(folder), help=helps[code])
