"""Specs built by hand, as the checker would give them, and how to run what is generated from them."""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from specc.emit import emit
from specc.model.spec import (
    Choice,
    Column,
    DataSource,
    Deploy,
    Environment,
    Evaluate,
    Feature,
    Interval,
    Label,
    Metric,
    Parameter,
    Promise,
    Rows,
    Search,
    Slice,
    SourceFiles,
    SourcePackage,
    Spec,
    Split,
    Train,
    Transform,
)
from specc.model.types import Apply, Columns, Constant, Expression, Items, Ref, Type
from specc.plan import plan

INT, FLOAT, BOOL, TEXT, SHARE = Type("int"), Type("float"), Type("bool"), Type("text"), Type("share")
PACKAGES = ("numpy", "pandas", "pyarrow", "scikit-learn", "scipy", "skops", "threadpoolctl")
REQUIREMENTS = "".join(f"{name}=={importlib.metadata.version(name)}\n" for name in PACKAGES)
PYTHON = ".".join(map(str, sys.version_info[:2]))

ENVIRONMENT = Environment(
    python=PYTHON,
    platform="linux/amd64",
    base_image="python:3.11-slim@sha256:" + "0" * 64,
    packages=(),
    threads=1,
    seed=3,
    memory_bytes=None,
    cpu="x86_64_v3",
    exclude_newer="",
    timeout_s=None,
)


def constant(value: bool | int | float | str | None, kind: Type | None = None) -> Constant:
    """A constant of the type that its value has."""
    kinds = {bool: BOOL, int: INT, float: FLOAT, str: TEXT}
    return Constant(value, kind or kinds[type(value)])


def column(name: str, kind: Type = FLOAT) -> Ref:
    return Ref("column", name, kind)


def call(function: str, *operands: Expression, kind: Type = FLOAT, **options: Expression) -> Apply:
    return Apply(function, operands, tuple(sorted(options.items())), kind)


def metric(name: str) -> Ref:
    return Ref("metric", name, SHARE)


def promise(text: str, left: Expression, sign: str, *bounds: float) -> Promise:
    return Promise(text, call(sign, left, *(constant(bound) for bound in bounds), kind=BOOL))


def split(method: str = "share", share: float | None = 0.25, **more: object) -> Split:
    plain = Split(method, share, None, "", 0, "", "", "", 0.0, 3)  # type: ignore[arg-type]
    return replace(plain, **more)  # type: ignore[arg-type]


def train(estimator: str, *parameters: Parameter, **more: object) -> Train:
    algorithm = estimator.partition(":")[2].lower()
    plain = Train(algorithm, estimator, parameters, (), False, False, "", None, 3)
    return replace(plain, **more)  # type: ignore[arg-type]


def spec(name: str, source: DataSource, label: Label, features: tuple[Feature, ...], **more: object) -> Spec:
    plain = Spec(
        edition=2026,
        name=name,
        version=1,
        entries=(),
        sources=(source,),
        rows=Rows(source.name, (), None, "", ()),
        label=label,
        features=features,
        split=split(),
        train=None,
        evaluate=Evaluate((), (), ()),
        deploy=None,
        environment=ENVIRONMENT,
        not_run=(),
        statement="Say what it is.",
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def digits() -> Spec:
    """scikit-learn's own example: a support vector classifier on the first half of the digits; 871 of 899 are
    right.
    """
    pixels = tuple(f"pixel_{row}_{at}" for row in range(8) for at in range(8))
    members = tuple(map(str, range(10)))
    source = DataSource(
        "digits",
        SourcePackage("scikit-learn", "sklearn.datasets:load_digits", "loader"),
        (),
        (*(Column(pixel, FLOAT) for pixel in pixels), Column("target", Type("category", members=members))),
        "error",
        (Promise("rows == 1797", call("==", call("rows", kind=INT), constant(1797), kind=BOOL)),),
    )
    return spec(
        "digits",
        source,
        Label(
            "digit",
            "multiclass",
            Type("category", members=members),
            column("target", Type("category", members=members)),
            (),
            "",
            "",
        ),
        (Feature("pixels", Type("vector", size=64), Columns(pixels, FLOAT), ()),),
        split=split("position", 0.5),
        train=train("sklearn.svm:SVC", Parameter("gamma", 0.001, "param"), scores="decision", seeded=True),
        evaluate=Evaluate(
            (Metric("right", "accuracy", ()), Metric("auc", "roc_auc", ())),
            (),
            (promise("right >= 96%", metric("right"), ">=", 0.96),),
        ),
    )


def diabetes() -> Spec:
    """A ridge regression with a grid, its numbers standardised."""
    names = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")
    source = DataSource(
        "patients",
        SourcePackage("scikit-learn", "sklearn.datasets:load_diabetes", "loader"),
        (),
        (*(Column(name, FLOAT) for name in names), Column("target", FLOAT)),
        "error",
        (),
    )
    standard = Transform("standardise", (("centre", constant(True)), ("scale", constant(True))))
    return spec(
        "diabetes",
        source,
        Label("progression", "regression", FLOAT, column("target"), (), "", ""),
        (Feature("body", Type("vector", size=10), Columns(names, FLOAT), (standard,)),),
        split=split(folds=4),
        train=train(
            "sklearn.linear_model:Ridge",
            Parameter("alpha", Choice((0.1, 1.0, 10.0)), "param"),
            seeded=True,
            search=Search("grid", 0, "error", "neg_root_mean_squared_error", 3),
        ),
        evaluate=Evaluate(
            (Metric("error", "rmse", ()), Metric("r2", "r2", ())),
            (Slice("heavy", "bmi > 0", call(">", column("bmi"), constant(0.0), kind=BOOL)),),
            (
                promise("error <= 60", metric("error"), "<=", 60),
                promise(
                    "upper_bound(error) <= 70",
                    call("upper_bound", metric("error"), confidence=constant(0.95)),
                    "<=",
                    70.0,
                ),
                promise(
                    "error - baseline.error <= -10",
                    call("-", metric("error"), Ref("baseline", "error", FLOAT)),
                    "<=",
                    -10.0,
                ),
            ),
        ),
    )


def messages(folder: Path) -> Spec:
    """A text classifier with a key, numbers, categories, slices, promises and a random search; writes its
    data.
    """
    data = folder / "messages"
    data.mkdir(parents=True, exist_ok=True)
    words = [
        "prize",
        "win",
        "cash",
        "call",
        "now",
        "hello",
        "lunch",
        "home",
        "code",
        "parcel",
        "late",
        "meet",
    ]
    lines = ["id,body,carrier,sent_at"]
    for at in range(240):
        spam = at * 7 % 10 < 3
        chosen = [words[(at * k + k * k) % 5 + (0 if spam else 5)] for k in range(1, 2 + at % 5)]
        body = " ".join([*chosen, words[at % 12]])
        carrier = ("acme", "beacon", "other", "")[at % 4]
        lines.append(f'{at},"{body}",{carrier},2026-01-{at // 10 + 1:02d}T{at % 24:02d}:15:00')
    (data / "messages.csv").write_text("\n".join(lines) + "\n")
    carriers = Type("category", optional=True, members=("acme", "beacon", "other"))
    body = column("body", TEXT)
    source = DataSource(
        "messages",
        SourceFiles("data/messages.csv", "csv"),
        ("id",),
        (
            Column("id", INT),
            Column("body", TEXT),
            Column("carrier", carriers),
            Column("sent_at", Type("timestamp")),
        ),
        "error",
        (
            Promise("unique(id)", call("unique", column("id", INT), kind=BOOL)),
            promise("null_share(carrier) <= 20%", call("null_share", column("carrier", carriers)), "<=", 0.2),
        ),
    )
    spam = call("matches", body, constant("(prize|win|cash)"), kind=BOOL)
    classes = Type("category", members=("ham", "spam"))
    length = Ref("feature", "n_chars", INT)
    tfidf = Transform(
        "tfidf",
        (
            ("by", constant("word", Type("category"))),
            ("lowercase", constant(True)),
            ("max_documents", constant(None, Type("none"))),
            ("min_documents", constant(1)),
            ("ngrams", Items((constant(1), constant(2)), INT)),
            ("size", constant(40)),
        ),
    )
    one_hot = Transform("one_hot", (("unknown", constant("ignore")),))
    return spec(
        "messages",
        source,
        Label(
            "is_spam",
            "binary",
            classes,
            call("if", spam, constant("spam"), constant("ham"), kind=classes),
            (),
            "spam",
            "",
        ),
        (
            Feature("n_chars", INT, call("length", body, kind=INT), ()),
            Feature(
                "carrier_is",
                Type("vector"),
                column("carrier", carriers),
                (one_hot,),
                why="Some carriers filter.",
            ),
            Feature("words", Type("vector", size=40), body, (tfidf,)),
        ),
        split=split(folds=3, stratify="is_spam"),
        train=train(
            "sklearn.linear_model:LogisticRegression",
            Parameter("C", Interval(0.01, 10.0, True, False), "param"),
            Parameter("class_weight", "balanced", "objective"),
            seeded=True,
            search=Search("random", 4, "auc", "average_precision", 5),
        ),
        evaluate=Evaluate(
            (
                Metric("recall_spam", "recall", (("positive", "spam"),)),
                Metric("precision_spam", "precision", ()),
                Metric("auc", "average_precision", ()),
            ),
            (
                Slice("short", "n_chars < 12", call("<", length, constant(12), kind=BOOL)),
                Slice("nothing", "n_chars < 0", call("<", length, constant(0), kind=BOOL)),
            ),
            (
                promise("recall_spam >= 50%", metric("recall_spam"), ">=", 0.5),
                promise(
                    "lower_bound(precision_spam) >= 10%",
                    call("lower_bound", metric("precision_spam"), confidence=constant(0.95)),
                    ">=",
                    0.1,
                ),
                promise(
                    "recall_spam on short >= 10%",
                    call("on", metric("recall_spam"), Ref("slice", "short", BOOL)),
                    ">=",
                    0.1,
                ),
                promise(
                    "recall_spam on nothing >= 10%",
                    call("on", metric("recall_spam"), Ref("slice", "nothing", BOOL)),
                    ">=",
                    0.1,
                ),
                promise(
                    "spread(recall_spam, over = carrier) <= 100pp",
                    call("spread", metric("recall_spam"), over=column("carrier", carriers)),
                    "<=",
                    1.0,
                ),
                promise(
                    "auc - baseline.auc >= 1pp",
                    call("-", metric("auc"), Ref("baseline", "auc", SHARE)),
                    ">=",
                    0.01,
                ),
            ),
        ),
        deploy=Deploy(
            0.4,
            (
                promise("artifact_size <= 40MiB", call("artifact_size"), "<=", 41943040.0),
                promise("latency() <= 15ms", call("latency"), "<=", 0.015),
            ),
        ),
    )


def write(made: Spec, folder: Path) -> Path:
    """The build context of a spec, in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in emit(plan(made, REQUIREMENTS), made, REQUIREMENTS, None).items():
        (folder / name).write_bytes(data)
    return folder


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run train.py in a process of its own."""
    return subprocess.run(
        [sys.executable, "train.py", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


def record(folder: Path) -> dict[str, object]:
    """What the run recorded."""
    found: dict[str, object] = json.loads((folder / "output" / "record.json").read_text())
    return found
