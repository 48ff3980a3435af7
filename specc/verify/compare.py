"""Two locks of one spec, step by step in the order of life: what differs, first things first.

Pure: nothing is read and nothing is run. `specc.verify.cause` adds what only the data can say.
"""

from __future__ import annotations

from collections.abc import Callable

from specc.lock.lock import Lock
from specc.verify.compare_data import features, label, load, rows, split
from specc.verify.compare_given import environment, files, generated, spec
from specc.verify.compare_model import evaluate, predict, search, steps, train
from specc.verify.difference import Difference, Seen

_PARTS: tuple[Callable[[Lock, Lock, Seen], None], ...] = (
    spec,
    generated,
    files,
    environment,
    load,
    rows,
    label,
    features,
    split,
    search,
    train,
    predict,
    evaluate,
    steps,
)


def compare(lock: Lock, now: Lock) -> tuple[Difference, ...]:
    """Every difference between what is locked and what came out now; the first is where it starts."""
    seen = Seen()
    for part in _PARTS:
        part(lock, now, seen)
    return tuple(seen.found)


def compare_sources(lock: Lock, now: Lock) -> tuple[Difference, ...]:
    """The same for a run that stopped after loading: only sources that it read are compared."""
    seen = Seen()
    read = {name: value for name, value in lock.section("inputs").items() if name in now.sources}
    load(Lock({**lock.document, "inputs": read}), now, seen)
    return tuple(seen.found)
