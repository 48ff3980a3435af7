"""What will be done: steps in order, each with the hash of all that can change its result."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `needs`: finished steps, or parts of them (`split/train`), whose digests enter its key.
    `recipe`: sha256 over the parts of the spec, the generated code and the environment that can change
    what the step gives."""

    name: str
    needs: tuple[str, ...]
    recipe: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of one build and what they run on. `packages`: every pinned package with its version, by
    name. `pins`: environment variables that must be in force; an empty value means that the variable is
    not set."""

    name: str
    version: int
    steps: tuple[Step, ...]
    pins: tuple[tuple[str, str], ...]
    packages: tuple[tuple[str, str], ...]
    python: str
    platform: str
    cpu: str
    threads: int
