"""`rows`: joins, filter, de-duplication; and the columns that every later section sees."""

from __future__ import annotations

from typing import Literal, cast

from specc.check.context import Context, did_you_mean
from specc.check.expressions import Scope, infer, truth
from specc.check.header import Layout
from specc.check.jsonable import expression_json
from specc.check.kinds import optional, words
from specc.check.sections import Section, read_section, why_of
from specc.model.spec import Column, DataSource, Join, Json, Rows
from specc.model.types import Apply, Expression, Ref
from specc.schema import BLOCKS
from specc.schema.source_blocks import CARDINALITIES
from specc.syntax import unparse
from specc.syntax.tree import Definition, Expr, ListOf, Name


def check_rows(context: Context, layout: Layout) -> None:
    """Read the section; fill `context.columns` and `context.zones` with what the rows have."""
    block = layout.one("rows")
    sources = {source.name: source for source in context.sources}
    if block is None:
        if len(sources) > 1:
            second = context.sources[1].name
            place = context.source_names.get(second)
            context.report(
                "E307",
                place[1] if place else context.tree.edition_span,
                "there are several sources, and nothing says which rows the model sees",
                help=f"add `rows {{ from = {context.sources[0].name} }}`, with a `join` for each other "
                "source",
            )
        _without_block(context, layout)
        return
    section = read_section(context, BLOCKS["rows"], block.body, "rows", block.kind_span)
    base = _base(context, section, sources)
    if base is None:
        for source in context.sources:
            _add_columns(context, source.columns, False)
        return
    _add_columns(context, base.columns, False)
    joins = [
        join for each in section.definitions if (join := _join(context, each, base, sources)) is not None
    ]
    if joins:
        context.entry("rows.joins.order", [join.source for join in joins], "data")
    keep, text = _keep(context, section)
    context.rows = Rows(base.name, tuple(joins), keep, text, _distinct(context, section))


def _without_block(context: Context, layout: Layout) -> None:
    if context.sources:
        first = context.sources[0]
        context.rows = Rows(first.name, (), None, "", ())
        context.used_sources.add(first.name)
        for source in context.sources:
            context.used_sources.add(source.name)
            _add_columns(context, source.columns, False)
    elif not layout.blocks.get("source"):
        # A spec without a source computes from its interface; a probability there is what it gives, not what
        # it takes.
        for fields in (context.interfaces.get("", {}),):
            for name, type in fields.items():
                if type.kind != "prob":
                    context.columns[name] = type


def _add_columns(context: Context, columns: tuple[Column, ...], maybe: bool) -> None:
    for column in columns:
        context.columns[column.name] = optional(column.type, True) if maybe else column.type
        context.zones[column.name] = column.zone


def column_scope(context: Context, what: str = "column") -> Scope:
    """The columns of the rows, as names."""
    names: dict[str, Expression] = {name: Ref("column", name, type) for name, type in context.columns.items()}
    return Scope(names, what, zones=context.zones)


def _base(context: Context, section: Section, sources: dict[str, DataSource]) -> DataSource | None:
    setting = section.settings.get("from")
    if setting is None:
        if len(sources) == 1:
            only = next(iter(sources.values()))
            context.entry("rows.from", only.name, "data", default=True)
            context.used_sources.add(only.name)
            return only
        if sources:
            context.report(
                "E103", section.span, "`rows` needs `from`", help=f"add `from = {next(iter(sources))}`"
            )
        return None
    name = setting.value.name if isinstance(setting.value, Name) else ""
    if name not in sources:
        if sources or not context.failed:
            context.report(
                "E306",
                setting.value.span,
                f"no source is named `{name or unparse(setting.value)}`",
                label="unknown source",
                help=did_you_mean(name, sources, "name a `source` of this file"),
            )
        return None
    context.used_sources.add(name)
    context.entry("rows.from", name, "data", text=name, why=why_of(setting.body), span=setting.span)
    return sources[name]


def _join(
    context: Context, written: Definition, base: DataSource, sources: dict[str, DataSource]
) -> Join | None:
    path = f"rows.join.{written.name}"
    inner = read_section(context, BLOCKS["rows.join"], written.body or (), path, written.kind_span)
    source = sources.get(written.name)
    if source is None:
        message, help = f"no source is named `{written.name}`", "name a `source` of this file"
        help = did_you_mean(written.name, sources, help)
        context.report("E306", written.name_span, message, label="unknown source", help=help)
        return None
    context.used_sources.add(written.name)
    if source is base:
        message = f"`{written.name}` can't be joined to itself"
        context.report("E306", written.name_span, message, help="name another source")
        return None
    on, cardinality = _join_keys(context, written, source), _cardinality(context, written)
    if on is None or cardinality is None:
        return None
    _clashes(context, written, source, on)
    required = inner.values.get("required") is True
    _add_columns(context, tuple(column for column in source.columns if column.name not in on), not required)
    text = f"on {unparse(written.on) if written.on else ''} = {cardinality}"
    fact: Json = {"on": [*on], "cardinality": cardinality}
    context.entry(path, fact, "data", text=text, why=why_of(written.body), span=written.span)
    return Join(source.name, on, cardinality, required)


def _cardinality(context: Context, written: Definition) -> Literal["many_to_one", "one_to_one"] | None:
    said = written.value.name if isinstance(written.value, Name) else ""
    if said in CARDINALITIES:
        return cast("Literal['many_to_one', 'one_to_one']", said)
    help = did_you_mean(said, CARDINALITIES)
    if said in ("one_to_many", "many_to_many"):
        help = "a join may not multiply rows: join the other way round, or sum up first"
    message = f"a join is `many_to_one` or `one_to_one`, not `{said or unparse(written.value)}`"
    context.report("E306", written.value.span, message, help=help)
    return None


def _join_keys(context: Context, written: Definition, source: DataSource) -> tuple[str, ...] | None:
    if written.on is None:
        context.report(
            "E306",
            written.name_span,
            "the join does not say by which columns",
            help=f"write `join {written.name} on [key] = many_to_one`",
        )
        return None
    names = column_list(context, written.on)
    if names is None:
        return None
    theirs = {column.name: column.type for column in source.columns}
    for item, name in names:
        mine = context.columns.get(name)
        if mine is None or name not in theirs:
            where = source.name if name not in theirs else "the rows so far"
            context.report(
                "E306",
                item.span,
                f"`{where}` has no column `{name}`"
                if name not in theirs
                else f"the rows so far have no column `{name}`",
                label="unknown column",
                help=did_you_mean(
                    name,
                    [each for each in theirs if each in context.columns],
                    "the key columns have the same name in both; `named = ...` renames one",
                ),
            )
            return None
        if mine.kind != theirs[name].kind and {mine.kind, theirs[name].kind} not in (
            {"text", "category"},
            {"int", "float"},
        ):
            context.report(
                "E306",
                item.span,
                f"`{name}` is {words(mine)} on one side and {words(theirs[name])} on the other",
                help="declare both with the same type",
            )
            return None
    return tuple(name for _, name in names)


def _clashes(context: Context, written: Definition, source: DataSource, on: tuple[str, ...]) -> None:
    for column in source.columns:
        if column.name not in on and column.name in context.columns:
            context.report(
                "E306",
                written.name_span,
                f"`{column.name}` is a column of both sides of the join",
                help=f"give it another name in `{source.name}`: `{source.name}_{column.name}: ... {{ "
                f'named = "{column.name_in_file or column.name}" }}`',
            )


def column_list(context: Context, written: Expr) -> list[tuple[Expr, str]] | None:
    """`a` or `[a, b]` as names; reports anything else."""
    items = written.items if isinstance(written, ListOf) else (written,)
    found: list[tuple[Expr, str]] = []
    for item in items:
        if not isinstance(item, Name):
            context.report("E201", item.span, "here stand names of columns", help="write `[a, b]`")
            return None
        if item.name in {name for _, name in found}:
            context.report("E105", item.span, f"`{item.name}` stands here twice", help="leave one out")
            return None
        found.append((item, item.name))
    return found


def known_columns(context: Context, written: Expr) -> tuple[str, ...] | None:
    """Names of columns of the rows; reports unknown ones."""
    found = column_list(context, written)
    if found is None:
        return None
    fine = True
    for item, name in found:
        context.used.add(name)
        if name not in context.columns and name not in context.broken:
            context.report(
                "E106",
                item.span,
                f"no column is named `{name}`",
                label="unknown name",
                help=did_you_mean(name, context.columns),
            )
            fine = False
    return tuple(name for _, name in found) if fine else None


def _keep(context: Context, section: Section) -> tuple[Expression | None, str]:
    setting = section.settings.get("keep")
    if setting is None:
        return None, ""
    value = infer(context, column_scope(context), setting.value)
    if value is None or not truth(context, value, setting.value):
        return None, ""
    text = unparse(setting.value)
    for name in never_none(value):
        context.columns[name] = optional(context.columns[name], False)
    context.entry(
        "rows.keep", expression_json(value), "data", text=text, why=why_of(setting.body), span=setting.span
    )
    return value, text


def never_none(condition: Expression) -> set[str]:
    """The columns that can't be none in rows for which the condition is true: a comparison with none is
    false.
    """
    if not isinstance(condition, Apply):
        return set()
    first, *others = condition.operands
    if condition.function == "and":
        return never_none(first) | {name for other in others for name in never_none(other)}
    if condition.function == "or":
        return never_none(first).intersection(*(never_none(other) for other in others))
    if condition.function == "==" and any(side.type.kind == "none" for side in condition.operands):
        return set()
    if condition.function in ("!=", "==", "<", "<=", ">", ">=", "in", "between"):
        return {side.name for side in condition.operands if isinstance(side, Ref) and side.kind == "column"}
    return set()


def _distinct(context: Context, section: Section) -> tuple[str, ...]:
    setting = section.settings.get("distinct")
    if setting is None:
        return ()
    names = known_columns(context, setting.value)
    if names is None:
        return ()
    context.entry(
        "rows.distinct",
        [*sorted(names)],
        "data",
        text=unparse(setting.value),
        why=why_of(setting.body),
        span=setting.span,
    )
    return names
