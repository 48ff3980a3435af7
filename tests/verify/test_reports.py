"""A verification as text, JSON, JUnit XML and for GitHub: whatever stands in names and values stays data."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from specc.diagnostics import Finding
from specc.verify.difference import Difference
from specc.verify.render import FORMATS, render_verification, summary, verdict
from specc.verify.result import Check, Verification

SAME = Verification(
    "spam.mlspec",
    "spam",
    (Check("lock", "same"), Check("spec", "same", "comments or white space changed"), Check("train", "same")),
    promises=({"where": "require", "promise": "recall >= 92%", "value": 0.95, "holds": True},),
)
DIFFERENT = replace(
    SAME,
    checks=(Check("lock", "same"), Check("load.messages", "different"), Check("train", "not run")),
    differences=(
        Difference(
            "load.messages",
            "source messages: 5 572 rows in the lock, 5 571 now; row with key 1204 is gone",
            5572,
            5571,
            ("locked content: from the store",),
            ("inputs", "messages", "rows"),
        ),
        Difference(
            "evaluate", "metric recall: 0.95 in the lock, 0.9 now", 0.95, 0.9, (), ("metrics", "recall")
        ),
    ),
)
HOSTILE = "]]></failure> & <b> \"'` %0A::error::x \x00\x0b\x1b[31m\u202e\ud800\n| a | @me [x](y) ::set-output"
BAD = Verification(
    HOSTILE,
    HOSTILE,
    (Check(HOSTILE, "different"),),
    (Difference(HOSTILE, HOSTILE, HOSTILE, None, (HOSTILE,), (HOSTILE,)),),
    (Finding(code="E894", message=HOSTILE, place=HOSTILE, help=HOSTILE, notes=(HOSTILE,)),),
    ({"where": HOSTILE, "promise": HOSTILE, "value": HOSTILE, "holds": False},),
    others=(HOSTILE,),
)


def test_text() -> None:
    assert render_verification(SAME, "text") == (
        "  lock   same\n  spec   same  (comments or white space changed)\n  train  same\n\nspam: verified\n"
    )
    assert render_verification(DIFFERENT, "text") == (
        "first difference, at load.messages:\n"
        "  source messages: 5 572 rows in the lock, 5 571 now; row with key 1204 is gone\n"
        "    locked content: from the store\n"
        "then:\n"
        "  evaluate: metric recall: 0.95 in the lock, 0.9 now\n"
        "\n"
        "  lock           same\n"
        "  load.messages  different\n"
        "  train          not run\n"
        "\n"
        "spam: different (2 differences)\n"
    )


def test_exit_codes() -> None:
    broken = {"where": "require", "promise": "recall >= 99%", "value": 0.95, "holds": False}
    finding = Finding(code="E820", message="no engine", help="start it")
    assert SAME.exit_code == 0
    assert DIFFERENT.exit_code == 1
    assert replace(SAME, promises=(broken,)).exit_code == 1
    assert replace(SAME, findings=(finding,)).exit_code == 1
    assert replace(SAME, findings=(finding,), could_run=False).exit_code == 3
    assert replace(DIFFERENT, could_run=False).exit_code == 1
    assert verdict(replace(SAME, promises=(broken,))) == "spam: the same, and 1 promise is broken"
    assert verdict(replace(SAME, inputs_only=True)) == "spam: inputs as locked, nothing was run"


def test_junit_has_a_case_for_each_step_and_promise() -> None:
    suite = ET.fromstring(render_verification(DIFFERENT, "junit")).find("testsuite")
    assert suite is not None
    assert suite.attrib == {"name": "spam", "tests": "4", "failures": "1", "errors": "0", "skipped": "1"}
    cases = {case.attrib["name"]: [child.tag for child in case] for case in suite}
    assert cases == {"lock": [], "load.messages": ["failure"], "train": ["skipped"], "recall >= 92%": []}


def test_github() -> None:
    lines = render_verification(DIFFERENT, "github").splitlines()
    assert lines == [
        "::error file=spam.mlspec,title=specc verify%3A first difference at load.messages::"
        "source messages: 5 572 rows in the lock, 5 571 now; row with key 1204 is gone"
        "%0Alocked content: from the store",
        "spam: different (2 differences)",
    ]
    assert "| load.messages | different |" in summary(DIFFERENT)


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_text_stays_data(form: str) -> None:
    report = render_verification(BAD, form)
    assert not set(report) & set("\x00\x0b\x1b\u202e\ud800")
    if form == "json":
        assert json.loads(report)["first"]["what"] == HOSTILE
    elif form == "junit":
        root = ET.fromstring(report)
        assert {element.tag for element in root.iter()} == {"testsuites", "testsuite", "testcase", "failure"}
        message = next(root.iter("failure")).attrib["message"]
        assert message.startswith("]]></failure> & <b> \"'` %0A::error::x \\x00")
    elif form == "github":
        commands = [line for line in report.splitlines() if line.startswith("::")]
        assert [line.split(" ")[0] for line in commands] == ["::error"] * 3
        assert not any(line.startswith(("| a", "::set")) for line in report.splitlines())
    else:
        assert not any(line.startswith("| a") for line in report.splitlines())


def test_markdown_is_no_markup() -> None:
    page = summary(BAD)
    assert "<b>" not in page.replace("\\<b>", "")
    assert "[x](y)" not in page
    assert "@me" not in page
