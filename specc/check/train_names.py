"""Algorithm names that the catalogue lacks: what was probably meant."""

from __future__ import annotations

from specc.check.context import nearest
from specc.schema.catalogue import Catalogue, Kind

# Names in use elsewhere: what scikit-learn has in their place.
_ELSEWHERE = {
    "xgboost": "hist_gradient_boosting",
    "xgb": "hist_gradient_boosting",
    "lightgbm": "hist_gradient_boosting",
    "lgbm": "hist_gradient_boosting",
    "catboost": "hist_gradient_boosting",
    "keras": "multilayer_perceptron",
    "pytorch": "multilayer_perceptron",
    "tensorflow": "multilayer_perceptron",
}
_CALLED = {
    "cart": ("decision_tree",),
    "gbm": ("hist_gradient_boosting", "gradient_boosting"),
    "gbdt": ("hist_gradient_boosting", "gradient_boosting"),
    "histgb": ("hist_gradient_boosting",),
    "boosted_trees": ("hist_gradient_boosting", "gradient_boosting"),
    "gradient_boosted_trees": ("hist_gradient_boosting", "gradient_boosting"),
    "boosting": ("hist_gradient_boosting", "gradient_boosting", "adaboost"),
    "k_nn": ("k_nearest_neighbors",),
    "kneighbors": ("k_nearest_neighbors",),
    "knn": ("k_nearest_neighbors",),
    "nearest_neighbours": ("k_nearest_neighbors",),
    "lda": ("linear_discriminant_analysis",),
    "qda": ("quadratic_discriminant_analysis",),
    "least_squares": ("linear_regression", "ridge"),
    "ols": ("linear_regression", "ridge"),
    "logit": ("logistic_regression",),
    "maximum_entropy": ("logistic_regression",),
    "majority": ("dummy",),
    "baseline": ("dummy",),
    "naive_bayes": ("gaussian_nb", "multinomial_nb", "complement_nb", "bernoulli_nb"),
    "bayes": ("gaussian_nb", "multinomial_nb", "complement_nb", "bernoulli_nb"),
    "neural_network": ("multilayer_perceptron",),
    "deep_learning": ("multilayer_perceptron",),
    "neural_net": ("multilayer_perceptron",),
    "nn": ("multilayer_perceptron",),
    "mlp": ("multilayer_perceptron",),
    "perceptron": ("perceptron", "multilayer_perceptron"),
    "svm": ("svc", "linear_svc", "svr", "linear_svr"),
    "support_vector": ("svc", "linear_svc", "svr", "linear_svr"),
    "forest": ("random_forest", "extra_trees"),
    "tree": ("decision_tree", "extra_tree"),
}
_ENDINGS = ("_classifier", "_regressor", "_classification", "_regression")
_FEW = 4


def suggestion(catalogue: Catalogue, name: str, kind: Kind | None) -> tuple[str, str]:
    """A help line for an unknown algorithm, and a note; both empty when nothing is near."""
    plain = name.lower().strip("_")
    for word, instead in _ELSEWHERE.items():
        if plain.startswith(word) or word in plain.split("_"):
            note = f"{name} is not in scikit-learn, and a spec names its algorithms only"
            return f"the nearest is `{instead}`", note
    fitting = catalogue.algorithms(kind)
    for one in catalogue.classes:
        if one.lower() == plain.replace("_", ""):
            found = catalogue.estimator(one)
            return f"did you mean `{found.algorithm if found else one}`?", ""
    stem = next((plain.removesuffix(end) for end in _ENDINGS if plain.endswith(end)), plain)
    for word in dict.fromkeys((plain, stem, stem.removesuffix("s"))):
        called = [one for one in _CALLED.get(word, ()) if one in fitting]
        if called:
            return _or(called), ""
        if word in fitting:
            return f"did you mean `{word}`?", ""
    near = nearest(name, fitting) or nearest(name, catalogue.algorithms())
    if near:
        return f"did you mean `{near}`?", ""
    return _or(_sharing(stem, fitting)), ""


def _sharing(name: str, fitting: list[str]) -> list[str]:
    """The algorithms that share most words with a name, the shortest first."""
    words = {word for word in name.split("_") if len(word) > 2}
    shared = {one: len(words & set(one.split("_"))) for one in fitting}
    most = max(shared.values(), default=0)
    found = sorted((one for one in fitting if most and shared[one] == most), key=lambda one: (len(one), one))
    return found[:_FEW]


def _or(names: list[str]) -> str:
    return f"did you mean {' or '.join(f'`{name}`' for name in names)}?" if names else ""
