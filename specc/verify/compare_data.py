"""What a run made of the data, against the lock: sources, rows, label, features, split."""

from __future__ import annotations

from specc.lock.lock import Lock, Table, items, table, text, whole
from specc.model.spec import Json
from specc.verify.difference import Seen, changed, count, row_count, shown


def load(lock: Lock, now: Lock, seen: Seen) -> None:
    """Rows, columns and expectations of every source."""
    for source in dict.fromkeys([*lock.sources, *now.sources]):
        step, at = f"load.{source}", ("inputs", source)
        old, new = lock.section("inputs", source), now.section("inputs", source)
        if not old or not new:
            what = f"source {source} is {'not in the lock' if not old else 'in the lock and was not read'}"
            seen.add(step, what, None, None, *at)
            continue
        before, after = whole(old.get("rows")), whole(new.get("rows"))
        if before != after:
            what = f"source {source}: {count(before)} rows in the lock, {count(after)} now"
            seen.add(step, what, before, after, *at, "rows")
        _columns(source, table(old.get("columns")), table(new.get("columns")), seen, before == after)
        if old.get("digest") != new.get("digest") and not seen.any_at(step):
            seen.add(
                step,
                f"source {source}: other rows, or another order",
                old["digest"],
                new["digest"],
                *at,
                "digest",
            )
        verdicts(
            step,
            f"source {source}: ",
            old.get("expectations"),
            new.get("expectations"),
            seen,
            *at,
            "expectations",
        )


def _columns(source: str, old: Table, new: Table, seen: Seen, same_rows: bool) -> None:
    for name, before, after in changed(old, new):
        was, is_ = table(before), table(after)
        path = ("inputs", source, "columns", name)
        if not is_:
            what = f"source {source}: column {name} is in the lock and is not there"
        elif not was:
            what = f"source {source}: column {name} is there and is not in the lock"
        elif was.get("type") != is_.get("type"):
            types = text(was.get("type")), text(is_.get("type"))
            what = f"source {source}: column {name} is {types[0]} in the lock, {types[1]} now"
        elif was.get("nulls") != is_.get("nulls"):
            nulls = count(whole(was.get("nulls"))), count(whole(is_.get("nulls")))
            what = f"source {source}: column {name} has {nulls[0]} nulls in the lock, {nulls[1]} now"
        elif same_rows:
            what = f"source {source}: column {name} has other values"
        else:
            continue  # with other rows every column has other values
        seen.add(f"load.{source}", what, before, after, *path)


def rows(lock: Lock, now: Lock, seen: Seen) -> None:
    """Joins, filter and de-duplication, by their row counts."""
    old, new = lock.section("rows"), now.section("rows")
    before_joins = {text(table(row).get("source")): row for row in items(old.get("joins"))}
    after_joins = {text(table(row).get("source")): row for row in items(new.get("joins"))}
    for name, was, is_ in changed(before_joins, after_joins):
        parts = [
            f"{key} {shown(table(was).get(key))} in the lock, {shown(table(is_).get(key))} now"
            for key in ("after", "unmatched")
        ]
        seen.add("rows", f"join {name}: " + "; ".join(parts), was, is_, "rows", "joins", name)
    for key, words in (("keep", "the filter `keep` leaves"), ("distinct", "`distinct` leaves")):
        before, after = whole(table(old.get(key)).get("after")), whole(table(new.get(key)).get("after"))
        if before != after:
            what = f"{words} {row_count(before)} in the lock, {count(after)} now"
            seen.add("rows", what, before, after, "rows", key)
    if old.get("after") != new.get("after") and not seen.any_at("rows"):
        what = f"{row_count(whole(old.get('after')))} in the lock, {count(whole(new.get('after')))} now"
        seen.add("rows", what, old.get("after"), new.get("after"), "rows", "after")
    if old.get("digest") != new.get("digest") and not seen.any_at("rows"):
        seen.add("rows", "other rows, as many", old.get("digest"), new.get("digest"), "rows", "digest")


def label(lock: Lock, now: Lock, seen: Seen) -> None:
    """The target: rows of each class, then values."""
    old, new = lock.section("label"), now.section("label")
    for name, before, after in changed(table(old.get("classes")), table(new.get("classes"))):
        what = f"label: class {name} has {row_count(whole(before))} in the lock, {count(whole(after))} now"
        seen.add("label", what, before, after, "label", "classes", name)
    if old.get("digest") != new.get("digest") and not seen.any_at("label"):
        seen.add("label", "label: other values", old.get("digest"), new.get("digest"), "label", "digest")


def features(lock: Lock, now: Lock, seen: Seen) -> None:
    """Each feature: same input and other output, or other input."""
    old, new = lock.section("features"), now.section("features")
    same_rows = lock.get("rows", "digest") == now.get("rows", "digest")
    same_split = lock.get("split", "train") == now.get("split", "train")
    for name, before, after in changed(old, new):
        was, is_ = table(before), table(after)
        if not was or not is_:
            what = f"feature {name} is {'not in the lock' if not was else 'in the lock and was not made'}"
        elif was.get("columns") != is_.get("columns"):
            sizes = count(whole(was.get("columns"))), count(whole(is_.get("columns")))
            what = f"feature {name}: {sizes[0]} columns in the lock, {sizes[1]} now"
        elif was.get("digest") == is_.get("digest") and same_split:
            what = f"feature {name}: same input, other output"
        elif was.get("digest") == is_.get("digest"):
            what = f"feature {name}: fitted on other rows"
        elif same_rows:
            what = f"feature {name}: same rows, other values"
        else:
            what = f"feature {name}: other values, from other rows"
        seen.add("features", what, before, after, "features", name)
    if list(old) != list(new) and set(old) == set(new):
        seen.add("features", "features come in another order", list(old), list(new), "features")


def split(lock: Lock, now: Lock, seen: Seen) -> None:
    """Membership of the training and test part and of the folds."""
    old, new = lock.section("split"), now.section("split")
    for part, words in (("train", "training part"), ("test", "test part")):
        was, is_ = table(old.get(part)), table(new.get(part))
        if was.get("rows") != is_.get("rows"):
            what = f"{words}: {_size(was)} rows in the lock, {_size(is_)} now"
            seen.add("split", what, was.get("rows"), is_.get("rows"), "split", part, "rows")
        elif was.get("digest") != is_.get("digest"):
            what = f"{words}: as many rows, not the same ones"
            seen.add("split", what, was.get("digest"), is_.get("digest"), "split", part, "digest")
    before, after = items(old.get("folds")), items(new.get("folds"))
    if len(before) != len(after):
        seen.add(
            "split",
            f"{len(before)} folds in the lock, {len(after)} now",
            len(before),
            len(after),
            "split",
            "folds",
        )
        return
    for index, (was_fold, is_fold) in enumerate(zip(before, after, strict=True)):
        if was_fold != is_fold:
            seen.add(
                "split", f"fold {index + 1} has other rows", was_fold, is_fold, "split", "folds", str(index)
            )


def verdicts(step: str, head: str, old: Json, new: Json, seen: Seen, *path: str) -> None:
    """Promises by value and verdict."""
    before = {_promise_key(row): row for row in items(old)}
    after = {_promise_key(row): row for row in items(new)}
    for name, was_, is__ in changed(dict(before), dict(after)):
        was, is_ = table(was_), table(is__)
        promise = text((was or is_).get("promise"))
        if not was or not is_:
            what = f"{head}`{promise}` {'is not in the lock' if not was else 'was not tested'}"
        elif was.get("holds") != is_.get("holds"):
            what = f"{head}`{promise}` {_holds(was)} in the lock, {_holds(is_)} now"
        else:
            what = f"{head}`{promise}`: {shown(was.get('value'))} in the lock, {shown(is_.get('value'))} now"
        seen.add(step, what, was_, is__, *path, name)


def _promise_key(row: Json) -> str:
    return f"{text(table(row).get('where'))} {text(table(row).get('promise'))}".strip()


def _holds(row: Table) -> str:
    return (
        {True: "holds", False: "is broken"}.get(bool(row.get("holds")), "")
        if row.get("holds") is not None
        else "was not tested"
    )


def _size(part: Table) -> str:
    return count(whole(part.get("rows")))
