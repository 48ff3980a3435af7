"""`split`: which rows are for the test, and the folds inside the rest."""

from __future__ import annotations

from typing import Literal

from specc.check.context import Context, did_you_mean
from specc.check.expressions import infer, truth
from specc.check.features import feature_scope
from specc.check.header import Layout
from specc.check.jsonable import expression_json, inlined
from specc.check.kinds import BOOL
from specc.check.sections import Section, read_section, why_of
from specc.check.values import read_constant
from specc.model.spec import Json, Split
from specc.model.types import Apply, Constant, Expression, Ref
from specc.schema import BLOCKS
from specc.schema.rows import Key
from specc.syntax import unparse
from specc.syntax.tree import Call, Name, Number, Quantity, Setting, Text

Method = Literal["share", "predicate", "column", "hash", "position", "folds"]
_SHARE = Key("test", "share", "train", "", "test = 20%", low=0, high=1)


def check_split(context: Context, layout: Layout) -> None:
    """Read the section; a `train` without one is reported."""
    block = layout.one("split")
    if block is None:
        train = layout.one("train")
        if train is not None and layout.blocks.get("source"):
            context.report(
                "E104",
                train.kind_span,
                "there is no `split`: nothing is kept for the test",
                help="add `split { test = 20% }`",
            )
        return
    section = read_section(context, BLOCKS["split"], block.body, "split", block.kind_span)
    test = section.settings.get("test")
    share, predicate, method = _test(context, section, test)
    order = _name(context, section, "order", ("position",))
    group = _name(context, section, "group", ())
    stratify = _name(context, section, "stratify", ())
    if method == "share" and order == "position":
        method = "position"
    if "seed" not in section.settings:
        context.entry("split.seed", context.seed, "train", default=True)
    gap = section.number("gap") or 0.0
    _coherent(context, section, method, order, group, stratify, gap)
    seed = section.whole("seed", context.seed)
    text = unparse(test.value) if test else ""
    folds, shuffle = section.whole("folds", 0), section.values.get("shuffle") is not False
    context.split = Split(
        method, share, predicate, text, folds, stratify, group, order, float(gap), seed, shuffle
    )


def _test(
    context: Context, section: Section, test: Setting | None
) -> tuple[float | None, Expression | None, Method]:
    if test is None:
        return None, None, "share"
    written = test.value
    if isinstance(written, (Quantity, Number)):
        found = read_constant(context, _SHARE, written)
        value = found.value if isinstance(found, Constant) else None
        if not isinstance(value, (int, float)):
            return None, None, "share"
        if not 0 < value < 1:
            context.report(
                "E205",
                written.span,
                "both parts need rows: the share lies between 0% and 100%",
                help="write `test = 20%`",
            )
        _record(context, test, {"share": value})
        return float(value), None, "hash" if section.text("method") == "hash" else "share"
    if isinstance(written, Name) and written.name == "folds":
        _record(context, test, "folds")
        return None, None, "folds"
    if isinstance(written, Call) and written.function == "column":
        return None, _column(context, test, written), "column"
    value_ = infer(context, feature_scope(context), written)
    if value_ is None or not truth(context, value_, written):
        return None, None, "predicate"
    _record(context, test, expression_json(value_))
    return None, inlined(value_, context.meanings), "predicate"


def _record(context: Context, test: Setting, value: Json) -> None:
    context.entry(
        "split.test", value, "train", text=unparse(test.value), why=why_of(test.body), span=test.span
    )


def _column(context: Context, test: Setting, written: Call) -> Expression | None:
    """`column(part, "test")`: rows whose `part` is `test`."""
    values = [argument.value for argument in written.arguments if not argument.name]
    if len(values) != 2 or len(written.arguments) != 2 or not isinstance(values[0], Name):
        context.report(
            "E320",
            written.span,
            "`column` takes a column and the value that means test",
            help='write `test = column(part, "test")`',
        )
        return None
    name = values[0].name
    if name not in context.columns:
        if name not in context.broken:
            context.report(
                "E106",
                values[0].span,
                f"no column is named `{name}`",
                label="unknown name",
                help=did_you_mean(name, context.columns),
            )
        return None
    context.used.add(name)
    type = context.columns[name]
    hint = type if type.kind == "category" else None
    value = infer(context, feature_scope(context), values[1], hint)
    if value is None:
        return None
    fits = value.type.kind == type.kind or {value.type.kind, type.kind} <= {"text", "category"}
    if (
        not isinstance(value, Constant)
        or not fits
        or (isinstance(values[1], Text) and type.kind not in ("text", "category"))
    ):
        context.report(
            "E320", values[1].span, f"`{name}` has no such value", help="write a value of the column's type"
        )
        return None
    found = Apply("==", (Ref("column", name, type), value), (), BOOL)
    _record(context, test, expression_json(found))
    return found


def _name(context: Context, section: Section, key: str, words: tuple[str, ...]) -> str:
    setting = section.settings.get(key)
    if setting is None:
        return ""
    written = setting.value
    name = written.name if isinstance(written, Name) else ""
    label = context.label.name if context.label is not None else ""
    known = [*context.columns, *([label] if label and key == "stratify" else []), *words]
    if name in context.broken:
        return ""
    fitted = name in context.features or name in context.meanings
    if name not in known or not name:
        if fitted:
            context.report(
                "E106",
                written.span,
                f"`{key}` takes a column, and `{name}` is a feature",
                help="name the column that it is made of",
            )
        else:
            context.report(
                "E106",
                written.span,
                f"no column is named `{name or unparse(written)}`",
                label="unknown name",
                help=did_you_mean(name, known),
            )
        return ""
    context.used.add(name)
    context.entry(f"split.{key}", name, "train", text=name, why=why_of(setting.body), span=setting.span)
    return name


def _coherent(
    context: Context, section: Section, method: Method, order: str, group: str, stratify: str, gap: float
) -> None:
    _in_time(context, section, order, gap)
    _levels(context, section, stratify)
    _folds(context, section, method, order)

    def both(key: str, first: str, second: str) -> None:
        message = f"`{first}` and `{second}` can't both say which rows are tested"
        context.report("E321", section.settings[key].span, message, help="leave one of the two out")

    if "method" in section.settings and section.text("method") == "hash":
        place = section.settings["method"].span
        if method in ("predicate", "column"):
            message = "`method = hash` draws a share, and `test` is a condition"
            context.report("E321", place, message, help="leave `method` out")
        elif _base_without_key(context):
            message = "the hash is of the source's key, and the source has none"
            context.report("E321", place, message, help="give the source a `key` of columns")
    if method == "hash" and (order or stratify):
        both("method", "method = hash", "order" if order else "stratify")
    if method == "position" and (group or stratify):
        both("order", "order = position", "group" if group else "stratify")
    if section.whole("folds", 0) == 1:
        help = "write `folds = 5`, or leave `folds` out"
        place = section.settings["folds"].value.span
        context.report("E205", place, "one fold leaves nothing to train on", help=help)


def _folds(context: Context, section: Section, method: Method, order: str) -> None:
    """`test = folds` needs folds that have every row once; folds in time are never shuffled."""
    if method == "folds":
        place = section.settings["test"].value.span
        if section.whole("folds", 0) == 0:
            message = "the rows are tested fold by fold, and there are no folds"
            context.report("E321", place, message, help="write `folds = 5`")
        if order:
            message = "folds that go forward in time test no row of the first one"
            context.report("E321", place, message, help="leave `order` out, or write `test = 20%`")
        if "method" in section.settings:
            message = "`method` draws a share, and `test = folds` tests every row"
            context.report("E321", section.settings["method"].span, message, help="leave `method` out")
    shuffle = section.settings.get("shuffle")
    if shuffle is None:
        return
    if order:
        message = "with `order` nothing is shuffled"
        context.report("E321", shuffle.span, message, help="leave `shuffle` out")
    elif section.values.get("shuffle") is False and method == "share":
        message = "without `shuffle` the test part is not drawn, and nothing says which rows it has"
        help = "write `order = position` for the last rows, `test = folds`, or a condition"
        context.report("E321", shuffle.span, message, help=help)


def _in_time(context: Context, section: Section, order: str, gap: float) -> None:
    type = context.columns.get(order)
    if type is not None and type.kind not in ("timestamp", "date", "int", "float"):
        help = "name a timestamp, date or number column, or `position`"
        place = section.settings["order"].value.span
        context.report("E322", place, f"rows can't be put in time by `{order}`", help=help)
    elif type is not None and type.optional:
        help = f"keep the others: `rows {{ keep = {order} != none }}`"
        place = section.settings["order"].value.span
        context.report(
            "E322", place, f"`{order}` may be none, and such rows have no place in time", help=help
        )
    if gap and type is None and "order" not in context.broken:
        message = "a gap is time between the parts, and nothing says what the time is"
        context.report(
            "E321", section.settings["gap"].span, message, help="add `order = ...`, or leave `gap` out"
        )
    elif gap and type is not None and type.kind not in ("timestamp", "date"):
        help = "name a timestamp or date column in `order`"
        context.report(
            "E321", section.settings["gap"].span, f"a gap is time, and `{order}` is none", help=help
        )


def _levels(context: Context, section: Section, stratify: str) -> None:
    label, type = context.label, context.columns.get(stratify)
    if label is not None and stratify == label.name:
        type = label.type
    if type is not None and type.kind not in ("category", "text", "bool", "int"):
        message = f"`{stratify}` has no levels whose shares could be kept"
        help = "leave `stratify` out, or name the label or a category column"
        context.report("E323", section.settings["stratify"].value.span, message, help=help)


def _base_without_key(context: Context) -> bool:
    """Whether the rows' source says `key = position`; a missing key was reported as such."""
    base = context.rows.base if context.rows is not None else ""
    source = next((source for source in context.sources if source.name == base), None)
    return source is not None and not source.key and not any(each.code == "E301" for each in context.findings)
