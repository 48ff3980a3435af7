"""Which place to run in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specc.diagnostics import Finding
from specc.records import dataclass

if TYPE_CHECKING:
    from specc.run.types import Runner

RUNNERS = ("venv", "docker", "auto")


@dataclass(frozen=True, slots=True)
class Choice:
    """The place, and for `auto` a sentence that says why."""

    runner: Runner
    note: str


def choose(name: str, base_image: str = "", platform: str = "") -> Choice | Finding:
    """The runner of that name; `auto` takes the engine where it answers and has the base, else the venv.

    `base_image` is the reference by digest that the Dockerfile starts from; empty when there is none.
    """
    from specc.run.venv import VenvRunner

    if name == "venv":
        return Choice(VenvRunner(), "")
    if name == "docker":
        from specc.run.docker import DockerRunner

        return Choice(DockerRunner(), "")
    if name != "auto":
        return Finding(
            code="E842",
            message=f"there is no runner `{name}`",
            place="--runner",
            help="use one of " + ", ".join(RUNNERS),
        )
    why = _why_not(base_image, platform)
    if why:
        return Choice(VenvRunner(), f"running in a venv: {why}")
    from specc.run.docker import DockerRunner

    return Choice(DockerRunner(), "running in a container: the engine answers and has the base image")


def _why_not(base_image: str, platform: str) -> str:
    """Empty when the engine can be used at once."""
    if not base_image:
        return "the spec names no base image"
    from specc.run.engine import connect, has_base, platform_finding, unpinned

    loose = unpinned([base_image])
    if loose:
        return loose[0].message
    engine = connect()
    if isinstance(engine, Finding):
        return engine.message
    try:
        wrong = platform_finding(engine, platform) if platform else None
        if wrong is not None:
            return wrong.message
        if not has_base(engine, base_image):
            return f"the engine does not have the base image {base_image}"
        return ""
    finally:
        engine.close()
