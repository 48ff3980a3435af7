"""The JSON Schema of the compiled spec, `grammar/spec.schema.json`, made from the same tables as the checks.

`compiled_schema()` describes what `specc.model.canonical.compiled` gives: sections, and under each, nested
facts. A fact is `{"value": ..., "impact": ..., "default"?: true, "why"?: "..."}` under the key `$`.
"""

from __future__ import annotations

import json
from typing import get_args

from specc.model.canonical import SCHEMA_VERSION
from specc.model.spec import Impact, Json

# Sections of the document, with what each is, in the order of a spec.
Sections = tuple[tuple[str, str], ...]


def compiled_schema(sections: Sections) -> dict[str, Json]:
    """The schema. `sections`: the names and docs of the blocks of the edition, from `specc.schema`."""
    properties: dict[str, Json] = {
        name: {"$ref": "#/$defs/node", "description": doc} for name, doc in sections
    }
    impacts: list[Json] = [str(word) for word in get_args(Impact)]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A compiled .mlspec",
        "description": "Every fact of one spec, defaults written out. Made by specc; the lock's hashes are taken from it.",
        "type": "object",
        "required": ["format", "edition", "model", "facts"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": SCHEMA_VERSION, "description": "Version of this document's own format."},
            "edition": {
                "type": "integer",
                "description": "Edition of the language, the number on the first line.",
            },
            "model": {
                "type": "object",
                "required": ["name", "version"],
                "additionalProperties": False,
                "properties": {"name": {"type": "string"}, "version": {"type": "integer", "minimum": 0}},
            },
            "facts": {
                "type": "object",
                "description": "Sections by name.",
                "additionalProperties": False,
                "properties": properties,
            },
        },
        "$defs": {
            "node": {
                "type": "object",
                "description": "A part of a section. `$` is its own fact; every other key is a part below it.",
                "properties": {"$": {"$ref": "#/$defs/fact"}},
                "patternProperties": {"^[^$]": {"$ref": "#/$defs/node"}},
                "additionalProperties": False,
                "minProperties": 1,
            },
            "fact": {
                "type": "object",
                "required": ["value", "impact"],
                "additionalProperties": False,
                "properties": {
                    "value": {
                        "description": "JSON value; quantities in base units (shares 0 to 1, s, bytes)."
                    },
                    "impact": {"enum": impacts, "description": "What a change of the fact can change."},
                    "default": {
                        "const": True,
                        "description": "Nobody wrote it: the language's or the library's default.",
                    },
                    "why": {"type": "string", "minLength": 1, "description": "The reason given beside it."},
                },
            },
        },
    }


def schema_text(sections: Sections) -> str:
    """The file, letter for letter."""
    return json.dumps(compiled_schema(sections), ensure_ascii=False, indent=2) + "\n"
