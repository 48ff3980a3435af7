"""When nothing has to run: the last run's record, as long as every hash that it rests on still holds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from specc.build.prepare import Prepared
from specc.lock import InputFile, Lock, make_lock
from specc.model.spec import Json

# what a run measured; `spec`, `generated` and `machine` say how, and are written anew
RESULTS = (
    "inputs",
    "rows",
    "environment",
    "label",
    "features",
    "split",
    "search",
    "model",
    "predictions",
    "metrics",
    "slices",
    "baselines",
    "promises",
    "steps",
)
OUTPUTS = {"model": "model.skops", "predictions": "predictions.parquet"}


def record_still_good(
    ready: Prepared, folder: Path, inputs: Mapping[str, tuple[InputFile, ...]]
) -> dict[str, Json] | None:
    """The record in `folder`, when running again could only give it again; else none.

    That is so when the lock is whole and says the very same results, every step's recipe is still the plan's,
    every input file has the recorded hash, and model and predictions hash to what was recorded.
    """
    from specc.run.output import read_record

    lock = ready.lock
    if lock is None or not lock.closes:
        return None
    if not (folder / "output" / "record.json").exists():
        return None
    record, _ = read_record(folder / "output", False)
    if record is None or not _same_recipes(ready, record):
        return None
    candidate = make_lock(
        ready.spec, ready.checked.hashes, record, ready.requirements, ready.files, inputs, ready.base_digest
    )
    if any(candidate.document.get(name) != lock.document.get(name) for name in RESULTS):
        return None
    return record if _outputs_whole(lock, folder / "output") else None


def _same_recipes(ready: Prepared, record: Mapping[str, Json]) -> bool:
    rows = record.get("steps")
    recorded = {
        str(row.get("name")): row.get("recipe")
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
    }
    return recorded == {step.name: step.recipe for step in ready.plan.steps}


def _outputs_whole(lock: Lock, output: Path) -> bool:
    for section, name in OUTPUTS.items():
        try:
            with (output / name).open("rb") as handle:
                found = hashlib.file_digest(handle, "sha256").hexdigest()
        except OSError:
            return False
        if lock.get(section, "file") != f"sha256:{found}":
            return False
    return True
