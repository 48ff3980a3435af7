"""The command line. One thin module per command, imported only when it is the one asked for."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib import import_module

COMMANDS = {
    "check": "check specs and print findings",
    "fmt": "format specs (white space only)",
    "explain": "explain a finding's code or a setting",
    "build": "build the model and write the lock",
    "verify": "run everything again and compare with the lock",
    "diff": "show what changed between two specs and their locks",
    "predict": "predict rows with the built model",
}
OK, DIFFERENT, USAGE, NOT_RUN, INTERRUPTED = 0, 1, 2, 3, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code: 0 fine, 1 findings, 2 usage, 3 could not run, 130 interrupted."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _readable_streams()
    if arguments and arguments[0] in ("--version", "-V"):
        from specc import __version__

        print(f"specc {__version__}")
        return OK
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(_overview())
        return OK if arguments else USAGE
    name = arguments[0]
    if name not in COMMANDS:
        from specc.cli.unknown import unknown_command

        print(unknown_command(name, COMMANDS), file=sys.stderr)
        return USAGE
    return _run(name, arguments[1:])


def _run(name: str, arguments: list[str]) -> int:
    module = import_module(f"specc.cli.{name}")
    parser = ArgumentParser(prog=f"specc {name}", description=module.HELP, allow_abbrev=False)
    module.configure(parser)
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        return int(module.run(options))
    except KeyboardInterrupt:
        print("interrupted; what was finished is kept", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # the reader (head, less) has what it wanted; Python must not complain at exit
        sys.stdout = None
        return OK


def _readable_streams() -> None:
    """A name or a cell may hold what the terminal's encoding lacks: show it escaped instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _overview() -> str:
    width = max(map(len, COMMANDS))
    lines = ["usage: specc COMMAND ...", ""]
    lines += [f"  {name:{width}}  {text}" for name, text in COMMANDS.items()]
    lines += [
        "",
        "specc COMMAND --help says more. Exit codes: 0 fine; 1 findings, a difference or a broken",
        "promise; 2 usage; 3 could not run; 130 interrupted.",
    ]
    return "\n".join(lines)
