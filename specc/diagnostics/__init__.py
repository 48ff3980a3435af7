"""Findings and their renderers. This room knows nothing of the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specc.diagnostics.finding import Finding, Fix, Note, Safety, Severity

if TYPE_CHECKING:
    from specc.diagnostics.rendering import FORMATS, render, summary, wants_color

__all__ = ["FORMATS", "Finding", "Fix", "Note", "Safety", "Severity", "render", "summary", "wants_color"]


def __getattr__(name: str) -> object:
    # renderers are loaded when there is something to show
    if name in ("FORMATS", "render", "summary", "wants_color"):
        from specc.diagnostics import rendering

        return getattr(rendering, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
