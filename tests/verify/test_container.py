"""One spec, a venv of this machine and a container of another Debian: the same lock, and the same words."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from specc.lock import Lock, read_lock

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

pytestmark = [pytest.mark.docker, pytest.mark.slow]


def specc(folder: Path, engine: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DOCKER_HOST": engine}
    command = [sys.executable, "-m", "specc", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, base_image: str) -> Path:
    folder = tmp_path_factory.mktemp("container") / "spam"
    shutil.copytree(HERE / "spam", folder)
    spec = folder / "spam.mlspec"
    text = spec.read_text("utf-8")
    assert text.count("environment {") == 1
    spec.write_text(text.replace("environment {", f'environment {{\n  base_image = "{base_image}"'), "utf-8")
    return folder


def locked(folder: Path) -> Lock:
    lock = read_lock(str(folder / "spam.mlspec.lock")).lock
    assert lock is not None
    return lock


def test_both_runners_lock_the_same_and_name_the_same_row(project: Path, docker_engine: str) -> None:
    done = specc(project, docker_engine, "build", "spam.mlspec", "--runner", "docker")
    assert done.returncode == 0, done.stdout + done.stderr
    in_container = locked(project)
    done = specc(project, docker_engine, "build", "spam.mlspec", "--runner", "venv", "--fresh")
    assert done.returncode == 0, done.stdout + done.stderr
    in_venv = locked(project)
    assert in_container.root == in_venv.root
    assert in_container.get("machine", "runner") == "docker"
    assert in_venv.get("machine", "runner") == "venv"
    assert in_container.get("machine", "python") != "" != in_venv.get("machine", "python")

    # the engine answers and has the base, so `auto` takes it
    done = specc(project, docker_engine, "verify", "spam.mlspec", "--format", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the engine answers" in done.stderr

    data = project / "data/messages.csv"
    lines = data.read_text("utf-8").splitlines(keepends=True)
    gone = lines.pop(204)
    data.write_text("".join(lines), "utf-8")
    done = specc(project, docker_engine, "verify", "spam.mlspec", "--runner", "docker", "--format", "json")
    assert done.returncode == 1, done.stdout + done.stderr
    first = json.loads(done.stdout)["first"]["what"]
    assert f"row with key {gone.split(',')[0]} is gone" in first
