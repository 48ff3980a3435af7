"""What a run is given, against the lock: spec, generated files, input files, environment."""

from __future__ import annotations

from collections.abc import Iterator

from specc.lock.lock import Lock, text
from specc.verify.difference import Difference, Seen, changed, shown


def spec(lock: Lock, now: Lock, seen: Seen) -> None:
    """The meaning of the spec, by section."""
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
    """What is generated from the spec, by file."""
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
    """Input files of every source."""
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
    """Python, packages, pins and limits."""
    step, here = "environment", text(now.get("machine", "python")) or now.python
    if lock.python and here != lock.python and not here.startswith(lock.python + "."):
        what = f"Python {lock.python} in the lock, {here} here"
        seen.add(step, what, lock.python, here, step, "python")
    _packages(lock, now, seen)
    for name, before, after in changed(lock.section(step, "pins"), now.section(step, "pins")):
        what = f"pin {name}: {shown(before)} in the lock, {shown(after)} here"
        seen.add(step, what, before, after, step, "pins", name)
    for name in ("platform", "base_digest", "exclude_newer", "threads", "seed", "cpu"):
        before, after = lock.get(step, name), now.get(step, name)
        if before != after:
            what = f"{name.replace('_', ' ')}: {shown(before)} in the lock, {shown(after)} here"
            seen.add(step, what, before, after, step, name)


def _packages(lock: Lock, now: Lock, seen: Seen) -> None:
    """A line per package that is not the locked one."""
    old = {package.name: package for package in lock.packages}
    new = {package.name: package for package in now.packages}
    for name in dict.fromkeys([*old, *new]):
        was, is_ = old.get(name), new.get(name)
        path = ("environment", "packages", name)
        if was is None or is_ is None:
            there, gone = ("in the lock", "here") if was else ("here", "in the lock")
            what = f"{name} {(was or new[name]).version} {there}, not {gone}"
            versions = was.version if was else None, is_.version if is_ else None
            seen.add("environment", what, *versions, *path)
        elif was.version != is_.version:
            what = f"{name} {was.version} in the lock, {is_.version} here"
            seen.add("environment", what, was.version, is_.version, *path)
        elif was.hashes != is_.hashes:
            what = f"{name} {was.version}: other wheels than the locked ones"
            seen.add("environment", what, list(was.hashes), list(is_.hashes), *path)
