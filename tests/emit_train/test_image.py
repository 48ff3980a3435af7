"""The generated context, run in a venv and in the container that its Dockerfile makes: the same record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import handmade
import pytest

from specc.emit import emit, write_context
from specc.model.spec import Json, Package
from specc.plan import plan
from specc.run.docker import DockerRunner
from specc.run.progress import QuietProgress
from specc.run.requirements import TRAINING_PACKAGES, Requirements, resolve
from specc.run.types import Runner, RunRequest
from specc.run.venv import VenvRunner
from specc.store import Store


@pytest.mark.docker
@pytest.mark.slow
@pytest.mark.usefixtures("use_engine")
def test_venv_and_container_record_the_same(tmp_path: Path, base_image: str) -> None:
    folder = tmp_path / "build" / "messages"
    spec = handmade.messages(tmp_path / "data")
    packages = (Package("scikit-learn", "1.9.1"), Package("pandas", "3.1.1"), Package("numpy", "2.4.6"))
    environment = replace(spec.environment, base_image=base_image, packages=packages, python="3.11")
    spec = replace(spec, environment=environment)
    requirements = resolve(environment, TRAINING_PACKAGES)
    if not isinstance(requirements, Requirements):
        assert "E816" in [finding.code for finding in requirements], requirements
        pytest.skip("the package index can't be reached")
    made = emit(plan(spec, requirements.text), spec, requirements.text, None)
    assert "Dockerfile" in made
    assert write_context(made, folder) == ()
    (folder / "inputs.json").write_text("[]")
    records: list[dict[str, Json]] = []
    runners: tuple[Runner, ...] = (VenvRunner(), DockerRunner())
    for runner in runners:
        request = RunRequest(
            folder,
            tmp_path / "data",
            tmp_path / runner.name,
            None,
            (),
            requirements,
            environment,
            Store(tmp_path / ".specc"),
        )
        result = runner.run(request, QuietProgress())
        assert result.record is not None, result.findings
        records.append(result.record)
    there = [record.pop("environment") for record in records]
    assert records[0] == records[1]
    assert there[0]["packages"] == there[1]["packages"] and there[0]["threadpools"] == there[1]["threadpools"]  # type: ignore[index, call-overload]
    for name in ("model.skops", "predictions.parquet", "model_leaves.json"):
        assert (tmp_path / "venv" / name).read_bytes() == (tmp_path / "docker" / name).read_bytes()
