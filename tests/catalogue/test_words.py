"""What portable words and parameters become, per version; and that one would write the same by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from train_block import Task, checked

from specc.model.spec import Choice, Interval
from specc.schema.catalogue import VERSIONS

sklearn = pytest.importorskip("sklearn")
from sklearn import ensemble, linear_model, neighbors, neural_network, svm, tree  # noqa: E402

BALANCED = {"class_weight": "balanced"}

# body of `train`, task, the estimator that a person would write for scikit-learn 1.9.
BY_HAND: list[tuple[str, Task, Callable[[], Any]]] = [
    ("algorithm = logistic_regression", "binary", linear_model.LogisticRegression),
    (
        "algorithm = logistic_regression\n"
        "objective = log_loss(class_weight = balanced)\n"
        "regularizer = l2(strength = 4.0)",
        "multiclass",
        lambda: linear_model.LogisticRegression(C=0.25, l1_ratio=0.0, class_weight="balanced"),
    ),
    (
        "algorithm = logistic_regression\nregularizer = l1(strength = 0.5)",
        "binary",
        lambda: linear_model.LogisticRegression(C=2.0, l1_ratio=1.0, solver="saga"),
    ),
    (
        "algorithm = logistic_regression\nregularizer = l1(0.5)\nparam solver: text = liblinear",
        "binary",
        lambda: linear_model.LogisticRegression(C=2.0, l1_ratio=1.0, solver="liblinear"),
    ),
    (
        "algorithm = logistic_regression\nregularizer = elastic_net(strength = 0.5, l1_ratio = 25%)",
        "binary",
        lambda: linear_model.LogisticRegression(C=2.0, l1_ratio=0.25, solver="saga"),
    ),
    (
        "algorithm = logistic_regression\nregularizer = none",
        "binary",
        lambda: linear_model.LogisticRegression(C=math.inf),
    ),
    (
        "algorithm = random_forest\n"
        "objective = entropy(class_weight = weights(ham = 1, spam = 5))\n"
        "param trees: int = 30",
        "binary",
        lambda: ensemble.RandomForestClassifier(
            criterion="entropy", class_weight={"ham": 1.0, "spam": 5.0}, n_estimators=30
        ),
    ),
    (
        "algorithm = random_forest\nobjective = poisson\nparam max_features: float = 0.5",
        "regression",
        lambda: ensemble.RandomForestRegressor(criterion="poisson", max_features=0.5),
    ),
    (
        "algorithm = ridge\nobjective = squared_error\nregularizer = l2(strength = 3)",
        "regression",
        lambda: linear_model.Ridge(alpha=3.0),
    ),
    ("algorithm = ridge", "multiclass", linear_model.RidgeClassifier),
    (
        "algorithm = elastic_net\nregularizer = elastic_net(strength = 0.1, l1_ratio = 0.7)",
        "regression",
        lambda: linear_model.ElasticNet(alpha=0.1, l1_ratio=0.7),
    ),
    (
        "algorithm = sgd\n"
        "objective = huber(epsilon = 0.2)\n"
        "regularizer = elastic_net(strength = 0.01, l1_ratio = 0.3)",
        "regression",
        lambda: linear_model.SGDRegressor(
            loss="huber", epsilon=0.2, penalty="elasticnet", alpha=0.01, l1_ratio=0.3
        ),
    ),
    (
        "algorithm = sgd\n"
        "objective = log_loss(class_weight = [1, 2, 3])\n"
        "regularizer = none\n"
        "param max_epochs: int = 7",
        "multiclass",
        lambda: linear_model.SGDClassifier(
            loss="log_loss", penalty=None, max_iter=7, class_weight={"a": 1.0, "b": 2.0, "c": 3.0}
        ),
    ),
    (
        "algorithm = linear_svm\nobjective = squared_hinge\nregularizer = l1(strength = 2.0)",
        "binary",
        lambda: svm.LinearSVC(loss="squared_hinge", penalty="l1", C=0.5, dual=False),
    ),
    (
        "algorithm = support_vector_machine\nparam gamma: float = 0.001\nparam kernel: text = rbf",
        "multiclass",
        lambda: svm.SVC(gamma=0.001, kernel="rbf"),
    ),
    (
        "algorithm = support_vector_machine\n"
        "objective = epsilon_insensitive(0.2)\n"
        "regularizer = l2(strength = 0.1)",
        "regression",
        lambda: svm.SVR(epsilon=0.2, C=10.0),
    ),
    (
        "algorithm = hist_gradient_boosting\n"
        "objective = quantile(level = 90%)\n"
        "regularizer = l2(strength = 1)\n"
        "param trees: int = 50",
        "regression",
        lambda: ensemble.HistGradientBoostingRegressor(
            loss="quantile", quantile=0.9, l2_regularization=1.0, max_iter=50
        ),
    ),
    (
        "algorithm = gradient_boosting\nobjective = huber(level = 0.95)\nparam max_depth: int? = none",
        "regression",
        lambda: ensemble.GradientBoostingRegressor(loss="huber", alpha=0.95, max_depth=None),
    ),
    (
        "algorithm = huber_regression\nobjective = huber(epsilon = 1.5)\nregularizer = l2(strength = 0.01)",
        "regression",
        lambda: linear_model.HuberRegressor(epsilon=1.5, alpha=0.01),
    ),
    (
        "algorithm = quantile_regression\nobjective = absolute_error\nregularizer = none",
        "regression",
        lambda: linear_model.QuantileRegressor(quantile=0.5, alpha=0.0),
    ),
    (
        "algorithm = tweedie_regression\nobjective = tweedie(power = 1.5)",
        "regression",
        lambda: linear_model.TweedieRegressor(power=1.5),
    ),
    (
        "algorithm = multilayer_perceptron\n"
        "regularizer = l2(strength = 0.01)\n"
        "architecture {\n"
        "  layer dense 32 tanh\n"
        ""
        "  layer dense 8 tanh\n"
        "  layer output 3 softmax\n"
        "}\n"
        "param learning_rate: float = 0.01\n"
        "param batch_size: int = 64",
        "multiclass",
        lambda: neural_network.MLPClassifier(
            hidden_layer_sizes=[32, 8], activation="tanh", alpha=0.01, learning_rate_init=0.01, batch_size=64
        ),
    ),
    (
        "algorithm = multilayer_perceptron\n"
        "objective = poisson\n"
        "param learning_rate: text = adaptive\n"
        "param hidden_layer_sizes: vector = [5]",
        "regression",
        lambda: neural_network.MLPRegressor(loss="poisson", learning_rate="adaptive", hidden_layer_sizes=[5]),
    ),
    (
        "algorithm = k_nearest_neighbors\nparam neighbors: int = 3",
        "binary",
        lambda: neighbors.KNeighborsClassifier(3),
    ),
    (
        "algorithm = decision_tree_classifier\n"
        "objective = gini(class_weight = balanced)\n"
        "param max_leaf_nodes: int = 8",
        "binary",
        lambda: tree.DecisionTreeClassifier(criterion="gini", class_weight="balanced", max_leaf_nodes=8),
    ),
]


@pytest.mark.skipif(not sklearn.__version__.startswith("1.9."), reason="the estimators are those of 1.9")
@pytest.mark.parametrize(("body", "task", "by_hand"), BY_HAND)
def test_words_give_the_estimator_that_one_writes_by_hand(
    body: str, task: Task, by_hand: Callable[[], Any]
) -> None:
    from importlib import import_module

    found = checked(body, task)
    assert not found.findings
    assert found.train is not None
    module, _, name = found.train.estimator.partition(":")
    made = getattr(import_module(module), name)(**found.parameters)
    made._validate_params()
    wanted = by_hand()
    assert type(made) is type(wanted)
    assert made.get_params() == wanted.get_params()
    # What is not set is listed with its default, so that the lock can name a default that changed.
    left = {key: value for key, value in wanted.get_params().items() if key not in found.parameters}
    left.pop("random_state", None)
    assert {key: math.inf if value == "inf" else value for key, value in found.train.library_defaults} == {
        key: list(value) if isinstance(value, tuple) else value for key, value in left.items()
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_the_penalty_of_logistic_regression_is_said_as_the_version_takes_it(version: str) -> None:
    new = int(version.split(".")[1]) >= 8
    l1 = checked(
        "algorithm = logistic_regression\nregularizer = l1(strength = 0.5)", version=version
    ).parameters
    assert l1 == {"C": 2.0, "solver": "saga", **({"l1_ratio": 1.0} if new else {"penalty": "l1"})}
    none = checked("algorithm = logistic_regression\nregularizer = none", version=version)
    assert none.parameters == ({"C": math.inf} if new else {"penalty": None})
    assert not none.findings


@pytest.mark.parametrize(
    ("version", "codes", "weighted", "blocked"),
    [
        ("1.9.1", [], True, 0),
        ("1.7.2", [], True, 0),
        ("1.6.1", ["E622"], False, 1),
        ("1.5.2", ["E622"], False, 1),
    ],
)
def test_a_network_is_weighed_through_its_rows_from_1_7_on(
    version: str, codes: list[str], weighted: bool, blocked: int
) -> None:
    found = checked(
        "algorithm = multilayer_perceptron\nobjective = log_loss(class_weight = balanced)", version=version
    )
    assert found.codes == codes and all(finding.severity == "warning" for finding in found.findings)
    assert found.train is not None and found.train.balanced_weights is weighted
    assert [one.blocking for one in found.not_run] == [True] * blocked


def test_squared_error_of_a_network_needs_no_parameter_before_1_7() -> None:
    body = "algorithm = multilayer_perceptron\nobjective = squared_error"
    assert checked(body, "regression", "1.6.1").parameters == {}
    assert checked(body, "regression", "1.7.2").parameters == {"loss": "squared_error"}
    assert checked(body.replace("squared_error", "poisson"), "regression", "1.6.1").codes == ["E620"]


SEARCH = "search {\n  strategy = random\n  trials = 5\n  select = accuracy\n}"


def test_a_searched_strength_is_searched_as_its_inverse() -> None:
    body = (
        f"algorithm = logistic_regression\n"
        f"regularizer = l2(strength = s)\n"
        f"param s: float in log(1e-5 .. 1e-1)\n"
        f"{SEARCH}"
    )
    assert checked(body).parameters["C"] == Interval(10.0, 1e5, log=True, integer=False)
    body = body.replace("log(1e-5 .. 1e-1)", "[0.001, 0.01, 3]")
    assert checked(body).parameters["C"] == Choice((1000.0, 100.0, 1 / 3))
    body = body.replace("[0.001, 0.01, 3]", "0.001 .. 0.1")
    assert checked(body).codes == ["E626"]
    body = body.replace("0.001 .. 0.1", "[0.0, 0.1]")
    assert checked(body).codes == ["E626"]


def test_a_strength_that_is_searched_under_the_name_of_a_parameter_goes_only_where_it_is_used() -> None:
    body = (
        f"algorithm = multilayer_perceptron\n"
        f"regularizer = l2(strength = alpha)\n"
        f"param alpha: float in log(1e-5 .. 1e-1)\n"
        f"{SEARCH}"
    )
    found = checked(body)
    assert found.parameters == {"alpha": Interval(1e-5, 0.1, log=True, integer=False)}
    assert found.train is not None and [one.origin for one in found.train.parameters] == ["regularizer"]


def test_a_grid_counts_the_whole_numbers_of_a_range() -> None:
    grid = "search {\n  select = accuracy\n}"
    found = checked(f"algorithm = k_nearest_neighbors\nparam n_neighbors: int in 3 .. 6\n{grid}")
    assert not found.findings and found.parameters == {"n_neighbors": Choice((3, 4, 5, 6))}
    assert found.train is not None and found.train.search is not None
    assert (found.train.search.strategy, found.train.search.trials, found.train.search.scoring) == (
        "grid",
        0,
        "accuracy",
    )


@pytest.mark.parametrize(
    ("task", "select", "scoring"),
    [
        ("multiclass", "f1", "f1_macro"),
        ("binary", "f1", "f1"),
        ("multiclass", "roc_auc", "roc_auc_ovo"),
        ("regression", "rmse", "neg_root_mean_squared_error"),
        ("regression", "pearson", ""),
    ],
)
def test_the_scorer_of_a_search(task: Task, select: str, scoring: str) -> None:
    body = f"algorithm = random_forest\nparam max_depth: int in [2, 4]\nsearch {{\n  select = {select}\n}}"
    found = checked(body, task)
    assert not found.findings
    assert found.train is not None and found.train.search is not None
    assert found.train.search.scoring == scoring
    assert found.train.search.metric is not None and found.train.search.metric.function == select


@pytest.mark.parametrize(
    ("body", "scores"),
    [
        ("algorithm = logistic_regression", "probability"),
        ("algorithm = linear_svm", "decision"),
        ("algorithm = linear_svm\ncalibration = isotonic", "probability"),
        ("algorithm = sgd", "decision"),
        ("algorithm = sgd\nobjective = log_loss", "probability"),
        ("algorithm = svc\nparam probability: bool = true", "probability"),
    ],
)
def test_what_the_model_gives_beside_labels(body: str, scores: str) -> None:
    found = checked(body, version="1.8.0")
    assert not found.findings
    assert found.train is not None and found.train.scores == scores


def test_every_default_is_an_entry_and_what_is_written_is_none() -> None:
    found = checked("algorithm = ridge\nparam alpha: float = 2", "regression")
    entries = {entry.path: entry for entry in found.entries}
    assert entries["train.param.alpha"].value == 2.0 and not entries["train.param.alpha"].default
    assert entries["train.param.fit_intercept"].value is True and entries["train.param.fit_intercept"].default
    assert "train.param.random_state" not in entries
    assert len(entries) == len(found.entries)


def test_defaults_that_json_lacks_are_texts() -> None:
    found = checked("algorithm = ransac_regressor", "regression")
    assert found.train is not None and dict(found.train.library_defaults)["max_skips"] == "inf"


def test_the_default_solver_of_1_3_is_replaced_where_scipy_dropped_it() -> None:
    assert checked("algorithm = quantile_regression", "regression", "1.3.2").parameters == {"solver": "highs"}
    assert checked("algorithm = quantile_regression", "regression", "1.4.2").parameters == {}
