"""Findings E6xx, case by case in Markdown: each page holds small specs with what is found in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from mdcases import run_markdown_case

from specc.check import check
from specc.diagnostics import Finding
from specc.diagnostics.rules.train import RULES
from specc.source import Source

PAGES = sorted(Path(__file__).parent.glob("*.md"))


def of_training(source: Source) -> list[Finding]:
    """The findings of the `train` block; the specs of these pages leave the other sections out."""
    return [finding for finding in check(source).findings if finding.code.startswith("E6")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page: Path) -> None:
    run_markdown_case(page, of_training)


def test_every_rule_has_a_case() -> None:
    text = "".join(page.read_text() for page in PAGES)
    assert [rule.code for rule in RULES if f"[{rule.code}]" not in text] == []


def test_every_finding_has_one_thing_to_do() -> None:
    for page in PAGES:
        from mdcases import cases_of

        for case in cases_of(page):
            for finding in of_training(Source(page.name, case.text)):
                assert finding.help, finding
                assert "you " not in finding.message.lower().replace("did you", "")
