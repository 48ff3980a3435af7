"""Changes of prose, by words."""

from __future__ import annotations

from difflib import SequenceMatcher

MOST_WORDS = 4_000
CONTEXT = 4  # words shown on each side of a change


def is_prose(value: object) -> bool:
    """True for text that is read rather than compared: several words."""
    return isinstance(value, str) and len(value.split()) > 3


def word_changes(old: str, new: str) -> str:
    """The change as `... may be known, [-mark ham-] {+mark spam+}. ...`, with a few words around it."""
    before, after = old.split(), new.split()
    if len(before) > MOST_WORDS or len(after) > MOST_WORDS:
        return f"{len(before)} words became {len(after)}"
    if before == after:
        return "only white space"
    out: list[str] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    groups = list(matcher.get_grouped_opcodes(CONTEXT))
    for number, group in enumerate(groups):
        if number or group[0][1] > 0:
            out.append("...")
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                out += before[i1:i2]
                continue
            if i2 > i1:
                out.append("[-" + " ".join(before[i1:i2]) + "-]")
            if j2 > j1:
                out.append("{+" + " ".join(after[j1:j2]) + "+}")
    if groups and groups[-1][-1][2] < len(before):
        out.append("...")
    return " ".join(out)
