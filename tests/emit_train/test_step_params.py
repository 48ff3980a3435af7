"""Options of the features' steps are searched together with the estimator's parameters, as scikit-learn's own
`GridSearchCV` over a `Pipeline` does, on the same folds with the same scores.
"""

from __future__ import annotations

from pathlib import Path

import handmade
import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from specc.check import check
from specc.model.spec import Spec
from specc.source import Source

SPECS = Path(__file__).parent.parent.parent / "specs"


def checked(text: str) -> Spec:
    found = check(Source("x.mlspec", text))
    assert found.spec is not None, found.findings
    return found.spec


def test_the_documented_pipeline_gives_the_published_figure(tmp_path: Path) -> None:
    """scikit-learn's digits pipeline: .87424 with 1.6.1 and 1.9.1 (.92378 with 1.3.2)."""
    folder = handmade.write(checked((SPECS / "digits" / "pipeline.mlspec").read_text()), tmp_path)
    done = handmade.run(folder)
    assert done.returncode == 0, done.stderr
    record = handmade.record(folder)
    rows, digits = load_digits(return_X_y=True)
    by_hand = GridSearchCV(
        Pipeline(
            [
                ("scaler", StandardScaler()),
                ("pca", PCA(svd_solver="full")),
                ("logistic", LogisticRegression(max_iter=10000, tol=0.1)),
            ]
        ),
        {"pca__n_components": [5, 15, 30, 45, 60], "logistic__C": np.logspace(-4, 4, 4)},
        cv=5,
    ).fit(rows, digits.astype(str))
    trials = record["search"]["trials"]  # type: ignore[index]
    assert max(trial["mean"] for trial in trials) == pytest.approx(0.87424, abs=1e-5)
    wanted = {
        (given["pca__n_components"], float(given["logistic__C"])): (
            mean,
            [by_hand.cv_results_[f"split{fold}_test_score"][at] for fold in range(5)],
        )
        for at, (given, mean) in enumerate(
            zip(by_hand.cv_results_["params"], by_hand.cv_results_["mean_test_score"], strict=True)
        )
    }
    got = {
        (trial["parameters"]["components"], trial["parameters"]["C"]): (trial["mean"], trial["folds"])
        for trial in trials
    }
    assert got.keys() == wanted.keys()
    for given, (mean, folds) in got.items():
        assert folds == pytest.approx(wanted[given][1], abs=1e-12), given
        assert mean == pytest.approx(wanted[given][0], abs=1e-12), given
    assert record["search"]["best"] == {  # type: ignore[index]
        "C": float(by_hand.best_params_["logistic__C"]),
        "components": by_hand.best_params_["pca__n_components"],
    }
    said = cross_val_predict(by_hand.best_estimator_, rows, digits.astype(str), cv=StratifiedKFold(5))
    assert record["metrics"]["right"] == accuracy_score(digits.astype(str), said)  # type: ignore[index]
    assert record["features"]["pixels"]["columns"] == 60  # type: ignore[index]
    assert record["split"]["left_out"] == 0  # type: ignore[index]


MESSAGES = """mlspec 2026

model messages version 1

source texts {
  from = "texts.csv"
  key = id
  schema {
    id: int
    body: text
    long: float
    bad: bool
  }
}

label kind: category[ham, spam] = if bad then spam else ham {
  positive = spam
}

features {
  words: vector = tfidf(body, ngrams = grams, min_documents = rare, norm = norm, by = unit) | svd(directions)
  common: vector = word_counts(body, size = terms, accents = accents, lowercase = lower)
  length: float = long | min_max(high = top) | robust_scale(low = cut)
}

split {
  test = 25%
  folds = 3
}

train {
  algorithm = logistic_regression
  param grams: vector in [[1, 1], [1, 2]]
  param rare: int in [1, 2]
  param norm: category in [l1, l2, none]
  param terms: int in [3, 5]
  param accents: category in [keep, ascii]
  param unit: category in [word, character]
  param lower: bool in [true, false]
  param directions: int in 2 .. 4
  param top: float in 1.0 .. 2.0
  param cut: share in [5%, 25%]
  param C: float in log(1e-2 .. 1e2)
  search {
    strategy = random
    trials = 6
    select = found
  }
}

evaluate {
  metric found = balanced_accuracy(kind)
}

environment {
  python = "3.11"
  package "scikit-learn" "1.9.1"
  package "numpy" "2.4.6"
  package "pandas" "3.1.1"
  seed = 0
}
"""
