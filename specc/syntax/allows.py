"""`# specc: allow E412 because ...`: a finding that is known and accepted, with the reason beside it."""

from __future__ import annotations

import re

from specc.diagnostics.finding import Finding, Fix
from specc.source import Source, Span
from specc.syntax.lexer import Tokens
from specc.syntax.tree import Allow, Tree

_ALLOW = re.compile(
    r"#[ \t]*specc[ \t]*:[ \t]*allow\b[ \t]*([A-Za-z]*[0-9]*)[ \t,:]*(?:because\b[ \t]*)?"
    r"(.*?)[ \t]*(?=#[ \t]*specc[ \t]*:|$)"
)
ALLOWABLE_SYNTAX = frozenset({"E005"})


def read_allows(source: Source, tokens: Tokens) -> tuple[Allow, ...]:
    """The allow comments of a text. One that stands alone speaks of the next line that is not a comment
    or blank."""
    found: list[Allow] = []
    below = 0  # the last line that a comment alone was found to speak of
    if "specc" not in source.text:
        return ()
    for start, end in tokens.comments:
        for match in _ALLOW.finditer(source.text[start:end]):
            line = source.position(start).line
            first = source.line_starts()[line - 1]
            if not source.text[first:start].strip(" \t\ufeff"):
                below = below if line < below else _next_line(source, line)
                line = below
            place = Span(start + match.start(), start + match.end())
            found.append(Allow(place, match.group(1).upper(), match.group(2).strip(), line))
    return tuple(found)


def _next_line(source: Source, line: int) -> int:
    count = len(source.line_starts())
    after = line + 1
    while after < count:
        text = source.line(after).strip(" \t")
        if text and not text.startswith("#"):
            break
        after += 1
    return after


def apply_allows(findings: tuple[Finding, ...], tree: Tree) -> tuple[Finding, ...]:
    """The findings without those that the tree's comments allow, and one for each comment that does nothing.

    Only findings in the tree's own text are looked at. What can't be read can't be allowed: of E0xx only
    E005.
    """
    if not tree.allows:
        return findings
    source = tree.source
    used: set[int] = set()
    kept: list[Finding] = []
    for finding in findings:
        if finding.source is not source or finding.span is None or not _allowable(finding.code):
            kept.append(finding)
            continue
        first = source.position(finding.span.start).line
        covering = [
            place
            for place, allow in enumerate(tree.allows)
            if allow.code == finding.code and allow.reason and allow.line == first
        ]
        covering += [
            place
            for place, allow in enumerate(tree.allows)
            if allow.code == finding.code
            and allow.reason
            and allow.span.start <= finding.span.start < allow.span.end
        ]
        if covering:
            used.update(covering)
        else:
            kept.append(finding)
    for place, allow in enumerate(tree.allows):
        trouble = _trouble(source, allow, place in used)
        if trouble is not None:
            kept.append(trouble)
    return tuple(kept)


def _allowable(code: str) -> bool:
    return not code.startswith("E0") or code in ALLOWABLE_SYNTAX


def _trouble(source: Source, allow: Allow, used: bool) -> Finding | None:
    if used:
        return None
    code, message, help = "W001", f"nothing on this line is reported as {allow.code}", "remove the comment"
    fix: Fix | None = Fix(allow.span, "", "safe")
    if not re.fullmatch(r"[EDW][0-9]{3}", allow.code):
        code, fix = "W003", None
        message = "this allow names no code"
        help = "write `# specc: allow E412 because ...` with the code that was reported"
    elif not allow.reason:
        code, fix = "W002", None
        message = f"this allow of {allow.code} gives no reason, so nothing is allowed"
        help = f"write `# specc: allow {allow.code} because ...`"
    elif not _allowable(allow.code):
        code, fix = "W003", None
        message = f"{allow.code} can't be allowed: a line that can't be read has no meaning"
        help = "mend the line"
    return Finding(
        code=code, message=message, severity="warning", source=source, span=allow.span, help=help, fix=fix
    )
