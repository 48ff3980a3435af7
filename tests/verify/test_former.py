"""The former content of a file comes from the store or from git, and is hashed before it is believed."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from specc.store import Store
from specc.verify.former import former_content

OLD, NEW = b"id,v\n1,a\n2,b\n", b"id,v\n1,a\n2,c\n"
SHA = hashlib.sha256(OLD).hexdigest()


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SPECC_STORE", raising=False)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "-x y.csv").write_bytes(OLD)
    return tmp_path


def find(project: Path, sha256: str = SHA, size: int = len(OLD)) -> tuple[str, bytes]:
    into = project / "found"
    where = former_content(sha256, size, project / "data" / "-x y.csv", Store(project / ".specc"), into)
    return where, into.read_bytes() if where else b""


def test_nowhere(project: Path) -> None:
    assert find(project) == ("", b"")


def test_in_the_store(project: Path) -> None:
    Store(project / ".specc").put_bytes(OLD)
    assert find(project) == ("the store", OLD)


def test_in_git_also_when_the_file_is_gone(project: Path) -> None:
    git(project, "init", "-q")
    git(project, "add", "--", "data")
    git(project, "commit", "-q", "-m", "one")
    (project / "data" / "-x y.csv").write_bytes(NEW)
    git(project, "commit", "-q", "-a", "-m", "two")
    where, content = find(project)
    assert where.startswith("git blob ")
    assert content == OLD
    git(project, "rm", "-q", "-r", "data")
    git(project, "commit", "-q", "-m", "three")
    assert find(project)[1] == OLD
    assert find(project, "0" * 64) == ("", b"")


def test_a_corrupted_object_is_not_believed(project: Path) -> None:
    store = Store(project / ".specc")
    store.put_bytes(OLD)
    path = store.path_of(SHA)
    path.chmod(0o644)
    path.write_bytes(NEW)
    assert find(project) == ("", b"")
