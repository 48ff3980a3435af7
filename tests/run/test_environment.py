"""Locked venvs: made once, hashed before use, named when something in them was touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hand import SMALL, Lines

from specc.diagnostics import Finding
from specc.run.environment import (
    ensure_environment,
    environment_folder,
    environment_key,
    prepare_environment,
    verify_environment,
)
from specc.run.requirements import LockedPackage, Requirements, requirements_of
from specc.store import Store


def made(requirements: Requirements, store: Store, lines: Lines, python: str = "3.11") -> Path:
    path = ensure_environment(requirements, python, store, lines)
    if isinstance(path, Finding) and path.code in ("E816", "E820"):
        pytest.skip(path.message)
    assert isinstance(path, Path), path
    return path


@pytest.fixture
def folder(shared_store: Store, lines: Lines) -> Iterator[Path]:
    """The small environment; made whole again by the next test that wants it."""
    yield made(SMALL, shared_store, lines).parent.parent
    lines.messages.clear()


def test_an_environment_has_the_locked_packages_and_nothing_else(shared_store: Store, lines: Lines) -> None:
    python = made(SMALL, shared_store, lines)
    code = "import importlib.metadata as m; print(sorted((d.name, d.version) for d in m.distributions()))"
    done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[('threadpoolctl', '3.8.0')]"
    assert verify_environment(python.parent.parent) == ()


def test_it_is_made_once(shared_store: Store, lines: Lines, folder: Path) -> None:
    lines.messages.clear()
    before = (folder / "specc.json").stat().st_ino
    made(SMALL, shared_store, lines)
    assert lines.messages == []
    assert (folder / "specc.json").stat().st_ino == before


def test_a_flipped_byte_is_named_with_its_package_and_the_environment_made_again(
    shared_store: Store, lines: Lines, folder: Path
) -> None:
    [module] = folder.glob("lib/python*/site-packages/threadpoolctl.py")
    before = module.stat()
    data = bytearray(module.read_bytes())
    data[100] ^= 1
    module.write_bytes(data)
    os.utime(module, ns=(before.st_atime_ns, before.st_mtime_ns))
    [finding] = verify_environment(folder)
    assert finding.code == "E823"
    assert finding.message == (
        "installed file `threadpoolctl.py` of threadpoolctl 3.8.0 holds other bytes than the wheel "
        "that was installed"
    )
    prepared = prepare_environment(SMALL, "3.11", shared_store, lines)
    assert isinstance(prepared, tuple)
    assert [(w.code, w.severity) for w in prepared[1]] == [("E823", "warning")]
    assert verify_environment(folder) == ()


@pytest.mark.parametrize(
    "name", ["__pycache__/threadpoolctl.cpython-311.pyc", "threadpoolctl-3.8.0.dist-info/RECORD"]
)
def test_compiled_files_and_lists_count_too(folder: Path, name: str) -> None:
    [path] = folder.glob(f"lib/python*/site-packages/{name}")
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    [finding] = verify_environment(folder)
    assert "threadpoolctl 3.8.0" in finding.message


def test_added_and_removed_files_are_named(folder: Path) -> None:
    [site] = folder.glob("lib/python*/site-packages")
    (site / "sitecustomize.py").write_text("print('gotcha')")
    (site / "threadpoolctl.py").unlink()
    (folder / "bin" / "python3").unlink()
    (folder / "bin" / "python3").symlink_to("/bin/sh")
    said = sorted(finding.message for finding in verify_environment(folder))
    assert [message.split("`")[1] for message in said] == [
        "bin/python3",
        "sitecustomize.py",
        "threadpoolctl.py",
    ]
    assert "was added" in said[1] and "is gone" in said[2]


@pytest.mark.parametrize("name", ["specc.json", "specc-manifest.txt"])
@pytest.mark.parametrize("text", ["", "{}", "[]", "\xff"])
def test_damaged_marks_are_findings(folder: Path, name: str, text: str) -> None:
    (folder / name).write_bytes(text.encode("latin-1"))
    assert [finding.code for finding in verify_environment(folder)] == ["E823"]


def test_an_interrupted_environment_is_made_again(shared_store: Store, lines: Lines, folder: Path) -> None:
    (folder / "specc.json").unlink()
    (folder / "half").write_text("of something")
    made(SMALL, shared_store, lines)
    assert not (folder / "half").exists()
    assert verify_environment(folder) == ()


def test_two_processes_at_once_make_it_once(tmp_path: Path) -> None:
    code = """
import sys, json
from specc.run.environment import ensure_environment
from specc.run.progress import TerminalProgress
from specc.run.requirements import LockedPackage, requirements_of
from specc.store import Store
name, version, value, root = sys.argv[1:]
wanted = requirements_of([LockedPackage(name, version, (value,))], "")
print(ensure_environment(wanted, "3.11", Store(root), TerminalProgress(sys.stdout, live=False)))
"""
    [package] = SMALL.packages
    arguments = [package.name, package.version, package.hashes[0], str(tmp_path / ".specc")]
    both = [
        subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    texts = [child.communicate(timeout=120)[0] for child in both]
    if any("E816" in text or "E820" in text for text in texts):
        pytest.skip("the package index can't be reached")
    assert sum("making the Python environment" in text for text in texts) == 1, texts
    assert len({text.splitlines()[-1] for text in texts}) == 1


def test_a_wheel_with_another_hash_is_refused(shared_store: Store, lines: Lines) -> None:
    wrong = requirements_of([LockedPackage("threadpoolctl", "3.8.0", ("sha256:" + "1" * 64,))], "")
    finding = ensure_environment(wrong, "3.11", shared_store, lines)
    assert isinstance(finding, Finding)
    assert finding.code in ("E822", "E816")
    where = environment_folder(wrong, "3.11", shared_store)
    assert isinstance(where, tuple) and not where[1].exists()


def test_a_python_that_is_not_here_is_named(shared_store: Store, lines: Lines) -> None:
    finding = ensure_environment(SMALL, "3.2", shared_store, lines)
    assert isinstance(finding, Finding)
    assert finding.code == "E820"
    assert "uv python install 3.2" in finding.help


def test_the_key_changes_with_anything_that_decides_the_content() -> None:
    other = requirements_of([LockedPackage("x", "1", ("sha256:aa",))], "")
    keys = {
        environment_key(SMALL, Path("/usr/bin/python3.11"), "3.11.2"),
        environment_key(SMALL, Path("/usr/bin/python3.11"), "3.11.7"),
        environment_key(SMALL, Path("/opt/python3.11"), "3.11.2"),
        environment_key(other, Path("/usr/bin/python3.11"), "3.11.2"),
    }
    assert len(keys) == 4
    assert json.dumps(sorted(keys)).isascii()
