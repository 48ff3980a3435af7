"""Column sets: `columns(number, except = [id])`, `columns("pixel_*")`, `[a, b, c]`, resolved against the
schema.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from specc.check.calls import split_arguments
from specc.check.context import Context, did_you_mean
from specc.check.kinds import words
from specc.check.rows_block import column_list
from specc.model.types import Columns, Expression, Type
from specc.syntax.tree import Argument, Call, ListOf, Name, Text

KINDS = {
    "number": ("int", "float", "share", "prob", "duration"),
    "int": ("int",),
    "float": ("float",),
    "bool": ("bool",),
    "text": ("text",),
    "category": ("category",),
}


def column_set(context: Context, written: Call | ListOf) -> Expression | None:
    """The columns in declared order (a list: in its own). Those that the label is made of are left out by a
    pattern or kind, and reported in a list."""
    if isinstance(written, ListOf):
        return _listed(context, written)
    positional, named = split_arguments(written)
    excluded = _excluded(context, named)
    if excluded is None:
        return None
    chosen: dict[str, None] = {}
    for argument in positional:
        found = _chosen(context, argument)
        if found is None:
            return None
        chosen.update(dict.fromkeys(found))
    if not positional:
        chosen = dict.fromkeys(context.columns)
    ordered = [
        name
        for name in context.columns
        if name in chosen and name not in excluded and name not in context.leaks
    ]
    if not ordered:
        if not context.columns_missing:
            context.report(
                "E508",
                written.span,
                "no column is in this set",
                help="check the pattern against the columns of the schema",
            )
        return None
    return _typed(context, written, ordered)


def _listed(context: Context, written: ListOf) -> Expression | None:
    found = column_list(context, written)
    if found is None:
        return None
    names = []
    for item, name in found:
        if name in context.broken:
            return None
        if name in context.leaks:
            context.report(
                "E406",
                item.span,
                context.leaks[name],
                label="the label's own column",
                help="leave it out of the features",
            )
            return None
        if name not in context.columns:
            what = context.defined.get(name)
            message = (
                f"a set holds columns of the rows, and `{name}` is a {what[0]}"
                if what and what[0] != "column"
                else f"no column is named `{name}`"
            )
            context.report(
                "E106", item.span, message, label="not a column", help=did_you_mean(name, context.columns)
            )
            return None
        names.append(name)
    if not names:
        context.report("E508", written.span, "no column is in this set", help="name the columns: `[a, b]`")
        return None
    return _typed(context, written, names)


def _excluded(context: Context, named: list[Argument]) -> set[str] | None:
    out: set[str] = set()
    for argument in named:
        if argument.name != "except":
            context.report(
                "E108",
                argument.name_span or argument.span,
                f"`columns` has no option `{argument.name}`",
                label="unknown option",
                help=did_you_mean(argument.name, ["except"]),
            )
            return None
        items = argument.value.items if isinstance(argument.value, ListOf) else (argument.value,)
        for item in items:
            if isinstance(item, Text):
                matched = [name for name in context.columns if fnmatchcase(name, item.value)]
            else:
                name = item.name if isinstance(item, Name) else ""
                matched = [name] if name in context.columns else []
            if not matched:
                shown = (
                    item.name if isinstance(item, Name) else item.value if isinstance(item, Text) else "this"
                )
                if shown not in context.broken:
                    context.report(
                        "E106",
                        item.span,
                        f"no column is named `{shown}`",
                        label="unknown name",
                        help=did_you_mean(shown, context.columns),
                    )
                return None
            out.update(matched)
    return out


def _chosen(context: Context, argument: Argument) -> list[str] | None:
    written = argument.value
    if isinstance(written, Text):
        found = [name for name in context.columns if fnmatchcase(name, written.value)]
        if not found:
            if not context.columns_missing:
                context.report(
                    "E508",
                    written.span,
                    f"no column of the schema matches `{written.value}`",
                    help="check the pattern: `*` stands for any letters",
                )
            return None
        return found
    if isinstance(written, Name) and written.name in KINDS:
        return [name for name, type in context.columns.items() if type.kind in KINDS[written.name]]
    if isinstance(written, ListOf):
        listed = _listed(context, written)
        return list(listed.names) if isinstance(listed, Columns) else None
    if isinstance(written, Name) and written.name in context.columns:
        return [written.name]
    shown = written.name if isinstance(written, Name) else "this"
    context.report(
        "E508",
        written.span,
        f"`columns` takes a pattern or a kind of column, not `{shown}`",
        help=did_you_mean(shown, KINDS, 'write `columns("x_*")` or `columns(number)`'),
    )
    return None


def _typed(context: Context, written: Call | ListOf, names: list[str]) -> Expression | None:
    context.used.update(names)
    types = [context.columns[name] for name in names]
    maybe = any(type.optional for type in types)
    if all(type.numeric or type.kind == "bool" for type in types):
        same = all(type.kind == types[0].kind for type in types)
        return Columns(tuple(names), Type(types[0].kind if same else "float", maybe))
    if all(type.kind in ("text", "category") for type in types):
        members = types[0].members if all(type.members == types[0].members for type in types) else ()
        kind = "category" if all(type.kind == "category" for type in types) else "text"
        return Columns(tuple(names), Type("category" if kind == "category" else "text", maybe, members))
    odd = next(name for name, type in zip(names, types, strict=True) if type.kind != types[0].kind)
    context.report(
        "E508",
        written.span,
        f"the set mixes kinds: `{names[0]}` is {words(types[0])}, `{odd}` is {words(context.columns[odd])}",
        help="choose one kind: `columns(number)`, `columns(category)`",
    )
    return None
