"""The job behind `specc verify`: hold everything against the lock, run everything again, compare.

Nothing here writes a lock, and the run happens in a folder of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from specc.build.job import Options as BuildOptions
from specc.build.job import Outcome, run_prepared
from specc.build.prepare import Checked, Prepared, check_file, prepare
from specc.diagnostics import Finding
from specc.lock import Lock, lock_path, make_lock, read_lock
from specc.lock.lock import Table, items, table, text
from specc.records import dataclass, field
from specc.run.progress import Progress, QuietProgress
from specc.store import Store, project_root
from specc.verify.difference import Difference
from specc.verify.given import (
    Inputs,
    edited_files,
    generated_differences,
    input_differences,
    read_inputs,
    saved_differences,
    spec_differences,
    store_findings,
)
from specc.verify.hand_edits import hand_edits, named_by_run
from specc.verify.result import Check, Status, Verification

GIVEN = ("lock", "spec", "generated", "inputs", "saved outputs", "environment")


@dataclass(frozen=True, slots=True)
class Options:
    """How to verify. `inputs_only`: run nothing. `build_dir` none: `build/` in the current directory. `keep`:
    leave the folder of the run in place."""

    inputs_only: bool = False
    runner: str = "auto"
    build_dir: Path | None = None
    keep: bool = False


def verify(path: Path, options: Options | None = None, progress: Progress | None = None) -> Verification:
    """Hold a spec, its files, its inputs and what it makes against its lock."""
    options = options or Options()
    if not path.exists():
        return Verification(str(path), "", findings=check_file(path)[1], inputs_only=options.inputs_only)
    read = read_lock(lock_path(str(path)))
    if read.lock is None:
        return Verification(str(path), "", findings=read.findings, inputs_only=options.inputs_only)
    checked, findings = check_file(path)
    wrong = tuple(finding for finding in findings if finding.is_error)
    if checked is None:
        return Verification(str(path), read.lock.name, findings=wrong, inputs_only=options.inputs_only)
    job = _Job(read.lock, checked, options, progress or QuietProgress())
    return job.verified()


@dataclass(slots=True)
class _Job:
    """One verification under way, and what is known so far."""

    lock: Lock
    checked: Checked
    options: Options
    progress: Progress
    checks: list[Check] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    others: tuple[str, ...] = ()
    kept: str = ""
    could_run: bool = True

    @property
    def context(self) -> Path:
        """The build folder that `specc build` used."""
        return (self.options.build_dir or Path("build")) / self.checked.spec.name

    def verified(self) -> Verification:
        """Everything in order: what is given, then the run."""
        ready, more = prepare(self.checked, from_lock=self.lock)
        self.findings += [finding for finding in more if finding.is_error]
        inputs = self.given(ready)
        other_spec = any(difference.step == "spec" for difference in self.differences)
        promises = _promises(self.lock)
        if ready is not None and not other_spec and not inputs.findings:
            folder = Store(project_root(str(self.checked.path)) / ".specc").temporary("-verify")
            try:
                promises = self.run_again(ready, inputs, folder / self.checked.spec.name) or promises
            finally:
                if not self.kept:
                    shutil.rmtree(folder, ignore_errors=True)
        known = {check.name for check in self.checks}
        names = [text(step.get("name")) for step in self.lock.steps]
        self.checks += [Check(name, "not run") for name in names if name not in known]
        return self.result(() if self.options.inputs_only else promises)

    def result(self, promises: tuple[Table, ...]) -> Verification:
        """What is known, as a value."""
        return Verification(
            str(self.checked.path),
            self.lock.name,
            tuple(self.checks),
            tuple(self.differences),
            tuple(self.findings),
            promises,
            self.options.inputs_only,
            self.could_run,
            self.others,
            self.kept,
        )

    # ------------------------------------------------------------ without a run

    def given(self, ready: Prepared | None) -> Inputs:
        """What can be held against the lock without a run, in order."""
        lock, output = self.lock, self.context / "output"
        self.check("lock", hand_edits(lock, Path(lock_path(str(self.checked.path))), output))
        locked, here = lock.hashes, self.checked.hashes
        comment = locked.meaning == here.meaning and locked.text != here.text
        other = spec_differences(lock, self.checked.spec, here)
        self.check("spec", other, "comments or white space changed" if comment else "")
        generated = [*generated_differences(lock, ready.files)] if ready is not None and not other else []
        self.check("generated", generated or [*edited_files(lock, self.context)])
        inputs = read_inputs(self.checked.spec, self.checked.path.parent)
        self.findings += inputs.findings
        self.check("inputs", input_differences(lock, inputs))
        self.check("saved outputs", saved_differences(lock, output))
        if ready is not None:
            self.findings += store_findings(lock, ready.store)
        return inputs

    def check(self, name: str, found: Iterable[Difference], words: str = "") -> None:
        """Note how one comparison came out."""
        differences = list(found)
        self.differences += differences
        self.checks.append(Check(name, "different" if differences else "same", words))

    # ------------------------------------------------------------ with a run

    def run_again(self, ready: Prepared, inputs: Inputs, folder: Path) -> tuple[Table, ...]:
        """Run everything from nothing and compare; with `inputs_only`, load what has other bytes and look
        into it. Gives the promises with their values of now."""
        until = ""
        if self.options.inputs_only:
            changed = [d.path[1] for d in self.differences if d.step == "inputs"]
            if not changed:
                return ()
            until = f"load.{changed[-1]}"
        how = BuildOptions(runner=self.options.runner, fresh=True, until=until)
        done = run_prepared(ready, folder, how, self.progress, keep=False)
        self.kept = str(folder) if self.options.keep and folder.exists() else ""
        self.differences += tampered_environment(done.findings)
        if done.exit_code != 0 or done.record is None:
            self.findings += [finding for finding in done.findings if finding.is_error]
            self.could_run = done.exit_code != 3 or self.options.inputs_only
            return ()
        now = self.made(ready, done)
        self.compare(now, until)
        self.look_into(done, inputs)
        return () if until else _promises(now)

    def made(self, ready: Prepared, done: Outcome) -> Lock:
        """What this run would lock."""
        return make_lock(
            self.checked.spec,
            self.checked.hashes,
            done.record or {},
            ready.requirements,
            ready.files,
            done.inputs or {},
            ready.base_digest,
            done.runner,
        )

    def compare(self, now: Lock, until: str) -> None:
        """Add what the run made otherwise, in order, and a line for each step."""
        from specc.verify.cause import machine_words
        from specc.verify.compare import compare, compare_sources

        seen = {(difference.step, difference.path) for difference in self.differences}
        found = compare_sources(self.lock, now) if until else compare(self.lock, now)
        fresh = [difference for difference in found if (difference.step, difference.path) not in seen]
        edits = [difference for difference in self.differences if difference.step == "lock"]
        others = [difference for difference in self.differences if difference.step != "lock"]
        self.differences = _in_order([*named_by_run(edits, fresh), *others, *fresh], self.lock)
        if not until:
            environment = any(difference.step == "environment" for difference in self.differences)
            self.checks.append(Check("environment", "different" if environment else "same"))
        self.checks += _step_checks(self.lock, now, self.differences)
        self.others = machine_words(self.lock, now) if self.differences and not until else ()

    def look_into(self, done: Outcome, inputs: Inputs) -> None:
        """Let the contents say what differs, where they and the environment are at hand."""
        touching = ("inputs", "predict", "train")
        if not any(d.step in touching or d.step.startswith("load.") for d in self.differences):
            return
        from specc.run.choose import choose
        from specc.run.types import RunRequest
        from specc.verify.cause import Evidence, name_cause
        from specc.verify.frames import Bench

        if done.context is None or done.requirements is None or done.prepared is None:
            return
        context, store = done.context.absolute(), done.prepared.store
        output = context / "output"
        environment = self.checked.spec.environment
        request = RunRequest(
            context=context,
            data=context / "data",
            output=output,
            cache=None,
            arguments=(),
            requirements=done.requirements,
            environment=environment,
            store=store,
        )
        choice = choose(done.runner or self.options.runner, environment.base_image, environment.platform)
        if isinstance(choice, Finding):
            return
        self.progress.message("looking into what differs")
        saved = self.context / "output"
        evidence = Evidence(self.checked.path.parent, store, saved, output, inputs.inside)
        bench = Bench(choice.runner, request, QuietProgress())
        self.differences = [*name_cause(tuple(self.differences), self.lock, bench, evidence)]


def tampered_environment(findings: Iterable[Finding]) -> list[Difference]:
    """Installed files that were not what their wheels hold; the run itself had them made again."""
    return [
        Difference(
            "environment",
            finding.message,
            detail=("this run had the environment made again from the locked wheels",),
            path=("environment", "packages"),
        )
        for finding in findings
        if finding.code == "E823" and not finding.is_error
    ]


def _in_order(differences: list[Difference], lock: Lock) -> list[Difference]:
    """In the order of life; the order within a step stays."""
    names = [*GIVEN, *(text(step.get("name")) for step in lock.steps)]
    place = {name: float(number) for number, name in enumerate(names)}
    # a saved output says nothing of the cause: it comes after all that the run is given
    place["saved outputs"] = place["environment"] + 0.5
    place["label"] = place.get("features", len(names)) - 0.5
    return sorted(differences, key=lambda difference: place.get(difference.step, len(names)))


def _step_checks(lock: Lock, now: Lock, differences: list[Difference]) -> list[Check]:
    """A line per step that ran: `same` when nothing that it made differs."""
    digests = {text(step.get("name")): step.get("digest") for step in now.steps}
    different = {difference.step for difference in differences}
    if "label" in different:
        different.add("features")
    checks: list[Check] = []
    for step in lock.steps:
        name = text(step.get("name"))
        if name in digests:
            same = digests[name] == step.get("digest") and name not in different
            status: Status = "same" if same else "different"
            checks.append(Check(name, status))
    return checks


def _promises(lock: Lock) -> tuple[Table, ...]:
    """Expectations of the data, then what is required of the model."""
    rows: list[Table] = []
    for source in lock.sources:
        expected = (table(row) for row in items(lock.get("inputs", source, "expectations")))
        rows += [{"where": f"expect.{source}", **row} for row in expected]
    return (*rows, *lock.promises)
