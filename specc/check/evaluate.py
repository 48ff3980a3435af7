"""`evaluate`: metrics, slices, and the promises on them."""

from __future__ import annotations

from specc.check.calls import positional_named_metric
from specc.check.context import Context, did_you_mean
from specc.check.crowd import read_class
from specc.check.expressions import Scope, infer, truth
from specc.check.features import feature_scope
from specc.check.header import Layout, define
from specc.check.jsonable import expression_json, inlined
from specc.check.kinds import FLOAT, SHARE
from specc.check.promises import check_promises
from specc.check.sections import read_section, why_of
from specc.check.values import constant_json
from specc.model.spec import Evaluate, Json, Metric, Promise, Slice
from specc.model.types import Expression, Ref, Type
from specc.schema import BLOCKS
from specc.schema.metrics import BY_NAME as METRICS
from specc.schema.rows import MetricRow
from specc.syntax import unparse
from specc.syntax.tree import Argument, Call, Definition, Name


def check_evaluate(context: Context, layout: Layout) -> None:
    """Read the section; fills `context.metrics`, `context.slices` and `context.evaluate`."""
    block = layout.one("evaluate")
    if block is None:
        return
    section = read_section(context, BLOCKS["evaluate"], block.body, "evaluate", block.kind_span)
    rows = feature_scope(context)
    for definition in section.definitions:
        if definition.kind == "metric":
            _metric(context, definition)
        else:
            _slice(context, rows, definition)
    promises: tuple[Promise, ...] = ()
    require = next((each for each in section.blocks if each.kind == "require"), None)
    if require is not None:
        inner = read_section(
            context, BLOCKS["evaluate.require"], require.body, "evaluate.require", require.kind_span
        )
        scope = metric_scope(context, "require")
        promises = check_promises(context, inner.promises, scope, "evaluate.require", "accept")
    context.evaluate = Evaluate(tuple(context.metrics.values()), tuple(context.slices.values()), promises)


class NotMetrics(dict[str, tuple[str, str, str]]):
    """Names that are not metrics, with what to say of them in a promise."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name in self.context.defined or name in METRICS)

    def __getitem__(self, name: str) -> tuple[str, str, str]:
        if name in METRICS and name not in self.context.defined:
            label = self.context.label.name if self.context.label else "label"
            return (
                "E705",
                f"`{name}` is the name of a function, and no metric here is called so",
                f"define it: `metric {name}_{label} = {name}({label})`",
            )
        what = self.context.defined[name][0]
        if what == "slice":
            return (
                "E705",
                f"`{name}` is a slice: a promise speaks of a metric on it",
                f"write `metric on {name} >= ...`",
            )
        return (
            "E705",
            f"a promise here speaks of metrics, and `{name}` is a {what}",
            "define a metric, or promise it in `source.expect`",
        )


def metric_scope(context: Context, vocabulary: str) -> Scope:
    """What a promise over metrics may name; inside `spread(..., over = x)` columns and features too."""
    names: dict[str, Expression] = {
        name: Ref("metric", name, metric_type(context, metric)) for name, metric in context.metrics.items()
    }
    return Scope(
        names,
        "metric",
        hidden=NotMetrics(context),
        vocabulary=vocabulary,
        rowwise=False,
        inner=_over(context),
        slices=True,
    )


def _over(context: Context) -> Scope:
    inner = feature_scope(context)
    names = dict(inner.names)
    names.update(
        {name: Ref("metric", name, metric_type(context, metric)) for name, metric in context.metrics.items()}
    )
    return Scope(names, "column or feature", hidden=inner.hidden, zones=inner.zones, slices=True)


def metric_type(context: Context, metric: Metric) -> Type:
    """The type of a metric's value: a share, the label's unit, or a plain number."""
    unit = METRICS[metric.function].unit
    if unit == "share":
        return SHARE
    label = context.label
    if unit == "target" and label is not None:
        return (
            Type("float", unit=label.type.unit)
            if label.type.kind in ("int", "float")
            else Type(label.type.kind)
        )
    return FLOAT


def _metric(context: Context, written: Definition) -> None:
    define(context, written.name, "metric", written.name_span)
    read_section(
        context,
        BLOCKS["evaluate.metric"],
        written.body or (),
        f"evaluate.metric.{written.name}",
        written.name_span,
        record=False,
    )
    made = _made(context, written)
    if made is None:
        context.broken.add(written.name)
        return
    row, options, said = made
    path = f"evaluate.metric.{written.name}"
    context.entry(
        path,
        {"function": row.name, "of": context.label.name if context.label else ""},
        "accept",
        text=unparse(written.value),
        why=why_of(written.body),
        span=written.span,
    )
    for key, value in sorted(options.items()):
        context.entry(f"{path}.{key}", value, "accept", default=key not in said, text=said.get(key, ""))
    context.metrics[written.name] = Metric(written.name, row.name, tuple(sorted(options.items())))


def _metric_row(context: Context, written: Definition) -> MetricRow | None:
    """The metric that a definition calls; reports what is none, and one that does not fit the label."""
    call = written.value
    if not isinstance(call, Call):
        example = f"metric {written.name} = recall({context.label.name if context.label else 'label'})"
        context.report(
            "E116", call.span, "a metric is a call that names the label", help=f"write `{example}`"
        )
        return None
    row = METRICS.get(call.function)
    if row is None:
        context.report(
            "E116",
            call.function_span,
            f"no metric is called `{call.function}`",
            label="unknown metric",
            help=did_you_mean(call.function, METRICS),
        )
        return None
    label = context.label
    if label is None or not _of_label(context, call, row):
        return None
    if label.task not in row.tasks:
        kind = {"binary": "two classes", "multiclass": "several classes", "regression": "a number"}[
            label.task
        ]
        known = [each.name for each in METRICS.values() if label.task in each.tasks]
        context.report(
            "E702",
            call.function_span,
            f"`{row.name}` does not fit a label of {kind}",
            help="these do: " + ", ".join(f"`{name}`" for name in known),
        )
        return None
    return row


def _made(context: Context, written: Definition) -> tuple[MetricRow, dict[str, Json], dict[str, str]] | None:
    row, call, label = _metric_row(context, written), written.value, context.label
    if row is None or label is None or not isinstance(call, Call):
        return None
    keys = tuple(
        key
        for key in row.options
        if key.type != "class" and not (key.name == "average" and label.task == "binary")
    )
    positive = next((each for each in call.arguments if each.name == "positive"), None)
    others = tuple(each for each in call.arguments[1:] if each is not positive)
    options = positional_named_metric(context, call, keys, others, row.name)
    if options is None:
        return None
    found: dict[str, Json] = {name: constant_json(value) for name, value in options.items()}
    said = {each.name: unparse(each.value) for each in call.arguments if each.name}
    if not _add_positive(context, row, positive, found):
        return None
    if "positive" in found and label.task == "multiclass":
        found.pop("average", None)
    return row, found, said


def _of_label(context: Context, call: Call, row: MetricRow) -> bool:
    label = context.label
    assert label is not None
    first = call.arguments[0] if call.arguments else None
    if first is None or first.name:
        context.report(
            "E706",
            call.span,
            f"`{row.name}` does not say of which label",
            help=f"write `{row.name}({label.name})`",
        )
        return False
    if isinstance(first.value, Name) and first.value.name == label.name:
        context.used.add(label.name)
        return True
    shown = first.value.name if isinstance(first.value, Name) else unparse(first.value)
    context.report(
        "E706",
        first.value.span,
        f"a metric is of the label, and `{shown}` is not it",
        help=f"write `{label.name}`",
    )
    return False


def _add_positive(context: Context, row: MetricRow, given: Argument | None, found: dict[str, Json]) -> bool:
    takes = any(key.type == "class" for key in row.options)
    label = context.label
    assert label is not None
    if given is not None:
        if not takes:
            context.report(
                "E108",
                given.name_span or given.span,
                f"`{row.name}` has no option `positive`",
                label="unknown option",
                help="leave it out",
            )
            return False
        word = read_class(context, given.value, label.type)
        if word is None:
            return False
        found["positive"] = word
    elif takes and label.task == "binary":
        found["positive"] = label.positive
    return True


def _slice(context: Context, rows: Scope, written: Definition) -> None:
    define(context, written.name, "slice", written.name_span)
    read_section(
        context,
        BLOCKS["evaluate.slice"],
        written.body or (),
        f"evaluate.slice.{written.name}",
        written.name_span,
        record=False,
    )
    value = infer(context, rows, written.value)
    if value is None or not truth(context, value, written.value):
        context.broken.add(written.name)
        return
    text = unparse(written.value)
    context.entry(
        f"evaluate.slice.{written.name}",
        expression_json(value),
        "accept",
        text=text,
        why=why_of(written.body),
        span=written.span,
    )
    context.slices[written.name] = Slice(written.name, text, inlined(value, context.meanings))
