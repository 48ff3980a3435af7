"""`use`: another spec's file, version and interface; and circles."""

from __future__ import annotations

from pathlib import Path

from specc.check import CheckResult, check
from specc.source import Source

USED = """mlspec 2026

model lang version 2

interface {
  text: text
  p_english: prob
}
"""
USING = """mlspec 2026

model spam version 1

use lang from "lang.mlspec" version 2

source rows {
  from = "rows.csv"
  key = id

  schema {
    id: int
    body: text
    other: text?
  }
}

features {
  english: prob = lang(text = body).p_english
}
"""


def checked(folder: Path, using: str = USING, used: str = USED) -> CheckResult:
    (folder / "lang.mlspec").write_text(used, encoding="utf-8")
    (folder / "spam.mlspec").write_text(using, encoding="utf-8")
    return check(Source(str(folder / "spam.mlspec"), using))


def codes(result: CheckResult) -> list[str]:
    return [finding.code for finding in result.findings]


def test_a_used_model_gives_a_feature_that_build_does_not_run(tmp_path: Path) -> None:
    result = checked(tmp_path)
    assert result.spec is not None, result.findings
    assert result.spec.features[0].model == "lang"
    assert [(each.path, each.blocking) for each in result.spec.not_run] == [("features.english", True)]


def test_another_version(tmp_path: Path) -> None:
    assert codes(checked(tmp_path, USING.replace("version 2", "version 1"))) == ["E112"]


def test_fields_of_the_interface(tmp_path: Path) -> None:
    assert codes(checked(tmp_path, USING.replace(".p_english", ".p_english_"))) == ["E114"]
    assert codes(checked(tmp_path, USING.replace("(text = body)", "(txt = body)"))) == ["E114"]
    assert codes(checked(tmp_path, USING.replace("(text = body)", "(body)"))) == ["E114"]
    assert codes(checked(tmp_path, USING.replace(".p_english", ""))) == ["E114"]
    assert codes(checked(tmp_path, USING.replace("text = body", "text = other"))) == ["E207"]
    assert codes(checked(tmp_path, USING.replace("text = body", "text = id"))) == ["E207"]


def test_no_interface(tmp_path: Path) -> None:
    assert codes(checked(tmp_path, used="mlspec 2026\n\nmodel lang version 2\n")) == ["E114"]


def test_a_used_file_with_mistakes(tmp_path: Path) -> None:
    assert codes(
        checked(tmp_path, used="mlspec 2026\n\nmodel lang version 2\n\ninterface {\n  a: integer\n}\n")
    ) == ["E111"]
    assert codes(checked(tmp_path, used="mlspec 2026\n\nmodel lang version 2\n\ninterface {\n")) == ["E111"]


def test_a_circle_of_two_and_of_one(tmp_path: Path) -> None:
    back = USED + '\nuse spam from "spam.mlspec" version 1\n'
    assert codes(checked(tmp_path, used=back)) == ["E113"]
    itself = USING.replace('"lang.mlspec" version 2', '"spam.mlspec" version 1')
    assert codes(checked(tmp_path, itself)) == ["E113"]


def test_an_unused_model_is_a_warning(tmp_path: Path) -> None:
    result = checked(tmp_path, USING.replace("lang(text = body).p_english", "0.5"))
    assert codes(result) == ["E120"] and result.spec is not None
