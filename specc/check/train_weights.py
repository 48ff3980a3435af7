"""Weights of classes inside an objective: `log_loss(class_weight = balanced)`."""

from __future__ import annotations

from specc.check.context import Context, did_you_mean
from specc.check.train_params import Draft
from specc.check.train_values import read_literal
from specc.model.spec import Json, Label
from specc.source import Span
from specc.syntax import unparse
from specc.syntax.tree import Argument, Call, Expr, ListOf, Name


def class_weight(draft: Draft, argument: Argument, label: Label | None) -> None:
    """Set and record the weights. Where only `fit` takes weights, of rows, balanced ones go there
    (`draft.balanced_weights`)."""
    context, estimator, expr = draft.context, draft.estimator, argument.value
    if estimator.kind != "classifier":
        message = f"{estimator.name} predicts a number, so there are no classes to weigh"
        context.report("E622", argument.span, message, help="leave `class_weight` out")
        return
    value = _weights(context, expr, label)
    if value is None:
        return
    context.entry("train.objective.class_weight", value, "train", text=unparse(expr), span=argument.span)
    if estimator.parameter("class_weight") is not None:
        draft.place("class_weight", value, "objective", argument.span, expr.span)
    elif value != "balanced":
        context.report(
            "E622",
            argument.span,
            f"{estimator.name} takes no weights for single classes",
            help="write `class_weight = balanced`, or choose one that does, such as `logistic_regression`",
        )
    elif "sample_weight" in estimator.can:
        draft.balanced_weights = True
    else:
        _no_weights(draft, argument)


def _no_weights(draft: Draft, argument: Argument) -> None:
    """The estimator of this version can't weigh: `build` stops there, and the rest can still be checked."""
    since = " (from scikit-learn 1.7 on it does)" if draft.estimator.name.startswith("MLP") else ""
    what = f"{draft.estimator.name} of {draft.library} takes no weights for classes or rows{since}"
    draft.context.report(
        "E622",
        argument.span,
        what,
        severity="warning",
        help="leave `class_weight` out, pin a version that has it, or choose another algorithm",
        notes=("`build` stops here: it never trains without weights that the spec asks for",),
    )
    draft.context.build_does_not_run("train.objective.class_weight", what, argument.span, blocking=True)


def _weights(context: Context, expr: Expr, label: Label | None) -> Json:
    """`balanced`, or a weight for each class: `weights(ham = 1, spam = 5)`, `[1, 5]` in declared order."""
    members = label.type.members if label is not None else ()
    if isinstance(expr, Name) and expr.name == "balanced":
        return "balanced"
    if isinstance(expr, Call) and expr.function == "weights" and expr.arguments:
        pairs = [(argument.name, argument.value, argument.span) for argument in expr.arguments]
    elif isinstance(expr, ListOf) and members and len(expr.items) == len(members):
        pairs = [(name, item, item.span) for name, item in zip(members, expr.items, strict=True)]
    else:
        help = "write `balanced`"
        if 0 < len(members) <= 8:
            help += f" or `weights({', '.join(f'{name} = 1' for name in members)})`"
        message = "`class_weight` is `balanced` or one weight for each class"
        context.report("E623", expr.span, message, help=help)
        return None
    found: dict[str, Json] = {}
    for name, item, span in pairs:
        if _fits(context, members, name, item, span):
            value, _ = read_literal(context, item)
            found[name] = float(value) if isinstance(value, (int, float)) else None
    absent = [name for name in members if name not in {name for name, _, _ in pairs}]
    if absent:
        context.report("E623", expr.span, f"class `{absent[0]}` has no weight", help=f"add `{absent[0]} = 1`")
        return None
    return dict(found) if len(found) == len(pairs) else None


def _fits(context: Context, members: tuple[str, ...], name: str, item: Expr, span: Span) -> bool:
    """True when the pair names a class and a weight; reports what is wrong with it."""
    if members and name not in members:
        context.report("E623", span, f"`{name}` is no class of the label", help=did_you_mean(name, members))
        return False
    value, ok = read_literal(context, item)
    if ok and (
        isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf")
    ):
        message = f"the weight of `{name}` is not a number of at least 0"
        context.report("E623", item.span, message, help="give such a number")
        return False
    return ok
