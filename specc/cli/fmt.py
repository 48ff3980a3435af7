"""`specc fmt`: lays specs out. White space only; every run proves it."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from difflib import unified_diff
from pathlib import Path

from specc.diagnostics import Finding, render, wants_color
from specc.source import Source
from specc.syntax import format_text, read_source
from specc.syntax.reading import MAX_BYTES, decode

HELP = "Lay out specs: white space only, no options. A spec that can't be read is left as it is."
OK, DIFFERENT, NOT_RUN = 0, 1, 3


def configure(parser: ArgumentParser) -> None:
    """The arguments of `specc fmt`."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="specs to lay out in place; - for standard input"
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file would change")
    parser.add_argument("--diff", action="store_true", help="write nothing; print what would change")


def run(args: Namespace) -> int:
    """Formats each file; 0 fine, 1 findings or (with --check) a file that would change, 3 could not write."""
    return max(_one(name, args.check, args.diff) for name in args.files)


def _one(name: str, check: bool, diff: bool) -> int:
    from_input = name == "-"
    source = decode(sys.stdin.buffer.read(MAX_BYTES + 1), "<stdin>") if from_input else _regular(name)
    if isinstance(source, Finding):
        return _show((source,))
    result = format_text(source)
    if result.findings:
        return _show(result.findings)
    data = result.text.encode("utf-8")
    if from_input and not (check or diff):
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return OK
    # a byte order mark is left out of the text, so the bytes are what is compared
    changed = source.text != result.text or (not from_input and Path(name).stat().st_size != len(data))
    if not changed:
        return OK
    if diff:
        sys.stdout.write(_difference(source, result.text))
    if check:
        print(f"would lay out {source.path}")
        return DIFFERENT
    return OK if diff else _write(name, data)


def _regular(name: str) -> Source | Finding:
    """The file's text. A symbolic link is refused: writing would put a file in the link's place."""
    if Path(name).is_symlink():
        help = "name the file that it points to"
        return Finding(code="E001", message=f"`{name}` is a symbolic link", place=name, help=help)
    return read_source(name)


def _difference(source: Source, text: str) -> str:
    """A unified diff of the two texts; a change of line ends alone shows as changed lines."""
    before, after = source.text.splitlines(keepends=True), text.splitlines(keepends=True)
    lines = []
    for line in unified_diff(before, after, source.path, source.path):
        shown = line.replace("\r", "\\r")
        lines.append(shown if shown.endswith("\n") else shown + "\n\\ No newline at end of file\n")
    return "".join(lines) or f"{source.path}: a byte order mark would go\n"


def _write(name: str, data: bytes) -> int:
    """Beside the file, then renamed over it, so that a killed run leaves the one or the other whole."""
    path = Path(name)
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fchmod(file.fileno(), mode)
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        message = f"`{name}` can't be written: {error.strerror or error}"
        _show((Finding(code="E007", message=message, place=name, help="check the folder's permissions"),))
        return NOT_RUN
    print(f"laid out {name}")
    return OK


def _show(findings: tuple[Finding, ...]) -> int:
    sys.stderr.write(render(findings, "text", color=wants_color(sys.stderr)))
    return DIFFERENT
