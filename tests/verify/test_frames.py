"""Rows and cells that differ are named; scores by how far they moved."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas
import pytest

from specc.lock.lock import Table
from specc.verify import compare_frames
from specc.verify.words import score_words, table_words

OLD = pandas.DataFrame(
    {
        "id": range(1200, 1210),
        "carrier": ["acme", "beacon", None, "acme", "acme", "other", "acme", "beacon", None, "acme"],
        "price": [0.1, 0.2, None, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0],
        "sent": pandas.to_datetime(["2026-01-01"] * 10, utc=True),
        "good": [True, False] * 5,
    }
)
ASK = {"key": ["id"], "scores": False}


def change(column: str, **cells: object) -> pandas.DataFrame:
    frame = OLD.copy()
    for row, value in cells.items():
        frame.loc[int(row[1:]), column] = value
    return frame


def words(
    new: pandas.DataFrame, ask: dict[str, Any] | None = None, old: pandas.DataFrame = OLD
) -> tuple[str, ...]:
    found: Table = json.loads(json.dumps(compare_frames.compare(old, new, ask or ASK), allow_nan=False))
    return table_words("messages", found)


CASES: dict[str, tuple[pandas.DataFrame, tuple[str, ...]]] = {
    "a row is gone": (
        OLD.drop(index=4),
        ("source messages: 10 rows in the lock, 9 now; row with key 1204 is gone",),
    ),
    "rows are new": (
        pandas.concat([OLD, OLD.assign(id=OLD["id"] + 100).head(3)]),
        ("source messages: 10 rows in the lock, 13 now; 3 rows are new, first key 1300",),
    ),
    "one gone, one new": (
        OLD.assign(id=[*range(1200, 1209), 7]),
        ("source messages: row with key 1209 is gone; row with key 7 is new",),
    ),
    "cells": (
        change("carrier", r1="acme", r2="acme", r5=None),
        ("column carrier differs in 3 rows, first key 1201 ('beacon' in the lock, 'acme' now)",),
    ),
    "a null became a value": (
        change("price", r2=0.3),
        ("column price differs in 1 row, first key 1202 (none in the lock, 0.3 now)",),
    ),
    "one bit": (
        change("price", r0=0.1 + 2**-56),
        ("column price differs in 1 row, first key 1200 (0.1 in the lock, 0.10000000000000002 now)",),
    ),
    "order only": (OLD[::-1], ("source messages: the same rows in another order",)),
    "a column is gone": (OLD.drop(columns="good"), ("column good is gone",)),
    "type only": (
        OLD.assign(id=OLD["id"].astype("int32")),
        ("column id has the same values as int32 instead of int64",),
    ),
    "nothing": (
        OLD.copy(),
        ("source messages: every row and cell is the same; only the bytes of the file differ",),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_tables(name: str) -> None:
    new, expected = CASES[name]
    assert words(new) == expected


def test_keys_of_several_columns_that_repeat_and_by_position() -> None:
    twice = pandas.DataFrame({"a": ["x", "x", "y"], "b": [1, 1, 2], "v": [1, 2, 3]})
    said = words(twice.assign(v=[1, 5, 3]), {"key": ["a", "b"]}, twice)
    assert said == ("column v differs in 1 row, first key x, 1, 1 (2 in the lock, 5 now)",)
    said = words(twice.assign(v=[9, 2, 3]), {"key": []}, twice)
    assert said == ("column v differs in 1 row, first position 0 (1 in the lock, 9 now)",)


def test_scores() -> None:
    old = pandas.DataFrame({"id": range(1115), "label": ["ham"] * 1115, "score": [0.5] * 1115})

    def said(new: pandas.DataFrame) -> str:
        return score_words(compare_frames.compare(old, new, {"key": ["id"], "scores": True}))

    moved = old.copy()
    moved.loc[[3, 4], "score"] = [0.5 + 3e-16, 0.5]
    moved.loc[4, "score"] = 0.5 - 2e-16
    assert said(moved) == "scores differ in 2 of 1 115 rows, largest 3e-16, no label"
    moved.loc[3, "label"] = "spam"
    assert said(moved) == "scores differ in 2 of 1 115 rows, largest 3e-16, 1 label"
    assert said(old.copy()) == "every score and label is the same; only the bytes of the file differ"


def test_stands_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    OLD.to_parquet(data / "old.parquet")
    OLD.drop(index=4).to_parquet(data / "new.parquet")
    (data / "ask.json").write_text(json.dumps(ASK), "utf-8")
    script = Path(compare_frames.__file__)
    command = [
        sys.executable,
        "-I",
        str(script),
        "--data",
        str(data),
        "--output",
        str(tmp_path / "out"),
        "--until",
        "compare",
    ]
    subprocess.run(command, check=True, cwd=tmp_path)
    found = json.loads((tmp_path / "out" / "comparison.json").read_text("utf-8"))
    assert table_words("m", found) == ("source m: 10 rows in the lock, 9 now; row with key 1204 is gone",)
