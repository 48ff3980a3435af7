"""Makes `specc/syntax/tables.py` from `grammar/mlspec.lark` with Lark.

    python scripts/make_tables.py            writes the file
    python scripts/make_tables.py --check    exit code 1 where the file on disk is another

Needs `lark[interegular]`: Lark's `strict = True` refuses every conflict of the grammar and every
collision of two
words of the same priority. `specc` itself does not import Lark to read a spec: that alone takes 72 ms.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from pprint import pformat
from typing import cast

from lark import Lark, Token
from lark.lexer import PatternStr, TerminalDef
from lark.parsers.lalr_analysis import Shift

ROOT = Path(__file__).resolve().parent.parent
GRAMMAR = ROOT / "grammar" / "mlspec.lark"
TABLES = ROOT / "specc" / "syntax" / "tables.py"
OPENING, CLOSING = ("LPAR", "LSQB"), ("RPAR", "RSQB")

HEAD = '''"""Words and LALR tables of the language. Made by `scripts/make_tables.py`; not to be edited.

A code in ACTIONS is the state to shift to, or `~rule` to reduce by. GROUPS gives the terminal of a group of
PATTERN.
"""

# fmt: off
# ruff: noqa
from __future__ import annotations

'''


class NewlinesInBrackets:
    """Lark's `postlex`: newlines between brackets are not tokens."""

    always_accept = ("_NL",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """The stream without those newlines."""
        depth = 0
        for token in stream:
            if token.type in OPENING:
                depth += 1
            elif token.type in CLOSING:
                depth = max(0, depth - 1)
            if token.type != "_NL" or depth == 0:
                yield token


def build(strict: bool = True) -> Lark:
    """The parser that Lark itself makes of the grammar. Raises `GrammarError` or `LexError` on a conflict."""
    text = GRAMMAR.read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer="basic", strict=strict, postlex=NewlinesInBrackets())  # type: ignore[arg-type]


def lexer_terminals(lark: Lark) -> list[TerminalDef]:
    """The terminals in the order in which Lark's basic lexer tries them."""
    return list(lark.parser.lexer.lexer.terminals)


def tables(lark: Lark) -> dict[str, object]:
    """The named values of the module."""
    table = lark.parser.parser._parse_table
    terminals = lexer_terminals(lark)
    names = [terminal.name for terminal in terminals]
    number = {name: index for index, name in enumerate([*names, "$END"])}
    rules = sorted(
        {action[1] for row in table.states.values() for action in row.values() if action[0] is not Shift},
        key=lambda rule: (str(rule.origin.name), rule.order, rule.alias or ""),
    )
    order = {rule: index for index, rule in enumerate(rules)}
    origins = sorted({str(rule.origin.name) for rule in rules})
    place = {name: index for index, name in enumerate(origins)}
    states = _reached(table.states, table.start_states["start"])
    renumber = {state: index for index, state in enumerate(states)}
    actions: list[dict[int, int]] = []
    gotos: list[dict[int, int]] = []
    for state in states:
        row = table.states[state]
        shift = {name: renumber[arg] for name, (kind, arg) in row.items() if kind is Shift}
        codes = {number[name]: ~order[arg] for name, (kind, arg) in row.items() if kind is not Shift}
        codes |= {number[name]: target for name, target in shift.items() if name in number}
        actions.append(dict(sorted(codes.items())))
        gotos.append(dict(sorted((place[name], to) for name, to in shift.items() if name in place)))
    keywords, pattern, groups = _lexer(lark, terminals, number)
    return {
        "TERMINALS": (*map(str, names), "$END"),
        "PATTERN": pattern,
        "GROUPS": groups,
        "KEYWORDS": keywords,
        "NONTERMINALS": tuple(origins),
        "RULES": tuple(
            (place[str(rule.origin.name)], len(rule.expansion), str(rule.alias)) for rule in rules
        ),
        "FINAL": renumber[table.end_states["start"]],
        "ACTIONS": tuple(actions),
        "GOTO": tuple(gotos),
    }


def _reached(table: dict[int, dict[str, tuple[object, int]]], start: int) -> list[int]:
    """All states in the order in which a walk by the symbols' names meets them; Lark's numbers change by
    run."""
    order = [start]
    seen = {start}
    for state in order:
        for _, (kind, target) in sorted(table[state].items()):
            if kind is Shift and target not in seen:
                seen.add(target)
                order.append(target)
    return order


def _lexer(
    lark: Lark, terminals: list[TerminalDef], number: dict[str, int]
) -> tuple[dict[str, int], str, tuple[int, ...]]:
    """Reserved words are read as names first and told apart by a table, as Lark's lexer does it."""
    keywords: dict[str, int] = {}
    parts: list[str] = []
    groups = [-1]
    for terminal in terminals:
        if isinstance(terminal.pattern, PatternStr) and terminal.pattern.value.isidentifier():
            keywords[terminal.pattern.value] = number[terminal.name]
            continue
        parts.append(f"({terminal.pattern.to_regexp()})")
        groups.append(number[terminal.name])
    return dict(sorted(keywords.items())), "|".join(parts), tuple(groups)


def module(lark: Lark) -> str:
    """The text of `tables.py`."""
    parts = [HEAD]
    for name, value in tables(lark).items():
        if name in ("ACTIONS", "GOTO"):
            rows = "".join(f"    {row!r},\n" for row in cast(tuple[object, ...], value))
            parts.append(f"{name}: tuple[dict[int, int], ...] = (\n{rows})\n")
        elif name == "PATTERN":
            parts.append(f"{name} = {value!r}\n")
        else:
            parts.append(f"{name} = {pformat(value, width=110, compact=True)}\n")
    return "".join(parts)


def main(arguments: list[str]) -> int:
    """Writes or checks the tables; gives the exit code."""
    if find_spec("interegular") is None:
        print("needs interegular: install the `dev` group, or lark[interegular]", file=sys.stderr)
        return 3
    text = module(build())
    if arguments == ["--check"]:
        fresh = TABLES.exists() and TABLES.read_text(encoding="utf-8") == text
        print("tables.py is fresh" if fresh else "tables.py differs: run scripts/make_tables.py")
        return 0 if fresh else 1
    TABLES.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
