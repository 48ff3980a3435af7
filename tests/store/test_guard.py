"""One build at a time."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from specc.store import ProjectLock

HOLD = """
import sys, time
from pathlib import Path
from specc.store import ProjectLock
lock = ProjectLock(Path(sys.argv[1]))
assert lock.acquire() is None
print("held", flush=True)
time.sleep(60)
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None and child.stdout.readline() == "held\n"
    return child


def test_who_comes_second_is_told_who_is_first(tmp_path: Path) -> None:
    first = holder(tmp_path)
    try:
        finding = ProjectLock(tmp_path).acquire(wait=False)
        assert finding is not None and finding.code == "E809"
        assert str(first.pid) in finding.message
    finally:
        first.kill()
        first.wait()


def test_a_killed_holder_lets_go_and_the_waiting_one_goes_on(tmp_path: Path) -> None:
    first = holder(tmp_path)
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        first.send_signal(signal.SIGKILL)

    second = ProjectLock(tmp_path)
    assert second.acquire(say) is None
    first.wait()
    assert said == [f"another specc (process {first.pid}) is at work in this project; waiting for it"]
    with second:
        third = ProjectLock(tmp_path).acquire(wait=False)
        assert third is not None
    assert ProjectLock(tmp_path).acquire(wait=False) is None
