"""What a spec says, before anyone knows what it means: six shapes of statement and one expression language.

Every node carries the span it was written at. Nothing here knows a key, a block or a function.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from specc.records import dataclass
from specc.source import Source, Span

# ---------------------------------------------------------------- expressions


@dataclass(frozen=True, slots=True)
class Name:
    """`body`, `true`, `none`, `spam`: the slot's type decides what it refers to."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class Number:
    """`20_000`, `1e-5`. `text` is as written; `value` is an int unless written with `.` or an exponent."""

    span: Span
    text: str
    value: int | float


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: `5%`, `2pp`, `15min`, `40MiB`; money (`0.04 USD`) has a currency as unit."""

    span: Span
    text: str
    value: int | float
    unit: str
    money: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A string. `kind`: `string` ("..." with escapes), `regex` (r"..."), `prose` (triple quotes,
    dedented)."""

    span: Span
    value: str
    kind: Literal["string", "regex", "prose"] = "string"


@dataclass(frozen=True, slots=True)
class Date:
    """`2026-03-01`; `value` is the ISO 8601 text and has been checked to exist in the calendar."""

    span: Span
    value: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """`[a, b, c]`."""

    span: Span
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """`low .. high`, both ends included."""

    span: Span
    low: Expr
    high: Expr


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a call; `name` is empty when positional."""

    span: Span
    name: str
    name_span: Span | None
    value: Expr


@dataclass(frozen=True, slots=True)
class Call:
    """`tfidf(body, ngrams = 1 .. 2)`. `a | f(x)` is `Pipe`."""

    span: Span
    function: str
    function_span: Span
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """`category[no, yes]`, `vector[20_000]`, `log(1 .. 2)` is a `Call`. Used in type position and
    expressions."""

    span: Span
    base: Expr
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """`baseline.auc`, `lang_id(text = body).p_english`."""

    span: Span
    base: Expr
    name: str
    name_span: Span


@dataclass(frozen=True, slots=True)
class Unary:
    """`not x`, `- x`, `+ x`."""

    span: Span
    operator: Literal["not", "-", "+"]
    operand: Expr


BinaryOperator: TypeAlias = Literal[
    "+", "-", "*", "/", "==", "!=", "<", "<=", ">", ">=", "and", "or", "??", "in", "not in", "on"
]


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands. `on` restricts a metric to a slice; comparisons do not chain."""

    span: Span
    operator: BinaryOperator
    operator_span: Span
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class If:
    """`if condition then a else b`."""

    span: Span
    condition: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class Pipe:
    """`value | step(...) | step(...)`, read left to right; each step is a `Call` or a bare `Name`."""

    span: Span
    value: Expr
    steps: tuple[Call | Name, ...]


Expr: TypeAlias = (
    Name
    | Number
    | Quantity
    | Text
    | Date
    | ListOf
    | Range
    | Call
    | Index
    | Attribute
    | Unary
    | Binary
    | If
    | Pipe
)

# ---------------------------------------------------------------- types as written


@dataclass(frozen=True, slots=True)
class TypeExpr:
    """A type in a declaration: `int`, `category[ham, spam]?`, `vector[20_000]`, `float USD`."""

    span: Span
    name: str
    name_span: Span
    arguments: tuple[Expr, ...] = ()
    optional: bool = False
    unit: str = ""


# ---------------------------------------------------------------- statements


@dataclass(frozen=True, slots=True)
class Setting:
    """`name = value`, with an optional block of its own: `reward = 0.04 USD`."""

    span: Span
    name: str
    name_span: Span
    value: Expr
    body: tuple[Statement, ...] | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """`[kind] names: type [in domain] [= value] [{ body }]`.

    `kind` is empty where the block implies it (schema columns, features, interface fields). A run of like
    names, `pixel_0 .. pixel_63: float`, has the first and last in `names` and `run` set; `a, b, c: float`
    lists them all.
    """

    span: Span
    kind: str
    kind_span: Span | None
    names: tuple[Name, ...]
    run: bool
    type: TypeExpr
    domain: Expr | None
    value: Expr | None
    body: tuple[Statement, ...] | None


@dataclass(frozen=True, slots=True)
class Definition:
    """`kind name [on target] = value [{ body }]`: `metric recall_spam = recall(...)`,
    `join weather on [origin, hour] = many_to_one`."""

    span: Span
    kind: str
    kind_span: Span
    name: str
    name_span: Span
    on: Expr | None
    value: Expr
    body: tuple[Statement, ...] | None


@dataclass(frozen=True, slots=True)
class Row:
    """`head cell cell ...`: one line of a table; bare words inside are cells too (`because`, `backup`)."""

    span: Span
    head: str
    head_span: Span
    cells: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """`kind label* { ... }`: `crowd mturk {`, `monitor daily {`, `features {`."""

    span: Span
    kind: str
    kind_span: Span
    labels: tuple[Expr, ...]
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """A bare comparison, call or boolean expression: `recall_spam on short_text >= 80%`, `unique(id)`."""

    span: Span
    expression: Expr


Statement: TypeAlias = Setting | Declaration | Definition | Row | Block | Promise


@dataclass(frozen=True, slots=True)
class Allow:
    """`# specc: allow E412 because ...` on the line it speaks of (or alone, on the line before it)."""

    span: Span
    code: str
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class Tree:
    """One file. `edition` is the number on the first line. `model` and `use` lines are `Row`s in `body`.

    `lost`: the names on lines that could not be read; what such a name refers to may well have been
    declared there.
    """

    source: Source
    edition: int
    edition_span: Span
    body: tuple[Statement, ...]
    allows: tuple[Allow, ...]
    lost: frozenset[str] = frozenset()
