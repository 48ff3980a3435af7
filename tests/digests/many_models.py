"""Fits many estimators and prints their digests: run in processes of its own, which must agree."""

# ruff: noqa: E402  (the path must be set before `models` is imported)
from __future__ import annotations

import hashlib
import json
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "specc" / "emit" / "assets"))
warnings.filterwarnings("ignore")

import models
import numpy as np
import pandas as pd
from sklearn import (
    calibration,
    datasets,
    decomposition,
    discriminant_analysis,
    ensemble,
    gaussian_process,
    linear_model,
    naive_bayes,
    neighbors,
    neural_network,
    svm,
    tree,
)
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import (
    KBinsDiscretizer,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
    TargetEncoder,
)

CLASSIFIERS: dict[str, BaseEstimator] = {
    "logistic": linear_model.LogisticRegression(max_iter=200),
    "saga": linear_model.LogisticRegression(solver="saga", max_iter=20, random_state=1),
    "sgd": linear_model.SGDClassifier(loss="log_loss", random_state=1),
    "linear_svc": svm.LinearSVC(random_state=1),
    "svc": svm.SVC(gamma=0.01),
    "forest": ensemble.RandomForestClassifier(8, random_state=1),
    "extra": ensemble.ExtraTreesClassifier(8, random_state=1),
    "hist": ensemble.HistGradientBoostingClassifier(max_iter=8, random_state=1),
    "boosting": ensemble.GradientBoostingClassifier(n_estimators=8, random_state=1),
    "ada": ensemble.AdaBoostClassifier(n_estimators=5, random_state=1),
    "bagging": ensemble.BaggingClassifier(n_estimators=4, random_state=1),
    "knn": neighbors.KNeighborsClassifier(algorithm="kd_tree"),
    "ball": neighbors.KNeighborsClassifier(algorithm="ball_tree"),
    "mlp": neural_network.MLPClassifier((8,), max_iter=15, random_state=1),
    "gaussian": gaussian_process.GaussianProcessClassifier(random_state=1),
    "bayes": naive_bayes.GaussianNB(),
    "tree": tree.DecisionTreeClassifier(random_state=1),
    "lda": discriminant_analysis.LinearDiscriminantAnalysis(),
    "calibrated": calibration.CalibratedClassifierCV(
        make_pipeline(StandardScaler(), svm.LinearSVC(random_state=1)), ensemble=False
    ),
    "search": GridSearchCV(linear_model.LogisticRegression(max_iter=200), {"C": [0.1, 1.0]}, cv=3),
    "stack": ensemble.StackingClassifier(
        [("a", naive_bayes.GaussianNB()), ("b", tree.DecisionTreeClassifier(max_depth=3, random_state=1))]
    ),
}
REGRESSORS: dict[str, BaseEstimator] = {
    "ridge": linear_model.Ridge(),
    "elastic": linear_model.ElasticNet(0.1),
    "huber": linear_model.HuberRegressor(max_iter=300),
    "forest_numbers": ensemble.RandomForestRegressor(8, random_state=1),
    "hist_numbers": ensemble.HistGradientBoostingRegressor(max_iter=8, random_state=1),
    "svr": svm.SVR(),
    "gaussian_numbers": gaussian_process.GaussianProcessRegressor(normalize_y=True, random_state=1),
    "mlp_numbers": neural_network.MLPRegressor(hidden_layer_sizes=(8,), max_iter=15, random_state=1),
}


def texts() -> tuple[pd.DataFrame, np.ndarray]:
    """Words, levels and numbers with holes."""
    words = ["copy", "memory", "verbose", "one", "two", "three", "four", "five", "six", "seven"]
    frame = pd.DataFrame(
        {
            "text": [" ".join(words[(at * k) % 10] for k in range(1, 5)) for at in range(120)],
            "level": [("a", "b", "c")[at % 3] for at in range(120)],
            "number": [float(at % 11) if at % 7 else np.nan for at in range(120)],
        }
    )
    return frame, np.array(["yes" if at % 4 else "no" for at in range(120)])


def columns() -> dict[str, BaseEstimator]:
    """Pipelines over mixed columns."""
    numbers = make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler())
    wide = make_pipeline(
        SimpleImputer(),
        PolynomialFeatures(2),
        QuantileTransformer(n_quantiles=10),
        KBinsDiscretizer(n_bins=3, encode="ordinal"),
    )
    return {
        "tfidf": ColumnTransformer(
            [("w", TfidfVectorizer(ngram_range=(1, 2)), "text"), ("n", numbers, ["number"])]
        ),
        "levels": ColumnTransformer(
            [
                ("h", OneHotEncoder(min_frequency=2), ["level"]),
                ("o", OrdinalEncoder(), ["level"]),
                ("t", TargetEncoder(random_state=1), ["level"]),
            ]
        ),
        "words": make_pipeline(
            ColumnTransformer([("w", CountVectorizer(), "text")]),
            decomposition.TruncatedSVD(n_components=3, random_state=1),
        ),
        "numbers": ColumnTransformer(
            [("n", wide, ["number"]), ("r", make_pipeline(SimpleImputer(), RobustScaler()), ["number"])]
        ),
    }


def facts(model: BaseEstimator, rows: object) -> dict[str, object]:
    """Digests, file hash, and whether the file loads and predicts the same."""
    found = models.Model(model)
    data = models.skops_bytes(model)
    loaded = models.load(data)
    method = next(name for name in ("predict_proba", "decision_function", "predict") if hasattr(model, name))
    same = np.array_equal(np.asarray(getattr(model, method)(rows)), np.asarray(getattr(loaded, method)(rows)))
    again = models.skops_bytes(models.load(data))
    return {
        "state": found.state,
        "config": found.config,
        "content": found.content,
        "file": hashlib.sha256(data).hexdigest(),
        "loads": bool(same),
        "content_loaded": models.Model(models.load(data)).content == found.content,
        "again": hashlib.sha256(again).hexdigest(),
        "leaves": len(found.leaves),
    }


def main() -> None:
    result = {}
    rows, classes = datasets.load_wine(return_X_y=True)
    names = np.array(["low", "mid", "high"])[classes]
    scaled = StandardScaler().fit_transform(rows)
    for name, model in CLASSIFIERS.items():
        result[name] = facts(model.fit(scaled, names), scaled)
    numbers, target = datasets.load_diabetes(return_X_y=True)
    for name, model in REGRESSORS.items():
        result[name] = facts(model.fit(numbers, target), numbers)
    frame, label = texts()
    for name, step in columns().items():
        pipeline = Pipeline([("features", step), ("model", linear_model.LogisticRegression())])
        result[name] = facts(pipeline.fit(frame, label), frame)
    print(json.dumps(result, sort_keys=True))


if __name__ == "__main__":
    main()
