"""A snapshot of the files that sources name: what was hashed is what the run reads."""

# Exact paths and handles: nothing is resolved before it is opened.
# ruff: noqa: PTH100, PTH108, PTH112, PTH114, PTH117, PTH118, PTH119, PTH120, PTH207, PTH208

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from specc.diagnostics import Finding
from specc.records import dataclass
from specc.source import Source, Span
from specc.store.atomic import os_finding, write_atomic
from specc.store.files import Blob
from specc.store.objects import Store


@dataclass(frozen=True, slots=True)
class SourceInput:
    """A source's name and its path or pattern, as the spec has them, with their place in it."""

    name: str
    pattern: str
    source: Source | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class SnapshotFile:
    """One file. `path`: below `data/<source>/`, with `/`. `origin`: where it was read."""

    path: str
    bytes: int
    sha256: str
    origin: str


@dataclass(frozen=True, slots=True)
class SnapshotSource:
    """A source and its files in the order in which they are read."""

    source: str
    files: tuple[SnapshotFile, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All sources in the order of the spec, and what was seen on the way (errors: it is not whole)."""

    sources: tuple[SnapshotSource, ...]
    findings: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        """True when every file was taken."""
        return not any(finding.is_error for finding in self.findings)


def snapshot(
    sources: list[SourceInput] | tuple[SourceInput, ...], spec_folder: str | os.PathLike[str], store: Store
) -> Snapshot:
    """Take every file that the sources name into the store.

    Patterns are relative to the spec's folder; matches are sorted by code point. Findings: a pattern that
    matches nothing (with the nearest names), a file that can't be read, a folder or pipe, a file that changes
    while it is read, and as a note each file outside the spec's folder.
    """
    folder = Path(os.path.abspath(spec_folder))
    taken: list[SnapshotSource] = []
    findings: list[Finding] = []
    for wanted in sources:
        files, seen = _take_source(wanted, folder, store)
        taken.append(SnapshotSource(wanted.name, files))
        findings += seen
    store.flush()
    return Snapshot(tuple(taken), tuple(findings))


def snapshot_json(taken: Snapshot) -> list[dict[str, object]]:
    """`inputs.json` as a value: no place of this machine is in it."""
    return [
        {
            "source": source.source,
            "files": [{"path": f.path, "bytes": f.bytes, "sha256": f.sha256} for f in source.files],
        }
        for source in taken.sources
    ]


def write_snapshot(taken: Snapshot, store: Store, build: str | os.PathLike[str]) -> tuple[Finding, ...]:
    """Write `inputs.json` and exactly the files of the snapshot under `data/` of the build folder.

    Objects are hashed in full unless this process just stored them; a corrupt one is made again from the
    file it came from. What else lies under `data/` is removed.
    """
    build = Path(build)
    findings: list[Finding] = []
    wanted: set[str] = set()
    for source in taken.sources:
        for file in source.files:
            inside = f"{source.source}/{file.path}"
            wanted.add(inside)
            refused = store.link_into(file.sha256, build / "data" / inside, file.origin)
            if refused is not None:
                findings.append(refused)
    try:
        (build / "data").mkdir(parents=True, exist_ok=True)
        _remove_others(build / "data", wanted)
        text = json.dumps(snapshot_json(taken), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        write_atomic(build / "inputs.json", text.encode())
    except OSError as error:
        findings.append(os_finding(error, build, "write"))
    return tuple(findings)


def _take_source(
    wanted: SourceInput, folder: Path, store: Store
) -> tuple[tuple[SnapshotFile, ...], list[Finding]]:
    names, findings = _matches(wanted, folder)
    files: dict[str, SnapshotFile] = {}
    for name in names:
        inside, note = _inside_path(name, wanted, folder)
        if note is not None:
            findings.append(note)
        if note is not None and note.is_error:
            continue
        origin = os.path.join(folder, name)
        blob = store.put_file(origin, sync=False)
        if isinstance(blob, Finding):
            findings.append(_at(wanted, blob))
        elif inside in files:
            findings.append(_clash(wanted, files[inside].origin, origin))
        else:
            files[inside] = _file(inside, blob, origin)
    return tuple(files.values()), findings


def _file(inside: str, blob: Blob, origin: str) -> SnapshotFile:
    return SnapshotFile(inside, blob.bytes, blob.sha256, origin)


def _matches(wanted: SourceInput, folder: Path) -> tuple[list[str], list[Finding]]:
    """Names relative to `folder` (or absolute, as the pattern), sorted by code point."""
    from glob import glob, has_magic

    pattern = wanted.pattern
    if not pattern or "\0" in pattern:
        return [], [_nothing(wanted, folder)]
    # a file may be called `part[1].csv`: the exact name comes first
    if os.path.lexists(folder / pattern) or not has_magic(pattern):
        if not os.path.lexists(folder / pattern):
            return [], [_nothing(wanted, folder)]
        return [os.path.normpath(pattern)], []
    found = {os.path.normpath(name) for name in glob(pattern, root_dir=folder, recursive=True)}
    names = sorted(name for name in found if not os.path.isdir(folder / name))
    return names, [] if names else [_nothing(wanted, folder)]


def _inside_path(name: str, wanted: SourceInput, folder: Path) -> tuple[str, Finding | None]:
    """Where a file goes below `data/<source>/`; a note for one outside the spec's folder."""
    try:
        name.encode()
    except UnicodeEncodeError:
        shown = ascii(name)
        bad = Finding(
            code="E804",
            message=f"the file name {shown} is not valid UTF-8",
            place=shown,
            help="rename the file",
        )
        return "", _at(wanted, bad)
    parts = Path(name).parts
    ups = sum(1 for part in parts if part == "..")
    if os.path.isabs(name):
        relative = os.path.relpath(name, folder)
        if not relative.startswith(".."):
            return Path(relative).as_posix(), None
        inside = f"outside/{parts[-1]}"
    elif ups:
        inside = "/".join((f"up{ups}", *parts[ups:]))
    else:
        return "/".join(parts), None
    note = Finding(
        code="E807",
        severity="note",
        message=f"`{name}` lies outside the spec's folder",
        place=name,
        notes=(f"it is recorded as `{inside}`",),
        help="keep data in the spec's folder where others build the spec too",
    )
    return inside, _at(wanted, note)


def _nothing(wanted: SourceInput, folder: Path) -> Finding:
    from difflib import get_close_matches

    pattern = wanted.pattern
    parent = os.path.dirname(pattern.split("*")[0].split("?")[0].split("[")[0])
    try:
        present = sorted(os.listdir(folder / parent)) if "\0" not in parent else []
    except OSError:
        present = []
        # the folder itself is not there: say which names are beside it
        above = os.path.dirname(parent)
        if parent and (folder / above).is_dir():
            known = sorted(os.listdir(folder / above))
            near = get_close_matches(os.path.basename(parent), known, n=3)
            notes = (f"there is no folder `{parent}`; near it: {', '.join(near) or 'nothing of like name'}",)
            return _no_file(wanted, notes)
    near = get_close_matches(os.path.basename(pattern), present, n=3, cutoff=0.5)
    if near:
        notes = ("names near it: " + ", ".join(os.path.join(parent, name) for name in near),)
    elif present:
        some = ", ".join(present[:5]) + (f" and {len(present) - 5} more" if len(present) > 5 else "")
        notes = (f"`{parent or '.'}` holds: {some}",)
    else:
        notes = (f"`{parent or '.'}` is empty",)
    return _no_file(wanted, notes)


def _no_file(wanted: SourceInput, notes: tuple[str, ...]) -> Finding:
    return Finding(
        code="E806",
        message=f"source `{wanted.name}`: no file matches {wanted.pattern!r}",
        source=wanted.source,
        span=wanted.span,
        place=f"source.{wanted.name}",
        notes=notes,
        help="correct `from`; it is read from the spec's own folder",
    )


def _clash(wanted: SourceInput, first: str, second: str) -> Finding:
    return Finding(
        code="E806",
        message=f"source `{wanted.name}`: two files would be recorded under one name",
        source=wanted.source,
        span=wanted.span,
        place=f"source.{wanted.name}",
        notes=(first, second),
        help="move one of them into the spec's folder, or rename it",
    )


def _at(wanted: SourceInput, finding: Finding) -> Finding:
    """The same finding with the spec's line that named the file."""
    if wanted.span is None:
        return finding
    from specc.records import replace

    return replace(finding, source=wanted.source, span=wanted.span)


def _remove_others(data: Path, wanted: set[str]) -> None:
    """Remove whatever lies under `data` and is no file of the snapshot; links are removed, not followed."""
    folders = {
        "/".join(name.split("/")[:depth]) for name in wanted for depth in range(1, name.count("/") + 1)
    }
    for root, children, names in os.walk(data, topdown=True, followlinks=False):
        base = os.path.relpath(root, data).replace(os.sep, "/")
        prefix = "" if base == "." else f"{base}/"
        for name in names:
            if prefix + name not in wanted:
                os.unlink(os.path.join(root, name))
        for name in list(children):
            path = os.path.join(root, name)
            if os.path.islink(path):
                os.unlink(path)
            elif prefix + name not in folders:
                shutil.rmtree(path)
                children.remove(name)
