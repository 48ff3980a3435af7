"""What a spec holds comes out as data: every string that tries to break out, in every place, then run."""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

import pandas as pd
import pytest
from emit_made import BOOL, INT, apply, column, constant, feature, features_module, reading, spec, transform
from hypothesis import given, settings
from hypothesis import strategies as st

from specc.emit import features, predict, tables
from specc.emit.layout import comment, docstring, laid_out, literal, pattern_literal, text_literal
from specc.model.spec import Column, CsvFormat, DataSource, Deploy, Label, Rows, SourceFiles
from specc.model.types import Columns, Type

reading()
BOOM = "__import__('pathlib').Path('BOOM').touch()"
HOSTILE = [
    "'",
    '"',
    '"""',
    "\\",
    "\\'",
    f"'; {BOOM} #",
    f'"]; {BOOM} #',
    f"\n{BOOM}\n",
    f"\r{BOOM}",
    f"\u2028{BOOM}",
    f"\x0c\n{BOOM}",
    f"{{{BOOM}}}",
    "`touch BOOM`",
    "$(touch BOOM)",
    "\x00",
    "\ud800",
    "\u202e\u2066abc",
    "%s {0} {name}",
    "é日本🦊",
    "x" * 1_000_000,
]
ids = [repr(text)[:20] for text in HOSTILE]


@pytest.mark.parametrize("text", HOSTILE, ids=ids)
def test_strings_in_every_place_of_features_come_out_as_data(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import re

    monkeypatch.chdir(tmp_path)
    level = Type("category", members=(text, "other"))
    name = f"c{text}"
    made = spec(
        feature("a" + text + "z", apply("length", column(name, "text"), type=INT), why=text),
        feature("b" + text + "z", apply("contains", column(name, "text"), constant(text), type=BOOL)),
        feature(
            "c" + text + "z",
            apply("count", column(name, "text"), constant(re.escape(text)), type=INT),
            why=f"b\n{text}",
        ),
        feature(
            "d" + text + "z",
            column("level", "category", members=level.members),
            transform("one_hot", min_count=1, max_levels=None, unknown="ignore", drop="none"),
        ),
        feature(
            "e" + text + "z",
            Columns((name + "1", name + "2"), Type("float")),
            transform("standardise", centre=True, scale=True),
        ),
        feature(
            "f" + text + "z",
            apply(
                "==",
                column("level", "category", members=level.members),
                constant(text, "category"),
                type=BOOL,
            ),
        ),
        name=text,
    )
    values = pd.Series([text, "other"])
    frame = pd.DataFrame({name: values, "level": values, name + "1": [1.0, 2.0], name + "2": [3.0, 5.0]})
    module = features_module(made, tmp_path)
    table = module.inputs(frame)
    got = module.transformer().fit_transform(table)
    assert table["a" + text + "z"].tolist() == [float(len(text)), 5.0]
    assert table["b" + text + "z"].tolist()[0] == 1.0 and table["c" + text + "z"].tolist()[0] == 1.0
    assert got.shape == (2, 8) and table["f" + text + "z"].tolist() == [1.0, 0.0]
    assert [path.name for path in tmp_path.iterdir() if path.name != "__pycache__"] == ["features.py"]


@pytest.mark.parametrize("text", HOSTILE, ids=ids)
def test_strings_in_declarations_come_out_as_data(text: str) -> None:
    columns = (
        Column("n" + text, Type("category", members=(text,)), (text,), text, text),
        Column("m", Type("float")),
        *(Column(f"{text}{at}", Type("float")) for at in range(30 if len(text) < 1000 else 2)),
    )
    source = DataSource(
        text,
        SourceFiles(text, "csv", CsvFormat(null_words=(text,), comment=text)),
        (text,),
        columns,
        "error",
        (),
    )
    said = ast.literal_eval(tables.source_literal(source))
    assert said == tables.declaration(source)
    label = Label(text, "binary", Type("category", members=(text, "b")), None, (), text, text)
    made = spec(
        feature("a", column("m", "float")),
        sources=(source,),
        rows=Rows(text, (), None, text, ()),
        label=label,
        deploy=Deploy(0.5, ()),
        name=text,
    )
    code = predict.source(made)
    values = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(code).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in ("LABEL", "POSITIVE", "KEY", "SOURCE")
    }
    assert values["LABEL"] == values["POSITIVE"] == text and values["KEY"] == [text]
    assert list(values["SOURCE"]["columns"]) == ["m"]
    names = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    assert "__import__" not in names


@settings(max_examples=300, deadline=None, derandomize=True)
@given(text=st.text(max_size=30) | st.sampled_from(HOSTILE[:-1]))
def test_layout_keeps_every_text(text: str) -> None:
    assert ast.literal_eval(text_literal(text)) == text
    assert ast.literal_eval(pattern_literal(text)) == text
    for line in comment(text, 4):
        tokens = list(tokenize.generate_tokens(io.StringIO(line + "\n").readline))
        assert next(token.type for token in tokens) == tokenize.COMMENT and tokens[0].string == line.strip()
        assert line.isprintable()
    assert isinstance(ast.literal_eval(f'"""{docstring(text)}"""'), str)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(value=values, indent=st.sampled_from([0, 4, 60]))
def test_breaking_lines_changes_no_value(value: object, indent: int) -> None:
    code = laid_out(literal(value), indent)
    assert ast.literal_eval(code) == value


def test_the_text_of_a_module_is_the_same_twice() -> None:
    made = spec(feature("a", column("m", "float"), why="x"))
    assert features.source(made) == features.source(made)
