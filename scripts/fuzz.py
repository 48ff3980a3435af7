"""Feeds broken and odd texts to what reads them, and says what it did.

    python scripts/fuzz.py --seconds 600 [--seed 1] [--only parse]

A target takes bytes and must neither raise nor take more than a few seconds. What made one fail is written to
`fuzz-failure.bin` in the current folder. Exit code 1 after a failure.
"""

from __future__ import annotations

import random
import sys
import time
import traceback
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from specc.check import check  # noqa: E402
from specc.diagnostics import FORMATS, Finding, render  # noqa: E402
from specc.lock import parse_lock  # noqa: E402
from specc.lock.layout import lock_text  # noqa: E402
from specc.syntax import apply_allows, format_text, parse, unparse  # noqa: E402
from specc.syntax.reading import decode  # noqa: E402

SLOW_S = 10.0
PLAIN = r"""
    mlspec 2026 and or not in on if then else { } ( ) [ ] , : = == != < <= > >= ?? ? .. . + - * / | ; &&
    5% 15min 1e-5 1_ 007 2026-03-01 2026-02-30 ' # \ // /* @ % é $(id) `id` None True elif a body || !
"""
WORDS = (
    *PLAIN.split(),
    *('"', '"""', "0.04 USD", '"text"', 'r"\\d"', '"""\n', "# specc: allow E005 because x", "{{ x }}", "}\n"),
    *("\u202e", "\x00", "\x1b", "\ufeff", "\u00a0", "\n", "\r", "\r\n", "\t", " ", "features {"),
)


def run_parse(data: bytes) -> str:
    """Reads, renders in every format, writes every statement again."""
    source = decode(data, "fuzz.mlspec")
    if isinstance(source, Finding):
        render([source])
        return "no text"
    result = parse(source)
    findings = result.findings
    if result.tree is not None:
        findings = apply_allows(findings, result.tree)
        for statement in result.tree.body:
            unparse(statement)
    for format in FORMATS:
        shown = render(findings, format)
        assert "\x1b" not in shown and "\x00" not in shown, format
    return "findings" if findings else "read"


def run_format(data: bytes) -> str:
    """Formats; the proof that only white space changed must hold."""
    source = decode(data, "fuzz.mlspec")
    if isinstance(source, Finding):
        return "no text"
    result = format_text(source)
    assert "E033" not in {finding.code for finding in result.findings}
    return "findings" if result.findings else "formatted"


def run_check(data: bytes) -> str:
    """Checks; without a spec there is a finding that says why."""
    source = decode(data, "fuzz.mlspec")
    if isinstance(source, Finding):
        return "no text"
    result = check(source)
    assert result.spec is not None or any(finding.is_error for finding in result.findings)
    return "no spec" if result.spec is None else "checked"


def run_lock(data: bytes) -> str:
    """Reads a lock; what was read is written as a text that reads back as it."""
    read = parse_lock(data, "fuzz.lock")
    assert (read.lock is None) == bool(read.findings)
    if read.lock is None:
        return "findings"
    again = parse_lock(lock_text(read.lock).encode("utf-8"), "again.lock")
    assert again.lock is not None and again.lock.document == read.lock.document
    return "read, root closes" if read.lock.closes else "read, root does not close"


SPECS = ("tests/**/*.mlspec", "specs/**/*.mlspec", "tests/**/findings/*.md")
LOCKS = ("tests/**/*.lock", "specs/**/*.mlspec.lock")
TARGETS: dict[str, tuple[Callable[[bytes], str], tuple[str, ...]]] = {
    "parse": (run_parse, SPECS),
    "format": (run_format, SPECS),
    "check": (run_check, SPECS),
    "lock": (run_lock, LOCKS),
}
Target = tuple[Callable[[bytes], str], tuple[str, ...]]


def corpus(patterns: tuple[str, ...]) -> list[bytes]:
    """The repository's own files of these names, blocks of Markdown cases included."""
    paths = {path for pattern in patterns for path in ROOT.glob(pattern)}
    return [path.read_bytes() for path in sorted(paths)] or [b"mlspec 2026\n"]


def mutate(rng: random.Random, seeds: list[bytes]) -> bytes:
    """One more input: a seed with pieces cut, doubled, swapped, joined to another, or broken by words and
    bytes."""
    data = bytearray(rng.choice(seeds))
    for _ in range(rng.choice((0, 1, 1, 2, 4, 16))):
        at = rng.randrange(len(data) + 1)
        size = rng.choice((1, 1, 2, 8, 40, 400))
        choice = rng.randrange(8)
        if choice == 0:
            del data[at : at + size]
        elif choice == 1:
            data[at:at] = data[at : at + size] * rng.choice((1, 2, 50))
        elif choice == 2:
            data[at:at] = rng.choice(WORDS).encode() * rng.choice((1, 1, 3, 150))
        elif choice == 3:
            data[at : at + 1] = bytes((rng.randrange(256),))
        elif choice == 4:
            other = rng.choice(seeds)
            start = rng.randrange(len(other) + 1)
            data[at:] = other[start : start + 4000]
        elif choice == 5:
            data[at : at + size] = " ".join(rng.choices(WORDS, k=rng.randrange(30))).encode()
        elif choice == 6:
            lines = bytes(data).split(b"\n")
            rng.shuffle(lines)
            data = bytearray(b"\n".join(lines))
        else:
            del data[at:]
    return bytes(data)


def fuzz(seconds: float, seed: int, targets: dict[str, Target]) -> int:
    """Runs until the time is over or something fails; prints counts; gives the exit code."""
    rng = random.Random(seed)
    seeds = {patterns: corpus(patterns) for _, patterns in targets.values()}
    counts: Counter[str] = Counter()
    slowest = 0.0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        inputs = {patterns: mutate(rng, known) for patterns, known in seeds.items()}
        for name, (target, patterns) in targets.items():
            data = inputs[patterns]
            started = time.monotonic()
            try:
                counts[f"{name}: {target(data)}"] += 1
            except Exception:
                traceback.print_exc()
                Path("fuzz-failure.bin").write_bytes(data)
                print(f"{name} failed on the input in fuzz-failure.bin (seed {seed})", file=sys.stderr)
                return 1
            took = time.monotonic() - started
            slowest = max(slowest, took)
            if took > SLOW_S:
                Path("fuzz-failure.bin").write_bytes(data)
                print(f"{name} took {took:.1f} s on the input in fuzz-failure.bin", file=sys.stderr)
                return 1
    for name, count in sorted(counts.items()):
        print(f"{count:9} {name}")
    print(f"{slowest:9.2f} s for the slowest input, {sum(map(len, seeds.values()))} seeds, no failure")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=sorted(TARGETS))
    options = parser.parse_args(arguments)
    targets = TARGETS if options.only is None else {options.only: TARGETS[options.only]}
    return fuzz(options.seconds, options.seed, targets)


if __name__ == "__main__":
    sys.exit(main())
