"""The LALR loop over the tables, and how it goes on after a mistake.

The same table gives the same derivation as Lark's own parser; `tests/syntax/test_conformance.py` holds the
two against each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from specc.syntax.layout import LBRACE, RBRACE
from specc.syntax.lexer import END, ERROR, NAME, NEWLINE, Tokens
from specc.syntax.tables import ACTIONS, FINAL, GOTO, RULES

MOST = 50  # broken lines that are reported one by one

Report = Callable[[int, int, int, frozenset[int]], None]
"""Takes a broken line: its first token, the token that does not fit, its end, and the terminals that
would."""


def drive(tokens: Tokens, actions: list[Callable[[list[Any]], Any] | None], report: Report) -> Any:  # noqa: ANN401
    """What the start rule made, or none when more lines are broken than `MOST`. An action of none hands
    its one value on.

    A line that does not fit is handed to `report` and blanked but for its braces.
    """
    kinds = tokens.kinds
    states: list[int] = [0]
    values: list[Any] = []
    line: tuple[int, list[int], list[Any]] = (0, [0], [])
    at = broken = 0
    blank_from = -1
    while True:
        kind = kinds[at]
        code = ACTIONS[states[-1]].get(kind)
        if code is None:
            broken += 1
            start, states, values = line[0], line[1][:], line[2][:]
            end = line_end(kinds, at)
            if start != blank_from:
                report(start, at, end, frozenset(_expected(states, kinds, start, at)))
            if broken > MOST:
                return None
            blank(tokens, start, end, everything=start == blank_from)
            blank_from, at = start, start
            continue
        if code >= 0:
            states.append(code)
            values.append(at)
            at += 1
            if kind == NEWLINE:
                line = (at, states[:], values[:])
            continue
        origin, size, _ = RULES[~code]
        action = actions[~code]
        if action is None:
            states[-1] = GOTO[states[-2]][origin]
            continue
        if size:
            taken = values[-size:]
            del values[-size:], states[-size:]
        else:
            taken = []
        values.append(action(taken))
        states.append(GOTO[states[-1]][origin])
        if kind == END and states[-1] == FINAL:
            return values[-1]


def line_end(kinds: list[int], at: int) -> int:
    """The token that ends the line of token `at`: a newline or the end."""
    while kinds[at] not in (NEWLINE, END):
        at += 1
    return at


def blank(tokens: Tokens, start: int, end: int, everything: bool) -> None:
    """Takes a line's tokens away. Braces that other lines belong to stay, an opening one behind its
    block's name."""
    kinds = tokens.kinds
    closing: list[int] = []
    opening: list[int] = []
    for at in range(start, end):
        if kinds[at] == LBRACE:
            opening.append(at)
        elif kinds[at] == RBRACE:
            if opening:
                opening.pop()
            else:
                closing.append(at)
    head = next((at for at in range(start, end) if kinds[at] == NAME), -1)
    kept: list[tuple[int, int, int]] = []
    if not everything:
        kept += [(RBRACE, tokens.starts[at], tokens.ends[at]) for at in closing]
        for at in opening:
            name = head if head >= 0 else at
            if closing or len(kept) > len(closing):
                kept.append((NEWLINE, tokens.starts[at], tokens.starts[at]))
            kept.append((NAME, tokens.starts[name], tokens.ends[name]))
            kept.append((LBRACE, tokens.starts[at], tokens.ends[at]))
    kinds[start:end] = [row[0] for row in kept]
    tokens.starts[start:end] = [row[1] for row in kept]
    tokens.ends[start:end] = [row[2] for row in kept]


def _expected(states: list[int], kinds: list[int], start: int, at: int) -> set[int]:
    """The terminals that can follow the line's tokens up to `at`, tried one by one."""
    stack = states[:]
    for token in range(start, at):
        _feed(stack, kinds[token])
    return {kind for kind in range(END + 1) if kind != ERROR and _feed(stack[:], kind)}


def _feed(stack: list[int], kind: int) -> bool:
    """Moves a stack of states over one token; false when it does not fit."""
    while True:
        code = ACTIONS[stack[-1]].get(kind)
        if code is None:
            return False
        if code >= 0:
            stack.append(code)
            return True
        origin, size, _ = RULES[~code]
        if size:
            del stack[-size:]
        stack.append(GOTO[stack[-1]][origin])
        if stack[-1] == FINAL:
            return kind == END
