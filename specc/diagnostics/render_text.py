"""Findings for a person: the line, what is wrong under it, and one thing to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from specc.diagnostics.finding import Finding
from specc.diagnostics.place import is_unsafe, place_of, safe, shown
from specc.diagnostics.rendering import summary
from specc.source import Source, Span

_WIDTH = 110
_BEFORE = 40  # columns kept before the marked place on a line that is too long
_TAB = 4
_COLORS = {"error": "31", "warning": "33", "note": "36", "bold": "1", "frame": "34", "help": "32"}


def text(findings: Sequence[Finding], *, color: bool = False) -> str:
    """All findings, a blank line after each, and the count last; empty without findings."""
    if not findings:
        return ""
    paint = _Paint(color)
    parts = [_finding(finding, paint) for finding in findings]
    return "\n".join(parts) + "\n" + summary(findings) + "\n"


class _Paint:
    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, text: str, name: str) -> str:
        """The text in a colour, or as it is."""
        if not self.on or not text:
            return text
        bold = "1;" if name in ("error", "warning", "note") else ""
        return f"\x1b[{bold}{_COLORS[name]}m{text}\x1b[0m"


def _finding(finding: Finding, paint: _Paint) -> str:
    head = paint(f"{finding.severity}[{finding.code}]", finding.severity)
    lines = [f"{head}{paint(': ' + safe(finding.message), 'bold')}"]
    place = place_of(finding)
    gutter = 2
    if finding.source is not None and finding.span is not None:
        snippet, gutter = _snippet(finding.source, finding, paint)
        lines.append(
            f"{' ' * (gutter - 1)}{paint('-->', 'frame')} {safe(place.path)}:{place.line}:{place.column}"
        )
        lines.extend(snippet)
    elif finding.place or place.path:
        lines.append(f" {paint('-->', 'frame')} {safe(finding.place or place.path)}")
    bar = f"{' ' * gutter}{paint('=', 'frame')}"
    for note in finding.notes:
        lines.append(f"{bar} {paint('note', 'note')}: {_several(note, gutter + 8)}")
    if finding.help:
        lines.append(f"{bar} {paint('help', 'help')}: {_several(finding.help, gutter + 8)}")
    return "\n".join(lines) + "\n"


def _several(text: str, indent: int) -> str:
    """Text of several lines, those after the first set under it."""
    return ("\n" + " " * indent).join(safe(line) for line in text.split("\n"))


def _snippet(source: Source, finding: Finding, paint: _Paint) -> tuple[list[str], int]:
    """The marked lines and the width of what stands left of the bar."""
    assert finding.span is not None
    marks = [(source.position(finding.span.start).line, finding.span, finding.label, True)]
    marks += [
        (source.position(note.span.start).line, note.span, note.text, False) for note in finding.secondary
    ]
    numbers = sorted({mark[0] for mark in marks})
    gutter = len(str(numbers[-1])) + 1
    bar = paint("|", "frame")
    empty = f"{' ' * gutter}{bar}"
    lines = [empty]
    for place, number in enumerate(numbers):
        if place and number - numbers[place - 1] > 1:
            lines.append(paint("...", "frame"))
        here = [mark for mark in marks if mark[0] == number]
        row = _Row(source, number, here[0][1])
        lines.append(f"{paint(f'{number:>{gutter - 1}}', 'frame')} {bar} {row.text}".rstrip())
        for _, span, label, primary in here:
            mark = row.mark(span, "^" if primary else "-") + (f" {safe(label)}" if label else "")
            lines.append(f"{empty} {row.indent(span)}{paint(mark, finding.severity if primary else 'frame')}")
    return lines, gutter


def _near(source: Source, number: int, span: Span) -> tuple[int, str, bool]:
    """The part of a line round a span that can be shown at all: its first offset, its text, whether it
    was cut before.

    A line may be a megabyte long, and is looked at once for each finding.
    """
    starts = source.line_starts()
    first = starts[number - 1]
    stop = starts[number] if number < len(starts) else len(source.text)
    low = max(first, span.start - 4 * _WIDTH)
    text = source.text[low : min(stop, span.start + 4 * _WIDTH)].rstrip("\r\n")
    return low, text, low > first


class _Row:
    """One line as it is shown: tabs and unseen characters spelt out, cut to the window round its first
    mark."""

    def __init__(self, source: Source, number: int, span: Span) -> None:
        self.first, line, cut = _near(source, number, span)
        cells = [_cell(sign) for sign in line]
        self.columns = [0]
        for _, width in cells:
            self.columns.append(self.columns[-1] + width)
        self.low, self.shift = 0, 1 if cut else 0
        high = len(cells)
        if self.columns[-1] > _WIDTH:
            self.low = self._at(max(0, self.column(span.start) - _BEFORE))
            high = self._at(self.columns[self.low] + _WIDTH)
            self.shift = 1 if self.low or cut else 0
        self.limit = self.columns[high]
        self.text = ("…" if self.shift else "") + "".join(text for text, _ in cells[self.low : high])
        self.text += "…" if high < len(cells) else ""

    def _at(self, column: int) -> int:
        """The first character that starts at or after a column."""
        return next(
            (place for place, start in enumerate(self.columns) if start >= column), len(self.columns) - 1
        )

    def column(self, offset: int) -> int:
        """The display column of an offset, kept on the line."""
        place = max(0, min(offset - self.first, len(self.columns) - 1))
        return self.columns[place]

    def indent(self, span: Span) -> str:
        """What stands before the mark."""
        start = min(self.column(span.start), self.limit)
        return " " * (start - self.columns[self.low] + self.shift)

    def mark(self, span: Span, sign: str) -> str:
        """The mark under a span, at least one sign wide, not past the line or the window."""
        end = min(self.column(span.end), self.limit)
        return sign * max(1, end - self.column(span.start))


def _cell(sign: str) -> tuple[str, int]:
    """How a character is shown, and on how many columns."""
    if sign == "\t":
        return " " * _TAB, _TAB
    if " " <= sign <= "~":
        return sign, 1
    if is_unsafe(sign):
        spelt = shown(sign)
        return spelt, len(spelt)
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return sign, 0
    return sign, 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1
