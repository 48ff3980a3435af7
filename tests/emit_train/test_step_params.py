"""Options of the features' steps are searched together with the estimator's parameters, as scikit-learn's own
`GridSearchCV` over a `Pipeline` does, on the same folds with the same scores.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import handmade
import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_diabetes, load_digits
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, root_mean_squared_error
from sklearn.model_selection import GridSearchCV, KFold, StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from specc.check import check
from specc.model.spec import Evaluate, Metric, Spec
from specc.plan import plan
from specc.source import Source

SPECS = Path(__file__).parent.parent.parent / "specs"
EVALUATE = Evaluate((Metric("error", "rmse", ()),), (), ())


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

label kind: category[ham, spam] = if bad then spam else ham

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
  param norm: category? in [l1, l2, none]
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


def test_every_kind_of_option_takes_a_param(tmp_path: Path) -> None:
    """Numbers, shares, words, yes or no, n-grams and sizes, drawn at random."""
    made = checked(MESSAGES)
    folder = handmade.write(made, tmp_path)
    draw = np.random.default_rng(0)
    words = np.array(["win", "prize", "now", "meet", "lunch", "caf\u00e9", "cheap", "call"])
    bad = draw.random(120) < 0.5
    bodies = [" ".join(draw.choice(words[:5] if one else words[3:], 6)) for one in bad]
    (folder / "data" / "texts").mkdir(parents=True)
    pd.DataFrame(
        {"id": range(120), "body": bodies, "long": [len(set(one)) for one in bodies], "bad": bad}
    ).replace({"bad": {True: "true", False: "false"}}).to_csv(
        folder / "data" / "texts" / "texts.csv", index=False
    )
    done = handmade.run(folder)
    assert done.returncode == 0, done.stderr
    assert "cannot be fitted" not in done.stderr
    record = handmade.record(folder)
    trials = record["search"]["trials"]  # type: ignore[index]
    assert len(trials) == 6 and all(np.isfinite(trial["folds"]).all() for trial in trials)
    best = record["search"]["best"]  # type: ignore[index]
    assert set(best) == {
        "grams", "rare", "norm", "unit", "terms", "accents", "lower", "directions", "top", "cut", "C",
    }  # fmt: skip
    assert record["features"]["words"]["columns"] == best["directions"]  # type: ignore[index]
    assert record["features"]["common"]["columns"] <= best["terms"]  # type: ignore[index]
    assert "def transformer(accents, cut, directions, grams, " in (folder / "features.py").read_text()


def test_a_domain_of_a_step_is_part_of_the_recipe() -> None:
    """Another list of values is another search; the rows, features and split stay what they were."""
    text = (SPECS / "digits" / "pipeline.mlspec").read_text()
    before, after = (
        {step.name: step.recipe for step in plan(checked(each), handmade.REQUIREMENTS).steps}
        for each in (text, text.replace("[5, 15, 30, 45, 60]", "[5, 15, 30, 45]"))
    )
    assert {name for name in before if before[name] != after[name]} == {"search"}


def test_a_fixed_param_is_written_into_the_step(tmp_path: Path) -> None:
    text = (SPECS / "digits" / "pipeline.mlspec").read_text()
    fixed = checked(text.replace("components: int in [5, 15, 30, 45, 60]", "components: int = 30"))
    folder = handmade.write(fixed, tmp_path)
    assert "PCA(n_components=30, " in (folder / "features.py").read_text()
    assert "def pipeline(C):" in (folder / "train.py").read_text()
    entries = {entry.path: (entry.value, entry.impact) for entry in fixed.entries}
    assert entries["features.pixels.pca.n"] == ({"param": "components"}, "feature")
    assert entries["train.param.components"] == (30, "train")


def test_each_row_is_tested_by_a_model_of_the_other_folds(tmp_path: Path) -> None:
    """`test = folds` of a regression, folds drawn by the seed."""
    made = handmade.diabetes()
    made = replace(made, split=handmade.split("folds", None, folds=4), evaluate=EVALUATE)
    folder = handmade.write(made, tmp_path)
    done = handmade.run(folder)
    assert done.returncode == 0, done.stderr
    record = handmade.record(folder)
    rows, y = load_diabetes(return_X_y=True)
    best = record["search"]["best"]["alpha"]  # type: ignore[index]
    model = make_pipeline(StandardScaler(), Ridge(alpha=best, random_state=3))
    said = cross_val_predict(model, rows, y, cv=KFold(4, shuffle=True, random_state=3))
    assert record["metrics"]["error"] == pytest.approx(root_mean_squared_error(y, said), rel=1e-9)  # type: ignore[index]
    assert record["predictions"]["rows"] == record["split"]["train"]["rows"] == 442  # type: ignore[index]
