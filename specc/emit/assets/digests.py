"""Digests of what a run reads, makes and learns: of the values, never of how a library happens to store them.

A column is encoded by its declared type, so that the same values give the same digest from CSV and Parquet,
in every pandas version, dtype and storage:

    head     type family, rows, nulls
    nulls    a packed bit mask, when there are any (not-a-number counts as null); values there are zero or
    empty int      64-bit little-endian                  float    64-bit little-endian IEEE; -0.0 is not 0.0
    bool     one byte                              text     64-bit byte lengths, then the UTF-8 bytes
    time     64-bit nanoseconds since 1970 UTC     date     64-bit days since 1970
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import scipy.sparse as sparse

FAMILY = {
    "int": "int",
    "float": "float",
    "share": "float",
    "prob": "float",
    "duration": "float",
    "bool": "bool",
    "text": "text",
    "category": "text",
    "timestamp": "time",
    "date": "date",
}
DAY = 86_400_000_000_000


def of_bytes(*parts: Any) -> str:
    """`sha256:<hex>` over the bytes of all parts."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return "sha256:" + digest.hexdigest()


def of_json(value: Any) -> str:
    """The digest of a JSON value: keys sorted, floats by `repr`."""
    return of_bytes(json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode())


def of_file(path: Path) -> str:
    """The digest of a file, read in pieces."""
    with path.open("rb") as file:
        return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()


# ---------------------------------------------------------------- columns, frames, arrays


def column(values: pd.Series, kind: str) -> str:
    """The digest of a column's values in their order, by its declared type."""
    family = FAMILY[kind]
    nulls, data = _texts(values) if family == "text" else _others(values, family)
    count = int(np.count_nonzero(nulls))
    head = f"column 1\n{family}\n{len(values)}\n{count}\n".encode()
    return of_bytes(head, np.packbits(nulls) if count else b"", *data)


def _others(values: pd.Series, family: str) -> tuple[np.ndarray, list[Any]]:
    nulls = np.asarray(values.isna(), dtype=bool)
    return nulls, ENCODERS[family](values, nulls if nulls.any() else None)


def frame(table: pd.DataFrame, kinds: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The digest over rows, names, types and columns in their order; and each column's own."""
    columns = {name: column(table[name], kind) for name, kind in kinds.items()}
    listed = [[name, FAMILY[kinds[name]], digest] for name, digest in columns.items()]
    return of_json({"rows": len(table), "columns": listed}), columns


def _floats(values: pd.Series, nulls: np.ndarray | None) -> list[Any]:
    array = values.to_numpy(dtype="<f8", na_value=np.nan)
    return [np.ascontiguousarray(array if nulls is None else np.where(nulls, 0.0, array))]


def _ints(values: pd.Series, nulls: np.ndarray | None) -> list[Any]:
    if values.dtype.kind in "iu" and nulls is None:
        return [np.ascontiguousarray(values.to_numpy(dtype="<i8"))]
    if values.dtype.kind == "f":  # an optional whole number
        array = values.to_numpy(dtype="f8", na_value=np.nan)
        array = array if nulls is None else np.where(nulls, 0.0, array)
        whole = array.astype("<i8")
        if not (whole == array).all():
            raise ValueError(f"column {values.name!r} is declared int and holds fractions")
        return [whole]
    filled = values if nulls is None else values.where(~nulls, 0)
    return [np.ascontiguousarray(filled.to_numpy(dtype="<i8"))]


def _bools(values: pd.Series, nulls: np.ndarray | None) -> list[Any]:
    filled = values if nulls is None else values.where(~nulls, False)
    return [np.ascontiguousarray(filled.to_numpy(dtype=bool)).view(np.uint8)]


def _texts(values: pd.Series) -> tuple[np.ndarray, list[Any]]:
    plain = values.astype(object) if isinstance(values.dtype, pd.CategoricalDtype) else values
    objects = plain.to_numpy(dtype=object)
    try:
        array = pa.array(objects, type=pa.large_string(), from_pandas=True)
    except UnicodeEncodeError:  # a lone surrogate
        nulls = np.asarray(values.isna(), dtype=bool)
        encoded = [
            b"" if null else str(text).encode("utf-8", "surrogatepass")
            for text, null in zip(objects, nulls, strict=True)
        ]
        return nulls, [np.array([len(text) for text in encoded], dtype="<i8"), b"".join(encoded)]
    array = pa.concat_arrays(array.chunks) if isinstance(array, pa.ChunkedArray) else array
    nulls = np.zeros(len(array), dtype=bool)
    if array.null_count:
        nulls = array.is_null().to_numpy(zero_copy_only=False)
        array = array.fill_null("")
    bounds = np.frombuffer(array.buffers()[1], dtype="<i8")[array.offset : array.offset + len(array) + 1]
    data = array.buffers()[2]
    return nulls, [
        np.diff(bounds),
        b"" if data is None else memoryview(data)[int(bounds[0]) : int(bounds[-1])],
    ]


def _nanoseconds(values: pd.Series) -> np.ndarray:
    if getattr(values.dtype, "tz", None) is not None:
        values = values.dt.tz_convert("UTC").dt.tz_localize(None)
    return values.to_numpy(dtype="datetime64[ns]").view(np.int64)


def _times(values: pd.Series, nulls: np.ndarray | None) -> list[Any]:
    array = _nanoseconds(values)
    return [np.ascontiguousarray(array if nulls is None else np.where(nulls, 0, array)).astype("<i8")]


def _dates(values: pd.Series, nulls: np.ndarray | None) -> list[Any]:
    days = _nanoseconds(values) // DAY
    return [np.ascontiguousarray(days if nulls is None else np.where(nulls, 0, days)).astype("<i8")]


ENCODERS = {"int": _ints, "float": _floats, "bool": _bools, "time": _times, "date": _dates}


def of_labels(values: np.ndarray, classes: Sequence[str]) -> str:
    """The digest of class labels: the classes in their declared order, and the number of each row's."""
    order = np.argsort(np.asarray(classes, dtype=str))
    codes = (
        order[np.searchsorted(np.asarray(classes, dtype=str)[order], values)] if len(values) else order[:0]
    )
    return of_json([list(classes), of_array(codes)])


def plain(array: Any) -> tuple[str, np.ndarray]:
    """An array's canonical dtype and its bytes-ready form: C order, little-endian, integers of 64 bits, one
    NaN.
    """
    array = np.asarray(array)
    if array.dtype.kind in "iu":
        array = array.astype("<i8" if array.dtype.kind == "i" else "<u8")
    elif array.dtype.byteorder == ">":
        array = array.astype(array.dtype.newbyteorder("<"))
    array = np.ascontiguousarray(array)
    if array.dtype.kind == "f" and array.size:
        nan = np.isnan(array)
        if nan.any():
            array = np.where(nan, array.dtype.type("nan"), array)
    return array.dtype.str, array


def of_array(array: Any) -> str:
    """The digest of a numeric or text array, or of a sparse matrix."""
    if sparse.issparse(array):
        return _of_sparse(array)
    array = np.asarray(array)
    if array.dtype.kind in "OUT":
        return column(pd.Series(array.ravel(), dtype=object), "text")
    dtype, values = plain(array)
    return of_bytes(f"array 1\n{dtype}\n{list(values.shape)}\n".encode(), values.data if values.size else b"")


def _of_sparse(matrix: Any) -> str:
    columns = matrix.tocsc()
    if not columns.has_canonical_format:
        columns = columns.copy()
        columns.sum_duplicates()
    dtype, data = plain(columns.data)
    shape = [int(n) for n in columns.shape]
    wide = "<i8" if max(*shape, columns.nnz) >= 2**31 else "<i4"  # by what is counted, not by how it is held
    head = f"sparse 1\n{dtype}\n{shape}\n".encode()
    return of_bytes(head, columns.indptr.astype(wide), columns.indices.astype(wide), data)


def of_features(matrix: Any, places: Mapping[str, Any]) -> dict[str, str]:
    """The digest of each feature's block of a fitted matrix; `places`: feature to its column numbers."""
    columns = matrix.tocsc() if sparse.issparse(matrix) else np.asarray(matrix)
    return {name: of_array(columns[:, _run(place)]) for name, place in places.items()}


def _run(place: Any) -> Any:
    """Neighbouring column numbers as a slice, which needs no copy."""
    if isinstance(place, slice):
        return place
    numbers = [int(number) for number in place]
    if numbers and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return slice(numbers[0], numbers[0] + len(numbers))
    return numbers
