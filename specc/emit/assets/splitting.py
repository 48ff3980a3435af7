"""Ways of dividing rows that scikit-learn does not have."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator

import numpy as np
import pandas as pd
from sklearn.model_selection import TimeSeriesSplit


def chosen_by_hash(names: pd.DataFrame, share: float, seed: int) -> np.ndarray:
    """Whether each row is chosen: by the hash of what names it, so that a row keeps its part when others come
    or go.
    """
    bound = share * 2.0**64
    start = hashlib.sha256(f"split {seed}\n".encode())
    chosen = np.empty(len(names), dtype=bool)
    for at, row in enumerate(encoded(names)):
        digest = start.copy()
        digest.update(row)
        chosen[at] = int.from_bytes(digest.digest()[:8], "big") < bound
    return chosen


def encoded(names: pd.DataFrame) -> Iterator[bytes]:
    """The cells of each row as bytes, by their value alone: 7 and 7.0 are the same, text is UTF-8 with its
    length.
    """
    columns = [names[name].astype(object).where(names[name].notna(), None) for name in names]
    for row in zip(*columns, strict=True):
        yield b"".join(cell(value) for value in row)


def cell(value: object) -> bytes:
    """One cell: a letter for its kind, its length, its bytes."""
    if value is None:
        return b"-"
    if isinstance(value, pd.Timestamp):
        data = struct.pack("<q", value.as_unit("ns").value)
        return b"m" + data
    if isinstance(value, (bool, np.bool_)):
        return b"y" if value else b"n"
    if isinstance(value, (int, np.integer)) or (isinstance(value, float) and value.is_integer()):
        data = str(int(value)).encode()
        return b"i%d:" % len(data) + data
    if isinstance(value, float):
        return b"f" + struct.pack("<d", value)
    data = str(value).encode("utf-8", "surrogatepass")
    return b"t%d:" % len(data) + data


def groups(column: pd.Series) -> np.ndarray:
    """A number for each group; rows with none are a group each: nothing says that they belong together."""
    numbers, known = pd.factorize(column, use_na_sentinel=True)
    alone = np.flatnonzero(numbers < 0)
    numbers[alone] = len(known) + np.arange(len(alone))
    return numbers


def moments(column: pd.Series) -> np.ndarray:
    """Moments as nanoseconds since 1970, numbers as they are."""
    if column.dtype.kind != "M":
        return column.to_numpy()
    utc = (
        column.dt.tz_convert("UTC").dt.tz_localize(None)
        if getattr(column.dtype, "tz", None) is not None
        else column
    )
    return utc.to_numpy(dtype="datetime64[ns]").view(np.int64)


def in_order(column: pd.Series) -> np.ndarray:
    """Row numbers from the earliest to the latest; of equal ones the first row first, rows with none before
    all.
    """
    return column.reset_index(drop=True).sort_values(kind="stable", na_position="first").index.to_numpy()


def folds_in_time(time: pd.Series, count: int, gap: int = 0) -> list[tuple[np.ndarray, np.ndarray]]:
    """Folds that go forward: each is checked on what comes after all that it was fitted on, `gap` later at
    least.
    """
    order, at = in_order(time), moments(time)
    parts = []
    for fit, check in TimeSeriesSplit(count).split(order):
        rows, later = order[fit], order[check]
        parts.append((rows[at[rows] < at[later].min() - gap] if gap else rows, later))
    return parts
