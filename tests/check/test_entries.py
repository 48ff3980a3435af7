"""Entries hold the meaning of a spec: layout, comments and the order of sections change none of them, and a
changed fact changes some."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specc.check import check
from specc.model.canonical import compiled_json
from specc.model.spec import Entry, Spec
from specc.source import Source

HERE = Path(__file__).parent
SPECS = HERE / "specs"
FILES = sorted(SPECS.glob("*/*.mlspec"))
SMS = SPECS / "sms_spam" / "sms_spam.mlspec"
FULL = SPECS / "churn" / "churn.mlspec"


def compiled(text: str, path: Path) -> Spec:
    result = check(Source(str(path), text))
    assert result.spec is not None, [(finding.code, finding.message) for finding in result.findings]
    return result.spec


def facts(entries: tuple[Entry, ...]) -> dict[str, str]:
    """Each fact by its path, as JSON; a path twice is an error."""
    found = {
        entry.path: json.dumps([entry.value, entry.impact, entry.default, entry.text, entry.why])
        for entry in entries
    }
    assert len(found) == len(entries), sorted(entry.path for entry in entries)
    return found


def values(entries: tuple[Entry, ...]) -> dict[str, str]:
    return {entry.path: json.dumps(entry.value) for entry in entries}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_compiled_as_the_golden_file_says(path: Path) -> None:
    golden = path.with_suffix(".compiled.json")
    text = compiled_json(compiled(path.read_text("utf-8"), path))
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text("utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_path_is_there_once_and_every_section_is_entered(path: Path) -> None:
    text = path.read_text("utf-8")
    entries = compiled(text, path).entries
    facts(entries)
    sections = set(re.findall(r"^(\w+)[^\n]*\{$", text, flags=re.MULTILINE))
    assert sections <= {entry.path.partition(".")[0] for entry in entries}


def sections(text: str) -> list[str]:
    """The sections of a spec, each with the comments before it."""
    parts = re.split(r"\n(?=(?:# [^\n]*\n)*\w)", text)
    return [part for part in parts if part.strip()]


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_sections_is_no_fact(random: Random) -> None:
    text = FULL.read_text("utf-8")
    head, *rest = sections(text)
    random.shuffle(rest)
    assert facts(compiled("\n\n".join([head, *rest]) + "\n", FULL).entries) == facts(
        compiled(text, FULL).entries
    )


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False))
def test_white_space_and_comments_are_no_facts(random: Random) -> None:
    text = FULL.read_text("utf-8")
    lines = []
    for line in text.split("\n"):
        kind = random.choice(["as it is", "wide", "comment", "commented", "tab"])
        if kind == "wide" and '"' not in line:
            line = line.replace(" = ", "   =  ").replace(", ", " ,   ")
        elif kind == "comment" and not line.startswith("mlspec"):
            line = f"{line}  # a word"
        elif kind == "commented" and not line.startswith("mlspec"):
            line = f"# a line\n{line}"
        elif kind == "tab":
            line = line.replace("  ", "\t", 1) if line.startswith("  ") else line
        lines.append(line)
    assert facts(compiled("\n".join(lines), FULL).entries) == facts(compiled(text, FULL).entries)


# Every line of a kind, and what a change of it looks like: one number, one word, one name at a time.
CHANGES = [
    (r"nulls = \[\"\", \"NA\"\]", 'nulls = ["NA", ""]'),
    (r"key = \[region, id\]", "key = [id, region]"),
    (r"extra_columns = ignore\n", "\n"),
    (r"age: float\?", "age: int?"),
    (r" EUR", " USD"),
    (r"\"%d/%m/%Y\"", '"%m/%d/%Y"'),
    (r"zone = \"Europe/London\"", 'zone = "Europe/Paris"'),
    (r"Arr Delay \(min\)", "Arr Delay"),
    (r"rows >= 10", "rows >= 11"),
    (r"age > 18", "age >= 18"),
    (r"if left then yes", "if not left then yes"),
    (r"then yes else no", "then no else yes"),
    (r"n: int = length\(notes \?\? \"\"\)", 'n: int = length(notes ?? "-")'),
    (r"min_count = 5", "min_count = 6"),
    (r"unknown = ignore", "unknown = rare"),
    (r"ngrams = 1 \.\. 2", "ngrams = 1 .. 3"),
    (r"vector\[500\]", "vector[501]"),
    (r"size = 2_000", "size = 2_001"),
    (r"pca\(5\)", "pca(6)"),
    (r"edges = \[30, 365\]", "edges = [30, 366]"),
    (r"\[basic, plus, gold\], unknown", "[plus, basic, gold], unknown"),
    (r"region == north", "region == south"),
    (r"column\(part, test\)", "column(part, train)"),
    (r"folds = 5", "folds = 6"),
    (r"stratify = churned", "stratify = region"),
    (r"group = region", "group = id"),
    (r"seed = 3", "seed = 4"),
    (r"log\(1e-3 \.\. 1e3\)", "log(1e-3 .. 1e2)"),
    (r"trials = 5", "trials = 6"),
    (r"select = auc", "select = rec"),
    (r"roc_auc\(churned\)", "accuracy(churned)"),
    (r"slice old = age > 60", "slice old = age > 61"),
    (r"rec on old >= 50%", "rec on old >= 51%"),
    (r"auc - baseline\.auc >= 5pp", "auc - baseline.auc >= 6pp"),
    (r"over = region", "over = plan"),
    (r"threshold = 0\.4", "threshold = 0.5"),
    (r"artifact_size <= 4MiB", "artifact_size <= 5MiB"),
    (r"package \"scikit-learn\" \"1\.9\.1\"", 'package "scikit-learn" "1.8.0"'),
    (r"memory <= 4GiB", "memory <= 5GiB"),
    (r"time_limit = 1h", "time_limit = 2h"),
    (r"cpu = x86_64_v2", "cpu = x86_64_v3"),
    (r"2026-11-01", "2026-11-02"),
    (r"churn version 1", "churn version 2"),
    (r"Who leaves\?", "Who stays?"),
]


@pytest.mark.parametrize(("old", "new"), CHANGES, ids=[new for _, new in CHANGES])
def test_a_changed_fact_changes_an_entry(old: str, new: str) -> None:
    text = FULL.read_text("utf-8")
    changed, count = re.subn(old, lambda _: new, text)
    assert count >= 1
    assert values(compiled(changed, FULL).entries) != values(compiled(text, FULL).entries)


def test_swapped_features_change_the_order_and_nothing_else() -> None:
    text = SMS.read_text("utf-8")
    first, second = "  n_chars: int = length(body)\n", "  has_link: bool ="
    line = next(each for each in text.split("\n") if each.startswith(second)) + "\n"
    moved = text.replace(line, "").replace(first, line + first)
    before, after = facts(compiled(text, SMS).entries), facts(compiled(moved, SMS).entries)
    assert {path for path in before if before[path] != after[path]} == {"features.order"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("90min", "1.5h"), ("3d", "72h"), ("60s", "1min")],
)
def test_the_same_quantity_in_another_unit_is_the_same_value(one: str, other: str) -> None:
    text = FULL.read_text("utf-8")
    left, right = (
        compiled(text.replace("time_limit = 1h", f"time_limit = {each}"), FULL) for each in (one, other)
    )
    assert values(left.entries) == values(right.entries)


def test_a_default_written_out_is_the_same_value() -> None:
    text = FULL.read_text("utf-8")
    said = text.replace("unknown = ignore)", "unknown = ignore, drop = none)")
    before, after = compiled(text, FULL).entries, compiled(said, FULL).entries
    assert values(before) == values(after)
    assert {entry.path for entry in before if entry.default} - {
        entry.path for entry in after if entry.default
    } == {"features.plan_x.one_hot.drop"}
