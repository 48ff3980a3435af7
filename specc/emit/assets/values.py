"""One cell of text as a value of its declared type: exactly, or with the reason why it is none."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

FIRST_YEAR, LAST_YEAR = 1678, 2261
EPOCH = datetime(1970, 1, 1)
NUMBERS = ("float", "share", "prob", "duration")
WORDS = {
    "int": "a whole number",
    "float": "a number",
    "share": "a share from 0 to 1",
    "prob": "a probability from 0 to 1",
    "duration": "a number of seconds",
    "bool": "true or false",
    "timestamp": "a date with a time",
    "date": "a date",
}


class Misfit(ValueError):
    """Why one value does not fit: the code of the finding and its words, said after the value."""

    def __init__(self, code: str, words: str, help: str) -> None:
        super().__init__(words)
        self.code, self.words, self.help = code, words, help


def shown(value: object) -> str:
    """A value as it is shown to a person: short, with control and direction characters escaped."""
    text = str(value)
    text = text if len(text) <= 40 else text[:37] + "..."
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "replace").decode() for c in text)


def number(text: str, words: dict[str, Any]) -> str:
    """The text of a number with `.` as decimal sign and no thousands separators."""
    text, decimal, thousands = text.strip(), words.get("decimal", "."), words.get("thousands", "")
    if thousands and re.fullmatch(rf"[+-]?\d{{1,3}}({re.escape(thousands)}\d{{3}})+(\D.*)?", text, re.ASCII):
        text = text.replace(thousands, "")
    if decimal != ".":
        text = text.replace(".", "?").replace(decimal, ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text, re.ASCII):
        raise ValueError
    return text


def whole(text: str, declared: dict[str, Any], words: dict[str, Any]) -> int:
    """`32`, `+32`, `32.0` and `3.2e1` are 32; `32.5` is not a whole number."""
    exact = Decimal(number(text, words))
    if exact.adjusted() > 20 or exact != exact.to_integral_value():
        if exact.adjusted() > 20:
            raise Misfit(
                "E352", "is outside the range of 64-bit whole numbers", "declare the column as text or float"
            )
        raise ValueError
    result = int(exact)
    if not -(2**63) <= result < 2**63:
        raise Misfit(
            "E352", "is outside the range of 64-bit whole numbers", "declare the column as text or float"
        )
    return result


def real(text: str, declared: dict[str, Any], words: dict[str, Any]) -> float:
    """The nearest 64-bit float (Python's own conversion is correctly rounded)."""
    result = float(number(text, words))
    if not np.isfinite(result):
        raise Misfit(
            "E352", "is outside the range of 64-bit floats", "correct the value or declare it as a null word"
        )
    check_share(result, declared)
    return result


def check_share(value: float, declared: dict[str, Any]) -> None:
    """A share and a probability are from 0 to 1."""
    if declared["type"] in ("share", "prob") and not 0 <= value <= 1:
        raise ValueError


def truth(text: str, declared: dict[str, Any], words: dict[str, Any]) -> bool:
    """One of the declared words, in upper or lower case."""
    folded = text.strip().casefold()
    if text in words["true"] or folded in {word.casefold() for word in words["true"]} - set(words["false"]):
        return True
    if text in words["false"] or folded in {word.casefold() for word in words["false"]}:
        return False
    known = ", ".join(shown(word) for word in [*words["true"], *words["false"]])
    help = "correct the value, or declare the words for true and false of the file"
    raise Misfit("E351", f"is none of the words for true and false: {known}", help)


def member(text: str, declared: dict[str, Any], words: dict[str, Any]) -> str:
    """One of the category's members."""
    for candidate in (text, text.strip()):
        if candidate in declared["members"]:
            return candidate
    near = difflib.get_close_matches(text[:80], declared["members"], 1)
    help = f"is `{shown(near[0])}` meant? " if near else ""
    raise Misfit(
        "E353", "is not a member of the category", help + "add the member to the schema or correct the value"
    )


def moment(text: str, declared: dict[str, Any], words: dict[str, Any]) -> int:
    """Nanoseconds since 1970 in UTC. Without an offset the time is in the declared zone; of an hour that the
    clock strikes twice the first is taken."""
    text, formats = text.strip(), declared.get("formats", ())
    extra = 0
    when = parsed(text, formats)
    if not formats and (fraction := re.search(r"[.,]\d{6}(\d{1,3})(?!\d)", text)):
        extra = int(fraction[1].ljust(3, "0"))
    plausible(when.year)
    if when.tzinfo is None:
        when = when.replace(tzinfo=ZoneInfo(declared.get("zone", "UTC")))
    when = when.astimezone(UTC).replace(tzinfo=None)
    return (when - EPOCH) // timedelta(microseconds=1) * 1000 + extra


def day(text: str, declared: dict[str, Any], words: dict[str, Any]) -> int:
    """Nanoseconds from 1970 to midnight of the day."""
    when = parsed(text.strip(), declared.get("formats", ()))
    plausible(when.year)
    if when.tzinfo is not None or (when.hour, when.minute, when.second, when.microsecond) != (0, 0, 0, 0):
        raise Misfit(
            "E351", "has a time of day, the column is declared as a date", "declare the column as timestamp"
        )
    return (when - EPOCH) // timedelta(microseconds=1) * 1000


def parsed(text: str, formats: tuple[str, ...]) -> datetime:
    """By the first declared pattern that fits, or ISO 8601."""
    for pattern in formats:
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    if formats:
        raise ValueError
    return datetime.fromisoformat(text)


def plausible(year: int) -> None:
    """64-bit nanoseconds hold the years 1678 to 2261."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        help = "correct the value, or declare it as a null word when it stands for `unknown`"
        raise Misfit(
            "E354", f"is in the year {year}; dates from {FIRST_YEAR} to {LAST_YEAR} can be held", help
        )


Parser = Callable[[str, dict[str, Any], dict[str, Any]], Any]
PARSERS: dict[str, Parser] = {
    "int": whole,
    "bool": truth,
    "category": member,
    "timestamp": moment,
    "date": day,
}
PARSERS |= dict.fromkeys(NUMBERS, real)
