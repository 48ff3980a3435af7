"""Reads delimited text files by their declared dialect: every cell as text, with the line that it stands on.

A file in which every quote is in its place is read in one go by pyarrow; any other record by record by
Python's csv module, strictly. Both give the same cells.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.csv
from values import shown

Finding = dict[str, Any]

CSV = {
    "delimiter": ",",
    "quote": '"',
    "escape": "",
    "encoding": "utf-8",
    "header": True,
    "decimal": ".",
    "thousands": "",
    "null": [""],
    "true": ["true"],
    "false": ["false"],
    "comment": "",
    "skip_rows": 0,
}


class Part(NamedTuple):
    """One file: its columns as text or as typed, and what is needed to say where a row stands."""

    place: str
    columns: dict[str, pa.ChunkedArray]
    rows: int
    text: str | None  # of a CSV file: to count its lines when a finding needs them
    kept: list[int] | None  # which records are left when some were ragged


def finding(code: str, message: str, place: str, help: str, more: int = 0) -> Finding:
    """A finding; `more` is how many further places have the same."""
    notes = [f"and {more:,} more in this column"] if more else []
    return {"code": code, "message": message, "place": place, "help": help, "notes": notes}


def in_file(name: str, column: dict[str, Any]) -> str:
    """What the file calls a column."""
    return str(column.get("in_file", name))


def encodable(text: str | None) -> str | None:
    """A lone half of a surrogate pair is no character: it becomes the replacement character."""
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8")


def from_csv(place: str, data: bytes, declaration: dict[str, Any], findings: list[Finding]) -> Iterator[Part]:
    """A delimited text file by its declared dialect; every cell is text."""
    dialect = CSV | declaration.get("csv", {})
    try:
        text = data.decode(dialect["encoding"]).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the byte {data[error.start]:#04x} is not {dialect['encoding']}"
        findings.append(
            finding("E331", message, f"{place}:{line}", "declare the file's encoding, such as latin-1")
        )
        return
    found = header(text, dialect, declaration)
    if not found:
        findings.append(finding("E330", "the file is empty", place, "give it a header and rows"))
        return
    names = [name.strip() for name in found]
    if twice := [name for at, name in enumerate(names) if name in names[:at]]:
        message = f"the column `{shown(twice[0])}` stands in the header twice"
        findings.append(finding("E337", message, f"{place}:1", "rename one of the two"))
        return
    columns = quick_columns(text, dialect, len(names))
    if columns is not None:
        yield Part(place, dict(zip(names, columns, strict=True)), len(columns[0]), text, None)
        return
    yield from careful_columns(place, text, dialect, names, findings)


def header(text: str, dialect: dict[str, Any], declaration: dict[str, Any]) -> list[str]:
    """The names of the columns in the file's order."""
    if not dialect["header"]:
        names = [in_file(name, column) for name, column in declaration["columns"].items()]
        return declaration.get("names", names) if text.strip() else []
    try:
        return next((row for row in records(text, dialect) if row), [])
    except csv.Error:
        return []


def quick_columns(text: str, dialect: dict[str, Any], width: int) -> list[pa.ChunkedArray] | None:
    """The columns of a file that holds nothing to weigh, in one go; else none."""
    quote = dialect["quote"] if dialect["quote"] and dialect["quote"] in text else ""
    simple = not dialect["comment"] and not dialect["escape"] and dialect["delimiter"].isascii()
    if not simple or text.count("\r") != text.count("\r\n"):
        return None
    if quote and (dialect["skip_rows"] or not well_quoted(text, quote, dialect["delimiter"])):
        return None
    names = [f"c{at}" for at in range(width)]
    read = pa.csv.ReadOptions(
        use_threads=False,
        block_size=1 << 24,
        skip_rows=dialect["skip_rows"],
        column_names=names,
        encoding="utf-8",
    )
    parse = pa.csv.ParseOptions(
        delimiter=dialect["delimiter"],
        quote_char=quote or False,
        double_quote=True,
        newlines_in_values=bool(quote),
    )
    convert = pa.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    try:
        table = pa.csv.read_csv(io.BytesIO(text.encode()), read, parse, convert)
    except (pa.ArrowInvalid, UnicodeEncodeError):
        return None
    table = table.slice(1) if dialect["header"] else table
    return list(table.columns)


def well_quoted(text: str, quote: str, delimiter: str) -> bool:
    """Whether every quote opens a cell, closes one, or is doubled inside one: then all readers agree."""
    mark, end = re.escape(quote), re.escape(delimiter) + r"\r\n"
    whole = rf"(?<![^{end}]){mark}[^{mark}]*+(?:{mark}{mark}[^{mark}]*+)*+{mark}(?![^{end}])"
    return quote not in re.sub(whole, "", text)


def careful_columns(
    place: str, text: str, dialect: dict[str, Any], names: list[str], findings: list[Finding]
) -> Iterator[Part]:
    """The columns of any file, record by record."""
    rows: list[list[str]] = []
    try:
        rows.extend(row for row in records(text, dialect) if row)
    except csv.Error as error:
        line = lines(text, dialect, len(rows) + 1)[-1]
        open_quote = "unexpected end" in str(error)
        message = "a quote is opened and never closed" if open_quote else "text follows a closed quote"
        findings.append(
            finding(
                "E334",
                message,
                f"{place}:{line}",
                "close the quote, or declare the file's `quote` and `escape`",
            )
        )
    rows = rows[1:] if dialect["header"] else rows
    ragged = [at for at, row in enumerate(rows) if len(row) != len(names)]
    if ragged:
        line = lines(text, dialect, ragged[0] + 1 + dialect["header"])[-1]
        message = f"the row has {len(rows[ragged[0]])} cells, the header {len(names)}"
        ragged_row = finding("E334", message, f"{place}:{line}", "quote the cells that hold the delimiter", 0)
        ragged_row["notes"] = [f"and {len(ragged) - 1:,} more rows"] if len(ragged) > 1 else []
        findings.append(ragged_row)
    left_out = set(ragged)
    kept = [at for at in range(len(rows)) if at not in left_out]
    cells = zip(*(rows[at] for at in kept), strict=True) if kept else ([] for _ in names)
    columns = {
        name: pa.chunked_array([pa.array(list(map(encodable, column)), pa.string())])
        for name, column in zip(names, cells, strict=True)
    }
    yield Part(place, columns, len(kept), text, kept if ragged else None)


def records(text: str, dialect: dict[str, Any], starts: list[int] | None = None) -> Iterator[list[str]]:
    """The records, the header first; the line (from 1) on which each starts goes to `starts`."""
    csv.field_size_limit(sys.maxsize)
    physical = iter(io.StringIO(text, newline=""))
    skipped = sum(1 for _ in zip(range(dialect["skip_rows"]), physical, strict=False))
    inside = False  # a record, so that a line in a quoted cell is never taken for a comment

    def wanted() -> Iterator[str]:
        nonlocal inside, skipped
        for line in physical:
            if dialect["comment"] and not inside and line.startswith(dialect["comment"]):
                skipped += 1
                continue
            inside = True
            yield line

    reader = csv.reader(
        wanted(),
        delimiter=dialect["delimiter"],
        quotechar=dialect["quote"] or None,
        quoting=csv.QUOTE_MINIMAL if dialect["quote"] else csv.QUOTE_NONE,
        escapechar=dialect["escape"] or None,
        doublequote=not dialect["escape"],
        strict=True,
    )
    if starts is None and not dialect["comment"]:
        yield from reader
        return
    before = 0
    for row in reader:
        if row and starts is not None:
            starts.append(skipped + before + 1)
        before = reader.line_num
        inside = False
        yield row


def lines(text: str, dialect: dict[str, Any], wanted: int) -> list[int]:
    """The lines on which the first `wanted` records start; the last is where reading stopped."""
    starts: list[int] = []
    try:
        for _ in records(text, dialect, starts):
            if len(starts) >= wanted:
                break
    except csv.Error:
        starts.append(starts[-1] + 1 if starts else 1)
    return starts or [1]
