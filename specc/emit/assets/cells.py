"""What stands in a file's cells, cast to the declared types: exactly, or with a finding for each column.

How a column is held (each type has one form, in every version of pandas):

| declared | held as | none |
|---|---|---|
| int | int64; an optional one float64, in which a number beyond 2**53 is a finding, never rounded | NaN |
| float, share, prob, duration (seconds) | float64, correctly rounded and finite | NaN |
| bool | bool; an optional one the masked `boolean` | NA |
| text, category | Python strings | NaN |
| timestamp | datetime64[ns, UTC], years 1678 to 2261 | NaT |
| date | datetime64[ns] at midnight, the same years | NaT |

White space around numbers, dates, words for true and false, and members of a category is not part of them.
Text is taken as it is.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from values import FIRST_YEAR, LAST_YEAR, NUMBERS, PARSERS, WORDS, Misfit, shown

# Text is held as Python strings, so that lower(), len() and `re` are Python's own in each pandas version.
pd.set_option("mode.string_storage", "python")
TEXT = "str" if int(pd.__version__.split(".")[0]) >= 3 else object

EXACT = 2**53


class Found(NamedTuple):
    """The first row (from 0) of a column with one kind of misfit, and how many more rows have it."""

    row: int
    code: str
    message: str
    help: str
    more: int


# ---------------------------------------------------------------- a column of text


def quick(cells: pa.Array, declared: dict[str, Any], words: dict[str, Any]) -> np.ndarray | None:
    """A column of plainly written numbers in one go, or none where a cell needs a closer look."""
    kind = declared["type"]
    if kind != "int" and kind not in NUMBERS:
        return None
    if words.get("decimal", ".") != "." or pc.any(pc.match_substring_regex(cells, "[^0-9.eE+-]")).as_py():
        return None
    try:
        values = pc.cast(cells, pa.int64() if kind == "int" else pa.float64())
    except pa.ArrowInvalid:
        return None
    result = values.to_numpy(zero_copy_only=False)
    if kind != "int" and not np.isfinite(result).all():
        return None
    if kind in ("share", "prob") and not ((result >= 0) & (result <= 1)).all():
        return None
    return result


def from_text(
    cells: pa.Array, declared: dict[str, Any], words: dict[str, Any]
) -> tuple[np.ndarray, list[Found]]:
    """The values of a column of text without nulls. Each different text is looked at once."""
    if declared["type"] == "text":
        return cells.to_numpy(zero_copy_only=False), []
    if (values := quick(cells, declared, words)) is not None:
        return values, []
    encoded = cells.dictionary_encode()
    texts, codes = encoded.dictionary.to_pylist(), encoded.indices.to_numpy(zero_copy_only=False)
    parse, results, wrong = PARSERS[declared["type"]], [], {}
    blank = "" if declared["type"] == "category" else 0
    for at, text in enumerate(texts):
        try:
            results.append(parse(text, declared, words))
        except (ValueError, OverflowError) as error:
            results.append(blank)
            wrong[at] = error if isinstance(error, Misfit) else unfit(declared)
    dtype = {"int": np.int64, "bool": bool, "category": object, "timestamp": np.int64, "date": np.int64}
    levels = np.array(results, dtype=dtype.get(declared["type"], np.float64))
    return (levels[codes] if len(levels) else levels), grouped(wrong, texts, codes)


def unfit(declared: dict[str, Any]) -> Misfit:
    """The plain case: not what the type says."""
    formats = declared.get("formats", ())
    written = f" written as {' or '.join(shown(f) for f in formats)}" if formats else ""
    return Misfit(
        "E351",
        f"is not {WORDS[declared['type']]}{written}",
        "correct the value, declare it as a null word, or declare another type",
    )


def grouped(wrong: dict[int, Misfit], texts: list[str], codes: np.ndarray) -> list[Found]:
    """One entry for each code: its first row, and how many rows more."""
    found = []
    for code in sorted({misfit.code for misfit in wrong.values()}):
        rows = np.flatnonzero(np.isin(codes, [at for at, misfit in wrong.items() if misfit.code == code]))
        first = int(codes[rows[0]])
        message = f"`{shown(texts[first])}` {wrong[first]}"
        found.append(Found(int(rows[0]), code, message, wrong[first].help, len(rows) - 1))
    return found


# ---------------------------------------------------------------- a column of any kind


def cast(
    cells: pa.ChunkedArray, declared: dict[str, Any], words: dict[str, Any]
) -> tuple[pd.Series, list[Found]]:
    """A column in its declared type, and what does not fit. `cells`: text (CSV) or typed (Parquet)."""
    array = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    array, wrong = (array, []) if pa.types.is_string(array.type) else typed(array, declared)
    if wrong:
        return pd.Series([], dtype=object), wrong
    if pa.types.is_string(array.type):
        strip = declared["type"] not in ("text", "category")
        bare = pc.utf8_trim_whitespace(array) if strip else array
        is_null = pc.or_(
            pc.is_null(array),
            pc.fill_null(pc.is_in(bare, value_set=pa.array(words["null"], pa.string())), True),
        )
        nulls = is_null.to_numpy(zero_copy_only=False).astype(bool)
        values, wrong = from_text(array.filter(pc.invert(is_null)), declared, words)
        places = np.flatnonzero(~nulls)
        wrong = [found._replace(row=int(places[found.row])) for found in wrong]
    else:
        nulls = array.is_null().to_numpy(zero_copy_only=False).astype(bool)
        values = array.drop_null().to_numpy(zero_copy_only=False)
    if nulls.any() and not declared.get("optional", False):
        first = int(np.flatnonzero(nulls)[0])
        help = "declare the column as optional with `?`, or leave such rows out of the file"
        wrong.append(
            Found(
                first, "E355", "the cell is empty, and the column is not optional", help, int(nulls.sum()) - 1
            )
        )
    wrong += inexact(values, nulls, declared)
    return held(values, nulls, declared), wrong


def inexact(values: np.ndarray, nulls: np.ndarray, declared: dict[str, Any]) -> list[Found]:
    """Whole numbers of an optional column that its float64 could not hold exactly."""
    if declared["type"] != "int" or not declared.get("optional", False):
        return []
    large = np.flatnonzero((values > EXACT) | (values < -EXACT))
    if not len(large):
        return []
    row = int(np.flatnonzero(~nulls)[large[0]])
    message = f"`{values[large[0]]}` is beyond 2**53, which an optional whole number cannot hold exactly"
    return [Found(row, "E352", message, "declare the column as text, or as not optional", len(large) - 1)]


def held(values: np.ndarray, nulls: np.ndarray, declared: dict[str, Any]) -> pd.Series:
    """The values with nulls in their places, in the one form that the type is held in."""
    kind, optional = declared["type"], declared.get("optional", False)
    if kind in ("timestamp", "date"):
        full = np.full(len(nulls), np.iinfo(np.int64).min, dtype=np.int64)  # the least number is NaT
        full[~nulls] = values
        moments = pd.Series(full.view("datetime64[ns]"))
        return moments.dt.tz_localize("UTC") if kind == "timestamp" else moments
    if kind == "bool":
        full = np.zeros(len(nulls), dtype=bool)
        full[~nulls] = values
        return pd.Series(pd.arrays.BooleanArray(full, nulls.copy())) if optional else pd.Series(full)
    if kind in ("text", "category"):
        texts = np.full(len(nulls), np.nan, dtype=object)
        texts[~nulls] = values
        return pd.Series(texts, dtype=TEXT)
    if kind == "int" and not optional and not nulls.any():
        return pd.Series(values.astype(np.int64))
    full = np.full(len(nulls), np.nan)
    full[~nulls] = values
    return pd.Series(full)


# ---------------------------------------------------------------- a column that a file has typed


def typed(array: pa.Array, declared: dict[str, Any]) -> tuple[pa.Array, list[Found]]:
    """A typed column as what `cast` goes on with: int64, float64, bool, nanoseconds, or text to be parsed."""
    kind, is_ = declared["type"], pa.types
    if is_.is_null(array.type) or is_.is_large_string(array.type) or is_.is_string_view(array.type):
        return array.cast(pa.string()), []
    if is_.is_floating(array.type):
        array = pc.if_else(pc.is_nan(array), None, array)
    numeric = is_.is_integer(array.type) or is_.is_floating(array.type) or is_.is_decimal(array.type)
    if kind == "int" and is_.is_integer(array.type) and not is_.is_uint64(array.type):
        return array.cast(pa.int64()), []
    if kind in NUMBERS and numeric:
        values = array.cast(pa.float64(), safe=False)
        fits = pc.is_finite(values)
        if kind in ("share", "prob"):
            fits = pc.and_(fits, pc.and_(pc.greater_equal(values, 0), pc.less_equal(values, 1)))
        return values, unlike(array, fits, unfit(declared))
    if kind == "duration" and is_.is_duration(array.type):
        return pc.divide(
            array.cast(pa.duration("ns"), safe=False).cast(pa.int64()).cast(pa.float64()), 1e9
        ), []
    if kind == "bool" and is_.is_boolean(array.type):
        return array, []
    if kind in ("timestamp", "date") and (is_.is_timestamp(array.type) or is_.is_date(array.type)):
        return instants(array, declared)
    if numeric and kind in ("int", "category", "bool"):
        return as_text(array, kind), []
    if kind == "category" and is_.is_boolean(array.type):
        return array.cast(pa.string()), []
    words = f"the file holds {array.type}, and the schema says {kind}"
    return array, [Found(0, "E356", words, "declare the type that the file holds", max(len(array) - 1, 0))]


def as_text(array: pa.Array, kind: str) -> pa.Array:
    """Numbers as text, whole ones without a decimal point; 0 and 1 are false and true for a bool."""
    texts = array.cast(pa.string())
    texts = pc.replace_substring_regex(texts, r"\.0*$", "")
    if kind == "bool":
        texts = pc.if_else(pc.equal(texts, "1"), "true", pc.if_else(pc.equal(texts, "0"), "false", texts))
    return texts


def unlike(array: pa.Array, fits: pa.Array, misfit: Misfit) -> list[Found]:
    """The finding for the rows of a typed column that do not fit."""
    rows = np.flatnonzero(~pc.fill_null(fits, True).to_numpy(zero_copy_only=False).astype(bool))
    if not len(rows):
        return []
    message = f"`{shown(array[int(rows[0])].as_py())}` {misfit}"
    return [Found(int(rows[0]), misfit.code, message, misfit.help, len(rows) - 1)]


def instants(array: pa.Array, declared: dict[str, Any]) -> tuple[pa.Array, list[Found]]:
    """Nanoseconds since 1970 of a column of dates or times; times without a zone are in the declared zone."""
    years = pc.year(array)
    fits = pc.and_(pc.greater_equal(years, FIRST_YEAR), pc.less_equal(years, LAST_YEAR))
    help = "correct the value, or write it as null when it stands for `unknown`"
    misfit = Misfit("E354", f"is outside the years {FIRST_YEAR} to {LAST_YEAR} that can be held", help)
    if wrong := unlike(array, fits, misfit):
        return array, wrong
    zone = getattr(array.type, "tz", None)
    values = array.cast(pa.timestamp("ns", zone))
    if declared["type"] == "timestamp":
        local = declared.get("zone", "UTC")
        if zone is None and local != "UTC":
            return values.cast(pa.string()), []
        return values.cast(pa.int64()), []
    midnight = pc.equal(pc.floor_temporal(values, unit="day"), values)
    misfit = Misfit(
        "E351", "has a time of day, the column is declared as a date", "declare the column as timestamp"
    )
    wrong = unlike(array, midnight, misfit)
    if zone is not None:
        values = pc.local_timestamp(values)
    return values.cast(pa.int64()), wrong
