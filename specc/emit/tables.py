"""What `train.py` and `predict.py` say about their sources, and the modules that read them.

The reading itself is in `assets/`: `tables.py` and what it imports, copied as they are.
"""

from __future__ import annotations

from pathlib import Path

from specc.emit.layout import LIMIT, literal
from specc.model.spec import Column, CsvFormat, DataSource, SourceFiles, SourcePackage

ASSETS = Path(__file__).parent / "assets"
READERS = ("cells.py", "delimited.py", "joining.py", "tables.py", "values.py")


def files() -> dict[str, str]:
    """The modules that read tables, by file name."""
    return {name: (ASSETS / name).read_text("utf-8") for name in READERS}


def declaration(source: DataSource) -> dict[str, object]:
    """The source as `tables.read_source` takes it: a plain dict, defaults left out."""
    origin = source.origin
    said: dict[str, object] = {"name": source.name}
    if isinstance(origin, SourceFiles):
        said |= {"format": origin.format, "files": origin.pattern}
    elif isinstance(origin, SourcePackage):
        said |= {"format": origin.format, "member": origin.member}
    else:
        raise ValueError(f"source {source.name} can't be read by this version")
    if origin.csv is not None and (dialect := _dialect(origin.csv)):
        said["csv"] = dialect
    said["key"] = list(source.key)
    if source.extra_columns != "error":
        said["extra_columns"] = source.extra_columns
    said["columns"] = {column.name: column_declaration(column) for column in source.columns}
    return said


def column_declaration(column: Column) -> str | dict[str, object]:
    """A column: `"float?"` where its type says all."""
    kind = column.type
    said: dict[str, object] = {"type": kind.kind}
    if kind.optional:
        said["optional"] = True
    if kind.kind == "category":
        said["members"] = list(kind.members)
    if column.formats:
        said["formats"] = list(column.formats)
    if column.zone != "UTC":
        said["zone"] = column.zone
    if column.name_in_file and column.name_in_file != column.name:
        said["in_file"] = column.name_in_file
    return f"{kind.kind}{'?' if kind.optional else ''}" if not said.keys() - {"type", "optional"} else said


def _dialect(csv: CsvFormat) -> dict[str, object]:
    plain = CsvFormat()
    renamed = {"null_words": "null", "true_words": "true", "false_words": "false"}
    said: dict[str, object] = {}
    for name in CsvFormat.__slots__:
        value = getattr(csv, name)
        if value != getattr(plain, name):
            said[renamed.get(name, name)] = list(value) if isinstance(value, tuple) else value
    return said


def source_literal(source: DataSource, indent: int = 0) -> str:
    """The declaration as a Python dict literal; lines after the first are indented by `indent` and more."""
    return dict_literal(declaration(source), indent)


def dict_literal(said: dict[str, object], indent: int = 0) -> str:
    """A dict laid out a key a line; columns whose type says all share lines, in their order."""
    inner = " " * (indent + 4)
    lines = ["{"]
    for key, value in said.items():
        if key == "columns" and isinstance(value, dict):
            lines += [f"{inner}{literal(key)}: {{", *_columns(value, indent + 8), f"{inner}}},"]
        else:
            lines.append(f"{inner}{literal(key)}: {literal(value)},")
    return "\n".join([*lines, " " * indent + "}"])


def _columns(columns: dict[str, object], indent: int) -> list[str]:
    """One column a line, or many to a line where there are more than 20 of them in a row that are short."""
    items = [f"{literal(name)}: {literal(value)}," for name, value in columns.items()]
    short = [isinstance(value, str) for value in columns.values()]
    lines: list[str] = []
    at = 0
    while at < len(items):
        end = at
        while end < len(items) and short[end] == short[at] and short[at]:
            end += 1
        if end - at <= 20:
            lines.append(" " * indent + items[at])
            at += 1
            continue
        line = " " * indent + items[at]
        for item in items[at + 1 : end]:
            if len(line) + 1 + len(item) > LIMIT:
                lines.append(line)
                line = " " * indent + item
            else:
                line += " " + item
        lines.append(line)
        at = end
    return lines
