"""The shape of `record.json` (format 1, see docs/architecture.md) and a checker for such shapes.

A shape is: a type or tuple of types; `[shape]` for a list; `{name: shape}` for an object with at least these
keys; `Map(shape)` for an object with any keys; `Maybe(shape)` for a value that may be null.
"""

from __future__ import annotations

from typing import TypeAlias

from specc.model.spec import Json
from specc.records import dataclass


@dataclass(frozen=True, slots=True)
class Map:
    """An object whose every value has the shape."""

    value: Shape


@dataclass(frozen=True, slots=True)
class Maybe:
    """The shape, or null."""

    value: Shape


@dataclass(frozen=True, slots=True)
class Digest:
    """`sha256:` and 64 hexadecimal digits."""


Shape: TypeAlias = "type | tuple[type, ...] | list[Shape] | dict[str, Shape] | Map | Maybe | Digest"

_HASH = Digest()
_NUMBER: Shape = (int, float)
_PART: Shape = {"rows": int, "digest": _HASH}
_METRICS: Shape = Map(Maybe(_NUMBER))

RECORD: dict[str, Shape] = {
    "format": int,
    "spec": {"name": str, "version": int},
    "environment": {"python": str, "packages": Map(str), "pins": Map(str)},
    "sources": Map({"files": [{"path": str, "bytes": int, "sha256": str}], "rows": int, "digest": _HASH}),
    "rows": {"base": str, "after": int, "digest": _HASH},
    "label": {"name": str, "task": str, "digest": _HASH},
    "features": Map({"digest": _HASH, "columns": int}),
    "split": {"method": str, "train": _PART, "test": _PART},
    "search": Maybe({"strategy": str, "select": str, "trials": [{"parameters": Map(object)}]}),
    "model": {"estimator": str, "state": _HASH, "config": _HASH, "content": _HASH, "file": _HASH},
    "predictions": {"rows": int, "columns": [str], "labels": _HASH, "scores": Maybe(_HASH), "file": _HASH},
    "metrics": _METRICS,
    "slices": Map({"rows": int, "metrics": _METRICS}),
    "baselines": Map(_METRICS),
    "promises": [{"where": str, "promise": str, "value": object, "holds": Maybe(bool)}],
    "steps": [{"name": str, "recipe": str, "key": str, "digest": str}],
}


def mismatches(value: Json, shape: Shape, *, partial: bool = False, where: str = "") -> list[str]:
    """What differs from the shape, each with the path to it. `partial`: top-level keys may be missing."""
    match shape:
        case Maybe():
            return [] if value is None else mismatches(value, shape.value, where=where)
        case Digest():
            good = isinstance(value, str) and len(value) == 71 and value.startswith("sha256:")
            return [] if good else [f"{where}: not a digest"]
        case Map():
            if not isinstance(value, dict):
                return [f"{where}: not an object"]
            return [m for k, v in value.items() for m in mismatches(v, shape.value, where=_join(where, k))]
        case list():
            if not isinstance(value, list):
                return [f"{where}: not a list"]
            return [m for i, v in enumerate(value) for m in mismatches(v, shape[0], where=f"{where}[{i}]")]
        case dict():
            return _object(value, shape, partial, where)
        case _:
            return (
                [] if _is(value, shape) else [f"{where}: {type(value).__name__} where another type is wanted"]
            )


def _object(value: Json, shape: dict[str, Shape], partial: bool, where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where or 'the file'}: not an object"]
    found: list[str] = []
    for key, inner in shape.items():
        if key in value:
            found += mismatches(value[key], inner, where=_join(where, key))
        elif not partial:
            found.append(f"{_join(where, key)}: missing")
    return found


def _is(value: Json, shape: type | tuple[type, ...]) -> bool:
    # a bool is an int to Python, and never what is meant by a count
    if isinstance(value, bool) and shape is not bool and shape is not object:
        return False
    return isinstance(value, shape)


def _join(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key
