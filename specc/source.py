"""Text and places in it: what every later stage points back to."""

from __future__ import annotations

import re
from bisect import bisect_right

from specc.records import dataclass, field

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of code point offsets in a `Source`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Position:
    """One place for a person: both numbers are 1-based, columns count code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A text and the name it is shown under. Line ends are kept as they were written."""

    path: str
    text: str
    _starts: list[int] = field(default_factory=list, repr=False)

    def line_starts(self) -> list[int]:
        """Offsets at which lines start; `\\n`, `\\r\\n` and a lone `\\r` end a line."""
        if not self._starts:
            self._starts.append(0)
            self._starts.extend(match.end() for match in _LINE_END.finditer(self.text))
        return self._starts

    def position(self, offset: int) -> Position:
        """The line and column of an offset; offsets past the end are the end."""
        offset = max(0, min(offset, len(self.text)))
        starts = self.line_starts()
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Line `number` (1-based) without its line end; empty where there is none."""
        starts = self.line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def slice(self, span: Span) -> str:
        """The text under a span."""
        return self.text[span.start : span.end]
