"""Reading files as declared: `csv/NAME.csv` is read, `csv/NAME.json` says how and what must come out.

`SPECC_REWRITE=1` writes the outcome into the JSON files, to be read in the diff.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from emit_made import reading
from hypothesis import given, settings
from hypothesis import strategies as st

tables = reading()
CASES = sorted(path.stem for path in (Path(__file__).parent / "csv").glob("*.json"))


def plain(value: Any) -> Any:  # noqa: ANN401
    """A value as JSON holds it."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    return str(value) if isinstance(value, pd.Timestamp) else value


def outcome(frame: pd.DataFrame, findings: list[dict[str, Any]]) -> dict[str, Any]:
    if findings:
        return {"findings": findings}
    types = {
        name: "text" if str(column.dtype) in ("object", "str") else str(column.dtype)
        for name, column in frame.items()
    }
    return {
        "types": types,
        "rows": [
            [plain(value) for value in row] for row in zip(*(frame[n].tolist() for n in frame), strict=True)
        ],
    }


@pytest.mark.parametrize("name", CASES)
def test_a_file_comes_out_as_declared(name: str, tmp_path: Path) -> None:
    expected_at = Path(__file__).parent / "csv" / f"{name}.json"
    case = json.loads(expected_at.read_text("utf-8"))
    (file,) = (path for path in expected_at.parent.glob(f"{name}.csv*"))
    shutil.copy(file, tmp_path)
    found = json.loads(json.dumps(outcome(*tables.read_source(case["declaration"], tmp_path))))
    if os.environ.get("SPECC_REWRITE"):
        text = json.dumps({"declaration": case["declaration"], **found}, indent=1, ensure_ascii=True)
        expected_at.write_text(text + "\n", "utf-8")
    else:
        assert found == {key: value for key, value in case.items() if key != "declaration"}


def declared(format: str = "csv", **columns: object) -> dict[str, Any]:
    return {"name": "rows", "format": format, "key": [], "columns": columns}


def test_files_are_read_in_the_order_of_their_paths(tmp_path: Path) -> None:
    for name, value in (("b.csv", 2), ("a.csv", 1), ("c/a.csv", 3)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"n\n{value}\n")
    frame, findings = tables.read_source(declared(n="int"), tmp_path)
    assert not findings and frame["n"].tolist() == [1, 2, 3]


def test_a_misfit_in_several_files_is_one_finding_at_its_first_place(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("n,m\n1,1\n")
    (tmp_path / "b.csv").write_text("n,m\n1,x\ny,1\nz,1\n")
    (tmp_path / "c.csv").write_text("n,m\nw,1\n")
    _, findings = tables.read_source(declared(n="int", m="int"), tmp_path)
    assert [(each["place"], each["notes"]) for each in findings] == [
        ("b.csv:3:n", ["and 2 more in this column"]),
        ("b.csv:2:m", []),
    ]


def test_no_file_is_a_finding(tmp_path: Path) -> None:
    _, findings = tables.read_source(declared(n="int") | {"files": "data/*.csv"}, tmp_path)
    assert [each["code"] for each in findings] == ["E330"]


def test_both_ways_of_reading_csv_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "x": rng.normal(size=500) * 10.0 ** rng.integers(-300, 300, 500),
            "n": rng.integers(-(2**62), 2**62, 500),
        }
    )
    frame["s"] = [f"t{n % 7} é" for n in frame["n"]]
    frame.to_csv(tmp_path / "a.csv", index=False)
    declaration = declared(x="float", n="int", s="text")
    quick, nothing = tables.read_source(declaration, tmp_path)
    monkeypatch.setattr(sys.modules["delimited"], "quick_columns", lambda *_: None)
    careful, _ = tables.read_source(declaration, tmp_path)
    assert not nothing
    pd.testing.assert_frame_equal(quick, careful)
    assert quick["x"].tolist() == frame["x"].tolist() and quick["n"].tolist() == frame["n"].tolist()


@settings(max_examples=400, deadline=None, derandomize=True)
@given(text=st.text(alphabet='a1,"\n\r é', max_size=25))
def test_both_ways_of_reading_csv_agree_on_any_text(text: str) -> None:
    delimited = sys.modules["delimited"]
    findings: list[dict[str, Any]] = []
    quick = delimited.quick_columns("h,i\n" + text, delimited.CSV, 2)
    careful = list(delimited.careful_columns("a.csv", "h,i\n" + text, delimited.CSV, ["h", "i"], findings))
    if quick is not None:
        assert not findings
        assert [column.to_pylist() for column in quick] == [
            c.to_pylist() for c in careful[0].columns.values()
        ]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(data=st.binary(max_size=60) | st.text(alphabet='a1,"\n\r\\;#.-é\x00', max_size=60).map(str.encode))
def test_any_bytes_give_a_table_or_findings(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in ("a.csv", "a.csv.gz", "a.csv.zip"):
        (folder / name).write_bytes(data)
        frame, findings = tables.read_rows(declared(a="int", b="text?"), folder / name)
        assert findings or list(frame) == ["a", "b"]
    (folder / "a.parquet").write_bytes(data)
    assert tables.read_rows(declared(a="int"), folder / "a.parquet")[1]
    frame, findings = tables.read_rows(declared(a="int?"), folder / "a.jsonl")
    assert findings


# ---------------------------------------------------------------- Parquet, packages


def parquet(folder: Path, **columns: pa.Array) -> None:
    pq.write_table(pa.table(columns), folder / "a.parquet")


def test_parquet_types_are_cast_exactly(tmp_path: Path) -> None:
    from datetime import datetime
    from decimal import Decimal

    big = 2**53 + 1
    at = datetime(2026, 3, 29, 2, 30)
    parquet(
        tmp_path,
        n=pa.array([big, -1], pa.int64()),
        whole=pa.array([32.0, None]),
        price=pa.array([Decimal("1.10"), None]),
        small=pa.array([1.5, float("nan")], pa.float32()),
        flag=pa.array([True, None]),
        zero_one=pa.array([0, 1], pa.int8()),
        level=pa.array(["a", "b"]).dictionary_encode(),
        digit=pa.array([7, 0], pa.int64()),
        large=pa.array(["x", None], pa.large_string()),
        utc=pa.array([at, None], pa.timestamp("ms", "UTC")),
        local=pa.array([at, at], pa.timestamp("us")),
        day=pa.array([at.date(), None]),
        took=pa.array([1_500, None], pa.duration("ms")),
    )
    columns: dict[str, Any] = {
        "n": "int",
        "whole": "int?",
        "price": "float?",
        "small": "float?",
        "flag": "bool?",
        "zero_one": "bool",
        "level": {"type": "category", "members": ["a", "b"]},
        "digit": {"type": "category", "members": ["0", "7"]},
        "large": "text?",
        "utc": "timestamp?",
        "local": {"type": "timestamp", "zone": "Europe/Berlin"},
        "day": "date?",
        "took": "duration?",
    }
    frame, findings = tables.read_source(declared("parquet", **columns), tmp_path)
    assert not findings
    first = {name: plain(frame[name].tolist()[0]) for name in frame}
    second = {name: plain(frame[name].tolist()[1]) for name in frame}
    assert first == {
        "n": big,
        "whole": 32.0,
        "price": 1.1,
        "small": 1.5,
        "flag": True,
        "zero_one": False,
        "level": "a",
        "digit": "7",
        "large": "x",
        "utc": "2026-03-29 02:30:00+00:00",
        "local": "2026-03-29 01:30:00+00:00",
        "day": "2026-03-29 00:00:00",
        "took": 1.5,
    }
    assert {name for name, value in second.items() if value is None} == {
        "whole",
        "price",
        "small",
        "flag",
        "large",
        "utc",
        "day",
        "took",
    }


def test_parquet_misfits_have_file_row_and_column(tmp_path: Path) -> None:
    parquet(
        tmp_path,
        a=pa.array([1.0, 2.5, 3.5]),
        b=pa.array([1, 2, 3]),
        c=pa.array([1.0, float("inf"), 2.0]),
        d=pa.array([2**63, 1, 2], pa.uint64()),
        e=pa.array([0.1, 1.2, 0.3]),
        f=pa.array([1, None, 3]),
    )
    _, findings = tables.read_source(
        declared("parquet", a="int", b="text", c="float", d="int", e="share", f="int"), tmp_path
    )
    assert [(each["code"], each["place"]) for each in findings] == [
        ("E351", "a.parquet:2:a"),
        ("E356", "a.parquet:1:b"),
        ("E351", "a.parquet:2:c"),
        ("E352", "a.parquet:1:d"),
        ("E351", "a.parquet:2:e"),
        ("E355", "a.parquet:2:f"),
    ]
    assert findings[0]["message"] == "`2.5` is not a whole number" and findings[0]["notes"] == [
        "and 1 more in this column"
    ]


def test_a_loader_gives_features_and_target(tmp_path: Path) -> None:
    columns: dict[str, Any] = {f"pixel_{y}_{x}": "float" for y in range(8) for x in range(8)}
    columns["target"] = {"type": "category", "members": [str(n) for n in range(10)]}
    declaration = declared("loader", **columns) | {"member": "sklearn.datasets:load_digits"}
    frame, findings = tables.read_source(declaration, tmp_path)
    assert not findings and frame.shape == (1797, 65) and frame["target"].tolist()[:3] == ["0", "1", "2"]
    _, findings = tables.read_source(declaration | {"member": "sklearn.datasets:load_digitz"}, tmp_path)
    assert [each["code"] for each in findings] == ["E345"]


def test_a_file_inside_a_package(tmp_path: Path) -> None:
    declaration = declared(a="text") | {"member": "sklearn/datasets/data/iris.csv", "extra_columns": "ignore"}
    _, findings = tables.read_source(declaration, tmp_path)
    assert [each["code"] for each in findings] == ["E335"]  # it was read: only the column is missing


# ---------------------------------------------------------------- joins


def test_a_join_keeps_the_order_and_counts(tmp_path: Path) -> None:
    left = pd.DataFrame({"k": ["b", "a", "c", None], "x": [1, 2, 3, 4]})
    right = pd.DataFrame({"k": ["a", "b", None], "n": [10, 20, 30], "ok": [True, False, True]})
    got, counts, findings = tables.join(left, right, "other", ["k"], "many_to_one", False)
    assert not findings and counts == {"source": "other", "before": 4, "after": 4, "unmatched": 2}
    assert (
        got["x"].tolist() == [1, 2, 3, 4]
        and str(got["n"].dtype) == "float64"
        and str(got["ok"].dtype) == "boolean"
    )
    assert got["n"].tolist()[:2] == [20.0, 10.0]
    got, counts, _ = tables.join(left, right, "other", ["k"], "many_to_one", True)
    assert counts == {"source": "other", "before": 4, "after": 2, "unmatched": 2}
    assert got["n"].tolist() == [20, 10] and str(got["n"].dtype) == "int64" and list(got.index) == [0, 1]


def test_a_join_that_breaks_its_cardinality_names_the_first_key() -> None:
    left, right = pd.DataFrame({"k": [1, 1]}), pd.DataFrame({"k": [1, 2, 2], "n": [1, 2, 3]})
    _, _, findings = tables.join(left, right, "other", ["k"], "one_to_one", False)
    assert [each["message"] for each in findings] == [
        "the join is one_to_one, and k = 2 names more than one row",
        "the join is one_to_one, and k = 1 names more than one row",
    ]
