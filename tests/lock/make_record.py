"""A hand-made spec and record for the tests of lock, verify and diff: no run stands behind the numbers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from specc.lock import InputFile, Lock, LockedPackage, SpecHashes, make_lock
from specc.model.spec import Deploy, Entry, Environment, Evaluate, Json, NotRun, Package, Spec

HERE = Path(__file__).parent


def sha(word: str) -> str:
    """A digest that stands for a content."""
    return "sha256:" + hashlib.sha256(word.encode()).hexdigest()


class Requirements(NamedTuple):
    """What the resolver gives."""

    packages: tuple[LockedPackage, ...]
    exclude_newer: str


REQUIREMENTS = Requirements(
    (
        LockedPackage("scikit_learn", "1.9.1", (sha("skl-a"), sha("skl-b"))),
        LockedPackage("numpy", "2.4.6", (sha("numpy"),)),
        LockedPackage("pandas", "3.1.1", (sha("pandas"),)),
    ),
    "2026-11-01",
)
HASHES = SpecHashes(
    sha("text"), sha("meaning"), sha("training"), {"train": sha("t"), "source.messages": sha("s")}
)
FILES = {"train.py": b"print('train')\n", "features.py": b"", "plan.json": b"{}\n"}
INPUTS = {"messages": (InputFile("data/messages.csv", 477907, sha("messages.csv")[7:]),)}
ENTRIES = (
    Entry("source.messages.csv.delimiter", ",", "data", default=True),
    Entry("source.messages.csv.null_words", ["", "no", "1e5"], "data", default=True),
    Entry("train.param.alpha", 0.01, "train", text="0.01", why="least error on the folds"),
    Entry("search.seed", 0, "train", default=True),
)
SPEC = Spec(
    edition=2026,
    name="sms_spam",
    version=4,
    entries=ENTRIES,
    sources=(),
    rows=None,
    label=None,
    features=(),
    split=None,
    train=None,
    evaluate=Evaluate((), (), ()),
    deploy=Deploy(None, ()),
    environment=Environment(
        "3.11", "linux/amd64", "python:3.11.7-slim-bookworm@" + sha("base"), (Package("pandas", "3.1.1"),),
        1, 20260301, None, "x86_64_v3", "2026-11-01", None,
    ),
    not_run=(NotRun("deploy.canary", "the canary", False),),
    statement="Decide whether a message is spam.",
)  # fmt: skip


def record(name: str = "sms") -> dict[str, Json]:
    """A `record.json` of this folder; `@word` stands for the digest of the word."""

    def filled(value: Json) -> Json:
        if isinstance(value, dict):
            return {key: filled(item) for key, item in value.items()}
        if isinstance(value, list):
            return [filled(item) for item in value]
        return sha(value[1:]) if isinstance(value, str) and value.startswith("@") else value

    loaded = filled(json.loads((HERE / f"{name}.record.json").read_text("utf-8")))
    assert isinstance(loaded, dict)
    return loaded


def lock(run: dict[str, Json] | None = None, spec: Spec = SPEC, **changed: object) -> Lock:
    """The lock of a record; `changed` replaces arguments of `make_lock`."""
    arguments: dict[str, object] = {
        "hashes": HASHES,
        "requirements": REQUIREMENTS,
        "files": FILES,
        "inputs": INPUTS,
        "base_digest": sha("base"),
        "runner": "venv",
    }
    return make_lock(spec, record=record() if run is None else run, **(arguments | changed))  # type: ignore[arg-type]


def named(name: str) -> Spec:
    """The spec under another name."""
    return replace(SPEC, name=name)
