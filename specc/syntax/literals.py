"""What a literal is worth. A literal that is wrong is reported and has a value all the same, so that
reading goes on."""

from __future__ import annotations

import re

from specc.diagnostics.finding import Finding, Fix
from specc.source import Source, Span

_LINE = re.compile(r"\r\n|\n|\r")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_MAX_DIGITS = 300


def number(source: Source, span: Span, text: str, findings: list[Finding]) -> int | float:
    """The value of `20_000`, `0.5`, `1e-5`; an int unless written with a point or an exponent."""
    code = _number_trouble(text)
    if code:
        message, help, fix = code
        repair = Fix(span, fix) if fix else None
        findings.append(
            Finding(code="E025", message=message, source=source, span=span, help=help, fix=repair)
        )
        return 0
    plain = text.replace("_", "")
    if "." in plain or "e" in plain or "E" in plain:
        return float(plain)
    return int(plain)


def _number_trouble(text: str) -> tuple[str, str, str] | None:
    if len(text) > _MAX_DIGITS:
        return "this number has more digits than any quantity needs", "write it in quotes if it is a code", ""
    if "__" in text or "_." in text or text.endswith("_") or "_e" in text or "_E" in text:
        return (
            f"`_` stands between digits only, not as in `{text}`",
            "group digits as in `20_000`",
            "",
        )
    if len(text) > 1 and text[0] == "0" and text[1].isdigit():
        plain = text.lstrip("0_") or "0"
        return (
            f"`{text}` starts with a zero, which a number loses",
            f'write `{plain if plain[0].isdigit() else "0" + plain}` for the number, `"{text}"` for a code',
            "",
        )
    plain = text.replace("_", "")
    if ("e" in plain or "E" in plain or "." in plain) and float(plain) in (float("inf"), float("-inf")):
        return (
            f"`{text}` is larger than any number that can be computed with",
            "write a number below 1e308",
            "",
        )
    return None


def date(source: Source, span: Span, text: str, findings: list[Finding]) -> str:
    """The ISO text; a day that no calendar has is reported."""
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:])
    trouble = ""
    if year < 1:
        trouble = "there is no year 0"
    elif not 1 <= month <= 12:
        trouble = f"there is no month {month}"
    else:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        days = 28 if month == 2 and not leap else _DAYS[month - 1]
        if not 1 <= day <= days:
            trouble = f"month {month} of {year} has {days} days"
    if trouble:
        findings.append(
            Finding(
                code="E026",
                message=f"`{text}` is not in the calendar: {trouble}",
                source=source,
                span=span,
                help="a date is year-month-day, as in `2026-03-01`",
            )
        )
        return "1970-01-01"
    return text


def string(source: Source, span: Span, findings: list[Finding]) -> str:
    """The value of `"..."`. Escapes: `\\\\ \\" \\n \\t \\r \\u{1F600}`; another one is reported and kept
    as written."""
    text = source.text[span.start + 1 : span.end - 1]
    if "\\" not in text:
        return text
    parts: list[str] = []
    at = 0
    while True:
        slash = text.find("\\", at)
        if slash < 0:
            parts.append(text[at:])
            return "".join(parts)
        parts.append(text[at:slash])
        sign = text[slash + 1]
        if sign in _ESCAPES:
            parts.append(_ESCAPES[sign])
            at = slash + 2
            continue
        size, value, help = _code_point(text, slash)
        if help:
            place = Span(span.start + 1 + slash, span.start + 1 + slash + size)
            seen = source.slice(place)
            findings.append(
                Finding(
                    code="E018",
                    message=f"`{seen}` is not an escape",
                    source=source,
                    span=place,
                    help=help,
                )
            )
        parts.append(value)
        at = slash + size


def _code_point(text: str, slash: int) -> tuple[int, str, str]:
    """Length, value and remedy (empty when it is well) of the escape at `slash`."""
    if text[slash + 1] != "u":
        help = 'a backslash is `\\\\`, a pattern stands in r"..."; escapes are \\\\ \\" \\n \\t \\r \\u{...}'
        return 2, text[slash : slash + 2], help
    close = text.find("}", slash, slash + 10)
    digits = text[slash + 3 : close] if close > 0 and text[slash + 2 : slash + 3] == "{" else ""
    if not digits or len(digits) > 6 or not all(sign in "0123456789abcdefABCDEF" for sign in digits):
        return 2, "\\u", "a character by its number is written `\\u{e9}`, with one to six hexadecimal digits"
    point = int(digits, 16)
    size = close + 1 - slash
    if point == 0 or point > 0x10FFFF or 0xD800 <= point <= 0xDFFF:
        return size, "\ufffd", "there is no character with this number"
    return size, chr(point), ""


def prose_lines(text: str) -> list[str]:
    """The lines between the quotes, the rest of the opening line first and what precedes the closing
    quotes last."""
    return _LINE.split(text[3:-3])


def prose(source: Source, span: Span, findings: list[Finding]) -> str:
    """The value of prose: the lines between the quotes without the indentation of the closing quotes."""
    lines = prose_lines(source.text[span.start : span.end])
    trouble, value = _prose_value(lines)
    if trouble:
        message, help, line = trouble
        place = span
        if line > 0:
            first = source.position(span.start).line + line
            start = source.line_starts()[first - 1]
            place = Span(start, start + max(1, len(source.line(first))))
        findings.append(Finding(code="E019", message=message, source=source, span=place, help=help))
    return value


def _prose_value(lines: list[str]) -> tuple[tuple[str, str, int] | None, str]:
    if len(lines) == 1:
        inner = lines[0].strip()
        return ('prose in """ starts on the next line', 'put short text in "..."', 0), inner
    trouble: tuple[str, str, int] | None = None
    if lines[0].strip(" \t"):
        trouble = ('text follows the opening """ on its line', "start the text on the next line", 0)
    indent = lines[-1]
    if indent.strip(" \t"):
        trouble = trouble or (
            'the closing """ of prose stands behind text',
            'put the closing """ alone on the next line',
            len(lines) - 1,
        )
        indent = ""
    body: list[str] = []
    for place, line in enumerate(lines[1:-1], start=1):
        if line.startswith(indent):
            body.append(line[len(indent) :])
        elif not line.strip(" \t"):
            body.append("")
        else:
            trouble = trouble or (
                'this line of prose is indented less than the closing """',
                'indent it as the closing """ is, with the same tabs or spaces',
                place,
            )
            body.append(line.lstrip(" \t"))
    return trouble, "\n".join(body)
