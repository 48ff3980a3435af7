"""The dialect of a text file: each option an entry of its own, and what can't go together."""

from __future__ import annotations

import re
from typing import cast

from specc.check.context import Context
from specc.check.patterns import check_encoding
from specc.check.sections import Section
from specc.model.spec import CsvFormat, SourceFiles, SourcePackage, SourceUnreachable
from specc.model.types import Apply, Constant, Expression, Items
from specc.schema.rows import Key
from specc.schema.source_blocks import CSV
from specc.syntax import unparse
from specc.syntax.tree import Call

Origin = SourceFiles | SourcePackage | SourceUnreachable


def record_format(
    context: Context, section: Section, path: str, kind: str, said: Expression | None, location: str
) -> CsvFormat | None:
    """The dialect, each of its options an entry of its own in place of the call's."""
    context.entries[:] = [entry for entry in context.entries if entry.path != f"{path}.format"]
    setting = section.settings.get("format")
    context.entry(
        f"{path}.format",
        kind,
        "data",
        default=setting is None,
        text=kind if setting else "",
        span=setting.span if setting else None,
    )
    if kind != "csv":
        return None
    options = dict(said.options) if isinstance(said, Apply) else {}
    call = setting.value if setting is not None and isinstance(setting.value, Call) else None
    written = {argument.name: argument for argument in call.arguments} if call is not None else {}
    values: dict[str, object] = {}
    for key in CSV.options:
        value, given = _option(options.get(key.name), key), written.get(key.name)
        if key.name == "delimiter" and given is None and re.search(r"\.tsv(\.gz)?$", location.lower()):
            value = "\t"
        values[key.name] = value
        context.entry(
            f"{path}.format.{key.name}",
            cast("str", value),
            "data",
            default=given is None,
            text=unparse(given.value) if given else "",
            span=given.span if given else None,
        )
    return _dialect(values)


def _dialect(values: dict[str, object]) -> CsvFormat:
    def words(name: str) -> tuple[str, ...]:
        return tuple(cast("list[str]", values[name]))

    return CsvFormat(
        delimiter=str(values["delimiter"]),
        quote=str(values["quote"]),
        escape=str(values["escape"]),
        encoding=str(values["encoding"]),
        header=bool(values["header"]),
        decimal=str(values["decimal"]),
        thousands=str(values["thousands"]),
        null_words=words("nulls"),
        true_words=words("true_words"),
        false_words=words("false_words"),
        comment=str(values["comment"]),
        skip_rows=int(cast("int", values["skip_rows"])),
    )


def _option(value: Expression | None, key: Key) -> object:
    if isinstance(value, Items):
        return [item.value for item in value.items if isinstance(item, Constant)]
    if isinstance(value, Constant):
        return value.value
    return key.default


def format_fits(context: Context, section: Section, origin: Origin) -> None:
    """Report options of `csv(...)` that can't be carried out, alone or together."""
    csv = origin.csv if isinstance(origin, (SourceFiles, SourcePackage)) else None
    setting = section.settings.get("format")
    if csv is None or setting is None or not isinstance(setting.value, Call):
        return
    places = {argument.name: argument.value.span for argument in setting.value.arguments}
    for name, text, least in (
        ("delimiter", csv.delimiter, 1),
        ("quote", csv.quote, 0),
        ("escape", csv.escape, 0),
        ("decimal", csv.decimal, 1),
        ("thousands", csv.thousands, 0),
        ("comment", csv.comment, 0),
    ):
        if name in places and (not least <= len(text) <= 1 or text in ("\n", "\r", "\0")):
            context.report(
                "E205",
                places[name],
                f"`{name}` is {'one character' if least else 'one character, or empty'}",
                help=f"write `{next(key.example for key in CSV.options if key.name == name)}`",
            )
    if "encoding" in places:
        check_encoding(context, places["encoding"], csv.encoding)
    used = {
        "delimiter": csv.delimiter,
        "quote": csv.quote,
        "decimal": csv.decimal,
        "thousands": csv.thousands,
    }
    for one, other in (("delimiter", "quote"), ("decimal", "thousands"), ("delimiter", "thousands")):
        if used[one] and used[one] == used[other] and (one in places or other in places):
            context.report(
                "E303",
                places.get(other, places.get(one, setting.span)),
                f"`{one}` and `{other}` are the same character",
                help="change one of the two",
            )
    both = set(csv.true_words) & set(csv.false_words)
    if both:
        context.report(
            "E303",
            places.get("false_words", setting.span),
            f"`{sorted(both)[0]}` means both true and false",
            help="leave it out of one of the lists",
        )
