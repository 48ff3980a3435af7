"""A small build context by hand, and what is needed to run it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from hand import HEAD, HERE, SMALL, Lines, environment

from specc.run.types import RunRequest
from specc.store import Store


@pytest.fixture
def lines() -> Lines:
    return Lines([], [], {})


@pytest.fixture(scope="session")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store that keeps its environments and wheels for all tests."""
    return Store(tmp_path_factory.mktemp("project") / ".specc")


@pytest.fixture
def context(
    tmp_path: Path, shared_store: Store, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., RunRequest]:
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
