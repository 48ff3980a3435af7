"""A node as canonical text on one line, with no bracket that is not needed."""

from __future__ import annotations

import re
from typing import TypeAlias

from specc.syntax import tree as t

Node: TypeAlias = t.Expr | t.Argument | t.TypeExpr | t.Statement

_PIPE, _IF, _NOT, _COMPARE, _SIGN, _ATOM = 0, 1, 4, 5, 11, 12
_BINARY = {
    "or": (2, 2, 3),
    "and": (3, 3, 4),
    "==": (5, 6, 6),
    "!=": (5, 6, 6),
    "<": (5, 6, 6),
    "<=": (5, 6, 6),
    ">": (5, 6, 6),
    ">=": (5, 6, 6),
    "in": (5, 6, 6),
    "not in": (5, 6, 6),
    "on": (6, 6, 7),
    "..": (7, 8, 8),
    "??": (8, 8, 9),
    "+": (9, 9, 10),
    "-": (9, 9, 10),
    "*": (10, 10, 11),
    "/": (10, 10, 11),
}
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ODD = re.compile('[\\\\"\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]')


def unparse(node: Node) -> str:
    """The canonical text of an expression, a type, an argument, or of a statement without its block.

    Reading it again gives an equal node (spans apart); prose is written as a one-line string.
    """
    if isinstance(node, t.TypeExpr):
        return _type(node)
    if isinstance(node, t.Argument):
        return _argument(node)
    if isinstance(node, t.Setting | t.Declaration | t.Definition | t.Row | t.Block | t.Promise):
        return _statement(node)
    return _write(node, 0)


def quote(text: str) -> str:
    """Text as a string literal of the language."""
    return '"' + _ODD.sub(lambda match: _escape(match.group()), text) + '"'


def _escape(sign: str) -> str:
    return _ESCAPED.get(sign) or "\\u{" + f"{ord(sign):x}" + "}"


def _write(node: t.Expr, least: int) -> str:
    """The text of a node where an expression of level `least` or tighter may stand."""
    text, level = _level(node)
    return f"({text})" if level < least else text


def _level(node: t.Expr) -> tuple[str, int]:
    match node:
        case t.Binary():
            level, left, right = _BINARY[node.operator]
            return f"{_write(node.left, left)} {node.operator} {_write(node.right, right)}", level
        case t.Range():
            return f"{_write(node.low, 8)} .. {_write(node.high, 8)}", 7
        case t.Unary(operator="not"):
            return f"not {_write(node.operand, _NOT)}", _NOT
        case t.Unary():
            return f"{node.operator}{_write(node.operand, _SIGN)}", _SIGN
        case t.If():
            parts = [_write(part, _IF) for part in (node.condition, node.then, node.otherwise)]
            return f"if {parts[0]} then {parts[1]} else {parts[2]}", _IF
        case t.Pipe():
            steps = [_write(step, _ATOM) for step in node.steps]
            return " | ".join(
                [_write(node.value, _PIPE if isinstance(node.value, t.Pipe) else _IF), *steps]
            ), _PIPE
        case _:
            return _atom(node), _ATOM


def _atom(node: t.Expr) -> str:
    match node:
        case t.Name():
            return node.name
        case t.Number() | t.Quantity():
            return node.text
        case t.Date():
            return node.value
        case t.Text(kind="regex"):
            return f'r"{node.value}"'
        case t.Text():
            return quote(node.value)
        case t.ListOf():
            return f"[{_items(node.items)}]"
        case t.Call():
            return f"{node.function}({', '.join(map(_argument, node.arguments))})"
        case t.Index():
            return f"{_base(node.base)}[{_items(node.items)}]"
        case t.Attribute():
            return f"{_base(node.base)}.{node.name}"
    raise TypeError(f"no expression: {type(node).__name__}")


def _base(node: t.Expr) -> str:
    """What `.` and `[` may follow: a name, a call, a chain of them; all else in brackets."""
    if isinstance(node, t.Name | t.Call | t.Index | t.Attribute):
        return _atom(node)
    return f"({_write(node, 0)})"


def _items(items: tuple[t.Expr, ...]) -> str:
    return ", ".join(_write(item, 0) for item in items)


def _argument(node: t.Argument) -> str:
    return f"{node.name} = {_write(node.value, 0)}" if node.name else _write(node.value, 0)


def _type(node: t.TypeExpr) -> str:
    arguments = f"[{_items(node.arguments)}]" if node.arguments else ""
    unit = f" {node.unit}" if node.unit else ""
    return f"{node.name}{arguments}{unit}{'?' if node.optional else ''}"


def _statement(node: t.Statement) -> str:
    match node:
        case t.Setting():
            return f"{node.name} = {_write(node.value, 0)}"
        case t.Declaration():
            kind = f"{node.kind} " if node.kind else ""
            names = (" .. " if node.run else ", ").join(name.name for name in node.names)
            domain = f" in {_write(node.domain, 0)}" if node.domain is not None else ""
            value = f" = {_write(node.value, 0)}" if node.value is not None else ""
            return f"{kind}{names}: {_type(node.type)}{domain}{value}"
        case t.Definition():
            on = f" on {_write(node.on, 0)}" if node.on is not None else ""
            return f"{node.kind} {node.name}{on} = {_write(node.value, 0)}"
        case t.Row():
            return " ".join([node.head, *(_write(cell, _ATOM) for cell in node.cells)])
        case t.Block():
            return " ".join([node.kind, *(_write(label, _ATOM) for label in node.labels)])
        case t.Promise():
            return _write(node.expression, 0)
