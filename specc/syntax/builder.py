"""What each alternative of the grammar makes: the nodes of `tree.py`, by the aliases in
`grammar/mlspec.lark`.

A value on the parser's stack is a token's index, a node, or a list of nodes that is still growing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from specc.diagnostics.finding import Finding
from specc.records import replace
from specc.source import Source, Span
from specc.syntax import literals
from specc.syntax import tree as t
from specc.syntax.lexer import Tokens

# ruff: noqa: ANN401
# The stack is untyped inside this module: the tables say which rule meets which values.
Values: TypeAlias = list[Any]
Action: TypeAlias = Callable[[Values], Any]

_FOREIGN = frozenset({"True", "False", "None", "null", "NULL", "nil", "NaN", "nan"})


class Builder:
    """The actions over one text. Wrong literals are added to `findings`."""

    def __init__(self, source: Source, tokens: Tokens, findings: list[Finding]) -> None:
        self.source, self.text, self.findings = source, source.text, findings
        self.starts, self.ends = tokens.starts, tokens.ends
        self.foreign: list[t.Name] = []  # `True`, `None`: another language's word, unless a category has it
        self.members: set[str] = set()  # what stands in the brackets of types

    # ------------------------------------------------------------ places

    def word(self, token: int) -> str:
        """The text of a token."""
        return self.text[self.starts[token] : self.ends[token]]

    def place(self, token: int) -> Span:
        """The span of a token."""
        return Span(self.starts[token], self.ends[token])

    def between(self, first: Any, last: Any) -> Span:
        """From the start of one value to the end of another."""
        start = self.starts[first] if type(first) is int else first.span.start
        end = self.ends[last] if type(last) is int else last.span.end
        return Span(start, end)

    def to_end(self, first: Any, others: Values) -> Span:
        """From the start of `first` to the end of the last of `others` that is there."""
        last = next(value for value in reversed(others) if value is not None)
        if type(last) is _Body:
            return Span(self.between(first, first).start, last.end)
        return self.between(first, last)

    # ------------------------------------------------------------ lists

    def nothing(self, v: Values) -> None:
        """An optional part that is not there."""

    def ignore(self, v: Values) -> None:
        """Newlines."""

    def second(self, v: Values) -> Any:
        return self.body(v) if type(v[1]) is list else v[1]

    def third(self, v: Values) -> Any:
        return self.body(v)

    def body(self, v: Values) -> _Body:
        statements = next((value for value in v if type(value) is list), [])
        return _Body(tuple(statements), self.ends[v[-1]])

    empty_body = body

    def first_item(self, v: Values) -> list[Any]:
        return [v[0]]

    first_statement = first_item

    def next_item(self, v: Values) -> list[Any]:
        v[0].append(v[2])
        items: list[Any] = v[0]
        return items

    next_statement = next_item

    def next_cell(self, v: Values) -> list[Any]:
        v[0].append(v[1])
        cells: list[Any] = v[0]
        return cells

    def first_name(self, v: Values) -> list[t.Name]:
        return [t.Name(self.place(v[0]), self.word(v[0]))]

    def next_name(self, v: Values) -> list[t.Name]:
        v[0].append(t.Name(self.place(v[2]), self.word(v[2])))
        names: list[t.Name] = v[0]
        return names

    # ------------------------------------------------------------ file

    def edition(self, v: Values) -> tuple[int, int]:
        return (v[0], v[1])

    def file(self, v: Values) -> tuple[tuple[int, int], list[t.Statement]]:
        return v[0], next((value for value in v if type(value) is list), [])

    # ------------------------------------------------------------ statements

    def setting(self, v: Values) -> t.Setting:
        body = None if v[3] is None else v[3].statements
        return t.Setting(self.to_end(v[0], v), self.word(v[0]), self.place(v[0]), v[2], body)

    def declared(self, v: Values) -> tuple[int | None, list[t.Name], bool]:
        return None, v[0], False

    def declared_kind(self, v: Values) -> tuple[int | None, list[t.Name], bool]:
        return v[0], v[1], False

    def declared_run(self, v: Values) -> tuple[int | None, list[t.Name], bool]:
        pair: t.Range = v[0]
        names: list[t.Name] = []
        for end in (pair.low, pair.high):
            if type(end) is t.Name:
                names.append(end)
                continue
            self.findings.append(
                Finding(
                    code="E010",
                    message="a run of columns goes from one name to another",
                    source=self.source,
                    span=end.span,
                    help="write it as in `pixel_0 .. pixel_63: float`",
                )
            )
            names.append(t.Name(end.span, "_"))
        return None, names, True

    def declared_kind_run(self, v: Values) -> tuple[int | None, list[t.Name], bool]:
        names = [t.Name(self.place(v[place]), self.word(v[place])) for place in (1, 3)]
        return v[0], names, True

    def declaration(self, v: Values) -> t.Declaration:
        kind, names, run = v[0]
        body = None if v[5] is None else v[5].statements
        span = self.to_end(names[0] if kind is None else kind, v)
        word, place = ("", None) if kind is None else (self.word(kind), self.place(kind))
        return t.Declaration(span, word, place, tuple(names), run, v[2], v[3], v[4], body)

    def definition(self, v: Values) -> t.Definition:
        return self.defined(v, None, v[3], v[4])

    def definition_on(self, v: Values) -> t.Definition:
        return self.defined(v, v[3], v[5], v[6])

    def defined(self, v: Values, on: t.Expr | None, value: t.Expr, body: _Body | None) -> t.Definition:
        return t.Definition(
            self.to_end(v[0], v),
            self.word(v[0]),
            self.place(v[0]),
            self.word(v[1]),
            self.place(v[1]),
            on,
            value,
            None if body is None else body.statements,
        )

    def row(self, v: Values) -> t.Row:
        return t.Row(self.between(v[0], v[1][-1]), self.word(v[0]), self.place(v[0]), tuple(v[1]))

    def block(self, v: Values) -> t.Block:
        return t.Block(self.to_end(v[0], v), self.word(v[0]), self.place(v[0]), (), v[1].statements)

    def block_labels(self, v: Values) -> t.Block:
        return t.Block(self.to_end(v[0], v), self.word(v[0]), self.place(v[0]), tuple(v[1]), v[2].statements)

    def promise(self, v: Values) -> t.Promise:
        return t.Promise(v[0].span, v[0])

    # ------------------------------------------------------------ types

    def type_name(self, v: Values) -> t.TypeExpr:
        return t.TypeExpr(self.place(v[0]), self.word(v[0]), self.place(v[0]))

    def type_arguments(self, v: Values) -> t.TypeExpr:
        self.members.update(item.name for item in v[2] if type(item) is t.Name)
        return t.TypeExpr(self.between(v[0], v[-1]), self.word(v[0]), self.place(v[0]), tuple(v[2]))

    def type_optional(self, v: Values) -> t.TypeExpr:
        made: t.TypeExpr = replace(v[0], span=self.between(v[0], v[-1]), optional=True)
        return made

    def type_unit(self, v: Values) -> t.TypeExpr:
        made: t.TypeExpr = replace(v[0], span=self.between(v[0], v[-1]), unit=self.word(v[1]))
        return made

    def type_unit_optional(self, v: Values) -> t.TypeExpr:
        made: t.TypeExpr = replace(v[0], span=self.between(v[0], v[-1]), unit=self.word(v[1]), optional=True)
        return made

    # ------------------------------------------------------------ expressions

    def name(self, v: Values) -> t.Name:
        node = t.Name(self.place(v[0]), self.word(v[0]))
        if node.name in _FOREIGN:
            self.foreign.append(node)
        return node

    def pipe(self, v: Values) -> t.Pipe:
        span = self.between(v[0], v[2])
        if type(v[0]) is t.Pipe:
            return t.Pipe(span, v[0].value, (*v[0].steps, v[2]))
        return t.Pipe(span, v[0], (v[2],))

    def if_then_else(self, v: Values) -> t.If:
        return t.If(self.between(v[0], v[5]), v[1], v[3], v[5])

    def binary(self, v: Values) -> t.Binary:
        operator: Any = self.word(v[1])
        return t.Binary(self.between(v[0], v[2]), operator, self.place(v[1]), v[0], v[2])

    def binary_not_in(self, v: Values) -> t.Binary:
        return t.Binary(self.between(v[0], v[3]), "not in", self.between(v[1], v[2]), v[0], v[3])

    def unary(self, v: Values) -> t.Unary:
        operator: Any = self.word(v[0])
        return t.Unary(self.between(v[0], v[1]), operator, v[1])

    def range_of(self, v: Values) -> t.Range:
        return t.Range(self.between(v[0], v[2]), v[0], v[2])

    def group(self, v: Values) -> t.Expr:
        node: t.Expr = replace(v[1], span=self.between(v[0], v[2]))
        return node

    def attribute(self, v: Values) -> t.Attribute:
        return t.Attribute(self.between(v[0], v[2]), v[0], self.word(v[2]), self.place(v[2]))

    def index(self, v: Values) -> t.Index:
        return t.Index(self.between(v[0], v[-1]), v[0], tuple(v[2]))

    def call(self, v: Values) -> t.Call:
        arguments = tuple(v[2]) if type(v[2]) is list else ()
        return t.Call(self.between(v[0], v[-1]), self.word(v[0]), self.place(v[0]), arguments)

    call_empty = call

    def argument(self, v: Values) -> t.Argument:
        return t.Argument(v[0].span, "", None, v[0])

    def argument_named(self, v: Values) -> t.Argument:
        return t.Argument(self.between(v[0], v[2]), self.word(v[0]), self.place(v[0]), v[2])

    def list_of(self, v: Values) -> t.ListOf:
        items = tuple(v[1]) if type(v[1]) is list else ()
        return t.ListOf(self.between(v[0], v[-1]), items)

    # ------------------------------------------------------------ literals

    def number(self, v: Values) -> t.Number:
        span, text = self.place(v[0]), self.word(v[0])
        return t.Number(span, text, literals.number(self.source, span, text, self.findings))

    def quantity(self, v: Values) -> t.Quantity:
        span, text = self.place(v[0]), self.word(v[0])
        size = _number_size(text)
        value = literals.number(self.source, span, text[:size], self.findings)
        return t.Quantity(span, text, value, text[size:])

    def money(self, v: Values) -> t.Quantity:
        span, text = self.place(v[0]), self.word(v[0])
        amount, unit = text[:-3].rstrip(" \t"), text[-3:]
        value = literals.number(self.source, span, amount, self.findings)
        return t.Quantity(span, f"{amount} {unit}", value, unit, money=True)

    def date(self, v: Values) -> t.Date:
        span = self.place(v[0])
        return t.Date(span, literals.date(self.source, span, self.word(v[0]), self.findings))

    def string(self, v: Values) -> t.Text:
        span = self.place(v[0])
        return t.Text(span, literals.string(self.source, span, self.findings))

    def regex(self, v: Values) -> t.Text:
        span = self.place(v[0])
        return t.Text(span, self.text[span.start + 2 : span.end - 1], "regex")

    def prose(self, v: Values) -> t.Text:
        span = self.place(v[0])
        return t.Text(span, literals.prose(self.source, span, self.findings), "prose")


class _Body:
    """Statements between braces, and where the closing brace ends."""

    __slots__ = ("end", "statements")

    def __init__(self, statements: tuple[t.Statement, ...], end: int) -> None:
        self.statements, self.end = statements, end


def _number_size(text: str) -> int:
    """How much of a quantity is its number: all up to the unit's first letter (an exponent has digits
    behind it)."""
    size = 0
    while size < len(text) and (text[size].isdigit() or text[size] in "_."):
        size += 1
    if size < len(text) and text[size] in "eE":
        at = size + 2 if text[size + 1 : size + 2] in ("+", "-") and size + 1 < len(text) else size + 1
        digits = at
        while digits < len(text) and text[digits].isdigit():
            digits += 1
        if digits > at:
            return digits
    return size
