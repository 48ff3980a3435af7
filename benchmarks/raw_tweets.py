"""The tweets gallery spec by hand: tf-idf of words and logistic regression, C chosen by five folds.

python benchmarks/raw_tweets.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    precision_score,
    recall_score,
    roc_auc_score,
)
from sklearn.model_selection import GridSearchCV, StratifiedKFold, train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

DATA = Path(__file__).resolve().parent.parent / "specs" / "tweets" / "data"
SEED = 20140601
NUMBERS = ["n_chars", "marks", "shouting", "has_link"]


def load() -> tuple[pd.DataFrame, np.ndarray]:
    """Tweets by id with their features, and whether the mean rating is half a point below neutral."""
    tweets = pd.read_csv(DATA / "tweets.csv", keep_default_na=False)
    ratings = pd.read_csv(DATA / "ratings.csv")
    table = tweets.merge(ratings, on="id", validate="one_to_one").sort_values("id", ignore_index=True)
    table["n_chars"] = table.text.str.len()
    table["marks"] = table.text.str.count("[!?]")
    table["shouting"] = (table.text.str.count("[A-Z]") / table.n_chars.where(table.n_chars > 0)).fillna(0.0)
    table["has_link"] = table.text.str.contains("https?://", regex=True).astype(float)
    return table, np.where(table.mean_rating <= -0.5, "yes", "no")


def pipeline() -> Pipeline:
    """Numbers standardised, words as tf-idf, logistic regression."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    columns = ColumnTransformer([("numbers", StandardScaler(), NUMBERS), ("words", words, "text")])
    model = LogisticRegression(class_weight="balanced", max_iter=1000)
    return Pipeline([("features", columns), ("model", model)])


def main() -> None:
    """Choose C on folds of the training part, then measure on the test part."""
    table, label = load()
    train, test = train_test_split(np.arange(len(table)), test_size=0.25, random_state=SEED, stratify=label)
    folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
    grid = {"model__C": [1.0, 3.0, 10.0, 30.0]}
    search = GridSearchCV(pipeline(), grid, scoring="roc_auc", cv=folds).fit(table.iloc[train], label[train])
    scores = search.predict_proba(table.iloc[test])[:, 1]
    truth, guess = label[test], np.where(scores >= 0.5, "yes", "no")
    print(f"best {search.best_params_} mean {search.best_score_!r}")
    print(f"accuracy {accuracy_score(truth, guess)!r}")
    print(f"recall {recall_score(truth, guess, pos_label='yes')!r}")
    print(f"precision {precision_score(truth, guess, pos_label='yes')!r}")
    print(f"roc_auc {roc_auc_score(truth == 'yes', scores)!r}")
    print(f"average_precision {average_precision_score(truth == 'yes', scores)!r}")


if __name__ == "__main__":
    main()
