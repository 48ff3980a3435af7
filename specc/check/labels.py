"""`label`: the target, its value, its guideline; the crowd and how its answers become one."""

from __future__ import annotations

from typing import Literal, NamedTuple

from specc.check.context import Context, did_you_mean
from specc.check.crowd import BOOLS, aggregate, crowd_block, map_values, read_class
from specc.check.expressions import infer
from specc.check.header import Layout, define
from specc.check.jsonable import expression_json, references
from specc.check.kinds import fits, member_text, read_type, type_json, words
from specc.check.rows_block import column_scope
from specc.check.sections import Section, read_section, why_of
from specc.check.table_lines import read_row
from specc.diagnostics.finding import Note
from specc.model.spec import Label
from specc.model.types import Apply, Constant, Expression, Ref, Type
from specc.schema import BLOCKS
from specc.source import Span
from specc.syntax import unparse
from specc.syntax.tree import Declaration, Expr, Name, Setting


class Draft(NamedTuple):
    """What is known of the label while its parts are read."""

    name: str
    path: str
    span: Span
    type: Type


def check_label(context: Context, layout: Layout, problem: Section | None) -> None:
    """The label of the file, if it has one."""
    if not layout.labels:
        train = layout.one("train")
        if train is not None:
            message, help = (
                "there is no `label`: nothing says what is predicted",
                "add `label name: type = column`",
            )
            context.report("E104", train.kind_span, message, help=help)
        _positive(context, problem, None)
        return
    written = layout.labels[0]
    name, span = written.names[0].name, written.names[0].span
    if not (name in context.columns and _is_column(written, name)):
        define(context, name, "label", span)
    declared = _declared(context, written)
    if declared is None:
        context.broken.add(name)
        _body(context, written, Draft(name, f"label.{name}", span, Type("category")))
        return
    draft = Draft(name, f"label.{name}", span, declared)
    body, mapping, crowd = _body(context, written, draft)
    value = _value(context, written, draft, mapping)
    kind = Type("category", members=BOOLS) if declared.kind == "bool" else declared
    task: Literal["binary", "multiclass", "regression"] = "regression"
    if kind.kind == "category":
        task = "binary" if len(kind.members) == 2 else "multiclass"
    _no_value(context, layout, written, draft, crowd)
    positive = _positive(context, problem, kind if kind.kind == "category" else None)
    _record(context, written, draft, value)
    for member in kind.members:
        before = context.defined.get(member)
        if before is not None:
            _class_clash(context, member, before, written)
    positive = positive if task == "binary" else ""
    context.label = Label(name, task, kind, value, mapping, positive, body.text("question"))


def _declared(context: Context, written: Declaration) -> Type | None:
    """The label's type; reports what a label can't be declared as."""
    if len(written.names) > 1:
        help = "make a spec of its own for the other"
        context.report("E407", written.names[1].span, "a model has one label", help=help)
    if written.domain is not None:
        help = "write its members in its type, or a promise in `expect`"
        context.report("E115", written.domain.span, "a label has no domain", help=help)
    declared = read_type(context, written.type)
    return declared if declared is not None and _type_fits(context, written, declared) else None


def _is_column(written: Declaration, name: str) -> bool:
    """Whether the label is the column of its own name, so that the name keeps one meaning."""
    return written.value is None or (isinstance(written.value, Name) and written.value.name == name)


def _type_fits(context: Context, written: Declaration, type: Type) -> bool:
    span = written.type.span
    if type.optional:
        context.report(
            "E404",
            span,
            "a label is never none",
            help="leave the `?` out, and keep rows that have a label: `rows { keep = ... != none }`",
        )
        return False
    if type.kind == "category" and len(type.members) < 2:
        context.report(
            "E404",
            span,
            "a label that is a category names its classes, two or more",
            help="write `category[no, yes]`",
        )
        return False
    if type.kind in ("text", "timestamp", "date", "vector"):
        context.report(
            "E404",
            span,
            f"a label can't be of type `{type.kind}`",
            help="declare a category with its classes, or a number",
        )
        return False
    return True


def _class_clash(context: Context, member: str, before: tuple[str, Span], written: Declaration) -> None:
    context.report(
        "E109",
        before[1],
        f"the {before[0]} `{member}` is named like a class of the label",
        secondary=(Note(written.type.span, "the classes"),),
        help=f"rename the {before[0]}",
    )


# ---------------------------------------------------------------- value


def _value(
    context: Context, written: Declaration, draft: Draft, mapping: tuple[tuple[str, str], ...]
) -> Expression | None:
    expr = written.value or (written.names[0] if draft.name in context.columns else None)
    if expr is None:
        return None
    value = infer(context, column_scope(context), expr, draft.type)
    if value is None:
        return None
    for kind, name in references(value):
        if kind == "column":
            _leak(context, name, value, draft)
    found = value.type
    if found.optional:
        names = sorted(
            name for kind, name in references(value) if kind == "column" and context.columns[name].optional
        )
        help = (
            f"keep the rows that have one: `rows {{ keep = {names[0]} != none }}`"
            if names
            else "say what none means: `?? ...`"
        )
        context.report("E409", expr.span, "the label may be none", label="may be none", help=help)
        return None
    if not mapping and not _value_fits(context, expr, found, draft.type):
        return None
    if draft.type.kind == "bool":
        return Apply("if", (value, _member("true"), _member("false")), (), Type("category", members=BOOLS))
    if (
        draft.type.kind == "category"
        and found.kind == "bool"
        and not mapping
        and set(draft.type.members) == set(BOOLS)
    ):
        return Apply("if", (value, _member("true"), _member("false")), (), draft.type)
    return value


def _member(word: str) -> Constant:
    return Constant(word, Type("category", members=BOOLS))


def _value_fits(context: Context, written: Expr, found: Type, declared: Type) -> bool:
    if declared.kind == "bool" and found.kind != "bool":
        message = f"the label is true or false, and its value is {words(found)}"
        help = (
            "compare it: `column == ...`"
            if found.kind in ("category", "text")
            else "write a comparison, such as `column >= 1`"
        )
    elif declared.kind == "category" and found.kind == "bool" and set(declared.members) != set(BOOLS):
        first, second = declared.members[0], declared.members[-1]
        message, help = (
            "the label is a category, and its value is true or false",
            f"write `if ... then {second} else {first}`",
        )
    elif (
        declared.kind == "category"
        and found.kind == "category"
        and found.members
        and not set(found.members) <= set(declared.members)
    ):
        extra = ", ".join(f"`{member}`" for member in found.members if member not in declared.members)
        message, help = (
            f"the column has members that the label lacks: {extra}",
            'add `map { value "..." means ... }`, or name the same members',
        )
    elif declared.kind == "category" and found.kind in ("text", "category", "int"):
        return True
    elif declared.numeric and found.numeric and (fits(found, declared) or declared.kind == "float"):
        if declared.unit and found.unit and declared.unit != found.unit:
            message, help = (
                f"the label is in {declared.unit}, and its value in {found.unit}",
                "declare both in the same unit",
            )
        else:
            return True
    elif fits(found, declared):
        return True
    else:
        message = f"the label is {words(declared)}, and its value is {words(found)}"
        help = "declare the label with the type of its value"
    context.report("E210", written.span, message, label="its value", help=help)
    return False


def _leak(context: Context, name: str, value: Expression, draft: Draft) -> None:
    only = len([each for each in references(value) if each[0] == "column"]) == 1
    if only or isinstance(value, Ref):
        context.leaks[name] = (
            f"`{name}` is what the label `{draft.name}` is made of: a model that sees it has seen the answer"
        )


def _no_value(context: Context, layout: Layout, written: Declaration, draft: Draft, crowd: bool) -> None:
    if written.value is not None or draft.name in context.columns:
        return
    if crowd or not layout.blocks.get("source"):
        what = (
            "labels must be bought from a crowd first"
            if crowd
            else "the label has no value: no column and no crowd"
        )
        context.build_does_not_run(draft.path, what, draft.span, blocking=True)
        return
    context.report(
        "E401",
        draft.span,
        f"the label `{draft.name}` has no value",
        label="where does it come from?",
        help="write the column after `=`, or add a `crowd` that labels the rows",
    )


def _record(context: Context, written: Declaration, draft: Draft, value: Expression | None) -> None:
    why = why_of(written.body)
    context.entry(
        f"{draft.path}.type",
        type_json(draft.type),
        "label",
        text=unparse(written.type),
        why=why,
        span=written.span,
    )
    if value is not None:
        expr = written.value or written.names[0]
        context.entry(
            f"{draft.path}.value",
            expression_json(value),
            "label",
            text=unparse(expr),
            why=why,
            span=expr.span,
        )


def _positive(context: Context, problem: Section | None, type: Type | None) -> str:
    setting = problem.settings.get("positive") if problem is not None else None
    if setting is None:
        if type is not None and len(type.members) == 2:
            found = "true" if set(type.members) == set(BOOLS) else type.members[-1]
            context.entry("problem.positive", found, "accept", default=True)
            return found
        return ""
    word = member_text(setting.value)
    if type is None or len(type.members) != 2:
        if type is not None:
            context.report(
                "E403",
                setting.value.span,
                f"`positive` is for a label of two classes, and this has {len(type.members)}",
                help="leave `positive` out; a metric can name its own",
            )
        elif context.label is None and word is not None:
            _positive_entry(context, setting, word)
        return ""
    if word not in type.members or word is None:
        context.report(
            "E403",
            setting.value.span,
            f"`{word or unparse(setting.value)}` is not a class of the label",
            label="not a class",
            help=did_you_mean(word or "", type.members),
        )
        return type.members[-1]
    _positive_entry(context, setting, word)
    return word


def _positive_entry(context: Context, setting: Setting, word: str) -> None:
    context.entry(
        "problem.positive",
        word,
        "accept",
        text=unparse(setting.value),
        why=why_of(setting.body),
        span=setting.span,
    )
    context.problem["positive"] = word


# ---------------------------------------------------------------- body


def _body(
    context: Context, written: Declaration, draft: Draft
) -> tuple[Section, tuple[tuple[str, str], ...], bool]:
    section = read_section(context, BLOCKS["label"], written.body or (), draft.path, draft.span)
    numbers: dict[str, int] = {}
    for line in section.rows:
        numbers[line.head] = numbers.get(line.head, 0) + 1
        kind = next(row for row in section.row.rows if row.name == line.head)
        read_row(
            context,
            kind,
            line,
            draft.path,
            numbers[line.head],
            lambda expr: read_class(context, expr, draft.type),
        )
    mapping: tuple[tuple[str, str], ...] = ()
    crowd = False
    for block in section.blocks:
        if block.kind == "map":
            mapping = map_values(context, block, draft.path, draft.type)
        elif block.kind == "crowd":
            crowd_block(context, block, draft.path)
            crowd = True
        else:
            aggregate(context, block, draft.path)
    return section, mapping, crowd
