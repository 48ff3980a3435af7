"""What a promise may speak of, block by block: the vocabularies named by `BlockKind.promises`.

A term without operands is written bare (`artifact_size <= 40MiB`). Results: `share`, `difference` (of two
shares: `pp`), `int`, `number`, `bool`, `bytes`, `duration`, `codes` (an open category).
"""

from __future__ import annotations

from specc.schema.promise_functions import EXPECT_FUNCTIONS, PROMISE_FUNCTIONS
from specc.schema.rows import Function, Key

_AGAINST = Key(
    "against",
    "enum",
    "deploy",
    "The model compared with.",
    "against = production",
    "production",
    members=("production", "previous"),
)
_MEASURE = Key(
    "measure",
    "enum",
    "deploy",
    "How distributions are compared: population stability index, Kolmogorov-Smirnov, Jensen-Shannon.",
    "measure = psi",
    "psi",
    members=("psi", "ks", "js"),
)
_SINCE = Key(
    "since",
    "enum",
    "deploy",
    "The value compared with.",
    "since = release",
    "release",
    members=("release", "last_month"),
)

_OUTSIDE = (
    Function(
        "complaints_per_million",
        (),
        "number",
        "Complaints in a million decisions.",
        "complaints_per_million <= 3",
    ),
    Function("errors_per_million", (), "number", "Failed requests in a million.", "errors_per_million <= 10"),
    Function(
        "latency",
        (),
        "duration",
        "Time of one decision.",
        "latency(quantile = 99%) <= 15ms",
        (Key("quantile", "share", "deploy", "Which quantile.", "quantile = 99%", 0.5, low=0, high=1),),
    ),
)

TERMS: dict[str, tuple[Function, ...]] = {
    "expect": (
        Function("rows", (), "int", "Number of rows of the source.", "rows in 40_000 .. 60_000"),
        *EXPECT_FUNCTIONS,
    ),
    "qualify": (
        Function("locale", (), "codes", "Country of the worker, ISO 3166.", "locale in [GB, IE]"),
        Function(
            "approval_rate",
            (),
            "share",
            "Share of the worker's tasks that were approved.",
            "approval_rate >= 98%",
        ),
        Function("approved_tasks", (), "int", "Number of approved tasks.", "approved_tasks >= 1_000"),
        Function("masters", (), "bool", "The platform's own mark of good workers.", "masters == false"),
    ),
    "quality": (
        Function("agreement", (), "number", "The measure named by `agreement = ...`.", "agreement >= 0.72"),
        Function(
            "share",
            ("condition",),
            "share",
            "Share of rows; `confidence` is that of the joined label.",
            "share(confidence < 0.8) <= 4%",
        ),
        Function(
            "confidence",
            (),
            "prob",
            "Confidence of the joined label of one row.",
            "share(confidence < 0.8) <= 4%",
        ),
    ),
    "require": PROMISE_FUNCTIONS,
    "deploy": (
        Function("artifact_size", (), "bytes", "Size of the saved model.", "artifact_size <= 40MiB"),
        _OUTSIDE[2],
    ),
    "gate": (
        Function(
            "negative_flips",
            (),
            "share",
            "Share of rows that the other model decides rightly and this one wrongly.",
            "negative_flips(against = production) <= 0.3%",
            (_AGAINST,),
        ),
        *PROMISE_FUNCTIONS,
    ),
    "promotion": _OUTSIDE,
    "monitor": (
        Function(
            "drift",
            ("any",),
            "number",
            "How far the values in use are from those of the training part.",
            "drift(n_chars, measure = psi) <= 0.2",
            (_MEASURE,),
        ),
        Function(
            "drop",
            ("metric",),
            "difference",
            "How far a metric has fallen.",
            "drop(recall_spam, since = release) <= 2pp",
            (_SINCE,),
        ),
        *_OUTSIDE,
    ),
    "resources": (Function("memory", (), "bytes", "Memory of a run.", "memory <= 4GiB"),),
}


def term(vocabulary: str, name: str) -> Function | None:
    """The row for a name in a vocabulary."""
    return next((row for row in TERMS.get(vocabulary, ()) if row.name == name), None)
