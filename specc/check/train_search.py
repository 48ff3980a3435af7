"""`search { ... }` and `calibration`: how parameters with a domain are chosen, and by which metric."""

from __future__ import annotations

from specc.check.context import Context, did_you_mean
from specc.check.sections import Section, why_of
from specc.check.train_params import Draft, Placed
from specc.check.train_values import as_spec
from specc.model.spec import Choice, Interval, Label, Metric
from specc.schema.metrics import BY_NAME, METRICS
from specc.schema.rows import MetricRow
from specc.source import Span
from specc.syntax import unparse
from specc.syntax.tree import Name, Setting

# A whole-number range that grid search would have to try value by value.
GRID_LIMIT = 1_000


def check_domains(draft: Draft, found: Section | None) -> None:
    """Domains need a search and a search needs domains; a grid needs values that can be counted.

    `found` is the `search` block, or none. Whole-number ranges of a grid become lists.
    """
    searched = [given for given in draft.given.values() if given.searched]
    if found is None:
        for given in searched:
            draft.context.report(
                "E641",
                given.value_span,
                f"`{given.name}` has a domain and nothing searches it",
                help="add a `search` block, or give one value with `=`",
            )
        return
    if not searched:
        draft.context.report(
            "E640",
            found.span,
            "no parameter has a domain, so there is nothing to search",
            help="give a `param` a domain, or leave `search` out",
        )
    if found.text("strategy") != "random":
        for table in (draft.placed, draft.steps):
            for name, placed in table.items():
                _countable(draft, table, name, placed)


def _countable(draft: Draft, table: dict[str, Placed], name: str, placed: Placed) -> None:
    value = placed.value
    if not isinstance(value, Interval):
        return
    if value.integer and not value.log and value.high - value.low < GRID_LIMIT:
        whole = tuple(range(int(value.low), int(value.high) + 1))
        table[name] = placed._replace(value=Choice(whole))
        return
    draft.context.report(
        "E642",
        placed.value_span,
        f"grid search tries every value, and `{as_spec(value)}` has too many",
        help="give a list such as `[0.01, 0.1, 1.0]`, or write `strategy = random`",
    )


def combinations(draft: Draft) -> int | None:
    """How many combinations the domains have; none when one is a range."""
    total = 1
    for placed in (*draft.placed.values(), *draft.steps.values()):
        if isinstance(placed.value, Interval):
            return None
        if isinstance(placed.value, Choice):
            total *= len(placed.value.values)
    return total


def check_trials(draft: Draft, strategy: str, found: Section) -> int:
    """The number of trials; what does not fit the strategy is reported."""
    setting, trials = found.settings.get("trials"), found.number("trials")
    span = setting.span if setting is not None else found.span
    if strategy == "grid":
        if trials is not None:
            draft.context.report(
                "E643",
                span,
                "grid search tries every combination, so it takes no `trials`",
                help="leave `trials` out, or write `strategy = random`",
            )
        return 0
    if not isinstance(trials, int):
        if setting is None:
            draft.context.report(
                "E643", span, "random search needs the number of its `trials`", help="write `trials = 20`"
            )
        return 1
    total = combinations(draft)
    if total is not None and 1 < total < trials:
        draft.context.report(
            "E643",
            span,
            f"{trials} trials are asked for, and the domains have {total} combinations",
            severity="warning",
            help="write `strategy = grid` and leave `trials` out",
        )
    return trials


def check_folds(context: Context, span: Span) -> None:
    """A search and a calibration are judged on the folds of `split`."""
    if context.split is not None and context.split.folds < 2:
        context.report(
            "E646",
            span,
            "the split has no folds, and this is judged on folds",
            help="write `folds = 5` in `split`",
        )


def select(context: Context, setting: Setting | None, scores: str) -> tuple[str, str, Metric | None]:
    """The metric that decides: the name as written, scikit-learn's scorer, and the metric itself."""
    if setting is None:
        return "", "", None
    expr, text = setting.value, unparse(setting.value)
    why = why_of(setting.body)
    context.entry("train.search.select", text, "train", text=text, why=why, span=setting.span)
    if not isinstance(expr, Name):
        help = "write a name of `evaluate`, or a metric such as `average_precision`"
        context.report("E644", expr.span, "`select` names one metric", help=help)
        return "", "", None
    metric = context.metrics.get(expr.name)
    row = BY_NAME.get(metric.function if metric is not None else expr.name)
    if row is None:
        known = "known metrics: " + ", ".join(f"`{one}`" for one in _fitting(context.label))
        message = f"`{expr.name}` is neither a metric of `evaluate` nor a known metric"
        help = did_you_mean(expr.name, [*context.metrics, *BY_NAME], known)
        context.report("E644", expr.span, message, help=help)
        return expr.name, "", None
    context.used.add(expr.name)
    if metric is None:
        options = tuple(sorted((key.name, _plain(key.default)) for key in row.options if not key.required))
        metric = Metric(row.name, row.name, options)
        _complete(context, row, expr)
    _fits(context, row, expr, scores)
    return expr.name, _scorer(row, metric, context.label), metric


def _complete(context: Context, row: MetricRow, expr: Name) -> None:
    """A bare metric has only its defaults."""
    for key in row.options:
        if key.required:
            message = f"`{row.name}` needs its `{key.name}`"
            help = f"define it in `evaluate`: `metric name = {row.example}`, and select that name"
            context.report("E644", expr.span, message, help=help)


def _fits(context: Context, row: MetricRow, expr: Name, scores: str) -> None:
    label = context.label
    if label is not None and label.task not in row.tasks:
        tasks = " or ".join(row.tasks)
        message = f"`{row.name}` is for a {tasks} label, and `{label.name}` is {label.task}"
        help = "choose one of " + ", ".join(f"`{one}`" for one in _fitting(label))
        context.report("E644", expr.span, message, help=help)
    elif row.name in ("log_loss", "brier", "top_k_accuracy") and scores != "probability":
        message = f"`{row.name}` needs probabilities, and this algorithm gives none"
        help = "add `calibration = sigmoid`, or choose another metric"
        context.report("E644", expr.span, message, help=help)


def _plain(value: object) -> str | int | float | bool | None:
    return value if isinstance(value, (str, int, float, bool)) else None


def _fitting(label: Label | None) -> list[str]:
    return [row.name for row in METRICS if label is None or label.task in row.tasks]


def _scorer(row: MetricRow, metric: Metric, label: Label | None) -> str:
    """scikit-learn's name of the metric: of several classes `f1` is `f1_macro`, `roc_auc` `roc_auc_ovo`."""
    if label is None or label.task != "multiclass" or not row.scorer:
        return row.scorer
    if row.name == "roc_auc":
        return "roc_auc_ovo"
    average = dict(metric.options).get("average")
    return (
        f"{row.scorer}_{average or 'macro'}"
        if any(key.name == "average" for key in row.options)
        else row.scorer
    )


def check_calibration(context: Context, classifier: bool, setting: Setting) -> None:
    """Probabilities are calibrated, so there must be some."""
    if not classifier:
        context.report(
            "E645",
            setting.span,
            "calibration is for the probabilities of classes, and the label is a number",
            help="leave `calibration` out",
        )
