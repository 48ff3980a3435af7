"""What changed between two specs: every fact by its path, promises by what they ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator

from specc.diff.change import Change, Group
from specc.diff.promises import promise_changes, promises_of
from specc.diff.sides import Side
from specc.diff.words import is_prose, word_changes
from specc.model.hashes import reaches_model
from specc.model.spec import Entry, Json, Spec
from specc.records import replace

LONGEST = 160  # characters of a value that are shown


def spec_changes(old: Side, new: Side) -> list[Change]:
    """Changes of the spec alone; white space, comments and a default that was written out are none."""
    promises = _promise_texts(old.spec) | _promise_texts(new.spec)
    before = _facts(old.spec, promises)
    after = _facts(new.spec, promises)
    changes = [*_promises(old, new)]
    gone = {path: entry for path, entry in before.items() if path not in after}
    fresh = {path: entry for path, entry in after.items() if path not in before}
    for was, is_ in _renamed(gone, fresh):
        changes.append(_change("renamed", was, is_, old, new))
        del gone[was.path], fresh[is_.path]
    for path, entry in before.items():
        if path in gone:
            changes.append(_change("removed", entry, None, old, new))
        elif path in after and (entry.value != after[path].value or entry.why != after[path].why):
            changes += _changed(entry, after[path], old, new)
    changes += [_change("added", None, entry, old, new) for entry in fresh.values()]
    return changes


def _facts(spec: Spec, promises: set[str]) -> dict[str, Entry]:
    """Entries by path, without promises, which are compared by what they ask for."""
    return {entry.path: entry for entry in spec.entries if not (entry.text and entry.text in promises)}


def _promise_texts(spec: Spec) -> set[str]:
    return {promise.text for group in promises_of(spec).values() for promise in group}


def _promises(old: Side, new: Side) -> Iterator[Change]:
    old_places = {entry.text: entry for entry in old.spec.entries if entry.text}
    new_places = {entry.text: entry for entry in new.spec.entries if entry.text}
    for change in promise_changes(old.spec, new.spec):
        was, is_ = old_places.get(change.old), new_places.get(change.new)
        yield replace(
            change,
            old_place=place(old, was),
            new_place=place(new, is_),
            old_value=was.value if was else None,
            new_value=is_.value if is_ else None,
        )


def place(side: Side, entry: Entry | None) -> str:
    """`path:line` of a fact; empty for one that nobody wrote."""
    if entry is None or entry.span is None:
        return ""
    return f"{side.name}:{side.source.position(entry.span.start).line}"


def _renamed(gone: dict[str, Entry], fresh: dict[str, Entry]) -> list[tuple[Entry, Entry]]:
    """Facts that went and came with an equal value, in the same place or under the same last name; only where
    there is one candidate on each side."""
    pairs: list[tuple[Entry, Entry]] = []
    for was in gone.values():
        candidates = [is_ for is_ in fresh.values() if _moved(was, is_)]
        if len(candidates) == 1:
            back = [other for other in gone.values() if _moved(other, candidates[0])]
            if len(back) == 1:
                pairs.append((was, candidates[0]))
    return pairs


def _moved(was: Entry, is_: Entry) -> bool:
    if was.value != is_.value or was.impact != is_.impact or was.default or is_.default:
        return False
    old_parent, _, old_name = was.path.rpartition(".")
    new_parent, _, new_name = is_.path.rpartition(".")
    return old_parent == new_parent or old_name == new_name


def _changed(was: Entry, is_: Entry, old: Side, new: Side) -> Iterator[Change]:
    if was.value != is_.value:
        order, change = _order_words(was, is_), _change("changed", was, is_, old, new)
        if order is None:
            yield change
        elif order:
            yield replace(change, words=order)
        return
    words = f"the reason of {was.path}: {word_changes(was.why, is_.why)}"
    change = _change("changed", was, is_, old, new)
    yield replace(change, group="prose", words=words, old=was.why, new=is_.why, why="")


def _order_words(was: Entry, is_: Entry) -> str | None:
    """For a fact that holds an order: words when what is in both comes in another one, empty when only
    members came or went (they are changes of their own), none for any other fact."""
    if not was.path.endswith(".order") or not isinstance(was.value, list) or not isinstance(is_.value, list):
        return None
    shared = [name for name in was.value if name in is_.value]
    if shared == [name for name in is_.value if name in was.value]:
        return ""
    return f"{was.path.removesuffix('.order')}: the same names in another order"


def _change(kind: str, was: Entry | None, is_: Entry | None, old: Side, new: Side) -> Change:
    entry = is_ or was
    assert entry is not None
    values = (_shown(was), _shown(is_))
    words = ""
    if kind == "renamed" and was is not None and is_ is not None:
        words = f"{was.path} is now {is_.path}"
    elif was is not None and is_ is not None and is_prose(was.value) and is_prose(is_.value):
        words = f"{entry.path}: {word_changes(str(was.value), str(is_.value))}"
    reasons = [one.why for one in (was, is_) if one is not None and one.why]
    return Change(
        group_of(entry),
        kind,  # type: ignore[arg-type]
        entry.path,
        *values,
        words=words,
        why="; ".join(dict.fromkeys(reasons)),
        old_place=place(old, was),
        new_place=place(new, is_),
        old_value=was.value if was else None,
        new_value=is_.value if is_ else None,
    )


def group_of(entry: Entry) -> Group:
    """The heading that a change stands under."""
    if entry.impact == "environment" and not reaches_model(entry):
        return "process"
    return entry.impact


def _shown(entry: Entry | None) -> str:
    if entry is None:
        return ""
    words = entry.text or _json_words(entry.value)
    words = " ".join(words.split())
    words = words if len(words) <= LONGEST else words[: LONGEST - 3] + "..."
    return f"{words} (default)" if entry.default else words


def _json_words(value: Json) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
