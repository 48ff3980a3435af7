"""Functions of promises: over metrics in `evaluate.require`, over a source's own rows in `source.expect`."""

from __future__ import annotations

from specc.schema.rows import Function, Key

_CONFIDENCE = Key(
    "confidence",
    "share",
    "accept",
    "Confidence of the one-sided bound.",
    "confidence = 95%",
    default=0.95,
    low=0.5,
    high=0.9999,
)

# Promises over metrics, in `evaluate.require` (and the deploy sections).
PROMISE_FUNCTIONS: tuple[Function, ...] = (
    Function(
        "lower_bound",
        ("metric",),
        "same",
        "One-sided lower bound of the metric: Clopper-Pearson for accuracy and for precision and recall of "
        "one class, else the (1 - confidence) quantile of 1,000 bootstrap samples of the test rows, drawn "
        "by the environment's seed.",
        "lower_bound(precision_spam, confidence = 95%) >= 98%",
        (_CONFIDENCE,),
    ),
    Function(
        "upper_bound",
        ("metric",),
        "same",
        "One-sided upper bound of the metric: Clopper-Pearson for accuracy and for precision and recall of "
        "one class, else the confidence quantile of 1,000 bootstrap samples of the test rows, drawn by the "
        "environment's seed.",
        "upper_bound(rmse_price, confidence = 95%) <= 60",
        (_CONFIDENCE,),
    ),
    Function(
        "spread",
        ("metric",),
        "difference",
        "Greatest minus least value of the metric over the values of a column (rows with none there are "
        "one group); groups where it has no value are left out.",
        "spread(recall_spam, over = carrier) <= 4pp",
        (
            Key(
                "over",
                "column",
                "accept",
                "The column or feature whose values make the groups.",
                "over = carrier",
                required=True,
            ),
        ),
    ),
)

# Promises over a source's own rows, in `source.expect`.
EXPECT_FUNCTIONS: tuple[Function, ...] = (
    Function(
        "unique",
        ("column", "column..."),
        "bool",
        "No two rows have the same values in these columns; none equals none.",
        "unique(id)",
    ),
    Function(
        "null_share", ("column",), "share", "Share of rows with none in the column.", "null_share(body) == 0%"
    ),
    Function(
        "share",
        ("condition",),
        "share",
        "Share of all rows for which the condition is true.",
        "share(length(body) > 1_600) <= 0.1%",
    ),
    Function("min", ("ordered",), "same", "Least value that is not none.", "min(age) >= 0"),
    Function("max", ("ordered",), "same", "Greatest value that is not none.", "max(age) <= 120"),
    Function("mean", ("number",), "float", "Mean of the values that are not none.", "mean(age) in 30 .. 50"),
    Function("sum", ("number",), "float", "Sum of the values that are not none.", "sum(amount) >= 0"),
    Function(
        "deviation",
        ("number",),
        "float",
        "Standard deviation (n - 1) of the values that are not none.",
        "deviation(age) <= 30",
    ),
    Function(
        "quantile",
        ("number",),
        "float",
        "Quantile of the values that are not none, with linear interpolation.",
        "quantile(delay, at = 99%) <= 300",
        (Key("at", "share", "data", "Which quantile.", "at = 50%", required=True, low=0, high=1),),
    ),
    Function(
        "distinct",
        ("any",),
        "int",
        "Number of different values that are not none.",
        "distinct(carrier) == 16",
    ),
)
