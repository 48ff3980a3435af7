"""All that comes before a run: the checked spec, its requirements, its plan, its generated files."""

from __future__ import annotations

import re
from pathlib import Path

from specc.diagnostics import Finding
from specc.lock import Lock, SpecHashes, lock_path, read_lock
from specc.model.spec import Environment, Spec
from specc.plan import Plan
from specc.records import dataclass
from specc.run.requirements import LockedPackage, Requirements, normal_name, requirements_of
from specc.source import Source
from specc.store import Store, project_root

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Checked:
    """A spec that passed `check`, with the text it came from and its hashes."""

    path: Path
    source: Source
    spec: Spec
    hashes: SpecHashes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A spec that is ready to run: nothing here depends on the bytes of its data."""

    checked: Checked
    store: Store
    lock: Lock | None
    requirements: Requirements
    base_digest: str
    plan: Plan
    files: dict[str, bytes]

    @property
    def spec(self) -> Spec:
        """The checked spec."""
        return self.checked.spec

    @property
    def base_image(self) -> str:
        """The base image as the spec names it, by digest or not."""
        return self.checked.spec.environment.base_image


def check_file(path: Path) -> tuple[Checked | None, tuple[Finding, ...]]:
    """Read and check one spec; without a `Checked`, at least one finding is an error."""
    from specc.check import check
    from specc.syntax import read_source

    source = read_source(str(path))
    if isinstance(source, Finding):
        return None, (source,)
    result = check(source)
    if result.spec is None or any(finding.is_error for finding in result.findings):
        return None, tuple(result.findings)
    return Checked(path, source, result.spec, spec_hashes(source, result.spec)), tuple(result.findings)


def spec_hashes(source: Source, spec: Spec) -> SpecHashes:
    """The hashes of a spec's text, meaning, training and sections."""
    from specc.model.hashes import meaning_hash, section_hashes, text_hash, training_hash

    return SpecHashes(text_hash(source), meaning_hash(spec), training_hash(spec), section_hashes(spec))


def prepare(
    checked: Checked, *, from_lock: Lock | None = None
) -> tuple[Prepared | None, tuple[Finding, ...]]:
    """Resolve, plan and emit.

    With `from_lock` the packages are taken from that lock, whatever the spec says (`verify`). Otherwise they
    come from the lock beside the spec as long as it satisfies the environment section, else resolved anew.
    """
    from specc.emit import emit
    from specc.plan import plan

    findings = [*incomplete(checked.spec), *parts_not_run(checked)]
    if any(finding.is_error for finding in findings):
        return None, tuple(findings)
    store = Store(project_root(str(checked.path)) / ".specc")
    lock, seen = (from_lock, ()) if from_lock is not None else _lock_beside(checked.path)
    findings += seen
    if any(finding.is_error for finding in findings):
        return None, tuple(findings)
    requirements = _requirements(checked.spec.environment, lock, pinned=from_lock is not None)
    if not isinstance(requirements, Requirements):
        return None, (*findings, *requirements)
    pinned = _DIGEST.search(checked.spec.environment.base_image)
    digest = pinned[0] if pinned else ""
    planned = plan(checked.spec, requirements.text)
    files = emit(planned, checked.spec, requirements.text, digest or None)
    ready = Prepared(checked, store, lock, requirements, digest, planned, files)
    return ready, tuple(findings)


def incomplete(spec: Spec) -> list[Finding]:
    """One finding for each section without which there is no model."""
    missing = {
        "source": not spec.sources,
        "label": spec.label is None,
        "features": not spec.features,
        "split": spec.split is None,
        "train": spec.train is None,
    }
    return [
        Finding(
            code="E848",
            message=f"the spec has no `{name}` section, which a build needs",
            place=spec.name,
            help=f"add `{name}`; `specc explain {name}` says what may stand in it",
        )
        for name, absent in missing.items()
        if absent
    ]


def parts_not_run(checked: Checked) -> list[Finding]:
    """What `build` does not run, said part by part; an error where no model can be made without it."""
    return [
        Finding(
            code="E846" if part.blocking else "E845",
            severity="error" if part.blocking else "note",
            message=f"no model can be made without this part, which is not run here: {part.what}"
            if part.blocking
            else f"checked and recorded, not run: {part.what}",
            source=checked.source if part.span else None,
            span=part.span,
            place=part.path,
            help="see `specc explain E846`" if part.blocking else "",
        )
        for part in checked.spec.not_run
    ]


def _lock_beside(path: Path) -> tuple[Lock | None, tuple[Finding, ...]]:
    beside = lock_path(str(path))
    if not Path(beside).exists():
        return None, ()
    read = read_lock(beside)
    return read.lock, read.findings


def _requirements(
    environment: Environment, lock: Lock | None, *, pinned: bool
) -> Requirements | tuple[Finding, ...]:
    if lock is not None and (pinned or _satisfies(lock, environment)):
        packages = [
            LockedPackage(package.name, package.version, tuple(_prefixed(h) for h in package.hashes))
            for package in lock.packages
        ]
        return requirements_of(packages, lock.exclude_newer)
    from specc.run.requirements import resolve

    return resolve(environment)


def _prefixed(digest: str) -> str:
    return digest if digest.startswith("sha256:") else f"sha256:{digest}"


def _satisfies(lock: Lock, environment: Environment) -> bool:
    """True when what the lock holds is still an answer to what the spec asks for."""
    versions = {package.name: package.version for package in lock.packages}
    return (
        lock.python == environment.python
        and lock.platform == environment.platform
        and environment.exclude_newer in ("", lock.exclude_newer)
        and all(versions.get(normal_name(wanted.name)) == wanted.version for wanted in environment.packages)
    )
