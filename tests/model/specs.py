"""Whole specs for the tests of hashes and of the compiled document."""

from __future__ import annotations

from specc.check import check
from specc.model.spec import Spec
from specc.source import Source

BASE = '''mlspec 2026

model spam version 3

problem {
  statement = "Spam or not?"
  positive = spam
}

source messages {
  from = "messages.csv"
  key = id
  licence = "CC0"

  schema {
    id: int
    body: text
    hour: int
    kind: category[ham, spam]
  }

  expect {
    unique(id)
  }
}

label is_spam: category[ham, spam] = kind {
  question = "Is it spam?"
  guideline = """
    Mark spam when it is.
    """
}

features {
  n: int = length(body)
  late: bool = hour >= 22 {
    why = "campaigns run late"
  }
}

split {
  test = 20%
  folds = 5
}

train {
  algorithm = logistic_regression
  regularizer = l2(strength = s)
  param s: float in [0.1, 1.0]

  search {
    select = found
  }
}

evaluate {
  metric found = recall(is_spam, positive = spam)
  metric right = accuracy(is_spam)

  require {
    found >= 90%
  }
}

deploy {
  threshold = 0.8
}

environment {
  python = "3.11"
  package "scikit-learn" "1.9.1"
  memory <= 4GiB
}
'''


def spec_of(text: str) -> Spec:
    """The spec of a text without errors."""
    result = check(Source("m.mlspec", text))
    assert result.spec is not None, result.findings
    return result.spec


def changed(old: str, new: str) -> str:
    """The base with one place changed."""
    assert BASE.count(old) == 1, old
    return BASE.replace(old, new)
