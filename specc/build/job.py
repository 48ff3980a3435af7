"""Run what was prepared, and put what came out where it belongs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from specc.build.kept import record_still_good
from specc.build.prepare import Prepared, check_file, prepare
from specc.diagnostics import Finding
from specc.lock import InputFile, Lock, lock_path, make_lock, write_lock
from specc.model.spec import Json, SourceFiles, Spec
from specc.records import dataclass
from specc.run.progress import Progress, QuietProgress
from specc.run.requirements import Requirements
from specc.store import ProjectLock, Snapshot, SourceInput, snapshot, write_snapshot


@dataclass(frozen=True, slots=True)
class Options:
    """How to run. `build_dir` none: `build/` in the current directory. `fresh`: no step is taken from the
    store. `until`: stop after that step."""

    runner: str = "auto"
    build_dir: Path | None = None
    fresh: bool = False
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run came to; `kept`: nothing had to run. `exit_code` as the command line's."""

    exit_code: int
    findings: tuple[Finding, ...] = ()
    spec: Spec | None = None
    prepared: Prepared | None = None
    context: Path | None = None
    record: dict[str, Json] | None = None
    files: Mapping[str, bytes] | None = None
    inputs: Mapping[str, tuple[InputFile, ...]] | None = None
    requirements: Requirements | None = None
    lock: Lock | None = None
    kept: bool = False
    runner: str = ""
    notes: tuple[str, ...] = ()


def build(path: Path, options: Options | None = None, progress: Progress | None = None) -> Outcome:
    """Build the model of one spec and write its lock.

    The lock is written when the run came to its end, also when promises broke (exit code 1); a run that did
    not come to its end leaves the former lock and output as they were.
    """
    options, progress = options or Options(), progress or QuietProgress()
    from specc.emit.dockerfile import check_base

    checked, findings = check_file(path)
    if checked is None:
        return Outcome(exit_code=1, findings=findings)
    ready, more = prepare(checked)
    if ready is None:
        return Outcome(exit_code=_refused(more), findings=(*findings, *more), spec=checked.spec)
    if checked.spec.environment.base_image:
        more = (*more, *check_base(ready.spec, ready.base_digest or None))
    guard = ProjectLock(ready.store.root)
    busy = guard.acquire(progress.message)
    if busy is not None:
        return Outcome(exit_code=3, findings=(*findings, *more, busy), spec=checked.spec)
    with guard:
        ready.store.collect()
        folder = (options.build_dir or Path("build")) / ready.spec.name
        done = run_prepared(ready, folder, options, progress, keep=True)
        return _locked(ready, done, (*findings, *more))


def emit_only(path: Path, folder: Path) -> Outcome:
    """Write the generated files into `folder` and stop."""
    from specc.emit import write_context
    from specc.emit.dockerfile import check_base

    checked, findings = check_file(path)
    if checked is None:
        return Outcome(exit_code=1, findings=findings)
    ready, more = prepare(checked)
    if ready is None:
        return Outcome(exit_code=_refused(more), findings=(*findings, *more), spec=checked.spec)
    refused = (*write_context(ready.files, folder), *check_base(ready.spec, ready.base_digest or None))
    code = 3 if any(finding.is_error for finding in refused) else 0
    return Outcome(
        exit_code=code,
        findings=(*findings, *more, *refused),
        spec=checked.spec,
        prepared=ready,
        context=folder,
        files=ready.files,
    )


def run_prepared(
    ready: Prepared, folder: Path, options: Options, progress: Progress, *, keep: bool
) -> Outcome:
    """Snapshot the inputs, write the context, run it. With `keep`, a run whose result is known is not run."""
    from specc.emit import write_context

    spec_folder = ready.checked.path.parent
    taken = snapshot(source_inputs(ready.spec), spec_folder, ready.store)
    base = Outcome(
        exit_code=0,
        spec=ready.spec,
        prepared=ready,
        context=folder,
        files=ready.files,
        inputs=input_files(taken, spec_folder),
        requirements=ready.requirements,
        findings=taken.findings,
    )
    if not taken.whole:
        return _with(base, exit_code=1)
    refused = (*write_context(ready.files, folder), *write_snapshot(taken, ready.store, folder))
    if any(finding.is_error for finding in refused):
        return _with(base, refused, exit_code=3)
    if keep and not options.fresh:
        record = record_still_good(ready, folder, base.inputs or {})
        if record is not None:
            return _with(base, refused, record=record, kept=True)
    return _run(ready, folder, options, progress, _with(base, refused))


def _run(ready: Prepared, folder: Path, options: Options, progress: Progress, base: Outcome) -> Outcome:
    from specc.run.choose import choose
    from specc.run.types import RunRequest

    context = folder.absolute()
    request = RunRequest(
        context=context,
        data=context / "data",
        output=context / "output",
        cache=None if options.fresh else ready.store.steps,
        arguments=("--until", options.until) if options.until else (),
        requirements=ready.requirements,
        environment=ready.spec.environment,
        store=ready.store,
    )
    choice = choose(options.runner, ready.base_image, ready.spec.environment.platform)
    if isinstance(choice, Finding):
        return _with(base, (choice,), exit_code=3)
    if choice.note:
        progress.message(choice.note)
    refused = choice.runner.check(request)
    if any(finding.is_error for finding in refused):
        return _with(base, refused, exit_code=3)
    result = choice.runner.run(request, progress)
    progress.done()
    return _with(
        base,
        (*refused, *result.findings),
        exit_code=result.exit_code,
        record=result.record,
        runner=choice.runner.name,
    )


def source_inputs(spec: Spec) -> list[SourceInput]:
    """The sources that lie in files; those of a package come with the environment."""
    return [
        SourceInput(source.name, source.origin.pattern)
        for source in spec.sources
        if isinstance(source.origin, SourceFiles)
    ]


def input_files(taken: Snapshot, spec_folder: Path) -> dict[str, tuple[InputFile, ...]]:
    """The snapshot as the lock has it: paths as the spec's folder sees them."""
    return {
        source.source: tuple(
            InputFile(_relative(file.origin, spec_folder), file.bytes, file.sha256) for file in source.files
        )
        for source in taken.sources
    }


def _relative(origin: str, folder: Path) -> str:
    return Path(os.path.relpath(origin, folder.absolute())).as_posix()


def _locked(ready: Prepared, done: Outcome, before: tuple[Finding, ...]) -> Outcome:
    """Write the lock for a run that came to its end, and keep what verify may need later."""
    if done.exit_code != 0 or done.record is None or done.context is None:
        return _with(done, before=before)
    runner = done.runner or _former_runner(ready)
    lock = make_lock(
        ready.spec,
        ready.checked.hashes,
        done.record,
        ready.requirements,
        ready.files,
        done.inputs or {},
        ready.base_digest,
        runner,
    )
    if not done.kept:
        for name in ("model.skops", "predictions.parquet", "model_leaves.json"):
            kept = done.context / "output" / name
            if kept.exists():
                ready.store.put_file(kept)
    try:
        write_lock(lock, lock_path(str(ready.checked.path)))
    except OSError as error:
        from specc.store import os_finding

        return _with(
            done,
            (os_finding(error, lock_path(str(ready.checked.path)), "write"),),
            before=before,
            exit_code=3,
        )
    broken = broken_promises(lock)
    return _with(done, broken, before=before, exit_code=1 if broken else 0, lock=lock)


def broken_promises(lock: Lock) -> tuple[Finding, ...]:
    """One finding for each promise that was measured and does not hold."""
    rows = [(str(row.get("where") or "require"), row) for row in lock.promises]
    for name in lock.sources:
        expected = lock.get("inputs", name, "expectations")
        if isinstance(expected, list):
            rows += [(f"expect of source {name}", row) for row in expected if isinstance(row, dict)]
    return tuple(
        Finding(
            code="E847",
            message=f"{row['promise']} does not hold: {_shown(row.get('value'))}",
            place=where,
            notes=(str(row["note"]),) if row.get("note") else (),
            help="the model and its numbers are recorded; `specc explain E847`",
        )
        for where, row in rows
        if row.get("holds") is False
    )


def _shown(value: Json) -> str:
    if value is None:
        return "it could not be measured"
    return f"it is {value:.6g}" if isinstance(value, float) else f"it is {value}"


def _former_runner(ready: Prepared) -> str:
    value = ready.lock.get("machine", "runner") if ready.lock else ""
    return value if isinstance(value, str) else ""


def _refused(findings: tuple[Finding, ...]) -> int:
    """1 for what a change of the files mends, 3 for what could not be run here."""
    return 3 if any(f.is_error and f.code == "E846" for f in findings) or _network(findings) else 1


def _network(findings: tuple[Finding, ...]) -> bool:
    return any(finding.is_error and finding.code.startswith("E81") for finding in findings)


def _with(
    outcome: Outcome, after: tuple[Finding, ...] = (), *, before: tuple[Finding, ...] = (), **changes: object
) -> Outcome:
    from specc.records import replace

    return replace(outcome, findings=(*before, *outcome.findings, *after), **changes)  # type: ignore[arg-type]
