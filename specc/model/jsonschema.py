"""The JSON Schema of the compiled spec, `grammar/spec.schema.json`, made from the tables of the language.

`compiled_schema()` describes what `specc.model.canonical.compiled` gives: sections, and under each, nested
facts. A fact is `{"value": ..., "impact": ..., "default"?: true, "why"?: "..."}` under the key `$`. A setting
of a plain type has that type in the schema; an expression or a domain is any JSON value.
"""

from __future__ import annotations

import json
from typing import get_args

from specc.model.canonical import FORMAT
from specc.model.spec import Impact, Json
from specc.schema import BLOCKS, ROWS
from specc.schema.rows import BlockKind, Key

# Sections whose facts stand under a name: `source.messages.licence`.
NAMED = ("source", "label")
_STRINGS = ("text", "prose", "regex", "date", "enum", "enum_text", "word")
_NUMBERS = ("number", "prob", "share", "points", "duration", "bytes")
_NODE: dict[str, Json] = {"$ref": "#/$defs/node"}


def compiled_schema() -> dict[str, Json]:
    """The schema of the newest edition, as JSON Schema 2020-12."""
    sections: dict[str, Json] = {"edition": _described("The edition of the language.")}
    sections.update({row.name: _described(row.doc) for row in ROWS.values()})
    sections.update({path: _section(row) for path, row in BLOCKS.items() if "." not in path})
    whole: dict[str, Json] = {"type": "integer", "minimum": 0}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A compiled .mlspec",
        "description": "Every fact of one spec, defaults written out.",
        "type": "object",
        "required": ["format", "edition", "model", "facts"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": FORMAT, "description": "Version of this document's own format."},
            "edition": {**whole, "description": "Edition of the language: the number on the first line."},
            "model": {
                "type": "object",
                "required": ["name", "version"],
                "additionalProperties": False,
                "properties": {"name": {"type": "string"}, "version": whole},
            },
            "facts": {
                "type": "object",
                "description": "Sections by name.",
                "additionalProperties": False,
                "properties": sections,
            },
        },
        "$defs": {"node": _node(), "fact": _fact()},
    }


def schema_text() -> str:
    """The file, letter for letter."""
    return json.dumps(compiled_schema(), ensure_ascii=False, indent=2) + "\n"


def _node() -> dict[str, Json]:
    return {
        "type": "object",
        "description": "A part of a section. `$` is its own fact; every other key is a part below it.",
        "properties": {"$": {"$ref": "#/$defs/fact"}},
        "patternProperties": {"^[^$]": _NODE},
        "additionalProperties": False,
        "minProperties": 1,
    }


def _fact() -> dict[str, Json]:
    impacts: list[Json] = [str(word) for word in get_args(Impact)]
    return {
        "type": "object",
        "required": ["value", "impact"],
        "additionalProperties": False,
        "properties": {
            "value": {"description": "JSON value; quantities in base units: shares 0 to 1, s, bytes."},
            "impact": {"enum": impacts, "description": "What a change of the fact can change."},
            "default": {"const": True, "description": "Nobody wrote it."},
            "why": {"type": "string", "minLength": 1, "description": "The reason given beside it."},
        },
    }


def _described(doc: str) -> dict[str, Json]:
    return {**_NODE, "description": doc}


def _section(row: BlockKind) -> dict[str, Json]:
    """A section, its settings and the blocks below it that have no name of their own."""
    settings: dict[str, Json] = {key.name: _setting(key) for key in row.keys if _type(key) is not None}
    for name in row.blocks:
        inner = BLOCKS[f"{row.path}.{name}"]
        if not inner.name:
            settings[name] = _section(inner)
    if not settings:
        return _described(row.doc)
    if row.path in NAMED:
        return {**_described(row.doc), "patternProperties": {"^[^$]": {**_NODE, "properties": settings}}}
    return {**_described(row.doc), "properties": settings}


def _setting(key: Key) -> dict[str, Json]:
    """A setting: a node whose fact has the key's type."""
    value: dict[str, Json] = {"properties": {"value": _type(key)}}
    return {**_described(key.doc), "properties": {"$": value}}


def _type(key: Key) -> dict[str, Json] | None:
    """The JSON type of a plain key, or none. A default that stands for nothing is null."""
    found: dict[str, Json]
    if key.type == "bool":
        found = {"type": "boolean"}
    elif key.type == "int" or key.type in _NUMBERS:
        found = {"type": "integer" if key.type == "int" else "number"}
        if key.low is not None:
            found["minimum"] = key.low
        if key.high is not None:
            found["maximum"] = key.high
    elif key.type in _STRINGS:
        found = {"enum": [*key.members]} if key.members else {"type": "string"}
    else:
        return None
    return {"anyOf": [found, {"type": "null"}]} if key.default is None else found
