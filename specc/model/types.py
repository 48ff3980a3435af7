"""Types and typed expressions: what an expression means, with no trace of how it was written."""

from __future__ import annotations

from typing import Literal, TypeAlias

from specc.records import dataclass

TypeKind: TypeAlias = Literal[
    "int",
    "float",
    "bool",
    "text",
    "timestamp",
    "date",
    "duration",
    "category",
    "share",
    "prob",
    "vector",
    "none",
]


@dataclass(frozen=True, slots=True)
class Type:
    """A value type. `members`: of a category, in declared order, as strings. `size`: of a vector.

    `unit`: of a number with one (a currency, `s`, `bytes`). `optional`: may be none.
    """

    kind: TypeKind
    optional: bool = False
    members: tuple[str, ...] = ()
    size: int | None = None
    unit: str = ""

    @property
    def numeric(self) -> bool:
        """True for what arithmetic takes."""
        return self.kind in ("int", "float", "share", "prob", "duration")


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant. Quantities in the base unit: `5%` 0.05, `15min` 900 (s), `40MiB` bytes, dates ISO text."""

    value: bool | int | float | str | None
    type: Type


@dataclass(frozen=True, slots=True)
class Ref:
    """A use of something with a name. `kind` says which table the name stands in."""

    kind: Literal["column", "feature", "label", "metric", "baseline", "slice", "source", "param", "state"]
    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Columns:
    """A column set, resolved against the declared schema: names in declared order."""

    names: tuple[str, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class Apply:
    """A function or an operator on typed operands.

    `function` is a row of the function table (`length`, `count`, `matches`, `hour_of`, ...) or an operator:
    `+ - * / neg == != < <= > >= and or not ?? in between if on`. `in` has its members as literals after the
    first operand; `between` is (value, low, high), both ends included; `if` is (condition, then, otherwise);
    `on` is (metric, slice ref). `options` are the named arguments, sorted by name.
    """

    function: str
    operands: tuple[Expression, ...]
    options: tuple[tuple[str, Expression], ...]
    type: Type

    def option(self, name: str) -> Expression | None:
        """The named argument, or none."""
        return next((value for key, value in self.options if key == name), None)


@dataclass(frozen=True, slots=True)
class Items:
    """A list of constants or references."""

    items: tuple[Expression, ...]
    type: Type


Expression: TypeAlias = Constant | Ref | Columns | Apply | Items
