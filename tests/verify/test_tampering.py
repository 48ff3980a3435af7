"""A small real project, built once; then everything that could be changed behind its back is changed.

Real processes and a real environment: `verify` is run as a user runs it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from specc.lock import Lock, read_lock, write_lock
from specc.lock.lock import root_of

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

pytestmark = pytest.mark.slow


class Said(NamedTuple):
    """What a command said: exit code, its JSON."""

    code: int
    report: dict[str, Any]

    @property
    def first(self) -> str:
        found = self.report["first"]
        return f"{found['step']}: {found['what']}" if found else ""

    @property
    def statuses(self) -> dict[str, str]:
        return {check["name"]: check["status"] for check in self.report["checks"]}


def specc(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SPECC_STORE": str(folder.parent / "store"),
        **variables,
    }
    command = [sys.executable, "-m", "specc", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def verify(folder: Path, *arguments: str, **variables: str) -> Said:
    done = specc(
        folder, "verify", "spam.mlspec", "--runner", "venv", "--format", "json", *arguments, **variables
    )
    assert done.stdout, done.stderr
    return Said(done.returncode, json.loads(done.stdout))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tampering") / "built"
    shutil.copytree(HERE / "spam", folder)
    done = specc(folder, "build", "spam.mlspec", "--runner", "venv")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def project(built: Path, request: pytest.FixtureRequest) -> Path:
    name = re.sub(r"\W+", "-", request.node.name)
    folder = built.parent / name
    shutil.copytree(built, folder, copy_function=shutil.copy2)
    return folder


def flip(path: Path) -> None:
    """One bit, with size and time of change kept."""
    before = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def edit_metric(project: Path) -> None:
    lock = read_lock(str(project / "spam.mlspec.lock")).lock
    assert lock is not None
    edit(project / "spam.mlspec.lock", f"  acc: {lock.metrics['acc']!r}", "  acc: 0.999")


# what is changed -> where the first difference is, and its words; none of it needs a run
CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "metric in the lock": (edit_metric, "lock: metrics.acc was changed by hand: root hash does not match"),
    "a setting": (
        lambda project: edit(project / "spam.mlspec", "strength = 1.0", "strength = 2.0"),
        "spec: the spec says something else than the locked one: `train`",
    ),
    "generated file": (
        lambda project: edit(project / "build/spam/train.py", "import", "import os; import"),
        "generated: build/spam/train.py was changed after it was generated",
    ),
    "a byte of the model": (
        lambda project: flip(project / "build/spam/output/model.skops"),
        "saved outputs: build/spam/output/model.skops holds other bytes than the locked ones",
    ),
    "a byte of the scores": (
        lambda project: flip(project / "build/spam/output/predictions.parquet"),
        "saved outputs: build/spam/output/predictions.parquet holds other bytes than the locked ones",
    ),
    "a metric of the record": (
        lambda project: edit(project / "build/spam/output/record.json", '"acc": 0.', '"acc": 1.'),
        "saved outputs: build/spam/output/record.json: metrics.acc is ",
    ),
    "a file more": (
        lambda project: shutil.copy(project / "data/messages.csv", project / "data/more.csv"),
        "inputs: source messages: data/more.csv is there and is not in the lock",
    ),
    "a file less": (
        lambda project: (project / "data/messages.csv").unlink(),
        "inputs: source messages: data/messages.csv is in the lock and is not there",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_found_without_a_run(project: Path, name: str) -> None:
    change, words = CHANGES[name]
    before = (project / "spam.mlspec.lock").read_bytes() if name != "metric in the lock" else b""
    change(project)
    said = verify(project, "--inputs")
    assert said.code == 1
    assert said.first.startswith(words)
    assert said.statuses["train"] == "not run"
    assert not before or (project / "spam.mlspec.lock").read_bytes() == before


def test_nothing_changed_is_fine_and_starts_no_process(project: Path) -> None:
    said = verify(project, "--inputs", PATH="/nonexistent")
    assert (said.code, said.first) == (0, "")


def test_a_stored_object_with_a_flipped_byte(project: Path) -> None:
    lock = read_lock(str(project / "spam.mlspec.lock")).lock
    assert lock is not None
    sha256 = lock.input_files("messages")[0].sha256
    path = project.parent / "store" / "objects" / sha256[:2] / sha256
    other = path.with_name("aside")
    shutil.copy2(path, other)  # the build's data/ are hard links to the object
    flip(other)
    other.replace(path)
    said = verify(project, "--inputs")
    assert said.code == 1
    assert [finding["code"] for finding in said.report["findings"]] == ["E801"]


def test_a_comment_and_variables_from_outside_change_nothing(project: Path) -> None:
    edit(project / "spam.mlspec", "features {", "# words say most\nfeatures   {")
    outside = {
        "PYTHONHASHSEED": "7",
        "OMP_NUM_THREADS": "4",
        "OPENBLAS_CORETYPE": "Nehalem",
        "TZ": "Asia/Tokyo",
    }
    before = (project / "spam.mlspec.lock").read_bytes()
    said = verify(project, **outside)
    assert (said.code, said.first) == (0, "")
    assert set(said.statuses.values()) == {"same"}
    assert said.report["checks"][1]["words"] == "comments or white space changed"
    assert (project / "spam.mlspec.lock").read_bytes() == before


def test_a_row_that_is_gone_is_named(project: Path) -> None:
    path = project / "data/messages.csv"
    path.write_text(re.sub(r"^204,.*\n", "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    words = "inputs: source messages: 400 rows in the lock, 399 now; row with key 204 is gone"
    said = verify(project)
    assert (said.code, said.first) == (1, words)
    assert said.statuses["train"] == "different"
    assert verify(project, "--inputs").first == words


def test_cells_that_differ_are_named(project: Path) -> None:
    path = project / "data/messages.csv"
    text = path.read_text("utf-8")
    for key in (17, 90, 311):
        text = re.sub(
            rf"^({key},[^,]*),(\w*),",
            lambda m: f"{m[1]},{'acme' if m[2] != 'acme' else 'beacon'},",
            text,
            flags=re.M,
        )
    path.write_text(text, "utf-8")
    said = verify(project, "--inputs")
    assert said.first.startswith("inputs: source messages: column carrier differs in 3 rows, first key 17")


def test_a_fabricated_result_is_found_by_the_run(project: Path) -> None:
    path = project / "spam.mlspec.lock"
    lock = read_lock(str(path)).lock
    assert lock is not None
    document = json.loads(json.dumps(lock.document))
    true = document["metrics"]["acc"]
    document["metrics"]["acc"] = 0.999
    document["root"] = root_of(document)
    write_lock(Lock(document), str(path))
    edit(project / "build/spam/output/record.json", f'"acc": {true!r}', '"acc": 0.999')
    assert verify(project, "--inputs").code == 0  # nothing at hand contradicts it
    said = verify(project)
    assert (said.code, said.first) == (1, f"evaluate: metric acc: 0.999 in the lock, {true!r} now")


def test_other_packages_are_named(project: Path) -> None:
    path = project / "spam.mlspec.lock"
    lock = read_lock(str(path)).lock
    assert lock is not None
    document = json.loads(json.dumps(lock.document))
    document["environment"]["packages"]["pandas"]["version"] = "3.1.0"
    document["root"] = root_of(document)
    write_lock(Lock(document), str(path))
    said = verify(project)
    assert said.code != 0  # the wheel of 3.1.1 is no 3.1.0: it can't be installed, or is named


def test_what_the_spec_asks_for_otherwise_is_named(project: Path) -> None:
    edit(project / "spam.mlspec", 'package "pandas" "3.1.1"', 'package "pandas" "3.1.0"')
    edit(project / "spam.mlspec", "acc >= 70%", "acc >= 60%")
    said = verify(project, "--inputs")
    detail = said.report["first"]["detail"]
    assert said.code == 1
    assert "pandas 3.1.1 in the lock, 3.1.0 in the spec" in detail
    assert "promise in the lock and not in the spec: acc >= 70%" in detail
    assert "promise in the spec and not in the lock: acc >= 60%" in detail


def test_an_installed_file_with_a_flipped_byte(project: Path) -> None:
    """The environment that the venv runner keeps is held against the wheels it was made from."""
    store = project.parent / "store"
    installed = next(store.glob("environments/*/lib/python*/site-packages/joblib/hashing.py"))
    flip(installed)
    said = verify(project)
    assert said.code == 1
    assert said.first == (
        "environment: installed file `joblib/hashing.py` of joblib 1.6.0 holds other bytes than the wheel "
        "that was installed"
    )
    assert said.statuses["train"] == said.statuses["evaluate"] == "same"
    assert verify(project).code == 0


@pytest.mark.parametrize("form", ["text", "junit", "github"])
def test_reports(project: Path, form: str, tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    done = specc(
        project, "verify", "spam.mlspec", "--inputs", "--format", form, GITHUB_STEP_SUMMARY=str(page)
    )
    assert done.returncode == 0, done.stderr
    assert "spam" in done.stdout
    assert page.exists() == (form == "github")
