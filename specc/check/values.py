"""Constants in slots: one reader for every `Key.type` that needs no names of the file."""

from __future__ import annotations

from typing import NamedTuple

from specc.check.context import Context, did_you_mean
from specc.check.kinds import (
    BOOL,
    BYTES,
    CATEGORY,
    DATE,
    DURATION,
    FLOAT,
    INT,
    NONE,
    POINTS,
    PROB,
    SHARE,
    TEXT,
    member_text,
)
from specc.check.patterns import check_pattern
from specc.model.spec import Json
from specc.model.types import Constant, Expression, Items, Type
from specc.schema.rows import Key
from specc.schema.units import EXAMPLES, dimension, in_base, known_units
from specc.syntax.tree import Date, Expr, ListOf, Name, Number, Quantity, Range, Text, Unary

WANTED = {
    "text": "a string",
    "prose": "a string",
    "regex": "a pattern",
    "texts": "a list of strings",
    "text_or_texts": "a string, or a list of strings",
    "word_or_texts": "a list of strings",
    "int": "a whole number",
    "number": "a number",
    "prob": "a probability, 0 to 1",
    "number_or_auto": "a number, or `auto`",
    "share": "a share with `%`",
    "points": "a difference of shares with `pp`",
    "money": "an amount of money",
    "duration": "a duration",
    "bytes": "a size in bytes",
    "count_or_share": "a whole number, or a share with `%`",
    "bool": "`true` or `false`",
    "date": "a date",
    "date_range": "two dates, `first .. last`",
    "int_range": "two whole numbers, `low .. high`",
    "numbers": "a list of numbers",
    "members": "a list of members",
    "constant": "a number, a string or a word",
    "word": "a word",
}
EXAMPLE = {
    "text": '"text"',
    "prose": '"text"',
    "regex": 'r"[0-9]+"',
    "texts": '["a", "b"]',
    "text_or_texts": '"text"',
    "word_or_texts": '["a", "b"]',
    "int": "10",
    "number": "0.5",
    "prob": "0.5",
    "number_or_auto": "auto",
    "bool": "true",
    "date": "2026-03-01",
    "date_range": "2026-01-05 .. 2026-02-27",
    "int_range": "1 .. 2",
    "numbers": "[1, 2, 5]",
    "members": "[low, high]",
}
_QUANTITIES = {"share": SHARE, "points": POINTS, "duration": DURATION, "bytes": BYTES}


class Words(NamedTuple):
    """How a slot is called in a message: `` `reward` ``."""

    slot: str


def plain(value: int | float) -> int | float:
    """A number in one form: whole floats as integers, so that `90min` and `1.5h` are the same fact."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def negated(expr: Expr) -> Expr:
    """`- 5` as the number itself; anything else unchanged."""
    if isinstance(expr, Unary) and expr.operator in "+-" and isinstance(expr.operand, (Number, Quantity)):
        inner = expr.operand
        value = -inner.value if expr.operator == "-" else inner.value
        text = expr.operator.replace("+", "") + inner.text
        if isinstance(inner, Number):
            return Number(expr.span, text, value)
        return Quantity(expr.span, text, value, inner.unit, inner.money)
    return expr


def quantity(context: Context, expr: Quantity) -> Constant | None:
    """A number with its unit, in the base unit; reports an unknown unit."""
    kind = dimension(expr.unit)
    value = in_base(expr.value, expr.unit)
    if kind == "money":
        return Constant(plain(value), Type("float", unit=expr.unit))
    if kind == "measure":
        return Constant(plain(value), Type("float", unit=expr.unit))
    if kind:
        return Constant(plain(value), _QUANTITIES[kind])
    context.report(
        "E203",
        expr.span,
        f"unknown unit `{expr.unit}`",
        help=did_you_mean(
            expr.unit,
            known_units(),
            "known units: `%` `pp` `ms` `s` `min` `h` `d` `KiB` `MiB` `GiB` and currency codes",
        ),
    )
    return None


def read_constant(context: Context, key: Key, written: Expr) -> Expression | None:
    """The constant that a slot holds, typed, in base units; reports what does not fit."""
    expr = negated(written)
    if isinstance(expr, Quantity) and key.type not in ("money", "count_or_share", *_QUANTITIES):
        if quantity(context, expr) is not None:
            _wrong(context, key, expr)
        return None
    if key.type in ("money", "count_or_share") or key.type in _QUANTITIES:
        return _read_quantity(context, key, expr)
    if key.type in ("int", "number", "prob", "number_or_auto"):
        return _read_number(context, key, expr)
    if key.type in ("enum", "enum_text"):
        return _read_member(context, key, expr)
    if key.type in ("text", "prose", "regex"):
        return _read_text(context, key, expr)
    if key.type in ("texts", "text_or_texts", "word_or_texts", "numbers", "members"):
        return _read_list(context, key, expr)
    if key.type in ("date_range", "int_range"):
        return _read_range(context, key, expr)
    if key.type == "bool" and isinstance(expr, Name) and expr.name in ("true", "false"):
        return Constant(expr.name == "true", BOOL)
    if key.type == "date" and isinstance(expr, Date):
        return Constant(expr.value, DATE)
    if key.type == "constant":
        return _read_any(context, key, expr)
    if key.type == "word" and isinstance(expr, Name):
        return Constant(expr.name, CATEGORY)
    _wrong(context, key, expr)
    return None


def _wrong(context: Context, key: Key, expr: Expr) -> None:
    example = key.example or EXAMPLE.get(key.type, "")
    if isinstance(expr, Name) and key.type in ("text", "prose"):
        context.report(
            "E201",
            expr.span,
            f"`{key.name}` is {WANTED[key.type]}, and `{expr.name}` is a bare word",
            help=f'write `"{expr.name}"`',
        )
        return
    context.report(
        "E201",
        expr.span,
        f"`{key.name}` is {WANTED.get(key.type, key.type)}, not {seen(expr)}",
        label="wrong kind of value",
        help=f"write `{example}`" if example else "",
    )


def seen(expr: Expr) -> str:
    """What an expression is, in words, for `not ...`."""
    if isinstance(expr, Number):
        return "a bare number"
    if isinstance(expr, Quantity):
        return f"a number in `{expr.unit}`"
    if isinstance(expr, Text):
        return "a string"
    if isinstance(expr, Name):
        return f"the word `{expr.name}`"
    if isinstance(expr, Date):
        return "a date"
    return {"ListOf": "a list", "Range": "a range", "Call": "a call"}.get(
        type(expr).__name__, "an expression"
    )


def _read_quantity(context: Context, key: Key, expr: Expr) -> Constant | None:
    wanted = "share" if key.type == "count_or_share" else key.type
    if isinstance(expr, Number):
        if key.type == "count_or_share" and isinstance(expr.value, int):
            return Constant(expr.value, INT) if _in_range(context, key, expr.value, expr) else None
        help = f"write a unit, such as {EXAMPLES[wanted]}"
        if wanted == "share" and key.type == "share" and 0 < expr.value <= 1:
            help = f"write `{plain(round(expr.value * 100, 10))}%`"
        context.report(
            "E202",
            expr.span,
            f"`{key.name}` is {WANTED[key.type]}, and `{expr.text}` has no unit",
            label="bare number",
            help=help,
        )
        return None
    if not isinstance(expr, Quantity):
        _wrong(context, key, expr)
        return None
    found = quantity(context, expr)
    if found is None:
        return None
    kind = dimension(expr.unit)
    if kind != wanted:
        if {kind, wanted} == {"share", "points"}:
            context.report(
                "E209",
                expr.span,
                f"`{key.name}` is {WANTED[key.type]}, and `{expr.unit}` is "
                f"{'a share' if kind == 'share' else 'a difference of shares'}",
                help="write "
                f"`{expr.text.replace(expr.unit, '').strip()}{'%' if wanted == 'share' else 'pp'}`",
            )
        else:
            context.report(
                "E203",
                expr.span,
                f"`{key.name}` is {WANTED[key.type]}, and `{expr.unit}` is no unit of that",
                help=f"write it as {EXAMPLES[wanted]}",
            )
        return None
    return (
        found
        if isinstance(found.value, (int, float)) and _in_range(context, key, found.value, expr)
        else None
    )


def _in_range(context: Context, key: Key, value: int | float, expr: Expr) -> bool:
    low, high = key.low, key.high
    if (low is None or value >= low) and (high is None or value <= high) and value == value:
        return True
    scale, unit = (
        (100, "%")
        if key.type == "share" or (key.type == "count_or_share" and isinstance(expr, Quantity))
        else (1, "")
    )
    limits = []
    if low is not None:
        limits.append(f"at least {plain(low * scale)}{unit}")
    if high is not None:
        limits.append(f"at most {plain(high * scale)}{unit}")
    context.report(
        "E205", expr.span, f"`{key.name}` must be {' and '.join(limits)}", help="write a number in that range"
    )
    return False


def _read_number(context: Context, key: Key, expr: Expr) -> Constant | None:
    if isinstance(expr, Name) and expr.name in key.members:
        return Constant(expr.name, CATEGORY)
    if not isinstance(expr, Number) or (key.type == "int" and not isinstance(expr.value, int)):
        _wrong(context, key, expr)
        return None
    if not _in_range(context, key, expr.value, expr):
        return None
    if key.type == "int":
        return Constant(expr.value, INT)
    return Constant(plain(expr.value), PROB if key.type == "prob" else FLOAT)


def _read_member(context: Context, key: Key, expr: Expr) -> Constant | None:
    word = member_text(expr) if isinstance(expr, (Name, Text)) else None
    if word in key.members and word is not None:
        return Constant(word, CATEGORY)
    context.report(
        "E204",
        expr.span,
        f"`{key.name}` can't be {f'`{word}`' if word is not None else seen(expr)}",
        label="not one of the allowed words",
        help=did_you_mean(word or "", key.members),
    )
    return None


def _read_text(context: Context, key: Key, expr: Expr) -> Constant | None:
    if not isinstance(expr, Text):
        _wrong(context, key, expr)
        return None
    if key.type == "regex" and not check_pattern(context, expr.span, expr.value):
        return None
    return Constant(expr.value, TEXT)


def _read_list(context: Context, key: Key, expr: Expr) -> Expression | None:
    if key.type == "word_or_texts" and isinstance(expr, Name):
        return _read_member(context, key, expr)
    if key.type == "text_or_texts" and isinstance(expr, Text):
        return Items((Constant(expr.value, TEXT),), TEXT)
    if not isinstance(expr, ListOf):
        _wrong(context, key, expr)
        return None
    items: list[Expression] = []
    for each in expr.items:
        item = negated(each)
        if key.type == "numbers" and isinstance(item, Number):
            items.append(Constant(item.value, INT if isinstance(item.value, int) else FLOAT))
        elif key.type == "members" and member_text(item) is not None:
            items.append(Constant(member_text(item), CATEGORY))
        elif key.type not in ("numbers", "members") and isinstance(item, Text):
            items.append(Constant(item.value, TEXT))
        else:
            wanted = {"numbers": "numbers", "members": "words"}.get(key.type, "strings")
            context.report(
                "E201",
                each.span,
                f"`{key.name}` is a list of {wanted}, not {seen(item)}",
                help=f"write `{key.example}`",
            )
            return None
    return Items(tuple(items), items[0].type if items else TEXT)


def _read_range(context: Context, key: Key, expr: Expr) -> Items | None:
    if isinstance(expr, Range):
        low, high = negated(expr.low), negated(expr.high)
        if key.type == "date_range" and isinstance(low, Date) and isinstance(high, Date):
            if low.value <= high.value:
                return Items((Constant(low.value, DATE), Constant(high.value, DATE)), DATE)
            context.report(
                "E218", expr.span, f"`{key.name}` ends before it begins", help="write the earlier date first"
            )
            return None
        if (
            isinstance(low, Number)
            and isinstance(high, Number)
            and isinstance(low.value, int)
            and isinstance(high.value, int)
        ):
            if key.type == "int_range" and low.value <= high.value:
                if _in_range(context, key, low.value, low) and _in_range(context, key, high.value, high):
                    return Items((Constant(low.value, INT), Constant(high.value, INT)), INT)
                return None
            if key.type == "int_range":
                context.report(
                    "E218",
                    expr.span,
                    f"`{key.name}` ends below its beginning",
                    help="write the smaller number first",
                )
                return None
    _wrong(context, key, expr)
    return None


def _read_any(context: Context, key: Key, expr: Expr) -> Constant | None:
    if isinstance(expr, Number):
        return Constant(expr.value, INT if isinstance(expr.value, int) else FLOAT)
    if isinstance(expr, Text):
        return Constant(expr.value, TEXT)
    if isinstance(expr, Name):
        if expr.name in ("true", "false"):
            return Constant(expr.name == "true", BOOL)
        return Constant(expr.name, CATEGORY)
    _wrong(context, key, expr)
    return None


def default_constant(key: Key) -> Expression:
    """The default of an option as a typed constant."""
    value = key.default
    if isinstance(value, dict):  # {"share": x}
        share = value["share"]
        return Constant(share if isinstance(share, (int, float)) else None, SHARE)
    if isinstance(value, list):
        kinds = {"int_range": INT, "numbers": FLOAT}
        kind = kinds.get(key.type, TEXT)
        return Items(
            tuple(Constant(item, kind) for item in value if isinstance(item, (str, int, float))), kind
        )
    if isinstance(value, bool):
        return Constant(value, BOOL)
    if isinstance(value, (int, float)):
        kind = {"share": SHARE, "duration": DURATION, "number": FLOAT, "number_or_auto": FLOAT}.get(
            key.type, INT
        )
        return Constant(value, kind)
    if isinstance(value, str):
        return Constant(value, TEXT if key.type in ("text", "prose", "regex") else CATEGORY)
    return Constant(None, NONE)


def constant_json(value: Expression) -> Json:
    """A constant of a slot as canonical JSON: money with its unit, a share beside a count marked as such."""
    if isinstance(value, Items):
        return [constant_json(item) for item in value.items]
    if isinstance(value, Constant):
        if isinstance(value.value, (int, float)) and value.type.unit not in ("", "bytes", "pp"):
            return {"unit": value.type.unit, "value": value.value}
        return value.value
    raise TypeError(f"not a constant: {value!r}")
