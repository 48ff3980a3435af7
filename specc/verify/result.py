"""What a verification found, as a value."""

from __future__ import annotations

from typing import Literal

from specc.diagnostics import Finding
from specc.lock.lock import Table
from specc.records import dataclass
from specc.verify.difference import Difference

Status = Literal["same", "different", "not run"]


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the table: what was compared and how it came out, with a few words where they help."""

    name: str
    status: Status
    words: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of `specc verify`.

    `checks`: in order, first what the run is given, then its steps. `differences`: in order, the first is
    where it starts. `findings`: what stood in the way, and notes. `promises`: rows of the lock, with the
    values of this run where there was one. `could_run`: false when the run itself did not come to its end.
    `others`: facts about this machine that differ from the lock's and may explain a difference.
    """

    place: str
    model: str
    checks: tuple[Check, ...] = ()
    differences: tuple[Difference, ...] = ()
    findings: tuple[Finding, ...] = ()
    promises: tuple[Table, ...] = ()
    inputs_only: bool = False
    could_run: bool = True
    others: tuple[str, ...] = ()
    kept: str = ""

    @property
    def first(self) -> Difference | None:
        """The first difference, or none."""
        return self.differences[0] if self.differences else None

    @property
    def broken(self) -> tuple[Table, ...]:
        """Promises that do not hold."""
        return tuple(promise for promise in self.promises if promise.get("holds") is False)

    @property
    def exit_code(self) -> int:
        """0 same; 1 a difference, a finding or a broken promise; 3 could not run."""
        if self.differences or self.broken:
            return 1
        if not self.could_run:
            return 3
        return 1 if any(finding.is_error for finding in self.findings) else 0
