"""A verification as text, JSON and JUnit XML, and for GitHub."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from specc.diagnostics import Finding, render
from specc.lock.lock import Table, text
from specc.model.spec import Json
from specc.verify.difference import Difference, shown
from specc.verify.result import Verification

SHOWN = 20  # differences after the first that are listed

# what may not stand in XML 1.0, even as a character reference, and marks that turn text around
_NOT_XML = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")


def render_verification(result: Verification, form: str) -> str:
    """The report in one of `FORMATS`."""
    return FORMATS[form](result)


def verdict(result: Verification) -> str:
    """One line that says how it came out."""
    name = result.model or result.place
    if result.exit_code == 3:
        return f"{name}: could not run"
    if result.first is not None:
        number = len(result.differences)
        return f"{name}: different ({number} difference{'s' if number != 1 else ''})"
    if result.exit_code and result.broken and not _errors(result):
        number = len(result.broken)
        return f"{name}: the same, and {number} promise{'s are' if number != 1 else ' is'} broken"
    if result.exit_code:
        return f"{name}: not verified"
    return f"{name}: inputs as locked, nothing was run" if result.inputs_only else f"{name}: verified"


def _errors(result: Verification) -> list[Finding]:
    return [finding for finding in result.findings if finding.is_error]


def visible(words: str) -> str:
    """One line for a terminal or a log: characters that would act on it are shown escaped."""
    return _HIDDEN.sub(lambda found: ascii(found.group())[1:-1], words)


# ---------------------------------------------------------------- text


def _text(result: Verification) -> str:
    lines: list[str] = []
    if result.findings:
        lines += [render(result.findings, "text").rstrip("\n"), ""]
    if result.first is not None:
        lines += _difference_lines(result, result.first)
    if result.checks:
        width = max(len(visible(check.name)) for check in result.checks)
        lines += ["", *(_check_line(check.name, check.status, check.words, width) for check in result.checks)]
    for promise in result.broken:
        lines.append(f"broken: {_promise(promise)}")
    if result.kept:
        lines.append(f"the run is kept in {result.kept}")
    lines += ["", visible(verdict(result))] if lines else [visible(verdict(result))]
    return "\n".join(lines).lstrip("\n") + "\n"


def _check_line(name: str, status: str, words: str, width: int) -> str:
    return f"  {visible(name):{width}}  {status}" + (f"  ({visible(words)})" if words else "")


def _difference_lines(result: Verification, first: Difference) -> list[str]:
    lines = [f"first difference, at {visible(first.step)}:", f"  {visible(first.what)}"]
    lines += [f"    {visible(detail)}" for detail in first.detail]
    rest = result.differences[1:]
    if rest:
        lines.append("then:")
        lines += [f"  {visible(other.step)}: {visible(other.what)}" for other in rest[:SHOWN]]
        if len(rest) > SHOWN:
            lines.append(f"  and {len(rest) - SHOWN} more (`--format json` has them all)")
    lines += [f"this machine: {visible(words)}" for words in result.others]
    return lines


def _promise(row: Table) -> str:
    value = shown(row.get("value"))
    note = f"; {text(row.get('note'))}" if row.get("note") else ""
    return visible(f"{text(row.get('promise'))} ({value}{note})")


# ---------------------------------------------------------------- JSON


def as_json(result: Verification) -> Json:
    """The verification as a JSON value; format 1."""
    return {
        "format": 1,
        "spec": result.place,
        "model": result.model,
        "verdict": verdict(result),
        "exit_code": result.exit_code,
        "inputs_only": result.inputs_only,
        "first": _difference(result.first) if result.first else None,
        "differences": [_difference(difference) for difference in result.differences],
        "checks": [{"name": c.name, "status": c.status, "words": c.words} for c in result.checks],
        "promises": [dict(promise) for promise in result.promises],
        "machine": list(result.others),
        "findings": [_finding(finding) for finding in result.findings],
    }


def _difference(difference: Difference) -> Json:
    return {
        "step": difference.step,
        "what": difference.what,
        "path": list(difference.path),
        "locked": difference.locked,
        "now": difference.now,
        "detail": list(difference.detail),
    }


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "place": place_of(finding),
        "notes": list(finding.notes),
        "help": finding.help,
    }


def place_of(finding: Finding) -> str:
    """`path:line:column` of a finding, or its place."""
    if finding.source is None or finding.span is None:
        return finding.place
    position = finding.source.position(finding.span.start)
    return f"{finding.source.path}:{position.line}:{position.column}"


def _json(result: Verification) -> str:
    return json.dumps(as_json(result), indent=1, allow_nan=False) + "\n"


# ---------------------------------------------------------------- JUnit XML


def _xml(words: str) -> str:
    """Text as XML 1.0 can hold it; what it can't hold at all is shown escaped."""
    clean = _NOT_XML.sub(lambda found: ascii(found.group())[1:-1], words)
    for plain, coded in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        clean = clean.replace(plain, coded)
    # attribute values: a parser would turn these into spaces
    return clean.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def _junit(result: Verification) -> str:
    cases = [_check_case(result, check.name, check.status) for check in result.checks]
    cases += [_promise_case(result, promise) for promise in result.promises]
    cases += [_finding_case(result, finding) for finding in _errors(result)]
    failures = sum("<failure" in case for case in cases)
    errors = sum("<error" in case for case in cases)
    skipped = sum("<skipped" in case for case in cases)
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
    name = _xml(result.model or result.place)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    head += f'<testsuites {counts}>\n <testsuite name="{name}" {counts}>\n'
    return head + "".join(cases) + " </testsuite>\n</testsuites>\n"


def _case(group: str, name: str, inside: str) -> str:
    start = f'  <testcase classname="{_xml(group)}" name="{_xml(name)}"'
    return f"{start}/>\n" if not inside else f"{start}>{inside}</testcase>\n"


def _check_case(result: Verification, name: str, status: str) -> str:
    if status == "not run":
        return _case(f"{result.model}.steps", name, "<skipped/>")
    found = [d for d in result.differences if d.step == name or (name == "features" and d.step == "label")]
    if status == "same":
        return _case(f"{result.model}.steps", name, "")
    message = found[0].what if found else "follows from an earlier difference"
    lines = [line for difference in found for line in (difference.what, *difference.detail)]
    inside = f'<failure message="{_xml(message)}">{_xml(chr(10).join(lines))}</failure>'
    return _case(f"{result.model}.steps", name, inside)


def _promise_case(result: Verification, promise: Table) -> str:
    group = f"{result.model}.{text(promise.get('where')) or 'require'}"
    name, holds = text(promise.get("promise")), promise.get("holds")
    if holds is True:
        return _case(group, name, "")
    if holds is None:
        return _case(group, name, "<skipped/>")
    return _case(group, name, f'<failure message="{_xml(_promise(promise))}"/>')


def _finding_case(result: Verification, finding: Finding) -> str:
    words = "\n".join([finding.message, *finding.notes, finding.help])
    tag = "error" if result.exit_code == 3 else "failure"
    inside = f'<{tag} type="{finding.code}" message="{_xml(finding.message)}">{_xml(words)}</{tag}>'
    return _case(
        f"{result.model or result.place}.findings", f"{finding.code} {place_of(finding)}".strip(), inside
    )


# ---------------------------------------------------------------- GitHub


def _github(result: Verification) -> str:
    lines = [_command(finding.severity, finding.message, finding) for finding in result.findings]
    if result.first is not None:
        words = "\n".join([result.first.what, *result.first.detail])
        title = f"specc verify: first difference at {result.first.step}"
        lines.append(_annotation("error", result.place, title, words))
    for promise in result.broken:
        lines.append(_annotation("error", result.place, "broken promise", _promise(promise)))
    lines.append(visible(verdict(result)))
    return "\n".join(lines) + "\n"


def _command(severity: str, message: str, finding: Finding) -> str:
    level = {"error": "error", "warning": "warning"}.get(severity, "notice")
    words = "\n".join([message, *finding.notes, finding.help]).rstrip()
    return _annotation(level, place_of(finding), finding.code, words)


def _annotation(level: str, place: str, title: str, words: str) -> str:
    """A workflow command; escaped as GitHub's runner reads them back."""
    path, _, rest = place.partition(":")
    line = rest.partition(":")[0]
    properties = [f"file={_property(path)}"] if path else []
    properties += [f"line={line}"] if line.isdigit() else []
    properties.append(f"title={_property(title)}")
    return f"::{level} {','.join(properties)}::{_data(words)}"


def _data(words: str) -> str:
    coded = words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return visible(coded)


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")


def summary(result: Verification) -> str:
    """Markdown for the job's page (`GITHUB_STEP_SUMMARY`)."""
    lines = [f"### {markdown(verdict(result))}", ""]
    if result.first is not None:
        lines += [
            f"First difference, at **{markdown(result.first.step)}**: {markdown(result.first.what)}",
            "",
        ]
        lines += [*(f"- {markdown(detail)}" for detail in result.first.detail), ""]
    lines += [f"- {finding.code}: {markdown(finding.message)}" for finding in result.findings]
    if result.checks:
        lines += ["", "| step | |", "|---|---|"]
        lines += [f"| {markdown(check.name)} | {check.status} |" for check in result.checks]
    if result.promises:
        lines += ["", "| promise | value | |", "|---|---|---|"]
        verdicts = {True: "holds", False: "**broken**"}
        for promise in result.promises:
            holds = promise.get("holds")
            word = verdicts[holds] if isinstance(holds, bool) else "not tested"
            value = markdown(shown(promise.get("value")))
            lines.append(f"| {markdown(text(promise.get('promise')))} | {value} | {word} |")
    return "\n".join(lines) + "\n"


def markdown(words: str) -> str:
    """Text as Markdown shows it: nothing in it is a tag, a link or a column."""
    return re.sub(r"([\\`*_{}\[\]<#|!~$])", r"\\\1", visible(words)).replace("@", "&#64;")


FORMATS: dict[str, Callable[[Verification], str]] = {
    "text": _text,
    "json": _json,
    "junit": _junit,
    "github": _github,
}
