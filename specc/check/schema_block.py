"""`schema`: the columns of a source, one by one or in runs."""

from __future__ import annotations

import re

from specc.check.context import Context
from specc.check.header import define
from specc.check.kinds import COLUMN_KINDS, read_type, type_json
from specc.check.patterns import check_date_format, check_zone
from specc.check.sections import Section, read_section, why_of
from specc.diagnostics.finding import Note
from specc.model.spec import Column, Json
from specc.model.types import Constant, Items, Type
from specc.schema import BLOCKS
from specc.source import Span
from specc.syntax import unparse
from specc.syntax.tree import Block, Declaration, Name, Text

MOST_COLUMNS = 100_000
_RUN = re.compile(r"^(.*?)(\d+)$", re.DOTALL)


def read_schema(context: Context, block: Block, path: str) -> tuple[Column, ...]:
    """The columns in declared order, each an entry of its own; the order is one too."""
    inner = read_section(context, BLOCKS["source.schema"], block.body, f"{path}.schema", block.kind_span)
    found: dict[str, Column] = {}
    places: dict[str, Span] = {}
    for declaration in inner.declarations:
        names, type, read = _line(context, declaration)
        for name in names:
            if type is None:
                # The name is known all the same, so that its uses are not reported too.
                context.defined.setdefault(name.name, ("column", name.span))
                context.broken.add(name.name)
                continue
            if name.name in found:
                _again(context, name, places[name.name])
                continue
            before = context.defined.get(name.name)
            if before is None or before[0] != "column":
                define(context, name.name, "column", name.span)
            places[name.name] = name.span
            found[name.name] = _column(context, declaration, name.name, type, read, path, len(names) > 1)
    if not inner.declarations:
        help = "declare each column of the file: `name: type`"
        context.report("E310", block.kind_span, "the schema declares no column", help=help)
    _in_file(context, found, places)
    if found:
        context.entry(f"{path}.schema.order", [*found], "data")
    return tuple(found.values())


def _line(context: Context, declaration: Declaration) -> tuple[list[Name], Type | None, Section | None]:
    """The names, type and further settings of one line."""
    names = expand(context, declaration)
    type = read_type(context, declaration.type, COLUMN_KINDS)
    if declaration.value is not None:
        message, help = (
            "a column has no value: it is read from the file",
            "make it a feature, or leave the value out",
        )
        context.report("E115", declaration.value.span, message, help=help)
    if declaration.domain is not None:
        help = "make it a promise in `expect`"
        context.report("E115", declaration.domain.span, "a column has no domain", help=help)
    read = None
    if declaration.body is not None:
        row = BLOCKS["source.schema.column"]
        read = read_section(context, row, declaration.body, "", declaration.span, record=False)
    if type is None or not names:
        context.columns_missing = True
    return names, type, read


def _again(context: Context, name: Name, first: Span) -> None:
    context.report(
        "E105",
        name.span,
        f"the column `{name.name}` is declared twice",
        label="declared again",
        secondary=(Note(first, "first here"),),
        help="leave one out",
    )


def expand(context: Context, declaration: Declaration) -> list[Name]:
    """The names that a declaration stands for; a run `a_0 .. a_63` is written out, leading zeros kept."""
    names = list(declaration.names)
    if not declaration.run:
        return names
    first, last = names[0], names[-1]
    one, other = _RUN.match(first.name), _RUN.match(last.name)
    span = Span(first.span.start, last.span.end)
    if one is None or other is None or one.group(1) != other.group(1):
        context.report(
            "E310",
            span,
            "a run of names goes from one number to another, with the same word before it",
            help="write `pixel_0 .. pixel_63`",
        )
        return []
    low, high = int(one.group(2)), int(other.group(2))
    if high < low or high - low >= MOST_COLUMNS:
        help = (
            "write the smaller number first"
            if high < low
            else f"declare at most {MOST_COLUMNS:,} columns in a run"
        )
        context.report(
            "E310",
            span,
            "the run of names ends before it begins" if high < low else "the run of names is too long",
            help=help,
        )
        return []
    digits = one.group(2)
    width = len(digits) if digits.startswith("0") or len(digits) == len(other.group(2)) else 0
    return [
        Name(span, f"{one.group(1)}{number:0{width}d}" if width else f"{one.group(1)}{number}")
        for number in range(low, high + 1)
    ]


def _column(
    context: Context,
    declaration: Declaration,
    name: str,
    type: Type,
    read: Section | None,
    path: str,
    many: bool,
) -> Column:
    formats, zone, named = _format(context, type, read), _zone(context, type, read), ""
    if read is not None and "named" in read.settings:
        named = read.text("named")
        if many:
            context.report(
                "E310",
                read.settings["named"].span,
                "`named` speaks of one column, and this declares several",
                help="declare the column in a line of its own",
            )
    value: dict[str, Json] = {"type": type_json(type)}
    if formats:
        value["format"] = [*formats]
    if named:
        value["named"] = named
    base = f"{path}.schema.{name}"
    context.entry(
        base,
        value,
        "data",
        text=unparse(declaration.type),
        why=why_of(declaration.body),
        span=declaration.span,
    )
    if type.kind == "timestamp":
        said = read is not None and "zone" in read.settings
        context.entry(f"{base}.zone", zone, "data", default=not said, text=f'"{zone}"' if said else "")
    if read is not None and read.text("description"):
        context.entry(f"{base}.description", read.text("description"), "prose")
    return Column(name, type, formats, zone, named)


def _format(context: Context, type: Type, read: Section | None) -> tuple[str, ...]:
    if read is None or "format" not in read.settings:
        return ()
    setting = read.settings["format"]
    if type.kind not in ("date", "timestamp"):
        context.report(
            "E303",
            setting.span,
            f"a column of type `{type.kind}` has no date format",
            help="leave `format` out, or declare the column as `date` or `timestamp`",
        )
        return ()
    given = read.constants.get("format")
    texts = (
        [item.value for item in given.items if isinstance(item, Constant)] if isinstance(given, Items) else []
    )
    found = tuple(
        text
        for text in texts
        if isinstance(text, str) and check_date_format(context, setting.value.span, text, type.kind)
    )
    return found


def _zone(context: Context, type: Type, read: Section | None) -> str:
    if read is None or "zone" not in read.settings:
        return "UTC"
    setting = read.settings["zone"]
    zone = read.text("zone")
    if type.kind != "timestamp":
        context.report(
            "E303", setting.span, f"a column of type `{type.kind}` has no time zone", help="leave `zone` out"
        )
    elif isinstance(setting.value, Text) and not check_zone(context, setting.value.span, zone):
        return "UTC"
    return zone


def _in_file(context: Context, found: dict[str, Column], places: dict[str, Span]) -> None:
    """Two columns must not be read from the same name in the file."""
    seen: dict[str, str] = {}
    for column in found.values():
        name = column.name_in_file or column.name
        if name in seen:
            context.report(
                "E310",
                places[column.name],
                f"`{column.name}` and `{seen[name]}` are both read from `{name}`",
                secondary=(Note(places[seen[name]], "the other"),),
                help="name another column of the file",
            )
        seen[name] = column.name
