"""The files of the sources, by hash, in the order in which they are read."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from specc.source import Source, Span
from specc.store import Snapshot, SourceInput, Store, snapshot, write_snapshot


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SPECC_STORE", raising=False)
    spec = tmp_path / "spec"
    for name in (
        "data/b.csv",
        "data/a.csv",
        "data/Z.csv",
        "data/sub/c.csv",
        "data/é.csv",
        "data/part[1].csv",
    ):
        path = spec / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return spec


def take(folder: Path, pattern: str) -> Snapshot:
    return snapshot([SourceInput("s", pattern)], folder, Store(folder / ".specc"))


def paths(taken: Snapshot) -> list[str]:
    return [file.path for source in taken.sources for file in source.files]


def test_a_pattern_is_sorted_by_code_point_and_leaves_folders_out(folder: Path) -> None:
    taken = take(folder, "data/*")
    assert taken.whole
    assert paths(taken) == ["data/Z.csv", "data/a.csv", "data/b.csv", "data/part[1].csv", "data/é.csv"]


def test_two_stars_go_into_folders(folder: Path) -> None:
    assert "data/sub/c.csv" in paths(take(folder, "data/**/*.csv"))


def test_a_name_with_brackets_is_taken_as_it_stands(folder: Path) -> None:
    assert paths(take(folder, "data/part[1].csv")) == ["data/part[1].csv"]


def test_the_build_folder_holds_exactly_the_snapshot(folder: Path, tmp_path: Path) -> None:
    build = tmp_path / "build"
    store = Store(folder / ".specc")
    for pattern in ("data/*.csv", "data/a.csv"):
        taken = snapshot([SourceInput("s", pattern)], folder, store)
        assert write_snapshot(taken, store, build) == ()
    held = sorted(str(p.relative_to(build)) for p in build.rglob("*") if p.is_file())
    assert held == ["data/s/data/a.csv", "inputs.json"]
    [source] = json.loads((build / "inputs.json").read_text("utf-8"))
    assert source["source"] == "s"
    assert [(f["path"], f["bytes"]) for f in source["files"]] == [("data/a.csv", 10)]
    assert str(tmp_path) not in (build / "inputs.json").read_text("utf-8")


def test_strangers_and_links_under_data_are_removed_not_followed(folder: Path, tmp_path: Path) -> None:
    build = tmp_path / "build"
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("x")
    (build / "data").mkdir(parents=True)
    (build / "data" / "link").symlink_to(outside)
    (build / "data" / "old").mkdir()
    (build / "data" / "old" / "f").write_text("x")
    store = Store(folder / ".specc")
    assert write_snapshot(take(folder, "data/a.csv"), store, build) == ()
    assert sorted(p.name for p in (build / "data").iterdir()) == ["s"]
    assert (outside / "precious").exists()


@pytest.mark.parametrize(
    ("pattern", "note"),
    [
        ("data/aa.csv", "a.csv"),
        ("data/*.parquet", "`data` holds: Z.csv"),
        ("dat/a.csv", "near it: data"),
        ("", "holds: data"),
        ("nothing/at/all.csv", "nothing"),
    ],
)
def test_no_match_names_what_is_near(folder: Path, pattern: str, note: str) -> None:
    source = Source("x.mlspec", f'from = "{pattern}"')
    taken = snapshot([SourceInput("s", pattern, source, Span(7, 9))], folder, Store(folder / ".specc"))
    assert not taken.whole
    [finding] = taken.findings
    assert (finding.code, finding.span, finding.source) == ("E806", Span(7, 9), source)
    assert note in " ".join(finding.notes)


def test_all_bad_files_are_named_at_once(folder: Path) -> None:
    (folder / "data" / "broken.csv").symlink_to("nowhere")
    os.mkfifo(folder / "data" / "pipe.csv")
    taken = take(folder, "data/*.csv")
    assert [finding.code for finding in taken.findings] == ["E808", "E804"]
    assert "data/a.csv" in paths(taken)


def test_a_folder_is_no_source(folder: Path) -> None:
    [finding] = take(folder, "data").findings
    assert finding.code == "E804"


def test_files_outside_are_taken_and_said(folder: Path) -> None:
    (folder.parent / "shared").mkdir()
    (folder.parent / "shared" / "x.csv").write_text("x")
    for pattern, inside in (
        ("../shared/x.csv", "up1/shared/x.csv"),
        (str(folder.parent / "shared" / "*.csv"), "outside/x.csv"),
        (str(folder / "data" / "a.csv"), "data/a.csv"),
        ("data/../data/b.csv", "data/b.csv"),
    ):
        taken = take(folder, pattern)
        assert taken.whole
        assert paths(taken) == [inside]
        assert [f.code for f in taken.findings] == (["E807"] if not inside.startswith("data") else [])


def test_two_files_under_one_name_are_refused(folder: Path) -> None:
    for name in ("one", "two"):
        (folder.parent / name).mkdir()
        (folder.parent / name / "x.csv").write_text(name)
    taken = take(folder, str(folder.parent / "*" / "x.csv"))
    assert not taken.whole
    assert "E806" in [finding.code for finding in taken.findings]


def test_a_name_that_is_not_utf8_is_refused(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder / "data") + b"/\xff.csv")).write_text("x")
    taken = take(folder, "data/*.csv")
    assert not taken.whole
    assert [finding.code for finding in taken.findings] == ["E804"]
    assert "\\udcff" in taken.findings[0].message


def test_a_corrupt_object_is_made_again_for_the_build(folder: Path, tmp_path: Path) -> None:
    store = Store(folder / ".specc")
    taken = snapshot([SourceInput("s", "data/a.csv")], folder, store)
    path = store.path_of(taken.sources[0].files[0].sha256)
    path.chmod(0o644)
    path.write_text("other")
    assert write_snapshot(taken, Store(folder / ".specc"), tmp_path / "build") == ()
    assert (tmp_path / "build" / "data" / "s" / "data" / "a.csv").read_text() == "data/a.csv"
