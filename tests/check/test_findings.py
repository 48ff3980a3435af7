"""Findings of `check`, as the Markdown cases beside this file say them; and their pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from specc.check import check
from specc.diagnostics import Finding
from specc.diagnostics.rules import rules
from specc.source import Source
from tests.mdcases import run_markdown_case

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("findings/*.md"))
OURS = ("E1", "E2", "E3", "E4", "E5", "E7")


def findings(source: Source) -> tuple[Finding, ...]:
    return check(source).findings


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_markdown(path: Path) -> None:
    run_markdown_case(path, findings)


def test_every_code_in_the_cases_has_a_page_and_the_other_way_round() -> None:
    import re

    asserted = set(re.findall(r"\[(E[1-57]\d\d)\]", "".join(path.read_text("utf-8") for path in CASES)))
    used = set(re.findall(r'"(E[1-57]\d\d)"', "".join(path.read_text("utf-8") for path in _modules())))
    ours = {code for code in rules() if code.startswith(OURS)}
    assert used - ours == set(), "used without a page"
    assert ours - used == set(), "a page without a use"
    assert used - asserted <= {"E113", "E112", "E114"}, "no case asserts these"


def test_every_page_says_what_to_do() -> None:
    for code, rule in rules().items():
        if code.startswith(OURS):
            for heading in ("## What it says", "## Why it matters", "## Example", "## What to do"):
                assert heading in rule.page, code
            assert not rule.summary.endswith("."), code


def _modules() -> list[Path]:
    room = Path(check.__code__.co_filename).parent
    return [path for path in room.glob("*.py") if not path.name.startswith("train")]
