"""What a run made of the model, against the lock: search, training, predictions, metrics and promises."""

from __future__ import annotations

from specc.lock.lock import Lock, Table, items, table, text, whole
from specc.verify.compare_data import verdicts
from specc.verify.difference import Seen, changed, count, settings, shown


def search(lock: Lock, now: Lock, seen: Seen) -> None:
    """Trials in order, then the choice."""
    before, after = items(lock.get("search", "trials")), items(now.get("search", "trials"))
    if len(before) != len(after):
        what = f"{len(before)} trials in the lock, {len(after)} now"
        seen.add("search", what, len(before), len(after), "search", "trials")
    for index, (was, is_) in enumerate(zip(before, after, strict=False)):
        if was == is_:
            continue
        old, new = table(was), table(is_)
        head = f"trial {index + 1} ({settings(table(old.get('parameters')))})"
        if old.get("parameters") != new.get("parameters"):
            what = f"{head} is now {settings(table(new.get('parameters')))}"
        else:
            what = f"{head}: mean {shown(old.get('mean'))} in the lock, {shown(new.get('mean'))} now"
        seen.add("search", what, was, is_, "search", "trials", str(index))
    best = lock.get("search", "best"), now.get("search", "best")
    if best[0] != best[1]:
        what = f"the search chose {shown(best[0])} in the lock, {shown(best[1])} now"
        seen.add("search", what, *best, "search", "best")


def train(lock: Lock, now: Lock, seen: Seen) -> None:
    """Estimator, parameters, what was learnt."""
    old, new = lock.section("model"), now.section("model")
    same_input = not seen.found
    words = {
        "estimator": "the estimator",
        "config": "the estimator's parameters",
        "state": "what the model learnt",
    }
    for key, name in words.items():
        if old.get(key) != new.get(key):
            same = ", from the same input" if key == "state" and same_input else ""
            seen.add("train", f"{name} differs{same}", old.get(key), new.get(key), "model", key)
    for key, name in (("content", "the model's content"), ("file", "model.skops")):
        if old.get(key) != new.get(key) and not seen.any_at("train"):
            seen.add("train", f"{name} differs", old.get(key), new.get(key), "model", key)


def predict(lock: Lock, now: Lock, seen: Seen) -> None:
    """Labels and scores on the test rows."""
    old, new = lock.section("predictions"), now.section("predictions")
    if old.get("rows") != new.get("rows"):
        what = f"predictions: {_size(old)} rows in the lock, {_size(new)} now"
        seen.add("predict", what, old.get("rows"), new.get("rows"), "predictions", "rows")
    for key, words in (
        ("labels", "predicted labels differ"),
        ("scores", "scores differ"),
        ("file", "predictions.parquet differs"),
    ):
        if old.get(key) != new.get(key) and not (key == "file" and seen.any_at("predict")):
            seen.add("predict", words, old.get(key), new.get(key), "predictions", key)


def evaluate(lock: Lock, now: Lock, seen: Seen) -> None:
    """Metrics, slices, baselines and promises."""
    _measures("metric ", "", lock.section("metrics"), now.section("metrics"), seen, "metrics")
    old, new = lock.section("slices"), now.section("slices")
    for name in dict.fromkeys([*old, *new]):
        was, is_ = table(old.get(name)), table(new.get(name))
        if was.get("rows") != is_.get("rows"):
            what = f"slice {name}: {shown(was.get('rows'))} rows in the lock, {shown(is_.get('rows'))} now"
            seen.add("evaluate", what, was.get("rows"), is_.get("rows"), "slices", name, "rows")
        _measures(
            "metric ",
            f" on {name}",
            table(was.get("metrics")),
            table(is_.get("metrics")),
            seen,
            "slices",
            name,
        )
    old, new = lock.section("baselines"), now.section("baselines")
    for name in dict.fromkeys([*old, *new]):
        _measures(
            f"baseline {name}: ", "", table(old.get(name)), table(new.get(name)), seen, "baselines", name
        )
    verdicts("evaluate", "", lock.document.get("promises"), now.document.get("promises"), seen, "promises")


def steps(lock: Lock, now: Lock, seen: Seen) -> None:
    """What no section above has shown: a step that did other work, or whose result differs as a whole."""
    old = {text(step.get("name")): step for step in lock.steps}
    new = {text(step.get("name")): step for step in now.steps}
    for name, before, after in changed(dict(old), dict(new)):
        was, is_ = table(before), table(after)
        if seen.any_at(name) or (name == "features" and seen.any_at("label")):
            continue
        if not was or not is_:
            seen.add(
                name,
                f"step {name} {'is not in the lock' if not was else 'did not run'}",
                before,
                after,
                "steps",
                name,
            )
        elif was.get("digest") != is_.get("digest"):
            what = f"step {name}: another result"
            seen.add(name, what, was.get("digest"), is_.get("digest"), "steps", name, "digest")
        elif not seen.any_at("generated"):
            what = f"step {name}: same result by another recipe"
            seen.add(name, what, was.get("recipe"), is_.get("recipe"), "steps", name, "recipe")


def _measures(head: str, tail: str, old: Table, new: Table, seen: Seen, *path: str) -> None:
    for name, before, after in changed(old, new):
        what = f"{head}{name}{tail}: {shown(before)} in the lock, {shown(after)} now"
        seen.add("evaluate", what, before, after, *path, name)


def _size(part: Table) -> str:
    return count(whole(part.get("rows")))
