"""What a run is given, against the lock: spec, generated files, input files, environment."""

from __future__ import annotations

from collections.abc import Iterator

from specc.lock.lock import Lock, text
from specc.verify.difference import Difference, Seen, changed, shown


def spec(lock: Lock, now: Lock, seen: Seen) -> None:
    old, new = lock.hashes, now.hashes
    if old.meaning == new.meaning and lock.version == now.version:
        return
    names = [
        name
        for name in dict.fromkeys([*old.sections, *new.sections])
        if old.sections.get(name) != new.sections.get(name)
    ]
    where = ", ".join(f"`{name}`" for name in names)
    what = (
        f"the spec says something else than the locked one: {where}"
        if where
        else "the spec's meaning changed"
    )
    seen.add("spec", what, old.meaning, new.meaning, "spec", "hashes", "meaning")


def generated(lock: Lock, now: Lock, seen: Seen) -> None:
    old, new = lock.generated, now.generated
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) == new.get(name):
            continue
        if name not in new:
            what = f"{name} is in the lock and is not generated now"
        elif name not in old:
            what = f"{name} is generated now and is not in the lock"
        else:
            what = f"{name} is generated with other content than the locked one"
        seen.add("generated", what, old.get(name), new.get(name), "generated", name)


def files(lock: Lock, now: Lock, seen: Seen) -> None:
    for source in dict.fromkeys([*lock.sources, *now.sources]):
        for difference in compare_files(
            source, lock, {file.path: file.sha256 for file in now.input_files(source)}
        ):
            seen.found.append(difference)


def compare_files(source: str, lock: Lock, now: dict[str, str]) -> Iterator[Difference]:
    """Files of a source by path and sha256 (hex) against the lock."""
    old = {file.path: file.sha256 for file in lock.input_files(source)}
    for path in dict.fromkeys([*old, *now]):
        if old.get(path) == now.get(path):
            continue
        if path not in now:
            what = f"source {source}: {path} is in the lock and is not there"
        elif path not in old:
            what = f"source {source}: {path} is there and is not in the lock"
        else:
            what = f"source {source}: {path} has other bytes than the locked one"
        yield Difference("inputs", what, old.get(path), now.get(path), (), ("inputs", source, "files", path))


def environment(lock: Lock, now: Lock, seen: Seen) -> None:
    here = text(now.get("machine", "python")) or now.python
    if lock.python and here != lock.python and not here.startswith(lock.python + "."):
        seen.add(
            "environment",
            f"Python {lock.python} in the lock, {here} here",
            lock.python,
            here,
            "environment",
            "python",
        )
    old = {package.name: package for package in lock.packages}
    new = {package.name: package for package in now.packages}
    for name in dict.fromkeys([*old, *new]):
        path = ("environment", "packages", name)
        if name not in new:
            seen.add(
                "environment",
                f"{name} {old[name].version} in the lock, not here",
                old[name].version,
                None,
                *path,
            )
        elif name not in old:
            seen.add(
                "environment",
                f"{name} {new[name].version} here, not in the lock",
                None,
                new[name].version,
                *path,
            )
        elif old[name].version != new[name].version:
            what = f"{name} {old[name].version} in the lock, {new[name].version} here"
            seen.add("environment", what, old[name].version, new[name].version, *path)
        elif old[name].hashes != new[name].hashes:
            what = f"{name} {old[name].version}: other wheels than the locked ones"
            seen.add("environment", what, list(old[name].hashes), list(new[name].hashes), *path)
    for name, before, after in changed(
        lock.section("environment", "pins"), now.section("environment", "pins")
    ):
        what = f"pin {name}: {shown(before)} in the lock, {shown(after)} here"
        seen.add("environment", what, before, after, "environment", "pins", name)
    for name in ("platform", "base_digest", "exclude_newer", "threads", "seed", "cpu"):
        before, after = lock.get("environment", name), now.get("environment", name)
        if before != after:
            what = f"{name.replace('_', ' ')}: {shown(before)} in the lock, {shown(after)} here"
            seen.add("environment", what, before, after, "environment", name)
