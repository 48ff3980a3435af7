"""Spec, hashes, requirements, generated files and the record of a run, put together as a lock."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from specc.lock.lock import (
    FORMAT,
    InputFile,
    Lock,
    SpecHashes,
    Table,
    digest,
    items,
    package_name,
    root_of,
    table,
    text,
    whole,
)
from specc.lock.text import without_surrogates
from specc.model.spec import Environment, Json, Spec


class PackageLike(Protocol):
    """One pinned package."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def hashes(self) -> Sequence[str]: ...


class RequirementsLike(Protocol):
    """The resolved packages and the date after which none was looked at."""

    @property
    def packages(self) -> Sequence[PackageLike]: ...
    @property
    def exclude_newer(self) -> str: ...


def make_lock(
    spec: Spec,
    hashes: SpecHashes,
    record: Mapping[str, Json],
    requirements: RequirementsLike,
    files: Mapping[str, bytes],
    inputs: Mapping[str, Sequence[InputFile]],
    base_digest: str,
    runner: str = "",
) -> Lock:
    """The lock of one build.

    `record` is `record.json` (format 1, docs/architecture.md); `files` are the generated files by name;
    `inputs` the snapshot per source. Where the record says which version of a package ran, that is what is
    locked. Same arguments, same lock.
    """
    run = {key: _clean(value) for key, value in record.items()}
    ran = table(run.get("environment"))
    document: Table = {
        "format": FORMAT,
        "root": "",
        "spec": _spec(spec, hashes),
        "inputs": _inputs(table(run.get("sources")), inputs),
        "rows": _rows(run.get("rows")),
        "environment": _environment(spec.environment, ran, requirements, base_digest),
        "generated": {name: digest(files[name]) for name in sorted(files)},
        "label": _picked(run.get("label"), "name", "task", "digest", "classes", "mean", "deviation"),
        "features": {
            name: _picked(value, "columns", "digest", "train", "test")
            for name, value in table(run.get("features")).items()
        },
        "split": _split(run.get("split")),
        "search": _search(run.get("search")),
        "model": _picked(run.get("model"), "estimator", "state", "config", "content", "file"),
        "predictions": _picked(run.get("predictions"), "rows", "columns", "labels", "scores", "file"),
        "metrics": _measures(run.get("metrics")),
        "slices": {
            name: {"rows": whole(table(value).get("rows")), "metrics": _measures(table(value).get("metrics"))}
            for name, value in table(run.get("slices")).items()
        },
        "baselines": {name: _measures(value) for name, value in table(run.get("baselines")).items()},
        "promises": [
            _promise(table(row))
            for row in items(run.get("promises"))
            if not text(table(row).get("where")).startswith("expect.")
        ],
        "steps": [_picked(row, "name", "recipe", "digest") for row in items(run.get("steps"))],
        "machine": _machine(spec.environment, ran, runner),
    }
    cleaned = table(_clean(document))
    cleaned["root"] = root_of(cleaned)
    return Lock(cleaned)


def _clean(value: Json) -> Json:
    """Values that a lock can hold: no infinities or not-a-number, no lone surrogates."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {without_surrogates(key): _clean(item) for key, item in value.items()}
    return value


def _picked(value: Json, *keys: str) -> Json:
    """The known keys of a table that are there and are not null, in a fixed order; null stays null."""
    if not isinstance(value, dict):
        return None
    return {key: value[key] for key in keys if value.get(key) is not None}


def _measures(value: Json) -> Json:
    return dict(table(value))


def _spec(spec: Spec, hashes: SpecHashes) -> Json:
    return {
        "name": spec.name,
        "version": spec.version,
        "edition": spec.edition,
        "hashes": {
            "text": hashes.text,
            "meaning": hashes.meaning,
            "training": hashes.training,
            "sections": {name: hashes.sections[name] for name in sorted(hashes.sections)},
        },
        "defaults": {entry.path: entry.value for entry in sorted(spec.entries, key=_path) if entry.default},
        "library_defaults": dict(sorted(spec.train.library_defaults)) if spec.train else {},
        "not_run": [*sorted({part.path for part in spec.not_run})],
    }


def _path(entry: object) -> str:
    return str(getattr(entry, "path", ""))


def _inputs(sources: Table, inputs: Mapping[str, Sequence[InputFile]]) -> Json:
    out: Table = {}
    for name, value in sources.items():
        source = table(value)
        files: Iterable[InputFile] = inputs[name] if name in inputs else _recorded_files(source)
        rows: list[Json] = [
            {"path": file.path, "bytes": file.bytes, "sha256": file.sha256.removeprefix("sha256:")}
            for file in files
        ]
        out[name] = {
            "rows": whole(source.get("rows")),
            "key": items(source.get("key")),
            "digest": text(source.get("digest")),
            "files": rows,
            "columns": {
                column: _picked(facts, "type", "nulls", "digest")
                for column, facts in table(source.get("columns")).items()
            },
            "expectations": [_promise(table(row)) for row in items(source.get("expectations"))],
        }
    return out


def _recorded_files(source: Table) -> list[InputFile]:
    rows = [table(row) for row in items(source.get("files"))]
    return [
        InputFile(text(row.get("path")), whole(row.get("bytes")), text(row.get("sha256"))) for row in rows
    ]


def _promise(row: Table) -> Json:
    out: Table = {} if not row.get("where") else {"where": row["where"]}
    out["promise"] = text(row.get("promise"))
    value = row.get("value")
    out["value"] = value if isinstance(value, (bool, int, float, str)) else None
    holds = row.get("holds")
    out["holds"] = holds if isinstance(holds, bool) else None
    if row.get("note"):
        out["note"] = text(row.get("note"))
    return out


def _rows(value: Json) -> Json:
    if not isinstance(value, dict):
        return None
    out: Table = {"base": text(value.get("base")), "before": whole(value.get("before"))}
    joins: list[Json] = [
        _picked(row, "source", "before", "after", "unmatched") for row in items(value.get("joins"))
    ]
    if joins:
        out["joins"] = joins
    for key in ("keep", "distinct"):
        if isinstance(value.get(key), dict):
            out[key] = _picked(value[key], "before", "after")
    out["after"] = whole(value.get("after"))
    out["digest"] = text(value.get("digest"))
    return out


def _split(value: Json) -> Json:
    if not isinstance(value, dict):
        return None
    out: Table = {"method": text(value.get("method"))}
    for part in ("train", "test"):
        out[part] = _picked(value.get(part), "rows", "digest")
    out["left_out"] = whole(value.get("left_out"))
    out["folds"] = [_picked(fold, "rows", "digest") for fold in items(value.get("folds"))]
    return out


def _search(value: Json) -> Json:
    if not isinstance(value, dict):
        return None
    return {
        "strategy": text(value.get("strategy")),
        "select": text(value.get("select")),
        "best": value.get("best"),
        "trials": [
            {
                "parameters": table(table(trial).get("parameters")),
                "mean": table(trial).get("mean"),
                "folds": items(table(trial).get("folds")),
            }
            for trial in items(value.get("trials"))
        ],
    }


def _environment(wanted: Environment, ran: Table, requirements: RequirementsLike, base_digest: str) -> Json:
    here = {package_name(name): text(version) for name, version in table(ran.get("packages")).items()}
    packages = {package_name(package.name): package for package in requirements.packages}
    return {
        "python": wanted.python,
        "platform": wanted.platform,
        "base_image": wanted.base_image,
        "base_digest": base_digest,
        "exclude_newer": requirements.exclude_newer,
        "threads": wanted.threads,
        "seed": wanted.seed,
        "cpu": wanted.cpu,
        "pins": {name: str(value) for name, value in sorted(table(ran.get("pins")).items())},
        "packages": {
            name: {
                "version": here.get(name, package.version),
                "hashes": [*sorted("sha256:" + hash_.removeprefix("sha256:") for hash_ in package.hashes)],
            }
            for name, package in sorted(packages.items())
        },
    }


def _machine(wanted: Environment, ran: Table, runner: str) -> Json:
    cpu = table(ran.get("cpu"))
    simd = table(ran.get("numpy_simd"))
    return {
        "runner": runner,
        "python": text(ran.get("python")) or wanted.python,
        "implementation": text(ran.get("implementation")),
        "libc": text(ran.get("libc")),
        "machine": text(ran.get("machine")),
        "cpu": {"class": text(cpu.get("class")), "model": text(cpu.get("model"))},
        "threadpools": [
            _picked(row, "library", "version", "architecture", "threads")
            for row in items(ran.get("threadpools"))
        ],
        "numpy_simd": {"baseline": items(simd.get("baseline")), "enabled": items(simd.get("enabled"))},
    }
