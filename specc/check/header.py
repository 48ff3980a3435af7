"""The head of the file and its sections: model, use, owners, problem; what stands at the top level and how
often.
"""

from __future__ import annotations

from specc.check.context import Context, did_you_mean
from specc.check.sections import Section, read_section
from specc.check.table_lines import read_row
from specc.diagnostics.finding import Note
from specc.schema import BLOCKS, ROWS, SECTIONS
from specc.source import Span
from specc.syntax import unparse
from specc.syntax.tree import Block, Declaration, Definition, Expr, Name, Row, Setting, Text

_BODY = ("label",)


class Layout:
    """The top level of a file, sorted by what stands there."""

    def __init__(self) -> None:
        self.blocks: dict[str, list[Block]] = {}
        self.labels: list[Declaration] = []
        self.uses: list[Row] = []

    def one(self, kind: str) -> Block | None:
        """The block of a kind that stands at most once."""
        found = self.blocks.get(kind)
        return found[0] if found else None


def read_layout(context: Context) -> Layout:
    """Sort the statements of the top level; reports what does not belong there or stands there twice."""
    layout = Layout()
    models: list[Row] = []
    for statement in context.tree.body:
        if isinstance(statement, Block):
            _block(context, layout, statement)
        elif isinstance(statement, Declaration) and statement.kind == "label":
            layout.labels.append(statement)
        elif isinstance(statement, Row) and statement.head == "use":
            layout.uses.append(statement)
        elif isinstance(statement, Row) and statement.head == "model":
            models.append(statement)
        else:
            _stray(context, statement)
    _model(context, models)
    if len(layout.labels) > 1:
        again = layout.labels[1]
        context.report(
            "E407",
            again.names[0].span,
            "a model has one label, and here is a second",
            secondary=(Note(layout.labels[0].names[0].span, "the first label"),),
            help="make a spec of its own for the second, and `use` it",
        )
    return layout


def _block(context: Context, layout: Layout, statement: Block) -> None:
    if statement.kind not in SECTIONS or statement.kind in _BODY:
        inner = [path for path in BLOCKS if "." in path and path.rpartition(".")[2] == statement.kind]
        help = did_you_mean(statement.kind, SECTIONS, "`specc explain sections` lists the sections")
        if statement.kind == "label":
            help = "write `label name: category[a, b] { ... }`"
        elif inner and not help.startswith("did you mean"):
            help = f"`{statement.kind}` belongs in `{inner[0].rpartition('.')[0]}`"
        context.report(
            "E102",
            statement.kind_span,
            f"no section is named `{statement.kind}`",
            label="unknown section",
            help=help,
        )
        return
    row = BLOCKS[statement.kind]
    before = layout.blocks.get(statement.kind, [])
    if before and not row.repeatable:
        context.report(
            "E105",
            statement.kind_span,
            f"the section `{statement.kind}` stands twice",
            secondary=(Note(before[0].kind_span, "first here"),),
            help="bring the two together",
        )
        return
    if not row.name and statement.labels:
        context.report(
            "E102",
            statement.labels[0].span,
            f"`{statement.kind}` has no name of its own",
            help=f"write `{statement.kind} {{ ... }}`",
        )
    layout.blocks.setdefault(statement.kind, []).append(statement)


def _stray(context: Context, statement: object) -> None:
    if isinstance(statement, Row):
        span, name = statement.head_span, statement.head
    elif isinstance(statement, Definition):
        span, name = statement.kind_span, statement.kind
    elif isinstance(statement, Setting):
        span, name = statement.name_span, statement.name
    elif isinstance(statement, Declaration):
        span = statement.kind_span or statement.names[0].span
        name = statement.kind or statement.names[0].name
    else:
        found = getattr(statement, "span", Span(0, 0))
        context.report(
            "E102",
            found,
            "a promise stands outside every section",
            help="move it into `evaluate.require` or `source.expect`",
        )
        return
    homes = [
        path
        for path, row in BLOCKS.items()
        if name in row.defines or any(key.name == name for key in row.keys)
    ]
    homes += [
        path
        for path, row in BLOCKS.items()
        if row.declares == name or any(each.name == name for each in row.rows)
    ]
    help = did_you_mean(name, (*SECTIONS, *ROWS), "`specc explain sections` lists what can stand here")
    if homes and not help.startswith("did you mean"):
        help = f"`{name}` belongs in `{homes[0]}`"
    context.report("E102", span, f"`{name}` can't stand outside a section", label="unknown here", help=help)


def _model(context: Context, models: list[Row]) -> None:
    if not models:
        start = context.tree.edition_span
        context.report(
            "E104",
            start,
            "the file does not say which model it is",
            help="add `model my_model version 1` below the first line",
        )
        return
    cells = read_row(context, ROWS["model"], models[0], "", 0)
    for again in models[1:]:
        context.report(
            "E105",
            again.head_span,
            "the model is named twice",
            secondary=(Note(models[0].head_span, "first here"),),
            help="leave one out",
        )
    if cells is None:
        return
    name, version = cells["name"], cells["version"]
    context.name = str(name)
    context.version = version if isinstance(version, int) else 0
    context.entry("model.name", context.name, "process", text=context.name, span=models[0].span)
    context.entry("model.version", context.version, "process", text=str(context.version), span=models[0].span)
    if context.version < 1:
        context.report(
            "E205", models[0].cells[-1].span, "a version is a whole number from 1", help="write `version 1`"
        )


def check_owners(context: Context, layout: Layout) -> None:
    """`owners`: who answers for what."""
    block = layout.one("owners")
    if block is None:
        return
    row = BLOCKS["owners"]
    section = read_section(context, row, block.body, "owners", block.kind_span)
    seen: dict[str, Span] = {}
    for line in section.rows:
        kind = next(each for each in row.rows if each.name == line.head)
        if line.head in seen:
            context.report(
                "E105",
                line.head_span,
                f"the owner of `{line.head}` is named twice",
                secondary=(Note(seen[line.head], "first here"),),
                help="leave one out",
            )
            continue
        seen[line.head] = line.head_span
        read_row(context, kind, line, "owners", 0)


def check_problem(context: Context, layout: Layout) -> Section | None:
    """`problem`: what is decided. `positive` is looked at with the label."""
    block = layout.one("problem")
    if block is None:
        return None
    section = read_section(context, BLOCKS["problem"], block.body, "problem", block.kind_span)
    context.problem = dict(section.values)
    return section


def define(context: Context, name: str, what: str, span: Span) -> bool:
    """Give a name its one meaning in the file; reports a second one."""
    if name in ("true", "false", "none", "baseline", "position"):
        context.report(
            "E109",
            span,
            f"`{name}` has a meaning of its own and can't name a {what}",
            help="choose another name",
        )
        return False
    table = context.source_names if what == "source" else context.defined
    before = table.get(name)
    if before is None:
        table[name] = (what, span)
        return True
    kind, place = before
    if kind == what:
        context.report(
            "E105",
            span,
            f"the {what} `{name}` is defined twice",
            label="defined again",
            secondary=(Note(place, "first here"),),
            help="rename one of the two",
        )
    else:
        context.report(
            "E109",
            span,
            f"`{name}` is already a {kind}: one name has one meaning",
            label=f"a {what} here",
            secondary=(Note(place, f"the {kind}"),),
            help="rename one of the two",
        )
    return False


def block_label(context: Context, block: Block, what: str) -> tuple[str, Span] | None:
    """The name after a block's kind: `source messages {`."""
    if not block.labels:
        context.report(
            "E102",
            block.kind_span,
            f"this `{block.kind}` has no {what}",
            help=f"write `{block.kind} some_name {{ ... }}`",
        )
        return None
    if len(block.labels) > 1:
        context.report(
            "E102", block.labels[1].span, f"`{block.kind}` has one {what}", help="leave the second word out"
        )
    return _label_name(context, block.labels[0], block.kind)


def _label_name(context: Context, label: Expr, kind: str) -> tuple[str, Span] | None:
    if isinstance(label, Name):
        return label.name, label.span
    help = (
        f"write `{kind} {label.value} {{ ... }}`"
        if isinstance(label, Text) and label.value.isidentifier()
        else f"write `{kind} some_name {{ ... }}`"
    )
    context.report(
        "E102", label.span, f"the name of a `{kind}` is a bare word, not `{unparse(label)}`", help=help
    )
    return None
