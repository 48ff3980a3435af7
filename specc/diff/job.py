"""The job behind `specc diff`: two specs with their locks in, what changed out."""

from __future__ import annotations

from pathlib import Path

from specc.diff.change import TITLES, Diff
from specc.diff.locks import lock_changes
from specc.diff.sides import read_side
from specc.diff.specs import spec_changes


def diff(old: str, new: str, folder: Path | None = None) -> Diff:
    """What changed from `old` to `new`; each is a path or `REV:path`, as seen from `folder`."""
    before, old_findings = read_side(old, folder)
    after, new_findings = read_side(new, folder)
    findings = (*old_findings, *new_findings)
    if before is None or after is None:
        return Diff(old, new, (), findings, complete=False)
    changes = spec_changes(before, after)
    if before.lock is not None and after.lock is not None:
        changes += lock_changes(before.lock, after.lock)
    place = {group: number for number, group in enumerate(TITLES)}
    changes.sort(key=lambda change: place[change.group])
    return Diff(old, new, tuple(changes), findings, complete=True)
