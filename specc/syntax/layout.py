"""Which newlines count, and brackets and braces that do not match, before the parser sees the tokens.

A bracket or brace that is wrong is found here by where the lines stand, and put right, so that the parser
reads the rest and one slip gives one finding.
"""

from __future__ import annotations

from specc.diagnostics.finding import Finding, Fix, Note
from specc.source import Source, Span
from specc.syntax.lexer import END, ERROR, KIND, LIMIT, NEWLINE, Tokens

DEPTH = 100  # levels of brackets, of blocks, of an expression
_ROUNDS = 20
_OPEN = {KIND["LPAR"]: KIND["RPAR"], KIND["LSQB"]: KIND["RSQB"]}
_CLOSE = {KIND["RPAR"], KIND["RSQB"]}
LBRACE, RBRACE, COLON, EQUAL = KIND["LBRACE"], KIND["RBRACE"], KIND["COLON"], KIND["EQUAL"]
_WATCHED = frozenset({*_OPEN, *_CLOSE, LBRACE, RBRACE, COLON, EQUAL, NEWLINE, END})
_HEADER_ENDS = frozenset(
    KIND[name] for name in ("NAME", "STRING", "NUMBER", "QUANTITY", "RPAR", "RSQB", "MONEY", "DATE")
)


def lay_out(source: Source, tokens: Tokens, findings: list[Finding]) -> Tokens:
    """The tokens the parser takes, end mark included: newlines in brackets gone, every brace with its
    partner."""
    end = len(source.text)
    tokens.add(END, end, end)
    lines = _Brackets(source, tokens, findings).run()
    whole = _braces(source, lines, findings)
    whole.comments = tokens.comments
    return whole


class _Brackets:
    """One pass over the tokens. An unclosed bracket is taken back to the end of its line, and read on
    from there."""

    def __init__(self, source: Source, tokens: Tokens, findings: list[Finding]) -> None:
        self.source, self.tokens, self.findings = source, tokens, findings
        self.out = Tokens()
        self.open: list[int] = []  # indices into `out`
        self.resume: tuple[int, int] | None = None  # the first newline that was passed over
        self.rounds = 0

    def run(self) -> Tokens:
        """The tokens without newlines in brackets."""
        kinds, starts, ends = self.tokens.kinds, self.tokens.starts, self.tokens.ends
        out, count, at = self.out, len(kinds), 0
        while at < count:
            kind = kinds[at]
            if kind in _WATCHED:
                back = self.watched(kind, at)
                if back >= 0:
                    at = back
                    continue
                if kind == NEWLINE and self.open:
                    at += 1
                    continue
                if back == -2:
                    kind = ERROR
            out.kinds.append(kind)
            out.starts.append(starts[at])
            out.ends.append(ends[at])
            if self.rounds > _ROUNDS:
                out.add(END, ends[at], ends[at])
                break
            at += 1
        return out

    def watched(self, kind: int, at: int) -> int:
        """-1: go on; -2: a wrong token; otherwise the token to read on from."""
        tokens = self.tokens
        if kind in _OPEN:
            if len(self.open) >= DEPTH:
                self.deep(at)
                return self.give_up(at)
            self.open.append(len(self.out.kinds))
            return -1
        if kind in _CLOSE:
            return self.closing(kind, at)
        if not self.open:
            return -1
        if kind == NEWLINE:
            if self.resume is None:
                self.resume = (at, len(self.out.kinds))
            return -1
        if kind in (COLON, EQUAL) and (self.resume is None or not self.starts_line(at)):
            return -1
        if kind == EQUAL and self.out.kinds[self.open[-1]] != KIND["LSQB"]:
            return -1
        opener = self.open[-1]
        sign = self.source.text[self.out.starts[opener]]
        if self.out.kinds[opener] != ERROR:
            span = Span(self.out.starts[opener], self.out.ends[opener])
            place = Span(tokens.starts[at], tokens.ends[at])
            where = "the file ends" if kind == END else "the next statement starts"
            self.findings.append(
                Finding(
                    code="E022",
                    message=f"this `{sign}` is never closed",
                    source=self.source,
                    span=span,
                    label="opened here",
                    secondary=(Note(place, f"{where} here"),),
                    help=f"close it with `{')' if sign == '(' else ']'}`",
                )
            )
        return self.give_up(at)

    def starts_line(self, at: int) -> bool:
        """True when the token is the second of its line (`name :`; `name =` in a list), as in no value."""
        kinds = self.tokens.kinds
        return at >= 2 and kinds[at - 2] == NEWLINE

    def give_up(self, at: int) -> int:
        """Leaves all open brackets and reads on after the line on which the first was opened."""
        self.rounds += 1
        out, first = self.out, self.open[0]
        out.kinds[first] = ERROR
        self.open.clear()
        resume, self.resume = self.resume, None
        if resume is None:
            return -1
        newline, length = resume
        for row in (out.kinds, out.starts, out.ends):
            del row[length:]
        return newline

    def closing(self, kind: int, at: int) -> int:
        start, end = self.tokens.starts[at], self.tokens.ends[at]
        sign = self.source.text[start:end]
        if self.open:
            opener = self.open.pop()
            if not self.open:
                self.resume = None
            if _OPEN.get(self.out.kinds[opener]) == kind:
                return -1
            place = Span(self.out.starts[opener], self.out.ends[opener])
            seen = self.source.slice(place)
            self.rounds += 1
            self.findings.append(
                Finding(
                    code="E021",
                    message=f"`{sign}` does not close `{seen}`",
                    source=self.source,
                    span=Span(start, end),
                    secondary=(Note(place, "opened here"),),
                    help=f"write `{')' if seen == '(' else ']'}`",
                )
            )
            return -2
        self.rounds += 1
        help = f"remove it, or open it before with `{'(' if sign == ')' else '['}`"
        self.findings.append(
            Finding(
                code="E021",
                message=f"`{sign}` closes nothing",
                source=self.source,
                span=Span(start, end),
                help=help,
            )
        )
        return -2

    def deep(self, at: int) -> None:
        span = Span(self.tokens.starts[at], self.tokens.ends[at])
        self.findings.append(too_deep(self.source, span, "brackets"))


def too_deep(source: Source, span: Span, what: str) -> Finding:
    """More levels than a person can follow."""
    return Finding(
        code="E028",
        message=f"{what} are nested more than {DEPTH} levels deep here",
        source=source,
        span=span,
        help="say it in parts: name a part of it as a feature or a slice of its own",
    )


def _braces(source: Source, tokens: Tokens, findings: list[Finding]) -> Tokens:
    kinds = tokens.kinds
    opened, closed = kinds.count(LBRACE), kinds.count(RBRACE)
    if opened == 0 and closed == 0:
        return tokens
    return _Braces(source, tokens, findings, opened > closed).run()


class _Braces:
    """Blocks by their braces; in a file with too few `}`, indentation says which block was left open."""

    def __init__(self, source: Source, tokens: Tokens, findings: list[Finding], short: bool) -> None:
        self.source, self.tokens, self.findings, self.short = source, tokens, findings, short
        self.out = Tokens()
        self.open: list[tuple[int, int]] = []  # offset of `{`, indentation of its line
        self.said = 0  # findings; after LIMIT of them the rest is not read

    def indentation(self, offset: int) -> int:
        """Of the line that holds the offset."""
        position = self.source.position(offset)
        line = self.source.line(position.line)
        return len(line) - len(line.lstrip(" \t"))

    def run(self) -> Tokens:
        """The tokens with as many `}` as `{`."""
        kinds, starts, ends = self.tokens.kinds, self.tokens.starts, self.tokens.ends
        out, line_start = self.out, True
        for at, kind in enumerate(kinds):
            start, end = starts[at], ends[at]
            if self.short and line_start and kind not in (NEWLINE, END) and self.open:
                self.missing(kind, start)
            if kind == LBRACE:
                if out.kinds and out.kinds[-1] == NEWLINE:
                    self.on_next_line(start)
                if len(self.open) >= DEPTH or self.said > LIMIT:
                    self.findings.append(too_deep(self.source, Span(start, end), "blocks"))
                    self.close_all(start, silent=True)
                    out.add(END, start, start)
                    return out
                self.open.append((start, self.indentation(start) if self.short else 0))
            elif kind == RBRACE:
                if not self.open:
                    self.unmatched(start, end)
                    continue
                self.open.pop()
            elif kind == END:
                self.close_all(start)
            out.add(kind, start, end)
            line_start = kind == NEWLINE
        return out

    def missing(self, kind: int, start: int) -> None:
        """A line that stands as far left as the block it would be in: the block was left open."""
        indent = self.indentation(start)
        while self.open:
            limit = self.open[-1][1]
            outer = len(self.open) > 1 and self.open[-2][1] >= indent
            if not (indent < limit or (indent == limit and (kind != RBRACE or outer))):
                return
            self.left_open(self.open.pop()[0], Span(start, start + 1))
            self.out.add(RBRACE, start, start)
            self.out.add(NEWLINE, start, start)

    def close_all(self, end: int, silent: bool = False) -> None:
        """`}` for each block still open at the end."""
        if self.open and self.out.kinds and self.out.kinds[-1] != NEWLINE:
            self.out.add(NEWLINE, end, end)
        while self.open:
            offset = self.open.pop()[0]
            if not silent:
                self.left_open(offset, Span(end, end))
            self.out.add(RBRACE, end, end)

    def left_open(self, offset: int, place: Span) -> None:
        self.said += 1
        position = self.source.position(offset)
        start = self.source.line_starts()[position.line - 1]
        head = self.source.text[start:offset].strip()[:60]
        self.findings.append(
            Finding(
                code="E020",
                message=f"the block `{head}` is not closed",
                source=self.source,
                span=Span(offset, offset + 1),
                label="opened here",
                secondary=(
                    Note(
                        place,
                        "it should be closed before this line"
                        if place.end > place.start
                        else "the file ends here",
                    ),
                ),
                help="put `}` on a line of its own after the block's last line",
            )
        )

    def unmatched(self, start: int, end: int) -> None:
        self.said += 1
        if self.said > LIMIT:
            return
        self.findings.append(
            Finding(
                code="E021",
                message="`}` closes nothing: no block is open here",
                source=self.source,
                span=Span(start, end),
                help="remove it, or look for a block before it that was closed too early",
                fix=Fix(Span(start, end), ""),
            )
        )

    def on_next_line(self, start: int) -> None:
        """`{` below its header: said, and read as if it stood behind it."""
        out = self.out
        count = len(out.kinds)
        while count and out.kinds[count - 1] == NEWLINE:
            count -= 1
        if not count or out.kinds[count - 1] not in _HEADER_ENDS:
            return
        for row in (out.kinds, out.starts, out.ends):
            del row[count:]
        self.findings.append(
            Finding(
                code="E032",
                message="`{` stands on a line of its own",
                source=self.source,
                span=Span(start, start + 1),
                help="put it at the end of the line before",
            )
        )
