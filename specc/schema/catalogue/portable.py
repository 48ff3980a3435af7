"""The portable words of `train`, and what each sets on each estimator.

`objective` says what is minimised, `regularizer` what is punished, `architecture` how a network is built:
one word for what the library calls `loss`, `criterion`, `penalty`, `C`, `alpha`, `hidden_layer_sizes`. A word
that an estimator lacks here is a finding that names the ones it has. `since` and `until` are minor versions
of scikit-learn 1, both included. What a word sets is checked against the version's own constraint, so that a
word of a later version is found there.

An argument goes to a parameter; `1/C` is its inverse: scikit-learn's `C` is the inverse of the strength. The
strength is the number by which the library multiplies the penalty; how that number stands to the number of
rows differs (`Ridge`: the sum over rows; `SGDClassifier`: their mean).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from specc.schema.rows import Json

NOTHING: Mapping[str, Json] = MappingProxyType({})
NO_ARGUMENTS: Mapping[str, str] = MappingProxyType({})
NO_NEEDS: Mapping[str, tuple[Json, ...]] = MappingProxyType({})


class Word(NamedTuple):
    """What one portable word sets.

    `sets`: parameters with fixed values. `arguments`: its arguments and the parameters they go to; the first
    may be given without its name. `required`: arguments that must be given. `prefers`: parameters that the
    word needs, set unless the spec gives them. `needs`: values that go with the word. `implied`: where the
    version has no such parameter, the estimator does this anyway. `tasks`: labels it fits, all when empty.
    """

    sets: Mapping[str, Json] = NOTHING
    arguments: Mapping[str, str] = NO_ARGUMENTS
    required: tuple[str, ...] = ()
    prefers: Mapping[str, Json] = NOTHING
    needs: Mapping[str, tuple[Json, ...]] = NO_NEEDS
    implied: bool = False
    tasks: tuple[str, ...] = ()
    since: int = 0
    until: int = 99


Words = dict[str, tuple[Word, ...]]

BUILT_IN = (Word(),)  # the estimator does this and nothing else, so there is nothing to set
INFINITE = float("inf")


def _each(parameter: str, *words: str) -> Words:
    return {word: (Word({parameter: word}),) for word in words}


def _loss(parameter: str, word: str, **arguments: str) -> tuple[Word, ...]:
    return (Word({parameter: word}, arguments),)


_GINI = _each("criterion", "gini", "entropy", "log_loss")
_VARIANCE = _each("criterion", "squared_error", "absolute_error", "friedman_mse", "poisson")
_SQUARED: Words = {"squared_error": BUILT_IN}
_INSENSITIVE = {
    "epsilon_insensitive": _loss("loss", "epsilon_insensitive", epsilon="epsilon"),
    "squared_epsilon_insensitive": _loss("loss", "squared_epsilon_insensitive", epsilon="epsilon"),
}

# Class: word: what it sets.
OBJECTIVES: dict[str, Words] = {
    "AdaBoostClassifier": {"exponential": BUILT_IN},
    "ARDRegression": _SQUARED,
    "BayesianRidge": _SQUARED,
    "DecisionTreeClassifier": _GINI,
    "DecisionTreeRegressor": _VARIANCE,
    "ElasticNet": _SQUARED,
    "ElasticNetCV": _SQUARED,
    "ExtraTreeClassifier": _GINI,
    "ExtraTreeRegressor": _VARIANCE,
    "ExtraTreesClassifier": _GINI,
    "ExtraTreesRegressor": _VARIANCE,
    "GammaRegressor": {"gamma": BUILT_IN},
    "GradientBoostingClassifier": {
        **_each("loss", "log_loss"),
        "exponential": (Word({"loss": "exponential"}, tasks=("binary",)),),
    },
    "GradientBoostingRegressor": {
        **_each("loss", "squared_error", "absolute_error"),
        "huber": _loss("loss", "huber", level="alpha"),
        "quantile": _loss("loss", "quantile", level="alpha"),
    },
    "HistGradientBoostingClassifier": _each("loss", "log_loss"),
    "HistGradientBoostingRegressor": {
        **_each("loss", "squared_error", "absolute_error", "gamma", "poisson"),
        "quantile": (Word({"loss": "quantile"}, {"level": "quantile"}, ("level",)),),
    },
    "HuberRegressor": {"huber": (Word(arguments={"epsilon": "epsilon"}),)},
    "KernelRidge": _SQUARED,
    "Lars": _SQUARED,
    "LarsCV": _SQUARED,
    "Lasso": _SQUARED,
    "LassoCV": _SQUARED,
    "LassoLars": _SQUARED,
    "LassoLarsCV": _SQUARED,
    "LassoLarsIC": _SQUARED,
    "LinearRegression": _SQUARED,
    "LinearSVC": _each("loss", "hinge", "squared_hinge"),
    "LinearSVR": _INSENSITIVE,
    "LogisticRegression": {"log_loss": BUILT_IN},
    "LogisticRegressionCV": {"log_loss": BUILT_IN},
    "MLPClassifier": {"log_loss": BUILT_IN},
    "MLPRegressor": {
        "squared_error": (Word({"loss": "squared_error"}, implied=True),),
        "poisson": _loss("loss", "poisson"),
    },
    "OrthogonalMatchingPursuit": _SQUARED,
    "OrthogonalMatchingPursuitCV": _SQUARED,
    "PLSRegression": _SQUARED,
    "PassiveAggressiveClassifier": _each("loss", "hinge", "squared_hinge"),
    "PassiveAggressiveRegressor": _INSENSITIVE,
    "Perceptron": {"perceptron": BUILT_IN},
    "PoissonRegressor": {"poisson": BUILT_IN},
    "QuantileRegressor": {
        "quantile": (Word(arguments={"level": "quantile"}),),
        "absolute_error": (Word({"quantile": 0.5}),),
    },
    "RANSACRegressor": _each("loss", "squared_error", "absolute_error"),
    "RandomForestClassifier": _GINI,
    "RandomForestRegressor": _VARIANCE,
    "Ridge": _SQUARED,
    "RidgeCV": _SQUARED,
    "RidgeClassifier": _SQUARED,
    "RidgeClassifierCV": _SQUARED,
    "SGDClassifier": {
        **_each(
            "loss", "hinge", "squared_hinge", "log_loss", "modified_huber", "perceptron", "squared_error"
        ),
        "huber": _loss("loss", "huber", epsilon="epsilon"),
        **_INSENSITIVE,
    },
    "SGDRegressor": {
        **_each("loss", "squared_error"),
        "huber": _loss("loss", "huber", epsilon="epsilon"),
        **_INSENSITIVE,
    },
    "SVC": {"hinge": BUILT_IN},
    "SVR": {"epsilon_insensitive": (Word(arguments={"epsilon": "epsilon"}),)},
    "TweedieRegressor": {"tweedie": (Word(arguments={"power": "power"}, required=("power",)),)},
}

_ALPHA = {"strength": "alpha"}
_ALPHA_RATIO = {"strength": "alpha", "l1_ratio": "l1_ratio"}
_INVERSE = {"strength": "1/C"}
_INVERSE_RATIO = {"strength": "1/C", "l1_ratio": "l1_ratio"}

_L2_ALPHA: Words = {"l2": (Word(arguments=_ALPHA),), "none": (Word({"alpha": 0.0}),)}
_L1_ALPHA: Words = {"l1": (Word(arguments=_ALPHA),)}
_L2_INVERSE: Words = {"l2": (Word(arguments=_INVERSE),)}
_PENALTY: Words = {
    "l2": (Word({"penalty": "l2"}, _ALPHA),),
    "l1": (Word({"penalty": "l1"}, _ALPHA),),
    "elastic_net": (Word({"penalty": "elasticnet"}, _ALPHA_RATIO),),
    "none": (Word({"penalty": None}),),
}
_SAGA: dict[str, Json] = {"solver": "saga"}
_L1_SOLVERS: dict[str, tuple[Json, ...]] = {"solver": ("saga", "liblinear")}
_RATIO_SOLVERS: dict[str, tuple[Json, ...]] = {"solver": ("saga",)}
_L1_SVC: dict[str, tuple[Json, ...]] = {"loss": ("squared_hinge",), "dual": (False, "auto")}

REGULARIZERS: dict[str, Words] = {
    "ElasticNet": {
        "elastic_net": (Word(arguments=_ALPHA_RATIO),),
        "l1": (Word({"l1_ratio": 1.0}, _ALPHA),),
    },
    "GammaRegressor": _L2_ALPHA,
    "HistGradientBoostingClassifier": {
        "l2": (Word(arguments={"strength": "l2_regularization"}),),
        "none": (Word({"l2_regularization": 0.0}),),
    },
    "HistGradientBoostingRegressor": {
        "l2": (Word(arguments={"strength": "l2_regularization"}),),
        "none": (Word({"l2_regularization": 0.0}),),
    },
    "HuberRegressor": _L2_ALPHA,
    "KernelRidge": {"l2": (Word(arguments=_ALPHA),)},
    "Lasso": _L1_ALPHA,
    "LassoLars": _L1_ALPHA,
    "LinearRegression": {"none": BUILT_IN},
    "LinearSVC": {
        "l2": (Word({"penalty": "l2"}, _INVERSE),),
        "l1": (Word({"penalty": "l1"}, _INVERSE, prefers={"dual": False}, needs=_L1_SVC),),
    },
    "LinearSVR": _L2_INVERSE,
    # From 1.8 on `penalty` is deprecated: `l1_ratio` alone says which, and an infinite C is no penalty.
    "LogisticRegression": {
        "l2": (Word({"penalty": "l2"}, _INVERSE, until=7), Word({"l1_ratio": 0.0}, _INVERSE, since=8)),
        "l1": (
            Word({"penalty": "l1"}, _INVERSE, prefers=_SAGA, needs=_L1_SOLVERS, until=7),
            Word({"l1_ratio": 1.0}, _INVERSE, prefers=_SAGA, needs=_L1_SOLVERS, since=8),
        ),
        "elastic_net": (
            Word({"penalty": "elasticnet"}, _INVERSE_RATIO, ("l1_ratio",), _SAGA, _RATIO_SOLVERS, until=7),
            Word({}, _INVERSE_RATIO, ("l1_ratio",), _SAGA, _RATIO_SOLVERS, since=8),
        ),
        "none": (Word({"penalty": None}, until=7), Word({"C": INFINITE}, since=8)),
    },
    "MLPClassifier": _L2_ALPHA,
    "MLPRegressor": _L2_ALPHA,
    "Perceptron": _PENALTY,
    "PoissonRegressor": _L2_ALPHA,
    "QuantileRegressor": {**_L1_ALPHA, "none": (Word({"alpha": 0.0}),)},
    "Ridge": {"l2": (Word(arguments=_ALPHA),)},
    "RidgeClassifier": {"l2": (Word(arguments=_ALPHA),)},
    "SGDClassifier": _PENALTY,
    "SGDRegressor": _PENALTY,
    "SVC": _L2_INVERSE,
    "SVR": _L2_INVERSE,
    "TweedieRegressor": _L2_ALPHA,
}

# Estimators whose `architecture` block is understood.
LAYERED = ("MLPClassifier", "MLPRegressor")
ACTIVATIONS = ("relu", "tanh", "logistic", "identity")
# What the last layer of the network does for a task; scikit-learn sets it by itself.
OUTPUTS = {"binary": "logistic", "multiclass": "softmax", "regression": "identity"}

# Portable parameter names: class ("" for any that has the target and not the name), and where a number goes.
SYNONYMS: dict[str, dict[str, str]] = {
    "MLPClassifier": {"learning_rate": "learning_rate_init"},
    "MLPRegressor": {"learning_rate": "learning_rate_init"},
    "HistGradientBoostingClassifier": {"trees": "max_iter"},
    "HistGradientBoostingRegressor": {"trees": "max_iter"},
    "": {
        "max_epochs": "max_iter",
        "epochs": "max_iter",
        "max_iterations": "max_iter",
        "trees": "n_estimators",
        "neighbors": "n_neighbors",
        "tolerance": "tol",
        "strength": "",  # said by `regularizer`; never a parameter of the library
    },
}
# Only these count epochs in `max_iter`; elsewhere it counts solver iterations.
EPOCHS = (
    "MLPClassifier",
    "MLPRegressor",
    "PassiveAggressiveClassifier",
    "PassiveAggressiveRegressor",
    "Perceptron",
    "SGDClassifier",
    "SGDRegressor",
)

# Parameters that another line of the spec owns: what to write instead.
OWNED = {
    "random_state": "the seed is `environment.seed`",
    "n_jobs": "threads are set by `environment.threads`; more than one changes bits",
    "verbose": "progress is shown by specc and is no part of a model",
    "warm_start": "every model is fitted from nothing",
}

# Settings without which an estimator fails on its own defaults: class, minor versions, what is set unless g
REPAIRS: tuple[tuple[str, int, int, dict[str, Json]], ...] = (
    # The default solver of 1.3 was removed from scipy 1.11.
    ("QuantileRegressor", 0, 3, {"solver": "highs"}),
)


def word_for(words: Words, name: str, minor: int) -> Word | None:
    """What a word sets in scikit-learn 1.`minor`, or none when it is not there."""
    for word in words.get(name, ()):
        if word.since <= minor <= word.until:
            return word
    return None


def synonym(class_name: str, name: str, parameters: tuple[str, ...]) -> str:
    """The library's parameter that a portable name stands for on this estimator, or an empty string."""
    target = SYNONYMS.get(class_name, {}).get(name) or SYNONYMS[""].get(name, "")
    if name in ("max_epochs", "epochs") and class_name not in EPOCHS:
        return ""
    if name == "max_iterations" and class_name in EPOCHS:
        return ""
    return target if target in parameters else ""
