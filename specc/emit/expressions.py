"""Typed expressions as pandas expressions over a whole frame.

What the generated code gives for each row (the authority is `specc/schema/functions.py`):

- none is NaN (NaT for moments). Text functions and arithmetic of a none are none; `/` by zero is none.
- A comparison with none is false, also `!=`; only `x == none` and `x != none` ask for it. `and`, `or` and
  `not` work on true and false; an optional bool that is none counts as false there.
- Whole numbers are 64-bit, an optional column of them float64 (exact: larger ones are findings when read).
- Text functions are Python's own (`len`, `str.lower`, `re`) in each version of pandas, see `assets/cells.py`.
- Parts of a moment are read in the zone by `zoneinfo`, so summer time is right. Monday is 0.

The code uses the names `np`, `pd`, `ZoneInfo` and the functions of `HELPERS`, as `needed` tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from specc.emit.helpers import HELPERS
from specc.emit.layout import pattern_literal, text_literal
from specc.model.types import Apply, Columns, Constant, Expression, Items, Ref

_ATOM, _UNARY, _TIMES, _PLUS, _AND, _OR, _COMPARE = 9, 8, 7, 6, 5, 4, 3
_PARTS = {
    "year_of": "year",
    "month_of": "month",
    "day_of": "day",
    "weekday_of": "day_of_week",
    "hour_of": "hour",
    "minute_of": "minute",
    "day_of_year": "day_of_year",
}
_ARITHMETIC = {"+": _PLUS, "-": _PLUS, "*": _TIMES}
_SEARCHES = {"contains": "contains", "starts_with": "startswith", "ends_with": "endswith"}


@dataclass(frozen=True, slots=True)
class Needed:
    """What the code of some expressions uses: names to import, and helper functions of `features.py`."""

    numpy: bool
    pandas: bool
    zones: bool
    groups: bool  # a pattern with groups is searched for: pandas would warn about it
    helpers: tuple[str, ...]


def python(
    expression: Expression,
    frame: str = "frame",
    inputs: str = "inputs",
    label: str = "label",
    typed_inputs: bool = False,
    each: str = "",
) -> str:
    """A pandas expression that gives a Series (index of `frame`) with the expression's value for each row.

    `frame`, `inputs`, `label`: variables with the columns, the features' row-by-row inputs, and the label.
    `typed_inputs`: features of `inputs` still have their own types (inside `features.inputs`), else numbers
    and bools are float64. `each`: the loop variable that stands for a column set's column. A
    condition gives bool without none.
    """
    return _Writer(frame, inputs, label, typed_inputs, each).column(expression)


def needed(expressions: Iterable[Expression]) -> Needed:
    """What the generated code of these expressions uses."""
    writer = _Writer("frame", "inputs", "label", False, "name")
    text = "\n".join(writer.column(expression) for expression in expressions)
    helpers = tuple(name for name in HELPERS if name in writer.helpers)
    return Needed(
        bool(re.search(r"\bnp\.", text)) or bool(set(helpers) - {"nonzero", "seconds_between"}),
        bool(re.search(r"\bpd\.", text)) or "extract" in helpers,
        "ZoneInfo(" in text,
        writer.groups,
        helpers,
    )


def columns_of(expression: Expression) -> tuple[set[str], set[str]]:
    """The names of the columns and of the features that an expression reads."""
    if isinstance(expression, Ref):
        name = {expression.name}
        return (
            (name, set())
            if expression.kind == "column"
            else (set(), name if expression.kind == "feature" else set())
        )
    if isinstance(expression, Columns):
        return set(expression.names), set()
    inner: tuple[Expression, ...] = ()
    if isinstance(expression, Apply):
        inner = expression.operands + tuple(value for _, value in expression.options)
    elif isinstance(expression, Items):
        inner = expression.items
    columns: set[str] = set()
    features: set[str] = set()
    for part in inner:
        more_columns, more_features = columns_of(part)
        columns |= more_columns
        features |= more_features
    return columns, features


def _optional_bool(expression: Expression) -> bool:
    return expression.type.kind == "bool" and expression.type.optional


@dataclass(slots=True)
class _Writer:
    """Writes one expression. Each method gives (code, how strongly it binds)."""

    frame: str
    inputs: str
    label: str
    typed_inputs: bool
    each: str
    helpers: set[str] = field(default_factory=set)
    groups: bool = False

    # ------------------------------------------------------------ shapes

    def column(self, expression: Expression) -> str:
        """The code of a whole expression, always a Series."""
        return self.series(expression)[0]

    def series(self, expression: Expression) -> tuple[str, int]:
        """A Series, also where the expression is a constant."""
        if isinstance(expression, Constant):
            return f"pd.Series({self.constant(expression)}, index={self.frame}.index)", _ATOM
        return self.value(expression)

    def value(self, expression: Expression) -> tuple[str, int]:
        """A Series, or the literal of a constant."""
        if isinstance(expression, Constant):
            code = self.constant(expression)
            return code, _UNARY if code.startswith("-") else _ATOM
        if isinstance(expression, Ref):
            return self.reference(expression), _ATOM
        if isinstance(expression, Columns):
            return f"{self.frame}[{self.each}]", _ATOM
        if isinstance(expression, Apply):
            return self.apply(expression)
        raise ValueError(f"a list has no value of its own: {expression!r}")

    def at(self, expression: Expression, level: int, constant: bool = False) -> str:
        """Code that binds at least as strongly as `level`. `constant`: a literal may stand there."""
        code, strength = self.value(expression) if constant else self.series(expression)
        return code if strength >= level else f"({code})"

    def constant(self, expression: Constant, zone: bool = False) -> str:
        """A literal. `zone`: a date stands beside timestamps and is midnight in UTC."""
        value, kind = expression.value, expression.type.kind
        if value is None:
            return "np.nan"
        if kind == "timestamp" or (kind == "date" and zone):
            return (
                f'pd.Timestamp({text_literal(str(value))}, tz="UTC")'
                if not _offset(str(value))
                else (f'pd.Timestamp({text_literal(str(value))}).tz_convert("UTC")')
            )
        if kind == "date":
            return f"pd.Timestamp({text_literal(str(value))})"
        return text_literal(value) if isinstance(value, str) else repr(value)

    def reference(self, expression: Ref) -> str:
        """A column, a feature or the label."""
        if expression.kind == "label":
            return self.label
        if expression.kind == "column":
            return f"{self.frame}[{text_literal(expression.name)}]"
        if expression.kind != "feature":
            raise ValueError(f"a {expression.kind} has no value for each row: {expression.name}")
        code = f"{self.inputs}[{text_literal(expression.name)}]"
        if expression.type.kind == "bool" and not self.typed_inputs:
            return f'{code}.astype("boolean")' if expression.type.optional else f"{code}.astype(bool)"
        return code

    def condition(self, expression: Expression, level: int = 0) -> str:
        """True or false for each row, never none."""
        if not _optional_bool(expression):
            return self.at(expression, level)
        if isinstance(expression, Apply) and expression.function in (*_SEARCHES, "matches"):
            return self.search(expression, "False")
        return f"{self.at(expression, _ATOM)}.fillna(False).astype(bool)"

    # ------------------------------------------------------------ functions

    def apply(self, expression: Apply) -> tuple[str, int]:
        """A function or an operator."""
        name, operands = expression.function, expression.operands
        if name in ("==", "!=", "<", "<=", ">", ">="):
            return self.comparison(name, *operands)
        if name in ("and", "or"):
            level, sign = (_AND, "&") if name == "and" else (_OR, "|")
            parts = [
                self.condition(operand, level if at == 0 else level + 1)
                for at, operand in enumerate(operands)
            ]
            return f" {sign} ".join(parts), level
        if name == "not":
            return self.negation(operands[0])
        if name in ("in", "not in"):
            return self.membership(name, operands)
        if name == "between":
            value, low, high = operands
            moments = value.type.kind == "timestamp"
            ends = f"{self.beside(low, moments)}, {self.beside(high, moments)}"
            code = f"{self.at(value, _ATOM)}.between({ends})"
            return (f"{code}.fillna(False).astype(bool)" if _optional_bool(value) else code), _ATOM
        if name == "if":
            return self.choice(expression)
        if name == "??":
            return self.fallback(expression)
        if name in _ARITHMETIC or name in ("/", "neg"):
            return self.arithmetic(expression)
        if name in _PARTS or name in ("week_of", "is_weekend"):
            return self.part(expression)
        return self.function(expression), _ATOM

    def beside(self, expression: Expression, moments: bool, level: int = 0) -> str:
        """An operand next to timestamps (`moments`) or other values."""
        if isinstance(expression, Constant):
            code = self.constant(expression, zone=moments)
            return f"({code})" if code.startswith("-") and level > _UNARY else code
        code = self.at(expression, max(level, _ATOM if moments and expression.type.kind == "date" else 0))
        return f'{code}.dt.tz_localize("UTC")' if moments and expression.type.kind == "date" else code

    def comparison(self, sign: str, left: Expression, right: Expression) -> tuple[str, int]:
        """None is found by == and != none only."""
        for one, other in ((left, right), (right, left)):
            if isinstance(other, Constant) and other.value is None:
                test = {"==": "isna", "!=": "notna"}.get(sign)
                return (
                    (f"{self.at(one, _ATOM)}.{test}()", _ATOM)
                    if test
                    else (f"pd.Series(False, index={self.frame}.index)", _ATOM)
                )
        for one, other in ((left, right), (right, left)):
            ends_in_null = isinstance(other, Constant) and str(other.value).endswith("\0")
            if ends_in_null and sign in ("==", "!="):  # numpy drops the last NUL of a text that is compared
                return self.membership("in" if sign == "==" else "not in", (one, other))
        moments = "timestamp" in (left.type.kind, right.type.kind)
        if isinstance(left, Constant) and isinstance(right, Constant):
            first = self.series(left)[0]
        else:
            first = self.beside(left, moments, _OR + 1)
        code = f"{first} {sign} {self.beside(right, moments, _OR + 1)}"
        if _optional_bool(left) or _optional_bool(right):
            return f"({code}).fillna(False).astype(bool)", _ATOM
        optional = [side for side in (left, right) if side.type.optional and not isinstance(side, Constant)]
        if optional and (sign == "!=" or (sign != "==" and left.type.kind == "text")):
            known = [f"{self.at(side, _ATOM)}.notna()" for side in optional]
            if sign != "!=":  # text has no order with NaN in older versions of pandas
                code = f'{self.at(left, _ATOM)}.fillna("") {sign} {self._filled(right)}'
            return " & ".join([f"({code})", *known]), _AND
        return code, _COMPARE

    def _filled(self, expression: Expression) -> str:
        return (
            self.value(expression)[0]
            if isinstance(expression, Constant)
            else f'{self.at(expression, _ATOM)}.fillna("")'
        )

    def negation(self, operand: Expression) -> tuple[str, int]:
        """`not x`; `not (x == none)` is said as `notna`."""
        if isinstance(operand, Apply) and operand.function in ("==", "!="):
            left, right = operand.operands
            if any(isinstance(side, Constant) and side.value is None for side in (left, right)):
                return self.comparison("!=" if operand.function == "==" else "==", left, right)
        return f"~{self.condition(operand, _UNARY)}", _UNARY

    def membership(self, name: str, operands: tuple[Expression, ...]) -> tuple[str, int]:
        """False for none, whether asked with `in` or `not in`, unless none is one of the members."""
        value, members = operands[0], list(operands[1:])
        if len(members) == 1 and isinstance(members[0], Items):
            members = list(members[0].items)
        has_none = any(isinstance(member, Constant) and member.value is None for member in members)
        listed = [member for member in members if not (isinstance(member, Constant) and member.value is None)]
        moments = value.type.kind == "timestamp"
        of = self.at(value, _ATOM)
        code = f"{of}.isin([{', '.join(self.beside(member, moments) for member in listed)}])"
        code = f"{code}.astype(bool)" if _optional_bool(value) else code
        if name == "in":
            return (f"{code} | {of}.isna()", _OR) if has_none else (code, _ATOM)
        return (f"~{code} & {of}.notna()", _AND) if value.type.optional or has_none else (f"~{code}", _UNARY)

    def choice(self, expression: Apply) -> tuple[str, int]:
        """`if c then a else b`."""
        asked, then, otherwise = expression.operands
        condition = self.condition(asked)
        moments = expression.type.kind == "timestamp"
        if isinstance(then, Constant) and isinstance(otherwise, Constant):
            if (then.value, otherwise.value) == (True, False) and expression.type.kind == "bool":
                return self.condition(asked), 0
            branches = f"True: {self.beside(then, moments)}, False: {self.beside(otherwise, moments)}"
            code = f"{self.condition(asked, _ATOM)}.map({{{branches}}})"
            return (f'{code}.astype("boolean")' if _optional_bool(expression) else code), _ATOM
        masked = '.astype("boolean")' if _optional_bool(expression) else ""
        if isinstance(then, Constant):
            other = self.either(then, moments, bool(masked))
            return f"{self.at(otherwise, _ATOM)}{masked}.mask({condition}, {other})", _ATOM
        other = self.either(otherwise, moments, bool(masked))
        return f"{self.at(then, _ATOM)}{masked}.where({condition}, {other})", _ATOM

    def either(self, expression: Expression, moments: bool, masked: bool) -> str:
        """The other branch of a choice; none of an optional bool is `pd.NA`."""
        if masked and isinstance(expression, Constant) and expression.value is None:
            return "pd.NA"
        return self.beside(expression, moments)

    def fallback(self, expression: Apply) -> tuple[str, int]:
        """`a ?? b`."""
        value, other = expression.operands
        code = f"{self.at(value, _ATOM)}.fillna({self.beside(other, value.type.kind == 'timestamp')})"
        if value.type.kind == "bool" and value.type.optional and not other.type.optional:
            code += ".astype(bool)"
        return code, _ATOM

    def arithmetic(self, expression: Apply) -> tuple[str, int]:
        """`+ - * /` and the sign."""
        name, operands = expression.function, expression.operands
        if name == "neg":
            return f"-{self.at(operands[0], _UNARY)}", _UNARY
        left, right = operands
        level = _ARITHMETIC.get(name, _TIMES)
        both = isinstance(left, Constant) and isinstance(right, Constant)
        first = self.series(left)[0] if both else self.number(left, level)
        if name == "/":
            if isinstance(right, Constant) and right.value not in (0, None):
                return f"{first} / {self.number(right, level + 1)}", _TIMES
            self.helpers.add("nonzero")
            divisor = self.series(right)[0]
            return f"{first} / nonzero({divisor})", _TIMES
        return f"{first} {name} {self.number(right, level + 1)}", level

    def number(self, expression: Expression, level: int) -> str:
        """An operand of arithmetic: whole parts of dates are 32-bit in pandas and are widened."""
        code = self.at(expression, level, constant=True)
        narrow = (
            isinstance(expression, Apply) and expression.function in _PARTS and not expression.type.optional
        )
        return f'{code}.astype("int64")' if narrow else code

    def part(self, expression: Apply) -> tuple[str, int]:
        """A part of a moment in its zone."""
        operand = expression.operands[0]
        code = self.at(operand, _ATOM)
        zone = expression.option("zone")
        said = str(zone.value) if isinstance(zone, Constant) else "UTC"
        if operand.type.kind == "timestamp" and said != "UTC":
            code += f".dt.tz_convert(ZoneInfo({text_literal(said)}))"
        if expression.function == "week_of":
            return (
                f'{code}.dt.isocalendar().week.astype("{"float64" if operand.type.optional else "int64"}")',
                _ATOM,
            )
        if expression.function == "is_weekend":
            code = f"{code}.dt.day_of_week >= 5"
            if not expression.type.optional:
                return code, _COMPARE
            return f'({code}).astype("boolean").mask({self.at(operand, _ATOM)}.isna())', _ATOM
        return f"{code}.dt.{_PARTS[expression.function]}", _ATOM

    def search(self, expression: Apply, missing: str) -> str:
        """Whether a pattern or a part is found. `missing`: what a none gives, where it may be none."""
        text, what = expression.operands
        absent = f", na={missing}" if text.type.optional and missing else ""
        code = self.at(text, _ATOM)
        if expression.function != "matches":
            plain = ", regex=False" if expression.function == "contains" else ""
            return f"{code}.str.{_SEARCHES[expression.function]}({text_literal(_text(what))}{plain}{absent})"
        pattern = _text(what)
        self.groups |= bool(re.compile(pattern).groups)
        return f"{code}.str.contains({pattern_literal(pattern)}{absent})"

    def function(self, expression: Apply) -> str:
        """The other functions, by name."""
        name, operands = expression.function, expression.operands
        of = self.at(operands[0], _ATOM)
        if name in (*_SEARCHES, "matches"):
            code = self.search(expression, "False")
            return f'{code}.astype("boolean").mask({of}.isna())' if operands[0].type.optional else code
        if name in ("length", "words"):
            return f"{of}.str.len()" if name == "length" else f'{of}.str.count(r"\\S+")'
        if name in ("lower", "upper", "strip"):
            return f"{of}.str.{name}()"
        if name == "count":
            return f"{of}.str.count({pattern_literal(_text(operands[1]))})"
        if name == "extract":
            return self.extraction(operands[0], _text(operands[1]))
        if name in ("days_between", "seconds_between"):
            return self.difference(expression)
        if name in ("log", "log1p", "sqrt"):
            self.helpers.add(name)
            return f"{name}({self.series(operands[0])[0]})"
        if name in ("exp", "floor", "ceil"):
            return f"np.{name}({self.series(operands[0])[0]})"
        if name == "abs":
            return f"{of}.abs()"
        if name == "round":
            digits = expression.option("digits")
            places = digits.value if isinstance(digits, Constant) and digits.value else 0
            return f"{of}.round({places or ''})"
        if name in ("min", "max", "clip"):
            return self.extreme(expression)
        if name == "bin":
            return self.bins(expression)
        raise ValueError(f"no code for the function {name}")

    def extraction(self, text: Expression, pattern: str) -> str:
        """The first group of the first match. `Series.str.extract` wants exactly one group."""
        if re.compile(pattern).groups == 1:
            return f"{self.at(text, _ATOM)}.str.extract({pattern_literal(pattern)}, expand=False)"
        self.helpers.add("extract")
        return f"extract({self.series(text)[0]}, {pattern_literal(pattern)})"

    def difference(self, expression: Apply) -> str:
        """From the first moment to the second."""
        first, second = expression.operands
        self.helpers.add("seconds_between")
        moments = "timestamp" in (first.type.kind, second.type.kind)
        code = f"{self.beside(first, moments)}, {self.beside(second, moments)}"
        if isinstance(first, Constant) and isinstance(second, Constant):
            later = f"pd.Series({self.beside(second, moments)}, index={self.frame}.index)"
            code = f"{self.beside(first, moments)}, {later}"
        code = f"seconds_between({code})"
        return f"({code} / 86400)" if expression.function == "days_between" else code

    def extreme(self, expression: Apply) -> str:
        """The least, the greatest, or a number between two others; none where one of them is none."""
        operands = expression.operands
        numbers = [isinstance(operand, Constant) for operand in operands]
        if expression.function == "clip":
            value, low, high = operands
            if isinstance(low, Constant) and isinstance(high, Constant) and _ordered(low, high):
                return f"{self.at(value, _ATOM)}.clip({self.value(low)[0]}, {self.value(high)[0]})"
            least = f"np.maximum({self.series(value)[0]}, {self.value(low)[0]})"
            return f"np.minimum({least}, {self.value(high)[0]})"
        function = "np.minimum" if expression.function == "min" else "np.maximum"
        code = self.series(operands[0])[0] if all(numbers[:2]) else self.value(operands[0])[0]
        for operand in operands[1:]:
            code = f"{function}({code}, {self.value(operand)[0]})"
        return code

    def bins(self, expression: Apply) -> str:
        """How many edges are at or below the number."""
        edges = expression.option("edges")
        if not isinstance(edges, Items):
            raise ValueError("bin has no edges")
        listed = ", ".join(self.value(edge)[0] for edge in edges.items)
        value = self.series(expression.operands[0])[0]
        return f"pd.cut({value}, [-np.inf, {listed}, np.inf], right=False, labels=False)"


def _text(expression: Expression) -> str:
    if isinstance(expression, Constant) and isinstance(expression.value, str):
        return expression.value
    raise ValueError("a pattern or a part is a constant text")


def _ordered(low: Constant, high: Constant) -> bool:
    return (
        isinstance(low.value, (int, float))
        and isinstance(high.value, (int, float))
        and low.value <= high.value
    )


def _offset(value: str) -> bool:
    return bool(re.search(r"T.*([+-]\d\d:?\d\d|Z)$", value))
