"""What changed between two locks: what was read, what it ran with, what came out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specc.diff.change import Change, Group, Kind
from specc.lock.lock import Lock, Table, items, table, text, whole
from specc.model.spec import Json
from specc.verify.difference import count, shown


def lock_changes(old: Lock, new: Lock) -> list[Change]:
    """Changes of the lock, in the order of life."""
    parts = (_inputs, _rows, _environment, _label, _split, _search, _model, _metrics, _promises)
    return [change for part in parts for change in part(old, new)]


def _change(
    group: Group, path: str, old: Json, new: Json, words: str = "", kind: Kind | None = None
) -> Change:
    if kind is None:
        kind = "added" if old is None else "removed" if new is None else "changed"
    return Change(
        group,
        kind,
        path,
        "" if old is None else shown(old),
        "" if new is None else shown(new),
        words,
        old_value=old,
        new_value=new,
    )


def _pairs(old: Table, new: Table) -> Iterator[tuple[str, Json, Json]]:
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def _signed(old: int, new: int) -> str:
    return f"{new - old:+_}".replace("_", " ")


# ---------------------------------------------------------------- data


def _inputs(old: Lock, new: Lock) -> Iterator[Change]:
    for source, was_, is__ in _pairs(old.section("inputs"), new.section("inputs")):
        was, is_ = table(was_), table(is__)
        if not was or not is_:
            rows = f"{count(whole((was or is_).get('rows')))} rows"
            yield _change("read", f"source.{source}", rows if was else None, rows if is_ else None)
            continue
        yield from _source(source, was, is_)


def _source(source: str, was: Table, is_: Table) -> Iterator[Change]:
    path, before, after = f"source.{source}", whole(was.get("rows")), whole(is_.get("rows"))
    if before != after:
        words = f"{path}: {count(before)} rows -> {count(after)} ({_signed(before, after)})"
        yield _change("read", f"{path}.rows", before, after, words)
    columns = [*_pairs(table(was.get("columns")), table(is_.get("columns")))]
    altered = [name for name, old, new in columns if old is not None and new is not None]
    for name, old, new in columns:
        if old is None or new is None or _type(old) != _type(new):
            yield _change("read", f"{path}.{name}", _type(old), _type(new))
        elif table(old).get("nulls") != table(new).get("nulls"):
            nulls = whole(table(old).get("nulls")), whole(table(new).get("nulls"))
            words = f"{path}.{name}: {count(nulls[0])} nulls -> {count(nulls[1])} ({_signed(*nulls)})"
            yield _change("read", f"{path}.{name}.nulls", nulls[0], nulls[1], words)
    if altered:
        words = f"{path}: other values in {', '.join(altered)}"
        yield _change("read", f"{path}.columns", None, None, words, "changed")
    elif was.get("digest") != is_.get("digest") and before == after and not columns:
        yield _change("read", path, None, None, f"{path}: the same values in another order", "changed")
    elif was.get("files") != is_.get("files") and not columns and before == after:
        words = f"{path}: other bytes in the files, the same rows"
        yield _change("read", f"{path}.files", None, None, words, "changed")
    before_promises = {text(table(row).get("promise")): table(row) for row in items(was.get("expectations"))}
    for row in map(table, items(is_.get("expectations"))):
        former = before_promises.get(text(row.get("promise")))
        if former is not None and former != row:
            yield _verdict("read", f"{path}.expect", former, row)


def _type(column: Json) -> Json:
    return text(table(column).get("type")) or None if column is not None else None


def _rows(old: Lock, new: Lock) -> Iterator[Change]:
    was, is_ = old.section("rows"), new.section("rows")
    for path, before, after in (
        ("rows.keep", table(was.get("keep")).get("after"), table(is_.get("keep")).get("after")),
        ("rows.distinct", table(was.get("distinct")).get("after"), table(is_.get("distinct")).get("after")),
        ("rows", was.get("after"), is_.get("after")),
    ):
        if before != after:
            yield _change("read", path, before, after, _counted(path, before, after))


def _counted(path: str, before: Json, after: Json) -> str:
    if isinstance(before, int) and isinstance(after, int):
        return f"{path}: {count(before)} rows -> {count(after)} ({_signed(before, after)})"
    return ""


def _label(old: Lock, new: Lock) -> Iterator[Change]:
    was, is_ = old.section("label"), new.section("label")
    classes = [*_pairs(table(was.get("classes")), table(is_.get("classes")))]
    for name, before, after in classes:
        yield _change("read", f"label.{name}", before, after, _counted(f"label {name}", before, after))
    same_name = was.get("name") == is_.get("name")
    if not classes and was and is_ and same_name and was.get("digest") != is_.get("digest"):
        yield _change("read", "label", None, None, "label: other values, as many of each class", "changed")


# ---------------------------------------------------------------- environment


def _environment(old: Lock, new: Lock) -> Iterator[Change]:
    before: Table = {package.name: package.version for package in old.packages}
    after: Table = {package.name: package.version for package in new.packages}
    for name, was, is_ in _pairs(before, after):
        words = f"{name} {text(was)} -> {text(is_)} ({_way(text(was), text(is_))})" if was and is_ else ""
        yield _change("ran", f"package.{name}", was, is_, words)
    for name in (
        "python",
        "platform",
        "base_image",
        "base_digest",
        "exclude_newer",
        "threads",
        "seed",
        "cpu",
    ):
        was, is_ = old.get("environment", name), new.get("environment", name)
        if was != is_:
            yield _change("ran", f"environment.{name}", was, is_)
    for name, was, is_ in _pairs(old.section("environment", "pins"), new.section("environment", "pins")):
        yield _change("ran", f"pin.{name}", was, is_)
    defaults = old.section("spec", "library_defaults"), new.section("spec", "library_defaults")
    for name, was, is_ in _pairs(*defaults):
        if name in defaults[0] and name in defaults[1]:
            words = f"the library's default of {name}: {shown(was)} -> {shown(is_)}"
            yield _change("ran", f"library_default.{name}", was, is_, words, "changed")


def _way(old: str, new: str) -> str:
    before, after = _numbers(old), _numbers(new)
    return "up" if after > before else "down" if after < before else "changed"


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


# ---------------------------------------------------------------- results


def _split(old: Lock, new: Lock) -> Iterator[Change]:
    for part in ("train", "test"):
        was, is_ = old.section("split", part), new.section("split", part)
        path = f"split.{part}"
        if was.get("rows") != is_.get("rows"):
            before, after = was.get("rows"), is_.get("rows")
            yield _change("split", path, before, after, _counted(path, before, after))
        elif was.get("digest") != is_.get("digest"):
            yield _change("split", path, None, None, f"{path}: as many rows, not the same ones", "changed")
    if old.get("split", "folds") != new.get("split", "folds"):
        sizes = len(items(old.get("split", "folds"))), len(items(new.get("split", "folds")))
        words = (
            f"split.folds: {sizes[0]} -> {sizes[1]}" if sizes[0] != sizes[1] else "split.folds: other rows"
        )
        yield _change("split", "split.folds", sizes[0], sizes[1], words, "changed")


def _search(old: Lock, new: Lock) -> Iterator[Change]:
    was, is_ = old.get("search", "best"), new.get("search", "best")
    means = _best_mean(old), _best_mean(new)
    if was == is_ and means[0] == means[1]:
        return
    said = tuple(
        "no search" if best is None else f"{shown(best)} (mean {shown(mean)})"
        for best, mean in zip((was, is_), means, strict=True)
    )
    yield _change("search", "search.best", was, is_, f"chosen: {said[0]} -> {said[1]}", "changed")


def _best_mean(lock: Lock) -> Json:
    best = lock.get("search", "best")
    for trial in map(table, items(lock.get("search", "trials"))):
        if trial.get("parameters") == best:
            return trial.get("mean")
    return None


def _model(old: Lock, new: Lock) -> Iterator[Change]:
    was, is_ = old.section("model"), new.section("model")
    words = {
        "estimator": f"estimator {text(was.get('estimator'))} -> {text(is_.get('estimator'))}",
        "config": "the estimator's parameters are others",
        "state": "the model learnt something else",
    }
    for key, said in words.items():
        if was.get(key) != is_.get(key):
            yield _change("model", f"model.{key}", was.get(key), is_.get(key), said, "changed")
    before, after = old.section("predictions"), new.section("predictions")
    same_test = old.get("split", "test") == new.get("split", "test")
    if before and after and same_test and before.get("labels") != after.get("labels"):
        said = "predicted labels differ on the same test rows"
        yield _change("model", "predictions.labels", before.get("labels"), after.get("labels"), said)
    elif before and after and same_test and before.get("scores") != after.get("scores"):
        said = "scores differ on the same test rows, no label"
        yield _change("model", "predictions.scores", before.get("scores"), after.get("scores"), said)


def _metrics(old: Lock, new: Lock) -> Iterator[Change]:
    for name, was, is_ in _pairs(old.section("metrics"), new.section("metrics")):
        yield _change("metrics", name, was, is_, _moved(name, was, is_))
    before, after = old.section("slices"), new.section("slices")
    for slice_ in dict.fromkeys([*before, *after]):
        first, second = table(before.get(slice_)), table(after.get(slice_))
        if first.get("rows") != second.get("rows"):
            path = f"slice.{slice_}.rows"
            yield _change("metrics", path, first.get("rows"), second.get("rows"))
        for name, was, is_ in _pairs(table(first.get("metrics")), table(second.get("metrics"))):
            path = f"{name} on {slice_}"
            yield _change("metrics", path, was, is_, _moved(path, was, is_))
    before, after = old.section("baselines"), new.section("baselines")
    for baseline in dict.fromkeys([*before, *after]):
        for name, was, is_ in _pairs(table(before.get(baseline)), table(after.get(baseline))):
            path = f"baseline {baseline}: {name}"
            yield _change("metrics", path, was, is_, _moved(path, was, is_))


def _moved(name: str, old: Json, new: Json) -> str:
    if _is_number(old) and _is_number(new):
        change = f"{float(new) - float(old):+.4g}"  # type: ignore[arg-type]
        return f"{name}: {_short(old)} -> {_short(new)} ({change})"
    return ""


def _is_number(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _short(value: Json) -> str:
    return f"{value:.6g}" if isinstance(value, float) else shown(value)


def _promises(old: Lock, new: Lock) -> Iterator[Change]:
    before = {_key(row): row for row in old.promises}
    for row in new.promises:
        former = before.get(_key(row))
        if former is not None and former.get("holds") != row.get("holds"):
            yield _verdict("promises", text(row.get("where")), former, row)
        elif former is None and row.get("holds") is False:
            words = f"`{text(row.get('promise'))}` is new and is broken ({shown(row.get('value'))})"
            yield _change("promises", text(row.get("where")), None, row.get("value"), words)


def _key(row: Table) -> str:
    return f"{text(row.get('where'))} {text(row.get('promise'))}"


def _verdict(group: Group, path: str, was: Table, is_: Table) -> Change:
    old, new = was.get("value"), is_.get("value")
    words = f"`{text(is_.get('promise'))}`: {_held(was)} -> {_held(is_)}"
    return _change(group, path, old, new, words, "changed")


def _held(row: Table) -> str:
    holds = row.get("holds")
    word = {True: "holds", False: "broken"}[holds] if isinstance(holds, bool) else "not tested"
    return f"{word} ({_short(row.get('value'))})"
