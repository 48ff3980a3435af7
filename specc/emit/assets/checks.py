"""What a run refuses, and the facts that it takes down about files, types and labels."""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import digests
import numpy as np
import pandas as pd
import tables
from steps import BadInput


def finding(code: str, message: str, help: str, place: str = "") -> dict[str, Any]:
    """One finding, as findings.json holds it."""
    return {"code": code, "message": message, "place": place, "help": help, "notes": []}


def refuse(findings: Sequence[Mapping[str, Any]]) -> None:
    """Stop where something is wrong with the input."""
    if findings:
        raise BadInput(findings)


def type_text(column: str | Mapping[str, Any]) -> str:
    """A declared type as the spec writes it: `category[a, b]?`."""
    if isinstance(column, str):
        return column
    members = f"[{', '.join(column['members'])}]" if column.get("members") else ""
    return f"{column['type']}{members}{'?' if column.get('optional') else ''}"


def kind_of(column: str | Mapping[str, Any]) -> str:
    """The kind of a declared type, without members and `?`."""
    return column.rstrip("?") if isinstance(column, str) else str(column["type"])


def source_files(declaration: Mapping[str, Any], folder: Path) -> list[dict[str, Any]]:
    """Path, size and hash of every file that the source is read from."""
    found = sorted(
        (path for path in folder.rglob("*") if path.is_file()),
        key=lambda path: path.relative_to(folder).parts,
    )
    named: list[tuple[str, Any]] = [(path.relative_to(folder).as_posix(), path) for path in found]
    member = str(declaration.get("member") or "")
    if not named and member and declaration["format"] != "loader":
        package, _, inside = member.partition("/")
        try:
            path = importlib.resources.files(package).joinpath(inside)
        except ImportError:
            return []
        named = [(member, path)] if path.is_file() else []
    return [
        {"path": name, "bytes": path.stat().st_size, "sha256": digests.of_file(path)} for name, path in named
    ]


def label_facts(truth: np.ndarray, classes: Sequence[str]) -> dict[str, Any]:
    """Rows per class, or mean and deviation."""
    if classes:
        return {
            "classes": {name: int(np.sum(truth == name)) for name in classes},
            "mean": None,
            "deviation": None,
        }
    return {
        "classes": None,
        "mean": float(truth.mean()),
        "deviation": float(truth.std(ddof=1)) if len(truth) > 1 else None,
    }


def check_label(name: str, classes: Sequence[str], values: pd.Series) -> None:
    """Every row has a label, and it is one of the classes."""
    missing = int(values.isna().sum())
    if missing:
        message = f"the label `{name}` is none in {missing:,} of {len(values):,} rows"
        refuse(
            [
                finding(
                    "E861",
                    message,
                    "leave such rows out with `keep` in `rows`, or map every value",
                    f"label.{name}",
                )
            ]
        )
    if classes:
        strange = sorted(set(map(str, values.unique())) - set(classes))
        if strange:
            message = (
                f"the label `{name}` has the value `{tables.shown(strange[0])}`, which is none of its classes"
            )
            refuse(
                [
                    finding(
                        "E862",
                        message,
                        "name it among the classes, map it, or leave such rows out with `keep`",
                        f"label.{name}",
                    )
                ]
            )


def check_parts(train: np.ndarray, test: np.ndarray, label: np.ndarray, classes: Sequence[str]) -> None:
    """Both parts have rows, and there is something to learn."""
    for name, rows in (("training", train), ("test", test)):
        if not len(rows):
            refuse([finding("E863", f"the {name} part has no rows", "correct `test` in `split`", "split")])
    if classes and len(set(label[train])) < 2:
        message = f"all {len(train):,} training rows are `{label[train][0]}`"
        refuse([finding("E864", message, "split otherwise, so that both parts have every class", "split")])
