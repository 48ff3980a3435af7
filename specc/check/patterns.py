"""Strings with a language of their own, checked before anything is run: patterns, date formats, zones,
encodings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from specc.check.context import Context, did_you_mean
from specc.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

# A repeated group whose own body ends in a repeat, or repeated alternatives: `(a+)+`, `(\w*)*`, `(a|b)+` is
# fine.
_NESTED = re.compile(r"\((?:\?:)?[^()]*[+*][^()]*\)(?:[+*]|\{\d+,\d*\})")
LONGEST_PATTERN = 2_000
_STRPTIME = frozenset("aAbBcdfGHIjmMpSuUVwWxXyYzZ%:")
_TIME_PARTS = frozenset("HIMSfpcX")


def check_pattern(context: Context, span: Span, pattern: str) -> bool:
    """Whether a regular expression compiles; warns of one that can take time without end on some texts."""
    if len(pattern) > LONGEST_PATTERN:
        message = f"the pattern is longer than {LONGEST_PATTERN:,} characters"
        context.report("E212", span, message, help="write several shorter ones")
        return False
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        context.report(
            "E212",
            span,
            f"the pattern can't be read: {error}",
            help="write a pattern of Python's `re`; a special character to be taken literally has `\\` "
            "before it",
        )
        return False
    for found in _NESTED.finditer(pattern):
        group = found.group()
        if _ambiguous(group):
            context.report(
                "E213",
                span,
                f"a repeat inside a repeat, `{group}`, can take time without end on some texts",
                help="leave one of the two repeats out",
                severity="warning",
            )
            break
    return True


def _ambiguous(group: str) -> bool:
    """Whether the group's body is one repeated part, or ends and begins with repeats, with no fixed text
    between.
    """
    body = re.sub(r"^\((?:\?:)?|\)(?:[+*]|\{\d+,\d*\})$", "", group)
    fixed = re.sub(r"(?:\\.|\[[^\]]*\]|[^\\\[])(?:[+*?]|\{\d+,?\d*\})\??", "", body)
    return not fixed or "|" in fixed


def check_date_format(context: Context, span: Span, pattern: str, kind: str) -> bool:
    """Whether a `strptime` pattern has known directives only and gives a whole date."""
    at, found = 0, set()
    while (at := pattern.find("%", at)) >= 0:
        letter = pattern[at + 1 : at + 2]
        if letter == "" or letter not in _STRPTIME:
            context.report(
                "E215",
                span,
                f"`%{letter}` is not a part of a date pattern",
                help='a date pattern is one of Python\'s `strptime`, such as `"%Y-%m-%d %H:%M:%S"`',
            )
            return False
        found.add(letter)
        at += 2
    whole = (
        {"c", "x"} & found
        or ({"y", "Y"} & found and (({"d", "e"} & found and {"m", "b", "B"} & found) or "j" in found))
        or {"G", "V", "u"} <= found
    )
    if not whole:
        context.report(
            "E215",
            span,
            "the pattern lacks the year, the month or the day",
            help='write all three, such as `"%d/%m/%Y"`',
        )
        return False
    if kind == "date" and found & _TIME_PARTS - {"c"}:
        context.report(
            "E215",
            span,
            "the pattern has a time of day, and the column is a date",
            help="declare the column as `timestamp`",
        )
        return False
    return True


def check_zone(context: Context, span: Span, zone: str) -> bool:
    """Whether an IANA time zone is known. Where this machine has no zone data, its form alone is checked."""
    if zone == "UTC":
        return True
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}", zone):
        known = _zones()
        if zone in known or not known:
            return True
    else:
        known = _zones()
    context.report(
        "E214",
        span,
        f"unknown time zone `{zone}`",
        help=did_you_mean(zone, known, 'write an IANA name such as `"Europe/London"`'),
    )
    return False


def _zones() -> Iterable[str]:
    from os import path
    from zoneinfo import TZPATH

    # The list itself: opening one zone by name would not tell a misspelt name from a machine without zone
    # data.
    for folder in TZPATH:
        for name in ("tzdata.zi", "zone1970.tab", "zone.tab"):
            found = path.join(folder, name)  # noqa: PTH118 (pathlib costs 8 ms)
            if path.isfile(found):  # noqa: PTH113
                if name == "tzdata.zi":
                    return _from_tzdata(found)
                from zoneinfo import available_timezones

                return available_timezones()
    try:
        from importlib.resources import files

        return files("tzdata").joinpath("zones").read_text("utf-8").split()
    except (ModuleNotFoundError, OSError):
        return ()


def _from_tzdata(found: str) -> set[str]:
    zones = set()
    with open(found, encoding="utf-8") as lines:  # noqa: PTH123
        for line in lines:
            if line.startswith("Z "):
                zones.add(line.split()[1])
            elif line.startswith("L "):
                zones.add(line.split()[2])
    return zones


def check_encoding(context: Context, span: Span, encoding: str) -> bool:
    """Whether Python can read text in the encoding (`base64` and the like are not text)."""
    import codecs

    try:
        info = codecs.lookup(encoding)
    except (LookupError, ValueError):
        info = None
    # `_is_text_encoding` tells `rot13` and `zlib` from real encodings; it is what `open` itself looks at.
    if (
        info is not None
        and getattr(info, "_is_text_encoding", True)
        and info.name not in ("idna", "punycode", "undefined")
    ):
        return True
    known = (
        "utf-8",
        "utf-16",
        "latin-1",
        "cp1252",
        "cp1250",
        "iso8859-15",
        "mac-roman",
        "shift_jis",
        "gb18030",
        "koi8-r",
    )
    context.report(
        "E216",
        span,
        f"unknown encoding `{encoding}`",
        help=did_you_mean(encoding, known, 'write a name that Python knows, such as `"latin-1"`'),
    )
    return False
