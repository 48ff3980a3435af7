"""From a checked spec and its locked requirements to the steps of a build."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

from specc.model.spec import Choice, DataSource, Interval, Json, Rows, SourceUnreachable, Spec, Train
from specc.plan.canonical import PROSE, canonical, digest
from specc.plan.model import Plan, Step
from specc.plan.pins import pins
from specc.plan.requirements import essence, pinned

# What writes or is the code that a run executes. Another state of it is another recipe.
_GENERATORS = (
    "evaluate",
    "expressions",
    "features",
    "fit",
    "functions",
    "helpers",
    "layout",
    "operands",
    "promises",
    "split",
    "step_classes",
    "steps",
    "tables",
    "train",
)


def plan(spec: Spec, requirements: str) -> Plan:
    """The steps of the spec in order. `requirements`: the text of `requirements.lock`.

    A spec without label, features, split or training has the steps up to there.
    """
    environment = spec.environment
    packages = pinned(requirements)
    set_pins = pins(environment.cpu, environment.threads, packages.get("numpy", ""))
    base: dict[str, Json] = {
        "code": _code(),
        "requirements": [*essence(requirements)],
        "pins": [f"{name}={value}" for name, value in set_pins],
        "python": environment.python,
        "platform": environment.platform,
        "threads": environment.threads,
    }
    steps = [
        Step(name, needs, digest({"step": name.partition(".")[0], "environment": base, "spec": part}))
        for name, needs, part in _steps(spec)
    ]
    return Plan(
        spec.name,
        spec.version,
        tuple(steps),
        set_pins,
        tuple(packages.items()),
        environment.python,
        environment.platform,
        environment.cpu,
        environment.threads,
    )


def rows_of(spec: Spec) -> Rows | None:
    """The rows that the model sees; of a spec that does not say, all of its first source."""
    if spec.rows is not None or not spec.sources:
        return spec.rows
    return Rows(spec.sources[0].name, (), None, "", ())


def readable(spec: Spec) -> tuple[DataSource, ...]:
    """The sources that a run reads."""
    return tuple(source for source in spec.sources if not isinstance(source.origin, SourceUnreachable))


def row_key(spec: Spec) -> tuple[str, ...]:
    """The columns that name a row; empty where its position does."""
    rows = rows_of(spec)
    return next((source.key for source in spec.sources if rows is not None and source.name == rows.base), ())


@cache
def _code() -> str:
    """The digest of everything that generates or is generated code."""
    folder = Path(__file__).resolve().parent.parent / "emit"
    files = sorted((folder / "assets").glob("*.py")) + [folder / f"{name}.py" for name in _GENERATORS]
    total = hashlib.sha256()
    for path in files:
        if path.is_file() and path.name != "predict_body.py":
            total.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return "sha256:" + total.hexdigest()


Row = tuple[str, tuple[str, ...], Json]


def _steps(spec: Spec) -> list[Row]:
    """Name, needs, and the part of the spec that the step computes with."""
    found: list[Row] = [(f"load.{source.name}", (), canonical(source)) for source in readable(spec)]
    rows = rows_of(spec)
    if rows is None:
        return found
    names = [rows.base, *(join.source for join in rows.joins)]
    needs = tuple(f"load.{name}" for name in dict.fromkeys(names))
    found.append(("rows", needs, [canonical(rows), [*row_key(spec)]]))
    if spec.label is None or spec.label.value is None or not spec.features:
        return found
    label = canonical(spec.label, PROSE | {"positive"})
    inputs = [{"name": f.name, "input": canonical(f.input)} for f in spec.features if not f.model]
    found.append(("features", ("rows",), {"label": label, "features": [*inputs]}))
    if spec.split is None:
        return found
    found.append(("split", ("rows", "features"), [canonical(spec.split), [*row_key(spec)]]))
    if spec.train is not None:
        found += _training(spec, spec.train)
    return found


def _chosen(train: Train) -> Train:
    """The training without its domains: which of their values is taken, the search's digest says."""
    free, steps = (
        tuple(replace(one, value=None) if isinstance(one.value, Choice | Interval) else one for one in each)
        for each in (train.parameters, train.step_parameters)
    )
    return replace(train, parameters=free, step_parameters=steps)


def _training(spec: Spec, train: Train) -> list[Row]:
    features = [canonical(feature) for feature in spec.features if not feature.model]
    learns: dict[str, Json] = {
        "features": [*features],
        "classes": canonical(spec.label.type) if spec.label else None,
        "train": canonical(_chosen(train), PROSE | {"search", "scores"}),
        "seed": spec.environment.seed,
    }
    parts: tuple[str, ...] = ("features", "split/train")
    found: list[Row] = []
    best: tuple[str, ...] = ()
    if train.search is not None:
        searched: Json = {
            **learns,
            "domains": [canonical(train.parameters), canonical(train.step_parameters)],
            "search": canonical(train.search),
            "metric": [canonical(m) for m in spec.evaluate.metrics if m.name == train.search.select],
            "positive": spec.label.positive if spec.label else "",
        }
        found.append(("search", (*parts, "split/folds"), searched))
        best = ("search/best",)
    folds = ("split/folds",) if train.calibration else ()
    asked = [
        canonical(spec.label, PROSE | {"value"}),
        canonical(spec.evaluate),
        [spec.deploy.threshold, canonical(spec.deploy.promises)] if spec.deploy else None,
        spec.split.order if spec.split else "",
        spec.environment.seed,
    ]
    return [
        *found,
        ("train", (*parts, *folds, *best), learns),
        _predict(spec, learns, best),
        ("evaluate", ("predict", "rows", "features", "split", "train/file"), [*asked]),
    ]


def _predict(spec: Spec, learns: dict[str, Json], best: tuple[str, ...]) -> Row:
    """What is said of the test rows: by the model, or where every row is tested by models of the folds."""
    needs = ("rows", "features", "split/test", "train")
    said: list[Json] = [learns["classes"], [*row_key(spec)]]
    if spec.split is not None and spec.split.method == "folds":
        return ("predict", (*needs, "split/folds", *best), [*said, learns])
    return ("predict", needs, said)
