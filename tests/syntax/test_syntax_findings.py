"""Findings about syntax, as the Markdown cases beside this file say them."""

from __future__ import annotations

from pathlib import Path

import pytest

from specc.diagnostics import Finding
from specc.diagnostics.rules import rules
from specc.source import Source
from specc.syntax import apply_allows, parse
from tests.mdcases import run_markdown_case

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("findings/*.md"))


def check(source: Source) -> tuple[Finding, ...]:
    result = parse(source)
    assert result.tree is not None
    return apply_allows(result.findings, result.tree)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_markdown(path: Path) -> None:
    run_markdown_case(path, check)


def test_every_code_of_syntax_has_a_page_whose_example_parses() -> None:
    for code, rule in rules().items():
        if not code.startswith(("E0", "W00")):
            continue
        for heading in ("## What it says", "## Why it matters", "## Example", "## What to do"):
            assert heading in rule.page, code
        example = rule.page.split("```mlspec\n")[1].split("\n```")[0]
        text = example if example.startswith(("mlspec", "# in")) else f"mlspec 2026\n{example}\n"
        if not text.startswith("mlspec"):
            text = f"mlspec 2026\n{text}"
        assert parse(Source(code, text)).findings == (), code


def test_what_could_be_read_is_handed_on() -> None:
    text = "mlspec 2026\ntrain {\n  a = = 1\n  b = 2\n}\nc: foo(x)\nd = 3\n"
    tree = parse(Source("x", text)).tree
    assert tree is not None
    train, last = tree.body
    assert [getattr(statement, "name", "") for statement in train.body] == ["b"]  # type: ignore[union-attr]
    assert getattr(last, "name", "") == "d"
    assert tree.lost == {"a", "c", "foo", "x"}


def test_an_allow_with_a_reason_suppresses_on_its_line_or_the_next() -> None:
    bidi = "\u202e"
    text = (
        "mlspec 2026\n"
        f'a = "x{bidi}"  # specc: allow E005 because the text under test has it\n'
        "# specc: allow E005 because the next line has it\n\n"
        f'b = "x{bidi}"\n'
        f'c = "x{bidi}"\n'
    )
    source = Source("x", text)
    found = check(source)
    assert [
        (finding.code, source.position(finding.span.start).line) for finding in found if finding.span
    ] == [("E005", 6)]
