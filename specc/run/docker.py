"""Running in a container of a Docker Engine."""

from __future__ import annotations

import hashlib
from pathlib import Path

from specc.diagnostics import Finding
from specc.run.container import JOB, ContainerJob, remove_leftovers, run_container
from specc.run.ended import Ended, result_of
from specc.run.engine import (
    Engine,
    base_missing,
    base_references,
    connect,
    engine_failed,
    has_base,
    platform_finding,
    pull_base,
    unpinned,
)
from specc.run.image import build_image, context_tar, find_image
from specc.run.output import fresh_output
from specc.run.progress import Progress, StageClock, load_timings, save_timings
from specc.run.types import RunRequest, RunResult
from specc.run.wheelhouse import wheelhouse
from specc.run.wheels import target_of
from specc.store import os_finding


class DockerRunner:
    """`train.py` in a container: no network, read-only, no capabilities, not root, limits of the spec."""

    name = "docker"

    def check(self, request: RunRequest) -> tuple[Finding, ...]:
        """The engine, its platform, and the base image: by digest, and here or to be had."""
        bases = _bases(request)
        if isinstance(bases, Finding):
            return (bases,)
        findings = list(unpinned(bases))
        engine = connect()
        if isinstance(engine, Finding):
            return (*findings, engine)
        try:
            wrong = platform_finding(engine, request.environment.platform)
            findings += [wrong] if wrong is not None else []
            if not findings:
                findings += [f for base in bases if (f := _can_have(engine, base)) is not None]
        finally:
            engine.close()
        return tuple(findings)

    def run(self, request: RunRequest, progress: Progress) -> RunResult:
        """Build the image or find it, run it, read what came out."""
        bases = _bases(request)
        if isinstance(bases, Finding):
            return _not_run(bases)
        loose = unpinned(bases)
        if loose:
            return _not_run(*loose)
        engine = connect()
        if isinstance(engine, Finding):
            return _not_run(engine)
        try:
            wrong = platform_finding(engine, request.environment.platform)
            if wrong is not None:
                return _not_run(wrong)
            project = hashlib.sha256(str(request.store.root).encode()).hexdigest()[:24]
            remove_leftovers(engine, project)
            image = _image(engine, bases, request, progress)
            if isinstance(image, tuple):
                return _not_run(*image)
            return _run_in(engine, image, project, request, progress)
        finally:
            engine.close()


def _image(
    engine: Engine, bases: list[str], request: RunRequest, progress: Progress
) -> str | tuple[Finding, ...]:
    """The image's ID, built where it is not there yet."""
    environment = request.environment
    target = target_of(environment.python, environment.platform)
    if target is None:
        return (base_missing(environment.platform, "no wheels are known for this platform"),)
    wheels = wheelhouse(request.requirements, target, request.store, progress)
    if isinstance(wheels, tuple):
        return wheels
    tar = context_tar(request.context, wheels)
    if isinstance(tar, Finding):
        return (tar,)
    known = find_image(engine, tar.key)
    if known is not None:
        return str(known.id)
    for base in bases:
        if not has_base(engine, base):
            progress.message(f"fetching the base image {base}")
            missing = pull_base(engine, base)
            if missing is not None:
                return (missing,)
    progress.message("building the image")
    built = build_image(engine, tar, request.context.name, request.store, progress)
    return (built,) if isinstance(built, Finding) else str(built.id)


def _run_in(engine: Engine, image: str, project: str, request: RunRequest, progress: Progress) -> RunResult:
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    fresh = fresh_output(request.output)
    if isinstance(fresh, Finding):
        return _not_run(fresh)
    clock = StageClock(progress)
    progress.expect(load_timings(request.store, request.context.name))
    ended: Ended | None = None
    failed: Finding | None = None
    try:
        job = _job(engine, image, project, request, fresh)
        ended = run_container(engine, job, clock.line)
    except (DockerException, RequestException) as error:
        failed = engine_failed("running the container", error)
    except OSError as error:
        failed = os_finding(error, request.output, "write")
    finally:
        clock.close()
        progress.done()
        result = result_of(ended, request, fresh)
    if failed is not None:
        return _not_run(failed)
    if result.exit_code == 0:
        save_timings(request.store, request.context.name, clock.seconds)
    return result


def _job(engine: Engine, image: str, project: str, request: RunRequest, fresh: Path) -> ContainerJob:
    mounts: dict[str, tuple[Path, bool]] = {
        f"{JOB}/data": (request.data, False),
        f"{JOB}/output": (fresh, True),
    }
    request.data.mkdir(parents=True, exist_ok=True)
    inputs = request.data.parent / "inputs.json"
    if inputs.is_file():
        mounts[f"{JOB}/inputs.json"] = (inputs, False)
    arguments = ["--data", f"{JOB}/data", "--out", f"{JOB}/output"]
    if request.cache is not None:
        request.cache.mkdir(parents=True, exist_ok=True)
        mounts[f"{JOB}/cache"] = (request.cache, True)
        arguments += ["--cache", f"{JOB}/cache"]
    environment = request.environment
    return ContainerJob(
        image,
        (*arguments, *request.arguments),
        mounts,
        environment.memory_bytes,
        environment.threads,
        environment.timeout_s,
        project,
    )


def _bases(request: RunRequest) -> list[str] | Finding:
    """What the Dockerfile starts from. None is generated for a spec without a base by digest: said why."""
    path, named = request.context / "Dockerfile", request.environment.base_image
    if not path.exists() and not named:
        return Finding(
            code="E843",
            message="the environment names no base image, and a container must start from one",
            place="environment.base_image",
            help='add `base_image = "name@sha256:..."`, or build with `--runner venv`',
        )
    if not path.exists() and unpinned([named]):
        return unpinned([named])[0]
    try:
        return base_references(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        return os_finding(error if isinstance(error, OSError) else OSError(str(error)), path)


def _can_have(engine: Engine, base: str) -> Finding | None:
    """None when the base is on the engine, or its registry answers for it."""
    from docker.errors import DockerException

    if has_base(engine, base):
        return None
    if base.startswith("sha256:"):
        return base_missing(base, "an image ID can't be fetched from a registry")
    try:
        engine.client.images.get_registry_data(base)
    except DockerException as error:
        return base_missing(base, str(error))
    return None


def _not_run(*findings: Finding) -> RunResult:
    return RunResult(None, findings, 3)
