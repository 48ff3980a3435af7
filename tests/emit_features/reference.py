"""Expressions worked out row by row in plain Python: what `specc/schema/functions.py` says, once more."""

from __future__ import annotations

import bisect
import math
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from specc.model.types import Apply, Constant, Expression, Items, Ref

Row = dict[str, Any]


def value(expression: Expression, row: Row) -> Any:  # noqa: ANN401
    """The value for one row; None for none."""
    if isinstance(expression, Constant):
        kind = expression.type.kind
        if kind == "date" and expression.value is not None:
            return date.fromisoformat(str(expression.value))
        return expression.value
    if isinstance(expression, Ref):
        return row[expression.name]
    assert isinstance(expression, Apply)
    name, operands = expression.function, expression.operands
    if name == "if":
        return value(operands[1] if value(operands[0], row) else operands[2], row)
    if name == "??":
        first = value(operands[0], row)
        return value(operands[1], row) if first is None else first
    given = [value(operand, row) for operand in operands]
    if name in ("and", "or", "not"):
        return {"and": all, "or": any, "not": lambda each: not each[0]}[name]([bool(each) for each in given])
    asks_for_none = any(isinstance(operand, Constant) and operand.value is None for operand in operands)
    if name in ("==", "!=") and asks_for_none:
        return (given[0] is given[1]) == (name == "==")
    if name == "in":
        return given[0] is not None and given[0] in given[1:]
    if any(each is None for each in given):
        return False if name in ("==", "!=", "<", "<=", ">", ">=", "between") else None
    return computed(name, aligned(given), expression)


def aligned(given: list[Any]) -> list[Any]:
    """A date beside a timestamp is midnight in UTC."""
    if any(isinstance(each, datetime) for each in given):
        return [
            datetime(each.year, each.month, each.day, tzinfo=UTC)
            if isinstance(each, date) and not isinstance(each, datetime)
            else each
            for each in given
        ]
    return given


def option(expression: Apply, name: str) -> Any:  # noqa: ANN401
    """A constant option."""
    found = expression.option(name)
    if isinstance(found, Items):
        return [item.value for item in found.items if isinstance(item, Constant)]
    return found.value if isinstance(found, Constant) else None


def computed(name: str, given: list[Any], expression: Apply) -> Any:  # noqa: ANN401
    """The function of values that are all there."""
    a, b = given[0], given[1] if len(given) > 1 else None
    zone = option(expression, "zone") or "UTC"
    if isinstance(a, datetime) and name.endswith(("_of", "_weekend", "of_year")):
        a = a.astimezone(ZoneInfo(zone))
    functions: dict[str, Any] = {
        "+": lambda: a + b,
        "-": lambda: a - b,
        "*": lambda: a * b,
        "/": lambda: None if b == 0 else float(a) / float(b),
        "neg": lambda: -a,
        "==": lambda: a == b,
        "!=": lambda: a != b,
        "<": lambda: a < b,
        "<=": lambda: a <= b,
        ">": lambda: a > b,
        ">=": lambda: a >= b,
        "between": lambda: b <= a <= given[2],
        "length": lambda: len(a),
        "lower": lambda: a.lower(),
        "upper": lambda: a.upper(),
        "strip": lambda: a.strip(),
        "words": lambda: len(a.split()),
        "count": lambda: len(re.findall(b, a)),
        "matches": lambda: re.search(b, a) is not None,
        "contains": lambda: b in a,
        "starts_with": lambda: a.startswith(b),
        "ends_with": lambda: a.endswith(b),
        "extract": lambda: extracted(b, a),
        "year_of": lambda: a.year,
        "month_of": lambda: a.month,
        "day_of": lambda: a.day,
        "weekday_of": lambda: a.weekday(),
        "hour_of": lambda: a.hour,
        "minute_of": lambda: a.minute,
        "day_of_year": lambda: a.timetuple().tm_yday,
        "week_of": lambda: a.isocalendar().week,
        "is_weekend": lambda: a.weekday() >= 5,
        "days_between": lambda: (b - a) / timedelta(days=1),
        "seconds_between": lambda: (b - a) / timedelta(seconds=1),
        "abs": lambda: abs(a),
        "log": lambda: math.log(a) if a > 0 else None,
        "log1p": lambda: math.log1p(a) if a > -1 else None,
        "exp": lambda: math.exp(a),
        "sqrt": lambda: math.sqrt(a) if a >= 0 else None,
        "round": lambda: round(a, option(expression, "digits") or None),
        "floor": lambda: math.floor(a),
        "ceil": lambda: math.ceil(a),
        "min": lambda: min(given),
        "max": lambda: max(given),
        "clip": lambda: min(max(a, b), given[2]),
        "bin": lambda: bisect.bisect_right(option(expression, "edges"), a),
    }
    return functions[name]()


def extracted(pattern: str, text: str) -> str | None:
    """The first group of the first match, or all of it."""
    match = re.search(pattern, text)
    if match is None:
        return None
    return match[1] if match.re.groups else match[0]
