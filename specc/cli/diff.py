"""`specc diff OLD NEW`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

HELP = "Show what changed between two specs and their locks, grouped by what it changes."


def configure(parser: ArgumentParser) -> None:
    """The arguments."""
    parser.add_argument("old", metavar="OLD", help="a spec, or `REV:path` for one in git")
    parser.add_argument("new", metavar="NEW", help="a spec, or `REV:path` for one in git")
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text")


def run(args: Namespace) -> int:
    """Print the changes; gives the exit code."""
    from specc.diagnostics import render
    from specc.diff.job import diff
    from specc.diff.render import render_diff

    result = diff(args.old, args.new)
    if result.findings and args.format != "json":
        sys.stderr.write(render(result.findings, "text"))
    sys.stdout.write(render_diff(result, args.format))
    return result.exit_code
