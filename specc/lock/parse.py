"""YAML text to plain values, strictly: no anchors, aliases, tags, duplicate keys or ambiguous words.

Works on the parser's events, so nothing is constructed that was not asked for, and the line of every value
is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn

import yaml

from specc.lock.text import TRAPS
from specc.model.spec import Json
from specc.records import dataclass, field

Path = tuple[str | int, ...]
MAX_DEPTH = 24

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,30})\Z")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,400})(?:\.[0-9]{1,400})?(?:[eE][-+]?[0-9]{1,3})?\Z")
_WORD = re.compile(r"[A-Za-z_][^\x00-\x1f]*\Z")
_CONSTANTS: dict[str, bool | None] = {"null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the text, on which 1-based line. `kind`: `syntax` (not YAML), `strict` (YAML that a
    lock never has)."""

    kind: str
    line: int
    message: str


@dataclass(slots=True)
class Parsed:
    """The value and the 1-based line of every path in it; `problems` empty when the text is fine."""

    value: Json = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class _Stop(Exception):
    """Ends the walk at the first problem; never leaves this module."""


def parse(text: str) -> Parsed:
    """Read one document. Every problem is a value; nothing is raised whatever the text holds."""
    parsed = Parsed()
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        events = yaml.parse(text, Loader=loader)
        _document(events, parsed)
    except _Stop:
        pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = ", ".join(part for part in (error.context, error.problem) if part)
        parsed.problems.append(Problem("syntax", mark.line + 1 if mark else 1, words or "not YAML"))
    except yaml.YAMLError as error:
        parsed.problems.append(Problem("syntax", 1, str(error).splitlines()[0]))
    except (RecursionError, ValueError):
        parsed.problems.append(Problem("syntax", 1, "nested too deeply or not text"))
    return parsed


def _document(events: Iterator[yaml.Event], parsed: Parsed) -> None:
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                _refuse(parsed, event, "a second document starts here")
            parsed.value = _value(next(events), events, parsed, (), 0)


def _refuse(parsed: Parsed, event: yaml.Event, message: str) -> NoReturn:
    parsed.problems.append(Problem("strict", _line(event), message))
    raise _Stop


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _value(event: yaml.Event, events: Iterator[yaml.Event], parsed: Parsed, path: Path, depth: int) -> Json:
    parsed.lines[path] = _line(event)
    _plain(event, parsed)
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event, parsed)
    if depth >= MAX_DEPTH:
        _refuse(parsed, event, f"more than {MAX_DEPTH} levels of nesting")
    if isinstance(event, yaml.SequenceStartEvent):
        return _list(events, parsed, path, depth)
    return _table(events, parsed, path, depth)


def _plain(event: yaml.Event, parsed: Parsed) -> None:
    """Refuse what makes a value depend on another place or on a type that is not in the text."""
    if isinstance(event, yaml.AliasEvent):
        _refuse(parsed, event, f"an alias (`*{event.anchor}`), which a lock never has")
    if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
        if event.anchor:
            _refuse(parsed, event, f"an anchor (`&{event.anchor}`), which a lock never has")
        if event.tag:
            _refuse(parsed, event, f"a tag (`{event.tag}`), which a lock never has")


def _list(events: Iterator[yaml.Event], parsed: Parsed, path: Path, depth: int) -> Json:
    items: list[Json] = []
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        items.append(_value(event, events, parsed, (*path, len(items)), depth + 1))
    return items


def _table(events: Iterator[yaml.Event], parsed: Parsed, path: Path, depth: int) -> Json:
    table: dict[str, Json] = {}
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        if not isinstance(event, yaml.ScalarEvent):
            _refuse(parsed, event, "a key that is not a single word or string")
        key = _value(event, events, parsed, path, depth)
        if not isinstance(key, str):
            _refuse(parsed, event, f"the key `{event.value}`, which is not a string unless it is quoted")
        if key in table:
            _refuse(parsed, event, f"the key `{key[:80]}` twice in one place")
        here = (*path, key)
        table[key] = _value(next(events), events, parsed, here, depth + 1)
        parsed.lines[here] = _line(event)
    return table


def _scalar(event: yaml.ScalarEvent, parsed: Parsed) -> Json:
    text: str = event.value
    if event.style:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text) and "." in text:
        number = float(text)
        if number - number == 0.0:
            return number
    if not _WORD.match(text) or text.lower() in TRAPS:
        shown = text[:80] or "nothing"
        _refuse(parsed, event, f"`{shown}`, which YAML readers take for different things unless it is quoted")
    return text
