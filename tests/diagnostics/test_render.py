"""The renderers: goldens beside this file, and what no text in a spec can do to a terminal or a log.

`SPECC_UPDATE=1 pytest tests/diagnostics` writes the goldens anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest

from specc.diagnostics import FORMATS, Finding, Fix, Note, render, summary
from specc.source import Source, Span

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TEXT = (
    "mlspec 2026\n"
    "crowd mturk {\n"
    "    time_limt = 15min\n"
    "\tname\t= x\r\n"
    '  who = "日本語 é" + wrong\n'
    '  esc = "\x1b[31m\u202e" + wrong\n'
    f"  long = {'a + ' * 60}wrong + {'b + ' * 60}c\n"
)
SOURCE = Source("broken, 100%.mlspec", TEXT)


def span(text: str, nth: int = 0) -> Span:
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(text, at + 1)
    return Span(at, at + len(text))


FINDINGS = (
    Finding(
        code="E101",
        message="`crowd` has no setting `time_limt`",
        source=SOURCE,
        span=span("time_limt"),
        label="unknown setting",
        help="did you mean `time_limit`?",
        fix=Fix(span("time_limt"), "time_limit", "safe"),
    ),
    Finding(
        code="E102",
        message="`x` is two things",
        source=SOURCE,
        span=span("x\r"),
        label="here",
        secondary=(Note(span("mturk"), "first here"), Note(span("name"), "on the same line")),
        notes=("a note\nof two lines",),
        help="rename one",
    ),
    Finding(code="W001", message="wide", severity="warning", source=SOURCE, span=span("wrong", 0)),
    Finding(code="W001", message="steering", severity="warning", source=SOURCE, span=span("wrong", 1)),
    Finding(code="E010", message="far to the right", source=SOURCE, span=span("wrong", 2), label="this"),
    Finding(code="E010", message="over lines", source=SOURCE, span=Span(span("{").start, span("15min").end)),
    Finding(code="E010", message="at the end", source=SOURCE, span=Span(len(TEXT), len(TEXT))),
    Finding(
        code="E301", message="`\x1b[2J%,:\n` is no number", place="data/x.csv:17:carrier", help="mend it"
    ),
    Finding(code="E801", message="no engine answers", severity="note", place="docker"),
    Finding(code="E801", message="nowhere"),
)


@pytest.mark.parametrize("format", FORMATS)
def test_golden(format: str) -> None:
    golden = HERE / f"golden.{format}.txt"
    made = render(FINDINGS, format)
    if format == "sarif":  # the pages and the version change with other files
        run = json.loads(made)["runs"][0]
        run["tool"]["driver"] = {"rules": [rule["id"] for rule in run["tool"]["driver"]["rules"]]}
        made = json.dumps(run, indent=2) + "\n"
    if os.environ.get("SPECC_UPDATE"):
        golden.write_text(made, encoding="utf-8", newline="")
    assert made == golden.read_bytes().decode()
    assert "\x1b" not in made and "\u202e" not in made and "\r" not in made


def test_the_example_of_the_language_page() -> None:
    source = Source("broken.mlspec", "\n" * 85 + "    time_limt = 15min\n")
    finding = Finding(
        code="E101",
        message="`crowd` has no setting `time_limt`",
        source=source,
        span=Span(89, 98),
        label="unknown setting",
        help="did you mean `time_limit`?",
    )
    assert render([finding]) == (
        "error[E101]: `crowd` has no setting `time_limt`\n"
        "  --> broken.mlspec:86:5\n"
        "   |\n"
        "86 |     time_limt = 15min\n"
        "   |     ^^^^^^^^^ unknown setting\n"
        "   = help: did you mean `time_limit`?\n"
        "\n"
        "1 error\n"
    )


def test_nothing_found_is_nothing_shown() -> None:
    assert [render([], format) for format in ("text", "concise", "github")] == ["", "", ""]
    assert json.loads(render([], "json"))["findings"] == []
    assert json.loads(render([], "sarif"))["runs"][0]["results"] == []
    assert summary([]) == ""


def test_json_has_the_documented_form() -> None:
    schema = json.loads((ROOT / "grammar" / "findings.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(render(FINDINGS, "json")))


def test_a_fingerprint_stays_when_lines_move_and_differs_among_equals() -> None:
    def prints(text: str) -> list[str]:
        source = Source("a.mlspec", text)
        places = [at for at in range(len(text)) if text.startswith("bad", at)]
        found = [Finding(code="E010", message="m", source=source, span=Span(at, at + 3)) for at in places]
        return [
            item["partialFingerprints"]["speccLine/v1"]
            for item in json.loads(render(found, "sarif"))["runs"][0]["results"]
        ]

    before = prints("x = bad\nx = bad\ny = bad\n")
    assert len(set(before)) == 3
    assert prints("\n# new\nx = bad\n  x = bad\ny = bad\n") == before


def test_colour_is_for_text_and_changes_nothing_else() -> None:
    import re

    colored = render(FINDINGS, "text", color=True)
    assert "\x1b[1;31merror[E101]\x1b[0m" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == render(FINDINGS, "text")


def test_a_github_command_is_one_line_and_its_fields_are_closed() -> None:
    lines = render(FINDINGS, "github").splitlines()
    assert len(lines) == len(FINDINGS)
    assert lines[0].startswith(
        "::error title=E101,file=broken%2C 100%25.mlspec,line=3,endLine=3,col=5,endColumn=14::"
    )


def test_an_unknown_format_is_a_bug() -> None:
    with pytest.raises(ValueError, match="known: text"):
        render([], "xml")
