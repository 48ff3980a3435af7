"""What a person sees while it runs."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.run.progress import (
    QuietProgress,
    StageClock,
    TerminalProgress,
    duration,
    load_timings,
    printable,
    save_timings,
)
from specc.store import Store


def shown(live: bool, *texts: str, expected: dict[str, float] | None = None, width: int = 60) -> str:
    stream = io.StringIO()
    progress = TerminalProgress(stream, live=live, width=width)
    progress.expect(expected or {})
    clock = StageClock(progress)
    for text in texts:
        clock.line(text)
    clock.close()
    progress.done()
    return stream.getvalue()


STAGES = (
    "[1/2] load.messages",
    "[2/2] search",
    "[2/2] search (1/3)",
    "[2/2] search (2/3)",
    "a word from numpy",
)


def test_a_log_gets_a_line_for_each_stage_and_none_for_its_parts() -> None:
    assert shown(False, *STAGES) == "[1/2] load.messages\n[2/2] search\na word from numpy\n"


def test_a_terminal_gets_one_line_that_is_cleared_at_the_end() -> None:
    text = shown(True, *STAGES[:4])
    assert "\n" not in text
    assert text.split("\r")[-3].rstrip() == "[2/2] search (2/3)"
    assert text.split("\r")[-2].strip() == ""


def test_the_time_left_is_what_is_left_of_the_last_run() -> None:
    expected = {"load.messages": 10.0, "search": 110.0, "train": 20.0}
    assert "[1/2] load.messages, about 2 min left" in shown(True, STAGES[0], expected=expected)
    assert "left" not in shown(True, "[1/2] other", expected=expected)


def test_a_line_is_never_wider_than_the_terminal() -> None:
    text = shown(True, "[1/2] " + "x" * 150, width=40)
    assert max(len(part) for part in text.split("\r")) <= 40


@pytest.mark.parametrize("line", ["[1/x] load", "[1/2]", "load", "[1/2] two words", "[99999/2] x", "1/2 x"])
def test_other_lines_are_messages(line: str) -> None:
    assert shown(False, line) == line + "\n"


def test_what_a_package_prints_cannot_drive_the_terminal() -> None:
    assert shown(False, "\x1b[2J\x07evil\u202e") == "\\x1b[2J\\x07evil\\u202e\n"


@given(st.text())
def test_nothing_unprintable_passes(text: str) -> None:
    assert printable(text).isprintable()


@given(st.floats(0, 3e5))
def test_a_duration_is_short(seconds: float) -> None:
    assert len(duration(seconds)) <= 11


def test_timings_are_kept_in_the_store_and_damage_costs_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / ".specc")
    assert load_timings(store, "m") == {}
    save_timings(store, "m", {"load": 1.25, "train": 3.0})
    save_timings(store, "m", {"load": 2.0})
    assert load_timings(store, "m") == {"load": 2.0, "train": 3.0}
    for bad in ("[", "[1]", '{"load": "x"}', '{"load": -1}'):
        (store.root / "timings" / "m.json").write_text(bad)
        assert load_timings(store, "m") == {}
    assert not save_timings(store, "../../x", {"load": 1.0})
    assert load_timings(store, "../../x") == {"load": 1.0}
    assert {p.parent.name for p in tmp_path.rglob("*.json")} == {"timings"}


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    quiet = QuietProgress()
    quiet.expect({})
    quiet.stage("x", 1, 2)
    quiet.message("x")
    quiet.done()
    assert capsys.readouterr() == ("", "")
