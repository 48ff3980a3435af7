"""The compiled document and its JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from specc.check import check
from specc.model.canonical import compiled_json
from specc.model.jsonschema import schema_text
from specc.source import Source
from specs import BASE, spec_of

ROOT = Path(__file__).resolve().parents[2]
GALLERY = sorted((ROOT / "specs").glob("*/*.mlspec"))
SCHEMA = json.loads((ROOT / "grammar" / "spec.schema.json").read_text(encoding="utf-8"))


def test_the_schema_is_fresh() -> None:
    assert (ROOT / "grammar" / "spec.schema.json").read_text(encoding="utf-8") == schema_text()
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.stem)
def test_the_gallery_compiles_to_it(path: Path) -> None:
    result = check(Source(str(path), path.read_text(encoding="utf-8")))
    assert result.spec is not None, result.findings
    document = json.loads(compiled_json(result.spec))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)] == []


def test_a_fact_stands_at_its_path() -> None:
    text = compiled_json(spec_of(BASE))
    facts = json.loads(text)["facts"]
    assert facts["split"]["folds"]["$"] == {"impact": "train", "value": 5}
    assert facts["split"]["gap"]["$"] == {"default": True, "impact": "train", "value": 0}
    assert facts["features"]["late"]["$"]["why"] == "campaigns run late"
    assert facts["train"]["regularizer"]["$"]["value"] == "l2"
    assert facts["train"]["regularizer"]["strength"]["$"]["value"] == {"param": "s"}
    assert text == compiled_json(spec_of(BASE)) and text.endswith("}\n")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("split.folds", "five"),
        ("split.folds", -1),
        ("split.method", "by hand"),
        ("source.messages.licence", 7),
        ("environment.threads", 0),
        ("train.search.strategy", "genetic"),
    ],
)
def test_a_wrong_value_is_refused(path: str, value: object) -> None:
    document = json.loads(compiled_json(spec_of(BASE)))
    node = document["facts"]
    for part in path.split("."):
        node = node[part]
    node["$"]["value"] = value
    assert not Draft202012Validator(SCHEMA).is_valid(document)


@pytest.mark.parametrize("key", ["surprise", "impact"])
def test_what_the_schema_does_not_know_is_refused(key: str) -> None:
    document = json.loads(compiled_json(spec_of(BASE)))
    document["facts"]["split"]["folds"]["$"][key] = "x"
    assert not Draft202012Validator(SCHEMA).is_valid(document)
