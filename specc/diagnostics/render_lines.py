"""Findings one a line: for an editor or grep, and as GitHub workflow commands."""

from __future__ import annotations

from collections.abc import Sequence

from specc.diagnostics.finding import Finding
from specc.diagnostics.place import place_of, safe

_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}


def concise(findings: Sequence[Finding]) -> str:
    """`path:line:column: E210 message`."""
    lines = []
    for finding in findings:
        place = place_of(finding)
        if finding.source is not None and place.line:
            where = f"{safe(place.path)}:{place.line}:{place.column}: "
        else:
            where = f"{safe(finding.place or place.path)}: " if finding.place or place.path else ""
        lines.append(f"{where}{finding.code} {safe(finding.message)}\n")
    return "".join(lines)


def github(findings: Sequence[Finding]) -> str:
    """GitHub's workflow commands, which show findings beside the lines of a pull request."""
    return "".join(_command(finding) for finding in findings)


def _command(finding: Finding) -> str:
    place = place_of(finding)
    fields = {"title": finding.code}
    if place.path:
        fields["file"] = place.path
    if place.line:
        fields["line"] = str(place.line)
        fields["endLine"] = str(place.end_line)
    if place.column:
        fields["col"] = str(place.column)
        if place.end_line == place.line:
            fields["endColumn"] = str(place.end_column)
    message = finding.message if not finding.help else f"{finding.message}\nhelp: {finding.help}"
    if finding.place and finding.source is None:
        message = f"{finding.place}: {message}"
    listed = ",".join(f"{name}={_property(value)}" for name, value in fields.items())
    return f"::{_GITHUB[finding.severity]} {listed}::{_data(message)}\n"


def _data(text: str) -> str:
    lines = (safe(line) for line in text.split("\n"))
    return "%0A".join(line.replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return safe(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
