"""Promises: bare comparisons over a vocabulary, typed and recorded."""

from __future__ import annotations

from specc.check.context import Context
from specc.check.expressions import Scope, infer, truth
from specc.check.jsonable import expression_json
from specc.diagnostics.finding import Note
from specc.model.spec import Impact, Promise
from specc.model.types import Apply, Constant, Expression
from specc.source import Span
from specc.syntax import tree, unparse
from specc.syntax.tree import Binary, Expr, Unary


def check_promises(
    context: Context, written: list[tree.Promise], scope: Scope, path: str, impact: Impact
) -> tuple[Promise, ...]:
    """Type each promise; record it under its left side and operator, so that a changed bound is a change."""
    found: list[Promise] = []
    seen: dict[str, Span] = {}
    for statement in written:
        value = infer(context, scope, statement.expression)
        if value is None or not truth(context, value, statement.expression):
            continue
        if not _speaks(value):
            context.report(
                "E701",
                statement.span,
                "the promise compares constants only, so it says nothing",
                help="name what is measured",
            )
            continue
        name = subject(statement.expression)
        if name in seen:
            context.report(
                "E105",
                statement.span,
                f"`{name} ...` is promised twice",
                secondary=(Note(seen[name], "first here"),),
                help="keep the one that is meant",
            )
            continue
        seen[name] = statement.span
        text = unparse(statement.expression)
        context.entry(
            f"{path}.{escaped(name)}", expression_json(value), impact, text=text, span=statement.span
        )
        found.append(Promise(text, value))
    return tuple(found)


def subject(expr: Expr) -> str:
    """What a promise is about: its left side and operator (`recall_spam on night >=`), or all of it."""
    if isinstance(expr, Binary) and expr.operator in ("==", "!=", "<", "<=", ">", ">=", "in", "not in"):
        return f"{unparse(expr.left)} {expr.operator}"
    if isinstance(expr, Unary):
        return f"{expr.operator} {subject(expr.operand)}"
    return unparse(expr)


def escaped(name: str) -> str:
    """A name as one part of a dotted path: `.` and `%` are written `%2E` and `%25`."""
    return name.replace("%", "%25").replace(".", "%2E")


def _speaks(value: Expression) -> bool:
    if isinstance(value, Constant):
        return False
    if isinstance(value, Apply) and value.operands:
        return any(_speaks(operand) for operand in value.operands)
    return True
