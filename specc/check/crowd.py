"""Inside a label: its classes, the mapping of raw values, the crowd, and how its answers become one."""

from __future__ import annotations

from specc.check.context import Context, did_you_mean
from specc.check.expressions import Scope
from specc.check.header import block_label
from specc.check.kinds import PROB, member_text
from specc.check.promises import check_promises, escaped
from specc.check.sections import read_section
from specc.check.table_lines import read_row
from specc.diagnostics.finding import Note
from specc.model.spec import Json
from specc.model.types import Ref, Type
from specc.schema import BLOCKS
from specc.source import Span
from specc.syntax import unparse
from specc.syntax.tree import Block, Expr

BOOLS = ("false", "true")


def read_class(context: Context, expr: Expr, type: Type) -> str | None:
    """A class of the label; reports a word that is none."""
    word = member_text(expr)
    members = type.members or (BOOLS if type.kind == "bool" else ())
    if word is not None and (word in members or not members):
        return word
    context.report(
        "E402",
        expr.span,
        f"`{word if word is not None else unparse(expr)}` is not a class of the label",
        label="not a class",
        help=did_you_mean(word or "", members),
    )
    return None


def map_values(context: Context, block: Block, path: str, type: Type) -> tuple[tuple[str, str], ...]:
    """`map`: raw value and class of each line, by raw value."""
    path = f"{path}.map"
    section = read_section(context, BLOCKS["label.map"], block.body, path, block.kind_span)
    found: dict[str, str] = {}
    places: dict[str, Span] = {}
    for line in section.rows:
        cells = read_row(
            context, section.row.rows[0], line, "", 0, lambda expr: read_class(context, expr, type)
        )
        if cells is None:
            continue
        raw = _raw(cells["raw"])
        if raw in found:
            context.report(
                "E105",
                line.span,
                f"the value `{raw}` is mapped twice",
                secondary=(Note(places[raw], "first here"),),
                help="leave one out",
            )
            continue
        found[raw], places[raw] = str(cells["class"]), line.span
        text = " ".join([line.head, *(unparse(cell) for cell in line.cells)])
        context.entry(f"{path}.{escaped(raw)}", found[raw], "label", text=text, span=line.span)
    members = type.members
    missing = [member for member in members if member not in found.values()]
    if found and missing:
        context.report(
            "E402",
            block.kind_span,
            f"no value means `{missing[0]}`",
            help=f'add `value "..." means {missing[0]}`',
        )
    return tuple(sorted(found.items()))


def _raw(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def crowd_block(context: Context, block: Block, path: str) -> None:
    """`crowd NAME`: what is paid, who may work, and how work is tested."""
    named = block_label(context, block, "platform")
    if named is None:
        return
    path = f"{path}.crowd"
    section = read_section(context, BLOCKS["label.crowd"], block.body, path, block.kind_span)
    context.entry(f"{path}.platform", named[0], "label", text=named[0], span=named[1])
    money = [section.constants[key] for key in ("reward", "max_spend") if key in section.constants]
    if len({value.type.unit for value in money}) > 1:
        context.report(
            "E203",
            section.settings["max_spend"].value.span,
            "`reward` and `max_spend` are in two currencies",
            help=f"write it in {money[0].type.unit}",
        )
    for inner in section.blocks:
        qualify = read_section(
            context, BLOCKS["label.crowd.qualify"], inner.body, f"{path}.qualify", inner.kind_span
        )
        scope = Scope({}, "qualification", vocabulary="qualify", rowwise=False)
        check_promises(context, qualify.promises, scope, f"{path}.qualify", "label")
    context.build_does_not_run(path, f"the crowd {named[0]}", block.kind_span)


def aggregate(context: Context, block: Block, path: str) -> None:
    """`aggregate`: how many labels become one, and the promises on their quality."""
    path = f"{path}.aggregate"
    section = read_section(context, BLOCKS["label.aggregate"], block.body, path, block.kind_span)
    confidence = Ref("state", "confidence", PROB)
    inner = Scope({"confidence": confidence}, "quantity")
    scope = Scope({}, "quantity", vocabulary="quality", rowwise=False, inner=inner)
    check_promises(context, section.promises, scope, path, "label")
    speaks = next((each for each in section.promises if "agreement" in unparse(each.expression)), None)
    if speaks is not None and "agreement" not in section.settings:
        context.report(
            "E405",
            speaks.span,
            "a promise on `agreement`, and nothing says which measure it is",
            label="no `agreement = ...`",
            help="add `agreement = krippendorff_alpha`",
        )
    context.build_does_not_run(path, "joining the labels of a crowd", block.kind_span)
