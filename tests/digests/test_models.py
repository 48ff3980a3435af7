"""A fitted model's digests and its skops file depend on the model alone: two processes with other memory
agree.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

Facts = dict[str, dict[str, object]]
SCRIPT = Path(__file__).parent / "many_models.py"
TIMED = {"search"}  # GridSearchCV keeps how long it took; no spec makes one


def facts(**environment: str) -> Facts:
    pins = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", **environment}
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], env={**os.environ, **pins}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    found: Facts = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def once() -> Facts:
    return facts(PYTHONHASHSEED="0")


@pytest.mark.slow
def test_another_process_with_other_memory_gives_the_same_bytes(once: Facts) -> None:
    again = facts(PYTHONHASHSEED="0", MALLOC_PERTURB_="165", TZ="Asia/Kolkata")
    for name, first in once.items():
        keys = ("state", "config", "content") if name in TIMED else ("state", "config", "content", "file")
        assert {key: again[name][key] for key in keys} == {key: first[key] for key in keys}, name


def test_a_file_loads_and_predicts_the_same(once: Facts) -> None:
    assert {name for name, found in once.items() if not found["loads"]} == set()
    assert {name for name, found in once.items() if not found["content_loaded"]} == set()


def test_state_and_config_are_told_apart(once: Facts) -> None:
    assert len({found["content"] for found in once.values()}) == len(once)
    assert all(found["state"] != found["config"] for found in once.values())
