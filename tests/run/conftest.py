"""A small build context by hand, and what is needed to run it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from specc.model.spec import Environment
from specc.run.requirements import LockedPackage, requirements_of
from specc.run.types import RunRequest
from specc.store import Store

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


@pytest.fixture
def lines() -> Lines:
    return Lines([], [], {})


@pytest.fixture(scope="session")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store that keeps its environments and wheels for all tests."""
    return Store(tmp_path_factory.mktemp("project") / ".specc")


@pytest.fixture
def context(tmp_path: Path, shared_store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[..., RunRequest]:
    """`context(code, base="", **environment)`: a request for a `train.py` with that body. It stops early
    (`--until`) so that any record is whole enough."""
    monkeypatch.delenv("SPECC_STORE", raising=False)

    def make(code: str, base: str = "", **changes: object) -> RunRequest:
        folder = tmp_path / "build" / "model"
        (folder / "data" / "s").mkdir(parents=True, exist_ok=True)
        (folder / "data" / "s" / "x.csv").write_text("a\n1\n")
        (folder / "inputs.json").write_text("[]")
        (folder / "train.py").write_text(HEAD + code)
        (folder / "requirements.lock").write_text(SMALL.text)
        dockerfile = (HERE / "Dockerfile.txt").read_text()
        (folder / "Dockerfile").write_text(dockerfile.replace("@BASE@", base or "scratch"))
        return RunRequest(
            folder,
            folder / "data",
            folder / "output",
            None,
            ("--until", "load"),
            SMALL,
            environment(base_image=base, **changes),
            shared_store,
        )

    return make


def processes(word: str) -> list[str]:
    """Command lines of running processes that have the word."""
    shown = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in shown.splitlines() if word in line]
