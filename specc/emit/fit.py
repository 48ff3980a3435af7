"""The `train` section of `train.py`: the pipeline, how it is fitted, the search, and what is predicted."""

from __future__ import annotations

import math

from specc.emit import evaluate as evaluation
from specc.emit.layout import laid_out, literal, text_literal
from specc.model.spec import Choice, Interval, Json, Label, Metric, Parameter, Spec, Train
from specc.schema.metrics import BY_NAME


def section(spec: Spec, train: Train, label: Label) -> list[str]:
    """`pipeline`, `train`, `predict`, and for a search `trials` and the metric it goes by."""
    lines = _pipeline(train)
    lines += _calibrated(spec, train) if train.calibration else _plain(train)
    lines += _predict(train, label)
    if train.search is not None:
        lines += _trials(train)
        metric = _selected(spec, train)
        lines += [
            f"def score(test):  # {metric.name}",
            '    """What the search goes by."""',
            f"    return {evaluation.metric_code(metric, label)}",
            "",
            "",
        ]
    return lines


def calls(spec: Spec, train: Train) -> list[str]:
    """The calls of `main`."""
    lines: list[str] = []
    if train.search is not None:
        greater = BY_NAME[_selected(spec, train).function].greater_is_better
        given = f'"{train.search.strategy}", {text_literal(train.search.select)}, {greater}, trials, {_fitter(train)}, predict, score'
        lines.append(f"    job.search({given})")
    lines.append(
        f"    job.train({text_literal(train.estimator)}, train)"
        if not train.calibration
        else (
            f"    job.train({text_literal(train.estimator)}, lambda rows, y, **chosen: train(rows, y, job.folds, **chosen))"
        )
    )
    given = "predict_calibrated" if train.calibration else "predict"
    if spec.split is not None and spec.split.method == "folds":
        given += ", train"
    return [*lines, f"    job.predict({given})"]


def _fitter(train: Train) -> str:
    return "fit" if train.calibration else "train"


def _selected(spec: Spec, train: Train) -> Metric:
    assert train.search is not None
    found = next((metric for metric in spec.evaluate.metrics if metric.name == train.search.select), None)
    return train.search.metric or found or Metric(train.search.select, train.search.select, ())


# ---------------------------------------------------------------- pipeline


def searched(train: Train) -> list[Parameter]:
    """The parameters that have a domain, those of the features' steps first."""
    own = [parameter for parameter in train.parameters if isinstance(parameter.value, Choice | Interval)]
    return [*train.step_parameters, *own]


def value_code(value: Json) -> str:
    """A parameter's value as Python; numbers that are none are named."""
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value!r}")'
    if isinstance(value, list):
        return "[" + ", ".join(map(value_code, value)) + "]"
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{text_literal(key)}: {value_code(item)}" for key, item in value.items()) + "}"
        )
    return literal(value)


def _estimator(train: Train) -> list[str]:
    """The constructor call, a parameter a line where there are several."""
    arguments = []
    for parameter in train.parameters:
        if isinstance(parameter.value, Choice | Interval):
            arguments.append(f"{parameter.name}={parameter.name}")
        else:
            arguments.append(f"{parameter.name}={value_code(parameter.value)}")
    if train.seeded and not any(parameter.name == "random_state" for parameter in train.parameters):
        arguments.append(f"random_state={train.seed}")
    name = train.estimator.partition(":")[2]
    short = f"{name}({', '.join(arguments)})"
    if len(short) < 70:
        return [short]
    return [f"{name}(", *(f"    {argument}," for argument in arguments), ")"]


def _pipeline(train: Train) -> list[str]:
    names = ", ".join(parameter.name for parameter in searched(train))
    call = _estimator(train)
    steps = f"transformer({', '.join(one.name for one in train.step_parameters)})"
    lines = [f"def pipeline({names}):", '    """The features, and the estimator that learns from them."""']
    if len(call) == 1:
        lines.append(f'    return Pipeline([("features", {steps}), ("model", {call[0]})])')
    else:
        lines.append(f"    model = {call[0]}")
        lines += [f"    {line}" for line in call[1:]]
        lines.append(f'    return Pipeline([("features", {steps}), ("model", model)])')
    return [*lines, "", ""]


def _plain(train: Train, name: str = "train") -> list[str]:
    weights = ', sample_weight=compute_sample_weight("balanced", y)' if train.balanced_weights else ""
    doc = "Fit the features, then the estimator, on these rows only; gives the model and the matrix it learnt from."
    return [
        f"def {name}(rows, y, **chosen):",
        f'    """{doc}"""',
        "    model = pipeline(**chosen)",
        '    matrix = model.named_steps["features"].fit_transform(rows, y)',
        f'    model.named_steps["model"].fit(matrix, y{weights})',
        "    return model, matrix",
        "",
        "",
    ]


def _calibrated(spec: Spec, train: Train) -> list[str]:
    """The estimator is calibrated on scores of rows that it was not fitted on: features are fitted inside
    each fold.
    """
    lines = _plain(train, "fit") if train.search is not None else []
    lines += [
        "def train(rows, y, folds, **chosen):",
        '    """Fit on these rows; the probabilities are calibrated on scores of rows outside each fold."""',
    ]
    given = (
        f'CalibratedClassifierCV(pipeline(**chosen), method="{train.calibration}", cv=folds, ensemble=False)'
    )
    if train.balanced_weights:
        lines += [
            "    with config_context(enable_metadata_routing=True):",
            "        estimator = pipeline(**chosen)",
            '        estimator.named_steps["model"].set_fit_request(sample_weight=True)',
            f'        model = CalibratedClassifierCV(estimator, method="{train.calibration}", cv=folds, ensemble=False)',
            '        model.fit(rows, y, sample_weight=compute_sample_weight("balanced", y))',
        ]
    else:
        lines.append(f"    model = {given}.fit(rows, y)")
    lines += [
        '    fitted = model.calibrated_classifiers_[0].estimator.named_steps["features"]',
        "    return model, fitted.transform(rows)",
        "",
        "",
    ]
    return lines


def _predict(train: Train, label: Label) -> list[str]:
    lines: list[str] = []
    if not train.calibration or train.search is not None:
        lines += [
            "def predict(model, rows):",
            '    """What the fitted model says of rows."""',
            '    matrix = model.named_steps["features"].transform(rows)',
            *_said('model.named_steps["model"]', "matrix", train.scores, label),
        ]
    if train.calibration:
        lines += [
            "def predict_calibrated(model, rows):",
            '    """What the fitted and calibrated model says of rows."""',
            '    matrix = model.calibrated_classifiers_[0].estimator.named_steps["features"].transform(rows)',
            *_said("model", "rows", "probability", label),
        ]
    return lines


def _said(model: str, rows: str, scores: str, label: Label) -> list[str]:
    lines = [
        f"    estimator = {model}",
        f'    said = {{"matrix": matrix, "predicted": estimator.predict({rows})}}',
    ]
    if label.task != "regression" and scores != "none":
        method = "predict_proba" if scores == "probability" else "decision_function"
        lines.append(f'    said |= {{"scores": estimator.{method}({rows}), "classes": estimator.classes_}}')
        lines.append(f'    said["probabilities"] = {scores == "probability"}')
    return [*lines, "    return said", "", ""]


# ---------------------------------------------------------------- search


def _domain(parameter: Parameter, strategy: str) -> str:
    value = parameter.value
    if isinstance(value, Choice):
        return value_code(list(value.values))
    assert isinstance(value, Interval)
    if value.log:
        return f"loguniform({value.low!r}, {value.high!r})"
    if value.integer:
        return f"randint({int(value.low)}, {int(value.high) + 1})"
    return f"uniform({value.low!r}, {value.high - value.low!r})"


def _trials(train: Train) -> list[str]:
    search = train.search
    assert search is not None
    domains = [
        f"        {text_literal(one.name)}: {laid_out(_domain(one, search.strategy), 8, len(one.name) + 4)},"
        for one in searched(train)
    ]
    lines = [
        "def trials():",
        '    """The parameters that are tried, in order."""',
        "    domains = {",
        *domains,
        "    }",
    ]
    if search.strategy == "grid":
        return [*lines, "    return list(ParameterGrid(domains))", "", ""]
    whole = [
        one.name
        for one in searched(train)
        if isinstance(one.value, Interval) and one.value.log and one.value.integer
    ]
    drawn = f"ParameterSampler(domains, n_iter={search.trials}, random_state={search.seed})"
    if whole:
        rounded = ", ".join(f"{text_literal(name)}: round(trial[{text_literal(name)}])" for name in whole)
        return [*lines, f"    return [trial | {{{rounded}}} for trial in {drawn}]", "", ""]
    return [*lines, f"    return list({drawn})", "", ""]
