"""Slips that are told by a few words side by side: names, numbers and operators of another language."""

from __future__ import annotations

from specc.diagnostics.finding import Finding, Fix
from specc.syntax.lexer import KIND, NAME, NUMBER
from specc.syntax.slips import ENDS, OPERATORS, STARTS, Slip

K = KIND
_SIGNS = OPERATORS | {K["EQUAL"], K["COLON"], K["DOT"], K["QMARK"]}
_PLAIN = {
    "=<": "<=",
    "=>": ">=",
    ">==": ">=",
    "<==": "<=",
    "===": "==",
    "!==": "!=",
    "<>": "!=",
    ":=": "=",
    "...": "..",
    "**": "",
    "->": "=",
    "+=": "=",
    "-=": "=",
}


def find_words(slip: Slip) -> Finding | None:
    """The first of these slips that the line has."""
    for test in (_joined, _point, _ternary, _not_a_name, _money, _missing_equals, _several):
        found = test(slip)
        if found is not None:
            return found
    return None


def _joined(slip: Slip) -> Finding | None:
    """`=>`, `**`: two signs without a space, which make none of the language."""
    for first in (slip.at - 1, slip.at):
        last = first + 1
        if first < slip.start or last >= slip.end or slip.tokens.ends[first] != slip.tokens.starts[last]:
            continue
        seen = slip.text(first) + slip.text(last)
        if slip.kinds[first] not in _SIGNS or seen not in _PLAIN:
            continue
        plain = _PLAIN[seen]
        help = f"write `{plain}`" if plain else "write `x * x`; powers are not part of the language"
        span = slip.span(first, last)
        fix = Fix(span, plain) if plain else None
        return slip.finding("E016", span, f"`{seen}` is not an operator of the language", help, fix)
    return None


def _point(slip: Slip) -> Finding | None:
    """`.5` and `5.`."""
    if slip.kind() != K["DOT"]:
        return None
    starts, ends, at = slip.tokens.starts, slip.tokens.ends, slip.at
    if slip.kind(1) == NUMBER and starts[at + 1] == ends[at] and slip.kind(-1) != NUMBER:
        span, plain = slip.span(at, at + 1), f"0.{slip.text(at + 1)}"
    elif slip.kind(-1) == NUMBER and ends[at - 1] == starts[at]:
        span, plain = slip.span(at - 1, at), f"{slip.text(at - 1)}.0"
    else:
        return None
    message = "a number has digits on both sides of its point"
    return slip.finding("E025", span, message, f"write `{plain}`", Fix(span, plain))


def _ternary(slip: Slip) -> Finding | None:
    """`a ? b : c` and `a if b else c`."""
    if slip.kind() not in (K["QMARK"], K["IF"]) or slip.kind(-1) not in ENDS:
        return None
    help = "write `if condition then value else other`"
    message = f"{slip.seen()} does not follow a value"
    return slip.finding("E024", slip.span(slip.at), message, help)


def _not_a_name(slip: Slip) -> Finding | None:
    """`2nd: int`, `e-mail: text`, `price (USD): float`, `"a b" = 3`: no name stands there."""
    if slip.kind() not in (K["COLON"], K["EQUAL"]) or slip.inside_brackets():
        return None
    before = slip.kinds[slip.start : slip.at]
    if (
        not before
        or K["EQUAL"] in before
        or K["COLON"] in before
        or set(before) & {K["IF"], K["NOT"], K["AND"]}
    ):
        return None
    span = slip.span(slip.start, slip.at - 1)
    seen = slip.source.slice(span)[:40]
    plain = "_".join("".join(sign if sign.isascii() and sign.isalnum() else " " for sign in seen).split())
    plain = f"n_{plain}" if plain[:1].isdigit() or not plain else plain
    help = f"a name has letters, digits and `_`, and starts with a letter, such as `{plain}`"
    return slip.finding("E011", span, f"`{seen}` is not a name", help)


def _money(slip: Slip) -> Finding | None:
    """`USD 5`."""
    if slip.kind() != NUMBER or slip.kind(-1) != NAME or slip.kind(-2) not in _SIGNS:
        return None
    unit = slip.text(slip.at - 1)
    if len(unit) != 3 or not unit.isupper():
        return None
    span, plain = slip.span(slip.at - 1, slip.at), f"{slip.text(slip.at)} {unit}"
    message = "the currency stands before its number"
    return slip.finding("E027", span, message, f"write `{plain}`", Fix(span, plain))


def _missing_equals(slip: Slip) -> Finding | None:
    """`n: int length(body)`."""
    before = slip.kinds[slip.start : slip.at]
    if slip.kind() not in STARTS | {K["DOT"]} or K["COLON"] not in before or K["EQUAL"] in before:
        return None
    if slip.inside_brackets() or slip.kind(-1) not in ENDS | {K["QMARK"]} or slip.kind(-2) == K["COLON"]:
        return None
    value = slip.at if slip.kind(-1) != NAME else slip.at - 1
    help = "write `name: type = value`"
    return slip.finding("E012", slip.span(value), "`=` is missing between type and value", help)


def _several(slip: Slip) -> Finding | None:
    """`a = "x" "y"`."""
    before = slip.kinds[slip.start : slip.at]
    if (
        K["EQUAL"] not in before
        or slip.inside_brackets()
        or slip.kind() not in STARTS
        or slip.kind(-1) not in ENDS
    ):
        return None
    help = 'write a list, `[a, b]`, or one text in quotes, "a b"'
    return slip.finding("E010", slip.span(slip.at), f"a second value, {slip.seen()}, follows the first", help)
