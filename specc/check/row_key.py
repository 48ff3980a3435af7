"""The key of a source: which columns name a row."""

from __future__ import annotations

from specc.check.context import Context, did_you_mean
from specc.check.sections import Section
from specc.diagnostics.finding import Note
from specc.model.spec import Column
from specc.syntax import tree, unparse
from specc.syntax.tree import Call, Expr, ListOf, Name


def read_source_key(
    context: Context, section: Section, columns: tuple[Column, ...], path: str
) -> tuple[str, ...]:
    """The names of the key's columns, none of them for `position`; reports a missing key."""
    setting = section.settings.get("key")
    if setting is None:
        return _without_setting(context, section, columns, path)
    written = setting.value
    items = written.items if isinstance(written, ListOf) else (written,)
    by_name = {column.name: column for column in columns}
    if isinstance(written, Name) and written.name == "position" and "position" not in by_name:
        context.entry(f"{path}.key", "position", "data", text="position", span=setting.span)
        return ()
    names: list[str] = []
    for item in items:
        name = item.name if isinstance(item, Name) else ""
        if name in names:
            context.report("E105", item.span, f"`{name}` is in the key twice", help="leave one out")
        elif _names_a_row(context, item, name, by_name):
            names.append(name)
    if not items:
        help = "name a column, or write `key = position`"
        context.report("E301", written.span, "the key is empty", help=help)
    context.entry(f"{path}.key", [*names], "data", text=unparse(written), span=setting.span)
    return tuple(names)


def _without_setting(
    context: Context, section: Section, columns: tuple[Column, ...], path: str
) -> tuple[str, ...]:
    unique = _unique(section, columns)
    if unique:
        context.entry(f"{path}.key", [*unique], "data", default=True)
        return unique
    if columns:
        names = [column.name for column in columns]
        example = next((name for name in names if name in ("id", "key")), names[0])
        context.report(
            "E301",
            section.span,
            f"the source `{path.partition('.')[2]}` has no key",
            label="what names a row?",
            help=f"add `key = {example}`, or `key = position` when the order in the file counts",
        )
    return ()


def _names_a_row(context: Context, item: Expr, name: str, by_name: dict[str, Column]) -> bool:
    column = by_name.get(name)
    if column is None:
        if by_name and name not in context.broken:
            message = f"the schema has no column `{name or unparse(item)}` for the key"
            help = did_you_mean(name, by_name, "name columns of the schema, or `position`")
            context.report("E302", item.span, message, label="unknown column", help=help)
        return False
    if column.type.optional:
        place = context.defined.get(name)
        context.report(
            "E302",
            item.span,
            f"`{name}` may be none, so it can't name a row",
            secondary=(Note(place[1], "declared here"),) if place else (),
            help="leave the `?` of its type out, or choose another key",
        )
    return True


def _unique(section: Section, columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The columns of the first `unique(...)` that `expect` promises: they name a row, so they are the key."""
    known = {column.name for column in columns if not column.type.optional}
    for block in section.blocks:
        for statement in block.body:
            call = statement.expression if isinstance(statement, tree.Promise) else None
            if isinstance(call, Call) and call.function == "unique" and call.arguments:
                names = [
                    each.value.name
                    for each in call.arguments
                    if isinstance(each.value, Name) and not each.name
                ]
                if len(names) == len(call.arguments) and set(names) <= known:
                    return tuple(names)
    return ()
