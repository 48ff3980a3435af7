"""One walker for every block: what stands in it is looked up in the block's row of the schema, never named
here.
"""

from __future__ import annotations

from collections.abc import Mapping

from specc.check.calls import read_options, split_arguments
from specc.check.context import Context, did_you_mean
from specc.check.kinds import CATEGORY
from specc.check.misplaced import (
    block_name,
    stray_promise,
    take_block,
    take_declaration,
    take_definition,
    take_row,
    unknown_setting,
)
from specc.check.values import constant_json, plain, read_constant, seen
from specc.diagnostics.finding import Note
from specc.model.spec import Json
from specc.model.types import Apply, Expression
from specc.schema.rows import UNSET, BlockKind, Key
from specc.source import Span
from specc.syntax import unparse
from specc.syntax.tree import (
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
            take_declaration(context, section, statement)
        elif isinstance(statement, Definition):
            take_definition(context, section, statement)
        elif isinstance(statement, Row):
            take_row(context, section, statement)
        elif isinstance(statement, Block):
            take_block(context, section, statement)
        elif row.promises:
            section.promises.append(statement)
        else:
            stray_promise(context, section, keys, statement)
    for key in row.keys:
        if key.name not in section.settings:
            _left_out(context, section, key, record)
    return section


def _setting(
    context: Context, section: Section, keys: Mapping[str, Key], setting: Setting, record: bool
) -> None:
    key = keys.get(setting.name)
    if key is None:
        unknown_setting(context, section, keys, setting)
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
