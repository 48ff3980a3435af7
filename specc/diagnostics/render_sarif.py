"""Findings as SARIF 2.1.0, the form in which code hosts keep them from push to push."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from specc.diagnostics.finding import Finding
from specc.diagnostics.place import Place, place_in, place_of
from specc.diagnostics.rules import Rule, rules

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(findings: Sequence[Finding]) -> str:
    """One run with the rules that were met. A result keeps its fingerprint when lines move: it is made of the
    code, the text of the line, and the ordinal among equals (Place and message may change)."""
    from specc import __version__

    known = rules()
    used = sorted({finding.code for finding in findings})
    index = {code: place for place, code in enumerate(used)}
    seen: Counter[tuple[str, str, str]] = Counter()
    results = [_result(finding, index[finding.code], _fingerprint(finding, seen)) for finding in findings]
    driver = {
        "name": "specc",
        "version": __version__,
        "rules": [_rule(code, known.get(code)) for code in used],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _rule(code: str, rule: Rule | None) -> dict[str, object]:
    item: dict[str, object] = {"id": code}
    if rule is not None:
        item["shortDescription"] = {"text": rule.summary}
        item["help"] = {"text": rule.page, "markdown": rule.page}
    return item


def _fingerprint(finding: Finding, seen: Counter[tuple[str, str, str]]) -> str:
    place = place_of(finding)
    if finding.source is not None and place.line:
        line = " ".join(finding.source.line(place.line).split())
    else:
        line = finding.message
    key = (finding.code, place.path, line)
    seen[key] += 1
    text = "\0".join((finding.code, line, str(seen[key])))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _result(finding: Finding, index: int, fingerprint: str) -> dict[str, object]:
    message = finding.message if not finding.help else f"{finding.message}\n\nhelp: {finding.help}"
    if finding.place and finding.source is None:
        message = f"{finding.place}: {message}"
    item: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": message},
        "partialFingerprints": {"speccLine/v1": fingerprint},
    }
    place = place_of(finding)
    if place.path:
        item["locations"] = [_location(place, finding.label)]
    source = finding.source
    if source is not None and finding.secondary:
        item["relatedLocations"] = [
            {"id": number, **_location(place_in(source, note.span), note.text)}
            for number, note in enumerate(finding.secondary, start=1)
        ]
    if source is not None and finding.fix is not None:
        replacement = {
            "deletedRegion": _region(place_in(source, finding.fix.span)),
            "insertedContent": {"text": finding.fix.replacement},
        }
        change = {"artifactLocation": {"uri": _uri(source.path)}, "replacements": [replacement]}
        item["fixes"] = [{"description": {"text": finding.help or "replace"}, "artifactChanges": [change]}]
    return item


def _location(place: Place, text: str) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": _uri(place.path)}}
    if place.line:
        physical["region"] = _region(place)
    location: dict[str, object] = {"physicalLocation": physical}
    if text:
        location["message"] = {"text": text}
    return location


def _region(place: Place) -> dict[str, int]:
    region = {"startLine": place.line, "endLine": place.end_line}
    if place.column:
        region |= {"startColumn": place.column, "endColumn": place.end_column}
    return region


def _uri(path: str) -> str:
    """A relative path as it is; one outside the current folder as a file URI."""
    candidate = Path(path)
    if candidate.is_absolute():
        here = Path.cwd()
        if not candidate.is_relative_to(here):
            return "file://" + quote(path, errors="replace")
        path = str(candidate.relative_to(here))
    return quote(path.replace("\\", "/"), errors="replace")
