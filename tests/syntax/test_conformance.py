"""`specc.syntax` runs on tables made from `grammar/mlspec.lark`, without Lark. Here Lark itself is the
judge."""

# ruff: noqa: ANN401
from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from lark import Lark, UnexpectedInput

from specc.diagnostics import Finding
from specc.source import Source
from specc.syntax import tables
from specc.syntax.driver import drive
from specc.syntax.lexer import END, KIND, NEWLINE, Tokens, scan
from tests.mdcases import cases_of
from tests.syntax.strategies import TEXTS

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import make_tables  # noqa: E402

# A derivation: the rule (nonterminal and alternative) over the parts it was made of; a token is its text.
Derivation = Any


@cache
def lark() -> Lark:
    parser = make_tables.build(strict=False)
    table = parser.parser.parser.parser.parse_table
    rules = {
        action[1] for row in table.states.values() for action in row.values() if hasattr(action[1], "origin")
    }

    def record(rule: Any) -> Any:
        key = (str(rule.origin.name), len(rule.expansion), str(rule.alias))
        return lambda children: (key, [str(part) if isinstance(part, str) else part for part in children])

    parser.parser.parser.parser.callbacks = {rule: record(rule) for rule in rules}
    return parser


def by_lark(text: str) -> Derivation | None:
    try:
        return lark().parse(text)
    except UnexpectedInput:
        return None


class Refused(Exception):
    pass


def by_specc(text: str) -> tuple[Derivation | None, list[Finding]]:
    findings: list[Finding] = []
    tokens = scan(Source("x", text), findings)
    kept = Tokens()
    depth = 0
    for kind, start, end in zip(tokens.kinds, tokens.starts, tokens.ends, strict=True):
        if kind in (KIND["LPAR"], KIND["LSQB"]):
            depth += 1
        elif kind in (KIND["RPAR"], KIND["RSQB"]):
            depth = max(0, depth - 1)
        if kind != NEWLINE or depth == 0:
            kept.add(kind, start, end)
    kept.add(END, len(text), len(text))

    def action(index: int) -> Any:
        origin, size, alias = tables.RULES[index]
        key = (tables.NONTERMINALS[origin], size, alias)
        return lambda values: (
            key,
            [text[kept.starts[part] : kept.ends[part]] if isinstance(part, int) else part for part in values],
        )

    def report(start: int, at: int, end: int, expected: frozenset[int]) -> None:
        raise Refused

    try:
        return drive(kept, [action(index) for index in range(len(tables.RULES))], report), findings
    except Refused:
        return None, findings


def agree(text: str) -> None:
    text = text.removeprefix("\ufeff")  # a byte order mark is specc's affair
    ours, findings = by_specc(text)
    codes = {finding.code for finding in findings}
    # Stricter than the grammar, on purpose: prose whose quotes stand beside text, and characters that
    # can't be seen.
    if codes & {"E002", "E003", "E005", "E011", "E014", "E019", "E026"}:
        return
    assert by_lark(text) == ours


def known_texts() -> list[str]:
    texts = [case.text for path in sorted(ROOT.glob("tests/**/*.md")) for case in cases_of(path)]
    texts += [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("tests/syntax/**/*.mlspec"))]
    return texts


def test_known_texts() -> None:
    texts = known_texts()
    assert sum(by_lark(text) is not None for text in texts) >= 2
    for text in texts:
        agree(text)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text(text: str) -> None:
    agree(text)


def test_the_tables_are_fresh() -> None:
    assert make_tables.module(make_tables.build(strict=False)) == make_tables.TABLES.read_text(
        encoding="utf-8"
    )


@pytest.mark.skipif(find_spec("interegular") is None, reason="needs lark[interegular]")
def test_the_grammar_has_no_conflict() -> None:
    assert make_tables.build(strict=True)


def test_nine_words_are_reserved() -> None:
    assert sorted(tables.KEYWORDS) == sorted(["mlspec", "and", "or", "not", "in", "on", "if", "then", "else"])
