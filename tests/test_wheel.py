"""The wheel works on its own: built from this checkout, installed into an empty environment elsewhere."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "specs" / "tweets" / "tweets.mlspec"


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run it, without this checkout on the import path; fail with its own words."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the backend of pyproject.toml that is installed here (no network)."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (found,) = folder.glob("*.whl")
    return found


def test_what_travels_in_it(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "specc/py.typed" in names
    assert "specc/_grammar/mlspec.lark" in names
    assert {Path(name).name for name in names if "_grammar" in name} >= {
        path.name for path in (ROOT / "grammar").iterdir() if path.is_file()
    }
    on_disk = {str(path.relative_to(ROOT)) for path in (ROOT / "specc").rglob("*.py")}
    assert on_disk - set(names) == set()  # a line of .gitignore can hide a whole room
    assert [name for name in names if not name.startswith(("specc/", "specc_compiler-"))] == []
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_it_has_the_free_name_and_the_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    assert wheel.name.startswith("specc_compiler-")
    (entry,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
    assert "specc = specc.cli:main" in archive.read(entry).decode()


def test_two_builds_are_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, cwd=ROOT)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment elsewhere that holds the wheel and nothing else: `check` and `fmt` need no more."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    return folder / "bin"


def test_check_and_fmt_work_there(installed: Path, tmp_path: Path) -> None:
    spec = Path(shutil.copy(SPEC, tmp_path))
    shutil.copytree(SPEC.parent / "data", tmp_path / "data")
    run(installed / "specc", "check", spec, cwd=tmp_path)
    run(installed / "specc", "fmt", "--check", spec, cwd=tmp_path)
    assert "E1" in run(installed / "specc", "explain", "E101", cwd=tmp_path).stdout


def test_import_there_is_the_installed_one(installed: Path, tmp_path: Path) -> None:
    code = "import specc, sys; print(specc.__file__); assert not {'lark', 'yaml'} & set(sys.modules)"
    assert str(installed.parent) in run(installed / "python", "-c", code, cwd=tmp_path).stdout


@pytest.mark.slow
def test_pip_brings_what_build_needs(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "full", with_pip=True)
    python = tmp_path / "full" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    run(
        python,
        "-c",
        "import specc, docker, yaml; specc.load, specc.build",
        cwd=tmp_path,
    )
    assert "build" in run(tmp_path / "full" / "bin" / "specc", "--help", cwd=tmp_path).stdout
