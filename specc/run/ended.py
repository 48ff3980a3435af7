"""From how a run ended to its result; the same for every place to run."""

from __future__ import annotations

import signal
from pathlib import Path

from specc.diagnostics import Finding
from specc.records import dataclass
from specc.run.output import read_findings, read_record, remove_tree, take_output
from specc.run.types import RunRequest, RunResult

_NO_MEMORY = ("MemoryError", "std::bad_alloc", "ArrowMemoryError", "malloc of size", "Cannot allocate memory")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended. `status` as a shell says it: 128 + n when signal n ended it."""

    status: int
    tail: tuple[str, ...]
    timed_out: bool = False
    out_of_memory: bool = False
    peak: int = 0


def result_of(ended: Ended | None, request: RunRequest, fresh: Path) -> RunResult:
    """Read and keep the output of a good run; name what went wrong with any other. None: interrupted."""
    if ended is None:
        remove_tree(fresh)
        return RunResult(None, (), 3)
    try:
        finding = _limit_finding(ended, request)
        if finding is None and ended.status == 1 and (fresh / "findings.json").exists():
            return RunResult(None, read_findings(fresh), 1)
        if finding is None and ended.status != 0:
            finding = _crash(ended)
        if finding is not None:
            return RunResult(None, (finding,), 3)
        record, findings = read_record(fresh, request.partial)
        if findings:
            return RunResult(None, findings, 3)
        refused = take_output(fresh, request.output)
        return RunResult(record, (), 0) if refused is None else RunResult(None, (refused,), 3)
    finally:
        remove_tree(fresh)


def size(count: int) -> str:
    """Bytes for a person: `3.5 GiB`."""
    value = float(count)
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if value < 1024 or unit == "GiB":
            return f"{value:.0f} {unit}" if value >= 100 or unit == "bytes" else f"{value:.3g} {unit}"
        value /= 1024
    return f"{count} bytes"


def _limit_finding(ended: Ended, request: RunRequest) -> Finding | None:
    limits = request.environment
    if ended.timed_out:
        return Finding(
            code="E826",
            message=f"the run took longer than the {limits.timeout_s or 0:g} s that the spec allows",
            place="environment.timeout",
            notes=_last(ended),
            help="raise the time limit in `environment`, or make the work smaller",
        )
    memory = ended.out_of_memory or (
        ended.status not in (0, 137) and any(sign in line for line in ended.tail for sign in _NO_MEMORY)
    )
    if memory:
        bound = f" of {size(limits.memory_bytes)}" if limits.memory_bytes else ""
        notes = (f"seen in use: {size(ended.peak)}",) if ended.peak else ()
        return Finding(
            code="E827",
            message=f"the run needed more memory than its limit{bound}",
            place="environment.memory",
            notes=notes + _last(ended),
            help="raise `memory` in `environment`, or make the work smaller",
        )
    return None


def _crash(ended: Ended) -> Finding:
    if ended.status > 128:
        number = ended.status - 128
        try:
            name = signal.Signals(number).name
        except ValueError:
            name = f"signal {number}"
        notes = ("the system ends processes so when its memory runs out",) if name == "SIGKILL" else ()
        if name == "SIGILL":
            notes = ("this processor lacks an instruction that was asked for: see `cpu` in `environment`",)
        return Finding(
            code="E828",
            message=f"the run was ended from outside by {name}",
            place="train.py",
            notes=notes + _last(ended),
            help="run again; finished steps are kept",
        )
    return Finding(
        code="E825",
        message=f"train.py failed (exit status {ended.status})",
        place="train.py",
        notes=ended.tail[-15:],
        help="read its last lines above; when the spec is fine, this is a defect of specc to report",
    )


def _last(ended: Ended) -> tuple[str, ...]:
    stages = [line for line in ended.tail if line.startswith("[")]
    return (f"last stage: {stages[-1]}",) if stages else ()
