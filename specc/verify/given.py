"""What can be held against the lock without running anything: files, every one hashed in full."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from specc.build.job import input_files, source_inputs
from specc.diagnostics import Finding
from specc.lock.lock import InputFile, Lock, SpecHashes, Table, digest, package_name, table, text
from specc.model.spec import Json, Spec
from specc.records import dataclass, replace
from specc.store import Blob, Store, hash_file
from specc.store.snapshot import SnapshotFile, snapshot
from specc.verify.compare_given import compare_files
from specc.verify.difference import Difference, changed, shown


class _HashOnly(Store):
    """Reads inputs as the snapshot does and keeps nothing: `verify --inputs` writes no file."""

    def put_file(self, path: str | os.PathLike[str], *, sync: bool = True) -> Blob | Finding:
        """Hash the file."""
        return hash_file(path)

    def flush(self) -> None:
        """Nothing was written."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files of each source as they are now, and what stood in the way of reading them."""

    files: Mapping[str, tuple[InputFile, ...]]
    inside: Mapping[str, tuple[SnapshotFile, ...]]
    findings: tuple[Finding, ...]


def read_inputs(spec: Spec, folder: Path) -> Inputs:
    """Hash every file that the sources name, in full."""
    taken = snapshot(source_inputs(spec), folder, _HashOnly(folder))
    # a pattern that matches nothing shows as the locked files that are missing
    findings = tuple(finding for finding in taken.findings if finding.is_error and finding.code != "E806")
    inside = {source.source: source.files for source in taken.sources}
    return Inputs(input_files(taken, folder), inside, findings)


def input_differences(lock: Lock, inputs: Inputs) -> Iterator[Difference]:
    """Missing, new and changed files of every source that is read from files."""
    for source in dict.fromkeys([*lock.sources, *inputs.files]):
        if source in inputs.files:
            yield from compare_files(source, lock, {file.path: file.sha256 for file in inputs.files[source]})


def spec_differences(lock: Lock, spec: Spec, hashes: SpecHashes) -> tuple[Difference, ...]:
    """The meaning of the spec against the locked one."""
    from specc.verify.compare_given import spec as compare_spec
    from specc.verify.difference import Seen

    now: Table = {
        "version": spec.version,
        "hashes": {"meaning": hashes.meaning, "sections": dict(hashes.sections)},
    }
    seen = Seen()
    compare_spec(lock, Lock({"spec": now}), seen)
    detail = (*_environment_words(lock, spec), *_promise_words(lock, spec))
    return tuple(replace(difference, detail=(*difference.detail, *detail)) for difference in seen.found)


def _environment_words(lock: Lock, spec: Spec) -> Iterator[str]:
    """What the environment section asks for otherwise than the lock has it."""
    asked = spec.environment
    locked = {package.name: package.version for package in lock.packages}
    for package in asked.packages:
        was = locked.get(package_name(package.name))
        if was != package.version:
            yield f"{package.name} {was or 'not'} in the lock, {package.version} in the spec"
    settings: Table = {
        "python": asked.python,
        "platform": asked.platform,
        "base_image": asked.base_image,
        "threads": asked.threads,
        "seed": asked.seed,
        "cpu": asked.cpu,
    }
    for name, value in settings.items():
        was_set = lock.get("environment", name)
        if was_set != value:
            yield f"{name}: {shown(was_set)} in the lock, {shown(value)} in the spec"


def _promise_words(lock: Lock, spec: Spec) -> Iterator[str]:
    """Promises that only one of the two has."""
    then = [text(row.get("promise")) for row in lock.promises if row.get("where") == "require"]
    now = [promise.text for promise in spec.evaluate.require]
    yield from (f"promise in the lock and not in the spec: {words}" for words in then if words not in now)
    yield from (f"promise in the spec and not in the lock: {words}" for words in now if words not in then)


def generated_differences(lock: Lock, files: Mapping[str, bytes]) -> Iterator[Difference]:
    """What is generated from the spec now against the lock."""
    now: Table = {name: digest(files[name]) for name in sorted(files)}
    for name, before, after in changed(dict(lock.generated), now):
        if after is None:
            what = f"{name} is in the lock and is not generated now"
        elif before is None:
            what = f"{name} is generated now and is not in the lock"
        else:
            what = f"{name} is generated with other content than the locked one"
        detail = ("spec and lock agree: another version of specc generates it otherwise",)
        yield Difference("generated", what, before, after, detail, ("generated", name))


def edited_files(lock: Lock, context: Path) -> Iterator[Difference]:
    """Generated files in the build folder that are not what the lock has; a missing one is made again."""
    for name, locked in lock.generated.items():
        path = context / name
        if not path.is_file():
            continue
        blob = hash_file(path)
        now = f"sha256:{blob.sha256}" if isinstance(blob, Blob) else None
        if now != locked:
            detail = ("the run does not use it: it is generated afresh",)
            what = f"{path} was changed after it was generated"
            yield Difference("generated", what, locked, now, detail, ("generated", name))


SAVED = {"model.skops": ("model", "file"), "predictions.parquet": ("predictions", "file")}


def saved_differences(lock: Lock, output: Path) -> Iterator[Difference]:
    """Saved model, scores and record in the build folder against the lock, every byte."""
    for name, path in SAVED.items():
        locked = lock.get(*path)
        if locked is None or not (output / name).is_file():
            continue
        blob = hash_file(output / name)
        now = f"sha256:{blob.sha256}" if isinstance(blob, Blob) else None
        if now != locked:
            what = f"{output / name} holds other bytes than the locked ones"
            yield Difference("saved outputs", what, locked, now, (), path)
    record = read_record(output)
    for name, before, after in measured(lock, record):
        what = f"{output / 'record.json'}: {name} is {shown(after)}, in the lock {shown(before)}"
        yield Difference("saved outputs", what, before, after, (), tuple(name.split(".")))


def read_record(output: Path) -> Table:
    """The record that the last build left; empty where there is none that can be read."""
    try:
        value: Json = json.loads((output / "record.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return table(value)


def measured(lock: Lock, record: Table) -> Iterator[tuple[str, Json, Json]]:
    """Numbers and digests at the same path in lock and record that differ, by dotted path."""
    for section in ("metrics", "slices", "baselines", "model", "predictions", "label", "split"):
        if section in record:
            yield from leaves(section, lock.document.get(section), record[section])


def leaves(path: str, locked: Json, now: Json) -> Iterator[tuple[str, Json, Json]]:
    """Leaves of the locked value that the record has otherwise."""
    if isinstance(locked, dict) and isinstance(now, dict):
        for key, value in locked.items():
            yield from leaves(f"{path}.{key}" if path else key, value, now.get(key))
    elif isinstance(locked, list) and isinstance(now, list) and len(locked) == len(now):
        for index, value in enumerate(locked):
            yield from leaves(f"{path}.{index}", value, now[index])
    elif locked != now and not (isinstance(now, float) and now != now and locked is None):
        yield path, locked, now


def store_findings(lock: Lock, store: Store) -> Iterator[Finding]:
    """Stored copies of locked contents that are not what their name says."""
    hashes = [file.sha256 for source in lock.sources for file in lock.input_files(source)]
    hashes += [text(lock.get(*path)).removeprefix("sha256:") for path in SAVED.values()]
    for sha256 in dict.fromkeys(hashes):
        if len(sha256) == 64 and store.has(sha256):
            bad = store.verify(sha256)
            if bad is not None:
                yield bad
