"""Runs the steps of `train.py`: keeps what is finished, says what is happening, writes the record.

A step has a key: the hash of its recipe (`plan.json`) and of the digests of what it needs. With `--cache DIR`
a finished step lies in `DIR/<key>/`; what is read back from there is hashed in full first, and made again
where it does not match.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import digests
import environment
from files import from_bytes, json_text, plain, to_bytes, write

SLOW = 5.0  # seconds: from here on a step's passing values are kept too
OUTPUTS = ("model.skops", "predictions.parquet", "model_leaves.json")


class BadInput(Exception):
    """What was read cannot be trained on: the findings say why."""

    def __init__(self, findings: Sequence[Mapping[str, Any]]) -> None:
        super().__init__("; ".join(str(finding["message"]) for finding in findings))
        self.findings = [dict(finding) for finding in findings]


class Made(NamedTuple):
    """What a step gives: its digest, its part of the record, its values by file name, digests of parts.

    `passing` values are cheaper to make again than to keep, unless the step was slow.
    """

    digest: str
    record: dict[str, Any]
    values: dict[str, Any]
    parts: dict[str, str] = {}  # noqa: RUF012
    passing: dict[str, Any] = {}  # noqa: RUF012


class Finished:
    """A step that was run, or kept from an earlier run; values are read from the cache when they are asked
    for.
    """

    def __init__(self, entry: dict[str, Any], values: dict[str, Any], folder: Path | None) -> None:
        self.name, self.key, self.digest = entry["step"], entry["key"], entry["digest"]
        self.parts, self.record, self.files = entry["parts"], entry["record"], entry["files"]
        self.kept = folder is not None
        self.values, self._folder = values, folder
        self.again: Callable[[], Made] | None = None

    def __getitem__(self, name: str) -> Any:
        """A value by its file name."""
        if name not in self.values and name not in self.files and self.again is not None:
            made = self.again()
            if made.digest != self.digest:
                raise OSError(
                    f"step {self.name} gives another result than the one that was kept; run without --cache"
                )
            self.values |= made.values | made.passing
        if name not in self.values:
            self.values[name] = from_bytes(name, self.content(name))
        return self.values[name]

    def has(self, name: str) -> bool:
        """Whether the step has a file of this name."""
        return name in self.files or name in self.values

    def content(self, name: str) -> bytes:
        """The bytes of a file of this step."""
        if self._folder is None:
            return to_bytes(name, self.values[name])
        data = (self._folder / name).read_bytes()
        if digests.of_bytes(data) != self.files[name]:
            raise OSError(f"{name} of step {self.name} changed in the cache while it was in use; run again")
        return data


# ---------------------------------------------------------------- a run


class Run:
    """One run of the steps of `plan.json`."""

    def __init__(self, here: Path, pins: dict[str, str], arguments: Sequence[str]) -> None:
        options = parse(arguments, here)
        self.data, self.output, self.cache, self.until = (
            options.data,
            options.output,
            options.cache,
            options.until,
        )
        self.plan = json.loads((here / "plan.json").read_text("utf-8"))
        self.pins = pins
        self.names = [step["name"] for step in self.plan["steps"]]
        self.recipes = {step["name"]: step["recipe"] for step in self.plan["steps"]}
        self.needs = {step["name"]: step["needs"] for step in self.plan["steps"]}
        if self.until and self.until not in self.names:
            print(f"there is no step {self.until!r}; the steps are {', '.join(self.names)}", file=sys.stderr)
            raise SystemExit(2)
        self.finished: dict[str, Finished] = {}
        self.seconds: dict[str, float] = {}
        self.machine: list[str] = []

    def check(self) -> None:
        """Refuse to go on where a pin is not in force."""
        threads = self.plan["threads"]
        found = environment.check_start(self.plan, self.pins) or environment.check_pins(self.pins, threads)
        if found:
            raise BadInput(found)
        if self.plan["cpu"] == "native":  # then the CPU decides on the bits, and belongs to every key
            self.machine = [digests.of_json(plain([environment.cpu(), environment.threadpools()]))]

    def step(self, name: str, work: Callable[[], Made], needs: Sequence[str] = ()) -> Finished:
        """Run a step, or keep it from the cache. `needs`: digests beside those of the steps it needs."""
        key = self.key(name, [self.digest(need) for need in self.needs[name]], needs)
        start = time.perf_counter()
        kept = self.kept(name, key)
        line = f"[{self.names.index(name) + 1}/{len(self.names)}] {name}"
        say(line + " (kept)" if kept else line)
        if kept:
            kept.again = work
        else:
            made = work()
            slow = time.perf_counter() - start > SLOW
            files = {file: value for file, value in made.passing.items() if "." in file}  # not the live model
            kept = self.keep(name, key, made._replace(values=made.values | files) if slow else made)
            kept.values |= made.passing
        self.finished[name] = kept
        self.seconds[name] = time.perf_counter() - start
        if name == self.until:
            raise Reached
        return self.finished[name]

    def trial(
        self, name: str, number: int, of: int, needs: Any, work: Callable[[], dict[str, Any]]
    ) -> dict[str, Any]:
        """A part of a step (a trial of the search), kept by itself; gives its record."""
        listed = [self.digest(need) for need in self.needs[name]]
        key = self.key(name, listed, [digests.of_json(plain(needs))])
        kept = self.kept(name, key)
        say(
            f"[{self.names.index(name) + 1}/{len(self.names)}] {name} ({number}/{of})"
            + (" (kept)" if kept else "")
        )
        if kept:
            return dict(kept.record)
        record = plain(work())
        return dict(self.keep(name, key, Made(digests.of_json(record), record, {})).record)

    def key(self, name: str, needs: Sequence[str], more: Sequence[str] = ()) -> str:
        """The key of a step: everything that can change what it gives."""
        return digests.of_json({"recipe": self.recipes[name], "needs": [*needs, *more, *self.machine]})

    def digest(self, need: str) -> str:
        """The digest of a finished step (`split`) or of a part of one (`split/train`)."""
        name, _, part = need.partition("/")
        return str(self.finished[name].parts[part] if part else self.finished[name].digest)

    # ------------------------------------------------------------ the cache

    def kept(self, name: str, key: str) -> Finished | None:
        """What the cache holds under a key, when every byte of it is what was written."""
        if self.cache is None:
            return None
        folder = self.cache / key.removeprefix("sha256:")
        if not folder.is_dir():
            return None
        try:
            entry = json.loads((folder / "entry.json").read_bytes())
            check = entry.pop("check")
            good = digests.of_json(entry) == check and (entry["step"], entry["key"]) == (name, key)
            good = good and all(digests.of_file(folder / file) == has for file, has in entry["files"].items())
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            good = False
        if not good:
            say(f"the kept result of step {name} is damaged: it is made again")
            return None
        return Finished(entry, {}, folder)

    def keep(self, name: str, key: str, made: Made) -> Finished:
        """Put a finished step into the cache, whole or not at all."""
        entry = {
            "step": name,
            "key": key,
            "digest": made.digest,
            "parts": made.parts,
            "files": {},
            "record": plain(made.record),
        }
        if self.cache is not None:
            try:
                self._put(entry, made.values)
            except OSError as error:
                say(f"step {name} is not kept: {error.strerror or error}")
        return Finished(entry, dict(made.values), None)

    def _put(self, entry: dict[str, Any], values: dict[str, Any]) -> None:
        self.cache.mkdir(parents=True, exist_ok=True)
        target = self.cache / entry["key"].removeprefix("sha256:")
        folder = Path(tempfile.mkdtemp(prefix=".new-", dir=self.cache))
        try:
            files = {}
            for name, value in values.items():
                data = to_bytes(name, value)
                files[name] = digests.of_bytes(data)
                write(folder / name, data)
            whole = {**entry, "files": files}
            write(folder / "entry.json", json_text({**whole, "check": digests.of_json(whole)}).encode())
            folder.chmod(0o755)
            if target.exists():  # damaged, or made by another run at the same time
                target.rename(folder / "old")
            folder.rename(target)
            shutil.rmtree(target / "old", ignore_errors=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    # ------------------------------------------------------------ the end

    def finish(self) -> None:
        """Write the outputs, the timings and, last, the record."""
        for step in self.finished.values():
            for name in OUTPUTS:
                if step.has(name):
                    write(self.output / name, step.content(name))
        times = {
            "format": 1,
            "steps": [
                {"name": n, "seconds": s, "kept": self.finished[n].kept} for n, s in self.seconds.items()
            ],
        }
        write(self.output / "timings.json", json_text(times).encode())
        record: dict[str, Any] = {
            "format": 1,
            "spec": self.plan["spec"],
            "environment": environment.describe(self.plan, self.pins),
        }
        blank = "sources rows label features split search model predictions metrics slices baselines promises"
        record |= dict.fromkeys(blank.split()) | {"steps": []}
        for step in self.finished.values():
            merge(record, step.record)
            row = {
                "name": step.name,
                "recipe": self.recipes[step.name],
                "key": step.key,
                "digest": step.digest,
            }
            record["steps"].append(row)
        if self.until:  # only what was done
            record = {name: value for name, value in record.items() if value is not None}
        write(self.output / "record.json", json_text(record).encode())


class Reached(Exception):
    """The step that `--until` names is done."""


def merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Add a step's part of the record: objects by key, lists at the end."""
    for name, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            merge(into[name], value)
        elif isinstance(value, list) and isinstance(into.get(name), list):
            into[name] = into[name] + value
        else:
            into[name] = value


def parse(arguments: Sequence[str], here: Path) -> argparse.Namespace:
    """The command line of `train.py`."""
    parser = argparse.ArgumentParser(
        prog="train.py", description="Train and evaluate the model, and record what came out."
    )
    parser.add_argument(
        "--data", type=Path, default=here / "data", help="folder with a folder for each source"
    )
    parser.add_argument(
        "--output", "--out", dest="output", type=Path, default=here / "output", help="where results go"
    )
    parser.add_argument("--cache", type=Path, help="folder that keeps finished steps")
    parser.add_argument("--until", default="", help="stop after this step")
    return parser.parse_args(arguments)


def say(line: str) -> None:
    """A line for the person who waits."""
    print(line.encode("utf-8", "backslashreplace").decode(), file=sys.stderr, flush=True)


def run(here: Path, pins: dict[str, str], main: Callable[[Any], None], kind: Callable[..., Run]) -> int:
    """Run `main` on a new run of `kind`; gives the exit code: 0 done, 1 bad input, 130 interrupted."""
    job = kind(here, pins, sys.argv[1:])
    warnings.showwarning = lambda message, category, *rest: say(f"{category.__name__}: {message}")
    for name in (*OUTPUTS, "record.json", "findings.json"):
        with contextlib.suppress(FileNotFoundError):
            (job.output / name).unlink()
    try:
        with contextlib.suppress(Reached):
            job.check()
            main(job)
        job.finish()
    except BadInput as bad:
        write(job.output / "findings.json", json_text(bad.findings).encode())
        for finding in bad.findings:
            say(f"{finding['code']} {finding['place']}: {finding['message']}")
        return 1
    except KeyboardInterrupt:
        say("interrupted; finished steps are kept")
        return 130
    return 0
