"""Generates `features.py`: the one module of feature code that training and prediction share."""

from __future__ import annotations

import re
from collections.abc import Iterable

from specc.emit.expressions import Needed, columns_of, needed, python
from specc.emit.helpers import HELPERS
from specc.emit.layout import LIMIT, comment, docstring, laid_out, literal, text_literal
from specc.emit.step_classes import CLASSES
from specc.emit.steps import VECTORISERS, Uses, sparse_features, steps_of
from specc.model.spec import Feature, Spec
from specc.model.types import Columns, Expression

# Names that scikit-learn's ColumnTransformer keeps for itself.
_TAKEN = {
    "transformers",
    "remainder",
    "sparse_threshold",
    "n_jobs",
    "transformer_weights",
    "verbose",
    "verbose_feature_names_out",
    "force_int_remainder_cols",
}
_CLASS_ORDER = ("TopTerms", "Frequency", "Dense", "as_lists")


def source(spec: Spec) -> str:
    """The text of `features.py`.

    It defines `inputs(frame)` (a DataFrame with a column for each feature or each column of a set),
    `transformer()` (the unfitted ColumnTransformer over it), `feature_columns(fitted)` (each feature's slice
    of the matrix), and the helpers that expressions anywhere in the spec use (`expressions.needed`).
    """
    features = [feature for feature in spec.features if not feature.model]
    uses = _uses(spec)
    entries = [_entry(feature, uses, spec.environment.seed, name) for feature, name in _step_names(features)]
    sets = {feature.name: _set_name(feature, features) for feature in features if _set(feature)}
    body = [
        *_inputs(features, sets),
        *_transformer(spec, features, entries, uses),
        *_feature_columns(features),
    ]
    wanted = needed([*expressions(spec), *(feature.input for feature in features)])
    head = _head(spec, wanted, uses, "\n".join([*body, *(CLASSES[name] for name in uses.classes)]))
    constants = [_constant(sets[feature.name], _set(feature)) for feature in features if feature.name in sets]
    constants += _columns_constant(features, sets)
    helpers = [HELPERS[name].rstrip() for name in wanted.helpers]
    classes = [CLASSES[name].rstrip() for name in _CLASS_ORDER if name in uses.classes]
    blocks = [*helpers, *classes, "\n".join(body).rstrip()]
    start = "\n".join(head) + ("\n" + "\n".join(constants) if constants else "")
    return start.rstrip() + "\n\n\n" + "\n\n\n".join(blocks) + "\n"


def _uses(spec: Spec) -> Uses:
    """Nothing used so far; what the pinned scikit-learn takes."""
    pinned = [one.version for one in spec.environment.packages if one.name.lower() == "scikit-learn"]
    newest = re.match(r"(\d+)\.(\d+)", pinned[0]) if pinned else None
    splitters = newest is not None and (int(newest[1]), int(newest[2])) >= (1, 9)
    regression = spec.label is not None and spec.label.task == "regression"
    return Uses(splitters=splitters, regression=regression)


def own_classes(spec: Spec) -> list[str]:
    """The classes and functions of `features.py` that a fitted model of this spec holds."""
    uses = Uses()
    for feature in spec.features:
        steps_of(feature, uses, 0)
    return [name for name in _CLASS_ORDER if name in uses.classes]


def expressions(spec: Spec) -> list[Expression]:
    """Every row-by-row expression outside the features: label, filter, split, slices, promises."""
    found: list[Expression] = []
    if spec.rows is not None and spec.rows.keep is not None:
        found.append(spec.rows.keep)
    if spec.label is not None and spec.label.value is not None:
        found.append(spec.label.value)
    if spec.split is not None and spec.split.test is not None:
        found.append(spec.split.test)
    found += [part.expression for part in spec.evaluate.slices]
    for each in spec.sources:
        for promise in each.expect:
            found += list(_conditions(promise.expression))
    return found


def _conditions(expression: Expression) -> Iterable[Expression]:
    """The row-by-row expressions inside a promise: what a term such as `share(...)` is over."""
    from specc.model.types import Apply

    if not isinstance(expression, Apply):
        return
    for operand in expression.operands:
        if expression.function in _TERMS:
            if not isinstance(operand, Columns):
                yield operand
        else:
            yield from _conditions(operand)


_TERMS = {"share", "null_share", "unique", "min", "max", "mean", "sum", "deviation", "quantile", "distinct"}


# ---------------------------------------------------------------- head


def _head(spec: Spec, wanted: Needed, uses: Uses, body: str) -> list[str]:
    lines = [
        f'"""The features of {docstring(spec.name)}, which train.py and predict.py share."""',
        "",
    ]
    standard = []
    if "re.compile(" in "".join(HELPERS[name] for name in wanted.helpers):
        standard.append("import re")
    if wanted.groups:
        standard.append("import warnings")
    if wanted.zones:
        standard.append("from zoneinfo import ZoneInfo")
    lines += [*standard, ""] if standard else []
    helpers = "".join(HELPERS[name] for name in wanted.helpers)
    if wanted.numpy or re.search(r"\bnp\.", body + helpers):
        lines.append("import numpy as np")
    lines.append("import pandas as pd")
    imports = {module: set(names) for module, names in uses.imports.items()}
    imports.setdefault("sklearn.compose", set()).add("ColumnTransformer")
    for module in sorted(imports):
        lines.append(_import(module, sorted(imports[module])))
    lines += [
        "",
        "# Text is held as Python strings: lower(), len() and `re` are Python's own in each pandas version.",
        'pd.set_option("mode.string_storage", "python")',
    ]
    if wanted.groups:
        lines += [
            "# Patterns with groups are only searched for: pandas need not warn of it.",
            'warnings.filterwarnings("ignore", "This pattern is interpreted as a regular expression")',
        ]
    return lines


def _import(module: str, names: list[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    return (
        line
        if len(line) <= LIMIT
        else f"from {module} import (\n" + "".join(f"    {name},\n" for name in names) + ")"
    )


# ---------------------------------------------------------------- inputs


def _set(feature: Feature) -> tuple[str, ...]:
    """The columns of a feature over a column set."""
    return _columns_in(feature.input)


def _columns_in(expression: Expression) -> tuple[str, ...]:
    if isinstance(expression, Columns):
        return expression.names
    for operand in getattr(expression, "operands", ()):
        if names := _columns_in(operand):
            return names
    return ()


def _set_name(feature: Feature, features: list[Feature]) -> str:
    name = re.sub(r"\W", "_", feature.name, flags=re.ASCII).upper().lstrip("_0123456789") or "SET"
    others = [
        re.sub(r"\W", "_", other.name, flags=re.ASCII).upper().lstrip("_0123456789") or "SET"
        for other in features
    ]
    return f"{name}_{features.index(feature)}" if others.count(name) > 1 or name == "COLUMNS" else name


def _constant(name: str, columns: tuple[str, ...]) -> str:
    """A list of names; a run such as pixel_0 .. pixel_63 as a comprehension."""
    parts = [re.fullmatch(r"(.*?)(0|[1-9]\d*)", column, re.DOTALL | re.ASCII) for column in columns]
    first = parts[0]
    if len(columns) >= 8 and first is not None:
        start, prefix = int(first[2]), first[1]
        if list(columns) == [f"{prefix}{start + at}" for at in range(len(columns))] and re.fullmatch(
            r"\w+", prefix
        ):
            span = f"{start}, {start + len(columns)}" if start else str(len(columns))
            return f'{name} = [f"{prefix}{{i}}" for i in range({span})]'
    return f"{name} = " + laid_out(literal(list(columns)), 0, len(name) + 3)


def _columns_constant(features: list[Feature], sets: dict[str, str]) -> list[str]:
    """Each feature's columns in the table that `inputs` gives."""
    lines = ["# The columns that each feature has in the table of inputs()", "COLUMNS = {"]
    for feature in features:
        key = text_literal(feature.name)
        prefix = text_literal(feature.name + ".")
        columns = (
            f"[{prefix} + name for name in {sets[feature.name]}]" if feature.name in sets else f"[{key}]"
        )
        lines.append(f"    {key}: {columns},")
    return [*lines, "}"]


def _inputs(features: list[Feature], sets: dict[str, str]) -> list[str]:
    lines = [
        "def inputs(frame):",
        '    """The features row by row, before anything is fitted; numbers as float64."""',
        "    columns = {}",
    ]
    plain: list[str] = []
    for feature in _in_order(features):
        lines += comment(feature.why, 4)
        key = text_literal(feature.name)
        if feature.name in sets:
            lines += _set_lines(feature, sets[feature.name])
            continue
        code = python(feature.input, "frame", "columns", typed_inputs=True)
        if feature.steps and feature.steps[0].name in VECTORISERS and feature.input.type.optional:
            code = f'{code if code.isidentifier() or code.endswith((")", "]")) else f"({code})"}.fillna("")'
        lines.append(f"    columns[{key}] = {laid_out(code, 4, len(key) + 13)}")
        if feature.input.type.kind in ("text", "category"):
            plain.append(feature.name)
    lines.append("    table = pd.DataFrame(columns, index=frame.index)")
    if not plain:
        lines += ['    return table.astype("float64")', "", ""]
        return lines
    texts = laid_out(literal(plain), 4, 13)
    lines += [
        f"    texts = {texts}",
        '    return table.astype({name: "float64" for name in table.columns if name not in texts})',
        "",
        "",
    ]
    return lines


def _set_lines(feature: Feature, names: str) -> list[str]:
    """A feature over a column set: its columns are called `feature.column`."""
    code = python(feature.input, "frame", "columns", typed_inputs=True, each="name")
    key = f"{text_literal(feature.name + '.')} + name"
    update = f"columns.update({{{key}: {code} for name in {names}}})"
    return ["    " + laid_out(update, 4)]


def _in_order(features: list[Feature]) -> list[Feature]:
    """Features after those that they use, else in the spec's order."""
    names, done, result = {feature.name for feature in features}, set[str](), list[Feature]()
    left = list(features)
    while left:
        ready = [feature for feature in left if not (columns_of(feature.input)[1] & names) - done]
        if not ready:
            raise ValueError("features use each other in a circle")
        for feature in left:
            if not (columns_of(feature.input)[1] & names) - done:
                result.append(feature)
                done.add(feature.name)
                left = [other for other in left if other is not feature]
                break
    return result


# ---------------------------------------------------------------- transformer


def _step_names(features: list[Feature]) -> list[tuple[Feature, str]]:
    """Each feature with a name that scikit-learn takes for its step (no `__`, none of its own)."""
    result: list[tuple[Feature, str]] = []
    used: set[str] = set()
    for feature in features:
        name = re.sub("__+", "_", feature.name)
        while name in used or name in _TAKEN or (name != feature.name and name in {f.name for f in features}):
            name += "_"
            name = name.replace("__", "_2_")
        used.add(name)
        result.append((feature, name))
    return result


def _entry(feature: Feature, uses: Uses, seed: int, name: str) -> str:
    """One line of the ColumnTransformer: (name, step, columns)."""
    steps = steps_of(feature, uses, seed)
    text = bool(feature.steps) and feature.steps[0].name in VECTORISERS
    columns = text_literal(feature.name) if text else f"[{text_literal(feature.name)}]"
    if _set(feature):
        columns = f"@{feature.name}"  # filled in when the names of the sets are known
    if not steps:
        return f'({text_literal(name)}, "passthrough", {columns})'
    if len(steps) == 1:
        return f"({text_literal(name)}, {steps[0][1]}, {columns})"
    uses.imports.setdefault("sklearn.pipeline", set()).add("Pipeline")
    inner = ", ".join(f"({text_literal(step)}, {code})" for step, code in steps)
    return f"({text_literal(name)}, Pipeline([{inner}]), {columns})"


def _transformer(spec: Spec, features: list[Feature], entries: list[str], uses: Uses) -> list[str]:
    sets = {feature.name: _set_name(feature, features) for feature in features if _set(feature)}
    searched = [one.name for one in getattr(spec.train, "step_parameters", ())]
    lines = [
        f"def transformer({', '.join(searched)}):",
        '    """The fitted steps of each feature, side by side: each is fitted on the training rows only."""',
        "    return ColumnTransformer(",
        "        [",
    ]
    for feature, entry in zip(features, entries, strict=True):
        if feature.name in sets:
            entry = entry.removesuffix(f"@{feature.name})") + f"COLUMNS[{text_literal(feature.name)}])"
        lines.append(f"            {laid_out(entry, 12, 1)},")
    lines.append("        ],")
    threshold = _threshold(spec, features)
    if threshold:
        lines.append(f"        sparse_threshold={threshold[0]},  # {threshold[1]}")
    lines += ["    )", "", ""]
    return lines


def _threshold(spec: Spec, features: list[Feature]) -> tuple[str, str] | None:
    """How columns are put together: by scikit-learn's own rule (sparse below 30 %) where either will do."""
    encoded = any(
        step.name in (*VECTORISERS, "hashed", "one_hot") for feature in features for step in feature.steps
    )
    if not encoded:
        return None
    if not getattr(spec.train, "accepts_sparse", True):
        return "0.0", "always a plain array: the estimator takes no sparse one"
    if sparse_features(tuple(features)):
        return "1.0", "always sparse: terms fill few cells"
    return None


def _feature_columns(features: list[Feature]) -> list[str]:
    named = _step_names(features)
    renamed = {name: feature.name for feature, name in named if name != feature.name}
    lines = [
        "def feature_columns(fitted):",
        '    """Which columns of the fitted transformer\'s matrix each feature has."""',
    ]
    if renamed:
        lines.append(
            f"    steps = {laid_out(literal(renamed), 4, 8)}  # names that scikit-learn does not take"
        )
        name = "steps.get(name, name)"
    else:
        name = "name"
    of_each = "for name, columns in fitted.output_indices_.items()"
    lines.append(f'    return {{{name}: columns {of_each} if name != "remainder"}}')
    return [*lines, ""]
