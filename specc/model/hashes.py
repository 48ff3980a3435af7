"""The three hashes of a spec, and one for each section. Each names what it covers; all are `sha256:<64 hex>`.

| hash | covers |
|---|---|
| text | the file, letter for letter |
| meaning | every fact, defaults written out, reasons included |
| training | the facts that reach the model's bytes: see `reaches_model` |

Comments, white space, and the order of lines where order says nothing, are in the text hash alone.
"""

from __future__ import annotations

import hashlib

from specc.model.canonical import canonical
from specc.model.spec import Entry, Json, Spec
from specc.source import Source

TRAINING_IMPACTS = frozenset(("data", "label", "feature", "train", "environment"))

# Below these parts of a label stands what people read or how they are asked. It decides which labels come
# back, and those reach the model through the data, whose digests stand in the lock.
_LABEL_PROSE = frozenset(
    ("question", "guideline", "example", "counterexample", "unsure", "crowd", "aggregate")
)
# Limits and promises on a run; the model that comes out of it is the same.
_ENVIRONMENT_LIMITS = frozenset(("memory", "time_limit", "reproduce"))


def digest(value: Json) -> str:
    """The hash of a JSON value's canonical bytes."""
    return "sha256:" + hashlib.sha256(canonical(value)).hexdigest()


def text_hash(source: Source) -> str:
    """The hash of a file's text as it was written, comments and line ends included."""
    return "sha256:" + hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()


def reaches_model(entry: Entry, select: str = "") -> bool:
    """True when changing the fact can change the bytes of the model, given the same data.

    `select` is the metric that a search decides by: its definition counts, other metrics do not. So does the
    positive class. Left out are promises, prose, owners, deployment, the interface for other specs, and
    the limits of a run.
    """
    parts = entry.path.split(".")
    section, rest = parts[0], parts[1:]
    if section == "evaluate":
        return bool(select) and rest[:2] == ["metric", select] and entry.impact == "accept"
    if entry.path == "problem.positive":
        return True
    if entry.impact not in TRAINING_IMPACTS or section == "interface":
        return False
    if section == "source":
        return "expect" not in rest[1:2] and rest[1:] != ["extra_columns"]
    if section == "label":
        return not (len(rest) > 1 and rest[1] in _LABEL_PROSE)
    if section == "environment":
        return not (rest and rest[0] in _ENVIRONMENT_LIMITS)
    return True


def meaning_hash(spec: Spec) -> str:
    """The hash of every fact and its reason. A default that is written out means what it meant before."""
    return digest([spec.edition, _facts(list(spec.entries), reasons=True)])


def training_hash(spec: Spec) -> str:
    """The hash of the facts that reach the model's bytes. Reasons do not."""
    search = spec.train.search if spec.train is not None else None
    select = search.select if search is not None else ""
    return digest([spec.edition, _facts([entry for entry in spec.entries if reaches_model(entry, select)])])


def section_hashes(spec: Spec) -> dict[str, str]:
    """The meaning hash of each section that has a fact, by the section's name, sorted."""
    sections: dict[str, list[Entry]] = {}
    for entry in spec.entries:
        sections.setdefault(entry.path.partition(".")[0], []).append(entry)
    return {name: digest(_facts(sections[name], reasons=True)) for name in sorted(sections)}


def _facts(entries: list[Entry], *, reasons: bool = False) -> list[Json]:
    """Paths and values, sorted by path; an order that says something is a fact of its own."""
    found: list[Json] = []
    for entry in sorted(entries, key=lambda one: one.path):
        row: list[Json] = [entry.path, entry.value]
        found.append([*row, entry.why] if reasons and entry.why else row)
    return found
