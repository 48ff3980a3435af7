"""A difference between what is locked and what is there now, and the words for values in it."""

from __future__ import annotations

from collections.abc import Iterator

from specc.lock.lock import Table
from specc.model.spec import Json
from specc.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    `step`: where it shows (`spec`, `generated`, `inputs`, `environment`, then the steps of the run). `what`:
    a sentence. `locked`, `now`: the two values. `detail`: what is known beyond the sentence. `path`: where
    it stands in the lock.
    """

    step: str
    what: str
    locked: Json = None
    now: Json = None
    detail: tuple[str, ...] = ()
    path: tuple[str, ...] = ()


@dataclass(slots=True)
class Seen:
    """Differences in the order in which they are found."""

    found: list[Difference] = field(default_factory=list)

    def add(
        self, step: str, what: str, locked: Json, now: Json, *path: str, detail: tuple[str, ...] = ()
    ) -> None:
        """Note one difference."""
        self.found.append(Difference(step, what, locked, now, detail, path))

    def any_at(self, step: str) -> bool:
        """True when a difference was noted for the step."""
        return any(difference.step == step for difference in self.found)


def count(number: int) -> str:
    """`5 572`."""
    return f"{number:_}".replace("_", " ")


def row_count(number: int) -> str:
    """`1 row`, `5 572 rows`."""
    return "1 row" if number == 1 else f"{count(number)} rows"


def changed(old: Table, new: Table) -> Iterator[tuple[str, Json, Json]]:
    """Name, old and new value of whatever is not equal in two tables."""
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def settings(values: Table) -> str:
    """`alpha = 0.01, loss = hinge`."""
    return ", ".join(f"{name} = {shown(value)}" for name, value in values.items())


def shown(value: Json) -> str:
    """A value as a person reads it; numbers in full precision."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, int):
        return count(value)
    if isinstance(value, dict):
        return settings(value)
    if isinstance(value, list):
        return ", ".join(map(shown, value))
    return value
