"""A lock whose root hash does not close was changed by hand: where?"""

from __future__ import annotations

from pathlib import Path

from specc.lock import Lock, parse_lock
from specc.records import replace
from specc.verify.difference import Difference
from specc.verify.former import git
from specc.verify.given import leaves, measured, read_record

UNNAMED = "the lock was changed by hand: its root hash does not match"


def hand_edits(lock: Lock, path: Path, output: Path) -> list[Difference]:
    """One difference for each place that is known to have been edited; one in all where none is known.

    Known are the last committed lock with the same root hash and the record that the last build left.
    """
    if lock.closes:
        return []
    names = _since_commit(lock, path) or [name for name, _, _ in measured(lock, read_record(output))]
    if not names:
        return [Difference("lock", UNNAMED, lock.root, lock.computed_root(), (), ("root",))]
    return [_edited(name, lock) for name in names]


def named_by_run(edits: list[Difference], fresh: list[Difference]) -> list[Difference]:
    """Where no place was known, the first thing that a new run makes otherwise is it."""
    names = [".".join(difference.path) for difference in fresh if difference.path]
    return [
        replace(edit, what=f"{names[0]} was changed by hand: root hash does not match")
        if edit.what == UNNAMED and names
        else edit
        for edit in edits
    ]


def _edited(name: str, lock: Lock) -> Difference:
    what = f"{name} was changed by hand: root hash does not match"
    return Difference("lock", what, lock.root, lock.computed_root(), (), tuple(name.split(".")))


def _since_commit(lock: Lock, path: Path) -> list[str]:
    """What differs from the last committed lock, where that closes and has the same root hash."""
    path = path.absolute()
    data = git(path.parent, "show", f"HEAD:./{path.name}")
    committed = parse_lock(data, path.name).lock if data else None
    if committed is None or not committed.closes or committed.root != lock.root:
        return []
    found = [name for name, _, _ in leaves("", committed.document, lock.document)]
    return [name for name in found if not name.startswith("machine.")]
