"""One change between two specs with their locks, as a value."""

from __future__ import annotations

from typing import Literal

from specc.diagnostics import Finding
from specc.model.spec import Json
from specc.records import dataclass

Kind = Literal["added", "removed", "changed", "renamed"]
Group = Literal[
    "label",
    "train",
    "feature",
    "data",
    "environment",
    "weaker",
    "stronger",
    "accept",
    "deploy",
    "process",
    "prose",
    "read",
    "ran",
    "split",
    "search",
    "model",
    "metrics",
    "promises",
]

TITLES: dict[Group, str] = {
    "label": "labels must be redone",
    "train": "model bytes can change",
    "feature": "features change, and model bytes with them",
    "data": "other data, or other rows of it",
    "environment": "another environment: model bytes can change",
    "weaker": "weaker promise",
    "stronger": "stronger promise",
    "accept": "what is measured and asked for",
    "deploy": "what is deployed, and how it is watched",
    "process": "who does what, and how",
    "prose": "words only",
    "read": "data that was read",
    "ran": "what it ran with",
    "split": "training and test rows",
    "search": "search",
    "model": "model",
    "metrics": "metrics",
    "promises": "promises that were tested",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `old`, `new`: as a person reads them, empty where there is none. `words`: the change in one
    line where two values say too little. `old_place`, `new_place`: `path:line`. `why`: the reasons given."""

    group: Group
    kind: Kind
    path: str
    old: str = ""
    new: str = ""
    words: str = ""
    why: str = ""
    old_place: str = ""
    new_place: str = ""
    old_value: Json = None
    new_value: Json = None


@dataclass(frozen=True, slots=True)
class Diff:
    """Everything that differs, in the order of `TITLES`. `complete`: both sides were read."""

    old: str
    new: str
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    complete: bool

    @property
    def exit_code(self) -> int:
        """0 nothing differs; 1 something does, or a side could not be read."""
        return 1 if self.changes or not self.complete else 0
