"""Rows in the order of their key, and the columns of one table beside the rows of another."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from cells import EXACT
from delimited import Finding, Part, finding
from values import shown


def sorted_by_key(
    frame: pd.DataFrame, declaration: dict[str, Any], parts: list[Part]
) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows in the order of their key (categories in their members' order); without one, as they come."""
    key = declaration.get("key", [])
    if not key:
        return frame, []
    place = parts[0].place if len(parts) == 1 else declaration["name"]
    findings = []
    for name in key:
        if nulls := int(frame[name].isna().sum()):
            message = f"the key column `{name}` is empty in {nulls:,} {'rows' if nulls > 1 else 'row'}"
            findings.append(
                finding("E342", message, place, "a key names every row: choose another, or `key = position`")
            )
    if repeats := int(frame.duplicated(key).sum()):
        message = f"the key {first_key(frame, key)} names more than one row"
        again = finding("E342", message, place, "choose a key that names one row, or `key = position`")
        again["notes"] = [f"{repeats:,} rows repeat a key that an earlier row has"]
        findings.append(again)
    if findings:
        return frame, findings
    order = pd.DataFrame({name: in_order(frame[name], declaration["columns"][name]) for name in key})
    order = order.sort_values(key, kind="stable")
    return frame.loc[order.index].reset_index(drop=True), []


def in_order(column: pd.Series, declared: dict[str, Any]) -> pd.Series:
    """What a column is sorted by."""
    if declared["type"] == "category":
        return column.map({member: at for at, member in enumerate(declared["members"])})
    return column


def first_key(frame: pd.DataFrame, key: list[str]) -> str:
    """The first repeated key as a person reads it."""
    row = frame.loc[frame.duplicated(key), key].iloc[0]
    return ", ".join(f"{name} = {shown(value)}" for name, value in row.items())


def join(
    frame: pd.DataFrame, other: pd.DataFrame, name: str, on: list[str], cardinality: str, required: bool
) -> tuple[pd.DataFrame, dict[str, Any], list[Finding]]:
    """`frame` with the columns of `other` for equal keys, in the frame's order; counts; findings.

    A key with a none matches nothing. A row without a partner is dropped when `required`, else it has nones.
    """
    other = other.dropna(subset=on)
    findings = []
    sides = [(f"source {name}", other)] + (
        [("the rows before the join", frame)] if cardinality == "one_to_one" else []
    )
    for place, side in sides:
        if repeats := int(side.duplicated(on).sum()):
            message = f"the join is {cardinality}, and {first_key(side, on)} names more than one row"
            again = finding("E344", message, place, "join on more columns, or make the rows unique before")
            again["notes"] = [f"{repeats:,} rows repeat a key that an earlier row has"]
            findings.append(again)
    counts = {"source": name, "before": len(frame), "after": len(frame), "unmatched": 0}
    if findings:
        return frame, counts, findings
    if required:
        joined = frame.merge(other, on=on, how="inner").reset_index(drop=True)
        counts["unmatched"] = len(frame) - len(joined)
    else:
        joined = frame.merge(other, on=on, how="left", indicator="joined with")
        counts["unmatched"] = int((joined.pop("joined with") == "left_only").sum())
        findings = widened(joined, other, [column for column in other.columns if column not in on], name)
    counts["after"] = len(joined)
    return joined, counts, findings


def widened(joined: pd.DataFrame, other: pd.DataFrame, added: list[str], name: str) -> list[Finding]:
    """What a join may leave empty is held as an optional column, whether or not some row is empty."""
    findings = []
    for column in added:
        if other[column].dtype == np.int64:
            if (other[column].abs() > EXACT).any():
                message = (
                    f"`{column}` has numbers beyond 2**53, which empty cells keep from being held exactly"
                )
                findings.append(finding("E352", message, f"source {name}", "declare the column as text"))
            joined[column] = joined[column].astype("float64")
        elif other[column].dtype == bool:
            joined[column] = joined[column].astype("boolean")
    return findings
