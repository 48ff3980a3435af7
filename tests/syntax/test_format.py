"""The formatter: goldens beside their inputs, and what holds for every text.

`SPECC_UPDATE=1 pytest tests/syntax/test_format.py` writes the goldens anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings

from specc.diagnostics import Finding
from specc.source import Source
from specc.syntax import format_text, parse, read_source
from tests.syntax.shape import shape
from tests.syntax.strategies import SPECS, TEXTS

HERE = Path(__file__).parent
INPUTS = sorted(HERE.glob("format/*.in.mlspec"))


def read(path: Path) -> Source:
    source = read_source(path, path.name)
    assert not isinstance(source, Finding)
    return source


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name.removesuffix(".in.mlspec"))
def test_golden(path: Path) -> None:
    golden = path.with_name(path.name.replace(".in.", ".out."))
    result = format_text(read(path))
    assert result.findings == ()
    if os.environ.get("SPECC_UPDATE"):
        golden.write_bytes(result.text.encode())
    assert result.text.encode() == golden.read_bytes()
    assert format_text(read(golden)).text == result.text


@pytest.mark.parametrize("path", sorted(HERE.glob("parse/*.mlspec")), ids=lambda path: path.stem)
def test_the_examples_are_laid_out(path: Path) -> None:
    assert format_text(read(path)).text.encode() == path.read_bytes()


@given(SPECS)
@settings(max_examples=150, deadline=None)
def test_a_spec_keeps_its_meaning_and_a_second_pass_changes_nothing(text: str) -> None:
    source = Source("x", text)
    before = parse(source)
    if before.findings:
        return
    result = format_text(source)
    assert result.findings == ()
    after = parse(Source("x", result.text))
    assert after.findings == ()
    assert before.tree and after.tree
    assert shape(after.tree.body) == shape(before.tree.body)
    assert format_text(Source("x", result.text)).text == result.text
    assert "".join(result.text.split()) == "".join(text.replace("\ufeff", "").split())


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_a_broken_text_comes_back_as_it_was(text: str) -> None:
    result = format_text(Source("x", text))
    assert "E033" not in {finding.code for finding in result.findings}
    if result.findings:
        assert result.text == text


def test_signs_that_reorder_text_are_kept_in_quotes_and_refused_outside() -> None:
    quoted = format_text(Source("x", 'mlspec 2026\na="\u202e" # \u2066\n'))
    assert (quoted.findings, quoted.text) == ((), 'mlspec 2026\na = "\u202e"  # \u2066\n')
    outside = "mlspec 2026\na{\u202e5{{}}e}"
    refused = format_text(Source("x", outside))
    assert [finding.code for finding in refused.findings] == ["E005"]
    assert refused.text == outside
