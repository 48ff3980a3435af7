"""How deep an expression is nested. Loops, not recursion: what is measured may be too deep for it."""

from __future__ import annotations

from specc.records import replace
from specc.source import Span
from specc.syntax import tree as t


def without_deep(body: tuple[t.Statement, ...], limit: int, deep: list[Span]) -> tuple[t.Statement, ...]:
    """The statements that hold no expression deeper than `limit`; the spans of the others are added to
    `deep`.

    Recurses over blocks only, whose depth the layout has bounded.
    """
    kept: list[t.Statement] = []
    for statement in body:
        inner = None if isinstance(statement, t.Row | t.Promise) else statement.body
        if _deeper(statement, limit):
            start = statement.span.start
            deep.append(Span(start, min(statement.span.end, start + 80)))
            continue
        if inner is not None and not isinstance(statement, t.Row | t.Promise):
            statement = replace(statement, body=without_deep(inner, limit, deep))
        kept.append(statement)
    return tuple(kept)


def _deeper(statement: t.Statement, limit: int) -> bool:
    pending: list[tuple[object, int]] = [(value, 0) for value in _parts(statement, with_body=False)]
    while pending:
        node, depth = pending.pop()
        if depth > limit:
            return True
        pending.extend((part, depth + 1) for part in _parts(node, with_body=True))
    return False


def _parts(node: object, with_body: bool) -> list[object]:
    """The nodes directly inside a node."""
    found: list[object] = []
    for name in getattr(node, "__slots__", ()):
        if name == "body" and not with_body:
            continue
        value = getattr(node, name)
        if isinstance(value, tuple):
            found.extend(item for item in value if hasattr(item, "span"))
        elif hasattr(value, "span"):
            found.append(value)
    return found
