"""Digests of columns and arrays go by value: not by dtype, storage, file format or version of a library."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "specc" / "emit" / "assets"))
import digests
import models

TEXTS = ["a", "", None, "ä\x00\u2028", "日本", "nan"]


def column(values: object, kind: str, dtype: object = None) -> str:
    series = pd.Series(values, dtype=dtype)  # type: ignore[call-overload]
    return digests.column(series, kind)


def test_whole_numbers_go_by_value() -> None:
    wanted = column([1, 2, -3], "int", "int64")
    for dtype in ("int8", "int32", "Int64", "float64", "int64[pyarrow]", object):
        assert column([1, 2, -3], "int", dtype) == wanted, dtype
    assert column([1, 2, -4], "int") != wanted
    optional = column([1.0, np.nan, 3.0], "int")
    assert column([1, None, 3], "int", "Int64") == optional == column([1, None, 3], "int", "int64[pyarrow]")
    assert column([1, 0, 3], "int") != optional
    assert column([2**53 + 1, 0], "int") != column([2**53, 0], "int")
    with pytest.raises(ValueError, match="fractions"):
        column([1.5], "int")


def test_floats_go_by_their_bits() -> None:
    wanted = column([1.5, np.nan, 3.0], "float")
    for dtype in ("Float64", "float64[pyarrow]", object):
        assert column([1.5, None, 3.0], "float", dtype) == wanted, dtype
    assert column([0.0], "float") != column([-0.0], "float")
    assert column([0.1 + 0.2], "float") != column([0.3], "float")
    other_nan = np.array([0x7FF8000000000001], dtype=np.uint64).view(np.float64)
    assert column(other_nan, "float") == column([np.nan], "float")
    assert column([1, 2], "float", "int64") == column([1.0, 2.0], "float")


def test_truth_goes_by_value() -> None:
    wanted = column([True, None, False], "bool", "boolean")
    assert (
        column([True, None, False], "bool", object)
        == wanted
        == column([True, None, False], "bool", "bool[pyarrow]")
    )
    assert column([True, False, False], "bool") != wanted


def test_texts_go_by_value() -> None:
    wanted = column(TEXTS, "text", object)
    for dtype in ("string[python]", "string[pyarrow]", "category"):
        assert column(TEXTS, "text", dtype) == wanted, dtype
    assert column(["ab", "c"], "text") != column(["a", "bc"], "text")
    assert column(["", "x"], "text") != column([None, "x"], "text")
    assert column(["\ud800"], "text", object) != column(["?"], "text", object)


def test_moments_go_by_value() -> None:
    moments = pd.to_datetime(["2026-03-29T01:30:00", None, "1700-01-01T00:00:00"], utc=True)
    wanted = column(moments, "timestamp", "datetime64[ns, UTC]")
    assert column(moments, "timestamp", "datetime64[us, UTC]") == wanted
    assert column(moments.tz_convert("Europe/Paris"), "timestamp") == wanted
    days = pd.to_datetime(["2026-03-29", None])
    assert column(days, "date", "datetime64[ns]") == column(days, "date", "datetime64[s]")
    assert column(days, "date") != column(days + pd.Timedelta(days=1), "date")


def test_csv_and_parquet_give_the_same() -> None:
    frame = pd.DataFrame({"n": [1, 2, 3], "x": [0.1, 1e300, -0.0], "t": ["a", "", "ü"]})
    kinds = {"n": "int", "x": "float", "t": "text"}
    text = pd.read_csv(io.StringIO(frame.to_csv(index=False)), keep_default_na=False)
    binary = io.BytesIO()
    frame.to_parquet(binary)
    assert (
        digests.frame(text, kinds)
        == digests.frame(pd.read_parquet(binary), kinds)
        == digests.frame(frame, kinds)
    )


def test_a_frame_covers_names_order_and_rows() -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": [1, 2]})
    whole, each = digests.frame(frame, {"a": "int", "b": "int"})
    assert each["a"] == each["b"]
    assert digests.frame(frame, {"b": "int", "a": "int"})[0] != whole
    assert digests.frame(frame.iloc[::-1], {"a": "int", "b": "int"})[0] != whole
    assert digests.frame(frame, {"a": "float", "b": "int"})[0] != whole


@given(
    st.lists(st.one_of(st.none(), st.text(max_size=8)), max_size=12),
    st.lists(st.one_of(st.none(), st.text(max_size=8)), max_size=12),
)
def test_different_texts_have_different_digests(left: list[str | None], right: list[str | None]) -> None:
    assert (column(left, "text", object) == column(right, "text", object)) == (left == right)


@given(st.lists(st.floats(), max_size=12))
def test_floats_survive_a_file(values: list[float]) -> None:
    buffer = io.BytesIO()
    pd.DataFrame({"x": pd.Series(values, dtype="float64")}).to_parquet(buffer)
    assert digests.column(pd.read_parquet(buffer)["x"], "float") == column(values, "float", "float64")


def test_arrays_go_by_value() -> None:
    array = np.arange(12.0).reshape(3, 4)
    assert (
        digests.of_array(np.asfortranarray(array))
        == digests.of_array(array)
        == digests.of_array(array.astype(">f8"))
    )
    assert digests.of_array(array.reshape(4, 3)) != digests.of_array(array)
    assert digests.of_array(np.array([1, 2], dtype=np.int32)) == digests.of_array(np.array([1, 2]))
    made = scipy.sparse.csr_array((np.array([1.0, 2.0]), np.array([2, 0]), np.array([0, 2])), shape=(1, 3))
    ordered = scipy.sparse.csr_array((np.array([2.0, 1.0]), np.array([0, 2]), np.array([0, 2])), shape=(1, 3))
    assert digests.of_array(made) == digests.of_array(ordered) == digests.of_array(ordered.tocsc())


def test_a_feature_is_its_block_of_the_matrix() -> None:
    matrix = np.arange(12.0).reshape(3, 4)
    places = {"a": slice(0, 1), "b": [1, 2], "c": np.array([3])}
    found = digests.of_features(matrix, places)
    assert found == {
        "a": digests.of_array(matrix[:, :1]),
        "b": digests.of_array(matrix[:, 1:3]),
        "c": digests.of_array(matrix[:, 3:]),
    }


def test_words_that_are_named_like_settings_count() -> None:
    left, right = (
        {word: at for at, word in enumerate(words)} for words in (["copy", "memory"], ["copy", "verbose"])
    )
    assert models.Model(left).content != models.Model(right).content


def test_a_model_file_with_foreign_types_is_not_loaded(tmp_path: Path) -> None:
    import fractions

    with pytest.raises(ValueError, match="types that are not loaded"):
        import skops.io

        models.load(skops.io.dumps({"x": fractions.Fraction(1, 2)}))
