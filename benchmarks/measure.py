"""Timing of processes: wall and processor seconds, two sides in turns."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """A process: wall seconds, and processor seconds with those of its children."""

    wall: float
    cpu: float


def timed(
    command: Sequence[str | Path],
    cwd: Path,
    extra: Mapping[str, str] | None = None,
    codes: tuple[int, ...] = (0,),
) -> Run:
    """Run a command to its end; another exit code than `codes` ends the benchmark with its output."""
    environment = os.environ | {"NO_COLOR": "1"} | dict(extra or {})
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        parts = [str(part) for part in command]
        again = subprocess.run(parts, cwd=cwd, env=environment, capture_output=True, text=True)
        words = " ".join(parts)
        raise SystemExit(f"`{words}` ended with {process.returncode}:\n{again.stdout}{again.stderr}")
    return Run(wall, usage.ru_utime + usage.ru_stime)


def in_turns(sides: Mapping[str, Callable[[], Run]], rounds: int) -> dict[str, list[Run]]:
    """Each side once a round, in turning order, so that neither has the quiet minutes alone."""
    names = list(sides)
    runs: dict[str, list[Run]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names if number % 2 == 0 else reversed(names):
            runs[name].append(sides[name]())
    return runs


def median(runs: Sequence[Run], what: Callable[[Run], float] = lambda run: run.wall) -> float:
    """The median over runs, of wall seconds unless told otherwise."""
    return statistics.median(what(run) for run in runs)


def spread(runs: Sequence[Run], what: Callable[[Run], float] = lambda run: run.wall) -> str:
    """Least and greatest, for a table."""
    values = [what(run) for run in runs]
    return f"{min(values):.2f} to {max(values):.2f}"
