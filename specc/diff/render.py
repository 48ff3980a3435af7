"""A diff as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import groupby

from specc.diff.change import TITLES, Change, Diff
from specc.model.spec import Json
from specc.verify.render import markdown, visible


def render_diff(result: Diff, form: str) -> str:
    """The diff in one of `FORMATS`; findings are not in text and Markdown, which the caller shows."""
    return FORMATS[form](result)


def sentence(change: Change) -> str:
    """The change in one line, without places."""
    if change.words:
        return change.words
    name = change.path
    if change.group in ("weaker", "stronger", "accept") and not change.path.startswith("evaluate.metric"):
        old, new = change.old, change.new
        if change.kind == "changed":
            return f"{name}: {old} -> {new}"
        return f"{name}: {'no longer asked: ' + old if change.kind == 'removed' else 'now asked: ' + new}"
    if change.kind == "added":
        return f"{name}: new, {change.new}" if change.new else f"{name}: new"
    if change.kind == "removed":
        return f"{name}: gone, was {change.old}" if change.old else f"{name}: gone"
    return f"{name}: {change.old} -> {change.new}"


def places(change: Change) -> str:
    """Both places, as far as there are any."""
    return ", ".join(place for place in dict.fromkeys((change.old_place, change.new_place)) if place)


def _grouped(result: Diff) -> Iterator[tuple[str, list[Change]]]:
    for group, changes in groupby(result.changes, key=lambda change: change.group):
        yield TITLES[group], list(changes)


def _text(result: Diff) -> str:
    if not result.complete:
        return ""
    if not result.changes:
        return "nothing that matters differs\n"
    lines: list[str] = []
    for title, changes in _grouped(result):
        lines += ["", f"{title}:"] if lines else [f"{title}:"]
        for change in changes:
            lines.append(f"  {visible(sentence(change))}")
            if places(change):
                lines.append(f"    at {visible(places(change))}")
            if change.why:
                lines.append(f"    why: {visible(' '.join(change.why.split()))}")
    return "\n".join(lines) + "\n"


def _markdown(result: Diff) -> str:
    if not result.complete:
        return ""
    if not result.changes:
        return "Nothing that matters differs.\n"
    lines = [f"### {markdown(result.old)} → {markdown(result.new)}"]
    for title, changes in _grouped(result):
        lines += ["", f"**{title[0].upper()}{title[1:]}**", ""]
        for change in changes:
            tail = f" ({markdown(places(change))})" if places(change) else ""
            lines.append(f"- {markdown(sentence(change))}{tail}")
            if change.why:
                lines.append(f"  - why: {markdown(' '.join(change.why.split()))}")
    return "\n".join(lines) + "\n"


def as_json(result: Diff) -> Json:
    """The diff as a JSON value; format 1."""
    return {
        "format": 1,
        "old": result.old,
        "new": result.new,
        "complete": result.complete,
        "changes": [_change(change) for change in result.changes],
        "findings": [
            {"code": f.code, "severity": f.severity, "message": f.message, "place": f.place, "help": f.help}
            for f in result.findings
        ],
    }


def _change(change: Change) -> Json:
    return {
        "group": change.group,
        "title": TITLES[change.group],
        "kind": change.kind,
        "path": change.path,
        "sentence": sentence(change),
        "old": change.old_value,
        "new": change.new_value,
        "old_text": change.old,
        "new_text": change.new,
        "old_place": change.old_place,
        "new_place": change.new_place,
        "why": change.why,
    }


def _json(result: Diff) -> str:
    return json.dumps(as_json(result), indent=1, allow_nan=False) + "\n"


FORMATS: dict[str, Callable[[Diff], str]] = {"text": _text, "markdown": _markdown, "json": _json}
