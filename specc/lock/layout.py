"""How a lock is laid out for a reviewer: which rows are one line, and what each section is."""

from __future__ import annotations

from specc.lock.lock import Lock
from specc.lock.text import Path, render

HEAD = """\
# What one build of this spec read, ran and made. Written by `specc build`, checked by `specc verify`; a
# change by hand is found, because `root` closes over everything but `machine`.
"""
COMMENTS: dict[Path, str] = {
    (
        "spec",
    ): "text: every byte. meaning: all but comments and white space. training: what reaches the model.",
    ("spec", "defaults"): "Settings that nobody wrote.",
    (
        "spec",
        "library_defaults",
    ): "Parameters that nobody wrote, as the pinned library has them.",
    ("spec", "not_run"): "Parts that were checked and not run by the build.",
    ("inputs",): "What was read. A column's digest covers its cast values, in key order.",
    ("rows",): "Which rows the model saw.",
    ("environment",): "Where it ran.",
    ("environment", "packages"): "hashes: of the wheels that may be installed.",
    ("generated",): "Files generated from the spec.",
    ("label",): "What is predicted.",
    ("features",): "digest: before fitted steps, all rows. train, test: what the estimator got.",
    ("split",): "Which rows trained and which tested, by key.",
    ("search",): "Every trial.",
    ("model",): "state: what was learnt. config: its parameters. content: both. file: model.skops.",
    ("predictions",): "On the test rows, in key order.",
    ("metrics",): "On the test rows.",
    ("slices",): "On named parts of the test rows.",
    ("baselines",): "What trivial predictors reach on the test rows.",
    ("promises",): "What the spec asks for, and what came out.",
    ("steps",): "recipe: what can change the step's result. digest: what came out.",
    ("machine",): "What may rightly differ between two machines or runners; enters no hash.",
}
_ROWS = {
    ("spec", "defaults", "*"),
    ("spec", "library_defaults", "*"),
    ("inputs", "*", "key"),
    ("inputs", "*", "files", "-"),
    ("inputs", "*", "columns", "*"),
    ("inputs", "*", "expectations", "-"),
    ("environment", "packages", "*"),
    ("rows", "joins", "-"),
    ("rows", "keep"),
    ("rows", "distinct"),
    ("label", "classes"),
    ("split", "train"),
    ("split", "test"),
    ("split", "folds", "-"),
    ("search", "best"),
    ("search", "trials", "-"),
    ("predictions", "columns"),
    ("promises", "-"),
    ("machine", "cpu"),
    ("machine", "threadpools", "-"),
    ("machine", "numpy_simd", "*"),
}
_DEPTHS = {len(row) for row in _ROWS}


def _is_row(path: Path) -> bool:
    if len(path) not in _DEPTHS:
        return False
    return any(
        len(row) == len(path) and all(want in ("*", have) for want, have in zip(row, path, strict=True))
        for row in _ROWS
        if row[0] == path[0]
    )


def lock_text(lock: Lock) -> str:
    """The lock as its file has it; the same lock gives the same text."""
    return HEAD + render(lock.document, _is_row, COMMENTS)
