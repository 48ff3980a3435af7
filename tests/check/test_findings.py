"""Findings of `check`, as the Markdown cases beside this file say them; and their pages."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from specc.check import check
from specc.diagnostics import Finding
from specc.diagnostics.rules import Rule
from specc.source import Source
from tests.mdcases import run_markdown_case

HERE = Path(__file__).parent


def _table(name: str) -> tuple[Rule, ...]:
    rules: tuple[Rule, ...] = import_module(f"specc.diagnostics.rules.{name}").RULES
    return rules


CASES = sorted(HERE.glob("findings/*.md"))
MODULES = ("names", "types", "data", "labels", "features", "accept")


def findings(source: Source) -> tuple[Finding, ...]:
    return check(source).findings


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_markdown(path: Path) -> None:
    run_markdown_case(path, findings)


def test_every_code_has_a_page_and_a_case() -> None:
    asserted = set(re.findall(r"\[(E[1-57]\d\d)\]", "".join(path.read_text("utf-8") for path in CASES)))
    used = set(re.findall(r'"(E[1-57]\d\d)"', "".join(path.read_text("utf-8") for path in _modules())))
    ours = {rule.code for rule in _rules()}
    assert used - ours == set(), "used without a page"
    assert ours - used == set(), "a page without a use"
    assert used - asserted == {"E112", "E113", "E114"}, (
        "these have their cases in test_uses.py, all others here"
    )


@pytest.mark.parametrize(
    "rule", [pytest.param(rule, id=rule.code) for name in MODULES for rule in _table(name)]
)
def test_a_rules_example_does_not_break_the_rule(rule: Rule) -> None:
    """Every page says what to do, and its example is free of the finding that it explains."""
    for heading in ("## What it says", "## Why it matters", "## Example", "## What to do"):
        assert heading in rule.page
    assert rule.summary.endswith(".")
    example = rule.page.split("```mlspec\n")[1].split("\n```")[0]
    head = "mlspec 2026\n" if "model churn" in example else "mlspec 2026\nmodel example version 1\n"
    if rule.code == "E111":  # its example needs a file beside it
        return
    found = check(Source("example.mlspec", f"{head}\n{example}\n")).findings
    assert rule.code not in {finding.code for finding in found}, found
    assert not any(finding.code.startswith("E0") for finding in found), found


def _rules() -> list[Rule]:
    return [rule for name in MODULES for rule in _table(name)]


def _modules() -> list[Path]:
    room = Path(check.__code__.co_filename).parent
    return [path for path in room.glob("*.py") if not path.name.startswith("train")]
