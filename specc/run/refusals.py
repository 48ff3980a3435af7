"""What uv's resolver said, as findings."""

from __future__ import annotations

import re

from specc.diagnostics import Finding
from specc.run.uv import UvResult, network_refusal
from specc.run.wheels import Target

_NAME = r"([A-Za-z0-9][A-Za-z0-9._-]*)"


def resolve_findings(result: UvResult, exclude_newer: str, target: Target) -> tuple[Finding, ...]:
    """One finding for each reason that uv gives; its own words stand in the notes."""
    network = network_refusal(result)
    if network is not None:
        return (network,)
    text = " ".join(result.err.split())
    findings = [
        *_unknown_packages(text),
        *_unknown_versions(text, exclude_newer),
        *_no_wheels(text, target),
    ]
    if findings:
        return tuple(findings)
    if "No solution found" in text:
        return (
            Finding(
                code="E814",
                message="the packages of the spec can't be installed together",
                place="environment",
                notes=result.tail,
                help="change one of the versions named above",
            ),
        )
    return (
        Finding(
            code="E817",
            message="uv could not choose the packages",
            place="environment",
            notes=result.tail or (f"exit status {result.status}",),
            help="mend what uv says above, and run again",
        ),
    )


def _unknown_packages(text: str) -> list[Finding]:
    names = re.findall(rf"{_NAME} was not found in the (?:package registry|provided package locations)", text)
    return [
        Finding(
            code="E813",
            message=f"there is no package `{name}` in the index",
            place=f'environment.package "{name}"',
            help="correct the name",
        )
        for name in dict.fromkeys(names)
    ]


def _unknown_versions(text: str, exclude_newer: str) -> list[Finding]:
    findings: list[Finding] = []
    filtered = dict(
        re.findall(rf"`{_NAME}` was filtered by `exclude-newer`.*?was published at (\S+?)\.(?:\s|$)", text)
    )
    for name, version in dict.fromkeys(re.findall(rf"there is no version of {_NAME}==([^\s,]+)", text)):
        place = f'environment.package "{name}"'
        if name in filtered:
            findings.append(
                Finding(
                    code="E819",
                    message=f"{name} {version} was uploaded after {exclude_newer}, the last day taken",
                    place=place,
                    notes=(f"it was uploaded at {filtered[name]}",),
                    help="set a later `exclude_newer` in `environment`, or take an older version",
                )
            )
        else:
            findings.append(
                Finding(
                    code="E812",
                    message=f"there is no version {version} of `{name}` in the index",
                    place=place,
                    help="use a version that the index has",
                )
            )
    return findings


def _no_wheels(text: str, target: Target) -> list[Finding]:
    pattern = rf"{_NAME}(?:[=<>!~]=?([^\s,]+))? has no (?:usable )?wheels"
    findings: dict[str, Finding] = {}
    for name, version in re.findall(pattern, text):
        what = f"{name} {version}".strip()
        where = f"Python {target.python} on {target.system}/{target.machine}"
        findings.setdefault(
            name,
            Finding(
                code="E815",
                message=f"{what} has no wheel for {where}; specc installs wheels only",
                place=f'environment.package "{name}"',
                help="take a version that has one, or another Python version",
            ),
        )
    return list(findings.values())
