"""The flights gallery spec by hand: will a flight from New York be half an hour late or more?

    python scripts/fetch_flights.py && python benchmarks/raw_flights.py

The rows and the label follow the `recipes` article of tidymodels ("Preprocess your data with recipes"):
joined with the weather of the hour, rows with a null dropped, 325,819 rows, 16.1 % late. Its logistic
regression has an area under the curve of 0.764 on a random quarter; `published` is close to it, without
the article's holidays.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

DATA = Path(__file__).resolve().parent.parent / "specs" / "flights" / "data"
KEY = ["year", "month", "day", "carrier", "flight", "origin"]
LEVELS = ["origin", "dest", "carrier", "weekday", "calendar_month"]
AIR = ["temp", "dewp", "humid", "wind_speed", "precip", "pressure", "visib"]


def load() -> pd.DataFrame:
    """Flights that landed, in the order of their key, with the weather of the hour where they left."""
    flights = pd.read_csv(DATA / "flights.csv", na_values=["NA"], keep_default_na=False)
    weather = pd.read_csv(DATA / "weather.csv", usecols=["origin", "time_hour", *AIR])
    table = flights.merge(weather, on=["origin", "time_hour"], how="inner", validate="many_to_one")
    table = table[table.arr_delay.notna() & table.air_time.notna()].sort_values(KEY, ignore_index=True)
    local = pd.to_datetime(table.time_hour).dt.tz_convert("America/New_York").dt
    departed = table.dep_time.astype(int)
    return table.assign(
        departed=departed // 100 * 60 + departed % 100,
        weekday=local.day_of_week,
        calendar_month=local.month,
    )


def model(numbers: list[str], levels: list[str], pooled: int | None) -> Pipeline:
    """Numbers imputed by the median and standardised, levels as one column each, logistic regression."""
    unknown = "infrequent_if_exist" if pooled else "ignore"
    measured = make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler())
    columns = ColumnTransformer(
        [
            ("numbers", measured, numbers),
            ("levels", OneHotEncoder(min_frequency=pooled, handle_unknown=unknown), levels),
        ]
    )
    return make_pipeline(columns, LogisticRegression(max_iter=500))


def published(table: pd.DataFrame, late: np.ndarray) -> None:
    """The features of the article, on a random quarter and on October to December."""
    pipeline = model(["dep_time", "air_time", "distance"], LEVELS, None)
    train, test = train_test_split(np.arange(len(table)), random_state=222, stratify=late)
    parts = {"random quarter": (train, test), "October to December": _in_time(table)}
    for name, (first, second) in parts.items():
        scores = pipeline.fit(table.iloc[first], late[first]).predict_proba(table.iloc[second])[:, 1]
        print(f"published features, {name}: roc_auc {roc_auc_score(late[second], scores):.4f}")


def _in_time(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of January to September, and of October to December."""
    test = (table.month >= 10).to_numpy()
    return np.flatnonzero(~test), np.flatnonzero(test)


def main() -> None:
    """What is known when the doors close: time, place, carrier and weather, but not the time in the air."""
    table = load()
    late = (table.arr_delay >= 30).to_numpy()
    print(f"rows {len(table)} late {late.mean():.4f}")
    published(table, late)
    train, test = _in_time(table)
    table["plane"] = table.tailnum.map(table.tailnum.iloc[train].value_counts(normalize=True)).fillna(0.0)
    pipeline = model(["departed", "distance", "plane", *AIR], LEVELS, 50)
    scores = pipeline.fit(table.iloc[train], late[train]).predict_proba(table.iloc[test])[:, 1]
    print(f"roc_auc {roc_auc_score(late[test], scores)!r}")
    print(f"average_precision {average_precision_score(late[test], scores)!r}")
    print(f"brier {brier_score_loss(late[test], scores)!r}")


if __name__ == "__main__":
    main()
