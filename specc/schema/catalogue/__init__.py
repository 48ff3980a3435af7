"""The algorithms of scikit-learn as data, per version: what a spec may name, and what each one takes.

`sklearn-<version>.json` is made by `scripts/make_catalogue.py` from the library's own constraints. Only the
file of the version that a spec pins is read. Algorithm names are the class names in snake case, and the names
below, which stand for a classifier or a regressor by the label's task.
"""

from __future__ import annotations

import json
import os
import re
from typing import Literal, NamedTuple, TypeAlias

from specc.schema.rows import Json

Kind: TypeAlias = Literal["classifier", "regressor"]

# The latest release of each minor version that is known, oldest first.
VERSIONS = ("1.3.2", "1.4.2", "1.5.2", "1.6.1", "1.7.2", "1.8.0", "1.9.1")

# name: (classifier, regressor); an empty string where there is none.
PORTABLE_NAMES: dict[str, tuple[str, str]] = {
    "adaboost": ("AdaBoostClassifier", "AdaBoostRegressor"),
    "bagging": ("BaggingClassifier", "BaggingRegressor"),
    "bernoulli_naive_bayes": ("BernoulliNB", ""),
    "categorical_naive_bayes": ("CategoricalNB", ""),
    "complement_naive_bayes": ("ComplementNB", ""),
    "decision_tree": ("DecisionTreeClassifier", "DecisionTreeRegressor"),
    "dummy": ("DummyClassifier", "DummyRegressor"),
    "extra_tree": ("ExtraTreeClassifier", "ExtraTreeRegressor"),
    "extra_trees": ("ExtraTreesClassifier", "ExtraTreesRegressor"),
    "gamma_regression": ("", "GammaRegressor"),
    "gaussian_naive_bayes": ("GaussianNB", ""),
    "gaussian_process": ("GaussianProcessClassifier", "GaussianProcessRegressor"),
    "gradient_boosting": ("GradientBoostingClassifier", "GradientBoostingRegressor"),
    "hist_gradient_boosting": ("HistGradientBoostingClassifier", "HistGradientBoostingRegressor"),
    "huber_regression": ("", "HuberRegressor"),
    "k_nearest_neighbors": ("KNeighborsClassifier", "KNeighborsRegressor"),
    "linear_svm": ("LinearSVC", "LinearSVR"),
    "multilayer_perceptron": ("MLPClassifier", "MLPRegressor"),
    "multinomial_naive_bayes": ("MultinomialNB", ""),
    "nu_support_vector_machine": ("NuSVC", "NuSVR"),
    "partial_least_squares": ("", "PLSRegression"),
    "passive_aggressive": ("PassiveAggressiveClassifier", "PassiveAggressiveRegressor"),
    "poisson_regression": ("", "PoissonRegressor"),
    "quantile_regression": ("", "QuantileRegressor"),
    "radius_neighbors": ("RadiusNeighborsClassifier", "RadiusNeighborsRegressor"),
    "random_forest": ("RandomForestClassifier", "RandomForestRegressor"),
    "ridge": ("RidgeClassifier", "Ridge"),
    "sgd": ("SGDClassifier", "SGDRegressor"),
    "support_vector_machine": ("SVC", "SVR"),
    "tweedie_regression": ("", "TweedieRegressor"),
}


def snake_case(name: str) -> str:
    """`HistGradientBoostingRegressor` as `hist_gradient_boosting_regressor`, `NuSVC` as `nu_svc`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def decoded(value: Json) -> Json:
    """A default as the library has it; in the file `{"float": ...}`, `{"tuple": ...}` are what JSON lacks."""
    if isinstance(value, dict):
        if "float" in value:
            return float(str(value["float"]))
        items = value.get("tuple")
        return [decoded(item) for item in items] if isinstance(items, list) else value
    return value


class ParameterRow(NamedTuple):
    """A constructor parameter: its default (tuples as lists) and its alternatives, see `constraints.py`."""

    name: str
    default: Json
    alternatives: list[Json]

    @property
    def deprecated(self) -> bool:
        """True when giving the parameter makes this version warn that it will go."""
        return self.default == "deprecated"


class Estimator:
    """One classifier or regressor of one version.

    `can` holds `sample_weight`, `predict_proba` and `decision_function` (with `?` where a parameter decides),
    and what it takes as input: `sparse`, `nan`, `negative`, `several_features`.
    """

    def __init__(self, name: str, row: dict[str, Json]) -> None:
        self.name = name
        self.algorithm = snake_case(name)
        self.module = str(row["module"])
        self.kind: Kind = "classifier" if row["kind"] == "classifier" else "regressor"
        self.deprecated = str(row.get("deprecated", ""))
        can = row["can"]
        self.can = frozenset(str(word) for word in can) if isinstance(can, list) else frozenset()
        self._rows = row["parameters"] if isinstance(row["parameters"], dict) else {}

    @property
    def names(self) -> tuple[str, ...]:
        """Its parameters, in the constructor's order."""
        return tuple(self._rows)

    def parameter(self, name: str) -> ParameterRow | None:
        """A parameter, or none."""
        row = self._rows.get(name)
        if not isinstance(row, list) or not isinstance(row[1], list):
            return None
        return ParameterRow(name, decoded(row[0]), row[1])


class Catalogue:
    """The algorithms of one version of scikit-learn."""

    def __init__(self, version: str, data: dict[str, Json]) -> None:
        self.version = version
        estimators, excluded = data["estimators"], data["excluded"]
        self._estimators: dict[str, Json] = estimators if isinstance(estimators, dict) else {}
        self._excluded: dict[str, Json] = excluded if isinstance(excluded, dict) else {}
        self._classes = {snake_case(name): name for name in self._estimators}

    @property
    def minor(self) -> int:
        """The 9 of 1.9.1."""
        return int(self.version.split(".")[1])

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names, sorted."""
        return tuple(self._estimators)

    def estimator(self, class_name: str) -> Estimator | None:
        """The estimator of a class name, or none."""
        row = self._estimators.get(class_name)
        return Estimator(class_name, row) if isinstance(row, dict) else None

    def algorithms(self, kind: Kind | None = None) -> list[str]:
        """Every algorithm name that a spec may use, for one kind or for both, sorted."""
        found = [name for name, of in self._classes.items() if kind in (None, self._kind(of))]
        for name, pair in PORTABLE_NAMES.items():
            wanted = pair if kind is None else (pair[0 if kind == "classifier" else 1],)
            if any(one in self._estimators for one in wanted):
                found.append(name)
        return sorted(set(found))

    def find(self, algorithm: str, kind: Kind | None) -> Estimator | None:
        """The estimator that an algorithm name stands for, for a label of this kind; where it has none for
        that kind, the one it has."""
        pair = PORTABLE_NAMES.get(algorithm)
        if pair is None:
            return self.estimator(self._classes.get(algorithm, ""))
        first, second = (pair[1], pair[0]) if kind == "regressor" else pair
        return self.estimator(first) or self.estimator(second)

    def excluded(self, algorithm: str) -> str:
        """Why an algorithm of scikit-learn can't be named in a spec, or an empty string."""
        for name, row in self._excluded.items():
            if snake_case(name) == algorithm and isinstance(row, list):
                return str(row[1])
        return ""

    def _kind(self, class_name: str) -> Json:
        row = self._estimators[class_name]
        return row["kind"] if isinstance(row, dict) else None


def known_version(version: str) -> tuple[str, bool]:
    """The version whose catalogue stands for `version`, and whether its minor version is a known one.

    An unknown minor version gets the nearest known; what is no version at all gets the newest.
    """
    parts = version.split(".")
    if len(parts) < 2 or not all(part.isdecimal() for part in parts[:2]):
        return VERSIONS[-1], False
    wanted = (int(parts[0]), int(parts[1]))
    pairs = [(tuple(map(int, known.split(".")[:2])), known) for known in VERSIONS]
    for pair, known in pairs:
        if pair == wanted:
            return known, True
    return (pairs[0] if wanted < pairs[0][0] else pairs[-1])[1], False


def load(version: str) -> Catalogue:
    """The catalogue of a version of `VERSIONS`."""
    if version not in VERSIONS:
        raise ValueError(f"no catalogue of scikit-learn {version}")
    path = os.path.join(os.path.dirname(__file__), f"sklearn-{version}.json")  # noqa: PTH118, PTH120
    with open(path, "rb") as file:  # noqa: PTH123  (pathlib alone costs 3 ms)
        return Catalogue(version, json.loads(file.read()))
