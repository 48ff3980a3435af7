"""Locked venvs, kept by key: made in place, marked as whole last, and hashed file by file before use."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from specc.diagnostics import Finding
from specc.run.output import remove_tree
from specc.run.progress import Progress
from specc.run.requirements import Requirements
from specc.run.uv import UvResult, find_python, network_refusal, run_uv
from specc.store import Blob, ProjectLock, Store, hash_file, os_finding, write_atomic

MARKER, MANIFEST = "specc.json", "specc-manifest.txt"
_IDENTITY = (
    "import sys, sysconfig; print(sys.version, sys.implementation.cache_tag, sysconfig.get_platform())"
)


def environment_key(requirements: Requirements, interpreter: Path, identity: str) -> str:
    """The name of an environment: everything that decides what is in it."""
    parts = ("specc environment 1", os.path.realpath(interpreter), identity, requirements.text)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def ensure_environment(
    requirements: Requirements, python: str, store: Store, progress: Progress
) -> Path | Finding:
    """The interpreter of a venv that has exactly these wheels; made where there is none.

    `python` is a version (`3.11`). Every installed file is hashed before the environment is given out; one
    that was changed is named through `progress` and the environment is made again.
    """
    made = prepare_environment(requirements, python, store, progress)
    return made if isinstance(made, Finding) else made[0]


def prepare_environment(
    requirements: Requirements, python: str, store: Store, progress: Progress
) -> tuple[Path, tuple[Finding, ...]] | Finding:
    """Like `ensure_environment`, with the findings about an environment that had to be made again."""
    folder = environment_folder(requirements, python, store)
    if isinstance(folder, Finding):
        return folder
    interpreter, place = folder
    prepared = store.prepare()
    if prepared is not None:
        return prepared
    lock = ProjectLock(store.environments, f"{place.name}.lock")
    held = lock.acquire(progress.message)
    if held is not None:
        return held
    with lock:
        found: tuple[Finding, ...] = ()
        if (place / MARKER).is_file():
            found = verify_environment(place)
            if not found:
                return python_in(place), ()
            for finding in found[:3]:
                progress.message(finding.message)
        count = len(requirements.packages)
        progress.message(f"making the Python environment ({count} packages)")
        failed = _make(place, interpreter, requirements)
        return failed or (python_in(place), tuple(_as_warning(finding) for finding in found))


def environment_folder(requirements: Requirements, python: str, store: Store) -> tuple[Path, Path] | Finding:
    """The interpreter that a venv would be made with, and the folder where the venv lies or would lie."""
    interpreter = find_python(python)
    if isinstance(interpreter, Finding):
        return interpreter
    identity = _identity(interpreter)
    if isinstance(identity, Finding):
        return identity
    return interpreter, store.environments / environment_key(requirements, interpreter, identity)


def verify_environment(folder: Path) -> tuple[Finding, ...]:
    """Hash every file of a venv against what was installed: changed, missing and added ones are named."""
    try:
        marker = json.loads((folder / MARKER).read_bytes())
        manifest = (folder / MANIFEST).read_bytes()
        expected = marker["manifest"]
    except (OSError, ValueError, KeyError, TypeError):
        return (_changed(folder, MARKER, "is missing or unreadable", ""),)
    if hashlib.sha256(manifest).hexdigest() != expected:
        return (_changed(folder, MANIFEST, "holds other bytes than when the environment was made", ""),)
    then = dict(line.split("  ", 1)[::-1] for line in manifest.decode().splitlines())
    now = _tree(folder)
    findings = [
        _changed(folder, name, _what(then.get(name), now.get(name)), _owner(folder, name))
        for name in sorted(then.keys() | now.keys())
        if then.get(name) != now.get(name)
    ]
    return tuple(findings)


def python_in(folder: Path) -> Path:
    """The interpreter of a venv."""
    return folder / "bin" / "python"


def _make(place: Path, interpreter: Path, requirements: Requirements) -> Finding | None:
    """Make the venv in its final place (venvs can't be moved); the marker comes last."""
    failed: Finding | None = None
    for attempt in ({}, {"UV_NO_CACHE": "1"}):
        remove_tree(place)
        failed = _install(place, interpreter, requirements, dict(attempt))
        if failed is not None:
            remove_tree(place)
            return failed
        failed = check_records(place)
        if failed is None:
            return _mark(place)
        remove_tree(place)  # uv's cache is damaged: download again
    return failed


def _install(
    place: Path, interpreter: Path, requirements: Requirements, extra: dict[str, str]
) -> Finding | None:
    made = run_uv(["venv", "--no-project", "--no-python-downloads", "-p", str(interpreter), str(place)])
    if isinstance(made, Finding):
        return made
    if made.status != 0:
        return _install_failed(made)
    with tempfile.TemporaryDirectory(prefix="specc-") as folder:
        wanted = Path(folder) / "requirements.lock"
        wanted.write_text(requirements.text, "utf-8")
        # copies: a hard link would let a change in uv's cache, or in another venv, reach this one.
        # unchecked: the sources are hashed here before each run, so Python need not look at them again
        result = run_uv(
            [
                *("pip", "sync", "-p", str(python_in(place)), "--require-hashes", "--no-build"),
                *("--link-mode", "copy", "--compile-bytecode", str(wanted)),
            ],
            extra | {"PYC_INVALIDATION_MODE": "UNCHECKED_HASH", "PYTHONHASHSEED": "0"},
        )
    if isinstance(result, Finding):
        return result
    return None if result.status == 0 else _install_failed(result)


def _mark(place: Path) -> Finding | None:
    try:
        lines = [f"{value}  {name}" for name, value in sorted(_tree(place).items())]
        manifest = ("\n".join(lines) + "\n").encode()
        write_atomic(place / MANIFEST, manifest)
        marker = {"format": 1, "manifest": hashlib.sha256(manifest).hexdigest()}
        write_atomic(place / MARKER, json.dumps(marker).encode())
    except OSError as error:
        return os_finding(error, place, "write")
    return None


def check_records(place: Path) -> Finding | None:
    """Installed files against the hashes that the wheels themselves carry (`RECORD`)."""
    import base64
    import csv

    for record in sorted(place.glob("lib/python*/site-packages/*.dist-info/RECORD")):
        site = record.parent.parent
        with record.open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines):
                if len(row) < 2 or not row[1].startswith("sha256="):
                    continue
                found = hash_file(site / row[0])
                digest = bytes.fromhex(found.sha256) if isinstance(found, Blob) else b""
                if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != row[1].removeprefix("sha256="):
                    package = record.parent.name.removesuffix(".dist-info").replace("-", " ")
                    return Finding(
                        code="E822",
                        message=f"`{row[0]}` of {package} is not what its wheel says",
                        place=row[0],
                        help="clear uv's cache with `uv cache clean`, and run again",
                    )
    return None


def _tree(folder: Path) -> dict[str, str]:
    """sha256 of each file below, links as `link:<target>`; the marker and the manifest are left out."""
    names: list[str] = []
    links: dict[str, str] = {}
    todo = [""]
    while todo:
        base = todo.pop()
        with os.scandir(folder / base) as entries:
            for entry in entries:
                inside = base + entry.name
                if entry.is_symlink():
                    links[inside] = f"link:{Path(entry.path).readlink()}"
                elif entry.is_dir(follow_symlinks=False):
                    todo.append(inside + "/")
                elif inside not in (MARKER, MANIFEST):
                    names.append(inside)
    root = f"{folder}/"
    with ThreadPoolExecutor(4) as pool:  # hashing lets go of the interpreter's lock
        hashes = list(pool.map(lambda part: [hash_file(root + name) for name in part], _parts(names)))
    flat = [one for part in hashes for one in part]
    found = {n: h.sha256 if isinstance(h, Blob) else "unreadable" for n, h in zip(names, flat, strict=True)}
    return found | links


def _parts(names: list[str], size: int = 200) -> list[list[str]]:
    return [names[at : at + size] for at in range(0, len(names), size)]


def _what(then: str | None, now: str | None) -> str:
    if then is None:
        return "was added after the environment was made"
    return "is gone" if now is None else "holds other bytes than the wheel that was installed"


def _owner(folder: Path, name: str) -> str:
    """The package a file belongs to, by the RECORDs; empty when none names it."""
    short = name.partition("site-packages/")[2]
    if short.endswith(".pyc") and "/__pycache__/" in f"/{short}":
        head, _, tail = short.rpartition("__pycache__/")
        short = head + tail.split(".")[0] + ".py"
    for record in sorted(folder.glob("lib/python*/site-packages/*.dist-info/RECORD")):
        try:
            text = record.read_text("utf-8", "replace")
        except OSError:
            continue
        if short and f"\n{short}," in "\n" + text:
            return record.parent.name.removesuffix(".dist-info").replace("-", " ")
    return ""


def _changed(folder: Path, name: str, what: str, owner: str) -> Finding:
    short = name.partition("site-packages/")[2] or name
    of = f" of {owner}" if owner else ""
    return Finding(
        code="E823",
        message=f"installed file `{short}`{of} {what}",
        place=str(folder / name),
        help="run `specc build`; it makes the environment again from the locked wheels",
    )


def _as_warning(finding: Finding) -> Finding:
    from specc.records import replace

    return replace(finding, severity="warning", help="nothing: the environment was made again")


def _identity(interpreter: Path) -> str | Finding:
    try:
        done = subprocess.run(
            [str(interpreter), "-I", "-S", "-c", _IDENTITY],
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            timeout=60,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return Finding(
            code="E820",
            message=f"the interpreter {interpreter} does not start",
            place="environment.python",
            notes=(str(error),),
            help="install that Python again",
        )
    return done.stdout.decode("utf-8", "replace").strip()


def _install_failed(result: UvResult) -> Finding:
    if "Hash mismatch" in result.err:
        return Finding(
            code="E822",
            message="a downloaded wheel has another hash than the lock",
            place="requirements.lock",
            notes=result.tail,
            help="find out who changed the index or the lock; nothing was installed",
        )
    if "No space left" in result.err:
        return Finding(
            code="E805",
            message="there is no room left on the disk for the Python environment",
            place="environments",
            notes=result.tail[-2:],
            help="free some space, or set SPECC_STORE to a folder on a larger disk, and run again",
        )
    return network_refusal(result) or Finding(
        code="E821",
        message="the locked packages can't be installed on this machine",
        place="requirements.lock",
        notes=result.tail,
        help="mend what uv says above, or build with `--runner docker`",
    )
