"""Reads the tables that the spec declares: CSV, Parquet, and data sets that a package ships.

Nothing is guessed: each cell is read as text (or as Parquet has typed it) and cast by the declared type
(`cells.py`); `joining.py` sorts and joins. What does not fit is a finding with file, row and column; all
columns are looked at in one run.
"""

from __future__ import annotations

import difflib
import gzip
import importlib
import importlib.resources
import io
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
from cells import Found, cast
from delimited import CSV, Finding, Part, encodable, finding, from_csv, in_file, lines
from joining import join as join
from joining import sorted_by_key
from values import shown


def read_source(declaration: dict[str, Any], folder: Path) -> tuple[pd.DataFrame, list[Finding]]:
    """The source's table in its declared types, sorted by its key, and everything found wrong with it.

    `folder` holds the source's files (all of them are read, in the order of their paths); data sets that a
    package ships are read from the package. With findings the table may lack columns or rows.
    """
    findings: list[Finding] = []
    declaration = expanded(declaration)
    return read(declaration, list(read_parts(declaration, folder, findings)), findings)


def read_rows(declaration: dict[str, Any], path: Path) -> tuple[pd.DataFrame, list[Finding]]:
    """A file of rows to predict: Parquet and JSON lines by their names, else CSV by the source's dialect."""
    name = path.name.removesuffix(".gz").removesuffix(".zip")
    kinds = {"parquet": "parquet", "json": "json", "jsonl": "json", "ndjson": "json"}
    declaration = expanded(declaration) | {"format": kinds.get(name.rsplit(".", 1)[-1], "csv")}
    findings: list[Finding] = []
    try:
        data = path.read_bytes()
    except OSError as error:
        help = "name a file that is there and can be read"
        findings.append(
            finding("E330", f"the file can't be read: {error.strerror or error}", path.name, help)
        )
        return read(declaration, [], findings)
    return read(declaration, list(read_file(path.name, data, declaration, findings)), findings)


def read(
    declaration: dict[str, Any], parts: list[Part], findings: list[Finding]
) -> tuple[pd.DataFrame, list[Finding]]:
    """The parts as one table in the declared types, sorted by key."""
    if not parts:
        return pd.DataFrame(columns=list(declaration["columns"])), findings
    for part in parts:
        check_columns(part, declaration, findings)
    if not findings and not sum(part.rows for part in parts) and not declaration.get("may_be_empty", False):
        findings.append(finding("E330", "the source has no rows", parts[0].place, "give it rows"))
    frame = pd.DataFrame(cast_columns(parts, declaration, findings))
    if not findings:
        frame, findings = sorted_by_key(frame, declaration, parts)
    return frame, findings


def expanded(declaration: dict[str, Any]) -> dict[str, Any]:
    """The declaration with each column as a dict: `"float?"` is `{"type": "float", "optional": True}`."""
    columns = {
        name: {"type": column.rstrip("?"), "optional": column.endswith("?")}
        if isinstance(column, str)
        else column
        for name, column in declaration["columns"].items()
    }
    return declaration | {"columns": columns}


# ---------------------------------------------------------------- files and packages


def read_parts(declaration: dict[str, Any], folder: Path, findings: list[Finding]) -> Iterator[Part]:
    """Each file of the source that can be read."""
    if declaration["format"] == "loader":
        yield from from_loader(declaration["member"], findings)
        return
    files = sorted(
        (path for path in folder.rglob("*") if path.is_file()),
        key=lambda path: path.relative_to(folder).parts,
    )
    named = [(path.relative_to(folder).as_posix(), path.read_bytes) for path in files]
    if not files and declaration.get("member"):
        package, _, inside = declaration["member"].partition("/")
        try:
            member = importlib.resources.files(package).joinpath(inside)
            named = [(declaration["member"], member.read_bytes)] if member.is_file() else []
        except ImportError:
            named = []
    if not named:
        place = declaration.get("member") or declaration.get("files") or declaration["name"]
        findings.append(
            finding("E330", "there is no such file", place, "correct the path, or put the file there")
        )
    for place, read in named:
        try:
            yield from read_file(place, read(), declaration, findings)
        except OSError as error:
            findings.append(
                finding(
                    "E330", f"the file can't be read: {error.strerror or error}", place, "make it readable"
                )
            )


def read_file(
    place: str, data: bytes, declaration: dict[str, Any], findings: list[Finding]
) -> Iterator[Part]:
    """One file by its format, unpacked where its name ends in .gz or .zip."""
    try:
        if place.endswith(".gz"):
            data = gzip.decompress(data)
        elif place.endswith(".zip"):
            data = unzipped(data)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, ValueError) as error:
        kind = "gzip" if place.endswith(".gz") else "zip"
        findings.append(finding("E332", f"the {kind} file is broken: {error}", place, "get the file again"))
        return
    if not data:
        findings.append(finding("E330", "the file is empty", place, "give it a header and rows"))
    elif declaration["format"] == "parquet":
        yield from from_parquet(place, data, findings)
    elif declaration["format"] == "json":
        yield from from_json(place, data, declaration, findings)
    else:
        yield from from_csv(place, data, declaration, findings)


def unzipped(data: bytes) -> bytes:
    """The one file in a zip archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [
            name for name in archive.namelist() if not name.endswith("/") and not name.startswith("__MACOSX/")
        ]
        if len(names) != 1:
            raise ValueError(f"it holds {len(names)} files, one is wanted")
        return archive.read(names[0])


def from_parquet(place: str, data: bytes, findings: list[Finding]) -> Iterator[Part]:
    """A Parquet file as its writer typed it."""
    try:
        table = pa.parquet.ParquetFile(io.BytesIO(data)).read(use_threads=False)
    except (pa.ArrowException, OSError, ValueError) as error:
        words = str(error).strip().splitlines()[0] if str(error).strip() else "it can't be read"
        findings.append(
            finding("E333", f"the Parquet file is broken: {shown(words)}", place, "write the file again")
        )
        return
    yield from from_table(place, table, findings)


def from_table(place: str, table: pa.Table, findings: list[Finding]) -> Iterator[Part]:
    """The columns of a table, each name once."""
    names = table.column_names
    if twice := sorted({name for name in names if names.count(name) > 1}):
        message = f"the column `{shown(twice[0])}` stands there twice"
        findings.append(finding("E337", message, place, "rename one of the two"))
        return
    yield Part(place, dict(zip(names, table.columns, strict=True)), table.num_rows, None, None)


def from_loader(member: str, findings: list[Finding]) -> Iterator[Part]:
    """A data set by its package's own loader (`sklearn.datasets:load_digits`); its target is `target`."""
    module, _, name = member.partition(":")
    try:
        loaded = getattr(importlib.import_module(module), name)(as_frame=True)
    except (ImportError, AttributeError, TypeError, OSError, ValueError) as error:
        message = f"the loader could not be called: {type(error).__name__}: {shown(error)}"
        findings.append(
            finding("E345", message, member, "correct its name, or require the package's version that has it")
        )
        return
    frame = loaded if isinstance(loaded, pd.DataFrame) else loaded.frame
    yield from from_table(member, pa.Table.from_pandas(frame, preserve_index=False), findings)


def from_json(
    place: str, data: bytes, declaration: dict[str, Any], findings: list[Finding]
) -> Iterator[Part]:
    """JSON lines: an object a line. Numbers keep the digits they were written with."""
    import json

    texts: dict[str, list[str | None]] = {}
    lines = data.decode("utf-8-sig", "replace").split("\n")
    kept, rows = [], 0
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        try:
            record = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
            if not isinstance(record, dict):
                raise ValueError
        except (ValueError, RecursionError):
            help = 'write one object such as {"name": 1} on each line'
            findings.append(finding("E334", "the line is not a JSON object", f"{place}:{at + 1}", help))
            return
        for name in record:
            texts.setdefault(name, [None] * rows)
        for name, cells in texts.items():
            value = record.get(name)
            value = {True: "true", False: "false"}[value] if isinstance(value, bool) else value
            cells.append(value if value is None or isinstance(value, str) else json.dumps(value))
        kept.append(at + 1)
        rows += 1
    columns = {
        name: pa.chunked_array([pa.array(list(map(encodable, cells)), pa.string())])
        for name, cells in texts.items()
    }
    yield Part(place, columns, rows, None, kept)


# ---------------------------------------------------------------- columns


def check_columns(part: Part, declaration: dict[str, Any], findings: list[Finding]) -> None:
    """Columns that are declared and not there, or there and not declared."""
    wanted = {in_file(name, column): column for name, column in declaration["columns"].items()}
    for name in wanted:
        if name not in part.columns and name not in declaration.get("may_lack", ()):
            near = difflib.get_close_matches(name, part.columns, 1)
            help = f"is it `{shown(near[0])}` in the file?" if near else "correct the schema, or the file"
            findings.append(finding("E335", f"there is no column `{shown(name)}`", part.place, help))
    known = {*wanted, *declaration.get("others", ())}
    extra = [name for name in part.columns if name not in known]
    if extra and declaration.get("extra_columns", "error") == "error":
        listed = ", ".join(f"`{shown(name)}`" for name in extra[:5])
        rest = f" and {len(extra) - 5} more" if len(extra) > 5 else ""
        words = (
            "columns that the schema does not declare"
            if len(extra) > 1
            else "a column that the schema does not declare"
        )
        help = "declare them, or say `extra_columns = ignore`"
        findings.append(finding("E336", f"the file has {words}: {listed}{rest}", part.place, help))


def cast_columns(
    parts: list[Part], declaration: dict[str, Any], findings: list[Finding]
) -> dict[str, pd.Series]:
    """Every declared column that all files have, in its declared type."""
    columns, starts = {}, np.cumsum([0] + [part.rows for part in parts])
    typed = declaration["format"] not in ("csv", "json")
    words = {"null": [], "true": ["true"], "false": ["false"]} if typed else CSV | declaration.get("csv", {})
    words = words | {"null": []} if declaration["format"] == "json" else words
    line_of: dict[int, list[int]] = {}
    for name, column in declaration["columns"].items():
        chunks = [part.columns.get(in_file(name, column)) for part in parts]
        if any(chunk is None for chunk in chunks):
            continue
        series, wrong = [], []
        for at, chunk in enumerate(chunks):
            values, misfits = cast(chunk, column, words)
            series.append(values)
            wrong += [found._replace(row=found.row + int(starts[at])) for found in misfits]
        columns[name] = pd.concat(series, ignore_index=True) if len(series) > 1 else series[0]
        findings += [at_place(found, name, parts, starts, declaration, line_of) for found in merged(wrong)]
    rows = int(starts[-1])
    return {name: column for name, column in columns.items() if len(column) == rows}


def merged(wrong: list[Found]) -> list[Found]:
    """The same misfit in several files is one finding, at its first place."""
    first: dict[str, Found] = {}
    for found in wrong:
        known = first.get(found.code)
        first[found.code] = known._replace(more=known.more + found.more + 1) if known else found
    return list(first.values())


def at_place(
    found: Found,
    name: str,
    parts: list[Part],
    starts: np.ndarray,
    declaration: dict[str, Any],
    line_of: dict[int, list[int]],
) -> Finding:
    """The finding with file, row (of CSV the line that the row starts on) and column."""
    at = max(int(np.searchsorted(starts, found.row, side="right")) - 1, 0)
    at, row = min(at, len(parts) - 1), found.row - int(starts[min(at, len(parts) - 1)])
    part = parts[at]
    if part.text is None:
        shown_row = part.kept[row] if part.kept else row + 1
    else:
        dialect = CSV | declaration.get("csv", {})
        if at not in line_of:
            line_of[at] = lines(part.text, dialect, sys.maxsize)
        record = (part.kept[row] if part.kept else row) + dialect["header"]
        shown_row = line_of[at][record] if record < len(line_of[at]) else row + 1
    return finding(
        found.code, found.message, f"{part.place}:{shown_row}:{shown(name)}", found.help, found.more
    )


# ---------------------------------------------------------------- what no model takes


def infinite(table: pd.DataFrame, place: str) -> list[Finding]:
    """Numbers of a table of features that left the range of 64-bit floats: no model takes them."""
    findings = []
    for name in table.columns:
        if table[name].dtype != np.float64:
            continue
        rows = np.flatnonzero(np.isinf(table[name].to_numpy()))
        if len(rows):
            more = [f"and {len(rows) - 1:,} more rows"] if len(rows) > 1 else []
            again = finding(
                "E360",
                f"the feature `{name}` is infinite in row {rows[0] + 1}",
                place,
                "limit it with `clip`",
            )
            findings.append(again | {"notes": more})
    return findings
