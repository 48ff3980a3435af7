"""Markdown as test cases: prose for a reader, blocks of spec for the test.

A case is a fenced block whose language is `mlspec`, under a heading. What is expected is said by comments:

    reward: 0.04 USD  # error: [E012]           one finding with this code starts on this line
    x = 1  # warning: [W001] # error: [E101]    several on one line
    # error-below: [E020]                       on the next line, where a comment can't stand on it

Anything that is reported and not asserted fails, as does anything asserted and not reported. `# error:
[E012] words`
also wants the words in the message. The comments stay in the text: to the language they are comments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from specc.diagnostics import Finding
from specc.source import Source

Checker = Callable[[Source], Iterable[Finding]]
_HEADING = re.compile(r"#+\s+(.*)")
_WANTED = re.compile(r"#\s*(error|warning|note)(-below)?:\s*\[([EDW]\d{3})\]\s*([^#]*)")


@dataclass(frozen=True)
class Case:
    """One block: the heading over it, the line of the file on which its text starts, the text."""

    title: str
    line: int
    text: str


def cases_of(path: Path) -> list[Case]:
    """All `mlspec` blocks of a Markdown file."""
    found: list[Case] = []
    title, start, block = "", 0, None
    fence = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        stripped = line.strip()
        if block is None:
            heading = _HEADING.match(line)
            if heading:
                title = heading.group(1)
            opening = re.fullmatch(r"(`{3,})mlspec", stripped)
            if opening:
                fence, start, block = opening.group(1), number + 1, []
        elif stripped == fence:
            found.append(Case(title, start, "".join(f"{row}\n" for row in block)))
            block = None
        else:
            block.append(line)
    return found


def expectations(text: str) -> list[tuple[int, str, str, str]]:
    """Line, severity, code and words of the message that the comments ask for."""
    wanted = []
    for number, line in enumerate(text.split("\n"), start=1):
        for match in _WANTED.finditer(line):
            at = number + 1 if match.group(2) else number
            wanted.append((at, match.group(1), match.group(3), match.group(4).strip()))
    return wanted


def check_case(case: Case, path: Path, checker: Checker) -> list[str]:
    """What is wrong with a case, one line each; empty when all is as asserted."""
    source = Source(str(path), case.text)
    wanted = expectations(case.text)
    troubles: list[str] = []
    for finding in checker(source):
        line = source.position(finding.span.start).line if finding.span and finding.source is source else 0
        place = f"{path.name}:{case.line + line - 1}"
        match = next(
            (
                item
                for item in wanted
                if item[:3] == (line, finding.severity, finding.code)
                and item[3].lower() in finding.message.lower()
            ),
            None,
        )
        if match is None:
            troubles.append(f"{place}: not asserted: {finding.severity} {finding.code} {finding.message}")
        else:
            wanted.remove(match)
    for line, severity, code, words in wanted:
        troubles.append(
            f"{path.name}:{case.line + line - 1}: not reported: {severity} {code} {words}".rstrip()
        )
    return troubles


def run_markdown_case(path: Path, checker: Checker) -> None:
    """Runs all cases of a file; raises AssertionError that names each line that is not as asserted."""
    cases = cases_of(path)
    assert cases, f"{path.name} has no mlspec block"
    troubles = [f"[{case.title}] {trouble}" for case in cases for trouble in check_case(case, path, checker)]
    assert not troubles, "\n" + "\n".join(troubles)
