"""The part of JSON Schema that `grammar/lock.schema.json` uses, with every violation and its path.

A general validator costs more to import than reading a lock may cost in all; the tests hold this one against
`jsonschema` on the same schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from specc.model.spec import Json

Path = tuple[str | int, ...]
Violation = tuple[Path, str]
KEYWORDS = frozenset(
    """$schema $defs $ref title description type required properties items enum additionalProperties
    propertyNames const pattern minimum""".split()  # noqa: SIM905
)
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_WORDS = {
    "object": "a table",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
_compiled = lru_cache(maxsize=64)(re.compile)


def violations(value: Json, schema: dict[str, Json], limit: int = 20) -> list[Violation]:
    """Where a value does not have the shape the schema asks for, at most `limit` places."""
    found: list[Violation] = []
    for violation in _check(value, schema, schema, ()):
        found.append(violation)
        if len(found) >= limit:
            break
    return found


def _table(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _is(value: Json, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES[name])


def _check(value: Json, schema: dict[str, Json], root: dict[str, Json], path: Path) -> Iterator[Violation]:
    reference = schema.get("$ref")
    if isinstance(reference, str):
        schema = _table(_table(root["$defs"])[reference.removeprefix("#/$defs/")])
    kind = schema.get("type")
    if kind is not None:
        names = [kind] if isinstance(kind, str) else [name for name in kind if isinstance(name, str)]  # type: ignore[union-attr]
        if not any(_is(value, name) for name in names):
            yield path, f"is {_shown(value)}; wanted {' or '.join(_WORDS[name] for name in names)}"
            return
    if "const" in schema and (value != schema["const"] or isinstance(value, bool)):
        yield path, f"is {_shown(value)}; wanted {schema['const']}"
    elif isinstance(value, dict):
        yield from _object(value, schema, root, path)
    elif isinstance(value, list):
        items = schema.get("items")
        if isinstance(items, dict):
            for index, item in enumerate(value):
                yield from _check(item, items, root, (*path, index))
    else:
        yield from _single(value, schema, path)


def _object(
    value: dict[str, Json], schema: dict[str, Json], root: dict[str, Json], path: Path
) -> Iterator[Violation]:
    known = _table(schema.get("properties"))
    other = schema.get("additionalProperties", True)
    names = schema.get("propertyNames")
    required = schema.get("required")
    for name in required if isinstance(required, list) else ():
        if name not in value:
            yield path, f"has no `{name}`"
    for key, item in value.items():
        here = (*path, key)
        if isinstance(names, dict):
            yield from _check(key, names, root, here)
        if key in known:
            yield from _check(item, _table(known[key]), root, here)
        elif isinstance(other, dict):
            yield from _check(item, other, root, here)
        elif other is False:
            yield here, "is not a key of this format"


def _single(
    value: bool | int | float | str | None, schema: dict[str, Json], path: Path
) -> Iterator[Violation]:
    allowed = schema.get("enum")
    if isinstance(allowed, list) and value not in allowed:
        yield path, f"is {_shown(value)}; wanted one of {', '.join(map(str, allowed))}"
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and isinstance(value, str) and not _compiled(pattern).search(value):
        yield path, f"is {_shown(value)}; wanted {schema.get('description', 'the form ' + pattern)}"
    minimum = schema.get("minimum")
    if isinstance(minimum, (int, float)) and isinstance(value, (int, float)) and value < minimum:
        yield path, f"is {_shown(value)}; wanted at least {minimum}"


def _shown(value: Json) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "null"
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
