"""The Python API: what the command line does, as functions that give values.

Paths may be `str` or `os.PathLike`. A user's mistake is in the value that comes back, as findings; only a
spec that `load` was asked for and cannot give is raised, as `SpecError`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from specc.diagnostics import Finding

if TYPE_CHECKING:
    from specc.build.job import Outcome
    from specc.check import CheckResult
    from specc.diff.change import Diff
    from specc.model.spec import Spec
    from specc.verify.result import Verification

RunnerName = Literal["auto", "venv", "docker"]


class SpecError(ValueError):
    """A spec has errors; `findings` holds all of them."""

    def __init__(self, path: str, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        errors = [finding for finding in findings if finding.is_error]
        first = f"{errors[0].code}: {errors[0].message}" if errors else "no spec could be made"
        super().__init__(f"{path}: {first}" + (f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""))


def check(path: str | os.PathLike[str]) -> CheckResult:
    """Check one spec: `.spec` (none when there are errors) and `.findings`."""
    from specc.check import CheckResult, check
    from specc.syntax import read_source

    source = read_source(os.fspath(path))
    return CheckResult(None, (source,)) if isinstance(source, Finding) else check(source)


def load(path: str | os.PathLike[str]) -> Spec:
    """The checked spec. Raises `SpecError` with the findings when it has errors."""
    result = check(path)
    if result.spec is None:
        raise SpecError(os.fspath(path), tuple(result.findings))
    return result.spec


def build(
    path: str | os.PathLike[str],
    *,
    runner: RunnerName = "auto",
    build_dir: str | os.PathLike[str] | None = None,
    fresh: bool = False,
) -> Outcome:
    """Build a spec and write its lock: `.exit_code`, `.findings`, `.lock`, `.context`, `.kept`.

    `build_dir` stands for `build/` in the current directory; `fresh` takes no step from the store.
    """
    from specc.build.job import Options, build

    return build(Path(path), Options(runner, Path(build_dir) if build_dir is not None else None, fresh))


def verify(
    path: str | os.PathLike[str],
    *,
    runner: RunnerName = "auto",
    build_dir: str | os.PathLike[str] | None = None,
    inputs_only: bool = False,
) -> Verification:
    """Hold a spec against its lock and, unless `inputs_only`, run everything again: `.first`, `.differences`,
    `.checks`, `.findings`, `.exit_code`. Writes no lock."""
    from specc.verify.job import Options, verify

    folder = Path(build_dir) if build_dir is not None else None
    return verify(Path(path), Options(inputs_only=inputs_only, runner=runner, build_dir=folder))


def diff(
    old: str | os.PathLike[str], new: str | os.PathLike[str], folder: str | os.PathLike[str] | None = None
) -> Diff:
    """What changed between two specs and their locks; each is a path or `REV:path` of the git repository that
    `folder` (else the current directory) lies in."""
    from specc.diff.job import diff

    return diff(os.fspath(old), os.fspath(new), Path(folder) if folder is not None else None)
