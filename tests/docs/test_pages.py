"""Every command that a page shows is run, and prints what the page says; every link leads somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import pages  # noqa: E402

RUN = [path for path in pages.PAGES if "```console" in path.read_text("utf-8")]
BUILDS = re.compile(r"^\$ specc (build|verify|predict)", re.MULTILINE)


def marked(path: Path) -> object:
    """Pages that build a model are slow and need packages; the others are run anywhere."""
    marks = [pytest.mark.gallery, pytest.mark.slow] if BUILDS.search(path.read_text("utf-8")) else []
    return pytest.param(path, marks=marks, id=str(path.relative_to(ROOT)))


@pytest.mark.parametrize("page", [marked(path) for path in RUN])
def test_page_prints_what_it_says(page: Path) -> None:
    if page.parent.name == "flights":  # its data are not in git
        subprocess.run([sys.executable, ROOT / "scripts" / "fetch_flights.py"], check=True)
    result = pages.run_page(page)
    assert result.same, "\n" + result.diff()


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_block_shows_commands_that_are_not_run(page: Path) -> None:
    for language, body in re.findall(
        r"^```(\w*)\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    ):
        assert language == "console" or not body.startswith("$ "), body


def test_dots_stand_for_anything_and_no_more() -> None:
    assert pages.agrees("one\n...\nfour\n", "one\ntwo\nthree\nfour\n")
    assert pages.agrees("in ... rows\n", "in 17 rows\n")
    assert pages.agrees("took 3.1 s\n", "took 12 s\n")
    assert not pages.agrees("one\nfour\n", "one\ntwo\nfour\n")
    assert not pages.agrees("one\n", "")
    assert not pages.agrees("", "one\n")
    assert pages.agrees("", "")


def test_a_wrong_output_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text("```console\n$ echo one; false\ntwo\n$ echo $?\n1\n```\n")
    result = pages.run_page(page)
    assert not result.same
    assert result.shown == "```console\n$ echo one; false\none\n$ echo $?\n1\n```\n"
