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
from dataclasses import dataclass

from specc.emit.functions import PARTS, SEARCHES, Functions
from specc.emit.helpers import HELPERS
from specc.emit.operands import AND, ATOM, COMPARE, OR, PLUS, TIMES, UNARY
from specc.model.types import Apply, Columns, Constant, Expression, Items, Ref

_ARITHMETIC = {"+": PLUS, "-": PLUS, "*": TIMES}


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
class _Writer(Functions):
    """Conditions, choices and arithmetic."""

    def condition(self, expression: Expression, level: int = 0) -> str:
        """True or false for each row, never none."""
        if not _optional_bool(expression):
            return self.at(expression, level)
        if isinstance(expression, Apply) and expression.function in (*SEARCHES, "matches"):
            return self.search(expression, "False")
        return f"{self.at(expression, ATOM)}.fillna(False).astype(bool)"

    # ------------------------------------------------------------ functions

    def apply(self, expression: Apply) -> tuple[str, int]:
        """A function or an operator."""
        name, operands = expression.function, expression.operands
        if name in ("==", "!=", "<", "<=", ">", ">="):
            return self.comparison(name, *operands)
        if name in ("and", "or"):
            level, sign = (AND, "&") if name == "and" else (OR, "|")
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
            code = f"{self.at(value, ATOM)}.between({ends})"
            return (f"{code}.fillna(False).astype(bool)" if _optional_bool(value) else code), ATOM
        if name == "if":
            return self.choice(expression)
        if name == "??":
            return self.fallback(expression)
        if name in _ARITHMETIC or name in ("/", "neg"):
            return self.arithmetic(expression)
        if name in PARTS or name in ("week_of", "is_weekend"):
            return self.part(expression)
        return self.function(expression), ATOM

    def comparison(self, sign: str, left: Expression, right: Expression) -> tuple[str, int]:
        """None is found by == and != none only."""
        for one, other in ((left, right), (right, left)):
            if isinstance(other, Constant) and other.value is None:
                test = {"==": "isna", "!=": "notna"}.get(sign)
                return (
                    (f"{self.at(one, ATOM)}.{test}()", ATOM)
                    if test
                    else (f"pd.Series(False, index={self.frame}.index)", ATOM)
                )
        for one, other in ((left, right), (right, left)):
            ends_in_null = isinstance(other, Constant) and str(other.value).endswith("\0")
            if ends_in_null and sign in ("==", "!="):  # numpy drops the last NUL of a text that is compared
                return self.membership("in" if sign == "==" else "not in", (one, other))
        moments = "timestamp" in (left.type.kind, right.type.kind)
        if isinstance(left, Constant) and isinstance(right, Constant):
            first = self.series(left)[0]
        else:
            first = self.beside(left, moments, OR + 1)
        code = f"{first} {sign} {self.beside(right, moments, OR + 1)}"
        if _optional_bool(left) or _optional_bool(right):
            return f"({code}).fillna(False).astype(bool)", ATOM
        optional = [side for side in (left, right) if side.type.optional and not isinstance(side, Constant)]
        if optional and (sign == "!=" or (sign != "==" and left.type.kind == "text")):
            known = [f"{self.at(side, ATOM)}.notna()" for side in optional]
            if sign != "!=":  # text has no order with NaN in older versions of pandas
                code = f'{self.at(left, ATOM)}.fillna("") {sign} {self._filled(right)}'
            return " & ".join([f"({code})", *known]), AND
        return code, COMPARE

    def _filled(self, expression: Expression) -> str:
        return (
            self.value(expression)[0]
            if isinstance(expression, Constant)
            else f'{self.at(expression, ATOM)}.fillna("")'
        )

    def negation(self, operand: Expression) -> tuple[str, int]:
        """`not x`; `not (x == none)` is said as `notna`."""
        if isinstance(operand, Apply) and operand.function in ("==", "!="):
            left, right = operand.operands
            if any(isinstance(side, Constant) and side.value is None for side in (left, right)):
                return self.comparison("!=" if operand.function == "==" else "==", left, right)
        return f"~{self.condition(operand, UNARY)}", UNARY

    def membership(self, name: str, operands: tuple[Expression, ...]) -> tuple[str, int]:
        """False for none, whether asked with `in` or `not in`, unless none is one of the members."""
        value, members = operands[0], list(operands[1:])
        if len(members) == 1 and isinstance(members[0], Items):
            members = list(members[0].items)
        has_none = any(isinstance(member, Constant) and member.value is None for member in members)
        listed = [member for member in members if not (isinstance(member, Constant) and member.value is None)]
        moments = value.type.kind == "timestamp"
        of = self.at(value, ATOM)
        code = f"{of}.isin([{', '.join(self.beside(member, moments) for member in listed)}])"
        code = f"{code}.astype(bool)" if _optional_bool(value) else code
        if name == "in":
            return (f"{code} | {of}.isna()", OR) if has_none else (code, ATOM)
        return (f"~{code} & {of}.notna()", AND) if value.type.optional or has_none else (f"~{code}", UNARY)

    def choice(self, expression: Apply) -> tuple[str, int]:
        """`if c then a else b`."""
        asked, then, otherwise = expression.operands
        condition = self.condition(asked)
        moments = expression.type.kind == "timestamp"
        if isinstance(then, Constant) and isinstance(otherwise, Constant):
            if (then.value, otherwise.value) == (True, False) and expression.type.kind == "bool":
                return self.condition(asked), 0
            branches = f"True: {self.beside(then, moments)}, False: {self.beside(otherwise, moments)}"
            code = f"{self.condition(asked, ATOM)}.map({{{branches}}})"
            return (f'{code}.astype("boolean")' if _optional_bool(expression) else code), ATOM
        masked = '.astype("boolean")' if _optional_bool(expression) else ""
        if isinstance(then, Constant):
            other = self.either(then, moments, bool(masked))
            return f"{self.at(otherwise, ATOM)}{masked}.mask({condition}, {other})", ATOM
        other = self.either(otherwise, moments, bool(masked))
        return f"{self.at(then, ATOM)}{masked}.where({condition}, {other})", ATOM

    def either(self, expression: Expression, moments: bool, masked: bool) -> str:
        """The other branch of a choice; none of an optional bool is `pd.NA`."""
        if masked and isinstance(expression, Constant) and expression.value is None:
            return "pd.NA"
        return self.beside(expression, moments)

    def fallback(self, expression: Apply) -> tuple[str, int]:
        """`a ?? b`."""
        value, other = expression.operands
        code = f"{self.at(value, ATOM)}.fillna({self.beside(other, value.type.kind == 'timestamp')})"
        if value.type.kind == "bool" and value.type.optional and not other.type.optional:
            code += ".astype(bool)"
        return code, ATOM

    def arithmetic(self, expression: Apply) -> tuple[str, int]:
        """`+ - * /` and the sign."""
        name, operands = expression.function, expression.operands
        if name == "neg":
            return f"-{self.at(operands[0], UNARY)}", UNARY
        left, right = operands
        level = _ARITHMETIC.get(name, TIMES)
        both = isinstance(left, Constant) and isinstance(right, Constant)
        first = self.series(left)[0] if both else self.number(left, level)
        if name == "/":
            if isinstance(right, Constant) and right.value not in (0, None):
                return f"{first} / {self.number(right, level + 1)}", TIMES
            self.helpers.add("nonzero")
            divisor = self.series(right)[0]
            return f"{first} / nonzero({divisor})", TIMES
        return f"{first} {name} {self.number(right, level + 1)}", level

    def number(self, expression: Expression, level: int) -> str:
        """An operand of arithmetic: whole parts of dates are 32-bit in pandas and are widened."""
        code = self.at(expression, level, constant=True)
        narrow = (
            isinstance(expression, Apply) and expression.function in PARTS and not expression.type.optional
        )
        return f'{code}.astype("int64")' if narrow else code
