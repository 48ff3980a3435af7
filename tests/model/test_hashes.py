"""What each hash covers: text all, meaning what is said, training what reaches the model's bytes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.model.hashes import meaning_hash, section_hashes, text_hash, training_hash
from specc.source import Source
from specs import BASE, changed, spec_of

SPEC = spec_of(BASE)
MEANING, TRAINING = meaning_hash(SPEC), training_hash(SPEC)

NOTHING = [
    ("a comment", BASE.replace("split {", "# by the sender\nsplit {")),
    ("white space", BASE.replace("  folds = 5", "  folds    =    5\n")),
    ("the order of settings", BASE.replace("  test = 20%\n  folds = 5", "  folds = 5\n  test = 20%")),
    ("a default written out", BASE.replace("  folds = 5", "  folds = 5\n  gap = 0s")),
    (
        "a default of the library written out",
        BASE.replace("  param s:", "  param tol: float = 0.0001\n  param s:"),
    ),
    ("a number written otherwise", BASE.replace("test = 20%", "test = 20.0%")),
]

# What is said, and the model stays: old, new, the section it belongs to.
MEANING_ONLY = [
    ('statement = "Spam or not?"', 'statement = "Is it spam?"', "problem"),
    ('licence = "CC0"', 'licence = "MIT"', "source"),
    ("unique(id)", "rows >= 10", "source"),
    ('question = "Is it spam?"', 'question = "Spam?"', "label"),
    ("Mark spam when it is.", "Mark spam when in doubt.", "label"),
    ('why = "campaigns run late"', 'why = "see report 7"', "features"),
    ("metric right = accuracy(is_spam)", "metric right = balanced_accuracy(is_spam)", "evaluate"),
    ("found >= 90%", "found >= 91%", "evaluate"),
    ("threshold = 0.8", "threshold = 0.7", "deploy"),
    ("memory <= 4GiB", "memory <= 8GiB", "environment"),
    ("version 3", "version 4", "model"),
]

# What reaches the bytes.
BYTES = [
    ('from = "messages.csv"', 'from = "other.csv"', "source"),
    ("hour: int", "hour: float", "source"),
    ("n: int = length(body)", "n: int = length(body) + 1", "features"),
    ("late: bool = hour >= 22", "late: bool = hour >= 21", "features"),
    ("test = 20%", "test = 25%", "split"),
    ("folds = 5", "folds = 4", "split"),
    ("[0.1, 1.0]", "[0.1, 2.0]", "train"),
    ("algorithm = logistic_regression", "algorithm = ridge", "train"),
    ("found = recall(is_spam, positive = spam)", "found = recall(is_spam, positive = ham)", "evaluate"),
    ('"scikit-learn" "1.9.1"', '"scikit-learn" "1.8.0"', "environment"),
    ('python = "3.11"', 'python = "3.12"', "environment"),
]


def test_the_form_of_a_hash() -> None:
    found = [MEANING, TRAINING, text_hash(Source("x", BASE)), *section_hashes(SPEC).values()]
    assert all(re.fullmatch("sha256:[0-9a-f]{64}", one) for one in found)


@pytest.mark.parametrize(("what", "text"), NOTHING, ids=[what for what, _ in NOTHING])
def test_what_says_nothing_new_changes_the_text_alone(what: str, text: str) -> None:
    assert text != BASE
    assert text_hash(Source("x", text)) != text_hash(Source("x", BASE))
    assert meaning_hash(spec_of(text)) == MEANING
    assert training_hash(spec_of(text)) == TRAINING


@pytest.mark.parametrize(("old", "new", "section"), MEANING_ONLY)
def test_what_does_not_reach_the_model_changes_the_meaning_alone(old: str, new: str, section: str) -> None:
    spec = spec_of(changed(old, new))
    assert meaning_hash(spec) != MEANING
    assert training_hash(spec) == TRAINING
    assert _sections_that_differ(spec_of(changed(old, new))) == {section}


@pytest.mark.parametrize(("old", "new", "section"), BYTES)
def test_what_reaches_the_model_changes_both(old: str, new: str, section: str) -> None:
    spec = spec_of(changed(old, new))
    assert meaning_hash(spec) != MEANING
    assert training_hash(spec) != TRAINING
    assert section in _sections_that_differ(spec)


def test_the_order_of_features_reaches_the_model() -> None:
    first = "  n: int = length(body)\n"
    text = BASE.replace(first, "").replace(
        'campaigns run late"\n  }\n', f'campaigns run late"\n  }}\n{first}'
    )
    assert sorted(text) == sorted(BASE) and text != BASE
    assert training_hash(spec_of(text)) != TRAINING


def test_the_order_of_sections_says_nothing() -> None:
    head, *blocks = re.split(r"\n\n(?=\w)", BASE.strip() + "\n")
    model, rest = blocks[0], blocks[1:]
    text = "\n\n".join([head, model, *reversed(rest)]) + "\n"
    assert meaning_hash(spec_of(text)) == MEANING
    assert training_hash(spec_of(text)) == TRAINING


@given(
    st.lists(st.sampled_from(["", "  ", "# a comment", "# seed = 7", "\t# }"]), min_size=1, max_size=4),
    st.data(),
)
def test_comments_and_blank_lines_anywhere_say_nothing(lines: list[str], data: st.DataObject) -> None:
    rows = BASE.split("\n")
    free = [at for at in range(1, len(rows)) if "Mark spam" not in rows[at] and '"""' not in rows[at]]
    at = data.draw(st.sampled_from(free))
    spec = spec_of("\n".join([*rows[:at], *lines, *rows[at:]]))
    assert (meaning_hash(spec), training_hash(spec)) == (MEANING, TRAINING)


def _sections_that_differ(spec: object) -> set[str]:
    before, after = section_hashes(SPEC), section_hashes(spec)  # type: ignore[arg-type]
    assert before.keys() == after.keys()
    return {name for name in before if before[name] != after[name]}
