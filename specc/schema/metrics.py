"""Metrics, and the functions of promises.

A metric is written with the label as its first argument, `recall(is_spam, positive = spam)`; `positive` left
out is the problem's. `average` of a multiclass metric is `macro` unless said. Values are computed on the test part.
`labels` metrics are computed from the decision: of the classifier itself, or with `deploy.threshold` where one is set
(binary only).
"""

from __future__ import annotations

from specc.schema.rows import Function, Key, MetricRow

BINARY = ("binary",)
CLASSES = ("binary", "multiclass")
NUMBERS = ("regression",)

POSITIVE = Key(
    "positive",
    "class",
    "accept",
    "The class that counts as found; left out, `problem.positive`.",
    "positive = spam",
    default=None,
)
AVERAGE = Key(
    "average",
    "enum",
    "accept",
    "How the classes' values are joined (multiclass only): their mean, their mean by size, or over all rows.",
    "average = weighted",
    default="macro",
    members=("macro", "weighted", "micro"),
)

METRICS: tuple[MetricRow, ...] = (
    MetricRow("accuracy", CLASSES, "labels", True, "share", "accuracy", "accuracy_score", "Share of rows decided rightly.", "accuracy(digit)"),
    MetricRow(
        "balanced_accuracy", CLASSES, "labels", True, "share", "balanced_accuracy", "balanced_accuracy_score",
        "Mean of the recalls of all classes.", "balanced_accuracy(digit)",
    ),
    MetricRow(
        "precision", CLASSES, "labels", True, "share", "precision", "precision_score",
        "Of the rows given the class, the share that are of it; 0 where none is given it.", "precision(is_spam, positive = spam)", (POSITIVE, AVERAGE),
    ),
    MetricRow(
        "recall", CLASSES, "labels", True, "share", "recall", "recall_score",
        "Of the rows of the class, the share that were given it.", "recall(is_spam, positive = spam)", (POSITIVE, AVERAGE),
    ),
    MetricRow(
        "f1", CLASSES, "labels", True, "share", "f1", "f1_score",
        "Harmonic mean of precision and recall.", "f1(is_spam)", (POSITIVE, AVERAGE),
    ),
    MetricRow(
        "f_beta", CLASSES, "labels", True, "share", "", "fbeta_score",
        "Harmonic mean of precision and recall, recall weighing beta times as much.", "f_beta(is_spam, beta = 2)",
        (Key("beta", "number", "accept", "Weight of recall.", "beta = 2", required=True, low=0), POSITIVE, AVERAGE),
    ),
    MetricRow(
        "roc_auc", CLASSES, "scores", True, "share", "roc_auc", "roc_auc_score",
        "Area under the ROC curve: the chance that a positive row scores above a negative one; multiclass: mean over pairs of classes (one against one).",
        "roc_auc(late, positive = yes)", (POSITIVE,),
    ),
    MetricRow(
        "average_precision", BINARY, "scores", True, "share", "average_precision", "average_precision_score",
        "Area under the precision-recall curve by steps.", "average_precision(is_spam, positive = spam)", (POSITIVE,),
    ),
    MetricRow(
        "log_loss", CLASSES, "scores", False, "number", "neg_log_loss", "log_loss",
        "Mean negative logarithm of the probability given to the right class.", "log_loss(is_spam)",
    ),
    MetricRow(
        "brier", BINARY, "scores", False, "number", "neg_brier_score", "brier_score_loss",
        "Mean squared difference of the positive class's probability and the outcome.", "brier(is_spam)", (POSITIVE,),
    ),
    MetricRow("matthews", CLASSES, "labels", True, "number", "matthews_corrcoef", "matthews_corrcoef", "Matthews correlation coefficient.", "matthews(is_spam)"),
    MetricRow(
        "cohen_kappa", CLASSES, "labels", True, "number", "", "cohen_kappa_score",
        "Agreement beyond chance of decision and label.", "cohen_kappa(digit)",
    ),
    MetricRow(
        "top_k_accuracy", ("multiclass",), "scores", True, "share", "top_k_accuracy", "top_k_accuracy_score",
        "Share of rows whose class is among the k most probable.", "top_k_accuracy(digit, k = 3)",
        (Key("k", "int", "accept", "How many classes count.", "k = 3", default=2, low=1),),
    ),
    MetricRow("r2", NUMBERS, "scores", True, "number", "r2", "r2_score", "Share of the variance explained; can be negative.", "r2(progression)"),
    MetricRow("mae", NUMBERS, "scores", False, "target", "neg_mean_absolute_error", "mean_absolute_error", "Mean absolute error.", "mae(price)"),
    MetricRow("rmse", NUMBERS, "scores", False, "target", "neg_root_mean_squared_error", "root_mean_squared_error", "Root of the mean squared error.", "rmse(price)"),
    MetricRow("mse", NUMBERS, "scores", False, "target_squared", "neg_mean_squared_error", "mean_squared_error", "Mean squared error.", "mse(price)"),
    MetricRow(
        "median_absolute_error", NUMBERS, "scores", False, "target", "neg_median_absolute_error", "median_absolute_error",
        "Median absolute error.", "median_absolute_error(price)",
    ),
    MetricRow(
        "mape", NUMBERS, "scores", False, "share", "neg_mean_absolute_percentage_error", "mean_absolute_percentage_error",
        "Mean absolute error as a share of the true value.", "mape(price)",
    ),
    MetricRow("max_error", NUMBERS, "scores", False, "target", "neg_max_error", "max_error", "Greatest absolute error.", "max_error(price)"),
    MetricRow(
        "explained_variance", NUMBERS, "scores", True, "number", "explained_variance", "explained_variance_score",
        "As `r2`, but a constant error is free.", "explained_variance(price)",
    ),
    MetricRow("pearson", NUMBERS, "scores", True, "number", "", "", "Pearson's correlation of prediction and truth.", "pearson(price)"),
    MetricRow("spearman", NUMBERS, "scores", True, "number", "", "", "Spearman's rank correlation of prediction and truth.", "spearman(price)"),
)  # fmt: skip

BY_NAME: dict[str, MetricRow] = {row.name: row for row in METRICS}

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
        "lower_bound", ("metric",), "same",
        "One-sided lower bound of the metric: the (1 - confidence) quantile of 1,000 bootstrap samples of the test rows, drawn by the environment's seed.",
        "lower_bound(precision_spam, confidence = 95%) >= 98%", (_CONFIDENCE,),
    ),
    Function(
        "upper_bound", ("metric",), "same",
        "One-sided upper bound of the metric: the confidence quantile of 1,000 bootstrap samples of the test rows, drawn by the environment's seed.",
        "upper_bound(rmse_price, confidence = 95%) <= 60", (_CONFIDENCE,),
    ),
    Function(
        "spread", ("metric",), "difference",
        "Greatest minus least value of the metric over the values of a column (rows with none there are one group); groups where it has no value are left out.",
        "spread(recall_spam, over = carrier) <= 4pp",
        (Key("over", "column", "accept", "The column or feature whose values make the groups.", "over = carrier", required=True),),
    ),
)  # fmt: skip

# Promises over a source's own rows, in `source.expect`.
EXPECT_FUNCTIONS: tuple[Function, ...] = (
    Function("unique", ("column", "column..."), "bool", "No two rows have the same values in these columns; none equals none.", "unique(id)"),
    Function("null_share", ("column",), "share", "Share of rows with none in the column.", "null_share(body) == 0%"),
    Function("share", ("condition",), "share", "Share of all rows for which the condition is true.", "share(length(body) > 1_600) <= 0.1%"),
    Function("min", ("ordered",), "same", "Least value that is not none.", "min(age) >= 0"),
    Function("max", ("ordered",), "same", "Greatest value that is not none.", "max(age) <= 120"),
    Function("mean", ("number",), "float", "Mean of the values that are not none.", "mean(age) in 30 .. 50"),
    Function("sum", ("number",), "float", "Sum of the values that are not none.", "sum(amount) >= 0"),
    Function("deviation", ("number",), "float", "Standard deviation (n - 1) of the values that are not none.", "deviation(age) <= 30"),
    Function(
        "quantile", ("number",), "float", "Quantile of the values that are not none, with linear interpolation.", "quantile(delay, at = 99%) <= 300",
        (Key("at", "share", "data", "Which quantile.", "at = 50%", required=True, low=0, high=1),),
    ),
    Function("distinct", ("any",), "int", "Number of different values that are not none.", "distinct(carrier) == 16"),
)  # fmt: skip
EXPECT_BY_NAME: dict[str, Function] = {row.name: row for row in EXPECT_FUNCTIONS}
PROMISE_BY_NAME: dict[str, Function] = {row.name: row for row in PROMISE_FUNCTIONS}
