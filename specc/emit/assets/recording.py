"""What each step of `train.py` records: the sections of the spec as steps that are hashed, kept and written
down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import digests
import features
import numpy as np
import pandas as pd
import steps
import tables
from checks import check_label, check_parts, finding, kind_of, label_facts, refuse, source_files, type_text
from steps import Made

ROW = "row number"  # names a row of a source whose key is its position, from 1


class DataSteps(steps.Run):
    """One run of `train.py`. Each method is one step: it calls the section's function and records what came
    out.
    """

    def __init__(self, here: Path, pins: dict[str, str], arguments: Sequence[str]) -> None:
        super().__init__(here, pins, arguments)
        self.declared: dict[str, Mapping[str, Any]] = {}  # columns by source
        self.kinds: dict[str, str] = {ROW: "int"}  # of every column of the joined rows
        self.row_key: list[str] = []
        self.classes: Sequence[str] = ()
        self.task = ""

    def load(
        self,
        name: str,
        declaration: Mapping[str, Any],
        read: Callable[..., Any],
        expect: Callable[[pd.DataFrame], list[Any]],
    ) -> None:
        """Read a source and test what its schema and `expect` promise."""
        folder = self.data / name
        files = source_files(declaration, folder)
        self.declared[name] = declaration["columns"]
        columns = declaration["columns"]

        def work() -> Made:
            frame, findings = read(declaration, folder)
            refuse(findings)
            digest, each = digests.frame(
                frame, {column: kind_of(declared) for column, declared in columns.items()}
            )
            promises = expect(frame)
            record = {
                "files": files,
                "rows": len(frame),
                "key": list(declaration.get("key", [])),
                "digest": digest,
                "columns": {
                    column: {
                        "type": type_text(columns[column]),
                        "nulls": int(frame[column].isna().sum()),
                        "digest": each[column],
                    }
                    for column in columns
                },
                "expectations": [
                    {key: row[key] for key in ("promise", "value", "holds")} for row in promises
                ],
            }
            listed = [{"where": f"expect.{name}", **row} for row in promises]
            return Made(digest, {"sources": {name: record}, "promises": listed}, {"frame.parquet": frame})

        self.step(f"load.{name}", work, [digests.of_json(files)])

    def rows(self, names: Sequence[str], key: Sequence[str], select: Callable[..., Any]) -> None:
        """Join, filter and de-duplicate. `key`: the columns that name a row."""
        self.row_key = list(key)
        for name in names:
            for column, declared in self.declared[name].items():
                self.kinds.setdefault(column, kind_of(declared))

        def work() -> Made:
            table, counts = select(*(self.finished[f"load.{name}"]["frame.parquet"] for name in names))
            if not len(table):
                help = "correct `keep`, the joins or the source"
                refuse([finding("E860", "no row is left to train on", help, "rows")])
            # The sources' cells are hashed already: what came out here is which rows, in which order.
            members = digests.frame(table, {column: self.kinds[column] for column in key})[0]
            sources = {name: self.digest(f"load.{name}") for name in names}
            digest = digests.of_json({"sources": sources, "rows": members})
            return Made(
                digest,
                {"rows": {**counts, "after": len(table), "digest": digest}},
                {},
                {},
                {"table.parquet": table},
            )

        self.step("rows", work)

    @property
    def table(self) -> pd.DataFrame:
        """The rows that the model sees."""
        frame: pd.DataFrame = self.finished["rows"]["table.parquet"]
        return frame

    def features(
        self,
        name: str,
        classes: Sequence[str],
        label: Callable[..., pd.Series],
        inputs: Callable[[pd.DataFrame], pd.DataFrame],
    ) -> None:
        """The label and the row-by-row part of every feature."""

        def work() -> Made:
            frame = inputs(self.table)
            refuse(tables.infinite(frame, "features"))
            values = label(self.table, frame)
            check_label(name, classes, values)
            truth = values.to_numpy(dtype=str if classes else np.float64)
            label_digest = digests.of_labels(truth, classes) if classes else digests.of_array(truth)
            each = {
                feature: digests.frame(frame, {column: held_kind(frame[column]) for column in columns})[0]
                for feature, columns in features.COLUMNS.items()
            }
            record = {
                "label": {
                    "name": name,
                    "task": self.task,
                    "digest": label_digest,
                    **label_facts(truth, classes),
                },
                "features": {
                    feature: {"digest": each[feature], "columns": len(columns), "train": None, "test": None}
                    for feature, columns in features.COLUMNS.items()
                },
            }
            digest = digests.of_json([label_digest, each])
            passing = {"inputs.parquet": frame, "label.npy": truth}
            return Made(digest, record, {}, {"label": label_digest}, passing)

        self.classes = classes
        self.task = "regression" if not classes else "binary" if len(classes) == 2 else "multiclass"
        self.step("features", work)

    @property
    def inputs(self) -> pd.DataFrame:
        """The row-by-row features of all rows."""
        frame: pd.DataFrame = self.finished["features"]["inputs.parquet"]
        return frame

    @property
    def label(self) -> np.ndarray:
        """The label of all rows."""
        values: np.ndarray = self.finished["features"]["label.npy"]
        return values

    def split(self, method: str, split: Callable[..., Any], folds: Callable[..., Any] | None) -> None:
        """Training and test rows, and the folds inside the training rows."""
        kinds = {name: self.kinds[name] for name in self.row_key}

        def members(rows: np.ndarray) -> dict[str, Any]:
            return {"rows": len(rows), "digest": digests.frame(self.table[self.row_key].iloc[rows], kinds)[0]}

        def work() -> Made:
            train, test = (
                np.asarray(rows, dtype=np.int64) for rows in split(self.table, self.inputs, self.label)
            )
            check_parts(train, test, self.label, self.classes)
            parts = [] if folds is None else folds(self.table.iloc[train], self.label[train])
            arrays = {
                f"{at}.{side}": np.asarray(rows)
                for at, both in enumerate(parts)
                for side, rows in zip("fc", both, strict=True)
            }
            listed = [members(train[check]) for _, check in parts]
            record = {"train": members(train), "test": members(test)}
            fitted = [digests.of_array(fit) for fit, _ in parts]  # row numbers inside the training part
            digested = {
                "train": record["train"]["digest"],
                "test": record["test"]["digest"],
                "folds": digests.of_json([record["train"], listed, fitted]),
            }
            whole = {
                "method": method,
                **record,
                "left_out": len(self.table) - len(np.union1d(train, test)),
                "folds": listed,
            }
            values = {"train.npy": train, "test.npy": test, "folds.npz": arrays}
            return Made(digests.of_json(digested), {"split": whole}, values, digested)

        self.step("split", work)

    def part(self, name: str) -> tuple[pd.DataFrame, np.ndarray]:
        """The features and labels of the `train` or `test` rows."""
        rows = self.finished["split"][f"{name}.npy"]
        return self.inputs.iloc[rows].reset_index(drop=True), self.label[rows]

    @property
    def folds(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Row numbers in the training part: to fit on, to check on."""
        arrays = self.finished["split"]["folds.npz"]
        return [(arrays[f"{at}.f"], arrays[f"{at}.c"]) for at in range(len(arrays) // 2)]


def held_kind(column: pd.Series) -> str:
    """How a row-by-row feature is held: numbers as floats, all else as text."""
    return "float" if column.dtype.kind == "f" else "text"
