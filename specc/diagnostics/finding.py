"""A finding: what was seen, what is wanted, one thing to do. A value, never an exception."""

from __future__ import annotations

from typing import Literal

from specc.records import dataclass
from specc.source import Source, Span

Severity = Literal["error", "warning", "note"]
Safety = Literal["safe", "unsafe"]


@dataclass(frozen=True, slots=True)
class Fix:
    """Replace the text under `span`; `safe` when the meaning can't be other than intended."""

    span: Span
    replacement: str
    safety: Safety = "unsafe"


@dataclass(frozen=True, slots=True)
class Note:
    """A second place that belongs to the finding, with its words."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding.

    `code` is a row of `specc.diagnostics.rules`. In a spec the place is `source` and `span`; in a data file,
    a lock or an engine it is `place` (such as `data/x.csv:17:carrier`) and there is no span.
    """

    code: str
    message: str
    severity: Severity = "error"
    source: Source | None = None
    span: Span | None = None
    place: str = ""
    label: str = ""
    secondary: tuple[Note, ...] = ()
    notes: tuple[str, ...] = ()
    help: str = ""
    fix: Fix | None = None

    @property
    def is_error(self) -> bool:
        """True when the job at hand cannot be called fine with this finding."""
        return self.severity == "error"
