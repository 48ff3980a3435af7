"""The generated `split` and `folds` functions, called on small tables."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import handmade
import numpy as np
import pandas as pd
import pytest
import sklearn.model_selection

from specc.emit import split as emitted
from specc.model.spec import Label, Split

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "specc" / "emit" / "assets"))
import splitting

Rows = tuple[np.ndarray, np.ndarray]
CLASSES = handmade.Type("category", members=("no", "yes"))
LABEL = Label("y", "binary", CLASSES, handmade.column("y", CLASSES), (), "yes", "")
N = 200


class Functions(NamedTuple):
    split: Callable[..., Rows]
    folds: Callable[..., list[Rows]]


def functions(split: Split) -> Functions:
    """The generated code, run."""
    space: dict[str, object] = {"np": np, "pd": pd, "ROW": "row number"}
    for module in (splitting, sklearn.model_selection):
        space |= {name: getattr(module, name) for name in dir(module) if not name.startswith("_")}
    exec("\n".join(emitted.section(split, LABEL, ("id",), split.folds > 0)), space)
    return Functions(space["split"], space.get("folds"))  # type: ignore[arg-type]


@pytest.fixture
def table() -> pd.DataFrame:
    at = np.arange(N)
    return pd.DataFrame(
        {
            "id": at,
            "group": [f"g{number * 7 % 23}" if number % 10 else None for number in at],
            "when": pd.Timestamp("2026-01-01", tz="UTC") + pd.to_timedelta((at * 37) % N, unit="h"),
            "part": [("train", "test", "other")[number % 3] for number in at],
            "number": (at % 12).astype(float),
            "y": np.where(at % 4 == 0, "yes", "no"),
        }
    )


def check(table: pd.DataFrame, split: Split) -> tuple[np.ndarray, np.ndarray, list[Rows]]:
    """The parts, which share no row; every fold's too."""
    made = functions(split)
    y = table["y"].to_numpy(dtype=str)
    train, test = made.split(table, table, y)
    assert not set(train) & set(test) and len(set(train)) == len(train) and len(set(test)) == len(test)
    folds = made.folds(table.iloc[train], y[train]) if split.folds else []
    assert len(folds) == split.folds
    for fit, checked in folds:
        assert len(fit) and len(checked) and not set(fit) & set(checked)
        assert max(fit.max(), checked.max()) < len(train)
    again = functions(split).split(table, table, y)
    assert np.array_equal(again[0], train) and np.array_equal(again[1], test)
    return train, test, folds


def test_share_is_what_scikit_learn_draws(table: pd.DataFrame) -> None:
    train, test, folds = check(table, handmade.split(share=0.2, folds=4))
    wanted = sklearn.model_selection.train_test_split(np.arange(N), test_size=0.2, random_state=3)
    assert np.array_equal(train, wanted[0]) and np.array_equal(test, wanted[1])
    assert sorted(np.concatenate([checked for _, checked in folds])) == list(range(len(train)))


def test_strata_keep_their_shares(table: pd.DataFrame) -> None:
    train, test, folds = check(table, handmade.split(share=0.2, folds=4, stratify="y"))
    assert (table.y.iloc[test] == "yes").mean() == 0.25
    for _, checked in folds:
        assert (table.y.iloc[train[checked]] == "yes").mean() == 0.25
    check(table, handmade.split(share=0.2, folds=3, stratify="part"))


@pytest.mark.parametrize("stratify", ["", "y"])
def test_groups_stay_whole(table: pd.DataFrame, stratify: str) -> None:
    train, test, folds = check(table, handmade.split(share=0.25, folds=3, group="group", stratify=stratify))
    groups = table.group.to_numpy()

    def known(rows: np.ndarray) -> set[str]:
        return {name for name in groups[rows] if isinstance(name, str)}

    assert known(train) and known(test) and not known(train) & known(test)
    for fit, checked in folds:
        assert not known(train[fit]) & known(train[checked])


def test_time_goes_forward_with_a_gap(table: pd.DataFrame) -> None:
    hours = 5 * 3600.0
    train, test, folds = check(table, handmade.split(share=0.25, folds=3, order="when", gap=hours))
    assert len(test) == 50
    assert table.when.iloc[train].max() + pd.Timedelta(seconds=hours) < table.when.iloc[test].min()
    assert N - len(train) - len(test) == 5
    for fit, checked in folds:
        after = table.when.iloc[train[fit]].max() + pd.Timedelta(seconds=hours)
        assert after < table.when.iloc[train[checked]].min()


def test_time_and_groups(table: pd.DataFrame) -> None:
    train, test, _ = check(table, handmade.split(share=0.05, order="when", group="group"))
    assert not set(table.group.iloc[train].dropna()) & set(table.group.iloc[test].dropna())


@pytest.mark.parametrize(("rows", "share", "wanted"), [(1797, 0.5, 899), (10, 0.25, 3), (442, 0.2, 89)])
def test_position_takes_the_last_rows(table: pd.DataFrame, rows: int, share: float, wanted: int) -> None:
    long = pd.concat([table] * 9, ignore_index=True).iloc[:rows]
    train, test, folds = check(long, handmade.split("position", share, order="position", folds=2))
    assert len(test) == wanted and train.tolist() + test.tolist() == list(range(rows))
    assert all(fit.max() < checked.min() for fit, checked in folds)


def test_a_hash_keeps_rows_in_their_part(table: pd.DataFrame) -> None:
    split = handmade.split("hash", 0.3, seed=1)
    _train, test, _ = check(table, split)
    assert 40 < len(test) < 80
    fewer = table[table.id % 7 != 0].reset_index(drop=True)
    _, less, _ = check(fewer, split)
    assert set(fewer.id.iloc[less]) == {name for name in table.id.iloc[test] if name % 7}
    _, other, _ = check(table, replace(split, seed=2))
    assert set(other) != set(test)
    text = table.assign(id=table.id.astype(float))
    assert np.array_equal(check(text, split)[1], test)
    grouped = check(table[table.group.notna()].reset_index(drop=True), replace(split, group="group"))
    names = table[table.group.notna()].reset_index(drop=True).group
    assert not set(names.iloc[grouped[0]]) & set(names.iloc[grouped[1]])


def test_a_predicate_and_what_cannot_be_said(table: pd.DataFrame) -> None:
    optional = handmade.Type("float", optional=True)
    test = handmade.call(
        ">=", handmade.column("number", optional), handmade.constant(10.0), kind=handmade.BOOL
    )
    holes = table.assign(number=table.number.where(table.id % 10 != 0))
    train, tested, _ = check(holes, handmade.split("predicate", None, test=test, test_text="number >= 10"))
    assert (holes.number.iloc[tested] >= 10).all() and (holes.number.iloc[train] < 10).all()
    assert N - len(train) - len(tested) == 20


def test_a_column_says_it(table: pd.DataFrame) -> None:
    part = handmade.Type("category", members=("train", "test", "other"))
    train, test, _ = check(table, handmade.split("column", None, test=handmade.column("part", part)))
    assert set(table.part.iloc[train]) == {"train"} and set(table.part.iloc[test]) == {"test"}
    equal = handmade.call("==", handmade.column("part", part), handmade.constant("test"), kind=handmade.BOOL)
    train, test, _ = check(table, handmade.split("column", None, test=equal, test_text='part == "test"'))
    assert set(table.part.iloc[train]) == {"train", "other"} and set(table.part.iloc[test]) == {"test"}
