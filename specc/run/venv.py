"""Running in a locked venv on this machine."""

from __future__ import annotations

from pathlib import Path

from specc.diagnostics import Finding
from specc.model.spec import Environment
from specc.run.ended import Ended, result_of
from specc.run.environment import prepare_environment
from specc.run.output import fresh_output, remove_tree
from specc.run.process import Outcome, run_watched
from specc.run.progress import Progress, StageClock, load_timings, save_timings
from specc.run.types import RunRequest, RunResult
from specc.run.uv import find_python, find_uv
from specc.run.wheels import same_platform, this_platform


class VenvRunner:
    """`train.py` in a venv that has exactly the locked wheels, with a clean set of variables."""

    name = "venv"

    def check(self, request: RunRequest) -> tuple[Finding, ...]:
        """uv, the platform and the interpreter."""
        uv = find_uv()
        if isinstance(uv, Finding):
            return (uv,)
        wrong = _platform_finding(request.environment)
        python = find_python(request.environment.python)
        return tuple(f for f in (wrong, python) if isinstance(f, Finding))

    def run(self, request: RunRequest, progress: Progress) -> RunResult:
        """Make or check the venv, run, read what came out."""
        wrong = _platform_finding(request.environment)
        if wrong is not None:
            return RunResult(None, (wrong,), 3)
        prepared = prepare_environment(
            request.requirements, request.environment.python, request.store, progress
        )
        if isinstance(prepared, Finding):
            return RunResult(None, (prepared,), 3)
        python, warnings = prepared
        result = _run_in(python, request, progress)
        return RunResult(result.record, warnings + result.findings, result.exit_code)


def run_variables(python: Path, home: str) -> dict[str, str]:
    """All variables that a run sees; nothing of the user's own reaches it."""
    return {
        "PATH": f"{python.parent}:/usr/bin:/bin",
        "HOME": home,
        "TMPDIR": home,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONTZPATH": "",  # zones from the locked tzdata package, not from the system
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
    }


def _run_in(python: Path, request: RunRequest, progress: Progress) -> RunResult:
    fresh = fresh_output(request.output)
    if isinstance(fresh, Finding):
        return RunResult(None, (fresh,), 3)
    clock = StageClock(progress)
    progress.expect(load_timings(request.store, request.context.name))
    argv = [str(python), "-B", "-s", "train.py", "--data", str(request.data.absolute())]
    argv += ["--out", str(fresh.absolute())]
    if request.cache is not None:
        argv += ["--cache", str(request.cache.absolute())]
    ended: Ended | None = None
    home = request.store.temporary("-home")  # there, so that what a killed specc leaves is collected
    try:
        home.mkdir()
        outcome = run_watched(
            [*argv, *request.arguments],
            environment=run_variables(python, str(home)),
            folder=request.context,
            line=clock.line,
            memory=request.environment.memory_bytes,
            timeout_s=request.environment.timeout_s,
        )
        ended = _ended(outcome)
    except OSError as error:
        ended = Ended(status=127, tail=(f"train.py can't be started: {error.strerror}",))
    finally:
        remove_tree(home)
        clock.close()
        progress.done()
        result = result_of(ended, request, fresh)
    if result.exit_code == 0:
        save_timings(request.store, request.context.name, clock.seconds)
    return result


def _ended(outcome: Outcome) -> Ended:
    return Ended(
        status=outcome.status if outcome.status >= 0 else 128 - outcome.status,
        tail=outcome.tail,
        timed_out=outcome.timed_out,
        out_of_memory=outcome.over_memory,
        peak=outcome.peak,
    )


def _platform_finding(environment: Environment) -> Finding | None:
    here = this_platform()
    if same_platform(environment.platform, here):
        return None
    return Finding(
        code="E824",
        message=f"the spec's platform is {environment.platform} and this machine is {here}",
        place="environment.platform",
        help="build with `--runner docker`, or on a machine of that platform",
    )
