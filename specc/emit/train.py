"""Generates `train.py`: the spec as a scikit-learn script, one function a section."""

from __future__ import annotations

import keyword
import re

from specc.emit import evaluate as evaluation
from specc.emit import fit, split
from specc.emit.expressions import columns_of, needed, python
from specc.emit.features import expressions
from specc.emit.layout import comment, docstring, laid_out, literal, text_literal
from specc.emit.tables import source_literal
from specc.model.spec import Label, Rows, Spec
from specc.plan import Plan
from specc.plan.plan import readable, row_key, rows_of

ROW = "row number"
# Every name that the code below may use, and where it comes from.
_FROM = {
    "sklearn": ("config_context",),
    "scipy.stats": ("loguniform", "randint", "uniform"),
    "sklearn.calibration": ("CalibratedClassifierCV",),
    "sklearn.metrics": (
        "accuracy_score",
        "balanced_accuracy_score",
        "cohen_kappa_score",
        "explained_variance_score",
        "f1_score",
        "fbeta_score",
        "matthews_corrcoef",
        "max_error",
        "mean_absolute_error",
        "mean_absolute_percentage_error",
        "mean_squared_error",
        "median_absolute_error",
        "precision_score",
        "r2_score",
        "recall_score",
    ),
    "sklearn.model_selection": (
        "GroupKFold",
        "GroupShuffleSplit",
        "KFold",
        "ParameterGrid",
        "ParameterSampler",
        "StratifiedGroupKFold",
        "StratifiedKFold",
        "TimeSeriesSplit",
        "train_test_split",
    ),
    "sklearn.pipeline": ("Pipeline",),
    "sklearn.utils.class_weight": ("compute_sample_weight",),
}
_BESIDE = {
    "evaluation": (
        "average_precision",
        "brier",
        "denied",
        "every",
        "logarithmic_loss",
        "not_run",
        "null_share",
        "pearson",
        "promise",
        "ratio",
        "roc_auc",
        "roc_auc_of_pairs",
        "share",
        "some",
        "spearman",
        "statistic",
        "top_k",
    ),
    "features": ("inputs", "transformer"),
    "checks": ("refuse",),
    "learning": ("Job",),
    "recording": ("ROW",),
    "splitting": ("chosen_by_hash", "folds_in_time", "groups", "in_order", "moments"),
}


def source(plan: Plan, spec: Spec, label: Label) -> str:
    """The text of `train.py`. The spec must have label, features, split and training."""
    body = _sources(spec) + _rows(spec) + _label(label) + _features()
    searched = spec.train is not None and spec.train.search is not None
    calibrated = spec.train is not None and bool(spec.train.calibration)
    if spec.split is not None:
        wants_folds = spec.split.folds > 0
        body += split.section(spec.split, label, row_key(spec) or (ROW,), wants_folds)
    if spec.train is not None:
        body += fit.section(spec, spec.train, label)
    body += evaluation.section(spec, label)
    body += _main(spec, label, searched, calibrated)
    text = "\n".join(body).rstrip() + "\n"
    return "\n".join(_head(plan, spec, label)) + "\n" + _imports(spec, text) + "\n" + text


def pin_code(plan: Plan) -> str:
    """The pins, set before anything that computes is imported; the same lines stand in `predict.py`."""
    lines = [
        "import os",
        "import sys",
        "",
        "# One thread, one instruction set, one order of hashes: the same data then gives the same bits on every CPU of",
        "# the class. An empty value means: not set. What is read only when a process starts needs a new one.",
        "PINS = {",
        *(f"    {text_literal(name)}: {text_literal(value)}," for name, value in plan.pins),
        "}",
        'if __name__ == "__main__" and any(os.environ.get(name, "") != value for name, value in PINS.items()):',
        "    pinned = {name: value for name, value in {**os.environ, **PINS}.items() if value or name not in PINS}",
        "    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], pinned)",
    ]
    return "\n".join(lines) + "\n"


def _head(plan: Plan, spec: Spec, label: Label) -> list[str]:
    what = {"binary": "one of two classes", "multiclass": "one of several classes", "regression": "a number"}[
        label.task
    ]
    lines = ["# Made by specc from the spec of this model: change the spec, not this file.", '"""']
    lines.append(docstring(f"{spec.name}, version {spec.version}: learns to predict {label.name}, {what}."))
    if spec.statement.strip():
        lines += ["", docstring(spec.statement.strip("\n"))]
    lines += [
        "",
        "Each section of the spec is a function here; main() calls them in order. Reading, features, hashing and the",
        "record of the run are in the files beside this one. `python train.py --help` says how to run it.",
        '"""',
        "",
        pin_code(plan),
    ]
    return lines


def _imports(spec: Spec, text: str) -> str:
    """The imports that the text uses, in the order that people keep them."""

    def used(name: str) -> bool:
        return re.search(rf"(?<![\w.\"']){name}\b", text) is not None

    lines = ["from pathlib import Path"]
    if "ZoneInfo(" in text:
        lines.append("from zoneinfo import ZoneInfo")
    lines.append("")
    if used("np"):
        lines.append("import numpy as np")
    if used("pd"):
        lines.append("import pandas as pd")
    wanted = {module: [name for name in names if used(name)] for module, names in _FROM.items()}
    if spec.train is not None:
        module, _, name = spec.train.estimator.partition(":")
        wanted.setdefault(module, []).append(name)
        wanted[module].sort()
    lines += [f"from {module} import {_listed(names)}" for module, names in sorted(wanted.items()) if names]
    lines += ["", "import steps", "import tables"]
    beside = {module: [name for name in names if used(name)] for module, names in _BESIDE.items()}
    helpers = needed(expressions(spec)).helpers
    beside["features"] = sorted({*beside["features"], *(name for name in helpers if used(name))})
    lines += [f"from {module} import {_listed(names)}" for module, names in sorted(beside.items()) if names]
    return "\n".join(lines) + "\n"


def _listed(names: list[str]) -> str:
    plain = ", ".join(names)
    return plain if len(plain) < 70 else "(\n    " + ",\n    ".join(names) + ",\n)"


# ---------------------------------------------------------------- sections


def variables(names: list[str]) -> dict[str, str]:
    """A Python name for each source; its own where that is one and free."""
    found: dict[str, str] = {}
    taken = {
        "counts",
        "table",
        "tables",
        "np",
        "pd",
        "joined",
        "findings",
        "kept",
        "columns",
        "refuse",
        "inputs",
        "ROW",
    }
    for at, name in enumerate(names, 1):
        plain = (
            name if name.isascii() and name.isidentifier() and not keyword.iskeyword(name) else f"source_{at}"
        )
        while plain in taken:
            plain += "_"
        taken.add(plain)
        found[name] = plain
    return found


def _sources(spec: Spec) -> list[str]:
    sources = readable(spec)
    names = variables([each.name for each in sources])
    lines = ["SOURCES = {"]
    for each in sources:
        lines.append(f"    {text_literal(each.name)}: {source_literal(each, 4)},")
    lines += [
        "}",
        "",
        "",
        "def load(source, folder):",
        '    """Read a source as its schema declares it, in the order of its key; what does not fit is a finding."""',
        "    return tables.read_source(source, folder)",
        "",
        "",
    ]
    for each in sources:
        lines += evaluation.expectations(each, f"expect_{names[each.name]}")
    return lines


def _rows(spec: Spec) -> list[str]:
    rows = rows_of(spec)
    if rows is None:
        return []
    used = list(dict.fromkeys([rows.base, *(join.source for join in rows.joins)]))
    names = variables(used)
    base = names[rows.base]
    lines = [
        f"def rows({', '.join(names.values())}):",
        '    """The rows that the model sees, and how many each step leaves."""',
    ]
    lines.append(f"    table = {base}")
    if not row_key(spec):
        lines.append(
            "    table = table.assign(**{ROW: np.arange(1, len(table) + 1)})  # the source's order names its rows"
        )
    start = f'{{"base": {text_literal(rows.base)}, "before": len(table), "joins": [], "keep": None, "distinct": None}}'
    lines.append(f"    counts = {start}")
    for join in rows.joins:
        given = f"{text_literal(join.source)}, {literal(list(join.on))}, {text_literal(join.cardinality)}, required={join.required}"
        call = f"tables.join(table, {names[join.source]}, {given})"
        lines += [
            f"    table, joined, findings = {laid_out(call, 4, 26)}",
            "    refuse(findings)",
            '    counts["joins"].append(joined)',
        ]
    return [*lines, *_kept(rows), "    return table, counts", "", ""]


def _kept(rows: Rows) -> list[str]:
    lines: list[str] = []
    if rows.keep is not None:
        if columns_of(rows.keep)[1]:
            lines.append("    columns = inputs(table)")
        lines += comment(f"keep = {rows.keep_text}" if rows.keep_text else "", 4)
        condition = laid_out(python(rows.keep, "table", "columns"), 4, 17)
        lines += [
            f"    kept = table[{condition}].reset_index(drop=True)",
            '    counts["keep"] = {"before": len(table), "after": len(kept)}',
            "    table = kept",
        ]
    if rows.distinct:
        lines += [
            f'    distinct = table.drop_duplicates({literal(list(rows.distinct))}, keep="first", ignore_index=True)',
            '    counts["distinct"] = {"before": len(table), "after": len(distinct)}',
            "    table = distinct",
        ]
    return lines


def _label(label: Label) -> list[str]:
    assert label.value is not None
    lines = [
        "def label(table, columns):",
        f'    """{docstring(label.name)}, which is predicted from the rest."""',
    ]
    code = python(label.value, "table", "columns")
    kind = label.value.type.kind
    if label.task == "regression":
        return [*lines, f'    return ({laid_out(code, 4, 12)}).astype("float64")', "", ""]
    mapping = dict(label.mapping)
    if not mapping and kind not in ("text", "category"):
        mapping = {member: member for member in label.type.members}
    if mapping:
        pairs = [(_raw(raw, kind), text_literal(member)) for raw, member in mapping.items()]
        table = "{" + ", ".join(f"{raw}: {member}" for raw, member in pairs if raw) + "}"
        code = (
            f"({code}).map({table})" if not re.fullmatch(r"[\w\[\]\"'.]+", code) else f"{code}.map({table})"
        )
    return [*lines, f"    return {laid_out(code, 4, 7)}", "", ""]


def _raw(text: str, kind: str) -> str:
    """A raw value of the label's column as a literal of its type; empty where it cannot be one."""
    if kind == "bool":
        return {"true": "True", "false": "False"}.get(text.lower(), "")
    if kind in ("text", "category"):
        return text_literal(text)
    try:
        return repr(int(text)) if kind == "int" else repr(float(text))
    except ValueError:
        return ""


def _features() -> list[str]:
    return [
        "def features(table):",
        '    """What the model is given, row by row; features.py has them one by one."""',
        "    return inputs(table)",
        "",
        "",
    ]


# ---------------------------------------------------------------- main


def _main(spec: Spec, label: Label, searched: bool, calibrated: bool) -> list[str]:
    sources = readable(spec)
    names = variables([each.name for each in sources])
    rows = rows_of(spec)
    lines = [
        "def main(job):",
        '    """The steps in order. Each is hashed, and with --cache kept, by `job`."""',
    ]
    for each in sources:
        name = text_literal(each.name)
        lines.append(f"    job.load({name}, SOURCES[{name}], load, expect_{names[each.name]})")
    if rows is not None:
        used = literal(list(dict.fromkeys([rows.base, *(join.source for join in rows.joins)])))
        key = literal(list(row_key(spec))) if row_key(spec) else "[ROW]"
        lines.append(f"    job.rows({used}, {key}, rows)")
    classes = list(label.type.members) if label.task != "regression" else []
    lines.append(
        f"    job.features({text_literal(label.name)}, {laid_out(literal(classes), 4, 30)}, label, features)"
    )
    if spec.split is not None:
        folds = "folds" if spec.split.folds else "None"
        lines.append(f'    job.split("{spec.split.method}", split, {folds})')
    if spec.train is not None:
        lines += fit.calls(spec, spec.train)
        lines += _evaluate_call(spec, label)
    return [
        *lines,
        "",
        "",
        'if __name__ == "__main__":',
        "    sys.exit(steps.run(Path(__file__).resolve().parent, PINS, main, Job))",
    ]


def _evaluate_call(spec: Spec, label: Label) -> list[str]:
    said: list[str] = []
    if label.positive and label.task == "binary":
        said.append(f"positive={text_literal(label.positive)}")
    if spec.deploy is not None and spec.deploy.threshold is not None and label.task == "binary":
        said.append(f"threshold={spec.deploy.threshold!r}")
    if spec.split is not None and spec.split.order:
        said.append(f"order={text_literal(spec.split.order if spec.split.order != 'position' else ROW)}")
    if less := evaluation.less_is_better(spec):
        said.append(f"less_is_better={literal(less)}")
    if rates := evaluation.proportions(spec, label):
        said.append(f"proportions={literal(rates)}")
    said.append(f"seed={spec.environment.seed}")
    return [
        "    job.evaluate(",
        "        METRICS,",
        "        slices,",
        "        evaluate,",
        "        deploy,",
        *(f"        {one}," for one in said),
        "    )",
    ]
