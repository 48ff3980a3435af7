"""What a run made otherwise is found where it starts, and said in words."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from specc.lock import InputFile, LockedPackage, SpecHashes
from specc.lock.lock import Lock
from specc.model.spec import Json
from specc.verify.compare import compare
from tests.lock.make_record import FILES, HASHES, INPUTS, REQUIREMENTS, Requirements, lock, record, sha

Edit = Callable[[dict[str, Json]], None]


def at(path: str, value: Json) -> Edit:
    """Set one value of a record, by dotted path (`/` between parts)."""

    def edit(run: dict[str, Json]) -> None:
        here: Json = run
        *above, last = path.split("/")
        for key in above:
            here = here[int(key)] if isinstance(here, list) else here[key]  # type: ignore[index]
        here[int(last) if isinstance(here, list) else last] = value  # type: ignore[index]

    return edit


def edited(*edits: Edit) -> Lock:
    """The lock of a run that made something else."""
    run = json.loads(json.dumps(record()))
    for edit in edits:
        edit(run)
    return lock(run)


X = sha("something else")
SOURCE = "sources/messages"

# edits of a record -> step and words of the first difference
CASES: dict[str, tuple[tuple[Edit, ...], str, str]] = {
    "rows": (
        (at(f"{SOURCE}/rows", 5571), at(f"{SOURCE}/digest", X), at("rows/after", 5569)),
        "load.messages",
        "source messages: 5 572 rows in the lock, 5 571 now",
    ),
    "values": (
        (at(f"{SOURCE}/columns/carrier/digest", X), at(f"{SOURCE}/digest", X)),
        "load.messages",
        "source messages: column carrier has other values",
    ),
    "nulls": (
        (at(f"{SOURCE}/columns/carrier/nulls", 18), at(f"{SOURCE}/columns/carrier/digest", X)),
        "load.messages",
        "source messages: column carrier has 17 nulls in the lock, 18 now",
    ),
    "type": (
        (at(f"{SOURCE}/columns/id/type", "text"),),
        "load.messages",
        "source messages: column id is int in the lock, text now",
    ),
    "order": ((at(f"{SOURCE}/digest", X),), "load.messages", "source messages: other rows, or another order"),
    "expectation": (
        (at(f"{SOURCE}/expectations/1/holds", False),),
        "load.messages",
        "source messages: `null_share(carrier) <= 2%` holds in the lock, is broken now",
    ),
    "filter": (
        (at("rows/keep/after", 5560), at("rows/after", 5560), at("rows/digest", X)),
        "rows",
        "the filter `keep` leaves 5 570 rows in the lock, 5 560 now",
    ),
    "join": (
        (at("rows/joins/0/unmatched", 9),),
        "rows",
        "join weather: after 5 572 in the lock, 5 572 now; unmatched 4 in the lock, 9 now",
    ),
    "class": (
        (at("label/classes/spam", 744),),
        "label",
        "label: class spam has 745 rows in the lock, 744 now",
    ),
    "label": ((at("label/digest", X),), "label", "label: other values"),
    "fitted feature": (
        (at("features/words/train", X),),
        "features",
        "feature words: same input, other output",
    ),
    "row feature": (
        (at("features/n_chars/digest", X),),
        "features",
        "feature n_chars: same rows, other values",
    ),
    "feature of other rows": (
        (at("split/train/digest", X), at("features/words/train", X)),
        "features",
        "feature words: fitted on other rows",
    ),
    "vocabulary": (
        (at("features/words/columns", 19999), at("features/words/train", X)),
        "features",
        "feature words: 20 000 columns in the lock, 19 999 now",
    ),
    "split": ((at("split/test/digest", X),), "split", "test part: as many rows, not the same ones"),
    "fold": ((at("split/folds/1/digest", X),), "split", "fold 2 has other rows"),
    "trial": (
        (at("search/trials/1/mean", 0.95),),
        "search",
        "trial 2 (alpha = 0.001): mean 0.9450000000000001 in the lock, 0.95 now",
    ),
    "winner": (
        (at("search/best", {"alpha": 0.001}),),
        "search",
        "the search chose alpha = 1e-05 in the lock, alpha = 0.001 now",
    ),
    "unseeded training": (
        (at("model/state", X), at("model/content", X), at("model/file", X), at("predictions/scores", X)),
        "train",
        "what the model learnt differs, from the same input",
    ),
    "scores": ((at("predictions/scores", X), at("predictions/file", X)), "predict", "scores differ"),
    "metric": (
        (at("metrics/recall_spam", 0.99),),
        "evaluate",
        "metric recall_spam: 0.9463087248322147 in the lock, 0.99 now",
    ),
    "last digit": (
        (at("metrics/recall_spam", 0.9463087248322148),),
        "evaluate",
        "metric recall_spam: 0.9463087248322147 in the lock, 0.9463087248322148 now",
    ),
    "slice": (
        (at("slices/short_text/metrics/recall_spam", 0.5),),
        "evaluate",
        "metric recall_spam on short_text: none in the lock, 0.5 now",
    ),
    "baseline": (
        (at("baselines/majority/recall_spam", 0.1),),
        "evaluate",
        "baseline majority: recall_spam: 0.0 in the lock, 0.1 now",
    ),
    "promise": (
        (at("promises/1/holds", False),),
        "evaluate",
        "`recall_spam >= 92%` holds in the lock, is broken now",
    ),
    "pandas": (
        (at("environment/packages/pandas", "3.1.0"), at("metrics/recall_spam", 0.5)),
        "environment",
        "pandas 3.1.1 in the lock, 3.1.0 here",
    ),
    "Python": ((at("environment/python", "3.12.1"),), "environment", "Python 3.11 in the lock, 3.12.1 here"),
    "pin": (
        (at("environment/pins/OPENBLAS_CORETYPE", "SkylakeX"),),
        "environment",
        "pin OPENBLAS_CORETYPE: Haswell in the lock, SkylakeX here",
    ),
    "a step as a whole": ((at("steps/4/digest", X),), "search", "step search: another result"),
    "a recipe": ((at("steps/5/recipe", X),), "train", "step train: same result by another recipe"),
}


@pytest.mark.parametrize("name", CASES)
def test_first_difference(name: str) -> None:
    edits, step, words = CASES[name]
    first = compare(lock(), edited(*edits))[0]
    assert (first.step, first.what) == (step, words)


def test_the_same_run_has_no_difference() -> None:
    assert compare(lock(), lock()) == ()
    # a Python of the pinned minor version, another CPU, another runner: nothing that the lock closes over
    assert compare(lock(), edited(at("environment/python", "3.11.2"), at("environment/libc", "other"))) == ()


def test_differences_come_in_the_order_of_life() -> None:
    now = edited(*(edit for edits, _, _ in CASES.values() for edit in edits))
    steps = list(dict.fromkeys(difference.step for difference in compare(lock(), now)))
    life = [
        "environment",
        "load.messages",
        "rows",
        "label",
        "features",
        "split",
        "search",
        "train",
        "predict",
    ]
    assert steps == [*life, "evaluate"]


def test_what_the_run_is_given() -> None:
    old = lock()
    changed = {
        "messages": (InputFile("data/messages.csv", 1, "0" * 64), InputFile("data/new.csv", 1, "1" * 64))
    }
    assert [d.what for d in compare(old, lock(inputs=changed))] == [
        "source messages: data/messages.csv has other bytes than the locked one",
        "source messages: data/new.csv is there and is not in the lock",
    ]
    assert [d.what for d in compare(old, lock(inputs={"messages": ()}))] == [
        "source messages: data/messages.csv is in the lock and is not there"
    ]
    assert [d.what for d in compare(old, lock(files={**FILES, "train.py": b"other"}))] == [
        "train.py is generated with other content than the locked one"
    ]
    hashes = SpecHashes(
        HASHES.text, sha("other"), HASHES.training, {**HASHES.sections, "train": sha("other")}
    )
    assert [d.what for d in compare(old, lock(hashes=hashes))] == [
        "the spec says something else than the locked one: `train`"
    ]
    comment = SpecHashes(sha("a comment more"), HASHES.meaning, HASHES.training, HASHES.sections)
    assert compare(old, lock(hashes=comment)) == ()
    packages = (*REQUIREMENTS.packages[:2], LockedPackage("pandas", "3.1.1", (sha("another wheel"),)))
    others = Requirements(packages, REQUIREMENTS.exclude_newer)
    assert [d.what for d in compare(old, lock(requirements=others))] == [
        "pandas 3.1.1: other wheels than the locked ones"
    ]
    assert INPUTS
