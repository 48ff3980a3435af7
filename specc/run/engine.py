"""A Docker Engine (or Podman's socket): reaching it, its base images, and what its refusals mean."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from specc.diagnostics import Finding
from specc.records import dataclass
from specc.run.wheels import same_platform

if TYPE_CHECKING:
    from docker import DockerClient

TIMEOUT_S = 900  # a build step may be silent for minutes
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that answers. `local`: it sees this machine's files, so folders can be mounted.
    `rootless`: its root is the user that runs it."""

    client: DockerClient
    address: str
    local: bool
    rootless: bool
    platform: str

    def close(self) -> None:
        """Let go of the connection."""
        self.client.close()


def connect() -> Engine | Finding:
    """The engine of DOCKER_HOST, CONTAINER_HOST (Podman), or of the usual sockets.

    Findings told apart: the `docker` package is missing, no engine, a socket that nobody answers, no
    permission, anything else with the engine's own words.
    """
    try:
        import docker
        from docker.errors import DockerException
        from requests.exceptions import RequestException
    except ImportError as error:
        return Finding(
            code="E841",
            message="the Python package `docker` is not installed beside specc",
            place="docker",
            notes=(str(error),),
            help="install it with `python -m pip install docker`, or build with `--runner venv`",
        )
    address = _address()
    variables = dict(os.environ) | ({"DOCKER_HOST": address} if address else {})
    try:
        client = docker.from_env(environment=variables, timeout=TIMEOUT_S)
        info, version = client.info(), client.version()
    except (DockerException, RequestException, OSError, ValueError) as error:
        return _unreachable(str(error), address or "unix:///var/run/docker.sock")
    options = [str(option) for option in info.get("SecurityOptions") or []]
    return Engine(
        client,
        address,
        local=client.api.base_url.startswith(("http+docker", "unix")),
        rootless=any("rootless" in option for option in options),
        platform=f"{version.get('Os', 'linux')}/{version.get('Arch', '')}",
    )


def base_digest(reference: str) -> str | Finding:
    """The digest (`sha256:...`) that an image name stands for now: from the name itself, the engine, or the
    image's registry. For writing a base image by digest; never called when something is built."""
    pinned = _DIGEST.search(reference)
    if pinned is not None:
        return pinned[0]
    engine = connect()
    if isinstance(engine, Finding):
        return engine
    from docker.errors import APIError, DockerException, ImageNotFound

    try:
        for known in engine.client.images.get(reference).attrs.get("RepoDigests") or []:
            if _repository(known) == _repository(reference):
                return str(known).rpartition("@")[2]
    except (ImageNotFound, APIError):
        pass
    try:
        return str(engine.client.images.get_registry_data(reference).id)
    except DockerException as error:
        return base_missing(reference, str(error))
    finally:
        engine.close()


def base_references(dockerfile: str) -> list[str]:
    """The images that a Dockerfile starts from, without those that are stages of its own."""
    stages: set[str] = set()
    found: list[str] = []
    for line in dockerfile.splitlines():
        match = re.match(r"\s*FROM\s+(?:--platform=\S+\s+)?(\S+)(?:\s+AS\s+(\S+))?\s*$", line, re.IGNORECASE)
        if match is None:
            continue
        if match[1] not in stages and match[1] != "scratch":
            found.append(match[1])
        if match[2]:
            stages.add(match[2])
    return list(dict.fromkeys(found))


def unpinned(references: Iterable[str]) -> tuple[Finding, ...]:
    """A finding for each base image that is named by a tag: a tag can mean another image tomorrow."""
    return tuple(
        Finding(
            code="E836",
            message=f"base image `{reference}` is named by a tag, which can move",
            place="environment.base_image",
            help="name it by digest, as in `python:3.11-slim@sha256:...`; "
            "`docker images --digests` shows the digest",
        )
        for reference in references
        if not re.search(r"(^|@)sha256:[0-9a-f]{64}$", reference)
    )


def has_base(engine: Engine, reference: str) -> bool:
    """True when the engine holds the image, so that no network is needed."""
    from docker.errors import DockerException

    try:
        engine.client.images.get(reference)
    except DockerException:
        return False
    return True


def pull_base(engine: Engine, reference: str) -> Finding | None:
    """Fetch a base image by digest."""
    from docker.errors import DockerException

    if reference.startswith("sha256:"):
        return base_missing(reference, "an image ID can't be fetched from a registry")
    try:
        engine.client.images.pull(reference)
    except DockerException as error:
        return base_missing(reference, str(error))
    return None


def platform_finding(engine: Engine, platform: str) -> Finding | None:
    """The finding when the engine runs on another processor than the spec says."""
    if same_platform(engine.platform, platform):
        return None
    return Finding(
        code="E840",
        message=f"the spec's platform is {platform} and the engine's is {engine.platform}",
        place="environment.platform",
        help="use an engine on that platform (DOCKER_HOST)",
    )


def base_missing(reference: str, why: str) -> Finding:
    """The base is neither here nor to be had."""
    return Finding(
        code="E835",
        message=f"base image `{reference}` is not on the engine and can't be fetched",
        place="environment.base_image",
        notes=(_plain(why),),
        help="check the name and its registry, or load the image into the engine",
    )


def engine_failed(doing: str, error: Exception) -> Finding:
    """Anything else that the engine refused, in its own words."""
    return Finding(
        code="E839",
        message=f"the engine failed while {doing}",
        place="docker",
        notes=(_plain(str(error)),),
        help="read the engine's words above; `docker info` shows its state",
    )


def _address() -> str:
    """Where to look: the variables, else the first usual socket that exists; empty for Docker's default."""
    for name in ("DOCKER_HOST", "CONTAINER_HOST"):
        if os.environ.get(name):
            return os.environ[name]
    if Path("/var/run/docker.sock").exists():
        return ""
    runtime = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    usual = (
        Path.home() / ".docker/run/docker.sock",
        Path(runtime) / "docker.sock",
        Path(runtime) / "podman/podman.sock",
        Path("/run/podman/podman.sock"),
    )
    return next((f"unix://{path}" for path in usual if path.exists()), "")


def _unreachable(text: str, address: str) -> Finding:
    """One exception stands for all of these; only its text tells them apart."""
    if "PermissionError" in text or "Permission denied" in text:
        return Finding(
            code="E834",
            message=f"this user may not use the engine at {address}",
            place=address,
            help="add the user to the group that owns the socket (often `docker`), or use `--runner venv`",
        )
    if "ConnectionRefusedError" in text or "Connection refused" in text:
        return Finding(
            code="E833",
            message=f"nobody answers at {address}: the engine has stopped",
            place=address,
            help="start the engine, or build with `--runner venv`",
        )
    if "FileNotFoundError" in text or "No such file" in text or "Name or service not known" in text:
        return Finding(
            code="E832",
            message=f"there is no engine at {address}",
            place=address,
            help="install and start Docker or Podman, set DOCKER_HOST, or build with `--runner venv`",
        )
    return Finding(
        code="E839",
        message=f"the engine at {address} gave no usable answer",
        place=address,
        notes=(_plain(text),),
        help="check DOCKER_HOST and the engine, or build with `--runner venv`",
    )


def _repository(reference: str) -> str:
    """`docker.io/library/python:3.11@sha256:..` and `python` are one repository."""
    name = reference.partition("@")[0]
    head, slash, tail = name.rpartition("/")
    name = f"{head}{slash}{tail.partition(':')[0]}"
    return name.removeprefix("docker.io/").removeprefix("library/")


def _plain(text: str) -> str:
    return " ".join(text.split())[:600]
