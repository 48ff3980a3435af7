"""What a place to run takes and gives."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from specc.diagnostics import Finding
from specc.model.spec import Environment, Json
from specc.records import dataclass
from specc.run.progress import Progress
from specc.run.requirements import Requirements
from specc.store import Store


@dataclass(frozen=True, slots=True)
class RunRequest:
    """One run of a build context.

    `context`: the folder with `train.py`. `data`: the snapshot (`inputs.json` lies beside it, in `context`).
    `output`: replaced as a whole when the run ends well, untouched otherwise. `cache`: finished steps, or
    none to run everything. `arguments`: further ones for `train.py` (`--until`, ...).
    """

    context: Path
    data: Path
    output: Path
    cache: Path | None
    arguments: tuple[str, ...]
    requirements: Requirements
    environment: Environment
    store: Store

    @property
    def partial(self) -> bool:
        """True when the run stops at a step, so that there need be no whole record."""
        return "--until" in self.arguments


@dataclass(frozen=True, slots=True)
class RunResult:
    """What came of it. `exit_code` 0: `record` is there; 1: the input was bad; 3: the run did not come to its
    end (crash, time, memory, no engine), `findings` say why."""

    record: dict[str, Json] | None
    findings: tuple[Finding, ...]
    exit_code: int


class Runner(Protocol):
    """A place to run."""

    @property
    def name(self) -> str:
        """`venv` or `docker`."""
        ...

    def check(self, request: RunRequest) -> tuple[Finding, ...]:
        """What stands in the way of a run here; fast, changes nothing."""
        ...

    def run(self, request: RunRequest, progress: Progress) -> RunResult:
        """Set the environment up where needed, run, and read what came out. KeyboardInterrupt passes
        through after everything that was started is gone."""
        ...
