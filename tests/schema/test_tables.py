"""The tables are complete and true: every row has words and an example that is read without a finding."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from specc.check import check
from specc.check.context import Context
from specc.check.values import WANTED, read_constant
from specc.model.types import Constant
from specc.schema import BLOCKS, explain_key, find_key
from specc.schema.functions import FUNCTIONS
from specc.schema.metrics import METRICS
from specc.schema.reference import default_text
from specc.schema.rows import BlockKind, Function, Key, MetricRow, TransformRow, Unset
from specc.schema.terms import TERMS
from specc.schema.transforms import TRANSFORMS
from specc.schema.units import UNITS, dimension, in_base
from specc.source import Source
from specc.syntax import parse
from specc.syntax.tree import Expr, Setting, Tree

ROOT = Path(__file__).resolve().parents[2]
KEYS = [(row, key) for row in BLOCKS.values() for key in row.keys]
OPTIONS = [
    *(key for row in FUNCTIONS for key in row.options),
    *(key for row in TRANSFORMS for key in row.options),
    *(key for row in METRICS for key in row.options),
    *(key for rows in TERMS.values() for row in rows for key in row.options),
    *(option for _, key in KEYS for call in key.calls for option in call.options),
]


def tree_of(text: str) -> Tree:
    result = parse(Source("table.mlspec", f"mlspec 2026\n{text}\n"))
    assert result.tree is not None and not result.findings, (text, result.findings)
    return result.tree


def value_of(text: str) -> Expr:
    statement = tree_of(text).body[0]
    assert isinstance(statement, Setting)
    return statement.value


@pytest.mark.parametrize(("row", "key"), KEYS, ids=[f"{row.path}.{key.name}" for row, key in KEYS])
def test_a_key_has_words_and_an_example_of_itself(row: BlockKind, key: Key) -> None:
    assert key.doc.endswith(".") and key.example.startswith(f"{key.name} = ")
    value_of(key.example)
    page = explain_key(f"{row.path}.{key.name}")
    assert page is not None and key.doc in page and key.example in page
    assert find_key(f"{row.path}.{key.name}") == (row, key)
    assert not (key.required and not isinstance(key.default, Unset))


@pytest.mark.parametrize("key", [key for _, key in KEYS] + OPTIONS, ids=lambda key: key.name)
def test_the_example_and_the_default_are_of_the_keys_own_type(key: Key) -> None:
    if key.type not in WANTED and key.type not in ("enum", "enum_text"):
        return
    for text in (key.example, f"{key.name} = {default_text(key)}" if default_text(key) else ""):
        if text:
            context = Context(tree_of(text))
            assert read_constant(context, key, value_of(text)) is not None, context.findings


@pytest.mark.parametrize("row", BLOCKS.values(), ids=lambda row: row.path)
def test_the_example_of_a_block_parses(row: BlockKind) -> None:
    tree_of(row.example)
    assert row.doc.endswith(".")
    for line in row.rows:
        tree_of(f"{row.path.rpartition('.')[2]} {{\n  {line.example}\n}}")
    for name in row.blocks:
        assert f"{row.path}.{name}" in BLOCKS


COLUMNS = """mlspec 2026

model m version 1

source rows {
  from = "rows.csv"
  key = position

  schema {
    body, subject, code, path, user_agent: text
    sent_at, signed_up, started, ended: timestamp
    dep_delay, income, clicks, score, area, price, age, weight, a, b, hour: float
    carrier: category[acme, beacon]
    size: category[small, medium, large]
    airport: category
    pixels_0 .. pixels_63: float
  }
}
"""


@pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)
def test_the_example_of_a_function_is_typed_as_the_table_says(row: Function) -> None:
    kind = {"same": "float", "rounded": "float"}.get(row.result.rstrip("?"), row.result.rstrip("?"))
    maybe = "?" if row.result.endswith("?") and "??" not in row.example else ""
    text = f"{COLUMNS}\nfeatures {{\n  x: {kind}{maybe} = {row.example}\n  y: bool = x == none\n}}\n"
    assert check(Source("f.mlspec", text)).findings == ()


@pytest.mark.parametrize("row", TRANSFORMS, ids=lambda row: row.name)
def test_the_example_of_a_fitted_step_is_read_with_every_option(row: TransformRow) -> None:
    example = row.example.replace("pixels |", 'columns("pixels_*") |').replace("(text,", "(body,")
    kind = {"vector": "vector", "imputed": "vector", "int": "int", "binned": "int"}.get(row.result, "float")
    if row.sized == "required":
        kind = "vector[64]"
    text = f"{COLUMNS}\nfeatures {{\n  x: {kind} = {example}\n}}\n"
    result = check(Source("t.mlspec", text))
    assert result.findings == () and result.spec is not None
    step = next(step for step in result.spec.features[0].steps if step.name == row.name)
    assert {name for name, _ in step.options} >= {key.name for key in row.options}
    if row.sized:
        assert isinstance(step.option("size"), Constant)


@pytest.mark.parametrize("row", METRICS, ids=lambda row: row.name)
def test_a_metric_fits_its_tasks_and_no_other(row: MetricRow) -> None:
    labels = {
        "binary": "category[no, yes] = if a > 3 then yes else no",
        "multiclass": "category[acme, beacon, other] = carrier",
        "regression": "float = price",
    }
    call = row.example.partition("(")[2]
    rest = call.partition(",")[2]
    if "positive" in rest:
        rest = ""
    for task, label in labels.items():
        metric = f"{row.name}(y{',' + rest if rest else ')'}"
        text = f"{COLUMNS}\nlabel y: {label}\n\nevaluate {{\n  metric m1 = {metric}\n}}\n"
        result = check(Source("m.mlspec", text))
        codes = {finding.code for finding in result.findings}
        assert codes == (set() if task in row.tasks else {"E702"}), (task, result.findings)


def test_units_are_exact_to_the_decimal_text() -> None:
    assert (
        in_base(98.5, "%") == 0.985 and in_base(15, "min") == 900 and in_base(40, "MiB") == 40 * 1024 * 1024
    )
    assert in_base(0.3, "%") == 0.003 and in_base(15, "ms") == 0.015
    assert [dimension(unit) for unit in ("USD", "km", "pp", "parsec")] == ["money", "measure", "points", ""]
    assert len({unit.name for unit in UNITS}) == len(UNITS)


def test_the_documentation_is_what_the_tables_give() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/language_reference.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_explain_knows_nothing_of_nonsense() -> None:
    assert explain_key("source.nonsense") is None and explain_key("nonsense") is None
    for name in (
        "sections",
        "functions",
        "transforms",
        "metrics",
        "units",
        "tfidf",
        "recall",
        "source",
        "model",
    ):
        assert explain_key(name)
