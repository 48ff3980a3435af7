"""A lock that was edited by hand says where, as far as anything at hand knows it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from specc.lock import Lock, read_lock, write_lock
from specc.verify.compare import compare
from specc.verify.hand_edits import hand_edits, named_by_run
from tests.lock.make_record import lock, record


def tampered() -> Lock:
    document = json.loads(json.dumps(lock().document))
    document["metrics"]["recall_spam"] = 0.999
    return Lock(document)


def test_the_record_of_the_build_names_it(tmp_path: Path) -> None:
    (tmp_path / "record.json").write_text(json.dumps(record()), "utf-8")
    found = hand_edits(tampered(), tmp_path / "x.lock", tmp_path)
    assert [d.what for d in found] == ["metrics.recall_spam was changed by hand: root hash does not match"]


def test_the_last_commit_names_it(tmp_path: Path) -> None:
    path = tmp_path / "x.mlspec.lock"
    write_lock(lock(), str(path))
    identity = ("-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false")
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "x")):
        subprocess.run(["git", "-C", str(tmp_path), *identity, *arguments], check=True, capture_output=True)
    text = path.read_text("utf-8").replace("steps:", "steps:").replace("seed: 20260301", "seed: 7")
    path.write_text(text, "utf-8")
    edited = read_lock(str(path)).lock
    assert edited is not None
    found = hand_edits(edited, path, tmp_path / "no output")
    assert [d.what for d in found] == ["environment.seed was changed by hand: root hash does not match"]


def test_a_new_run_names_it(tmp_path: Path) -> None:
    found = hand_edits(tampered(), tmp_path / "x.lock", tmp_path)
    assert [d.what for d in found] == ["the lock was changed by hand: its root hash does not match"]
    named = named_by_run(found, list(compare(tampered(), lock())))
    assert [d.what for d in named] == ["metrics.recall_spam was changed by hand: root hash does not match"]


def test_a_lock_that_closes_was_not_edited(tmp_path: Path) -> None:
    assert hand_edits(lock(), tmp_path / "x.lock", tmp_path) == []
