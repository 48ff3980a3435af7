"""Reading: every shape of statement, the strength of operators, literals, and what holds for every text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from specc.diagnostics import FORMATS, Finding, render
from specc.source import Source
from specc.syntax import parse, read_source, unparse
from specc.syntax import tree as t
from tests.syntax.shape import shape
from tests.syntax.strategies import EXPRESSIONS, SPECS, TEXTS

HERE = Path(__file__).parent


def statements(text: str) -> tuple[t.Statement, ...]:
    result = parse(Source("x", f"mlspec 2026\n{text}\n"))
    assert result.findings == ()
    assert result.tree is not None
    return result.tree.body


def value(text: str) -> t.Expr:
    (statement,) = statements(f"x = {text}")
    assert isinstance(statement, t.Setting)
    return statement.value


def bracketed(node: t.Expr) -> str:
    """The expression with every operation in brackets."""
    match node:
        case t.Binary():
            return f"({bracketed(node.left)} {node.operator} {bracketed(node.right)})"
        case t.Range():
            return f"({bracketed(node.low)} .. {bracketed(node.high)})"
        case t.Unary():
            return f"({node.operator} {bracketed(node.operand)})"
        case t.If():
            parts = map(bracketed, (node.condition, node.then, node.otherwise))
            return "(if {} then {} else {})".format(*parts)
        case t.Pipe():
            return f"({' | '.join(map(bracketed, (node.value, *node.steps)))})"
    return unparse(node)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("recall_spam on short_text >= 80%", "((recall_spam on short_text) >= 80%)"),
        ('count(a, r"x") / n ?? 0', '((count(a, r"x") / n) ?? 0)'),
        ("rows in 1 .. 2", "(rows in (1 .. 2))"),
        ("a - b.c on d >= 1pp", "(((a - b.c) on d) >= 1pp)"),
        ("a + b * c - d", "((a + (b * c)) - d)"),
        ("-a * b", "((- a) * b)"),
        ("not a == b and c or d", "(((not (a == b)) and c) or d)"),
        ("a not in [1] or not b", "((a not in [1]) or (not b))"),
        ("if a or b then c else d | f(1) | g", "((if (a or b) then c else d) | f(1) | g)"),
        ("if a then b else if c then d else e", "(if a then b else (if c then d else e))"),
        ("a ?? b ?? 0", "((a ?? b) ?? 0)"),
        ("a .. b + 1", "(a .. (b + 1))"),
        ("lang_id(text = body).p[0].q", "lang_id(text = body).p[0].q"),
        ("(a + b) * c", "((a + b) * c)"),
    ],
)
def test_strength_of_operators(text: str, read_as: str) -> None:
    assert bracketed(value(text)) == read_as


def test_shapes_of_statements() -> None:
    found = statements(
        "model sms_spam version 4\n"
        'use lang_id from "../x" version 2\n'
        "pixel_0 .. pixel_63: float\n"
        "a, b: float USD?\n"
        "join weather on [origin, time_hour] = many_to_one { why = 1 }\n"
        "param alpha: float in log(1e-5 .. 1e-1) = 1e-3\n"
        "label late: category[no, yes] = if x >= 30 then yes else no {\n  a = 1\n}\n"
        "reward = 0.04 USD {\n  why = 2\n}\n"
        "crowd mturk {}\n"
        "unique(id)\n"
        "flag\n"
    )
    assert [type(statement).__name__ for statement in found] == [
        "Row", "Row", "Declaration", "Declaration", "Definition", "Declaration", "Declaration", "Setting",
        "Block", "Promise", "Promise",
    ]  # fmt: skip
    run, listed, join, param = found[2:6]
    assert (
        isinstance(run, t.Declaration)
        and run.run
        and [name.name for name in run.names] == ["pixel_0", "pixel_63"]
    )
    assert isinstance(listed, t.Declaration) and (listed.type.unit, listed.type.optional) == ("USD", True)
    assert isinstance(join, t.Definition) and isinstance(join.on, t.ListOf) and join.body is not None
    assert isinstance(param, t.Declaration) and param.kind == "param" and param.domain and param.value


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("5%", 5, "%"), ("2pp", 2, "pp"), ("15min", 15, "min"), ("1_095d", 1095, "d"), ("40MiB", 40, "MiB"),
        ("2.5e3ms", 2500.0, "ms"), ("0.04 USD", 0.04, "USD"), ("9_000 \t EUR", 9000, "EUR"), ("3e", 3, "e"),
    ],
)  # fmt: skip
def test_quantities(text: str, amount: float, unit: str) -> None:
    node = value(text)
    assert isinstance(node, t.Quantity)
    assert (node.value, node.unit, node.money) == (amount, unit, len(unit) == 3 and " " in text)


@pytest.mark.parametrize(
    ("text", "kind", "is_worth"),
    [
        ('"a \\"b\\" \\\\ \\n\\t\\r\\u{1F600}"', "string", 'a "b" \\ \n\t\r\U0001f600'),
        ('r"\\d+\\""', "regex", '\\d+\\"'),
        ('"""\n    one\n      two\n\n    three\n    """', "prose", "one\n  two\n\nthree"),
        ('"""\r\n  one\r\n  two\r\n  """', "prose", "one\ntwo"),
        ('"""\n"""', "prose", ""),
        ('"""\n\ta "quoted" # word \\n\n\t"""', "prose", 'a "quoted" # word \\n'),
    ],
)
def test_texts(text: str, kind: str, is_worth: str) -> None:
    node = value(text)
    assert isinstance(node, t.Text)
    assert (node.kind, node.value) == (kind, is_worth)


def test_numbers_and_dates() -> None:
    assert [unparse(value(text)) for text in ("20_000", "1e-5", "2024-02-29")] == [
        "20_000",
        "1e-5",
        "2024-02-29",
    ]
    whole, real = value("20_000"), value("1e3")
    assert isinstance(whole, t.Number) and isinstance(real, t.Number)
    assert (whole.value, real.value) == (20000, 1000.0)
    assert isinstance(whole.value, int) and isinstance(real.value, float)


def test_a_span_is_where_the_text_stands() -> None:
    text = "mlspec 2026\nx = f(a + 1, (b)) {\n  y = 2\n}\n"
    source = Source("x", text)
    tree = parse(source).tree
    assert tree is not None
    (setting,) = tree.body
    assert isinstance(setting, t.Setting) and isinstance(setting.value, t.Call)
    assert source.slice(setting.span) == "x = f(a + 1, (b)) {\n  y = 2\n}"
    assert source.slice(setting.name_span) == "x"
    assert [source.slice(argument.span) for argument in setting.value.arguments] == ["a + 1", "(b)"]
    assert source.slice(tree.edition_span) == "mlspec 2026"


@pytest.mark.parametrize("sign", ["(", "[", "-", "not ", "a + ", "a or ", "f(", "if a then b else "])
def test_depth_is_a_finding(sign: str) -> None:
    for text in (f"mlspec 2026\nx = {sign * 5000}1\n", f"mlspec 2026\nx {{\n  {sign * 5000}1\n}}\ny = 1\n"):
        assert "E028" in {finding.code for finding in parse(Source("x", text)).findings}


def test_depth_of_blocks_is_a_finding() -> None:
    text = "mlspec 2026\n" + "a {\n" * 101 + "}\n" * 101
    assert [finding.code for finding in parse(Source("x", text)).findings] == ["E028"]
    assert not parse(Source("x", text.replace("a {\n", "", 1).replace("}\n", "", 1))).findings


def test_a_hundred_terms_are_not_too_deep() -> None:
    terms = " + ".join(f"pixel_{place}" for place in range(100))
    assert not parse(Source("x", f"mlspec 2026\nx = {terms}\n")).findings


@pytest.mark.parametrize(
    "part",
    [
        "(\n",
        "[a\n",
        "{",
        "a {\n",
        "}\n",
        '"""',
        "\r",
        "1",
        "a+",
        "# specc: allow\n",
        "\\",
        "\u202e",
        "é",
        "'\n",
    ],
)
def test_a_long_text_is_read_and_shown(part: str) -> None:
    findings = parse(Source("x", part * (100_000 // len(part)))).findings
    assert 0 < len(findings) <= 200
    assert len(render(findings)) < 200_000


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_and_its_findings_shown(text: str) -> None:
    source = Source("x", text)
    result = parse(source)
    for finding in result.findings:
        assert finding.span is not None and 0 <= finding.span.start <= finding.span.end <= len(text)
        assert finding.message and finding.help
        for word in ("token", "unexpected", "parse", "you "):
            assert word not in finding.message
    for format in FORMATS:
        assert "\x1b" not in render(result.findings, format)


@given(SPECS)
@settings(max_examples=150, deadline=None)
def test_each_statement_can_be_written_and_read_again(text: str) -> None:
    result = parse(Source("x", text))
    assert result.tree is not None
    if result.findings:
        return
    for statement in result.tree.body:
        written = unparse(statement)
        if isinstance(statement, t.Block):
            written += " {}"
        (again,) = statements(written)
        assert unparse(again) == unparse(statement)


@given(EXPRESSIONS)
@settings(max_examples=300, deadline=None)
def test_an_expression_can_be_written_and_read_again(text: str) -> None:
    result = parse(Source("x", f"mlspec 2026\nx = {text}\n"))
    if result.findings:
        return
    node = value(text)
    assert shape(value(unparse(node))) == shape(node)


def test_files(tmp_path: Path) -> None:
    good = tmp_path / "a.mlspec"
    good.write_bytes(b"\xef\xbb\xbfmlspec 2026\r\n")
    source = read_source(good, "a.mlspec")
    assert isinstance(source, Source) and source.text == "mlspec 2026\r\n" and source.path == "a.mlspec"


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b'mlspec 2026\na = "\xff"\n', "E002", (2, 6)),
        (b"\xff\xfem\0l\0", "E002", None),
        (b"mlspec 2026\n\0", "E003", (2, 1)),
        (b"a" * (16 * 1024 * 1024 + 1), "E004", None),
        (b"\xed\xa0\x80", "E002", (1, 1)),
    ],
)
def test_bytes_that_are_no_spec(
    tmp_path: Path, data: bytes, code: str, place: tuple[int, int] | None
) -> None:
    path = tmp_path / "a.mlspec"
    path.write_bytes(data)
    found = read_source(path)
    assert isinstance(found, Finding) and found.code == code and found.help
    if place is not None:
        assert found.source and found.span
        position = found.source.position(found.span.start)
        assert (position.line, position.column) == place


def test_paths_that_are_no_spec(tmp_path: Path) -> None:
    for path in (tmp_path / "none.mlspec", tmp_path, Path("/dev/null"), "a\0b"):
        found = read_source(path)
        assert isinstance(found, Finding) and found.code == "E001"


def test_every_sign_that_reorders_text_is_found_everywhere() -> None:
    for sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
        for text in (f'a = "{sign}"', f"a = 1  # {sign}", f'a = """\n{sign}\n"""', f"a = {sign}1"):
            findings = parse(Source("x", f"mlspec 2026\n{text}\n")).findings
            assert [finding.code for finding in findings] == ["E005"]
            assert findings[0].span and findings[0].source
            assert findings[0].source.slice(findings[0].span) == sign
