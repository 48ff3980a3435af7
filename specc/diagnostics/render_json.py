"""Findings as JSON. The form is `grammar/findings.schema.json`; `format` counts up when it changes."""

from __future__ import annotations

import json as encoder
from collections.abc import Sequence

from specc.diagnostics.finding import Finding
from specc.diagnostics.place import Place, place_in, place_of

FORMAT = 1


def json(findings: Sequence[Finding]) -> str:
    """`{"format": 1, "errors": n, "warnings": n, "notes": n, "findings": [...]}`, lines and columns from
    1, ends exclusive."""
    counts = {
        f"{severity}s": sum(finding.severity == severity for finding in findings)
        for severity in ("error", "warning", "note")
    }
    document = {"format": FORMAT, **counts, "findings": [_finding(finding) for finding in findings]}
    return encoder.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _finding(finding: Finding) -> dict[str, object]:
    source = finding.source
    item: dict[str, object] = {"code": finding.code, "severity": finding.severity, "message": finding.message}
    item |= _place(place_of(finding))
    item["place"] = finding.place
    item["label"] = finding.label
    item["secondary"] = [
        {**_place(place_in(source, note.span)), "text": note.text} for note in finding.secondary if source
    ]
    item["notes"] = list(finding.notes)
    item["help"] = finding.help
    item["fix"] = None
    if finding.fix is not None and source is not None:
        item["fix"] = {
            **_place(place_in(source, finding.fix.span)),
            "replacement": finding.fix.replacement,
            "safety": finding.fix.safety,
        }
    return item


def _place(place: Place) -> dict[str, object]:
    return {
        "path": place.path,
        "line": place.line or None,
        "column": place.column or None,
        "end_line": place.end_line or None,
        "end_column": place.end_column or None,
    }
