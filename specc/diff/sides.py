"""One side of a diff: a spec and its lock, from files or from a revision in git."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

from specc.diagnostics import Finding
from specc.lock import Lock, lock_path, parse_lock, read_lock
from specc.model.spec import Spec
from specc.records import dataclass, replace
from specc.source import Source

GIT_SECONDS = 60
MAX_SPEC = 8 * 2**20  # bytes


@dataclass(frozen=True, slots=True)
class Side:
    """A checked spec under the name it is shown by, and its lock where there is one."""

    name: str
    source: Source
    spec: Spec
    lock: Lock | None


def read_side(argument: str, folder: Path | None = None) -> tuple[Side | None, tuple[Finding, ...]]:
    """A side from `path` or `REV:path` (as git reads it: from the top of the repository, `REV:./path` from
    here). Without a side there is at least one error; a missing lock is a note."""
    folder = folder or Path()
    if argument.startswith("-") or not argument or "\0" in argument:
        shown = argument.replace("\0", "\\0")
        message = f"`{shown}` is neither a spec nor a revision and path"
        return None, (_finding("D200", message, argument, "name a file, or `REV:path` for a spec in git"),)
    revision, colon, path = argument.partition(":")
    if colon and revision and path and not (folder / argument).exists():
        return _from_git(argument, revision, path, folder)
    return _from_file(argument, folder)


def _finding(code: str, message: str, place: str, help_: str) -> Finding:
    return Finding(code=code, message=message, place=place, help=help_)


# ---------------------------------------------------------------- files


def _from_file(argument: str, folder: Path) -> tuple[Side | None, tuple[Finding, ...]]:
    from specc.syntax import read_source

    source = read_source(str(folder / argument))
    if isinstance(source, Finding):
        return None, (source,)
    shown = Source(argument, source.text)
    lock_file = lock_path(str(folder / argument))
    lock, said = (None, _no_lock(argument)) if not Path(lock_file).exists() else _read(lock_file)
    return _checked(argument, source, shown, lock, said)


def _read(path: str) -> tuple[Lock | None, tuple[Finding, ...]]:
    read = read_lock(path)
    return read.lock, _softened(read.findings)


def _softened(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """A lock that can't be read does not keep two specs from being compared."""
    return tuple(replace(finding, severity="warning") for finding in findings)


def _no_lock(name: str) -> tuple[Finding, ...]:
    return (
        Finding(
            code="D203",
            severity="note",
            message=f"{name} has no lock: what it read and made is not compared",
            place=name,
            help="run `specc build` and commit the lock beside the spec",
        ),
    )


def _checked(
    name: str, source: Source, shown: Source, lock: Lock | None, said: tuple[Finding, ...]
) -> tuple[Side | None, tuple[Finding, ...]]:
    """`source` is where used specs are looked for, `shown` what findings and places call it."""
    from specc.check import check

    result = check(source)
    findings = tuple(
        replace(finding, source=shown) if finding.source is source else finding
        for finding in result.findings
        if finding.is_error
    )
    if result.spec is None:
        return None, (*findings, *said)
    return Side(name, shown, result.spec, lock), (*findings, *said, *_stale(name, source, result.spec, lock))


def _stale(name: str, source: Source, spec: Spec, lock: Lock | None) -> tuple[Finding, ...]:
    from specc.model.hashes import meaning_hash

    if lock is None or lock.hashes.meaning == meaning_hash(spec):
        return ()
    message = f"the lock of {name} was made from another state of the spec"
    help_ = "run `specc build`, so that spec and lock belong together"
    return (Finding(code="D204", severity="warning", message=message, place=name, help=help_),)


# ---------------------------------------------------------------- git


def _from_git(
    argument: str, revision: str, path: str, folder: Path
) -> tuple[Side | None, tuple[Finding, ...]]:
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    if isinstance(commit, Finding):
        return None, (commit,)
    if commit is None:
        if _git(folder, "rev-parse", "--git-dir") is None:
            message = f"`{argument}` is no file, and this folder is in no git repository"
            return None, (
                _finding("D201", message, argument, "name a file that exists, or run inside the repository"),
            )
        message = f"git knows no revision `{revision}`"
        return None, (
            _finding(
                "D202", message, argument, "name a branch, a tag or a commit; `git fetch` may be needed"
            ),
        )
    name = commit.decode("ascii", "replace").strip()
    data = _blob(folder, name, path)
    if isinstance(data, Finding):
        return None, (data,)
    words = _spec_text(data, argument) if data is not None else _missing(argument, revision, path)
    if isinstance(words, Finding):
        return None, (words,)
    lock_data = _blob(folder, name, lock_path(path))
    lock, said = None, _no_lock(argument)
    if isinstance(lock_data, bytes):
        read = parse_lock(lock_data, lock_path(argument))
        lock, said = read.lock, _softened(read.findings)
    shown = Source(argument, words)
    if not re.search(r"^\s*use\s", words, re.MULTILINE):
        return _checked(argument, shown, shown, lock, said)
    with tempfile.TemporaryDirectory(prefix="specc-diff-") as temporary:
        # a used spec is looked for beside this one, as it was in that revision
        place = _place(folder, _specs_of(folder, name, Path(temporary)), path)
        return _checked(argument, Source(str(place), words), shown, lock, said)


def _missing(argument: str, revision: str, path: str) -> Finding:
    return Finding(
        code="D202",
        message=f"there is no file `{path}` in `{revision}`",
        place=argument,
        notes=("the path starts at the top of the repository; `REV:./path` starts in the current folder",),
        help="correct the path",
    )


def _blob(folder: Path, commit: str, path: str) -> bytes | Finding | None:
    return _git(folder, "cat-file", "blob", f"{commit}:{path}")


def _spec_text(data: bytes, argument: str) -> str | Finding:
    if len(data) > MAX_SPEC:
        message = f"{argument} is larger than {MAX_SPEC // 2**20} MiB"
        return _finding("D202", message, argument, "name a spec")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _finding("D202", f"{argument} is not UTF-8 text", argument, "name a spec")


def _place(folder: Path, top: Path, path: str) -> Path:
    if not path.startswith(("./", "../")):
        return top / path
    prefix = _git(folder, "rev-parse", "--show-prefix")
    inside = prefix.decode("utf-8", "replace").strip() if isinstance(prefix, bytes) else ""
    return top / inside / path


def _specs_of(folder: Path, commit: str, into: Path) -> Path:
    """Every spec of a revision, written under a temporary folder."""
    archive = _git(folder, "archive", "--format=tar", commit, "--", ":(top,glob)**/*.mlspec")
    if isinstance(archive, bytes):
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(into, filter="data")
    return into


def _git(folder: Path, *arguments: str) -> bytes | Finding | None:
    """What git prints; none where it refuses, a finding where it can't be run. No shell, no prompt."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=GIT_SECONDS, check=False
        )
    except FileNotFoundError:
        return _finding("D201", "git is not installed", "git", "install git, or name two files")
    except (OSError, subprocess.TimeoutExpired) as error:
        return _finding("D201", f"git can't be run: {error}", "git", "name two files")
    return done.stdout if done.returncode == 0 else None
