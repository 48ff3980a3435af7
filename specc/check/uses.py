"""`use` and `interface`: another spec's outputs as features, and what this spec shows of itself."""

from __future__ import annotations

import posixpath
from os import path as os_path

from specc.check.context import Context
from specc.check.header import Layout, define
from specc.check.kinds import read_type, type_json
from specc.check.sections import read_section, why_of
from specc.check.table_lines import read_row
from specc.diagnostics.finding import Finding, Note
from specc.model.spec import Json
from specc.model.types import Type
from specc.schema import BLOCKS, ROWS
from specc.source import Source, Span
from specc.syntax import parse, unparse
from specc.syntax.reading import read_source
from specc.syntax.tree import Block, Name, Number, Row, Text, Tree

MOST_DEEP = 50


def check_interface(context: Context, layout: Layout) -> None:
    """`interface`: its fields, kept under the empty name in `context.interfaces`."""
    block = layout.one("interface")
    if block is not None:
        context.interfaces[""] = _fields(context, block, record=True)


def _fields(context: Context, block: Block, record: bool) -> dict[str, Type]:
    section = read_section(
        context, BLOCKS["interface"], block.body, "interface", block.kind_span, record=record
    )
    found: dict[str, Type] = {}
    places: dict[str, Span] = {}
    for declaration in section.declarations:
        type = read_type(context, declaration.type)
        if declaration.value is not None or declaration.domain is not None:
            context.report(
                "E115", declaration.span, "a field of an interface has a type only", help="leave the rest out"
            )
        for name in declaration.names:
            if name.name in found:
                context.report(
                    "E105",
                    name.span,
                    f"the field `{name.name}` is declared twice",
                    secondary=(Note(places[name.name], "first here"),),
                    help="leave one out",
                )
            elif type is not None:
                found[name.name], places[name.name] = type, name.span
                if record:
                    value: Json = type_json(type)
                    text = unparse(declaration.type)
                    context.entry(
                        f"interface.{name.name}",
                        value,
                        "feature",
                        text=text,
                        why=why_of(declaration.body),
                        span=declaration.span,
                    )
    return found


def check_uses(context: Context, layout: Layout) -> None:
    """Every `use`: the file exists, is a spec of that version, has an interface, and does not lead back
    here.
    """
    for line in layout.uses:
        cells = read_row(context, ROWS["use"], line, "", 0)
        if cells is None:
            if line.cells and isinstance(line.cells[0], Name):
                context.broken.add(line.cells[0].name)
            continue
        name, location, version = str(cells["name"]), str(cells["path"]), cells["version"]
        if not define(context, name, "used model", line.cells[0].span):
            continue
        context.entry(
            f"use.{name}",
            {"from": location, "version": version},
            "feature",
            text=f'from "{location}" version {version}',
            span=line.span,
        )
        fields = _interface_of(context, line, name, location, version if isinstance(version, int) else 0)
        if fields is None:
            context.broken.add(name)
        else:
            context.interfaces[name] = fields


def _interface_of(
    context: Context, line: Row, name: str, location: str, version: int
) -> dict[str, Type] | None:
    place = line.cells[2].span
    tree = _load(context, context.source.path, location, place)
    if tree is None:
        return None
    found = _model_version(tree)
    if found is not None and found != version:
        context.report(
            "E112",
            line.cells[4].span,
            f"`{name}` is at version {found}, and version {version} is used here",
            help=f"look at what changed, then write `version {found}`",
        )
        return None
    cycle = _cycle(context, context.source.path, tree)
    if cycle:
        context.report(
            "E113",
            place,
            f"the specs use each other in a circle: {' -> '.join(cycle)}",
            help="take one `use` out of the circle",
        )
        return None
    block = next((each for each in tree.body if isinstance(each, Block) and each.kind == "interface"), None)
    if block is None:
        context.report(
            "E114",
            place,
            f"`{location}` has no `interface`, so nothing of it can be used",
            help="add `interface { field: type }` to it",
        )
        return None
    theirs = Context(tree)
    fields = _fields(theirs, block, record=False)
    if theirs.failed:
        context.report(
            "E111", place, f"the interface of `{location}` has mistakes", help=f"run `specc check {location}`"
        )
        return None
    return fields


def _load(context: Context, base: str, location: str, place: Span) -> Tree | None:
    """The tree of a used file; reports what keeps it from being read."""
    if location.startswith(("/", "~")) or "\\" in location or "://" in location:
        context.report(
            "E308",
            place,
            "the path of a used spec is relative to this file",
            help='write `"../other/other.mlspec"`',
        )
        return None
    source = read_source(_beside(base, location), location)
    if isinstance(source, Finding):
        context.report("E111", place, source.message, help="check the path: it is relative to this file")
        return None
    source = Source(_beside(base, location), source.text)
    result = parse(source)
    if result.tree is None or any(finding.is_error for finding in result.findings):
        context.report(
            "E111", place, f"`{location}` has mistakes of its own", help=f"run `specc check {location}`"
        )
        return None
    return result.tree


def _beside(base: str, location: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), location))


def _model_version(tree: Tree) -> int | None:
    for statement in tree.body:
        if isinstance(statement, Row) and statement.head == "model" and len(statement.cells) == 3:
            last = statement.cells[2]
            return last.value if isinstance(last, Number) and isinstance(last.value, int) else None
    return None


def _cycle(context: Context, start: str, tree: Tree) -> list[str]:
    """The names along a circle of `use` that leads back to the start, or an empty list."""
    first = os_path.realpath(start)
    waiting: list[tuple[Tree, list[str]]] = [(tree, [_short(start), _short(tree.source.path)])]
    seen: set[str] = set()
    while waiting and len(seen) < MOST_DEEP:
        current, way = waiting.pop()
        here = os_path.realpath(current.source.path)
        if here == first:
            return way
        if here in seen:
            continue
        seen.add(here)
        for statement in current.body:
            target = _target(statement)
            if target is None:
                continue
            found = read_source(_beside(current.source.path, target))
            if isinstance(found, Source) and (inner := parse(found).tree) is not None:
                waiting.append((inner, [*way, _short(found.path)]))
    return []


def _target(statement: object) -> str | None:
    if isinstance(statement, Row) and statement.head == "use" and len(statement.cells) >= 3:
        third = statement.cells[2]
        return third.value if isinstance(third, Text) else None
    return None


def _short(path: str) -> str:
    return posixpath.basename(path)
