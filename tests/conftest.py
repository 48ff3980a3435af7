"""Fixtures that several rooms share: a Docker Engine of our own, a registry on it, and a base image.

Where no engine can be started the tests that need one are skipped with the reason; with
SPECC_REQUIRE_DOCKER=1 they fail instead.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take longest start first, so that the workers end together."""
    haste: dict[Path, int] = {}
    for item in items:
        slow = 0 if item.get_closest_marker("docker") else 1 if item.get_closest_marker("slow") else 2
        haste[item.path] = min(slow, haste.get(item.path, 2))
    items.sort(key=lambda item: haste[item.path])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """A file at a time goes to a worker (its fixtures are built once), and all container tests to one: they
    share an engine."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path = nodeid.partition("::")[0]
            uses_engine = "mark.docker" in (config.rootpath / path).read_text("utf-8")
            return "container" if uses_engine else path

    return ByFile(config, log)


def give_up(reason: str) -> None:
    """Skip, or fail where an engine was promised."""
    if os.environ.get("SPECC_REQUIRE_DOCKER") == "1":
        pytest.fail(f"SPECC_REQUIRE_DOCKER=1, and {reason}", pytrace=False)
    pytest.skip(reason)


def script(*arguments: str) -> str:
    """The output of one of our scripts; skips or fails with its reason."""
    done = subprocess.run(["bash", *arguments], capture_output=True, text=True, check=False, timeout=600)
    if done.returncode != 0:
        give_up(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"{arguments} failed")
    return done.stdout.strip()


@pytest.fixture(scope="session")
def engine_folder() -> Iterator[Path]:
    """The folder of a running engine: the one of SPECC_ENGINE_DIR, or one that ends with the tests."""
    given = os.environ.get("SPECC_ENGINE_DIR")
    folder = Path(given) if given else Path(tempfile.mkdtemp(prefix="specc-engine-"))
    try:
        script(str(SCRIPTS / "engine.sh"), "start", str(folder))
        yield folder
    finally:
        if not given:
            subprocess.run(["bash", str(SCRIPTS / "engine.sh"), "stop", str(folder)], check=False)
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def docker_engine(engine_folder: Path) -> str:
    """The engine's address, for DOCKER_HOST. `use_engine` sets it for one test."""
    return script(str(SCRIPTS / "engine.sh"), "start", str(engine_folder)).removeprefix("DOCKER_HOST=")


@pytest.fixture(scope="session")
def registry(docker_engine: str, engine_folder: Path) -> str:
    """Host and port of a registry that the engine reaches."""
    return script(str(SCRIPTS / "engine.sh"), "registry", str(engine_folder)).removeprefix("REGISTRY=")


@pytest.fixture(scope="session")
def base_image(docker_engine: str, registry: str, engine_folder: Path) -> str:
    """A base with Debian 12 and Python 3.11 in the registry, by digest (`127.0.0.1:5000/...@sha256:...`)."""
    name = f"{registry}/specc-base"
    known = engine_folder / "base.json"
    if not known.exists():
        archive = engine_folder / "base.tar"
        script(str(SCRIPTS / "make_base.sh"), str(archive))
        docker(docker_engine, "load", "--quiet", "--input", str(archive))
        docker(docker_engine, "tag", "specc-base:bookworm", f"{name}:bookworm")
        docker(docker_engine, "push", "--quiet", f"{name}:bookworm")
        archive.unlink()
        shown = docker(docker_engine, "inspect", "--format", "{{json .RepoDigests}}", f"{name}:bookworm")
        reference = next(one for one in json.loads(shown) if one.startswith(name))
        known.write_text(json.dumps(reference), "utf-8")
    found: str = json.loads(known.read_text("utf-8"))
    return found


@pytest.fixture
def use_engine(docker_engine: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """DOCKER_HOST is our engine's address in this test."""
    monkeypatch.setenv("DOCKER_HOST", docker_engine)
    return docker_engine


def docker(address: str, *arguments: str) -> str:
    """Output of the docker command against an engine."""
    done = subprocess.run(
        ["docker", "--host", address, *arguments], capture_output=True, text=True, check=False, timeout=300
    )
    if done.returncode != 0:
        give_up(f"docker {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.strip()
