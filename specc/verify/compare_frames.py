"""Which rows and cells of two tables differ. Stands alone: run by the Python of the locked environment.

    python compare_frames.py --data DIR --out DIR

The first holds `old.parquet`, `new.parquet`, `ask.json` `{"key": [...], "scores": true}`;
`comparison.json` is written: counts, and the first keys of each kind of difference. `key` empty: rows are
compared by position.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy
import pandas  # type: ignore[import-untyped]

SHOWN = 3  # keys that are named
Key = tuple[Any, ...]


def plain(value: Any) -> Any:  # noqa: ANN401 (a cell of a table is anything)
    """A cell as JSON can hold it; a key of several columns is a list."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if value is None or value is pandas.NA or value is pandas.NaT:
        return None
    if isinstance(value, (bool, numpy.bool_)):
        return bool(value)
    if isinstance(value, (int, numpy.integer)):
        return int(value)
    if isinstance(value, (float, numpy.floating)):
        return float(value) if numpy.isfinite(value) else None
    text = str(value)
    return text if len(text) <= 80 else text[:77] + "..."


def keys_of(frame: pandas.DataFrame, key: list[str]) -> list[Key]:
    """A key a row: the values of the key columns, and a running number where they repeat."""
    if not key:
        return [(at,) for at in range(len(frame))]
    columns = [[plain(value) for value in frame[name].tolist()] for name in key]
    seen: dict[Key, int] = {}
    found: list[Key] = []
    for values in zip(*columns, strict=True):
        number = seen.get(values, 0)
        seen[values] = number + 1
        found.append((*values, number) if number else values)
    return found


def same(old: pandas.Series, new: pandas.Series) -> Any:  # noqa: ANN401 (a bool array)
    """Per row, whether two columns hold the same value; two nulls do."""
    nulls = old.isna().to_numpy() & new.isna().to_numpy()
    kinds = [pandas.api.types.is_numeric_dtype(column.dtype) for column in (old, new)]
    if all(kinds):
        filled = [column.to_numpy(dtype=float, na_value=numpy.nan) for column in (old, new)]
        exact = [pandas.api.types.is_integer_dtype(column.dtype) for column in (old, new)]
        if not all(exact):
            equal = filled[0] == filled[1]
            return numpy.logical_or(nulls, equal)
    pairs = zip(old.astype(object).tolist(), new.astype(object).tolist(), strict=True)
    matched = numpy.fromiter((str(a) == str(b) for a, b in pairs), dtype=bool, count=len(old))
    return numpy.logical_or(nulls, matched)


def compare_columns(old: pandas.DataFrame, new: pandas.DataFrame, keys: list[Key]) -> list[dict[str, Any]]:
    """Columns of both tables over the rows of both (same keys, same order), in the order of the new one."""
    found = []
    for name in new.columns:
        if name not in old.columns:
            continue
        changed = numpy.flatnonzero(~same(old[name], new[name]))
        types = [str(old[name].dtype), str(new[name].dtype)]
        if not len(changed) and types[0] == types[1]:
            continue
        cells = [
            {"key": plain(keys[at]), "old": plain(old[name].iloc[at]), "new": plain(new[name].iloc[at])}
            for at in changed[:SHOWN].tolist()
        ]
        found.append({"column": str(name), "rows": len(changed), "types": types, "cells": cells})
    return found


def compare_scores(
    old: pandas.DataFrame, new: pandas.DataFrame, key: list[str]
) -> dict[str, int | float | None]:
    """How far predictions moved: rows with other scores, the largest difference, rows with another label.

    Scores are the columns of floats that are in no key; the others are labels and decisions.
    """
    shared = [name for name in new.columns if name in old.columns and name not in key]
    names = [name for name in shared if pandas.api.types.is_float_dtype(new[name].dtype)]
    moved, largest, labels = 0, 0.0, 0
    if names and len(new):
        left, right = old[names].to_numpy(dtype=float), new[names].to_numpy(dtype=float)
        equal = (left == right) | (numpy.isnan(left) & numpy.isnan(right))
        distance = numpy.where(equal, 0.0, numpy.abs(left - right))
        moved = int((~equal).any(axis=1).sum())
        largest = float(numpy.nanmax(distance))
    others = [~same(old[name], new[name]) for name in shared if name not in names]
    if others and len(new):
        labels = int(numpy.logical_or.reduce(others).sum())
    finite = largest if numpy.isfinite(largest) else None
    return {"rows": len(new), "moved": moved, "largest": finite, "labels": labels}


def compare(old: pandas.DataFrame, new: pandas.DataFrame, ask: dict[str, Any]) -> dict[str, Any]:
    """The comparison as JSON."""
    key = [name for name in ask["key"] if name in old.columns and name in new.columns]
    old_keys, new_keys = keys_of(old, key), keys_of(new, key)
    at_old = {name: at for at, name in enumerate(old_keys)}
    at_new = {name: at for at, name in enumerate(new_keys)}
    gone = [name for name in old_keys if name not in at_new]
    fresh = [name for name in new_keys if name not in at_old]
    both = [name for name in new_keys if name in at_old]
    left = old.iloc[[at_old[name] for name in both]].reset_index(drop=True)
    right = new.iloc[[at_new[name] for name in both]].reset_index(drop=True)
    answer: dict[str, Any] = {
        "key": key,
        "old_rows": len(old),
        "new_rows": len(new),
        "gone": {"rows": len(gone), "keys": [plain(name) for name in gone[:SHOWN]]},
        "new": {"rows": len(fresh), "keys": [plain(name) for name in fresh[:SHOWN]]},
        "columns_gone": [str(name) for name in old.columns if name not in new.columns],
        "columns_new": [str(name) for name in new.columns if name not in old.columns],
        "columns": compare_columns(left, right, both),
        "order": both != [name for name in old_keys if name in at_new],
    }
    if ask.get("scores"):
        answer["scores"] = compare_scores(left, right, key)
    return answer


def main() -> None:
    """Read the two tables, write `comparison.json`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="data")
    parser.add_argument("--output", "--out", dest="out", default="output")
    options, _ = parser.parse_known_args()
    data, out = Path(options.data), Path(options.out)
    ask = json.loads((data / "ask.json").read_text("utf-8"))
    answer = compare(
        pandas.read_parquet(data / "old.parquet"), pandas.read_parquet(data / "new.parquet"), ask
    )
    out.mkdir(parents=True, exist_ok=True)
    temporary = out / "comparison.json.tmp"
    temporary.write_text(json.dumps(answer, allow_nan=False) + "\n", "utf-8")
    temporary.replace(out / "comparison.json")


if __name__ == "__main__":
    main()
