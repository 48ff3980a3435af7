"""Operands of the generated pandas expressions: columns, constants, what stands beside what."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from specc.emit.layout import text_literal
from specc.model.types import Apply, Columns, Constant, Expression, Ref

# How strongly code binds.
ATOM, UNARY, TIMES, PLUS, AND, OR, COMPARE = 9, 8, 7, 6, 5, 4, 3


@dataclass(slots=True)
class Operands:
    """Writes one expression. Each method gives the code, or (code, how strongly it binds)."""

    frame: str
    inputs: str
    label: str
    typed_inputs: bool
    each: str
    helpers: set[str] = field(default_factory=set)
    groups: bool = False

    def column(self, expression: Expression) -> str:
        """The code of a whole expression, always a Series."""
        return self.series(expression)[0]

    def series(self, expression: Expression) -> tuple[str, int]:
        """A Series, also where the expression is a constant."""
        if isinstance(expression, Constant):
            return f"pd.Series({self.constant(expression)}, index={self.frame}.index)", ATOM
        return self.value(expression)

    def value(self, expression: Expression) -> tuple[str, int]:
        """A Series, or the literal of a constant."""
        if isinstance(expression, Constant):
            code = self.constant(expression)
            return code, UNARY if code.startswith("-") else ATOM
        if isinstance(expression, Ref):
            return self.reference(expression), ATOM
        if isinstance(expression, Columns):
            return f"{self.frame}[{self.each}]", ATOM
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

    def apply(self, expression: Apply) -> tuple[str, int]:
        """A function or an operator."""
        raise NotImplementedError

    def beside(self, expression: Expression, moments: bool, level: int = 0) -> str:
        """An operand next to timestamps (`moments`) or other values."""
        if isinstance(expression, Constant):
            code = self.constant(expression, zone=moments)
            return f"({code})" if code.startswith("-") and level > UNARY else code
        code = self.at(expression, max(level, ATOM if moments and expression.type.kind == "date" else 0))
        return f'{code}.dt.tz_localize("UTC")' if moments and expression.type.kind == "date" else code


def _offset(value: str) -> bool:
    return bool(re.search(r"T.*([+-]\d\d:?\d\d|Z)$", value))
