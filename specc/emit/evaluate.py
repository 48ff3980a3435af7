"""The `evaluate` section of `train.py`: metrics, slices and promises."""

from __future__ import annotations

from specc.emit.expressions import python
from specc.emit.layout import comment, docstring, laid_out, literal, text_literal
from specc.emit.promises import promise_code
from specc.model.spec import DataSource, Label, Metric, Promise, Spec
from specc.schema.metrics import BY_NAME

# Metric to the code of its value, for `test` with truth, predicted and scores. {p}: the positive class.
_BINARY = {
    "precision": "precision_score(test.truth == {p}, test.predicted == {p}, zero_division=0.0)",
    "recall": "recall_score(test.truth == {p}, test.predicted == {p}, zero_division=np.nan)",
    "f1": "f1_score(test.truth == {p}, test.predicted == {p}, zero_division=np.nan)",
    "f_beta": "fbeta_score(test.truth == {p}, test.predicted == {p}, beta={beta}, zero_division=np.nan)",
    "roc_auc": "roc_auc(test, {p})",
    "average_precision": "average_precision(test, {p})",
    "brier": "brier(test, {p})",
}
_CLASSES = {
    "accuracy": "accuracy_score(test.truth, test.predicted)",
    "balanced_accuracy": "balanced_accuracy_score(test.truth, test.predicted)",
    "precision": "precision_score(test.truth, test.predicted, average={average}, zero_division=0.0)",
    "recall": "recall_score(test.truth, test.predicted, average={average}, zero_division=0.0)",
    "f1": "f1_score(test.truth, test.predicted, average={average}, zero_division=0.0)",
    "f_beta": "fbeta_score(test.truth, test.predicted, beta={beta}, average={average}, zero_division=0.0)",
    "roc_auc": "roc_auc_of_pairs(test)",
    "log_loss": "logarithmic_loss(test)",
    "matthews": "matthews_corrcoef(test.truth, test.predicted)",
    "cohen_kappa": "cohen_kappa_score(test.truth, test.predicted)",
    "top_k_accuracy": "top_k(test, k={k})",
}
_NUMBERS = {
    "r2": "r2_score(test.truth, test.predicted)",
    "mae": "mean_absolute_error(test.truth, test.predicted)",
    "rmse": "np.sqrt(mean_squared_error(test.truth, test.predicted))",
    "mse": "mean_squared_error(test.truth, test.predicted)",
    "median_absolute_error": "median_absolute_error(test.truth, test.predicted)",
    "mape": "mean_absolute_percentage_error(test.truth, test.predicted)",
    "max_error": "max_error(test.truth, test.predicted)",
    "explained_variance": "explained_variance_score(test.truth, test.predicted)",
    "pearson": "pearson(test)",
    "spearman": "spearman(test)",
}


def metric_code(metric: Metric, label: Label) -> str:
    """The value of a metric, as Python over `test`."""
    options = dict(metric.options)
    positive = options.get("positive") or (label.positive if label.task == "binary" else "")
    if label.task == "regression":
        return _NUMBERS[metric.function]
    by_class = _BINARY.get(metric.function) if positive else None
    filled = by_class or _CLASSES.get(metric.function) or _BINARY[metric.function]
    average = options.get("average") or "macro"
    values = {"p": positive, "beta": options.get("beta", 1), "average": average, "k": options.get("k", 2)}
    return filled.format(**{name: literal(value) for name, value in values.items()})


def section(spec: Spec, label: Label) -> list[str]:
    """METRICS, `slices`, `evaluate` and `deploy`."""
    lines = ["# What is measured, on the test part and on each slice of it.", "METRICS = {"]
    for metric in spec.evaluate.metrics:
        code = f"lambda test: {metric_code(metric, label)}"
        lines.append(f"    {text_literal(metric.name)}: {code},")
    lines += [
        "}",
        "",
        "",
        "def slices(table, columns, label):",
        '    """Parts of the test rows that are measured by themselves."""',
    ]
    if not spec.evaluate.slices:
        lines.append("    return {}")
    else:
        lines += ["    return {", *_slice_lines(spec), "    }"]
    lines += ["", ""]
    lines += _promises("evaluate", "What the model must reach on the test part.", spec.evaluate.require)
    deploy = spec.deploy.promises if spec.deploy else ()
    return lines + _promises("deploy", "What the saved model must keep to.", deploy)


def _slice_lines(spec: Spec) -> list[str]:
    lines: list[str] = []
    for part in spec.evaluate.slices:
        lines += comment(part.text, 8)
        code = python(part.expression, "table", "columns", "label")
        lines.append(f"        {text_literal(part.name)}: {laid_out(code, 8, len(part.name) + 4)},")
    return lines


def _promises(name: str, doc: str, promises: tuple[Promise, ...]) -> list[str]:
    return [f"def {name}(test):", f'    """{doc}"""', *_listed(promises, "model"), "", ""]


def _listed(promises: tuple[Promise, ...], subject: str) -> list[str]:
    if not promises:
        return ["    return []"]
    lines = ["    return ["]
    for promise in promises:
        lines += comment(promise.why, 8)
        lines.append(f"        {laid_out(promise_code(promise, subject), 8, 1)},")
    return [*lines, "    ]"]


def expectations(source: DataSource, function: str) -> list[str]:
    """The function that tests a source's `expect`."""
    doc = docstring(f"What is promised of the rows of {source.name}.")
    return [f"def {function}(frame):", f'    """{doc}"""', *_listed(source.expect, "source"), "", ""]


def less_is_better(spec: Spec) -> list[str]:
    """The metrics of which less is better."""
    return [m.name for m in spec.evaluate.metrics if not BY_NAME[m.function].greater_is_better]


def proportions(spec: Spec, label: Label) -> dict[str, tuple[str, str]]:
    """The metrics that are a number of rows among others: (what, positive class)."""
    found: dict[str, tuple[str, str]] = {}
    for metric in spec.evaluate.metrics:
        positive = dict(metric.options).get("positive") or (label.positive if label.task == "binary" else "")
        if metric.function == "accuracy":
            found[metric.name] = ("accuracy", "")
        elif metric.function in ("precision", "recall") and positive:
            found[metric.name] = (metric.function, str(positive))
    return found
