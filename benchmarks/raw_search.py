"""The build benchmark by hand: words and letters of the tweets as tf-idf, C by folds, all of it saved.

    python benchmarks/raw_search.py [OUTPUT]

It does what `benchmarks/search.mlspec` says, and what a careful person does besides: check the columns,
keep the model and the predictions, and measure slices.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
from raw_tweets import NUMBERS, SEED, load
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, recall_score, roc_auc_score
from sklearn.model_selection import GridSearchCV, StratifiedKFold, train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler


def pipeline() -> Pipeline:
    """Numbers standardised, words and letters as tf-idf, logistic regression."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=3, sublinear_tf=True)
    columns = ColumnTransformer(
        [("numbers", StandardScaler(), NUMBERS), ("words", words, "text"), ("letters", letters, "text")]
    )
    model = LogisticRegression(class_weight="balanced", max_iter=1000)
    return Pipeline([("features", columns), ("model", model)])


def measures(truth: np.ndarray, scores: np.ndarray) -> dict[str, float]:
    """Recall at one half, area under the curve, average precision; no figure where one class is missing."""
    if len(set(truth)) < 2:
        return {}
    return {
        "recall": float(recall_score(truth, scores >= 0.5)),
        "roc_auc": float(roc_auc_score(truth, scores)),
        "average_precision": float(average_precision_score(truth, scores)),
    }


def main() -> None:
    """Choose C on folds of the training part, measure on the test part and its slices, save everything."""
    output = Path(sys.argv[1] if len(sys.argv) > 1 else "raw_search_output")
    output.mkdir(parents=True, exist_ok=True)
    table, label = load()
    assert table.id.is_unique and not table.isna().any().any()
    train, test = train_test_split(np.arange(len(table)), test_size=0.25, random_state=SEED, stratify=label)
    folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
    grid = {"model__C": [0.3, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0]}
    search = GridSearchCV(pipeline(), grid, scoring="roc_auc", cv=folds).fit(table.iloc[train], label[train])
    held_out, truth = table.iloc[test], label[test] == "yes"
    scores = search.predict_proba(held_out)[:, 1]
    slices = {"short": held_out.n_chars < 50, "disputed": held_out.deviation > 1.5}
    report = {"all": measures(truth, scores), "best": search.best_params_}
    report |= {name: measures(truth[mask], scores[mask]) for name, mask in slices.items()}
    joblib.dump(search.best_estimator_, output / "model.joblib")
    pd.DataFrame({"id": held_out.id, "score": scores}).to_parquet(output / "predictions.parquet")
    (output / "report.json").write_text(json.dumps(report, indent=2))
    print(json.dumps(report["all"]))


if __name__ == "__main__":
    main()
