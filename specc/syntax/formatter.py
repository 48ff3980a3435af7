"""The formatter: white space only, no options, nothing sorted, and a proof on every run."""

from __future__ import annotations

from specc.diagnostics.finding import Finding
from specc.records import dataclass
from specc.source import Source, Span
from specc.syntax.lexer import ERROR, KIND, NEWLINE, PROSE, Tokens, scan
from specc.syntax.literals import prose_lines
from specc.syntax.parser import parse

_COMMENT = -3
_INDENT = "  "
_OPEN = frozenset({KIND["LPAR"], KIND["LSQB"]})
_CLOSE = frozenset({KIND["RPAR"], KIND["RSQB"]})
_LBRACE, _RBRACE, _NAME, _MONEY = KIND["LBRACE"], KIND["RBRACE"], KIND["NAME"], KIND["MONEY"]
_SIGNS = frozenset({KIND["MINUS"], KIND["PLUS"]})
_TIGHT_BEFORE = frozenset({KIND["COMMA"], KIND["COLON"], KIND["DOT"], KIND["QMARK"], *_CLOSE})
_TIGHT_AFTER = frozenset({KIND["DOT"], *_OPEN})
_OPERAND_ENDS = frozenset(
    KIND[name]
    for name in (
        "NAME",
        "NUMBER",
        "QUANTITY",
        "MONEY",
        "DATE",
        "STRING",
        "REGEX",
        "PROSE",
        "RPAR",
        "RSQB",
        "QMARK",
    )
)
_BASES = frozenset({_NAME, *_CLOSE})


@dataclass(frozen=True, slots=True)
class FormatResult:
    """`text`: the formatted spec, or the text as it was where there are findings."""

    text: str
    findings: tuple[Finding, ...]


def format_text(source: Source) -> FormatResult:
    """The canonical layout of a spec: two spaces a level, one statement a line, at most one blank line
    between.

    Line breaks inside brackets stay where they were. A spec that can't be read comes back as it was, with
    findings. Every run proves that the tokens, comments and prose values are the same, and that a second
    pass changes nothing.
    """
    result = parse(source)
    # a sign that reorders text is kept inside quotes and comments; outside of them its line was not read
    unread = bool(result.findings) and ERROR in scan(source, []).kinds
    blocking = tuple(finding for finding in result.findings if unread or finding.code != "E005")
    if blocking:
        return FormatResult(source.text, blocking)
    text = _Layout(source).run()
    again = Source(source.path, text)
    if _meaning(source) != _meaning(again) or _Layout(again).run() != text:
        return FormatResult(source.text, (_unproved(source),))
    return FormatResult(text, ())


def _unproved(source: Source) -> Finding:
    return Finding(
        code="E033",
        message="formatting would change more than white space, so nothing was changed",
        source=source,
        span=Span(0, 0),
        help="report this file to the authors of specc; it is a mistake of the formatter",
    )


def _words(source: Source) -> list[tuple[int, int, int]]:
    """Tokens and comments in order: kind, start, end."""
    tokens: Tokens = scan(source, [])
    words = list(zip(tokens.kinds, tokens.starts, tokens.ends, strict=True))
    words += [(_COMMENT, start, end) for start, end in tokens.comments]
    words.sort(key=lambda word: word[1])
    return words


def _meaning(source: Source) -> list[tuple[int, str]]:
    """What must not change: each token and comment by its text, prose by its value, and where statements
    end."""
    found: list[tuple[int, str]] = []
    depth = 0
    for kind, start, end in _words(source):
        if kind in _OPEN:
            depth += 1
        elif kind in _CLOSE:
            depth -= 1
        if kind == NEWLINE:
            if depth == 0 and found and found[-1][0] not in (NEWLINE, _LBRACE):
                found.append((NEWLINE, ""))
            continue
        if kind == _RBRACE and found and found[-1][0] == NEWLINE:
            found.pop()
        found.append((kind, _text(source, kind, start, end)))
    if found and found[-1][0] == NEWLINE:
        found.pop()
    return found


def _text(source: Source, kind: int, start: int, end: int) -> str:
    text = source.text[start:end]
    if kind == _COMMENT:
        return text.rstrip(" \t")
    if kind == _MONEY:
        return f"{text[:-3].rstrip()} {text[-3:]}"
    if kind == PROSE:
        return "\n".join(_prose_body(text))
    return text


def _prose_body(text: str) -> list[str]:
    """The lines of a prose value."""
    lines = prose_lines(text)
    indent = lines[-1]
    return [line[len(indent) :] if line.startswith(indent) else "" for line in lines[1:-1]]


class _Layout:
    """Lays the words of one text out anew."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.words = _words(source)
        self.lines: list[str] = []
        self.line: list[str] = []
        self.previous = -1  # kind of the last word on the line, -1 at its start
        self.last = -1  # kind of the last word of the statement
        self.unary = False  # the last word is a sign that belongs to what follows
        self.blocks = 0
        self.brackets: list[int] = []  # the level of the line on which each open bracket stands
        self.level = 0  # of the line being written
        self.breaks = 0  # newlines since the last word
        self.fresh = True  # a block was just opened, or the file starts: no blank line here

    def run(self) -> str:
        """The text."""
        for kind, start, end in self.words:
            if kind == NEWLINE:
                self.breaks += 1
                continue
            self.word(kind, _text(self.source, kind, start, end))
        self.finish_line()
        return "".join(f"{line}\n" for line in self.lines)

    def word(self, kind: int, text: str) -> None:
        """Writes one word, on a new line where one is due."""
        if kind == _RBRACE:
            empty = self.previous == _LBRACE
            self.blocks -= 1
            if not empty:
                self.finish_line()
        elif (
            self.breaks
            or (self.previous == _LBRACE and kind != _COMMENT)
            or (self.previous == _RBRACE and kind != _COMMENT)
        ):
            self.finish_line()
        if self.previous == -1:
            self.start_line(kind)
        else:
            self.line.append(self.space(kind))
        self.breaks = 0
        self.unary = kind in _SIGNS and self.last not in _OPERAND_ENDS
        self.line.extend(self.pieces(kind, text))
        self.previous = kind
        if kind != _COMMENT:
            self.last = kind
        if kind == _LBRACE:
            self.blocks += 1
        elif kind in _OPEN:
            self.brackets.append(self.level)
        elif kind in _CLOSE and self.brackets:
            self.brackets.pop()

    def start_line(self, kind: int) -> None:
        """Blank line and indentation before the first word of a line."""
        closes = kind in _CLOSE or kind == _RBRACE
        if self.breaks > 1 and not self.fresh and not closes:
            self.lines.append("")
        self.fresh = False
        if self.brackets:
            self.level = self.brackets[-1] + (0 if kind in _CLOSE else 1)
        else:
            self.level, self.last = self.blocks, -1
        self.line.append(_INDENT * self.level)

    def finish_line(self) -> None:
        """Ends the line that is being written, if there is one."""
        if self.previous == -1:
            return
        self.fresh = self.previous in (_LBRACE, *_OPEN) or (self.previous == _COMMENT and self.after_brace)
        self.lines.append("".join(self.line).rstrip(" "))
        self.line, self.previous = [], -1

    @property
    def after_brace(self) -> bool:
        """The line's comment stands behind a `{`."""
        return len(self.line) >= 3 and self.line[-3] in ("{", "(", "[")

    def pieces(self, kind: int, text: str) -> list[str]:
        """The word as it is written; prose is indented one level deeper than its statement."""
        if kind != PROSE:
            return [text]
        indent = _INDENT * (self.level + 1)
        lines = [f"{indent}{line}" if line else "" for line in text.split("\n")] if text else []
        return ['"""\n', *(f"{line}\n" for line in lines), f'{indent}"""']

    def space(self, kind: int) -> str:
        """What stands between the last word and this one."""
        previous = self.previous
        if kind == _COMMENT:
            return "  "
        if kind in _TIGHT_BEFORE or previous in _TIGHT_AFTER or self.unary:
            return ""
        if kind == KIND["LPAR"] and previous == _NAME:
            return ""
        if kind == KIND["LSQB"] and previous in _BASES:
            return ""
        if kind == _RBRACE and previous == _LBRACE:
            return ""
        return " "
