"""What a block does not take: each kind of statement against the block's row, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from specc.check.context import Context, did_you_mean, nearest
from specc.diagnostics.finding import Fix, Note
from specc.schema import BLOCKS, ROWS
from specc.schema.rows import BlockKind, Key
from specc.schema.terms import TERMS
from specc.syntax.tree import Binary, Block, Declaration, Definition, Name, Promise, Row, Setting

if TYPE_CHECKING:
    from specc.check.sections import Section


def block_name(row: BlockKind) -> str:
    """How a block is called in a message: its last word."""
    return row.path.rpartition(".")[2]


def unknown_setting(context: Context, section: Section, keys: Mapping[str, Key], setting: Setting) -> None:
    """A setting that the block lacks: the nearest one, or the shape that was meant."""
    name, block = setting.name, block_name(section.row)
    fix = None
    if name in section.row.blocks:
        help = f"`{name}` is a block: write `{name} {{ ... }}`"
    elif any(term.name == name for term in TERMS.get(section.row.promises, ())):
        help = f"a promise compares: write `{name} <= ...`, `=` gives a value"
    elif any(row.name == name for row in section.row.rows):
        help = f"`{name}` is a line of a table: write it without `=`"
    elif section.row.declares:
        near = nearest(name, keys)
        help = f"did you mean `{near}`?" if near else ""
        help = help or f"a {section.row.declares} has a type: write `{name}: type = ...`"
    else:
        help = did_you_mean(name, keys, f"`specc explain {section.row.path}` lists what it takes")
    if help.startswith("did you mean"):
        fix = Fix(setting.name_span, help.split("`")[1], "unsafe")
    context.report(
        "E101",
        setting.name_span,
        f"`{block}` has no setting `{name}`",
        label="unknown setting",
        help=help,
        fix=fix,
    )


def take_declaration(context: Context, section: Section, statement: Declaration) -> None:
    """Keep a declaration that the block takes; report another."""
    row = section.row
    if (
        row.declares
        and statement.kind in ("", row.declares)
        and (row.declares != "param" or statement.kind == "param")
    ):
        section.declarations.append(statement)
        return
    span = statement.names[0].span if statement.names else statement.span
    if row.declares == "param" and not statement.kind:
        context.report(
            "E115",
            span,
            f"a parameter stands after `param` in `{block_name(row)}`",
            help=f"write `param {statement.names[0].name}: ...`",
        )
    elif row.declares and statement.kind:
        context.report(
            "E115",
            statement.kind_span or span,
            f"`{block_name(row)}` has no kind of declaration `{statement.kind}`",
            help=f"leave `{statement.kind}` out",
        )
    else:
        known = {key.name for key in row.keys}
        name = statement.names[0].name if statement.names else ""
        help = (
            f"`:` gives a type; to set a value write `{name} = ...`"
            if name in known
            else f"`specc explain {row.path}` lists what it takes"
        )
        context.report("E115", span, f"`{block_name(row)}` declares nothing, and here is `:`", help=help)


def take_definition(context: Context, section: Section, statement: Definition) -> None:
    """Keep a definition of a kind that the block takes; report another."""
    if statement.kind in section.row.defines:
        section.definitions.append(statement)
        return
    if section.row.declares == "param" and statement.kind == "param":
        context.report(
            "E115",
            statement.span,
            f"the parameter `{statement.name}` has no type",
            help=f"write `param {statement.name}: float = ...`, or `int`, `bool`, `text`",
        )
        return
    context.report(
        "E102",
        statement.kind_span,
        f"`{block_name(section.row)}` has no `{statement.kind}`",
        label="unknown here",
        help=did_you_mean(
            statement.kind, section.row.defines, f"`specc explain {section.row.path}` lists what it takes"
        ),
    )


def take_block(context: Context, section: Section, statement: Block) -> None:
    """Keep a block that may stand here, once where it does not repeat; report another."""
    if statement.kind not in section.row.blocks:
        known = list(section.row.blocks)
        elsewhere = [path for path in BLOCKS if path.rpartition(".")[2] == statement.kind and "." in path]
        help = did_you_mean(statement.kind, known, f"`specc explain {section.row.path}` lists what it takes")
        if elsewhere and not help.startswith("did you mean"):
            help = f"`{statement.kind}` belongs in `{elsewhere[0].rpartition('.')[0]}`"
        elif any(key.name == statement.kind for key in section.row.keys):
            help = f"`{statement.kind}` is a setting: write `{statement.kind} = ...`"
        context.report(
            "E102",
            statement.kind_span,
            f"`{block_name(section.row)}` has no block `{statement.kind}`",
            label="unknown block",
            help=help,
        )
        return
    row = BLOCKS[f"{section.row.path}.{statement.kind}"]
    first = next((each for each in section.blocks if each.kind == statement.kind), None)
    if first is not None and not row.repeatable:
        context.report(
            "E105",
            statement.kind_span,
            f"`{statement.kind}` stands twice in `{block_name(section.row)}`",
            secondary=(Note(first.kind_span, "first here"),),
            help="bring the two together",
        )
        return
    section.blocks.append(statement)


def take_row(context: Context, section: Section, statement: Row) -> None:
    """Keep a table line that the block takes; report another."""
    if any(row.name == statement.head for row in section.row.rows):
        section.rows.append(statement)
        return
    known = [row.name for row in section.row.rows]
    if statement.head in {key.name for key in section.row.keys}:
        help = f"`{statement.head}` is a setting: write `{statement.head} = ...`"
    elif statement.head in ROWS:
        help = f"`{statement.head}` stands at the head of the file"
    else:
        help = did_you_mean(statement.head, known, f"`specc explain {section.row.path}` lists what it takes")
    context.report(
        "E102",
        statement.head_span,
        f"`{block_name(section.row)}` has no line `{statement.head}`",
        label="unknown here",
        help=help,
    )


def stray_promise(context: Context, section: Section, keys: Mapping[str, Key], statement: Promise) -> None:
    """A bare comparison in a block without promises."""
    written = statement.expression
    help = "to set a value write `name = value`"
    if isinstance(written, Binary) and isinstance(written.left, Name) and written.left.name in keys:
        help = f"`{written.operator}` compares; to set a value write `{written.left.name} = ...`"
    elif isinstance(written, Binary) and section.row.path == "evaluate":
        help = "promises stand in `require { ... }`"
    context.report(
        "E115",
        statement.span,
        f"`{block_name(section.row)}` takes no promises",
        label="a bare comparison is a promise",
        help=help,
    )
