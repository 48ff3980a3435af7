"""Measure what docs/speed.md says, print it, and write it there.

    make bench                                    everything
    python benchmarks/run.py check hashing        some rows
    python benchmarks/run.py --dry build          print, leave the page alone

Peers (DVC, BLAKE3) are installed from the package index into a folder of their own, `.venv-bench`.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dvc_stages import dvc_yaml
from measure import Run, in_turns, median, spread, timed

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "speed.md"
START, END = "<!-- part: figures -->", "<!-- part: end -->"
PEERS = ("dvc==3.67.1", "blake3==1.0.11")
SPECC = Path(sys.executable).parent / "specc"
HOLDS = {True: "yes", False: "**no**"}
EXAMPLE = ROOT / "specs" / "examples" / "sms_spam" / "sms_spam.mlspec"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `verdict` compares with the limit that stands in the project's aims."""

    what: str
    ours: str
    theirs: str
    ratio: str
    limit: str
    holds: bool


def peers() -> Path:
    """The environment of the peers, made when it is not there."""
    folder = ROOT / ".venv-bench"
    ready = folder / "-".join(PEERS).replace("==", "-")
    if not ready.exists():
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        install = [folder / "bin" / "python", "-m", "pip", "install", "-qq", *PEERS]
        subprocess.run([str(part) for part in install], check=True)
        ready.touch()
    return folder / "bin"


def project(folder: Path, spec: Path) -> Path:
    """A git project with the spec and the tweets' data; the spec's path."""
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    shutil.copytree(ROOT / "specs" / "tweets" / "data", folder / "data")
    return Path(shutil.copy(spec, folder))


def cpu(runs: list[Run]) -> float:
    """The median of processor seconds, which a busy machine changes less than wall seconds."""
    return median(runs, lambda run: run.cpu)


def check(folder: Path, rounds: int) -> list[Row]:
    """Processor time of a whole `specc check` of the worked example, beside a Python that does nothing."""
    sides = {
        "check": lambda: timed([SPECC, "check", EXAMPLE], folder),
        "nothing": lambda: timed([sys.executable, "-c", "pass"], folder),
    }
    runs = in_turns(sides, rounds * 7)
    ours, floor = (1000 * median(runs[name], lambda run: run.cpu) for name in ("check", "nothing"))
    least = 1000 * min(run.cpu for run in runs["check"])
    return [
        Row(
            "`specc check`, 216 lines, processor time",
            f"{ours:.0f} ms (least {least:.0f})",
            f"`python -c pass` {floor:.0f} ms",
            "",
            "150 ms",
            ours <= 150,
        )
    ]


def locked_python(folder: Path) -> Path:
    """The interpreter of the environment that specc made for the spec in `folder`."""
    found = sorted((folder / ".specc" / "environments").glob("*/bin/python"))
    if not found:
        raise SystemExit("specc left no environment in the store")
    return found[-1]


def build(folder: Path, rounds: int) -> list[Row]:
    """`specc build --fresh` against the same work by hand, in the same environment, set-up not counted."""
    spec = project(folder, ROOT / "benchmarks" / "search.mlspec")
    timed([SPECC, "build", "--runner", "venv", spec.name], folder, codes=(0, 1))
    python = locked_python(folder)
    script = ROOT / "benchmarks" / "raw_search.py"
    one = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    sides: dict[str, Callable[[], Run]] = {
        "specc": lambda: timed(
            [SPECC, "build", "--runner", "venv", "--fresh", spec.name], folder, codes=(0, 1)
        ),
        "raw": lambda: timed([python, script, folder / "raw"], folder, one),
    }
    runs = in_turns(sides, rounds)
    ours, theirs = median(runs["specc"]), median(runs["raw"])
    return [
        Row(
            "`specc build --fresh`, a search of 65 fits",
            f"{ours:.1f} s ({spread(runs['specc'])}), processor {cpu(runs['specc']):.1f} s",
            f"`raw_search.py` {theirs:.1f} s ({spread(runs['raw'])}), processor {cpu(runs['raw']):.1f} s",
            f"{ours / theirs:.3f}",
            "1.10",
            ours / theirs <= 1.10,
        )
    ]


def dvc_project(folder: Path, bin_: Path, python: Path) -> Path:
    """Four stages of the same script under DVC, run once."""
    folder.mkdir()
    (folder / "benchmarks").mkdir()
    for name in ("raw_tweets.py", "dvc_stages.py"):
        shutil.copy(ROOT / "benchmarks" / name, folder / "benchmarks")
    data = folder / "specs" / "tweets" / "data"
    shutil.copytree(ROOT / "specs" / "tweets" / "data", data)
    deps = [f"specs/tweets/data/{name}" for name in ("tweets.csv", "ratings.csv")]
    (folder / "dvc.yaml").write_text(dvc_yaml(str(python), "benchmarks/dvc_stages.py", deps))
    quiet = {"DVC_NO_ANALYTICS": "1"}
    timed([bin_ / "dvc", "init", "--no-scm"], folder, quiet)
    timed([bin_ / "dvc", "repro"], folder, quiet)
    return folder


def nothing(folder: Path, rounds: int) -> list[Row]:
    """A second build and a `verify --inputs` against DVC's no-op on the same work in four stages."""
    bin_ = peers()
    ours = folder / "ours"
    ours.mkdir()
    spec = project(ours, ROOT / "specs" / "tweets" / "tweets.mlspec")
    timed([SPECC, "build", "--runner", "venv", spec.name], ours)
    theirs = dvc_project(folder / "theirs", bin_, locked_python(ours))
    quiet = {"DVC_NO_ANALYTICS": "1"}
    sides = {
        "specc build": lambda: timed([SPECC, "build", "--runner", "venv", spec.name], ours),
        "specc verify --inputs": lambda: timed([SPECC, "verify", "--inputs", spec.name], ours),
        "dvc repro": lambda: timed([bin_ / "dvc", "repro"], theirs, quiet),
        "dvc status": lambda: timed([bin_ / "dvc", "status"], theirs, quiet),
    }
    runs = in_turns(sides, rounds * 3)
    rows = []
    for mine, other in (("specc build", "dvc repro"), ("specc verify --inputs", "dvc status")):
        ratio = median(runs[mine]) / median(runs[other])
        rows.append(
            Row(
                f"`{mine}`, nothing to do",
                f"{median(runs[mine]):.2f} s ({spread(runs[mine])})",
                f"`{other}` {median(runs[other]):.2f} s ({spread(runs[other])})",
                f"{ratio:.2f}",
                "0.33",
                ratio <= 1 / 3,
            )
        )
    return rows


def peak_mib(code: str) -> float:
    """Peak memory of an interpreter that runs `code` (`wait4` would count this process before exec)."""
    report = "; print(*(line for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    done = subprocess.run(
        [sys.executable, "-c", code + report], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(done.stdout.split("VmHWM:")[1].split()[0]) / 1024


def hashing(folder: Path, rounds: int) -> list[Row]:
    """The store's hash of a cached file of 2 GB, against BLAKE3 on one and on all processors."""
    size, block = 2_000_000_000, os.urandom(20_000_000)
    big = folder / "big.bin"
    with big.open("wb") as file:
        for _ in range(size // len(block)):
            file.write(block)
    ours = f"from specc.store import hash_file; print(hash_file({str(big)!r}))"
    mapped = f"from blake3 import blake3; blake3(max_threads=%s).update_mmap({str(big)!r}).hexdigest()"
    python = peers() / "python"
    sides = {
        "specc": lambda: timed([sys.executable, "-c", ours], ROOT),
        "BLAKE3, one thread": lambda: timed([python, "-c", mapped % 1], folder),
        "BLAKE3, all threads": lambda: timed([python, "-c", mapped % "blake3.AUTO"], folder),
    }
    runs = in_turns(sides, rounds)
    peak = peak_mib(ours)
    rows = []
    for other in ("BLAKE3, one thread", "BLAKE3, all threads"):
        mine, theirs = median(runs["specc"]), median(runs[other])
        rows.append(
            Row(
                f"sha256 of 2 GB (peak {peak:.0f} MiB)",
                f"{mine:.2f} s",
                f"{other} {theirs:.2f} s",
                f"{mine / theirs:.2f}",
                "none; memory under 64 MiB",
                peak < 64,
            )
        )
    big.unlink()
    return rows


PARTS = {"check": check, "build": build, "nothing": nothing, "hashing": hashing}


def machine() -> str:
    """What it ran on, without a name."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        lines = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = lines[0].partition(":")[2].strip() if lines else model
    return f"{os.cpu_count()} processors ({model}), CPython {platform.python_version()}, {platform.system()}"


def table(rows: list[Row], rounds: int) -> str:
    """The Markdown that goes into the page."""
    lines = [
        f"Measured by `make bench` on {machine()}; medians, each side at least {rounds} times.",
        "",
        "| what | specc | the other side | ratio | limit | holds |",
        "|---|---|---|---|---|---|",
        *(
            f"| {row.what} | {row.ours} | {row.theirs} | {row.ratio} | {row.limit} | {HOLDS[row.holds]} |"
            for row in rows
        ),
    ]
    return "\n".join(lines)


def main() -> int:
    """Measure the parts that are named, or all; 1 where a limit does not hold."""
    parser = argparse.ArgumentParser(description="measure specc's speed against its peers")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all when left out")
    parser.add_argument(
        "--rounds", type=int, default=3, help="how often each side of the build runs (default 3)"
    )
    parser.add_argument("--dry", action="store_true", help="leave docs/speed.md alone")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.parts if name not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}")
    parts = arguments.parts or list(PARTS)
    rows: list[Row] = []
    for name in parts:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="specc-bench-") as folder:
            rows += PARTS[name](Path(folder), arguments.rounds)
    text = table(rows, arguments.rounds)
    print(text)
    if not arguments.dry and set(parts) == set(PARTS):
        page = PAGE.read_text("utf-8")
        head, rest = page.split(START)
        PAGE.write_text(f"{head}{START}\n{text}\n{END}{rest.split(END)[1]}", "utf-8")
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
