"""Canonical JSON after RFC 8785, and the compiled spec as one document.

Keys are sorted by their UTF-16 code units, white space is left out, numbers are the shortest that read back
as the same double, written as ECMAScript does: `1.0` is `1`, `1e21` is `1e+21`. Two values that are equal as
JSON have equal bytes. Where the RFC stops, this goes on: whole numbers outside +-2^53 are written in full, a
lone surrogate is written as its escape.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from specc.model.spec import Entry, Json, Spec

FORMAT = 1
_LONE = re.compile("[\ud800-\udfff]")


def canonical(value: Json) -> bytes:
    """A JSON value as canonical UTF-8 bytes; `ValueError` for NaN and infinity, which JSON lacks."""
    return _text(value).encode("utf-8")


def _text(value: Json) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return string(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return "[" + ",".join([_text(item) for item in value]) + "]"
    keys = sorted(value, key=_utf16) if any(not key.isascii() for key in value) else sorted(value)
    return "{" + ",".join([f"{string(key)}:{_text(value[key])}" for key in keys]) + "}"


def string(text: str) -> str:
    """A JSON string with the fewest escapes."""
    written = json.dumps(text, ensure_ascii=False)
    if written.isascii() or not _LONE.search(written):
        return written
    return _LONE.sub(lambda found: f"\\u{ord(found.group()):04x}", written)


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


def number(value: float) -> str:
    """A double as ECMAScript writes it: shortest digits, exponents from 1e21 up and below 1e-6."""
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"JSON has no {value}")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))  # digits before the point
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = point - 1
    rest = "." + digits[1:] if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{'+' if power > 0 else '-'}{abs(power)}"


def fact(entry: Entry) -> dict[str, Json]:
    """One entry as it stands in the compiled document. `default` and `why` only where they are said."""
    found: dict[str, Json] = {"value": entry.value, "impact": entry.impact}
    if entry.default:
        found["default"] = True
    if entry.why:
        found["why"] = entry.why
    return found


def nested(entries: Iterable[Entry]) -> dict[str, Json]:
    """Entries by dotted path as nested objects.

    A fact's own members stand under `$`, so that a path may go on below it and no name can be taken for one:
    `train.objective` and a path below it are `{"objective": {"$": {...}, "class_weight": {"$": ...}}}`.
    """
    root: dict[str, Json] = {}
    for entry in entries:
        node = root
        for part in entry.path.split("."):
            child = node.setdefault(part, {})
            assert isinstance(child, dict)
            node = child
        node["$"] = fact(entry)
    return root


def compiled(spec: Spec) -> dict[str, Json]:
    """The whole spec as one JSON document, made from its entries: `grammar/spec.schema.json`."""
    return {
        "format": FORMAT,
        "edition": spec.edition,
        "model": {"name": spec.name, "version": spec.version},
        "facts": nested(spec.entries),
    }


def compiled_json(spec: Spec) -> str:
    """The compiled spec for a reader: sorted keys, two spaces, a final newline; same spec, same text."""
    text = json.dumps(compiled(spec), ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False) + "\n"
    return _LONE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
