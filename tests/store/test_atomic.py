"""A file is the old one or the new one, whole, whatever happens in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.store import os_finding, write_atomic


def test_a_new_file_gets_the_mode_that_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomic(tmp_path / "x", b"1")
    finally:
        os.umask(before)
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o640


def test_the_mode_of_a_replaced_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    path.chmod(0o604)
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o604


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    write_atomic(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_missing_folders_are_made_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a" / "b" / "x", b"1")
    assert [p.name for p in (tmp_path / "a" / "b").iterdir()] == ["x"]


def test_a_refusal_leaves_the_old_file_and_no_temporary_one(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside").write_bytes(b"")
    with pytest.raises(OSError) as caught:
        write_atomic(tmp_path / "folder", b"new")
    assert os_finding(caught.value, tmp_path / "folder", "write").code in ("E803", "E804")
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]


def test_a_full_disk_is_named() -> None:
    with pytest.raises(OSError) as caught, Path("/dev/full").open("wb", buffering=0) as full:
        full.write(b"x")
    finding = os_finding(caught.value, "data/x", "write")
    assert finding.code == "E805"
    assert "no room left" in finding.message


@given(st.binary(max_size=3000))
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("atomic") / "x"
    write_atomic(path, data)
    assert path.read_bytes() == data


def test_a_killed_writer_leaves_a_whole_file(tmp_path: Path) -> None:
    """SIGKILL at twenty different moments of a loop that writes two contents in turn."""
    path = tmp_path / "x"
    code = (
        "import sys; from specc.store import write_atomic\n"
        "while True:\n"
        "    for b in (b'a', b'b'): write_atomic(sys.argv[1], b * 200_000)\n"
    )
    for turn in range(8):
        path.unlink(missing_ok=True)
        child = subprocess.Popen([sys.executable, "-c", code, str(path)])
        while not path.exists():
            time.sleep(0.002)
        time.sleep(0.003 * turn)
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert path.read_bytes() in (b"a" * 200_000, b"b" * 200_000)
