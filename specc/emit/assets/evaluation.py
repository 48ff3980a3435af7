"""Measures a model on the test part: metrics, slices, trivial baselines, bounds, and the spec's promises."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import beta
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.metrics import average_precision_score, log_loss, roc_auc_score

SAMPLES = 1000  # of the bootstrap
SLACK = 1e-12  # what a sum of floats may be off by: 0.94 - 0.90 keeps `<= 4pp`


@dataclass(frozen=True)
class Outcome:
    """What a model said of some rows. `scores`: a column for each of `classes`, `probabilities` when they are
    such.
    """

    truth: np.ndarray
    predicted: np.ndarray
    classes: Sequence[str] = ()
    scores: np.ndarray | None = None
    probabilities: bool = False

    def __len__(self) -> int:
        return len(self.truth)

    def rows(self, which: np.ndarray) -> Outcome:
        """The outcome of some of the rows, by mask or by number."""
        scores = None if self.scores is None else self.scores[which]
        return Outcome(self.truth[which], self.predicted[which], self.classes, scores, self.probabilities)

    def score(self, name: str) -> np.ndarray:
        """The score of one class."""
        if self.scores is None:
            raise Undefined
        return self.scores[:, list(self.classes).index(name)]

    def decided(self, positive: str, threshold: float | None) -> Outcome:
        """With the decision by the threshold on the positive class's score."""
        if threshold is None or self.scores is None:
            return self
        other = next(name for name in self.classes if name != positive)
        decision = np.where(self.score(positive) >= threshold, positive, other)
        return Outcome(self.truth, decision, self.classes, self.scores, self.probabilities)


class Undefined(ValueError):
    """The metric has no value on these rows."""


Metric = Callable[[Outcome], float]


def in_order(test: Outcome) -> tuple[np.ndarray, list[str]]:
    """The scores with their classes sorted, as scikit-learn wants them."""
    if test.scores is None:
        raise Undefined
    order = np.argsort(np.asarray(test.classes, dtype=str))
    return test.scores[:, order], [test.classes[at] for at in order]


def roc_auc(test: Outcome, positive: str) -> float:
    """Area under the ROC curve of one class against the rest; it needs rows of both."""
    is_positive = test.truth == positive
    if is_positive.all() or not is_positive.any():
        raise Undefined
    return float(roc_auc_score(is_positive, test.score(positive)))


def roc_auc_of_pairs(test: Outcome) -> float:
    """Mean over all pairs of classes, one against one; it needs rows of every class."""
    scores, classes = in_order(test)
    if set(test.truth) != set(classes):
        raise Undefined
    if len(classes) == 2:
        return roc_auc(test, classes[1])
    pairs = []
    for low in range(len(classes)):
        for high in range(low + 1, len(classes)):
            among = (test.truth == classes[low]) | (test.truth == classes[high])
            sides = [roc_auc_score(test.truth[among] == classes[at], scores[among, at]) for at in (low, high)]
            pairs.append(sum(sides) / 2)
    return float(np.mean(pairs))


def average_precision(test: Outcome, positive: str) -> float:
    """Area under the precision-recall curve; it needs rows of the class."""
    is_positive = test.truth == positive
    if not is_positive.any():
        raise Undefined
    return float(average_precision_score(is_positive, test.score(positive)))


def logarithmic_loss(test: Outcome) -> float:
    """Mean negative logarithm of the probability of the right class."""
    probabilities_only(test)
    scores, classes = in_order(test)
    return float(log_loss(test.truth, scores, labels=classes))


def brier(test: Outcome, positive: str) -> float:
    """Mean squared difference of the positive class's probability and the outcome."""
    probabilities_only(test)
    return float(np.mean((test.score(positive) - (test.truth == positive)) ** 2))


def top_k(test: Outcome, k: int) -> float:
    """Share of rows whose class is among the k with the greatest scores; of equal scores the first class
    counts.
    """
    if test.scores is None:
        raise Undefined
    best = np.argsort(-test.scores, axis=1, kind="stable")[:, :k]
    return float(np.mean((np.asarray(test.classes)[best] == test.truth[:, None]).any(axis=1)))


def probabilities_only(test: Outcome) -> None:
    """Refuse scores that are no probabilities."""
    if not test.probabilities:
        raise Undefined


def pearson(test: Outcome) -> float:
    """Pearson's correlation of truth and prediction."""
    if len(test) < 2 or np.ptp(test.truth) == 0 or np.ptp(test.predicted) == 0:
        raise Undefined
    return float(np.corrcoef(test.truth, test.predicted)[0, 1])


def spearman(test: Outcome) -> float:
    """Pearson's correlation of the ranks, equal values sharing their mean rank."""
    ranks = [pd.Series(values).rank().to_numpy() for values in (test.truth, test.predicted)]
    return pearson(Outcome(*ranks))


def measure(metric: Metric, test: Outcome) -> float:
    """A metric's value, not-a-number where it has none on these rows."""
    if not len(test):
        return math.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn warns where a metric is undefined; here that is null
        try:
            return float(metric(test))
        except Undefined:
            return math.nan


# ---------------------------------------------------------------- baselines


def baselines(
    test: Outcome,
    known: np.ndarray,
    before: np.ndarray | None,
    regression: bool,
    positive: str,
    threshold: float | None,
) -> dict[str, Outcome]:
    """What trivial predictors say of the test rows. `known`: labels of the training rows; `before`: for each
    test row the label of the row before it in time, or none where no order in time is declared."""
    nothing = np.zeros((len(test), 1))
    if regression:
        mean = DummyRegressor(strategy="mean").fit(np.zeros((len(known), 1)), known).predict(nothing)
        found = {"mean": Outcome(test.truth, mean)}
    else:
        dummy = DummyClassifier(strategy="prior").fit(np.zeros((len(known), 1)), known)
        scores = by_class(dummy.predict_proba(nothing), list(dummy.classes_), test.classes)
        majority = Outcome(test.truth, dummy.predict(nothing), test.classes, scores, True)
        found = {"majority": majority.decided(positive, threshold)}
    if before is not None:
        same = (
            (before[:, None] == np.asarray(test.classes)[None, :]).astype(float) if not regression else None
        )
        found["no_change"] = Outcome(test.truth, before, test.classes, same, not regression)
    return found


def by_class(scores: np.ndarray, have: Sequence[str], wanted: Sequence[str]) -> np.ndarray:
    """Scores in the declared order of the classes; a class without training rows has the lowest score."""
    low = min(0.0, float(scores.min())) if scores.size else 0.0
    columns = [scores[:, have.index(name)] if name in have else np.full(len(scores), low) for name in wanted]
    return np.column_stack(columns).astype(np.float64)


# ---------------------------------------------------------------- promises


@dataclass
class Measured:
    """Everything that the promises of `require` ask for."""

    test: Outcome
    frame: pd.DataFrame
    metrics: Mapping[str, Metric]
    less_is_better: Sequence[str]
    proportions: Mapping[str, tuple[str, str]]
    slices: Mapping[str, np.ndarray]
    trivial: Mapping[str, Outcome]
    seed: int
    extra: Mapping[str, Any] = field(default_factory=dict)

    def metric(self, name: str, on: str = "") -> float:
        """A metric on the test part, or on one slice of it."""
        return measure(self.metrics[name], self.part(self.test, on))

    def part(self, outcome: Outcome, on: str) -> Outcome:
        """The rows of a slice, or all."""
        return outcome.rows(self.slices[on]) if on else outcome

    def baseline(self, name: str, on: str = "") -> float:
        """The best that a trivial predictor reaches."""
        values = [measure(self.metrics[name], self.part(outcome, on)) for outcome in self.trivial.values()]
        values = [value for value in values if not math.isnan(value)]
        return (min if name in self.less_is_better else max)(values, default=math.nan)

    def lower_bound(self, name: str, confidence: float, on: str = "") -> float:
        """One-sided lower bound: Clopper-Pearson for a proportion, else a quantile of the bootstrap."""
        found, of = self.count(name, on)
        if of:
            return float(beta.ppf(1 - confidence, found, of - found + 1)) if found else 0.0
        return self.quantile(name, 1 - confidence, on)

    def upper_bound(self, name: str, confidence: float, on: str = "") -> float:
        """One-sided upper bound, as `lower_bound`."""
        found, of = self.count(name, on)
        if of:
            return float(beta.ppf(confidence, found + 1, of - found)) if found < of else 1.0
        return self.quantile(name, confidence, on)

    def count(self, name: str, on: str) -> tuple[int, int]:
        """Of a metric that is a proportion of rows: how many, of how many; else of none."""
        kind, positive = self.proportions.get(name, ("", ""))
        test = self.part(self.test, on)
        if kind == "accuracy":
            return int(np.sum(test.truth == test.predicted)), len(test)
        if kind not in ("precision", "recall"):
            return 0, 0
        among = (test.predicted if kind == "precision" else test.truth) == positive
        return int(np.sum(among & (test.truth == test.predicted))), int(np.sum(among))

    def quantile(self, name: str, share: float, on: str) -> float:
        """A quantile of the metric over samples of the rows with replacement, drawn by the seed."""
        test = self.part(self.test, on)
        if math.isnan(measure(self.metrics[name], test)):
            return math.nan
        draw = np.random.Generator(np.random.PCG64(self.seed))
        values = [
            measure(self.metrics[name], test.rows(draw.integers(0, len(test), len(test))))
            for _ in range(SAMPLES)
        ]
        return float(np.nanquantile(values, share))

    def spread(self, name: str, over: str, on: str = "") -> float:
        """Greatest less least value over a column's levels (none is one); levels without a value are left
        out.
        """
        chosen = self.slices[on] if on else np.ones(len(self.test), dtype=bool)
        levels = self.frame[over].astype(object).where(self.frame[over].notna(), None).map(repr).to_numpy()
        values = [
            measure(self.metrics[name], self.test.rows(chosen & (levels == level)))
            for level in sorted(set(levels[chosen]))
        ]
        values = [value for value in values if not math.isnan(value)]
        return max(values) - min(values) if values else math.nan


COMPARISONS: dict[str, Callable[..., bool]] = {
    "<=": lambda value, bound: value <= bound + slack(bound),
    ">=": lambda value, bound: value >= bound - slack(bound),
    "<": lambda value, bound: value < bound - slack(bound),
    ">": lambda value, bound: value > bound + slack(bound),
    "==": lambda value, bound: abs(value - bound) <= slack(bound) if number(value) else value == bound,
    "!=": lambda value, bound: abs(value - bound) > slack(bound) if number(value) else value != bound,
    "between": lambda value, low, high: low - slack(low) <= value <= high + slack(high),
    "in": lambda value, *members: value in members,
    "is": lambda value: bool(value),
}


def number(value: Any) -> bool:
    """Whether a value is a number that floats may be compared with."""
    return isinstance(value, (int, float, np.number)) and not isinstance(value, (bool, np.bool_))


def slack(bound: Any) -> float:
    """What rounding may take or add, for a number; nothing else has slack."""
    return (
        SLACK * max(1.0, abs(bound))
        if isinstance(bound, float)
        else pd.Timedelta(0)
        if isinstance(bound, pd.Timestamp)
        else 0
    )


def promise(text: str, value: Any, sign: str, *bounds: Any) -> dict[str, Any]:
    """A promise with its value and whether it holds; one without a value does not."""
    missing = value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value))
    missing = missing or any(isinstance(bound, float) and math.isnan(bound) for bound in bounds)
    holds = not missing and bool(COMPARISONS[sign](value, *bounds))
    note = "it has no value on these rows" if missing else ""
    shown = value.item() if isinstance(value, np.generic) else value
    return {"promise": text, "value": shown, "holds": holds, "note": note}


def every(text: str, parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A promise made of several that must all hold."""
    return {
        "promise": text,
        "value": None,
        "holds": all(part["holds"] for part in parts),
        "note": shown_parts(parts),
    }


def some(text: str, parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A promise made of several of which one must hold."""
    return {
        "promise": text,
        "value": None,
        "holds": any(part["holds"] for part in parts),
        "note": shown_parts(parts),
    }


def denied(text: str, part: dict[str, Any]) -> dict[str, Any]:
    """A promise that another must not hold."""
    return {
        "promise": text,
        "value": part["value"],
        "holds": not part["holds"] and not part["note"],
        "note": part["note"],
    }


def shown_parts(parts: Sequence[dict[str, Any]]) -> str:
    """The values of a promise's parts."""
    return "; ".join(f"{part['promise']}: {part['value']!r}" for part in parts)


def not_run(text: str, note: str) -> dict[str, Any]:
    """A promise that a build cannot test."""
    return {"promise": text, "value": None, "holds": None, "note": note}


# ---------------------------------------------------------------- expectations of a source


def ratio(value: float, by: float) -> float:
    """One number by another; of nothing where that is zero."""
    return value / by if by else math.nan


def share(condition: Any, rows: int) -> float:
    """The share of rows for which a condition is true."""
    return float(np.asarray(condition, dtype=bool).sum()) / rows if rows else math.nan


def null_share(values: pd.Series) -> float:
    """The share of rows with none."""
    return float(values.isna().mean()) if len(values) else math.nan


def statistic(name: str, values: pd.Series, at: float = 0.5) -> Any:
    """min, max, mean, sum, deviation (n - 1), quantile or distinct of the values that are not none."""
    known = values.dropna()
    if name == "distinct":
        return int(known.nunique())
    if name == "sum":
        return plain(known.sum())
    if known.empty:
        return None
    found = {"min": known.min, "max": known.max, "mean": known.mean, "deviation": known.std}
    return plain(known.quantile(at) if name == "quantile" else found[name]())


def plain(value: Any) -> Any:
    """A numpy number as Python's own; a truth value counts as 0 or 1."""
    value = value.item() if isinstance(value, np.generic) else value
    return int(value) if isinstance(value, bool) else value
