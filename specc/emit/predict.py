"""Generates `predict.py`: rows in, label, probabilities and decision out, with training's own features."""

from __future__ import annotations

from specc.emit.expressions import columns_of
from specc.emit.features import own_classes
from specc.emit.layout import docstring, laid_out, literal
from specc.emit.tables import ASSETS, declaration, dict_literal
from specc.model.spec import DataSource, Join, Spec

_STANDARD = ("argparse", "hashlib", "io", "json", "os", "re", "sys")


def source(spec: Spec, pins: str = "") -> str:
    """The text of `predict.py`. `pins`: code that sets the environment's pins before anything is imported."""
    what = spec.label.name if spec.label else "the label"
    lines = [
        '"""',
        docstring(f"Predicts {what} with the model {spec.name}, version {spec.version}."),
        "",
        "The rows are read by the spec's schema (the label's column is not needed), checked, turned into",
        "features by features.py as in training, and given to the model in output/model.skops. The spec's",
        "filter of rows is not applied: every row gets an answer.",
        '"""',
        "",
    ]
    if pins:
        lines += [pins.rstrip(), ""]
    already = ("os", "sys") if pins else ()
    lines += [
        *(f"import {name}" for name in _STANDARD if name not in already),
        "from pathlib import Path",
        "",
    ]
    lines += [
        "import features",
        "import numpy as np",
        "import pandas as pd",
        "import skops.io",
        "import tables",
        "",
    ]
    lines += _constants(spec)
    body = (ASSETS / "predict_body.py").read_text("utf-8").split("# ---- body\n", 1)[1]
    return "\n".join(lines).rstrip() + "\n" + body.replace("\n\n\nHERE", "\nHERE", 1)


def _constants(spec: Spec) -> list[str]:
    needed = _needed(spec)
    base, joined = _sources(spec, needed)
    key = list(base.key) if base else []
    carried = [name for name in key if name not in needed]
    lines = ["# What a file of rows must hold: what the features read, and the key where it is there"]
    empty: dict[str, object] = {"name": "", "format": "csv", "columns": {}}
    said = _reduced(base, needed | set(key)) if base else empty
    if carried:
        said["may_lack"] = carried
    lines.append("SOURCE = " + dict_literal(said))
    if joined:
        lines.append("JOINS = [")
        for other, on, cardinality, required in joined:
            inner = dict_literal(_reduced(other, needed | set(on)), 8)
            lines += [
                "    {",
                f'        "source": {inner},',
                f'        "on": {literal(on)},',
                f'        "cardinality": {literal(cardinality)},',
                f'        "required": {required},',
                "    },",
            ]
        lines.append("]")
    else:
        lines.append("JOINS = []")
    label = spec.label
    lines.append(f"KEY = {literal(key)}")
    lines.append(f"LABEL = {literal(label.name if label else 'label')}")
    lines.append(f"TASK = {literal(label.task if label else 'regression')}")
    lines.append(f"POSITIVE = {literal(label.positive if label else '')}")
    lines.append(f"THRESHOLD = {literal(spec.deploy.threshold if spec.deploy else None)}")
    own = [f"features.{name}" for name in own_classes(spec)]
    lines.append("# The types of features.py that the model holds")
    lines.append("OWN_TYPES = " + laid_out(literal(own), 0, 12))
    return lines


def _needed(spec: Spec) -> set[str]:
    """The columns that features read, and those that rows are joined by to have them."""
    names: set[str] = set()
    for feature in spec.features:
        names |= columns_of(feature.input)[0]
    for join in _joins(spec, names):
        names |= set(join.on)
    return names


def _joins(spec: Spec, read: set[str]) -> list[Join]:
    """The joins that bring a column that is read, or that a later such join goes by; not the label's."""
    found: list[Join] = []
    wanted = set(read)
    by_name = {each.name: each for each in spec.sources}
    for join in reversed(spec.rows.joins if spec.rows else ()):
        brought = {column.name for column in by_name[join.source].columns} - set(join.on)
        if brought & wanted:
            found.append(join)
            wanted |= set(join.on)
    return found[::-1]


def _sources(
    spec: Spec, needed: set[str]
) -> tuple[DataSource | None, list[tuple[DataSource, list[str], str, bool]]]:
    by_name = {each.name: each for each in spec.sources}
    if spec.rows is None:
        return (spec.sources[0] if spec.sources else None), []
    joined = [
        (by_name[join.source], list(join.on), str(join.cardinality), join.required)
        for join in _joins(spec, needed)
    ]
    return by_name[spec.rows.base], joined


def _reduced(source: DataSource, wanted: set[str]) -> dict[str, object]:
    """The declaration with the wanted columns only, in file order and without a key to sort by."""
    said = declaration(source)
    columns = said.pop("columns")
    said.pop("key", None)
    if not isinstance(columns, dict):
        raise TypeError("columns")
    said["key"] = []
    said["may_be_empty"] = True
    in_file = {column.name: column.name_in_file or column.name for column in source.columns}
    if said.get("extra_columns") != "ignore":
        others = [in_file[name] for name in columns if name not in wanted]
        if others:
            said["others"] = others
    if isinstance(csv := said.get("csv"), dict) and csv.get("header") is False:
        said["names"] = list(in_file.values())
    said["columns"] = {name: value for name, value in columns.items() if name in wanted}
    return said
