"""The lock as a file: golden text, exact round trip, strict reading."""

from __future__ import annotations

import json
import os
import random
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from specc.lock import lock_path, parse_lock, read_lock, write_lock
from specc.lock.layout import lock_text
from specc.lock.lock import Lock, root_of
from specc.lock.parse import parse
from specc.lock.schema import lock_schema
from specc.lock.shape import KEYWORDS, violations
from specc.lock.text import render, scalar
from specc.model.spec import Json
from tests.lock.fuzz_lock import fuzz_lock
from tests.lock.make_record import lock, record

HERE = Path(__file__).parent
RECORDS = sorted(HERE.glob("*.record.json"))


# ---------------------------------------------------------------- writing


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name.split(".")[0])
def test_golden(path: Path) -> None:
    name = path.name.removesuffix(".record.json")
    golden = HERE / f"{name}.lock"
    made = lock_text(lock(record(name)))
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(made, "utf-8")
    assert made == golden.read_text("utf-8")
    read = read_lock(str(golden))
    assert read.findings == ()
    assert read.lock is not None
    assert read.lock.closes
    # every other YAML reader understands the same
    assert yaml.safe_load(made) == read.lock.document


def test_what_differs_between_machines_is_in_no_hash() -> None:
    here = lock()
    run = record()
    environment = run["environment"]
    assert isinstance(environment, dict)
    environment |= {"python": "3.11.2", "libc": "glibc 2.41", "cpu": {"class": "x86_64_v4", "model": "other"}}
    environment |= {"threadpools": [], "numpy_simd": {"baseline": [], "enabled": []}}
    there = lock(run, runner="docker")
    assert there.document["machine"] != here.document["machine"]
    assert there.root == here.root


@pytest.mark.parametrize(
    "path", [("metrics", "recall_spam"), ("environment", "pins", "PYTHONHASHSEED"), ("generated", "train.py")]
)
def test_any_edit_outside_machine_is_seen(path: tuple[str, ...]) -> None:
    document = json.loads(json.dumps(lock().document))
    here = document
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = 0.999 if path[0] == "metrics" else "sha256:" + "0" * 64
    assert not Lock(document).closes


def test_not_a_number_and_infinity_are_null() -> None:
    run = record()
    run["metrics"] = {"a": float("nan"), "b": float("inf"), "c": 0.1}
    assert lock(run).document["metrics"] == {"a": None, "b": None, "c": 0.1}


def test_written_whole_and_only_when_it_changes(tmp_path: Path) -> None:
    path = lock_path(str(tmp_path / "x.mlspec"))
    assert write_lock(lock(), path)
    before = Path(path).stat().st_mtime_ns
    assert not write_lock(lock(), path)
    assert Path(path).stat().st_mtime_ns == before
    assert sorted(item.name for item in tmp_path.iterdir()) == ["x.mlspec.lock"]


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), TREES, min_size=1, max_size=5), st.booleans())
def test_round_trip(document: dict[str, Json], rows: bool) -> None:
    text = render(document, lambda path: rows and len(path) > 1, {})
    parsed = parse(text)
    assert parsed.problems == []
    assert repr(parsed.value) == repr(document)
    assert repr(yaml.load(text, Loader=yaml.SafeLoader)) == repr(document)


TRAPS = [
    "no",
    "NO",
    "Yes",
    "on",
    "OFF",
    "y",
    "n",
    "null",
    "~",
    "Null",
    "true",
    "1e5",
    "1E5",
    "0x1F",
    "0o17",
    "017",
    "1_000",
    "12:30:45",
    "2026-03-01",
    ".inf",
    ".nan",
    "=",
    "<<",
    "-",
    "?",
    ":",
    "#",
    ",",
    "[]",
    "{}",
    "&",
    "*",
    "!",
    "|",
    ">",
    "'",
    '"',
    "%",
    "@",
    "`",
    "---",
    "...",
    "1.",
    ".5",
    "+1",
    "-1",
    "nan",
    "infinity",
    "e1",
]
TRAPS += ["", " ", " a", "a ", "a: b", "a #b", "a\nb", "a\tb", "a" * 5000]
TRAPS += ["\x00", "\x7f", "\x85", "\u2028", "\ufeff", "\u202eabc", "\U000e0041"]


@pytest.mark.parametrize("word", TRAPS, ids=lambda word: ascii(word)[:20])
def test_traps(word: str) -> None:
    text = (
        f"{scalar(word)}: [{scalar(word)}]\n"
        if len(word) < 500
        else render({word: [word]}, lambda path: True, {})
    )
    assert yaml.safe_load(text) == {word: [word]}
    assert parse(text).value == {word: [word]}
    assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text) is None


def test_lone_surrogate_is_shown() -> None:
    run = record()
    run["metrics"] = {"a\udcff": 1.0}
    made = lock(run)
    assert parse_lock(lock_text(made).encode("utf-8"), "x").lock == made


# ---------------------------------------------------------------- reading


def edited(pattern: str, replacement: str) -> bytes:
    text, number = re.subn(pattern, replacement, lock_text(lock()), count=1, flags=re.MULTILINE)
    assert number == 1
    return text.encode("utf-8", "surrogateescape")


BAD = {
    "empty": (b"", "E894", "not a table of sections"),
    "a list": (b"- 1\n", "E894", "not a table of sections"),
    "not UTF-8": (b"format: 1\nroot: \xff\n", "E891", "not UTF-8"),
    "not YAML": (b'format: "1\n', "E891", "not YAML"),
    "nul": (b"format: \x00\n", "E891", "not YAML"),
    "newer": (edited("^format: 1", "format: 2"), "E893", "format 2"),
    "older": (edited("^format: 1", "format: 0"), "E893", "no longer reads"),
    "format is text": (edited("^format: 1", 'format: "1"'), "E894", "`format` is '1'"),
    "conflict": (edited("^metrics:", "<<<<<<< HEAD\nmetrics:"), "E895", "conflict markers"),
    "alias": (edited("^  name: sms_spam", "  name: *x"), "E892", "alias"),
    "anchor": (edited("^  name: sms_spam", "  name: &x sms_spam"), "E892", "anchor"),
    "tag": (edited("^  name: sms_spam", "  name: !!python/object/apply:os.system [true]"), "E892", "tag"),
    "twice": (edited("^metrics:", "metrics: {}\nmetrics:"), "E892", "`metrics` twice"),
    "two documents": (lock_text(lock()).encode() + b"---\na: b\n", "E892", "second document"),
    "unquoted no": (edited("^  name: sms_spam", "  name: no"), "E892", "`no`"),
    "unquoted date": (
        edited('exclude_newer: "2026-11-01"', "exclude_newer: 2026-11-01"),
        "E892",
        "2026-11-01",
    ),
    "unquoted 1e5": (edited("precision_spam: 1.0", "precision_spam: 1e5"), "E892", "1e5"),
    "infinite": (edited("precision_spam: 1.0", "precision_spam: 1.0e999"), "E892", "1.0e999"),
    "unknown key": (edited("^metrics:", "metrix: {}\nmetrics:"), "E894", "`metrix` is not a key"),
    "missing key": (edited("^format: 1\n", ""), "E894", "has no `format`"),
    "wrong kind": (edited("rows: 5572", "rows: many"), "E894", "`inputs.messages.rows`"),
    "negative": (edited("rows: 5572", "rows: -1"), "E894", "at least 0"),
    "a bool is no number": (edited("rows: 5572", "rows: true"), "E894", "whole number"),
    "no digest": (edited("^root: sha256:..", "root: sha256:"), "E894", "64 hexadecimal"),
    "deep": (b"a: " + b"[" * 2000 + b"]" * 2000, "E892", "nesting"),
    "billion laughs": (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "E892", "anchor"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_lock(name: str) -> None:
    data, code, words = BAD[name]
    read = parse_lock(data, "x.lock")
    assert read.lock is None
    assert [finding.code for finding in read.findings] == [code]
    assert words in read.findings[0].message
    assert read.findings[0].help


def test_every_violation_is_named_with_its_line() -> None:
    text = lock_text(lock()).replace("rows: 5572", "rows: many").replace("threads: 1\n", "threads: one\n", 1)
    findings = parse_lock(text.encode(), "x.lock").findings
    lines = text.splitlines()
    assert len(findings) == 2
    for finding in findings:
        line = lines[int(finding.place.partition(":")[2]) - 1]
        assert line.strip().partition(":")[0] in finding.message


def test_no_lock_and_no_file(tmp_path: Path) -> None:
    assert [finding.code for finding in read_lock(str(tmp_path / "x.lock")).findings] == ["E890"]
    assert [finding.code for finding in read_lock(str(tmp_path)).findings] == ["E891"]


def test_line_ends_and_order_of_keys_say_nothing() -> None:
    text = lock_text(lock())
    read = parse_lock(text.replace("\n", "\r\n").encode(), "x.lock").lock
    assert read is not None
    assert read.closes
    document = dict(reversed(read.document.items()))
    assert root_of(document) == read.root


# ---------------------------------------------------------------- schema


def test_schema_is_a_schema_and_uses_only_what_is_checked() -> None:
    schema = lock_schema()
    jsonschema.Draft202012Validator.check_schema(schema)

    def keywords(node: Json, inside: str) -> set[str]:
        if not isinstance(node, dict):
            return set()
        if inside in ("properties", "$defs"):
            return set().union(*(keywords(item, "") for item in node.values()))
        return set(node) | set().union(*(keywords(item, key) for key, item in node.items()))

    assert keywords(schema, "") <= KEYWORDS


def test_checks_as_jsonschema_does() -> None:
    validator = jsonschema.Draft202012Validator(lock_schema())
    chance = random.Random(20261123)
    junk: list[Json] = [None, True, 0, -1, 1.5, "", "x", "sha256:" + "a" * 64, [], {}, [1], {"a": 1}]
    good = 0
    for _ in range(150):
        document: Json = json.loads(json.dumps(lock().document))
        for _ in range(chance.choice((0, 1, 1, 2))):
            here: Json = document
            while isinstance(here, (dict, list)) and here:
                key = chance.choice([*here] if isinstance(here, dict) else [*range(len(here))])
                inner = here[key]  # type: ignore[call-overload, index]
                if not isinstance(inner, (dict, list)) or not inner or chance.random() < 0.15:
                    if isinstance(here, dict) and chance.random() < 0.3:
                        del here[str(key)]
                    else:
                        here[key] = chance.choice(junk)  # type: ignore[call-overload, index]
                    break
                here = inner
        theirs = validator.is_valid(document)
        assert (violations(document, lock_schema()) == []) == theirs
        good += theirs
    assert 15 < good < 135


# ---------------------------------------------------------------- anything at all


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    fuzz_lock(data)


@settings(max_examples=60)
@given(st.data())
def test_a_lock_with_damage(data: st.DataObject) -> None:
    text = bytearray(lock_text(lock()).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        size = data.draw(st.integers(0, 40))
        text[at : at + size] = data.draw(
            st.binary(max_size=12) | st.sampled_from([b"\n", b": ", b"{", b"&a ", b"*a", b"- "])
        )
    fuzz_lock(bytes(text))
