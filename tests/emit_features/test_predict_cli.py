"""`specc build` and `specc predict` over a join, and rows that no model can be trained on."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEW = [(901, "EWR", "a", 0), (902, "JFK", "b", 0)]
SPEC = """\
mlspec 2026

model late version 1

problem {
  statement = "Say whether a flight is late."
  positive = yes
}

source flights {
  from = "flights.csv"
  format = csv
  key = [number]
  licence = "made up"
  schema {
    number: int
    origin: text
    note: text
    delay: int
  }
}

source weather {
  from = "weather.csv"
  format = csv
  key = [origin]
  licence = "made up"
  schema {
    origin: text
    rain: float
  }
}

rows {
  from = flights
  join weather on [origin] = many_to_one {
    required = true
  }
}

label late: category[no, yes] = if delay >= 30 then yes else no

features {
  wet: float = rain | standardise()
}

split {
  test = number > 60
}

train {
  algorithm = logistic_regression
}

evaluate {
  metric right = accuracy(late)
  require {
    right >= 10%
  }
}

environment {
  python = "3.11"
  package "scikit-learn" "1.9.1"
  package "numpy" "2.4.6"
  package "pandas" "3.1.1"
  exclude_newer = 2026-11-20
  seed = 1
}
"""


def specc(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "specc", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    if "E816" in done.stdout + done.stderr:
        pytest.skip("the package index can't be reached")
    return done


def write(path: Path, *rows: tuple[object, ...]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "late.mlspec").write_text(SPEC)
    rains = {"EWR": 3.0, "JFK": 0.0, "LGA": 9.5}
    write(tmp_path / "weather.csv", ("origin", "rain"), *rains.items())
    rows = [
        (n, origin, f"word{n}", 45 if rains[origin] > 2 and n % 7 else 5)
        for n in range(1, 81)
        for origin in [list(rains)[n % 3]]
    ]
    write(tmp_path / "flights.csv", ("number", "origin", "note", "delay"), *rows)
    return tmp_path


@pytest.mark.slow
def test_rows_are_predicted_with_the_joined_source_that_is_named(project: Path) -> None:
    built = specc(project, "build", "late.mlspec", "--runner", "venv")
    assert built.returncode == 0, built.stdout + built.stderr
    write(project / "new.csv", ("number", "origin", "note", "delay"), *NEW)
    write(project / "storm.csv", ("origin", "rain"), ("EWR", 0.0), ("JFK", 9.0))
    answers = {}
    for name, more in {"then": (), "now": ("--source", "weather=storm.csv")}.items():
        done = specc(project, "predict", "late.mlspec", "new.csv", "--format", "json", *more)
        assert done.returncode == 0, done.stderr
        answers[name] = {row["number"]: row["late"] for row in map(json.loads, done.stdout.splitlines())}
    assert answers == {"then": {901: "yes", 902: "no"}, "now": {901: "no", 902: "yes"}}
    wrong = specc(project, "predict", "late.mlspec", "new.csv", "--source", "wether=storm.csv")
    assert wrong.returncode == 1 and "E335" in wrong.stderr and "wether" in wrong.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("feature", "code", "said"),
    [
        ("wet: float = exp(number * 100)", "E360", "`wet` is infinite"),
        ('words: vector = note | tfidf(pattern = "zebra")', "E866", "`words` finds no term"),
        ("where: vector = one_hot(note, unknown = error)", "E866", "`where` meets levels"),
    ],
)
def test_rows_that_give_a_feature_nothing_are_a_finding(
    project: Path, feature: str, code: str, said: str
) -> None:
    text = SPEC.replace("wet: float = rain | standardise()", feature)
    (project / "late.mlspec").write_text(text)
    done = specc(project, "build", "late.mlspec", "--runner", "venv")
    assert done.returncode != 0
    assert code in done.stdout + done.stderr and said in done.stdout + done.stderr, done.stdout + done.stderr
