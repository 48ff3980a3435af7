"""Generated pandas expressions against plain Python, row by row."""

from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from emit_made import BOOL, FLOAT, INT, NONE, TEXT, apply, column, constant, maybe, reading
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import value

from specc.emit.expressions import needed, python
from specc.emit.helpers import HELPERS
from specc.emit.layout import laid_out
from specc.model.types import Expression, Items, Type

tables = reading()
UTC = UTC

COLUMNS: dict[str, Type] = {
    "i": INT,
    "j": INT,
    "i_": maybe(INT),
    "x": FLOAT,
    "x_": maybe(FLOAT),
    "b": BOOL,
    "b_": maybe(BOOL),
    "t": TEXT,
    "t_": maybe(TEXT),
    "c_": Type("category", True, ("ham", "spam")),
    "when": Type("timestamp"),
    "when_": Type("timestamp", True),
    "day": Type("date"),
    "day_": Type("date", True),
}
C = {name: column(name, type.kind, type.optional, type.members) for name, type in COLUMNS.items()}

CHOICE = random.Random(7)
LETTERS = "aA1İß Ωé\t\n._-'\"\\\x00\u2028"
CLOCKS = [  # around London's changes to and from summer time, and far from today
    datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(1700, 1, 1, tzinfo=UTC),
    datetime(2250, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
]


def drawn(kind: str) -> Any:  # noqa: ANN401
    """A value of the type, often one at an edge."""
    match kind:
        case "int":
            return CHOICE.choice([0, 1, -1, 2, CHOICE.randint(-(10**6), 10**6)])
        case "float":
            return CHOICE.choice([0.0, -1.0, 0.5, 2.5, round(CHOICE.uniform(-100, 100), 3)])
        case "bool":
            return CHOICE.random() < 0.5
        case "text":
            return "".join(CHOICE.choices(LETTERS, k=CHOICE.randint(0, 9)))
        case "category":
            return CHOICE.choice(["ham", "spam"])
    moment = CHOICE.choice([*CLOCKS, CLOCKS[0] + timedelta(seconds=CHOICE.randint(-(10**9), 10**9))])
    return moment if kind == "timestamp" else moment.date()


def drawn_row() -> dict[str, Any]:
    """One row; an optional column is none in a third of them."""
    return {
        name: None if type.optional and CHOICE.random() < 1 / 3 else drawn(type.kind)
        for name, type in COLUMNS.items()
    }


ROWS = [drawn_row() for _ in range(300)]
BARE = [{name: None if type.optional else each[name] for name, type in COLUMNS.items()} for each in ROWS[:2]]


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as generated code sees them: in the form that `cells.py` holds each type in."""
    import cells

    columns = {}
    for name, type in COLUMNS.items():
        values = [each[name] for each in rows]
        nulls = np.array([each is None for each in values], dtype=bool)
        present = [each for each in values if each is not None]
        if type.kind == "timestamp":
            present = [
                (each.replace(tzinfo=None) - datetime(1970, 1, 1)) // timedelta(microseconds=1) * 1000
                for each in present
            ]
        if type.kind == "date":
            present = [(each - date(1970, 1, 1)).days * 86_400_000_000_000 for each in present]
        dtype = {"int": np.int64, "float": float, "bool": bool, "timestamp": np.int64, "date": np.int64}.get(
            type.kind, object
        )
        declared = {"type": type.kind, "optional": type.optional, "members": list(type.members)}
        columns[name] = cells.held(np.array(present, dtype=dtype), nulls, declared)
    return pd.DataFrame(columns)


def run(expression: Expression, table: pd.DataFrame) -> pd.Series:
    """The generated expression, as laid out, evaluated with the helpers it asks for."""
    wanted = needed([expression])
    from zoneinfo import ZoneInfo

    names: dict[str, Any] = {"frame": table, "np": np, "pd": pd, "ZoneInfo": ZoneInfo, "re": __import__("re")}
    for helper in wanted.helpers:
        exec(HELPERS[helper], names)
    code = python(expression)
    result = eval(laid_out(code, 0, 60), names)
    assert isinstance(result, pd.Series)
    return result


def same(expression: Expression, rows: list[dict[str, Any]]) -> None:
    """Each row of the generated column is what plain Python gives."""
    got = run(expression, frame(rows))
    assert len(got) == len(rows)
    for each, found in zip(rows, got.tolist(), strict=True):
        wanted = value(expression, each)
        if wanted is None:
            assert (
                found is None
                or found is pd.NaT
                or found is pd.NA
                or (isinstance(found, float) and math.isnan(found))
            )
        elif isinstance(wanted, datetime):
            assert found == pd.Timestamp(wanted)
        elif isinstance(wanted, (float, int)) and not isinstance(wanted, bool):
            assert found == pytest.approx(wanted, rel=1e-12, abs=1e-9), (python(expression), each)
        else:
            assert found == wanted and not pd.isna(found), (python(expression), each)


def zone(name: str) -> dict[str, Expression]:
    return {"zone": constant(name)}


OPT = maybe(FLOAT)
EDGES = Items((constant(-3), constant(0), constant(2.5)), FLOAT)
FORMS: dict[str, Expression] = {
    "length": apply("length", C["t"], type=INT),
    "length of none": apply("length", C["t_"], type=maybe(INT)),
    "lower": apply("lower", C["t_"], type=maybe(TEXT)),
    "upper": apply("upper", C["t"], type=TEXT),
    "strip, length": apply("length", apply("strip", C["t"], type=TEXT), type=INT),
    "words": apply("words", C["t_"], type=maybe(INT)),
    "count": apply("count", C["t"], constant(r"[aA]\w?"), type=INT),
    "count of unicode": apply("count", C["t_"], constant(r"(?i)ß|\d|\s"), type=maybe(INT)),
    "matches": apply("matches", C["t"], constant(r"(a|A)1"), type=BOOL),
    "matches none": apply("matches", C["t_"], constant(r"^\w+$"), type=maybe(BOOL)),
    "matches ?? false": apply(
        "??", apply("matches", C["t_"], constant("a"), type=maybe(BOOL)), constant(False), type=BOOL
    ),
    "contains": apply("contains", C["t"], constant("."), type=BOOL),
    "contains none": apply("contains", C["t_"], constant("\\"), type=maybe(BOOL)),
    "starts": apply("starts_with", C["t_"], constant('"'), type=maybe(BOOL)),
    "ends": apply("ends_with", C["t"], constant("'"), type=BOOL),
    "extract group": apply("extract", C["t_"], constant(r"a(.)"), type=maybe(TEXT)),
    "extract all": apply("extract", C["t"], constant(r"(?i)A."), type=maybe(TEXT)),
    "extract groups": apply("extract", C["t_"], constant(r"(?x)(a)?(1) # digits"), type=maybe(TEXT)),
    "division": apply("/", C["x"], C["i"], type=OPT),
    "division of whole numbers": apply("/", C["i"], C["j"], type=OPT),
    "division by constant": apply("/", C["x_"], constant(-4), type=OPT),
    "division by zero": apply("/", C["x"], constant(0), type=OPT),
    "constants divided": apply("/", constant(1), constant(0), type=OPT),
    "precedence": apply(
        "*",
        apply("+", C["i"], C["j"], type=INT),
        apply("-", C["i"], apply("-", C["j"], constant(-2), type=INT), type=INT),
        type=INT,
    ),
    "minus": apply("-", constant(1), apply("neg", C["x_"], type=OPT), type=OPT),
    "eq none": apply("==", C["c_"], constant(None), type=BOOL),
    "ne none": apply("!=", C["t_"], constant(None), type=BOOL),
    "not eq none": apply("not", apply("==", C["when_"], constant(None), type=BOOL), type=BOOL),
    "eq": apply("==", C["c_"], constant("ham"), type=BOOL),
    "ne": apply("!=", C["c_"], constant("ham"), type=BOOL),
    "ne two": apply("!=", C["x_"], C["i_"], type=BOOL),
    "eq two texts": apply("==", C["t_"], C["t"], type=BOOL),
    "text order": apply("<", C["t_"], constant("a"), type=BOOL),
    "text order of two": apply(">=", C["t_"], C["t"], type=BOOL),
    "optional bool eq": apply("==", C["b_"], C["b"], type=BOOL),
    "optional bool ne": apply("!=", C["b_"], constant(True), type=BOOL),
    "logic": apply(
        "or",
        apply("and", C["b"], apply(">", C["x_"], constant(0.5), type=BOOL), type=BOOL),
        apply("not", apply("<", C["i"], C["j"], type=BOOL), type=BOOL),
        type=BOOL,
    ),
    "constant logic": apply("and", constant(True), C["b"], type=BOOL),
    "in": apply("in", C["i_"], constant(0), constant(1), constant(-1), type=BOOL),
    "not in": apply("not", apply("in", C["c_"], constant("ham"), type=BOOL), type=BOOL),
    "in texts": apply("in", C["t_"], constant(""), constant("a"), type=BOOL),
    "between": apply("between", C["x_"], constant(-1), constant(10.5), type=BOOL),
    "between columns": apply("between", C["i"], constant(-5), C["j"], type=BOOL),
    "if constants": apply("if", C["b"], constant("yes"), constant("no"), type=TEXT),
    "if none": apply("if", C["b"], constant(3), constant(None), type=maybe(INT)),
    "if column": apply("if", apply(">", C["x_"], constant(0), type=BOOL), C["i"], constant(0.5), type=FLOAT),
    "if constant first": apply(
        "if", apply("==", C["c_"], constant("ham"), type=BOOL), constant("x"), C["t_"], type=maybe(TEXT)
    ),
    "if optional bool": apply("if", C["b"], C["b_"], constant(False), type=maybe(BOOL)),
    "if bool": apply("if", C["b"], constant(True), constant(False), type=BOOL),
    "if bool turned": apply("if", C["b"], constant(False), constant(True), type=BOOL),
    "if moments": apply("if", C["b"], C["when"], C["when_"], type=Type("timestamp", True)),
    "fallback": apply("??", C["x_"], C["i"], type=FLOAT),
    "fallback of text": apply("??", C["t_"], constant("-"), type=TEXT),
    "fallback of bool": apply("not", apply("??", C["b_"], C["b"], type=BOOL), type=BOOL),
    "fallback of sum": apply("??", apply("+", C["i_"], C["i"], type=maybe(INT)), constant(-7), type=INT),
    "year": apply("year_of", C["when"], type=INT, **zone("UTC")),
    "month": apply("month_of", C["when_"], type=maybe(INT), **zone("America/New_York")),
    "day": apply("day_of", C["day"], type=INT),
    "weekday": apply("weekday_of", C["day_"], type=maybe(INT)),
    "hour": apply("hour_of", C["when"], type=INT, **zone("Europe/London")),
    "hour times": apply(
        "*", apply("year_of", C["when"], type=INT, **zone("UTC")), constant(10_000_000), type=INT
    ),
    "minute": apply("minute_of", C["when_"], type=maybe(INT), **zone("Asia/Kolkata")),
    "day of year": apply("day_of_year", C["when"], type=INT, **zone("Europe/London")),
    "week": apply("week_of", C["when"], type=INT, **zone("Europe/London")),
    "week of none": apply("week_of", C["day_"], type=maybe(INT)),
    "weekend": apply("is_weekend", C["when"], type=BOOL, **zone("Pacific/Auckland")),
    "weekend of none": apply("is_weekend", C["day_"], type=maybe(BOOL)),
    "days": apply("days_between", C["when"], C["when_"], type=OPT),
    "days from date": apply("days_between", C["day"], C["when"], type=FLOAT),
    "seconds from constant": apply("seconds_between", constant("2026-03-01", "date"), C["day_"], type=OPT),
    "seconds to constant": apply("seconds_between", C["when"], constant("2026-03-01", "date"), type=FLOAT),
    "after a date": apply(">=", C["when_"], constant("2026-03-29", "date"), type=BOOL),
    "date before": apply("<", constant("2000-01-01", "date"), C["day"], type=BOOL),
    "date and timestamp": apply("<=", C["day_"], C["when"], type=BOOL),
    "dates between": apply(
        "between", C["when"], constant("1900-01-01", "date"), constant("2000-01-01", "date"), type=BOOL
    ),
    "abs": apply("abs", C["x_"], type=OPT),
    "log": apply("log", C["x"], type=OPT),
    "log1p": apply("log1p", C["x_"], type=OPT),
    "exp": apply("exp", apply("/", C["x"], constant(100_000), type=FLOAT), type=FLOAT),
    "sqrt": apply("sqrt", C["i"], type=OPT),
    "round": apply("round", apply("/", C["x"], constant(2), type=FLOAT), type=INT, digits=constant(0)),
    "round digits": apply("round", C["x"], type=FLOAT, digits=constant(3)),
    "floor": apply("floor", C["x_"], type=maybe(INT)),
    "ceil": apply("ceil", C["x"], type=INT),
    "min": apply("min", C["x_"], C["i"], constant(3), type=OPT),
    "max": apply("max", constant(0), C["i_"], type=maybe(INT)),
    "min of constants": apply("min", constant(2), constant(1), type=INT),
    "clip": apply("clip", C["x_"], constant(-2.5), constant(9), type=OPT),
    "clip between columns": apply("clip", C["i"], constant(-5), C["j"], type=INT),
    "bin": apply("bin", C["x_"], type=maybe(INT), edges=EDGES),
    "bin whole": apply("bin", C["i"], type=INT, edges=EDGES),
    "constant": constant(3),
    "constant text": constant("a"),
    "none": apply("==", C["x_"], constant(None), type=NONE),
}


@pytest.mark.parametrize("rows", [ROWS, BARE, []], ids=["rows", "all none", "no rows"])
@pytest.mark.parametrize("name", FORMS)
def test_a_generated_expression_gives_what_the_function_says(name: str, rows: list[dict[str, Any]]) -> None:
    same(FORMS[name], rows)


conditions = st.recursive(
    st.sampled_from(
        [
            FORMS[name]
            for name in ("eq", "ne", "eq none", "in", "between", "text order", "after a date", "contains")
        ]
        + [C["b"]]
    ),
    lambda inner: (
        st.builds(lambda a: apply("not", a, type=BOOL), inner)
        | st.builds(lambda f, a, b: apply(f, a, b, type=BOOL), st.sampled_from(["and", "or"]), inner, inner)
        | st.builds(lambda a, b, c: apply("if", a, b, c, type=BOOL), inner, inner, inner)
    ),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(expression=conditions)
def test_conditions_of_any_depth(expression: Expression) -> None:
    same(expression, ROWS[:60])


arithmetic = st.recursive(
    st.sampled_from([C["i"], C["j"], C["x"], C["x_"], constant(3), constant(-2), constant(0), constant(0.5)]),
    lambda inner: (
        st.builds(
            lambda f, a, b: apply(f, a, b, type=OPT),
            st.sampled_from(["+", "-", "*", "/", "??", "min", "max"]),
            inner,
            inner,
        )
        | st.builds(lambda f, a: apply(f, a, type=OPT), st.sampled_from(["neg", "abs", "sqrt"]), inner)
        | st.builds(
            lambda c, a, b: apply("if", c, a, b, type=OPT),
            st.sampled_from([C["b"], FORMS["between"]]),
            inner,
            inner,
        )
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(expression=arithmetic)
def test_arithmetic_of_any_depth(expression: Expression) -> None:
    small = [each | {"i": each["i"] % 100, "j": each["j"] % 7, "x": each["x"] % 10} for each in ROWS[:60]]
    same(expression, small)
