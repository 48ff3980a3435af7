"""Texts for properties: specs that are well formed, and texts that are nearly so."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = st.sampled_from(
    ["a", "body", "n_chars", "true", "none", "spam", "x1", "_", "r", "e5", "version", "because"]
)
LITERALS = st.sampled_from(
    [
        "0", "7", "20_000", "0.5", "1e-5", "1.5E3", "5%", "2pp", "15min", "1_095d", "40MiB", "0.04 USD",
        "9_000 EUR", "2026-03-01", '"text"', '"a \\"q\\" \\u{e9} \\\\"', '""',
        r'r"\d+\""', 'r"[a-z]{2}"', '"# no comment"',
    ]
)  # fmt: skip
OPERATORS = st.sampled_from(["+", "-", "*", "/", "??", "and", "or"])
COMPARES = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    atom = NAMES | LITERALS | inner.map(lambda text: f"({text})")
    listed = st.lists(inner, max_size=3).map(", ".join)
    named = st.tuples(NAMES, inner).map(lambda pair: f"{pair[0]} = {pair[1]}")
    return st.one_of(
        atom,
        st.tuples(NAMES, st.lists(inner | named, max_size=3)).map(
            lambda pair: f"{pair[0]}({', '.join(pair[1])})"
        ),
        listed.map(lambda text: f"[{text}]"),
        st.tuples(NAMES, st.lists(inner, min_size=1, max_size=2)).map(lambda p: f"{p[0]}[{', '.join(p[1])}]"),
        st.tuples(NAMES, NAMES).map(lambda pair: f"{pair[0]}.{pair[1]}"),
        st.tuples(atom, OPERATORS, atom).map(" ".join),
        st.tuples(atom, COMPARES, atom).map(" ".join),
        st.tuples(atom, NAMES).map(" on ".join),
        st.tuples(atom, atom).map(" .. ".join),
        atom.map(lambda text: f"not {text}"),
        atom.map(lambda text: f"-{text}"),
        st.tuples(atom, atom, atom).map(lambda three: f"if {three[0]} then {three[1]} else {three[2]}"),
        st.tuples(atom, st.lists(NAMES | NAMES.map(lambda name: f"{name}()"), min_size=1, max_size=3)).map(
            lambda pair: " | ".join([pair[0], *pair[1]])
        ),
    )


EXPRESSIONS = st.recursive(NAMES | LITERALS, _grown, max_leaves=12)
TYPES = st.sampled_from(
    ["int", "text?", "category[a, b]", 'category["a b", 0 .. 9]?', "float USD", "vector[64]", "float kg?"]
)
PROSE = st.sampled_from(['"""\n  words\n    more\n\n  end\n  """', '"""\n"""', '"""\n\ttab\n\t"""'])
PLAIN = st.one_of(
    st.tuples(NAMES, EXPRESSIONS | PROSE).map(" = ".join),
    st.tuples(NAMES, TYPES).map(": ".join),
    st.tuples(NAMES, NAMES, TYPES, EXPRESSIONS, EXPRESSIONS).map(
        lambda p: f"{p[0]} {p[1]}: {p[2]} in {p[3]} = {p[4]}"
    ),
    st.tuples(NAMES, NAMES, TYPES).map(lambda p: f"{p[0]}_0 .. {p[1]}_9: {p[2]}"),
    st.tuples(st.lists(NAMES, min_size=2, max_size=4), TYPES).map(lambda p: f"{', '.join(p[0])}: {p[1]}"),
    st.tuples(NAMES, NAMES, EXPRESSIONS).map(lambda p: f"{p[0]} {p[1]} = {p[2]}"),
    st.tuples(NAMES, NAMES, EXPRESSIONS).map(lambda p: f"{p[0]} {p[1]} on [a, b] = {p[2]}"),
    st.tuples(NAMES, st.lists(NAMES | LITERALS, min_size=1, max_size=4)).map(
        lambda p: " ".join([p[0], *p[1]])
    ),
    st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"{p[0]}({p[1]}) >= 80%"),
)
GAPS = st.sampled_from(["\n", "\n\n", "\n\n\n\n", "  # why\n", "\n# alone\n", "\r\n", "\n\t\n", "   \n  "])


def _block(statements: st.SearchStrategy[list[str]]) -> st.SearchStrategy[str]:
    header = st.one_of(NAMES, st.tuples(NAMES, NAMES).map(" ".join), st.tuples(NAMES, NAMES).map(" = ".join))
    return st.tuples(header, GAPS, statements, GAPS).map(
        lambda p: f"{p[0]} {{{p[1]}{''.join(p[2])}{p[3]}}}" if p[2] else f"{p[0]} {{}}"
    )


STATEMENTS = st.recursive(
    PLAIN,
    lambda inner: _block(st.lists(st.tuples(inner, GAPS).map("".join), max_size=3)),
    max_leaves=6,
)
SPECS = st.tuples(GAPS, st.lists(st.tuples(GAPS, STATEMENTS, GAPS).map("".join), max_size=5)).map(
    lambda pair: f"mlspec 2026{pair[0]}{''.join(pair[1])}"
)

PLAIN_WORDS = r"""
    mlspec 2026 and or not in on if then else a { } ( ) [ ] , : = == != < <= > >= ?? ? .. . + - * / |
    5% 1e5 0.04 007 1_ 2026-02-30 ' & && || ! // /* # \ ; @ % True elif é ≥ 15 body
"""
WORDS = st.sampled_from(
    [
        *PLAIN_WORDS.split(),
        *("\n", "\r\n", "\r", "\t", " ", "  ", '"', '"""', '"""\n', '"x"', '"x', 'r"y', "'''", " USD", "f("),
        *("\n}\n", "\n  a = 1\n", "{\n", "\ufeff", "\u202e", "\x00", "\x1b", "\u00a0", "\ud800"),
    ]
)
SOUP = st.lists(WORDS, max_size=40).map(" ".join) | st.lists(WORDS, max_size=40).map("".join)
HURT = st.tuples(SPECS, st.integers(0, 400), st.integers(0, 6), st.text(max_size=4) | WORDS).map(
    lambda p: p[0][: p[1]] + p[3] + p[0][p[1] + p[2] :]
)
TEXTS = SPECS | SOUP | HURT | SOUP.map(lambda text: f"mlspec 2026\n{text}") | st.text(max_size=60)
