"""`specc build`: build the model of a spec and write its lock."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specc.build.job import Outcome

HELP = "Check a spec, generate its training script and container, run it, and write its lock."


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the spec")
    parser.add_argument(
        "--runner",
        choices=("auto", "venv", "docker"),
        default="auto",
        help="where to run; auto takes the container engine where it answers and has the base",
    )
    parser.add_argument("--build-dir", type=Path, metavar="DIR", help="instead of build/ here")
    parser.add_argument(
        "--emit-only", type=Path, metavar="DIR", help="write the generated files to DIR and stop"
    )
    parser.add_argument("--fresh", action="store_true", help="run every step, take none from the store")
    parser.add_argument("--format", choices=("text", "concise", "json", "github"), default="text")
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress")


def run(args: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from specc.build.job import Options, build, emit_only
    from specc.build.report import report
    from specc.run.progress import QuietProgress, TerminalProgress

    if args.emit_only is not None:
        outcome = emit_only(args.file, args.emit_only)
        return _shown(args, outcome, f"wrote {len(outcome.files or {})} files to {args.emit_only}")
    progress = QuietProgress() if args.quiet else TerminalProgress(sys.stderr)
    options = Options(args.runner, args.build_dir, args.fresh)
    try:
        outcome = build(args.file, options, progress)
    finally:
        progress.done()
    return _shown(args, outcome, report(outcome))


def _shown(args: argparse.Namespace, outcome: Outcome, summary: str) -> int:
    from specc.diagnostics import render

    findings = [f for f in outcome.findings if f.severity != "note"] if args.quiet else list(outcome.findings)
    if findings or args.format == "json":
        print(render(findings, args.format), file=sys.stdout if args.format != "text" else sys.stderr)
    if summary and args.format == "text" and outcome.exit_code in (0, 1):
        print(summary)
    return outcome.exit_code
