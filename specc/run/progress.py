"""What is happening, for a person at a terminal or the log of a CI job."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Protocol, TextIO

from specc.store import Store, write_atomic

_STAGE = re.compile(r"\[(\d{1,4})/(\d{1,4})\] ([^\s(]{1,200})(?: \((\d{1,7})/(\d{1,7})\))?(?: \(kept\))?\s*$")


class Progress(Protocol):
    """Told about stages as they start. `part` of `parts` counts from 1; both are 0 for a stage without."""

    def expect(self, seconds: dict[str, float]) -> None:
        """How long each stage took last time."""
        ...

    def stage(self, name: str, index: int, of: int, part: int = 0, parts: int = 0) -> None:
        """Stage `index` of `of` (from 1) starts, or one of its parts."""
        ...

    def message(self, text: str) -> None:
        """A line that is to stay on the screen."""
        ...

    def done(self) -> None:
        """Nothing more comes: leave the terminal as it was."""
        ...


class QuietProgress:
    """Says nothing."""

    def expect(self, seconds: dict[str, float]) -> None:
        """Nothing."""

    def stage(self, name: str, index: int, of: int, part: int = 0, parts: int = 0) -> None:
        """Nothing."""

    def message(self, text: str) -> None:
        """Nothing."""

    def done(self) -> None:
        """Nothing."""


class TerminalProgress:
    """One line that is written over and over on a terminal; plain lines, without parts, anywhere else."""

    def __init__(self, stream: TextIO, *, live: bool | None = None, width: int = 0) -> None:
        self._stream = stream
        self._live = stream.isatty() if live is None else live
        self._width = width
        self._expected: dict[str, float] = {}
        self._order: list[str] = []
        self._started = time.monotonic()
        self._shown = 0

    def expect(self, seconds: dict[str, float]) -> None:
        """How long each stage took last time, in order."""
        self._expected = dict(seconds)
        self._order = list(seconds)

    def stage(self, name: str, index: int, of: int, part: int = 0, parts: int = 0) -> None:
        """Show a stage; the same text is not written twice to a log."""
        now = time.monotonic()
        if part <= 1:
            self._started = now
        text = f"[{index}/{of}] {printable(name)}"
        if not self._live:
            if part == 0:
                self._write(text + "\n")
            return
        if parts:
            text += f" ({part}/{parts})"
        left = self._left(name, part, parts, now - self._started)
        if left >= 1:
            text += f", about {duration(left)} left"
        self._over(text)

    def message(self, text: str) -> None:
        """Print a line above the running one."""
        self._over("")
        self._write(printable(text) + "\n")

    def done(self) -> None:
        """Clear the running line."""
        self._over("")

    def _left(self, name: str, part: int, parts: int, spent: float) -> float:
        if name not in self._expected:
            return 0.0
        later = self._order[self._order.index(name) + 1 :]
        own = self._expected[name]
        if parts and part > 1:
            own = max(own * (parts - part + 1) / parts, spent / (part - 1) * (parts - part + 1))
        return own + sum(self._expected[other] for other in later)

    def _over(self, text: str) -> None:
        if not self._live:
            return
        from shutil import get_terminal_size

        width = (self._width or get_terminal_size().columns) - 1
        text = text[:width]
        if self._shown or text:
            self._write("\r" + text + " " * max(0, self._shown - len(text)) + ("\r" if not text else ""))
        self._shown = len(text)

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            self._live = False  # the terminal went away; the run goes on


class StageClock:
    """Measures stages as their lines come by and hands them on to a Progress."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._name = ""
        self._since = 0.0
        self.seconds: dict[str, float] = {}

    def line(self, text: str) -> bool:
        """True when the line was a stage line; other lines are shown as messages."""
        match = _STAGE.match(text)
        if match is None:
            if text.strip():
                self._progress.message(text)
            return False
        index, of, name, part, parts = match.groups()
        now = time.monotonic()
        if name != self._name:
            self.close(now)
            self._name, self._since = name, now
        self._progress.stage(name, int(index), int(of), int(part or 0), int(parts or 0))
        return True

    def close(self, now: float | None = None) -> None:
        """End the stage that is running."""
        if self._name:
            spent = (time.monotonic() if now is None else now) - self._since
            self.seconds[self._name] = self.seconds.get(self._name, 0.0) + spent
            self._name = ""


def load_timings(store: Store, model: str) -> dict[str, float]:
    """Seconds a stage of that model took when it last ran to its end; empty when nothing is known."""
    try:
        found = json.loads(_timings_path(store, model).read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(k): float(v) for k, v in found.items() if isinstance(v, int | float) and 0 <= v < 1e9}


def save_timings(store: Store, model: str, seconds: dict[str, float]) -> None:
    """Keep them for the next run's estimate. A disk that refuses costs the estimate and nothing else."""
    merged = load_timings(store, model) | {name: round(value, 3) for name, value in seconds.items()}
    ordered = {name: merged[name] for name in [*seconds, *(n for n in merged if n not in seconds)]}
    try:
        write_atomic(_timings_path(store, model), json.dumps(ordered).encode())
    except OSError:
        return


def printable(text: str) -> str:
    """Text without control characters: what a data file or a package prints must not drive the terminal."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else ("    " if c == "\t" else c.encode("unicode_escape").decode()) for c in text
    )


def duration(seconds: float) -> str:
    """`40 s`, `3 min`, `2 h 05 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"


def _timings_path(store: Store, model: str) -> Path:
    name = re.sub(r"[^A-Za-z0-9_-]", "_", model)[:80] or "model"
    return store.root / "timings" / f"{name}.json"
