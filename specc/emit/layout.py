"""How generated Python is laid out and how what a user wrote becomes data in it."""

from __future__ import annotations

import re
import textwrap

LIMIT = 110
_OPEN, _CLOSE = "([{", ")]}"
_STRING = re.compile(r"""[rbfRBF]?("[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*')""", re.DOTALL)
_INTERESTING = re.compile(r"""[][(){}"',|&+*/:=-]|(?<![\w"'])[rbfRBF]["']| for """)


def text_literal(text: str) -> str:
    """A Python string literal: what does not print is escaped, the quotes are double ones where possible."""
    plain = repr(text)
    if plain.startswith("'") and '"' not in plain and "\\'" not in plain:
        return f'"{plain[1:-1]}"'
    return plain


def pattern_literal(pattern: str) -> str:
    """A regular expression as a raw string where that is exact, else as a plain literal."""
    raw = pattern.isprintable() and '"' not in pattern and not pattern.endswith("\\")
    return f'r"{pattern}"' if raw and "\\" in pattern else text_literal(pattern)


def literal(value: object) -> str:
    """A constant, or a list, tuple or dict of them, as Python."""
    if isinstance(value, str):
        return text_literal(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(literal, value)) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"
    if value is None or isinstance(value, (bool, int, float)):
        return repr(value)
    raise TypeError(f"no literal for {type(value).__name__}")


def comment(text: str, indent: int = 0) -> list[str]:
    """Lines of a `#` comment; what could end the comment or hide text in it is shown escaped."""
    safe = " ".join("".join(c if c.isprintable() else _escaped(c) for c in text).split())
    width = max(LIMIT - indent - 2, 20)
    wrapped = textwrap.wrap(safe, width, break_on_hyphens=False)
    return [" " * indent + "# " + line for line in wrapped]


def docstring(text: str) -> str:
    """Prose for a triple-quoted string: its words unchanged, nothing that could end it."""
    lines = ("".join(c if c.isprintable() else _escaped(c) for c in line) for line in text.split("\n"))
    return "\n".join(line.rstrip() for line in lines).replace("\\", "\\\\").replace('"', '\\"')


def _escaped(character: str) -> str:
    return (
        " " if character in "\n\r\t\v\f" else character.encode("unicode_escape", "backslashreplace").decode()
    )


def laid_out(code: str, indent: int = 0, before: int = 0) -> str:
    """An expression, broken over lines where it is too long. `before`: columns taken on its first line."""
    if indent + before + len(code) <= LIMIT:
        return code
    inner = indent + 4
    pieces = _at_operators(code)
    if len(pieces) > 1:
        body = "\n".join(" " * inner + laid_out(piece, inner) for piece in pieces)
        return f"(\n{body}\n{' ' * indent})"
    span = _last_bracket(code)
    if span is None:
        return code
    start, end = span
    items = _at_commas(code[start + 1 : end])
    if not items:
        return code
    if all(len(item) < 30 and _STRING.fullmatch(item) for item in items) and len(items) > 3:
        body = textwrap.fill(
            ", ".join(item.replace(" ", "\0") for item in items) + ",",
            LIMIT,
            initial_indent=" " * inner,
            subsequent_indent=" " * inner,
            break_long_words=False,
            break_on_hyphens=False,
        ).replace("\0", " ")
    else:
        comma = "" if len(items) == 1 and (" for " in items[0] or not _takes_comma(code, start)) else ","
        body = "\n".join(f"{' ' * inner}{_item(item, inner)}{comma}" for item in items)
    return f"{code[: start + 1]}\n{body}\n{' ' * indent}{code[end:]}"


def _tokens(code: str) -> list[tuple[int, str, int]]:
    """(offset, mark, depth) of the marks outside string literals; brackets carry the depth outside them."""
    found, depth, at = [], 0, 0
    while match := _INTERESTING.search(code, at):
        start, mark = match.start(), match.group()
        at = match.end()
        if mark[-1] in "\"'":
            literal_here = _STRING.match(code, start)
            at = literal_here.end() if literal_here else at
            continue
        if mark in _CLOSE:
            depth -= 1
        found.append((start, mark, depth))
        if mark in _OPEN:
            depth += 1
    return found


def _at_operators(code: str) -> list[str]:
    """The parts of an expression around its weakest operators, each with its operator in front."""
    top = [
        (at, c)
        for at, c, depth in _tokens(code)
        if depth == 0 and code[at - 1 : at] == " " and code[at + 1 : at + 2] == " "
    ]
    for group in ("|", "&", "+-", "*/"):
        cuts = [at for at, c in top if c in group]
        if cuts:
            return [code[a:b].strip() for a, b in zip([0, *cuts], [*cuts, len(code)], strict=True)]
    return [code]


def _at_commas(code: str) -> list[str]:
    cuts = [at for at, c, depth in _tokens(code) if c == "," and depth == 0]
    parts = [code[a:b].strip() for a, b in zip([0, *(c + 1 for c in cuts)], [*cuts, len(code)], strict=True)]
    return [part for part in parts if part]


def _item(item: str, indent: int) -> str:
    """One item in brackets: `value`, `key: value`, `name=value`, or `value for name in names`."""
    if indent + len(item) + 1 <= LIMIT:
        return item
    marks = [(at, mark) for at, mark, depth in _tokens(item) if depth == 0]
    loop = next((at for at, mark in marks if mark == " for "), None)
    if loop is not None:
        return f"{_item(item[:loop], indent)}\n{' ' * indent}{item[loop + 1 :]}"
    for at, mark in marks:
        if mark == ":" or (
            mark == "=" and item[at - 1] not in "=!<> " and item[at + 1 : at + 2] not in ("=", " ")
        ):
            head = item[: at + 1] + (" " if mark == ":" else "")
            return head + laid_out(item[at + 1 :].strip(), indent, len(head) + 1)
    return laid_out(item, indent, 1)


def _takes_comma(code: str, start: int) -> bool:
    """Whether one item may have a comma after it: in a call or a list, not in `(a + b)` or `a[b]`."""
    after_value = start > 0 and (code[start - 1].isalnum() or code[start - 1] in "_)]\"'")
    return after_value if code[start] == "(" else not after_value


def _last_bracket(code: str) -> tuple[int, int] | None:
    """The longest outermost pair of brackets."""
    pairs, start = [], 0
    for at, character, depth in _tokens(code):
        if depth == 0 and character in _OPEN:
            start = at
        elif depth == 0 and character in _CLOSE:
            pairs.append((start, at))
    pairs = [pair for pair in pairs if pair[1] - pair[0] > 1]
    pairs = [pair for pair in pairs if code[pair[0]] != "[" or _takes_comma(code, pair[0])] or pairs
    return max(pairs, key=lambda pair: (pair[1] - pair[0], pair[0])) if pairs else None
