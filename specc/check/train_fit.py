"""Does the algorithm take what the features give: nones, negative numbers, several columns."""

from __future__ import annotations

from specc.check.context import Context
from specc.model.spec import Feature
from specc.model.types import Apply, Columns
from specc.schema.catalogue import Estimator
from specc.source import Span

# Last steps whose result is around zero, whatever comes in.
_AROUND_ZERO = ("standardise", "robust_scale", "pca", "svd")


def check_fit(context: Context, estimator: Estimator, span: Span) -> None:
    """Report features that the algorithm can't take. `span`: of the algorithm's name."""
    features = list(context.features.values())
    if "nan" not in estimator.can:
        _no_none(context, estimator, features, span)
    if "negative" not in estimator.can:
        _no_negative(context, estimator, features, span)
    if "several_features" not in estimator.can and _several(features):
        context.report(
            "E652",
            span,
            f"{estimator.name} takes one column, and the features have more",
            help="keep one feature, or choose another algorithm",
        )


def _no_none(context: Context, estimator: Estimator, features: list[Feature], span: Span) -> None:
    for feature in features:
        if feature.type.optional:
            context.report(
                "E650",
                _place(context, feature, span),
                f"feature `{feature.name}` may be none, and {estimator.name} takes no missing values",
                help="fill it in, with `?? 0` or `| impute(median)`, or choose `hist_gradient_boosting`",
            )


def _no_negative(context: Context, estimator: Estimator, features: list[Feature], span: Span) -> None:
    for feature in features:
        last = feature.steps[-1].name if feature.steps else ""
        negated = (
            not feature.steps
            and isinstance(feature.input, Apply)
            and feature.input.function in ("neg", "log")
        )
        if last in _AROUND_ZERO or negated:
            context.report(
                "E651",
                _place(context, feature, span),
                f"feature `{feature.name}` has negative values, and {estimator.name} takes none below 0",
                severity="warning",
                help="use `min_max` as its last step, or choose another algorithm",
            )


def _several(features: list[Feature]) -> bool:
    if len(features) != 1:
        return len(features) > 1
    only = features[0]
    wide = isinstance(only.input, Columns) and len(only.input.names) > 1
    return wide or (only.type.kind == "vector" and only.type.size != 1)


def _place(context: Context, feature: Feature, span: Span) -> Span:
    known = context.defined.get(feature.name)
    return known[1] if known is not None else span
