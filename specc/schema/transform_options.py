"""Options that several transforms share."""

from __future__ import annotations

from specc.schema.rows import Json, Key


def option(
    name: str,
    type: str,
    doc: str,
    example: str,
    default: Json = None,
    members: tuple[str, ...] = (),
    low: float | None = None,
    high: float | None = None,
) -> Key:
    """An option of a transform: a key that belongs to the features."""
    return Key(name, type, "feature", doc, example, default, False, members, low, high)


NGRAMS = option(
    "ngrams",
    "int_range",
    "Shortest and longest run of terms (`ngram_range`).",
    "ngrams = 1 .. 2",
    [1, 1],
    low=1,
    high=20,
)

BY = option(
    "by",
    "enum",
    "What a term is: a word, a run of characters, or one inside a word (`analyzer` word, char, char_wb).",
    "by = character",
    "word",
    ("word", "character", "character_in_word"),
)

LOWERCASE = option("lowercase", "bool", "Lower the case first.", "lowercase = false", True)

STOP_WORDS = option(
    "stop_words",
    "word_or_texts",
    "Words left out: a list, or `english` for scikit-learn's own; with `by = word` only.",
    'stop_words = ["the", "a"]',
    [],
    ("english",),
)

PATTERN = option(
    "pattern",
    "regex",
    "What a word is (`token_pattern`); with `by = word` only.",
    'pattern = r"\\S+"',
    r"(?u)\b\w\w+\b",
)

ACCENTS = option(
    "accents",
    "enum",
    "Keep accents or strip them (`strip_accents`).",
    "accents = unicode",
    "keep",
    ("keep", "ascii", "unicode"),
)

NORM = option("norm", "enum", "Length that each row is brought to.", "norm = l1", "l2", ("l2", "l1", "none"))

SIGNED = option("signed", "bool", "Let collisions cancel out (`alternate_sign`).", "signed = false", True)

MIN_DOCUMENTS = option(
    "min_documents",
    "count_or_share",
    "Terms found in fewer training rows are left out: a count, or a share with `%` (`min_df`).",
    "min_documents = 5",
    1,
    low=0,
)

MAX_DOCUMENTS = option(
    "max_documents",
    "count_or_share",
    "Terms found in more training rows are left out (`max_df`).",
    "max_documents = 50%",
    {"share": 1.0},
    low=0,
)

FIT_ON = option(
    "fit_on",
    "enum",
    "The rows it is fitted on: always the training part.",
    "fit_on = train",
    "train",
    ("train",),
)

SIZE = option(
    "size",
    "int",
    "Number of columns, where the declared `vector[n]` does not say it because more steps follow.",
    "size = 20_000",
    None,
    low=1,
)
