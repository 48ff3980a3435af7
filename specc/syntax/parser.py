"""Text to tree. All findings of a text come in one run, and what could be read is handed on."""

from __future__ import annotations

from specc.diagnostics.finding import Finding
from specc.records import dataclass
from specc.source import Source, Span
from specc.syntax import tree as t
from specc.syntax.allows import read_allows
from specc.syntax.builder import Builder
from specc.syntax.driver import MOST, drive
from specc.syntax.layout import DEPTH, lay_out, too_deep
from specc.syntax.lexer import END, KIND, LIMIT, NAME, NEWLINE, NUMBER, Tokens, scan
from specc.syntax.tables import RULES

EDITIONS = (2026,)
_MLSPEC = KIND["MLSPEC"]
_BARE = (t.Number, t.Quantity, t.Text, t.Date, t.ListOf, t.Range)


@dataclass(frozen=True, slots=True)
class ParseResult:
    """`tree`: what could be read, none only where that is nothing. `tokens`: as the parser took them, the end
    mark last; comments apart."""

    tree: t.Tree | None
    findings: tuple[Finding, ...]
    tokens: Tokens


def parse(source: Source) -> ParseResult:
    """Reads a spec. Never raises: a mistake is a finding, and the lines around it are read all the same."""
    findings: list[Finding] = []
    words = scan(source, findings)
    tokens = lay_out(source, words, findings)
    written = _edition(source, tokens, findings)
    builder = Builder(source, tokens, findings)
    actions = [None if name == "pass" else getattr(builder, name) for _, _, name in RULES]

    lost: set[str] = set()

    def report(start: int, at: int, end: int, expected: frozenset[int]) -> None:
        from specc.syntax.slips import Slip

        lost.update(builder.word(place) for place in range(start, end) if tokens.kinds[place] == NAME)
        found = Slip(source, tokens, (start, at, end), expected).find()
        if found is not None:
            findings.append(found)

    made = drive(tokens, actions, report)
    allows = read_allows(source, tokens)
    if made is None:
        findings.append(_too_many(source))
        return ParseResult(None, _tidy(findings), tokens)
    (first, number), statements = made
    body = _shallow(source, tokens, tuple(statements), findings)
    _foreign(source, builder, findings)
    _bare(source, body, findings)
    edition = written if written else EDITIONS[-1]
    span = Span(tokens.starts[first], tokens.ends[number])
    tree = t.Tree(source, edition, span, body, allows, frozenset(lost))
    return ParseResult(tree, _tidy(findings), tokens)


def _edition(source: Source, tokens: Tokens, findings: list[Finding]) -> int:
    """The edition of the first line, which is put there for the parser when it is missing; 0 when unknown."""
    kinds = tokens.kinds
    known = ", ".join(f"`mlspec {edition}`" for edition in EDITIONS)
    at = 0
    while kinds[at] == NEWLINE:
        at += 1
    help = f"known: {known}"
    if kinds[at] == _MLSPEC and kinds[at + 1] == NUMBER and kinds[at + 2] in (NEWLINE, END):
        text = source.text[tokens.starts[at + 1] : tokens.ends[at + 1]]
        if text.isascii() and text.isdigit() and len(text) < 8 and int(text) in EDITIONS:
            return int(text)
        span = Span(tokens.starts[at + 1], tokens.ends[at + 1])
        newer = text.isdigit() and len(text) < 8 and int(text) > EDITIONS[-1]
        message = f"edition {text[:20]} is not known to this version of specc"
        if newer:
            help = f"install a newer specc, or write {known}"
        findings.append(Finding(code="E006", message=message, source=source, span=span, help=help))
        return 0
    start, end = tokens.starts[at], tokens.ends[at]
    if kinds[at] == _MLSPEC:
        last = at
        while kinds[last + 1] not in (NEWLINE, END):
            last += 1
        end = tokens.ends[last]
        for row in (kinds, tokens.starts, tokens.ends):
            del row[at : last + 1]
        if kinds[at] == NEWLINE:
            for row in (kinds, tokens.starts, tokens.ends):
                del row[at]
    findings.append(
        Finding(
            code="E006",
            message="the first line does not name the edition of the language",
            source=source,
            span=Span(start, end),
            help=f"start the file with `mlspec {EDITIONS[-1]}` alone on its line",
        )
    )
    for kind in (NEWLINE, NUMBER, _MLSPEC):
        tokens.insert(at, kind, start)
    return EDITIONS[-1]


def _too_many(source: Source) -> Finding:
    return Finding(
        code="E034",
        message=f"more than {MOST} lines can't be read; the rest of them is not shown",
        source=source,
        span=Span(0, 0),
        help="mend the first ones; is this an .mlspec file?",
    )


def _tidy(findings: list[Finding]) -> tuple[Finding, ...]:
    """In the order of the text, each once, not more than a person reads."""
    seen: dict[tuple[str, Span | None, str], Finding] = {}
    for finding in findings:
        seen.setdefault((finding.code, finding.span, finding.message), finding)
    ordered = sorted(seen.values(), key=lambda item: (item.span.start if item.span else 0, item.code))
    return tuple(ordered[: 2 * LIMIT])


def _shallow(
    source: Source, tokens: Tokens, body: tuple[t.Statement, ...], findings: list[Finding]
) -> tuple[t.Statement, ...]:
    """The statements without those too deep for the passes that follow; looked at only when a line is
    long enough."""
    longest = current = 0
    for kind in tokens.kinds:
        current = 0 if kind == NEWLINE else current + 1
        longest = max(longest, current)
    if longest <= DEPTH:
        return body
    from specc.syntax.depth import without_deep

    deep: list[Span] = []
    kept = without_deep(body, DEPTH, deep)
    findings.extend(too_deep(source, span, "the parts of this expression") for span in deep)
    return kept


def _foreign(source: Source, builder: Builder, findings: list[Finding]) -> None:
    """`True` for `true`: said unless some category has such a member."""
    for name in builder.foreign:
        if name.name in builder.members:
            continue
        plain = {"True": "true", "False": "false"}.get(name.name, "none")
        from specc.diagnostics.finding import Fix

        findings.append(
            Finding(
                code="E024",
                message=f"`{name.name}` is not a word of the language",
                source=source,
                span=name.span,
                help=f"write `{plain}`",
                fix=Fix(name.span, plain, "safe"),
            )
        )


def _bare(source: Source, body: tuple[t.Statement, ...], findings: list[Finding]) -> None:
    """A value alone on a line promises nothing."""
    pending = list(body)
    while pending:
        statement = pending.pop()
        if isinstance(statement, t.Promise):
            if isinstance(statement.expression, _BARE):
                findings.append(
                    Finding(
                        code="E029",
                        message="a value alone on a line says nothing",
                        source=source,
                        span=statement.span,
                        help="give it a name: `name = value`",
                    )
                )
        elif not isinstance(statement, t.Row) and statement.body:
            pending.extend(statement.body)
