"""Findings as text for a person, a terminal, a script, or a code host: one function, one small module a
format."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import TextIO, cast

from specc.diagnostics.finding import Finding

FORMATS = ("text", "concise", "json", "github", "sarif")
_MODULES = {
    "text": "render_text",
    "concise": "render_lines",
    "github": "render_lines",
    "json": "render_json",
    "sarif": "render_sarif",
}


def render(findings: Iterable[Finding], format: str = "text", *, color: bool = False) -> str:
    """All findings in one of FORMATS, a newline last where there is any text. `color` is for `text` only.

    What stands in a spec can't steer a terminal: control characters are shown, not sent.
    """
    items = tuple(findings)
    if format not in _MODULES:
        raise ValueError(f"no format {format!r}; known: {', '.join(FORMATS)}")
    module = import_module(f"specc.diagnostics.{_MODULES[format]}")
    if format == "text":
        return cast("str", module.text(items, color=color))
    write = cast("Callable[[Sequence[Finding]], str]", getattr(module, format))
    return write(items)


def wants_color(stream: TextIO) -> bool:
    """True when the stream is a terminal that shows colour and nobody said NO_COLOR."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def summary(findings: Iterable[Finding]) -> str:
    """`2 errors, 1 warning`; empty when there is nothing to count."""
    errors = warnings = notes = 0
    for finding in findings:
        errors += finding.severity == "error"
        warnings += finding.severity == "warning"
        notes += finding.severity == "note"
    counted = ((errors, "error"), (warnings, "warning"), (notes, "note"))
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counted if count)
