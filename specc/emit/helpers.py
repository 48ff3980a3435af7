"""Functions that plain pandas lacks: the generated `features.py` has those that the spec uses."""

from __future__ import annotations

HELPERS: dict[str, str] = {
    "nonzero": '''def nonzero(numbers):
    """The numbers, none where zero: dividing by them then gives none instead of an infinity."""
    return numbers.where(numbers != 0)
''',
    "log": '''def log(numbers):
    """The natural logarithm; none for a number that is not above zero."""
    return np.log(numbers.where(numbers > 0))
''',
    "log1p": '''def log1p(numbers):
    """The logarithm of 1 + x; none for a number that is not above -1."""
    return np.log1p(numbers.where(numbers > -1))
''',
    "sqrt": '''def sqrt(numbers):
    """The square root; none for a negative number."""
    return np.sqrt(numbers.where(numbers >= 0))
''',
    "seconds_between": '''def seconds_between(first, second):
    """The seconds from the first moment to the second. Microseconds, as nanoseconds reach 292 years only."""
    first, second = (getattr(each, "dt", each).as_unit("us") for each in (first, second))
    return (second - first).dt.total_seconds()
''',
    "extract": '''def extract(texts, pattern):
    """The first match of the pattern in each text: its first group if it has one; none without a match."""
    pattern = re.compile(pattern)
    group = 1 if pattern.groups else 0

    def first(text):
        match = pattern.search(text)
        return np.nan if match is None or match[group] is None else match[group]

    found = [np.nan if pd.isna(text) else first(text) for text in texts]
    return pd.Series(found, index=texts.index, dtype=texts.dtype)
''',
}
