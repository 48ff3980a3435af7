"""Text to `Tree`, and back to text. Knows no key, block or function.

What `check` needs is loaded at once; the formatter, `unparse` and reading of files when they are first
asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from specc.syntax.allows import apply_allows
from specc.syntax.parser import EDITIONS, ParseResult, parse

if TYPE_CHECKING:
    from specc.syntax.formatter import FormatResult, format_text
    from specc.syntax.reading import read_source
    from specc.syntax.writing import unparse

__all__ = [
    "EDITIONS",
    "FormatResult",
    "ParseResult",
    "apply_allows",
    "format_text",
    "parse",
    "read_source",
    "unparse",
]

_LATER = {
    "FormatResult": "formatter",
    "format_text": "formatter",
    "read_source": "reading",
    "unparse": "writing",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
