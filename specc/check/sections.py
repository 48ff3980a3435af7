"""One walker for every block: what stands in it is looked up in the block's row of the schema, never named
here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from specc.check.calls import read_options, split_arguments
from specc.check.context import Context, did_you_mean
from specc.check.kinds import CATEGORY
from specc.check.values import constant_json, plain, read_constant, seen
from specc.diagnostics.finding import Fix, Note
from specc.model.spec import Json
from specc.model.types import Apply, Expression
from specc.schema import BLOCKS, ROWS
from specc.schema.rows import UNSET, BlockKind, Cell, Key, RowKind
from specc.schema.terms import TERMS
from specc.source import Span
from specc.syntax import unparse
from specc.syntax.tree import (
    Binary,
    Block,
    Call,
    Declaration,
    Definition,
    Expr,
    Name,
    Promise,
    Row,
    Setting,
    Statement,
)

# Key types that need names of the file: the section that owns the key reads them itself.
OWN = frozenset(
    {
        "special",
        "column",
        "columns",
        "condition",
        "expression",
        "metric",
        "label",
        "feature",
        "source",
        "promotion",
        "class",
    }
)


class Section:
    """What one block held. `values`: settings as canonical JSON, defaults included. `settings`: as written.
    `constants`: the typed constants, calls as `Apply`."""

    def __init__(self, row: BlockKind, path: str, span: Span) -> None:
        self.row = row
        self.path = path
        self.span = span
        self.values: dict[str, Json] = {}
        self.settings: dict[str, Setting] = {}
        self.constants: dict[str, Expression] = {}
        self.declarations: list[Declaration] = []
        self.definitions: list[Definition] = []
        self.rows: list[Row] = []
        self.blocks: list[Block] = []
        self.promises: list[Promise] = []

    def text(self, key: str) -> str:
        """The value of a text key, or an empty string."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def whole(self, key: str, otherwise: int) -> int:
        """The value of a whole number key."""
        value = self.values.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else otherwise

    def number(self, key: str) -> float | None:
        """The value of a number key, or none."""
        value = self.values.get(key)
        return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def read_section(
    context: Context,
    row: BlockKind,
    statements: tuple[Statement, ...],
    path: str,
    span: Span,
    *,
    record: bool = True,
) -> Section:
    """Check a block's statements against its row; record the entries of its settings, defaults included."""
    section = Section(row, path, span)
    keys = {key.name: key for key in row.keys}
    for statement in statements:
        if isinstance(statement, Setting):
            _setting(context, section, keys, statement, record)
        elif isinstance(statement, Declaration):
            _declaration(context, section, statement)
        elif isinstance(statement, Definition):
            _definition(context, section, statement)
        elif isinstance(statement, Row):
            _row(context, section, statement)
        elif isinstance(statement, Block):
            _block(context, section, statement)
        elif row.promises:
            section.promises.append(statement)
        else:
            _stray_promise(context, section, keys, statement)
    for key in row.keys:
        if key.name not in section.settings:
            _left_out(context, section, key, record)
    return section


def block_name(row: BlockKind) -> str:
    """How a block is called in a message: its last word."""
    return row.path.rpartition(".")[2]


def _setting(
    context: Context, section: Section, keys: Mapping[str, Key], setting: Setting, record: bool
) -> None:
    key = keys.get(setting.name)
    if key is None:
        _unknown_setting(context, section, keys, setting)
        return
    before = section.settings.get(setting.name)
    if before is not None:
        context.report(
            "E105",
            setting.name_span,
            f"`{setting.name}` is set twice in `{block_name(section.row)}`",
            label="set again",
            secondary=(Note(before.name_span, "first set here"),),
            help="leave one of the two out",
        )
        return
    section.settings[setting.name] = setting
    if setting.body:
        _why_only(context, setting)
    if key.type in OWN:
        return
    found = read_key(context, key, setting.value)
    if found is None:
        return
    section.constants[key.name] = found
    value = value_json(found)
    section.values[key.name] = value
    if record:
        context.entry(
            f"{section.path}.{key.name}",
            value,
            key.impact,
            text=unparse(setting.value),
            why=why_of(setting.body),
            span=setting.span,
        )


def read_key(context: Context, key: Key, written: Expr) -> Expression | None:
    """The value of a key that needs no names: a constant, or one of the key's calls."""
    return _call(context, key, written) if key.type == "call" else read_constant(context, key, written)


def value_json(value: Expression) -> Json:
    """A setting's value as canonical JSON; a call as `{"call": name, option: value, ...}`."""
    if isinstance(value, Apply):
        found: dict[str, Json] = {"call": value.function}
        for name, option in value.options:
            found[name] = constant_json(option)
        return found
    return constant_json(value)


def _call(context: Context, key: Key, written: Expr) -> Expression | None:
    name = (
        written.name if isinstance(written, Name) else written.function if isinstance(written, Call) else ""
    )
    signature = next((each for each in key.calls if each.name == name), None)
    if signature is None:
        context.report(
            "E204",
            written.span,
            f"`{key.name}` can't be {f'`{name}`' if name else seen(written)}",
            label="not one of the allowed words",
            help=did_you_mean(name, [each.name for each in key.calls]),
        )
        return None
    written_call = written if isinstance(written, Call) else Call(written.span, name, written.span, ())
    found = positional_named(context, written_call, signature.options, signature.positional, name)
    return None if found is None else Apply(name, (), tuple(sorted(found.items())), CATEGORY)


def positional_named(
    context: Context, call: Call, keys: tuple[Key, ...], allowed: int, owner: str, skip: int = 0
) -> dict[str, Expression] | None:
    """Options of a call of which the first `allowed` may come without their names; `skip` operands precede
    them.
    """
    from specc.syntax.tree import Argument

    positional, named = split_arguments(call)
    extra = positional[skip:]
    if len(extra) > allowed:
        names = ", ".join(f"`{key.name}`" for key in keys)
        context.report(
            "E207",
            extra[allowed].span,
            f"`{owner}` takes no further value without a name here",
            help=f"name the option: {names}" if names else "leave it out",
        )
        return None
    renamed = [
        Argument(each.span, key.name, each.span, each.value) for key, each in zip(keys, extra, strict=False)
    ]
    return read_options(context, None, call, keys, [*renamed, *named], owner)


def _unknown_setting(context: Context, section: Section, keys: Mapping[str, Key], setting: Setting) -> None:
    name, block = setting.name, block_name(section.row)
    fix = None
    if name in section.row.blocks:
        help = f"`{name}` is a block: write `{name} {{ ... }}`"
    elif any(term.name == name for term in TERMS.get(section.row.promises, ())):
        help = f"a promise compares: write `{name} <= ...`, `=` gives a value"
    elif any(row.name == name for row in section.row.rows):
        help = f"`{name}` is a line of a table: write it without `=`"
    elif section.row.declares:
        help = (
            did_you_mean(name, keys)
            or f"`=` gives a value; a {section.row.declares} has a type: write `{name}: type = ...`"
        )
        if name not in keys and "did you mean" not in help:
            help = f"a {section.row.declares} has a type: write `{name}: type = ...`"
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


def _declaration(context: Context, section: Section, statement: Declaration) -> None:
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


def _definition(context: Context, section: Section, statement: Definition) -> None:
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


def _block(context: Context, section: Section, statement: Block) -> None:
    if statement.kind not in section.row.blocks:
        known = list(section.row.blocks)
        elsewhere = [path for path in BLOCKS if path.rpartition(".")[2] == statement.kind and "." in path]
        help = did_you_mean(statement.kind, known)
        if elsewhere and not help.startswith("did"):
            help = f"`{statement.kind}` belongs in `{elsewhere[0].rpartition('.')[0]}`"
        elif any(key.name == statement.kind for key in section.row.keys):
            help = f"`{statement.kind}` is a setting: write `{statement.kind} = ...`"
        context.report(
            "E102",
            statement.kind_span,
            f"`{block_name(section.row)}` has no block `{statement.kind}`",
            label="unknown block",
            help=help or f"`specc explain {section.row.path}` lists what it takes",
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


def _row(context: Context, section: Section, statement: Row) -> None:
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


def _stray_promise(context: Context, section: Section, keys: Mapping[str, Key], statement: Promise) -> None:
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


def _left_out(context: Context, section: Section, key: Key, record: bool) -> None:
    if key.required:
        context.report(
            "E103",
            section.span,
            f"`{block_name(section.row)}` needs `{key.name}`",
            label="missing setting",
            help=f"add `{key.example}`" if key.example else "",
        )
        return
    if key.default is UNSET:
        return
    value = key.default
    found: Json = plain(value) if isinstance(value, float) else value  # type: ignore[assignment]
    section.values[key.name] = found
    if record and not (key.type in OWN and value is None):
        context.entry(f"{section.path}.{key.name}", found, key.impact, default=True)


def _why_only(context: Context, setting: Setting) -> None:
    for statement in setting.body or ():
        if not (isinstance(statement, Setting) and statement.name == "why"):
            context.report(
                "E101",
                statement.span,
                f"beside `{setting.name}` only `why` can stand",
                help='write `why = "..."`, or leave it out',
            )


def why_of(body: tuple[Statement, ...] | None) -> str:
    """The `why = "..."` in the body of a setting, declaration or definition, or an empty string."""
    for statement in body or ():
        if isinstance(statement, Setting) and statement.name == "why":
            value = getattr(statement.value, "value", "")
            return value if isinstance(value, str) else ""
    return ""


# ---------------------------------------------------------------- table lines

ReadClass = Callable[[Expr], "str | None"]


def read_row(
    context: Context,
    row: RowKind,
    statement: Row,
    path: str,
    number: int,
    read_class: ReadClass | None = None,
) -> dict[str, Json] | None:
    """The cells of a line by name, recorded as one entry; reports what does not fit the line's signature."""
    cells: dict[str, Json] = {}
    given = list(statement.cells)
    at = 0
    for cell in row.cells:
        if at >= len(given):
            if cell.optional:
                break
            context.report(
                "E207",
                statement.span,
                f"the line `{row.name}` lacks {_cell_words(cell)}",
                help=f"write it as `{row.example}`",
            )
            return None
        value = _read_cell(context, row, cell, given[at], read_class)
        if value is None:
            return None
        if not cell.word:
            cells[cell.name] = value
        at += 1
    if at < len(given):
        context.report(
            "E207",
            given[at].span,
            f"the line `{row.name}` has more than it takes",
            help=f"write it as `{row.example}`",
        )
        return None
    if path:
        _record_row(context, row, statement, path, number, cells)
    return cells


def _record_row(
    context: Context, row: RowKind, statement: Row, path: str, number: int, cells: dict[str, Json]
) -> None:
    names = [str(value) for value in list(cells.values())[: max(row.key, 0)]]
    suffix = "" if row.key < 0 else "." + ".".join(names) if row.key else f".{number}"
    text = " ".join([statement.head, *(unparse(cell) for cell in statement.cells)])
    context.entry(
        f"{path}.{row.name}{suffix}",
        {**cells},
        row.impact,
        text=text,
        why=str(cells.get("because", "")),
        span=statement.span,
    )


def _cell_words(cell: Cell) -> str:
    return f"`{cell.word}`" if cell.word else f"its {cell.name}"


def _read_cell(
    context: Context, row: RowKind, cell: Cell, written: Expr, read_class: ReadClass | None
) -> Json:
    if cell.word:
        if isinstance(written, Name) and written.name == cell.word:
            return cell.word
        context.report(
            "E207",
            written.span,
            f"the line `{row.name}` has `{cell.word}` here",
            help=f"write it as `{row.example}`",
        )
        return None
    if cell.type == "class" and read_class is not None:
        return read_class(written)
    key = Key(cell.name, cell.type, row.impact, "", row.example, members=cell.members)
    found = read_constant(context, key, written)
    return None if found is None else constant_json(found)
