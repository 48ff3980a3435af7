"""What a person reads when a build is done."""

from __future__ import annotations

from specc.build.job import Outcome
from specc.lock import Lock, lock_path
from specc.model.spec import Json


def report(outcome: Outcome) -> str:
    """The rows, metrics with their trivial baselines, promises with verdicts, and where the lock is."""
    lock = outcome.lock
    if lock is None or outcome.prepared is None or outcome.context is None:
        return ""
    lines = [*_rows(lock), *_metrics(lock), *_promises(lock)]
    path = lock_path(str(outcome.prepared.checked.path))
    made = "up to date" if outcome.kept else "built"
    where = f" in {outcome.runner}" if outcome.runner else ""
    lines.append(f"{made}{where}: {lock.name} version {lock.version}, {outcome.context}, lock {path}")
    return "\n".join(lines)


def _rows(lock: Lock) -> list[str]:
    split = lock.section("split")
    train, test = lock.section("split", "train"), lock.section("split", "test")
    if not split:
        return []
    return [f"rows       {_count(train.get('rows'))} train, {_count(test.get('rows'))} test"]


def _count(value: Json) -> str:
    return f"{value:_}" if isinstance(value, int) else "?"


def _metrics(lock: Lock) -> list[str]:
    baselines = {name: lock.section("baselines", name) for name in lock.section("baselines")}
    out: list[str] = []
    for name, value in lock.metrics.items():
        beside = ", ".join(f"{key} {_number(row.get(name))}" for key, row in baselines.items())
        out.append(f"{name:10} {_number(value)}" + (f"   ({beside})" if beside else ""))
    return out


def _promises(lock: Lock) -> list[str]:
    out: list[str] = []
    for row in lock.promises:
        holds = row.get("holds")
        verdict = {True: "holds ", False: "BROKEN", None: "not run"}[
            holds if isinstance(holds, bool) else None
        ]
        out.append(f"{verdict}     {row.get('promise')}   ({_number(row.get('value'))})")
    return out


def _number(value: Json) -> str:
    if isinstance(value, bool) or value is None:
        return "none" if value is None else str(value).lower()
    return f"{value:.4f}" if isinstance(value, float) else str(value)
