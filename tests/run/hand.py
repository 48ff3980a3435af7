"""Parts of small build contexts that are made by hand."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from specc.model.spec import Environment
from specc.run.requirements import LockedPackage, requirements_of

HERE = Path(__file__).parent

# one small pure wheel: most tests are about the run, not about what is installed
SMALL = requirements_of(
    [
        LockedPackage(
            "threadpoolctl",
            "3.8.0",
            ("sha256:f1b49c82704d50f13ffae019c727b0fa4f6791a58f48f06a09c45face1be66da",),
        )
    ],
    "2026-11-22",
)

HEAD = """\
import json, os, pathlib, signal, subprocess, sys, time
OUT = pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
DATA = pathlib.Path(sys.argv[sys.argv.index("--data") + 1])
def say(text): print(text, file=sys.stderr, flush=True)
def record(**more): (OUT / "record.json").write_text(json.dumps({"format": 1} | more))
"""


def environment(**changes: object) -> Environment:
    """Python 3.11 on linux/amd64 with one thread."""
    plain = Environment("3.11", "linux/amd64", "", (), 1, 0, None, "x86_64_v3", "2026-11-22", None)
    return replace(plain, **changes)  # type: ignore[arg-type]


@dataclass
class Lines:
    """A Progress that remembers."""

    stages: list[tuple[str, int, int, int, int]]
    messages: list[str]
    expected: dict[str, float]
    on_stage: Callable[[str], None] = lambda name: None

    def expect(self, seconds: dict[str, float]) -> None:
        """Keep."""
        self.expected = seconds

    def stage(self, name: str, index: int, of: int, part: int = 0, parts: int = 0) -> None:
        """Keep, and let the test act."""
        self.stages.append((name, index, of, part, parts))
        self.on_stage(name)

    def message(self, text: str) -> None:
        """Keep."""
        self.messages.append(text)

    def done(self) -> None:
        """Nothing."""


def processes(word: str) -> list[str]:
    """Command lines of running processes that have the word."""
    shown = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in shown.splitlines() if word in line]
