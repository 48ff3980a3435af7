"""The lock as a value: what one build read, ran and made."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import TypeAlias

from specc.model.canonical import canonical
from specc.model.spec import Json
from specc.records import dataclass

FORMAT = 1
Table: TypeAlias = dict[str, Json]
# `root` can't cover itself; `machine` may rightly differ between two machines
NOT_IN_ROOT = ("root", "machine")


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file of a source: its path as the spec's folder sees it (with `/`), size, sha256 in hex."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LockedPackage:
    """One package at one version, and the `sha256:...` of each file that may be installed for it."""

    name: str
    version: str
    hashes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpecHashes:
    """`sha256:...` of the spec's text, of its meaning, of what reaches the model, and of each section."""

    text: str
    meaning: str
    training: str
    sections: Mapping[str, str]


def digest(data: bytes) -> str:
    """`sha256:<64 hex>`."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def package_name(name: str) -> str:
    """The normalised name of a package (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def table(value: Json) -> Table:
    """The value when it is a table, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Json) -> list[Json]:
    """The value when it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text(value: Json) -> str:
    """The value when it is a text, else an empty one."""
    return value if isinstance(value, str) else ""


def whole(value: Json) -> int:
    """The value when it is a whole number, else 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock that has the shape of `grammar/lock.schema.json`. Sections not reached are null."""

    document: Table

    def section(self, *path: str) -> Table:
        """The table at a path; empty where there is none."""
        here: Json = self.document
        for key in path:
            here = table(here).get(key)
        return table(here)

    def get(self, *path: str) -> Json:
        """The value at a path; none where there is none."""
        *above, last = path
        return self.section(*above).get(last)

    @property
    def root(self) -> str:
        """The root hash as it is written in the lock."""
        return text(self.document.get("root"))

    @property
    def name(self) -> str:
        """The model's name."""
        return text(self.get("spec", "name"))

    @property
    def version(self) -> int:
        """The model's version."""
        return whole(self.get("spec", "version"))

    @property
    def hashes(self) -> SpecHashes:
        """The hashes of the spec that was built."""
        spec = self.section("spec", "hashes")
        sections = {name: text(value) for name, value in table(spec.get("sections")).items()}
        return SpecHashes(
            text(spec.get("text")), text(spec.get("meaning")), text(spec.get("training")), sections
        )

    @property
    def defaults(self) -> Table:
        """Path and value of every setting that nobody wrote."""
        return self.section("spec", "defaults")

    @property
    def python(self) -> str:
        """The Python version as the spec pins it."""
        return text(self.get("environment", "python"))

    @property
    def platform(self) -> str:
        """The platform, such as `linux/amd64`."""
        return text(self.get("environment", "platform"))

    @property
    def base_digest(self) -> str:
        """The digest of the base image; empty where none was pinned."""
        return text(self.get("environment", "base_digest"))

    @property
    def exclude_newer(self) -> str:
        """The date after which no package was looked at."""
        return text(self.get("environment", "exclude_newer"))

    @property
    def pins(self) -> dict[str, str]:
        """Environment variables that are set before anything is imported."""
        return {name: text(value) for name, value in self.section("environment", "pins").items()}

    @property
    def packages(self) -> tuple[LockedPackage, ...]:
        """Every package, sorted by name."""
        rows = {name: table(row) for name, row in self.section("environment", "packages").items()}
        return tuple(
            LockedPackage(name, text(row.get("version")), tuple(map(text, items(row.get("hashes")))))
            for name, row in rows.items()
        )

    @property
    def generated(self) -> dict[str, str]:
        """`sha256:...` of every generated file."""
        return {name: text(value) for name, value in self.section("generated").items()}

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the sources, in the spec's order."""
        return tuple(self.section("inputs"))

    def input_files(self, source: str) -> tuple[InputFile, ...]:
        """The files of a source; empty for one that comes with a package."""
        rows = (table(row) for row in items(self.get("inputs", source, "files")))
        return tuple(
            InputFile(
                text(row.get("path")),
                whole(row.get("bytes")),
                text(row.get("sha256")).removeprefix("sha256:"),
            )
            for row in rows
        )

    @property
    def metrics(self) -> dict[str, float | None]:
        """Metrics on the test rows."""
        return numbers(self.section("metrics"))

    @property
    def promises(self) -> tuple[Table, ...]:
        """Each promise with where it stands, its value and its verdict."""
        return tuple(table(row) for row in items(self.document.get("promises")))

    @property
    def steps(self) -> tuple[Table, ...]:
        """Each step in order: name, recipe, digest of what came out."""
        return tuple(table(row) for row in items(self.document.get("steps")))

    def computed_root(self) -> str:
        """The root hash that this content has."""
        return root_of(self.document)

    @property
    def closes(self) -> bool:
        """True when nothing was changed after the root hash was written."""
        return self.root == self.computed_root()


def root_of(document: Table) -> str:
    """sha256 over the canonical JSON of all but `root` and `machine`."""
    return digest(canonical({key: value for key, value in document.items() if key not in NOT_IN_ROOT}))


def numbers(values: Table) -> dict[str, float | None]:
    """The numbers of a table; anything else is none."""
    return {
        name: float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
        for name, value in values.items()
    }
