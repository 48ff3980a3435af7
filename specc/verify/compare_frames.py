"""Which rows and cells of two tables differ. Stands alone: run by the locked environment's Python, with pandas.

    python compare_frames.py --data DIR --out DIR

DIR of data holds `old.parquet`, `new.parquet` and `ask.json` `{"key": [...], "scores": [...], "label": "..."}`;
`comparison.json` is written: counts, and the first key of each kind of difference. `key` empty: rows are
compared by position.
"""

import argparse
import json
import os
from pathlib import Path

import numpy
import pandas

SHOWN = 3  # keys or values that are named


def plain(value):  # noqa: ANN001, ANN201 (runs without specc, in any locked Python)
    """A cell as JSON can hold it; a key of several columns is a list."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if value is None or value is pandas.NA or value is pandas.NaT:
        return None
    if isinstance(value, float) and value != value:
        return None
    if isinstance(value, (bool, numpy.bool_)):
        return bool(value)
    if isinstance(value, (int, numpy.integer)):
        return int(value)
    if isinstance(value, (float, numpy.floating)):
        return float(value)
    text = str(value)
    return text if len(text) <= 80 else text[:77] + "..."


def keyed(frame, key):  # noqa: ANN001, ANN201
    """The table with one hashable key a row: the key's values, and a running number where one repeats."""
    if not key:
        return frame.set_axis([(at,) for at in range(len(frame))], axis=0)
    names = pandas.MultiIndex.from_frame(frame[key].astype(object))
    running = frame.groupby(key, dropna=False, sort=False).cumcount()
    again = [(*name, n) if n else tuple(name) for name, n in zip(names, running, strict=True)]
    return frame.set_axis(pandas.Index(again, tupleize_cols=False), axis=0)


def same(old, new):  # noqa: ANN001, ANN201
    """Per row, whether two columns hold the same: two nulls are, values by equality of what they are."""
    nulls = old.isna().to_numpy() & new.isna().to_numpy()
    numeric = pandas.api.types.is_numeric_dtype(old) and pandas.api.types.is_numeric_dtype(new)
    if numeric and not (pandas.api.types.is_bool_dtype(old) or pandas.api.types.is_bool_dtype(new)):
        equal = (old == new).fillna(False).to_numpy(dtype=bool)
    else:
        left, right = old.astype(object).to_numpy(), new.astype(object).to_numpy()
        equal = numpy.fromiter(
            (str(a) == str(b) for a, b in zip(left, right, strict=True)), dtype=bool, count=len(left)
        )
    return nulls | equal


def compare_columns(old, new):  # noqa: ANN001, ANN201
    """Columns in both tables, over the rows in both, in the order of the new one."""
    found = []
    for name in new.columns:
        if name not in old.columns:
            continue
        equal = same(old[name], new[name])
        changed = numpy.flatnonzero(~equal)
        types = [str(old[name].dtype), str(new[name].dtype)]
        if not len(changed) and types[0] == types[1]:
            continue
        cells = [
            {"key": plain(new.index[at]), "old": plain(old[name].iloc[at]), "new": plain(new[name].iloc[at])}
            for at in changed[:SHOWN]
        ]
        found.append({"column": str(name), "rows": len(changed), "types": types, "cells": cells})
    return found


def compare_scores(old, new, scores, label):  # noqa: ANN001, ANN201
    """How far predictions moved: rows with other scores, the largest difference, rows with another label."""
    names = [name for name in scores if name in old.columns and name in new.columns]
    if names:
        distance = numpy.abs(old[names].to_numpy(dtype=float) - new[names].to_numpy(dtype=float)).max(axis=1)
        moved = int((~(distance == 0.0)).sum())
        largest = float(numpy.nanmax(distance)) if len(distance) else 0.0
    else:
        moved, largest = 0, 0.0
    labels = 0
    if label and label in old.columns and label in new.columns:
        labels = int((~same(old[label], new[label])).sum())
    return {"rows": len(new), "moved": moved, "largest": largest if largest == largest else None, "labels": labels}


def compare(old, new, ask):  # noqa: ANN001, ANN201
    """The comparison as JSON."""
    key = [name for name in ask["key"] if name in old.columns and name in new.columns]
    old, new = keyed(old, key), keyed(new, key)
    gone = old.index.difference(new.index, sort=False)
    fresh = new.index.difference(old.index, sort=False)
    both = new.index.intersection(old.index, sort=False)
    order = not len(gone) and not len(fresh) and not old.index.equals(new.index)
    left, right = old.loc[both], new.loc[both]
    answer = {
        "key": key,
        "old_rows": len(old),
        "new_rows": len(new),
        "gone": {"rows": len(gone), "keys": [plain(k) for k in gone[:SHOWN]]},
        "new": {"rows": len(fresh), "keys": [plain(k) for k in fresh[:SHOWN]]},
        "columns_gone": [str(name) for name in old.columns if name not in new.columns],
        "columns_new": [str(name) for name in new.columns if name not in old.columns],
        "columns": compare_columns(left, right),
        "order": bool(order),
    }
    if ask.get("scores"):
        answer["scores"] = compare_scores(left, right, ask["scores"], ask.get("label", ""))
    return answer


def main():  # noqa: ANN201
    """Read the two tables, write `comparison.json`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="data")
    parser.add_argument("--out", default="output")
    options, _ = parser.parse_known_args()
    data, out = Path(options.data), Path(options.out)
    ask = json.loads((data / "ask.json").read_text("utf-8"))
    answer = compare(pandas.read_parquet(data / "old.parquet"), pandas.read_parquet(data / "new.parquet"), ask)
    out.mkdir(parents=True, exist_ok=True)
    temporary = out / "comparison.json.tmp"
    temporary.write_text(json.dumps(answer, allow_nan=False) + os.linesep, "utf-8")
    temporary.replace(out / "comparison.json")


if __name__ == "__main__":
    main()
