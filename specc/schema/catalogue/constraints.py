"""What a parameter takes, as the catalogue says it: a list of alternatives, one of which must hold.

| alternative | holds for |
|---|---|
| `["int", low, high, "[)"]` | a whole number in the interval; a missing end is null |
| `["float", low, high, "()"]`, `["fraction", ...]` | a number; a number that is not written as a whole one |
| `["words", [...], [deprecated...]]`, `["values", kind, [...]]` | one of these |
| `"none"`, `"bool"`, `"str"`, `"int"`, `"float"`, `"dict"` | a value of the type |
| `"array-like"`, `"list"`, `"tuple"` | a list |
| `"random_state"`, `"verbose"`, `"cv_object"` | scikit-learn's own unions |
| `["hidden", ...]` | for the library's own use: never offered, never accepted |
| anything else (`"callable"`, `["methods", ...]`, `"Kernel"`) | an object that a spec can't write |
"""

from __future__ import annotations

import math

from specc.schema.catalogue import decoded
from specc.schema.rows import Json

_SEED_LIMIT = 2**32 - 1
_LISTS = ("array-like", "list", "tuple")
_DICTS = ("dict", "MutableMapping")


def _is_int(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and not math.isnan(value)


def _number(value: Json, otherwise: float) -> float:
    """The end of an interval; a missing one is infinite."""
    value = decoded(value)
    return value if isinstance(value, (int, float)) else otherwise


def _inside(value: float, alternative: list[Json]) -> bool:
    low, high, ends = (
        _number(alternative[1], -math.inf),
        _number(alternative[2], math.inf),
        str(alternative[3]),
    )
    if value < low or value > high:
        return False
    return not ((value == low and ends[0] == "(") or (value == high and ends[1] == ")"))


def holds(alternative: Json, value: Json) -> bool:
    """True when a value satisfies one alternative."""
    if isinstance(alternative, list):
        return _holds_list(alternative, value)
    if alternative == "none":
        return value is None
    if alternative == "bool":
        return isinstance(value, bool)
    if alternative == "str":
        return isinstance(value, str)
    if alternative == "int":
        return _is_int(value)
    if alternative == "float":
        return _is_number(value)
    if alternative in _LISTS:
        return isinstance(value, list)
    if alternative in _DICTS:
        return isinstance(value, dict)
    if alternative == "random_state":
        return value is None or (_is_int(value) and _inside(_number(value, 0), ["int", 0, _SEED_LIMIT, "[]"]))
    if alternative == "verbose":
        return isinstance(value, bool) or (_is_int(value) and _number(value, 0) >= 0)
    if alternative == "cv_object":
        return value is None or (_is_int(value) and _number(value, 0) >= 2)
    return False


def _holds_list(alternative: list[Json], value: Json) -> bool:
    kind = alternative[0]
    if kind in ("int", "float", "fraction"):
        fits = _is_int(value) if kind == "int" else isinstance(value, float) if kind == "fraction" else True
        return fits and _is_number(value) and _inside(_number(value, 0), alternative)
    if kind == "words":
        return isinstance(value, str) and value in (
            alternative[1] if isinstance(alternative[1], list) else ()
        )
    if kind == "values":
        allowed = alternative[2] if isinstance(alternative[2], list) else []
        return any(type(one) is type(value) and one == value for one in map(decoded, allowed))
    return False


def accepts(alternatives: list[Json], value: Json) -> bool:
    """True when scikit-learn takes the value. A bool is no number here, though Python says it is."""
    return any(holds(one, value) for one in alternatives)


def accepts_between(alternatives: list[Json], low: float, high: float) -> bool:
    """True when every number of a domain is taken: both ends satisfy the same interval."""
    return any(
        holds(one, low) and holds(one, high)
        for one in alternatives
        if isinstance(one, list) or one in ("int", "float")
    )


def deprecated_word(alternatives: list[Json], value: Json) -> bool:
    """True when the value is a word that this version warns of."""
    return any(
        isinstance(one, list)
        and one[0] == "words"
        and len(one) == 3
        and isinstance(one[2], list)
        and value in one[2]
        for one in alternatives
    )


def word_options(alternatives: list[Json]) -> list[str]:
    """The words that a parameter takes, in the catalogue's order."""
    return [
        str(word)
        for one in alternatives
        if isinstance(one, list) and one[0] == "words" and isinstance(one[1], list)
        for word in one[1]
    ]


def settable(alternatives: list[Json]) -> bool:
    """True when a spec can write some value other than none."""
    plain = ("bool", "str", "int", "float", "random_state", "verbose", "cv_object", *_LISTS, *_DICTS)
    return any(
        one[0] in ("int", "float", "fraction", "words", "values") if isinstance(one, list) else one in plain
        for one in alternatives
    )


def _range_in_words(alternative: list[Json]) -> str:
    what = "a whole number" if alternative[0] == "int" else "a number"
    if alternative[0] == "fraction":
        what = "a number written with a point"
    low, high, ends = (
        _number(alternative[1], -math.inf),
        _number(alternative[2], math.inf),
        str(alternative[3]),
    )
    bounds = []
    if low != -math.inf:
        bounds.append(f"{'of at least' if ends[0] == '[' else 'above'} {low:g}")
    if high != math.inf:
        bounds.append(f"{'at most' if ends[1] == ']' else 'below'} {high:.12g}")
    return " ".join([what, " and ".join(bounds)]) if bounds else what


def _in_words(alternative: Json) -> str:
    if not isinstance(alternative, list):
        names = {
            "none": "`none`",
            "bool": "`true` or `false`",
            "str": "a text",
            "int": "a whole number",
            "float": "a number",
        }
        names.update(random_state="a seed", verbose="a whole number", cv_object="a number of folds")
        if alternative in _LISTS:
            return "a list"
        return "a value for each class" if alternative in _DICTS else names.get(str(alternative), "")
    if alternative[0] in ("int", "float", "fraction"):
        return _range_in_words(alternative)
    if alternative[0] == "words" and isinstance(alternative[1], list):
        old = alternative[2] if len(alternative) == 3 and isinstance(alternative[2], list) else []
        return ", ".join(f"`{word}`" for word in alternative[1] if word not in old)
    if alternative[0] == "values" and isinstance(alternative[2], list):
        return ", ".join(f"`{decoded(value)}`" for value in alternative[2])
    return ""


def in_words(alternatives: list[Json]) -> str:
    """A constraint for a reader: `a whole number of at least 1, or none`."""
    found: list[str] = []
    for one in alternatives:
        text = _in_words(one)
        if text and text not in found:
            found.append(text)
    found.sort(key=lambda text: text == "`none`")
    return ", ".join(found[:-1]) + ", or " + found[-1] if len(found) > 1 else "".join(found)
