"""`specc verify FILE`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

HELP = "Hold spec, generated files, inputs and environment against the lock, run everything again, compare."


def configure(parser: ArgumentParser) -> None:
    """The arguments."""
    parser.add_argument("file", metavar="FILE", help="a spec; its lock lies beside it")
    parser.add_argument("--inputs", action="store_true", help="all but the run: for every commit")
    parser.add_argument("--runner", choices=("auto", "venv", "docker"), default="auto", help="where to run")
    parser.add_argument("--format", choices=("text", "json", "junit", "github"), default="text")
    parser.add_argument(
        "--build-dir", metavar="DIR", default="", help="where `specc build` wrote (default: build)"
    )
    parser.add_argument("--keep", action="store_true", help="leave the folder of the run in place")


def run(args: Namespace) -> int:
    """Verify, print the report; gives the exit code."""
    from pathlib import Path

    from specc.run.progress import QuietProgress, TerminalProgress
    from specc.verify.job import Options, verify
    from specc.verify.render import render_verification

    options = Options(
        inputs_only=args.inputs,
        runner=args.runner,
        build_dir=Path(args.build_dir) if args.build_dir else None,
        keep=args.keep,
    )
    progress = QuietProgress() if args.inputs else TerminalProgress(sys.stderr)
    try:
        result = verify(Path(args.file), options, progress)
    finally:
        progress.done()
    sys.stdout.write(render_verification(result, args.format))
    if args.format == "github":
        _add_summary(result)
    return result.exit_code


def _add_summary(result: object) -> None:
    """Add to the page of the workflow run, where there is one."""
    import os
    from pathlib import Path

    from specc.verify.render import summary
    from specc.verify.result import Verification

    target = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if not target or not isinstance(result, Verification):
        return
    try:
        with Path(target).open("a", encoding="utf-8", errors="backslashreplace") as page:
            page.write(summary(result))
    except OSError as error:
        print(f"the summary can't be written: {error.strerror}", file=sys.stderr)
