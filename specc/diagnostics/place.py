"""Where a finding is, in the form that the renderers share, and text made safe to show."""

from __future__ import annotations

import re

from specc.diagnostics.finding import Finding
from specc.records import dataclass
from specc.source import Source, Span

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_PLACE = re.compile(r"(.+?):([0-9]+)(?::([0-9]+))?(?::.*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """Path, and 1-based lines and columns in code points; the end is exclusive. 0 where there is no such
    number."""

    path: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


def place_of(finding: Finding) -> Place:
    """The place of a finding; one in a data file (`x.csv:17:carrier`) has what its text says."""
    if finding.source is not None and finding.span is not None:
        return place_in(finding.source, finding.span)
    if finding.source is not None:
        return Place(finding.source.path)
    match = _PLACE.fullmatch(finding.place)
    if match is None:
        # `docker` is no file: a code host would look for one
        return Place(finding.place if "." in finding.place or "/" in finding.place else "")
    line, column = int(match.group(2)), int(match.group(3) or 0)
    return Place(match.group(1), line, column, line, column)


def place_in(source: Source, span: Span) -> Place:
    """The place of a span; an end at the start of a line is put at the end of the line before."""
    first, last = source.position(span.start), source.position(max(span.start, span.end))
    return Place(source.path, first.line, first.column, last.line, last.column)


def safe(text: str) -> str:
    """The text with everything that steers a terminal or can't be seen written as `\\u{1b}`; on one line."""
    return _UNSAFE.sub(lambda match: shown(match.group()), text)


def shown(sign: str) -> str:
    """A character that can't be shown as itself."""
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(sign) or "\\u{" + f"{ord(sign):x}" + "}"


def is_unsafe(sign: str) -> bool:
    """True for a character that `safe` replaces."""
    return _UNSAFE.match(sign) is not None
