"""A tree without its places, so that two trees can be compared."""

from __future__ import annotations

from specc.source import Span
from specc.syntax.tree import Text


def shape(node: object, *, prose_as_string: bool = False) -> object:
    """Nested tuples of class names and values; spans are left out."""
    if isinstance(node, tuple):
        return tuple(shape(item, prose_as_string=prose_as_string) for item in node)
    if isinstance(node, Text) and prose_as_string and node.kind == "prose":
        return ("Text", node.value, "string")
    slots = getattr(node, "__slots__", None)
    if slots is None:
        return (type(node).__name__, node)
    values = [getattr(node, name) for name in slots]
    kept = [
        value
        for name, value in zip(slots, values, strict=True)
        if not isinstance(value, Span) and name != "text"
    ]
    return (type(node).__name__, *(shape(value, prose_as_string=prose_as_string) for value in kept))
