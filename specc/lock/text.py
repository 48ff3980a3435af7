"""The lock as text: a small, fixed subset of YAML that every YAML reader understands alike.

Written: block mappings and lists, rows in flow style where a row is easier to review, scalars that no reader
of YAML 1.1 or 1.2 can take for something else. Never written: anchors, aliases, tags, multi-line scalars.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from specc.model.spec import Json

Path = tuple[str, ...]

# words and shapes that some YAML reader takes for a boolean, null, number or date
TRAPS = frozenset(
    ("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf", "infinity")
)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./+-]*(?::[A-Za-z0-9_./+-]+)*\Z")
_HEX = re.compile(r"[0-9a-f]{32}")  # quoted all alike, whatever the first digit is
# controls, marks that change the direction of text, invisible and odd spaces, surrogates, private use: fixed
# ranges, because what Python calls printable depends on its Unicode version and the bytes must not
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u08e2\u115f\u1160\u1680\u17b4\u17b5"
    "\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0"
    '\ufff0-\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff\\\\"]'
)
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_LONGEST_KEY = 900  # YAML allows 1,024 characters before the colon of a simple key


def without_surrogates(text: str) -> str:
    """A lone surrogate has no UTF-8 and no YAML escape: it is shown as the six characters `\\udcff`."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def quote(text: str) -> str:
    """A double-quoted scalar on one line, with everything invisible escaped."""
    return '"' + _HIDDEN.sub(_escape, without_surrogates(text)) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    short = _SHORT.get(character)
    if short is not None:
        return short
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def scalar(value: bool | int | float | str | None) -> str:
    """One value as a scalar that reads back as itself. Floats are exact (`repr`) and always have a point."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("a lock holds finite numbers only")
        text = repr(value)
        # `1e-05` is a string to a YAML 1.1 reader, `1.0e-05` is a number to all
        return text.replace("e", ".0e") if "e" in text and "." not in text else text
    if _PLAIN.match(value) and value.lower() not in TRAPS and not _HEX.match(value):
        return value
    return quote(value)


def flow(value: Json) -> str:
    """A value on one line: `{type: text, nulls: 0}`."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow_key(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def _flow_key(key: str) -> str:
    text = scalar(key)
    return text if len(text) <= _LONGEST_KEY else "? " + text + " "


def render(document: Mapping[str, Json], is_row: Callable[[Path], bool], comments: Mapping[Path, str]) -> str:
    """The text of a document. `is_row` says which paths are written on one line (list items have the path
    element `-`); a comment stands on the line before its key."""
    lines: list[str] = []
    _mapping(document, (), "", lines, is_row, comments)
    return "\n".join(lines) + "\n"


def _mapping(
    table: Mapping[str, Json],
    path: Path,
    indent: str,
    lines: list[str],
    is_row: Callable[[Path], bool],
    comments: Mapping[Path, str],
) -> None:
    for key, value in table.items():
        here = (*path, key)
        comment = comments.get(here)
        if comment:
            if not path:
                lines.append("")
            lines.append(f"{indent}# {comment}")
        name = scalar(key)
        head = f"{indent}{name}:"
        if len(name) > _LONGEST_KEY:
            lines.append(f"{indent}? {name}")
            head = f"{indent}:"
        if not isinstance(value, (dict, list)) or not value or is_row(here):
            lines.append(f"{head} {flow(value)}")
        elif isinstance(value, dict):
            lines.append(head)
            _mapping(value, here, indent + "  ", lines, is_row, comments)
        else:
            lines.append(head)
            _sequence(value, here, indent + "  ", lines, is_row, comments)


def _sequence(
    items: list[Json],
    path: Path,
    indent: str,
    lines: list[str],
    is_row: Callable[[Path], bool],
    comments: Mapping[Path, str],
) -> None:
    here = (*path, "-")
    for item in items:
        if isinstance(item, dict) and item and not is_row(here):
            at = len(lines)
            _mapping(item, here, indent + "  ", lines, is_row, comments)
            lines[at] = f"{indent}- {lines[at][len(indent) + 2 :]}"
        else:
            lines.append(f"{indent}- {flow(item)}")
