"""`specc.records.dataclass` behaves as the standard one does, on every class that uses it."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from specc.diagnostics import Finding
from specc.records import dataclass, field, replace
from specc.source import Source, Span
from specc.syntax import tree
from specc.syntax.tree import Name, Tree


@dataclass(frozen=True, slots=True)
class Mine:
    """Words."""

    a: int
    b: tuple[str, ...] = ()
    c: list[int] = field(default_factory=list, repr=False)

    @property
    def double(self) -> int:
        """Twice a."""
        return 2 * self.a


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """Words."""

    a: int
    b: tuple[str, ...] = ()
    c: list[int] = dataclasses.field(default_factory=list, repr=False)


@dataclass(slots=True)
class Open:
    a: int = 1


def test_it_is_used_like_the_standard_one() -> None:
    one, other = Mine(1, ("x",)), Theirs(1, ("x",))
    assert repr(one).replace("Mine", "Theirs") == repr(other)
    assert one == Mine(a=1, b=("x",)) and one != Mine(2) and one != other
    assert one.double == 2 and one.c == [] and one.c is not Mine(1).c
    assert hash(Span(1, 2)) == hash(Span(1, 2))
    assert dataclasses.asdict(one) == dataclasses.asdict(other)  # type: ignore[call-overload]
    assert [item.name for item in dataclasses.fields(one)] == ["a", "b", "c"]  # type: ignore[arg-type]
    assert replace(one, a=3) == dataclasses.replace(one, a=3) == Mine(3, ("x",))  # type: ignore[type-var]
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one
    match one:
        case Mine(a, b):
            assert (a, b) == (1, ("x",))


def test_it_is_frozen_unless_said_otherwise() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Mine(1).a = 2  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        Mine(1).other = 2  # type: ignore[attr-defined]
    record = Open()
    record.a = 5
    assert record == Open(5)
    with pytest.raises(TypeError):
        hash(record)


def test_arguments_are_checked() -> None:
    with pytest.raises(TypeError, match=r"__init__\(\) missing 1 required positional argument: 'a'"):
        Mine()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Finding("E010", "words")  # type: ignore[misc]
    assert Source("x", "y") != Source("x", "y")  # a source is itself alone
    assert Finding(code="E010", message="m").severity == "error"


def test_every_class_of_the_tree_is_made_by_it() -> None:
    classes = [
        item for item in vars(tree).values() if isinstance(item, type) and item.__module__ == tree.__name__
    ]
    assert len(classes) > 20 and {Name, Tree} <= set(classes)
    for item in classes:
        assert [row.name for row in dataclasses.fields(item)] == list(item.__slots__)
