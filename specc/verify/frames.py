"""Two versions of a table, compared in the locked environment: specc itself never loads a table."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from specc.lock.lock import Table, table, text
from specc.model.spec import Json
from specc.records import dataclass, replace
from specc.run.progress import Progress
from specc.run.types import Runner, RunRequest


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the locked environment can be used again. `request` is the run that was just made; its context
    holds the generated files and `data/`."""

    runner: Runner
    request: RunRequest
    progress: Progress


def load_frame(bench: Bench, source: str, files: Mapping[str, Path], work: Path) -> Path | None:
    """The table that the generated load step makes of other files for one source; none when it can't.

    `files`: content per path below `data/<source>/`; the files of other sources stay as they are.
    """
    context, cache = work / "context", work / "cache"
    shutil.copytree(bench.request.context, context, ignore=shutil.ignore_patterns("data", "output"))
    shutil.copytree(bench.request.data, context / "data", copy_function=_link)
    shutil.rmtree(context / "data" / source, ignore_errors=True)
    for name, content in files.items():
        target = context / "data" / source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(content, target)
    cache.mkdir()
    request = replace(
        bench.request,
        context=context,
        data=context / "data",
        output=work / "output",
        cache=cache,
        arguments=("--until", f"load.{source}"),
    )
    bench.runner.run(request, bench.progress)
    return find_frame(cache, source)


def find_frame(cache: Path, source: str) -> Path | None:
    """The table that a load step left in a step cache."""
    for entry in sorted(cache.glob("*/entry.json")):
        try:
            said: Json = json.loads(entry.read_bytes())
        except (OSError, ValueError):
            continue
        frame = entry.parent / "frame.parquet"
        if text(table(said).get("step")) == f"load.{source}" and frame.is_file():
            return frame
    return None


def compare_tables(
    bench: Bench, old: Path, new: Path, key: list[Json], *, scores: bool = False
) -> Table | None:
    """What `compare_frames.py` says of two Parquet files, in the locked environment; none when it can't."""
    with tempfile.TemporaryDirectory(prefix="specc-compare-") as name:
        context = Path(name) / "context"
        data = context / "data"
        # the Dockerfile names every generated file, so all of them go along
        shutil.copytree(bench.request.context, context, ignore=shutil.ignore_patterns("data", "output"))
        shutil.copyfile(Path(__file__).parent / "compare_frames.py", context / "train.py")
        data.mkdir()
        shutil.copyfile(old, data / "old.parquet")
        shutil.copyfile(new, data / "new.parquet")
        ask = {"key": key, "scores": scores}
        (data / "ask.json").write_text(json.dumps(ask), "utf-8")
        output = Path(name) / "output"
        request = replace(
            bench.request,
            context=context,
            data=data,
            output=output,
            cache=None,
            arguments=("--until", "compare"),
        )
        bench.runner.run(request, bench.progress)
        try:
            return table(json.loads((output / "comparison.json").read_bytes()))
        except (OSError, ValueError):
            return None


def _link(source: str, target: str) -> str:
    """A hard link where the disk allows one: a table is not copied to be left as it is."""
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)
    return target
