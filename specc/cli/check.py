"""`specc check`: reads specs, prints every finding, runs nothing."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from specc.check import CheckResult, check
from specc.diagnostics.finding import Finding
from specc.source import Source
from specc.syntax.reading import MAX_BYTES, decode, read_source

HELP = "Check specs: names, types, units, and what cannot work. Prints every finding; runs nothing."
OK, FINDINGS = 0, 1
FORMATS = ("text", "concise", "json", "github", "sarif")


def configure(parser: ArgumentParser) -> None:
    """The arguments of `specc check`."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="specs to check; - for standard input")
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="how findings are printed (default: text)"
    )
    parser.add_argument(
        "--compiled",
        action="store_true",
        help="print the compiled spec as canonical JSON, findings to standard error",
    )


def run(args: Namespace) -> int:
    """Checks each file; 0 fine (warnings too), 1 when a file has errors."""
    findings: list[Finding] = []
    results: list[CheckResult] = []
    for name in args.files:
        source = _read(name)
        if isinstance(source, Finding):
            findings.append(source)
            continue
        result = check(source)
        results.append(result)
        findings += result.findings
    _show(findings, args.format, to_error=args.compiled)
    if args.compiled:
        _print_compiled(results)
    failed = any(finding.is_error for finding in findings)
    if args.format == "text" and not args.compiled:
        _summary(args.files, findings)
    return FINDINGS if failed else OK


def _read(name: str) -> Source | Finding:
    if name == "-":
        return decode(sys.stdin.buffer.read(MAX_BYTES + 1), "<stdin>")
    return read_source(name)


def _show(findings: list[Finding], format: str, *, to_error: bool) -> None:
    if not findings and format in ("text", "concise", "github"):
        return
    from specc.diagnostics import render, wants_color

    stream = sys.stderr if to_error else sys.stdout
    stream.write(render(findings, format, color=format == "text" and wants_color(stream)))


def _summary(files: list[str], findings: list[Finding]) -> None:
    count = f"{len(files)} file{'' if len(files) == 1 else 's'}"
    if not findings:
        print(f"{count} checked, nothing found")
        return
    from specc.diagnostics import summary

    print(f"{count} checked: {summary(findings)}")


def _print_compiled(results: list[CheckResult]) -> None:
    from specc.model.canonical import compiled_json

    for result in results:
        if result.spec is not None:
            sys.stdout.write(compiled_json(result.spec))
