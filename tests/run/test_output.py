"""What a run wrote is looked at before it is believed."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.model.spec import Json
from specc.run.output import fresh_output, read_findings, read_record, take_output
from specc.run.shape import RECORD, mismatches

HASH = "sha256:" + "0" * 64
PART = {"rows": 2, "digest": HASH}
WHOLE: dict[str, Json] = {
    "format": 1,
    "spec": {"name": "m", "version": 1},
    "environment": {"python": "3.11.7", "packages": {"numpy": "2.4.6"}, "pins": {"OMP_NUM_THREADS": "1"}},
    "sources": {
        "s": {"files": [{"path": "x.csv", "bytes": 3, "sha256": "0" * 64}], "rows": 2, "digest": HASH}
    },
    "rows": {"base": "s", "after": 2, "digest": HASH},
    "label": {"name": "y", "task": "binary", "digest": HASH},
    "features": {"f": {"digest": HASH, "columns": 1}},
    "split": {"method": "share", "train": {**PART}, "test": {**PART}},
    "search": None,
    "model": {"estimator": "a:B", "state": HASH, "config": HASH, "content": HASH, "file": HASH},
    "predictions": {"rows": 2, "columns": ["p"], "labels": HASH, "scores": None, "file": HASH},
    "metrics": {"auc": 0.5, "f1": None},
    "slices": {},
    "baselines": {"majority": {"auc": 0.5}},
    "promises": [{"where": "require", "promise": "auc >= 1", "value": 0.5, "holds": False}],
    "steps": [{"name": "rows", "recipe": HASH, "key": HASH, "digest": HASH}],
}


def test_a_whole_record_is_read(tmp_path: Path) -> None:
    (tmp_path / "record.json").write_text(json.dumps(WHOLE))
    assert read_record(tmp_path, partial=False) == (WHOLE, ())


@pytest.mark.parametrize("missing", sorted(RECORD))
def test_a_missing_section_is_named(tmp_path: Path, missing: str) -> None:
    (tmp_path / "record.json").write_text(json.dumps({k: v for k, v in WHOLE.items() if k != missing}))
    record, [finding] = read_record(tmp_path, partial=False)
    assert record is None
    assert (finding.code, finding.notes) == ("E831", (f"{missing}: missing",))
    assert read_record(tmp_path, partial=True)[1] == ()


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("format",), True, "format: bool where another type is wanted"),
        (("rows", "digest"), "sha256:1", "rows.digest: not a digest"),
        (("sources",), [], "sources: not an object"),
        (("sources", "s", "files"), {}, "sources.s.files: not a list"),
        (("metrics", "auc"), "high", "metrics.auc: str where another type is wanted"),
        (("promises",), [{"where": 1}], "promises[0].where: int where another type is wanted"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(path: tuple[str, ...], value: Json, said: str) -> None:
    broken = copy.deepcopy(WHOLE)
    inside: dict[str, Json] = broken
    for key in path[:-1]:
        inside = inside[key]  # type: ignore[assignment]
    inside[path[-1]] = value
    assert said in mismatches(broken, RECORD)


@pytest.mark.parametrize("text", ["", "{", "[]", "1", "\xff", "[" * 100_000])
def test_what_is_no_record_is_a_finding(tmp_path: Path, text: str) -> None:
    (tmp_path / "record.json").write_bytes(text.encode("latin-1"))
    record, [finding] = read_record(tmp_path, partial=False)
    assert record is None
    assert finding.code == "E831"


def test_a_missing_record_is_a_finding_unless_the_run_stopped_early(tmp_path: Path) -> None:
    assert [f.code for f in read_record(tmp_path, partial=False)[1]] == ["E830"]
    assert read_record(tmp_path, partial=True) == (None, ())


def test_a_record_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text(json.dumps(WHOLE))
    (tmp_path / "record.json").symlink_to("elsewhere")
    assert [f.code for f in read_record(tmp_path, partial=False)[1]] == ["E831"]


def test_findings_of_a_run_are_findings(tmp_path: Path) -> None:
    good = {"code": "E301", "message": "m", "place": "data/s/x.csv:3:a", "help": "h", "notes": ["and 4 more"]}
    (tmp_path / "findings.json").write_text(json.dumps([good, {"code": "x"}]))
    first, second = read_findings(tmp_path)
    assert (first.code, first.place, first.notes) == ("E301", "data/s/x.csv:3:a", ("and 4 more",))
    assert second.code == "E831"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(json_values)
def test_any_json_gives_findings_and_no_exception(
    tmp_path_factory: pytest.TempPathFactory, value: Json
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in ("record.json", "findings.json"):
        (folder / name).write_text(json.dumps(value))
    assert read_record(folder, partial=False)[1]
    assert read_findings(folder)


def test_output_is_replaced_as_a_whole_and_links_do_not_come_along(tmp_path: Path) -> None:
    target = tmp_path / "output"
    target.mkdir()
    (target / "old").write_text("old")
    fresh = fresh_output(target)
    assert isinstance(fresh, Path)
    (fresh / "new").write_text("new")
    (fresh / "link").symlink_to("/etc/passwd")
    os.mkfifo(fresh / "pipe")
    assert take_output(fresh, target) is None
    assert sorted(p.name for p in target.iterdir()) == ["new"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["output"]
