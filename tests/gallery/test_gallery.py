"""Each gallery spec comes out again as its lock says, and as a plain scikit-learn script says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
SPECS = ROOT / "specs"
SPECC = Path(sys.executable).parent / "specc"
# Metric of the spec, and the word that the script prints before the same figure.
SAME = {
    "digits": {"right": "accuracy", "even_right": "balanced_accuracy", "f1_macro": "f1"},
    "tweets": {"found": "recall", "rightly_found": "precision", "auc": "roc_auc", "ap": "average_precision"},
    "flights": {"auc": "roc_auc", "ap": "average_precision", "squared": "brier"},
    "diabetes": {"explained": "r2", "off_by": "rmse", "typically_off_by": "mae"},
}
GALLERY = [pytest.param(name, marks=[pytest.mark.gallery, pytest.mark.slow]) for name in SAME]


def lock(name: str) -> dict[str, object]:
    """The committed lock, as any YAML reader sees it."""
    document = yaml.safe_load((SPECS / name / f"{name}.mlspec.lock").read_text("utf-8"))
    assert isinstance(document, dict)
    return document


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One store for the gallery: `verify` takes environments from it, but no step."""
    return tmp_path_factory.mktemp("store")


def fetch(name: str) -> None:
    """Bring the data that are not in git."""
    if name == "flights":
        subprocess.run(
            [sys.executable, ROOT / "scripts" / "fetch_flights.py"], check=True, stdout=subprocess.DEVNULL
        )


@pytest.mark.parametrize("name", GALLERY)
def test_verify_finds_no_difference(name: str, store: Path, tmp_path: Path) -> None:
    fetch(name)
    shutil.copytree(SPECS / name, tmp_path / name, ignore=shutil.ignore_patterns("build", ".specc"))
    done = subprocess.run(
        [SPECC, "verify", "--runner", "venv", f"{name}.mlspec"],
        cwd=tmp_path / name,
        env=os.environ | {"SPECC_STORE": str(store), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", GALLERY)
def test_a_plain_script_has_the_same_figures(name: str) -> None:
    fetch(name)
    script = ROOT / "benchmarks" / f"raw_{name}.py"
    printed = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True).stdout
    by_hand = {key: float(value) for key, value in re.findall(r"^(\w+) ([-\d.e]+)$", printed, re.MULTILINE)}
    metrics = lock(name)["metrics"]
    assert isinstance(metrics, dict)
    for metric, word in SAME[name].items():
        assert metrics[metric] == pytest.approx(by_hand[word], rel=1e-6), metric


@pytest.mark.parametrize("name", SAME)
def test_every_promise_in_the_lock_holds(name: str) -> None:
    promises = lock(name)["promises"]
    assert isinstance(promises, list) and promises
    assert [row for row in promises if row["holds"] is not True] == []


@pytest.mark.gallery
@pytest.mark.slow
def test_the_searched_pipeline_is_as_published(store: Path, tmp_path: Path) -> None:
    """scikit-learn's digits pipeline: the best mean over five folds is .87424 in 1.6.1 and 1.9.1."""
    shutil.copytree(SPECS / "digits", tmp_path / "digits", ignore=shutil.ignore_patterns("build", ".specc"))
    done = subprocess.run(
        [SPECC, "verify", "--runner", "venv", "pipeline.mlspec"],
        cwd=tmp_path / "digits",
        env=os.environ | {"SPECC_STORE": str(store), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    document = yaml.safe_load((SPECS / "digits" / "pipeline.mlspec.lock").read_text("utf-8"))
    best = max(trial["mean"] for trial in document["search"]["trials"])
    assert best == pytest.approx(0.87424, abs=5e-6)


def test_digits_are_as_published() -> None:
    metrics = lock("digits")["metrics"]
    assert isinstance(metrics, dict)
    assert metrics["right"] * 899 == pytest.approx(871)


def test_flights_are_as_published() -> None:
    rows, label = lock("flights")["rows"], lock("flights")["label"]
    assert isinstance(rows, dict) and isinstance(label, dict)
    assert rows["after"] == 325_819
    assert label["classes"]["yes"] / rows["after"] == pytest.approx(0.161, abs=0.0005)


@pytest.mark.slow
def test_the_tweets_are_what_the_package_index_has(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "scripts" / "fetch_tweets.py", tmp_path], check=True)
    for path in sorted((SPECS / "tweets" / "data").iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
