"""`specc fmt` and `specc explain` as processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

UGLY, TIDY = "mlspec 2026\na   =1\n", "mlspec 2026\na = 1\n"
BROKEN = "mlspec 2026\na = = 1\n"


def specc(*arguments: str | Path, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "specc", *map(str, arguments)]
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": root, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, env=environment, check=False)


def test_writes_in_place_and_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.mlspec"
    path.write_bytes(b"\xef\xbb\xbf" + UGLY.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    done = specc("fmt", path.name, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert path.read_bytes() == TIDY.encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.mlspec"]
    before = path.stat().st_mtime_ns
    assert specc("fmt", path.name, cwd=tmp_path).stdout == b""
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("data", "code"), [(UGLY.encode(), 1), (TIDY.encode(), 0), (b"\xef\xbb\xbf" + TIDY.encode(), 1)]
)
def test_check_and_diff_write_nothing(tmp_path: Path, data: bytes, code: int) -> None:
    path = tmp_path / "a.mlspec"
    path.write_bytes(data)
    assert specc("fmt", "--check", path.name, cwd=tmp_path).returncode == code
    shown = specc("fmt", "--diff", path.name, cwd=tmp_path)
    assert shown.returncode == 0 and bool(shown.stdout) == bool(code)
    assert path.read_bytes() == data


def test_diff_shows_the_lines(tmp_path: Path) -> None:
    (tmp_path / "a.mlspec").write_text(UGLY)
    shown = specc("fmt", "--diff", "a.mlspec", cwd=tmp_path).stdout.decode()
    assert shown == "--- a.mlspec\n+++ a.mlspec\n@@ -1,2 +1,2 @@\n mlspec 2026\n-a   =1\n+a = 1\n"


def test_standard_input(tmp_path: Path) -> None:
    done = specc("fmt", "-", cwd=tmp_path, stdin=UGLY.encode())
    assert (done.returncode, done.stdout.decode()) == (0, TIDY)
    broken = specc("fmt", "-", cwd=tmp_path, stdin=BROKEN.encode())
    assert broken.returncode == 1 and broken.stdout == b"" and b"<stdin>:2:5" in broken.stderr


def test_a_broken_file_is_left_alone_and_the_others_are_done(tmp_path: Path) -> None:
    (tmp_path / "a.mlspec").write_text(BROKEN)
    (tmp_path / "b.mlspec").write_text(UGLY)
    done = specc("fmt", "a.mlspec", "none.mlspec", "b.mlspec", cwd=tmp_path)
    assert done.returncode == 1
    assert b"error[E010]" in done.stderr and b"error[E001]" in done.stderr
    assert (tmp_path / "a.mlspec").read_text() == BROKEN
    assert (tmp_path / "b.mlspec").read_text() == TIDY


def test_a_link_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "real.mlspec").write_text(UGLY)
    (tmp_path / "link.mlspec").symlink_to("real.mlspec")
    done = specc("fmt", "link.mlspec", cwd=tmp_path)
    assert done.returncode == 1 and b"symbolic link" in done.stderr
    assert (tmp_path / "link.mlspec").is_symlink() and (tmp_path / "real.mlspec").read_text() == UGLY


def test_explain(tmp_path: Path) -> None:
    page = specc("explain", "e012", cwd=tmp_path)
    assert page.returncode == 0 and b"## What to do" in page.stdout
    listed = specc("explain", cwd=tmp_path)
    assert listed.returncode == 0 and b"E005  " in listed.stdout
    unknown = specc("explain", "E0122", cwd=tmp_path)
    assert unknown.returncode == 2 and b"E012" in unknown.stderr and unknown.stdout == b""


def test_reading_a_spec_loads_nothing_heavy(tmp_path: Path) -> None:
    program = (
        "import sys; from specc.source import Source; from specc.syntax import parse; "
        "assert not parse(Source('x', 'mlspec 2026\\na = 1\\n')).findings; "
        "heavy = {'lark', 'pandas', 'numpy', 'docker', 'jsonschema', 'dataclasses', 'inspect'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": root},
        check=True,
    )
    assert done.stdout.strip() == b"[]"
