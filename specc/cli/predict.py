"""`specc predict FILE ROWS`: run the generated `predict.py` of the built model in its locked environment."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specc.build.prepare import Checked, Prepared
    from specc.diagnostics import Finding

HELP = (
    "Predict a file of rows with the built model: label, probabilities, and the deploy threshold's decision."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the spec")
    parser.add_argument(
        "rows", type=Path, metavar="ROWS", help="CSV, Parquet (.parquet) or JSON lines (.json, .jsonl)"
    )
    parser.add_argument("--out", type=Path, metavar="F", help="file to write, else standard output")
    parser.add_argument(
        "--format", choices=("csv", "json", "parquet"), help="of what is written; else by its name"
    )
    parser.add_argument(
        "--source",
        action="append",
        default=[],
        metavar="NAME=FILE",
        help="rows of a joined source, instead of those that the model was built with",
    )
    parser.add_argument(
        "--build-dir", type=Path, default=Path("build"), metavar="DIR", help="instead of build/ here"
    )


def run(args: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from specc.build.prepare import check_file
    from specc.diagnostics import render

    checked, findings = check_file(args.file)
    if checked is None:
        print(render(list(findings), "text"), file=sys.stderr)
        return 1
    ready = _prepared(checked, args.build_dir)
    if isinstance(ready, tuple):
        print(render(list(ready), "text"), file=sys.stderr)
        return 3
    code, found = _run(args, ready, (args.build_dir / ready.spec.name).absolute())
    if found:
        print(render(list(found), "text"), file=sys.stderr)
    return code


def _prepared(checked: Checked, build_dir: Path) -> Prepared | tuple[Finding, ...]:
    """The spec with its lock's environment, when the build folder holds what is generated from it now."""
    from specc.build.prepare import prepare
    from specc.lock import lock_path, read_lock

    folder = build_dir / checked.spec.name
    beside = lock_path(str(checked.path))
    if not Path(beside).exists() or not (folder / "output" / "model.skops").exists():
        return (_finding("there is no built model of this spec", str(folder), "run `specc build` first"),)
    read = read_lock(beside)
    if read.lock is None:
        return read.findings
    ready, more = prepare(checked, from_lock=read.lock)
    if ready is None:
        return more
    for name, data in ready.files.items():
        if name.endswith(".py") and not _holds(folder / name, data):
            return (
                _finding(
                    f"`{name}` is not what is generated from this spec",
                    str(folder / name),
                    "run `specc build` again",
                ),
            )
    return ready


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _run(args: argparse.Namespace, ready: Prepared, folder: Path) -> tuple[int, tuple[Finding, ...]]:
    """Run `predict.py`; its findings about the rows are shown as ours."""
    import subprocess
    import tempfile

    from specc.diagnostics import Finding
    from specc.run.environment import ensure_environment
    from specc.run.progress import TerminalProgress
    from specc.run.venv import run_variables

    progress = TerminalProgress(sys.stderr)
    python = ensure_environment(ready.requirements, ready.spec.environment.python, ready.store, progress)
    progress.done()
    if isinstance(python, Finding):
        return 3, (python,)
    with tempfile.TemporaryDirectory(prefix="specc-predict-") as home:
        noted = Path(home) / "findings.json"
        argv = [str(python), "-B", "-s", str(folder / "predict.py"), "--findings", str(noted)]
        argv += ["--out", str(args.out.absolute()) if args.out else "-"]
        argv += ["--format", args.format] if args.format else []
        for given in args.source:
            name, _, file = given.partition("=")
            argv += ["--source", f"{name}={Path(file).absolute()}"]
        argv += ["--", str(args.rows.absolute())]
        done = subprocess.run(argv, env=run_variables(python, home), stderr=subprocess.PIPE, check=False)
        said = done.stderr.decode("utf-8", "replace")
        found = _noted(noted)
    if not found:
        sys.stderr.write(said)
    if done.returncode == 0 or found:
        return done.returncode, found
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "it said nothing")
    return 3, (
        _finding(
            f"predict.py did not come to its end: {last[:200]}",
            str(folder / "predict.py"),
            "see what it printed above",
        ),
    )


def _noted(path: Path) -> tuple[Finding, ...]:
    """The findings that `predict.py` wrote."""
    import json

    from specc.diagnostics import Finding

    try:
        listed = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return ()
    return tuple(
        Finding(
            code=str(each["code"]),
            message=str(each["message"]),
            place=str(each["place"]),
            help=str(each["help"]),
            notes=tuple(map(str, each["notes"])),
        )
        for each in listed
    )


def _finding(message: str, place: str, help: str) -> Finding:
    from specc.diagnostics import Finding

    return Finding(code="E884", message=message, place=place, help=help)
