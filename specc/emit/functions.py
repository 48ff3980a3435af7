"""Calls of functions as pandas expressions: parts of moments, patterns, numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from specc.emit.layout import pattern_literal, text_literal
from specc.emit.operands import ATOM, COMPARE, Operands
from specc.model.types import Apply, Constant, Expression, Items

PARTS = {
    "year_of": "year",
    "month_of": "month",
    "day_of": "day",
    "weekday_of": "day_of_week",
    "hour_of": "hour",
    "minute_of": "minute",
    "day_of_year": "day_of_year",
}
SEARCHES = {"contains": "contains", "starts_with": "startswith", "ends_with": "endswith"}


@dataclass(slots=True)
class Functions(Operands):
    """Functions by name."""

    def part(self, expression: Apply) -> tuple[str, int]:
        """A part of a moment in its zone."""
        operand = expression.operands[0]
        code = self.at(operand, ATOM)
        zone = expression.option("zone")
        said = str(zone.value) if isinstance(zone, Constant) else "UTC"
        if operand.type.kind == "timestamp" and said != "UTC":
            code += f".dt.tz_convert(ZoneInfo({text_literal(said)}))"
        if expression.function == "week_of":
            return (
                f'{code}.dt.isocalendar().week.astype("{"float64" if operand.type.optional else "int64"}")',
                ATOM,
            )
        if expression.function == "is_weekend":
            code = f"{code}.dt.day_of_week >= 5"
            if not expression.type.optional:
                return code, COMPARE
            return f'({code}).astype("boolean").mask({self.at(operand, ATOM)}.isna())', ATOM
        return f"{code}.dt.{PARTS[expression.function]}", ATOM

    def search(self, expression: Apply, missing: str) -> str:
        """Whether a pattern or a part is found. `missing`: what a none gives, where it may be none."""
        text, what = expression.operands
        absent = f", na={missing}" if text.type.optional and missing else ""
        code = self.at(text, ATOM)
        if expression.function != "matches":
            plain = ", regex=False" if expression.function == "contains" else ""
            return f"{code}.str.{SEARCHES[expression.function]}({text_literal(_text(what))}{plain}{absent})"
        pattern = _text(what)
        self.groups |= bool(re.compile(pattern).groups)
        return f"{code}.str.contains({pattern_literal(pattern)}{absent})"

    def function(self, expression: Apply) -> str:
        """The other functions, by name."""
        name, operands = expression.function, expression.operands
        of = self.at(operands[0], ATOM)
        if name in (*SEARCHES, "matches"):
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
            return f"{self.at(text, ATOM)}.str.extract({pattern_literal(pattern)}, expand=False)"
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
                return f"{self.at(value, ATOM)}.clip({self.value(low)[0]}, {self.value(high)[0]})"
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
