"""What stands on the right of a `param` or inside a portable word: constants, domains, and their types."""

from __future__ import annotations

import math
from typing import NamedTuple, TypeAlias

from specc.check.context import Context, did_you_mean
from specc.check.sections import read_section, why_of
from specc.model.spec import Choice, Interval, Json
from specc.schema import BLOCKS
from specc.schema.units import in_base
from specc.source import Span
from specc.syntax import unparse
from specc.syntax.tree import (
    Call,
    Declaration,
    Expr,
    ListOf,
    Name,
    Number,
    Quantity,
    Range,
    Text,
    TypeExpr,
    Unary,
)

Value: TypeAlias = Json | Choice | Interval

TYPES = ("int", "float", "share", "prob", "bool", "text", "category", "vector")
_CONSTANTS: dict[str, Json] = {"true": True, "false": False, "none": None, "inf": math.inf}


class Given(NamedTuple):
    """One `param` line. `text`: the value or domain as written."""

    name: str
    span: Span
    value: Value
    value_span: Span
    text: str
    why: str = ""

    @property
    def searched(self) -> bool:
        """True when the line gives a domain."""
        return isinstance(self.value, (Choice, Interval))


class Wrong(Exception):
    """What can't be read, on the way to its finding; never leaves this module."""

    def __init__(self, span: Span, message: str, help: str = "") -> None:
        super().__init__(message)
        self.span, self.help = span, help


def literal(expr: Expr) -> Json:
    """The value of a constant. `5%` is 0.05; bare words are texts but `true`, `false`, `none` and `inf`."""
    if isinstance(expr, Number):
        return expr.value
    if isinstance(expr, Text):
        return expr.value
    if isinstance(expr, Name):
        return _CONSTANTS.get(expr.name, expr.name)
    if isinstance(expr, Quantity) and expr.unit == "%":
        return in_base(expr.value, "%")
    if isinstance(expr, Quantity):
        raise Wrong(
            expr.span, f"`{expr.text}` has a unit; a parameter is a bare number", "leave the unit out"
        )
    if isinstance(expr, Unary) and expr.operator != "not":
        inner = literal(expr.operand)
        if isinstance(inner, (int, float)) and not isinstance(inner, bool):
            return -inner if expr.operator == "-" else inner
    if isinstance(expr, ListOf):
        return [literal(item) for item in expr.items]
    raise Wrong(expr.span, "a parameter is a constant", "give a number, a word, a text or a list of them")


def read_literal(context: Context, expr: Expr) -> tuple[Json, bool]:
    """A constant and true; or none and false after a finding."""
    try:
        return literal(expr), True
    except Wrong as wrong:
        context.report("E612", wrong.span, str(wrong), help=wrong.help)
        return None, False


def _typed(value: Json, type: TypeExpr, span: Span) -> Json:
    """The value as its declared type has it."""
    if value is None:
        if type.optional:
            return None
        raise Wrong(span, f"`none` is no {type.name}", f"declare the type as `{type.name}?`")
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if type.name == "int" and number and isinstance(value, int):
        return value
    if type.name in ("float", "share", "prob") and number and isinstance(value, (int, float)):
        if type.name != "float" and not 0 <= value <= 1:
            raise Wrong(
                span,
                f"`{value:g}` is no {type.name}: it is not between 0 and 1",
                "write a share such as `80%`",
            )
        return float(value)
    if type.name == "bool" and isinstance(value, bool):
        return value
    if type.name == "text" and isinstance(value, str):
        return value
    if type.name == "category" and isinstance(value, str):
        members = [str(literal(item)) for item in type.arguments]
        if not members or value in members:
            return value
        raise Wrong(span, f"`{value}` is not a member of the type", did_you_mean(value, members))
    if isinstance(value, list):
        return value if type.name == "vector" else [_typed(one, type, span) for one in value]
    shown = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
    raise Wrong(span, f"`{shown}` is no {type.name}", _type_help(value))


def _type_help(value: Json) -> str:
    if isinstance(value, bool):
        return "declare the type as `bool`"
    if isinstance(value, int):
        return "declare the type as `int` or `float`"
    names = {float: "float", str: "text"}
    return f"declare the type as `{names[value.__class__]}`" if value.__class__ in names else ""


def _number(expr: Expr, type: TypeExpr) -> float:
    value = _typed(literal(expr), type, expr.span)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return value
    raise Wrong(expr.span, "the end of a range is a finite number", "give a number")


def _interval(range: Range, type: TypeExpr, log: bool) -> Interval:
    if type.name not in ("int", "float", "share", "prob"):
        raise Wrong(
            range.span, f"a range needs a number type, and this is `{type.name}`", "give a list of values"
        )
    low, high = _number(range.low, type), _number(range.high, type)
    if low >= high:
        raise Wrong(
            range.span,
            f"the range ends at {high:g}, which is not above its start {low:g}",
            "write the lower end first",
        )
    if log and low <= 0:
        raise Wrong(
            range.low.span,
            f"a logarithmic range starts above 0, and this starts at {low:g}",
            "give a start above 0",
        )
    return Interval(low, high, log, type.name == "int")


def _domain(expr: Expr, type: TypeExpr) -> Choice | Interval:
    if isinstance(expr, Range):
        return _interval(expr, type, log=False)
    if isinstance(expr, Call) and expr.function == "log":
        inner = expr.arguments[0].value if len(expr.arguments) == 1 else None
        if isinstance(inner, Range):
            return _interval(inner, type, log=True)
        raise Wrong(expr.span, "`log` takes one range", "write `log(1e-3 .. 1e3)`")
    if isinstance(expr, ListOf):
        if not expr.items:
            raise Wrong(expr.span, "the list of values is empty", "give the values to try")
        values: list[Json] = []
        for item in expr.items:
            found = literal(item)
            # A word beside numbers, `["sqrt", 0.5]`: whether the library has it is checked with the others.
            word = isinstance(found, str) and type.name in ("int", "float")
            value = found if word else _typed(found, type, item.span)
            if value in values and any(one is value or type_equal(one, value) for one in values):
                raise Wrong(item.span, "the value stands in the list twice", "leave one out")
            values.append(value)
        return Choice(tuple(values))
    raise Wrong(
        expr.span,
        "a domain is a list, a range or `log` of a range",
        "write `[1, 2, 3]`, `1 .. 10` or `log(1e-3 .. 1e3)`",
    )


def type_equal(left: Json, right: Json) -> bool:
    """Equal as Python sees it and of one type: `1` is not `true`."""
    return left.__class__ is right.__class__ and left == right


def read_param(context: Context, declaration: Declaration) -> list[Given]:
    """The parameters of one `param` line; what is wrong with it is reported and left out."""
    type, domain, value = declaration.type, declaration.domain, declaration.value
    try:
        if declaration.run:
            raise Wrong(declaration.span, "parameters are not numbered", "write one `param` line for each")
        if type.name not in TYPES:
            raise Wrong(
                type.name_span, f"a parameter can't be of type `{type.name}`", did_you_mean(type.name, TYPES)
            )
        if domain is not None and value is not None:
            raise Wrong(
                value.span,
                "the parameter has a domain and a value",
                "keep the domain to search it, or the value to fix it",
            )
        if domain is not None:
            found: Value = _domain(domain, type)
            written = domain
        elif value is not None:
            found = _typed(literal(value), type, value.span)
            written = value
        else:
            name = declaration.names[0].name
            raise Wrong(
                declaration.span,
                f"`{name}` has neither a value nor a domain",
                f"write `param {name}: {type.name} = ...`",
            )
    except Wrong as wrong:
        context.report("E612", wrong.span, str(wrong), help=wrong.help)
        return []
    if declaration.body:
        path = f"train.param.{declaration.names[0].name}"
        read_section(context, BLOCKS["train.param"], declaration.body, path, declaration.span, record=False)
    return [
        Given(name.name, name.span, found, written.span, unparse(written), why_of(declaration.body))
        for name in declaration.names
    ]


def as_json(value: Value) -> Json:
    """A value or domain as an entry has it; infinite numbers, which JSON lacks, as `"inf"` and `"-inf"`."""
    if isinstance(value, Choice):
        return {"in": [as_json(one) for one in value.values]}
    if isinstance(value, Interval):
        ends: list[Json] = [int(value.low), int(value.high)] if value.integer else [value.low, value.high]
        return {"log" if value.log else "range": ends}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    if isinstance(value, float) and math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return value


def as_spec(value: Value) -> str:
    """A value as the language writes it, for messages."""
    if isinstance(value, Choice):
        return "[" + ", ".join(as_spec(one) for one in value.values) + "]"
    if isinstance(value, Interval):
        ends = f"{_short(value.low)} .. {_short(value.high)}"
        return f"log({ends})" if value.log else ends
    if isinstance(value, list):
        return "[" + ", ".join(as_spec(one) for one in value) + "]"
    if value is None or isinstance(value, bool):
        return {None: "none", True: "true", False: "false"}[value]
    return _short(value) if isinstance(value, (int, float)) else str(value)


def _short(value: float) -> str:
    return (
        repr(value)
        if isinstance(value, int) or value % 1
        else f"{value:g}"
        if abs(value) >= 1e16
        else repr(int(value)) + ".0"
    )


def inverse(value: Value) -> Value | str:
    """1 / value, also of a domain, or why there is none. The inverse of `1e-5` is exactly `1e5`."""
    if isinstance(value, Choice):
        turned = [inverse(one) for one in value.values]
        bad = next((one for one in turned if isinstance(one, str)), None)
        return bad if bad is not None else Choice(tuple(one for one in turned if isinstance(one, float)))
    if isinstance(value, Interval):
        if not value.log:
            return "an even range of strengths is no even range of inverses"
        low, high = inverse(value.high), inverse(value.low)
        assert isinstance(low, float) and isinstance(high, float), "a logarithmic range is above 0"
        return Interval(low, high, True, False)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f"`{as_spec(value)}` is no number"
    if value <= 0 or math.isinf(value):
        return f"`{as_spec(value)}` has none (`regularizer = none` punishes nothing)"
    from decimal import Decimal

    return float(1 / Decimal(repr(value)))
