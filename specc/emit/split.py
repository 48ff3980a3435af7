"""The `split` section of `train.py`: which rows train, which test, and the folds inside the training part."""

from __future__ import annotations

from specc.emit.expressions import columns_of, python
from specc.emit.layout import comment, laid_out, literal, text_literal
from specc.model.spec import Label, Split
from specc.model.types import Apply, Constant, Ref


def section(split: Split, label: Label, key: tuple[str, ...], folds: bool) -> list[str]:
    """`split(table, columns, y)` gives row numbers of training and test part; `folds(table, y)` those of each
    fold inside the training part, to fit on and to check on. `key`: names a row."""
    lines = ["def split(table, columns, y):", f'    """{_doc(split)}"""', *_parts(split, label, key), "", ""]
    return [*lines, *_folds(split, label)] if folds else lines


def _doc(split: Split) -> str:
    share = f"{split.test_share:.6g}" if split.test_share is not None else ""
    if split.method in ("position", "share") and (split.order or split.method == "position"):
        return (
            f"The last {share} of the rows in time are the test part."
            if split.order not in ("", "position")
            else (f"The last {share} of the rows, in their order, are the test part.")
        )
    return {
        "share": f"A share of {share} of the rows, drawn by the seed, is the test part.",
        "hash": f"A share of {share} of the rows, by the hash of what names them, is the test part: a row keeps its part when others come.",
        "predicate": "The rows that fulfil a condition are the test part.",
        "column": "A column says which rows are the test part.",
        "folds": "Every row trains the model; every row is tested, by a model of the other folds.",
    }[split.method]


def _parts(split: Split, label: Label, key: tuple[str, ...]) -> list[str]:
    if split.method == "hash":
        names = [split.group] if split.group else list(key)
        return [
            f"    test = chosen_by_hash(table[{literal(names)}], {split.test_share!r}, seed={split.seed})",
            "    return np.flatnonzero(~test), np.flatnonzero(test)",
        ]
    if split.method == "folds":
        return ["    return np.arange(len(table)), np.arange(len(table))"]
    if split.method in ("predicate", "column"):
        return _by_condition(split)
    if split.method == "position" or split.order:
        return _in_order(split)
    return _shuffled(split, label)


def _by_condition(split: Split) -> list[str]:
    assert split.test is not None
    condition = split.test
    known = "np.ones(len(table), dtype=bool)"
    if isinstance(condition, Ref) and condition.type.kind in ("text", "category"):
        where = f"table[{text_literal(condition.name)}]"
        lines = [
            f'    test, known = ({where} == "test").to_numpy(dtype=bool), {where}.isin(["train", "test"]).to_numpy(dtype=bool)'
        ]
    else:
        optional = [name for name in sorted(columns_of(condition)[0]) if _may_be_none(condition, name)]
        if optional:
            known = f"table[{literal(optional)}].notna().all(axis=1).to_numpy()"
        lines = [
            *comment(split.test_text, 4),
            f"    test = ({laid_out(python(condition, 'table', 'columns'), 4, 12)}).to_numpy(dtype=bool)",
        ]
        lines.append(f"    known = {known}" + ("  # of the others it cannot be said" if optional else ""))
    lines.append("    train = known & ~test")
    if split.gap and split.order:
        lines += _gap(split)
    if split.group:
        lines += [
            f"    group = table[{text_literal(split.group)}].astype(object)",
            "    # A group that reaches into the test part is left out of training.",
            "    train &= ~group.isin(set(group[test & known].dropna())).to_numpy()",
        ]
    return [*lines, "    return np.flatnonzero(train), np.flatnonzero(test & known)"]


def _may_be_none(expression: object, name: str) -> bool:
    if isinstance(expression, Ref):
        return expression.name == name and expression.type.optional
    if isinstance(expression, Apply):
        asks = expression.function in ("==", "!=") and any(
            isinstance(o, Constant) and o.value is None for o in expression.operands
        )
        return (
            not asks
            and expression.function != "??"
            and any(_may_be_none(operand, name) for operand in expression.operands)
        )
    return False


def _gap(split: Split) -> list[str]:
    return [
        f"    time = moments(table[{text_literal(split.order)}])",
        "    # Rows shortly before the first test row are in neither part.",
        f"    train &= time < time[test].min() - {_span(split.gap)}",
    ]


def _span(seconds: float) -> str:
    """A time span in the unit of `moments`."""
    return f"{round(seconds * 1_000_000_000):_}"


def _in_order(split: Split) -> list[str]:
    timed = split.order not in ("", "position")
    lines = []
    if timed:
        lines.append(f"    in_time = in_order(table[{text_literal(split.order)}])")
        lines.append(
            f"    train, test = train_test_split(in_time, test_size={split.test_share!r}, shuffle=False)"
        )
    else:
        lines.append(
            f"    train, test = train_test_split(np.arange(len(table)), test_size={split.test_share!r}, shuffle=False)"
        )
    if timed and split.gap:
        lines += [
            f"    time = moments(table[{text_literal(split.order)}])",
            "    # Rows shortly before the first test row are in neither part.",
            f"    train = train[time[train] < time[test].min() - {_span(split.gap)}]",
        ]
    if split.group:
        lines += [
            f"    group = table[{text_literal(split.group)}].astype(object)",
            "    # A group that reaches into the test part is left out of training.",
            "    train = train[~group.iloc[train].isin(set(group.iloc[test].dropna())).to_numpy()]",
        ]
    return [*lines, "    return train, test"]


def _strata(split: Split, label: Label, table: str = "table", y: str = "y") -> str:
    if not split.stratify:
        return ""
    return (
        y
        if split.stratify == label.name
        else f'{table}[{text_literal(split.stratify)}].astype(object).fillna("").astype(str)'
    )


def _shuffled(split: Split, label: Label) -> list[str]:
    share, seed, strata = split.test_share or 0.0, split.seed, _strata(split, label)
    if split.group and strata:
        parts = max(2, round(1 / share)) if share else 2
        return [
            f"    group = groups(table[{text_literal(split.group)}])",
            "    # The first fold is the test part: groups stay whole, and the shares of the strata are kept as far as they can be.",
            f"    parts = StratifiedGroupKFold({parts}, shuffle=True, random_state={seed}).split(table, {strata}, group)",
            "    return next(parts)",
        ]
    if split.group:
        return [
            f"    group = groups(table[{text_literal(split.group)}])",
            f"    parts = GroupShuffleSplit(1, test_size={share!r}, random_state={seed}).split(table, groups=group)",
            "    return next(parts)",
        ]
    more = f", stratify={strata}" if strata else ""
    return [
        f"    return train_test_split(np.arange(len(table)), test_size={share!r}, random_state={seed}{more})"
    ]


def _folds(split: Split, label: Label) -> list[str]:
    lines = [
        "def folds(table, y):",
        f'    """{split.folds} folds of the training rows: those to fit on, those to check on."""',
    ]
    strata = _strata(split, label)
    n = split.folds
    drawn = f", shuffle=True, random_state={split.seed}" if split.shuffle else ""
    if split.order not in ("", "position"):
        gap = f", gap={_span(split.gap)}" if split.gap else ""
        lines.append(f"    return folds_in_time(table[{text_literal(split.order)}], {n}{gap})")
    elif split.order == "position":
        lines.append(f"    return list(TimeSeriesSplit({n}).split(table))")
    elif split.group and strata:
        lines.append(f"    group = groups(table[{text_literal(split.group)}])")
        lines.append(f"    return list(StratifiedGroupKFold({n}{drawn}).split(table, {strata}, group))")
    elif split.group:
        lines.append(
            f"    return list(GroupKFold({n}).split(table, groups=groups(table[{text_literal(split.group)}])))"
        )
    elif strata:
        lines.append(f"    return list(StratifiedKFold({n}{drawn}).split(table, {strata}))")
    else:
        lines.append(f"    return list(KFold({n}{drawn}).split(table))")
    return [*lines, "", ""]
