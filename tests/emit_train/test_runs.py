"""What is generated runs, gives the published figures, and gives the same bytes wherever and however it is
started.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import handmade
import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.metrics import root_mean_squared_error
from sklearn.model_selection import KFold, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

OUTPUTS = ("record.json", "model.skops", "predictions.parquet", "model_leaves.json")


def outputs(folder: Path) -> dict[str, bytes]:
    return {name: (folder / "output" / name).read_bytes() for name in OUTPUTS}


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of the text classifier, with its cache."""
    folder = tmp_path_factory.mktemp("messages")
    handmade.write(handmade.messages(folder / "data"), folder)
    done = handmade.run(folder, "--cache", "cache")
    assert done.returncode == 0, done.stderr
    return folder


def test_digits_gives_the_published_figure(tmp_path: Path) -> None:
    folder = handmade.write(handmade.digits(), tmp_path)
    done = handmade.run(folder)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if line.startswith("[")] == [
        "[1/7] load.digits",
        "[2/7] rows",
        "[3/7] features",
        "[4/7] split",
        "[5/7] train",
        "[6/7] predict",
        "[7/7] evaluate",
    ]
    record = handmade.record(folder)
    assert record["metrics"]["right"] == 871 / 899
    said = pd.read_parquet(folder / "output" / "predictions.parquet")
    assert (len(said), int((said.label == said.predicted).sum())) == (899, 871)
    assert (
        list(said.columns)[:3] == ["row number", "label", "predicted"] and said["row number"].iloc[0] == 899
    )
    assert record["promises"][0] == {
        "where": "expect.digits",
        "promise": "rows == 1797",
        "value": 1797,
        "holds": True,
        "note": "",
    }


def test_a_regression_is_what_scikit_learn_gives_by_hand(tmp_path: Path) -> None:
    folder = handmade.write(handmade.diabetes(), tmp_path)
    done = handmade.run(folder)
    assert done.returncode == 0, done.stderr
    record = handmade.record(folder)
    data = load_diabetes(as_frame=True)
    train, test = train_test_split(np.arange(442), test_size=0.25, random_state=3)
    rows, y = data.data.to_numpy(), data.target.to_numpy()
    means = {}
    for alpha in (0.1, 1.0, 10.0):
        scores = []
        for fit, check in KFold(4, shuffle=True, random_state=3).split(train):
            model = make_pipeline(StandardScaler(), Ridge(alpha=alpha)).fit(rows[train[fit]], y[train[fit]])
            scores.append(root_mean_squared_error(y[train[check]], model.predict(rows[train[check]])))
        means[alpha] = float(np.mean(scores))
    best = min(means, key=lambda alpha: means[alpha])
    assert {
        trial["parameters"]["alpha"]: trial["mean"] for trial in record["search"]["trials"]
    } == pytest.approx(means, rel=1e-9)
    assert record["search"]["best"] == {"alpha": best}
    model = make_pipeline(StandardScaler(), Ridge(alpha=best)).fit(rows[train], y[train])
    assert record["metrics"]["error"] == pytest.approx(
        root_mean_squared_error(y[test], model.predict(rows[test])), rel=1e-9
    )
    assert list(record["baselines"]) == ["mean"] and record["label"]["classes"] is None


def test_the_record_has_its_parts(messages: Path) -> None:
    record = handmade.record(messages)
    assert record["sources"]["messages"]["columns"]["carrier"]["type"] == "category[acme, beacon, other]?"
    assert record["sources"]["messages"]["columns"]["carrier"]["nulls"] == 60
    by_text = {row["promise"]: row for row in record["promises"]}
    assert (
        by_text["null_share(carrier) <= 20%"]["value"] == 0.25
        and not by_text["null_share(carrier) <= 20%"]["holds"]
    )
    empty = by_text["recall_spam on nothing >= 10%"]
    assert (empty["value"], empty["holds"]) == (None, False) and empty["note"]
    assert by_text["latency() <= 15ms"]["holds"] is None
    assert by_text["artifact_size <= 40MiB"]["value"] == (messages / "output" / "model.skops").stat().st_size
    assert record["slices"]["nothing"] == {
        "rows": 0,
        "metrics": {"recall_spam": None, "precision_spam": None, "auc": None},
    }
    assert record["features"]["words"]["columns"] == 40
    assert all(feature["train"] != feature["test"] for feature in record["features"].values())
    pools = record["environment"]["threadpools"]
    assert {pool["architecture"] for pool in pools if pool["library"] == "openblas"} == {"Haswell"}
    assert {pool["threads"] for pool in pools} == {1}
    timings = json.loads((messages / "output" / "timings.json").read_text())
    assert [step["name"] for step in timings["steps"]] == [step["name"] for step in record["steps"]]


def test_surroundings_change_nothing(messages: Path, tmp_path: Path) -> None:
    other = tmp_path / "another place, with ä and a ' in it"
    shutil.copytree(messages, other, ignore=shutil.ignore_patterns("output", "cache", "__pycache__"))
    around = {
        "PYTHONHASHSEED": "77",
        "TZ": "Asia/Kolkata",
        "LC_ALL": "C",
        "OMP_NUM_THREADS": "4",
        "OPENBLAS_CORETYPE": "Prescott",
        "HOME": "/nonexistent",
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA",
    }
    done = subprocess.run(
        [sys.executable, str(other / "train.py")],
        cwd="/",
        env={**os.environ, **around},
        preexec_fn=lambda: os.umask(0o077) and None,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert outputs(other) == outputs(messages)


def test_the_order_of_rows_in_the_file_changes_nothing_but_the_file(messages: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shuffled"
    shutil.copytree(messages, folder, ignore=shutil.ignore_patterns("output", "cache", "__pycache__"))
    path = folder / "data" / "messages" / "messages.csv"
    head, *rows = path.read_text().splitlines()
    path.write_text("\n".join([head, *rows[::-1]]) + "\n")
    assert handmade.run(folder).returncode == 0
    one, two = handmade.record(messages), handmade.record(folder)
    assert one["sources"]["messages"].pop("files") != two["sources"]["messages"].pop("files")
    for record in (one, two):
        record["steps"][0].pop("key")  # of the file
    assert one == two


def kept(stderr: str) -> list[str]:
    return [
        line.split("] ")[1].removesuffix(" (kept)") for line in stderr.splitlines() if line.endswith("(kept)")
    ]


def test_finished_steps_are_kept(messages: Path) -> None:
    before = outputs(messages)
    done = handmade.run(messages, "--cache", "cache")
    assert done.returncode == 0 and len(kept(done.stderr)) == 8, done.stderr
    assert outputs(messages) == before


def test_a_killed_run_goes_on_where_it_was(messages: Path, tmp_path: Path) -> None:
    folder = tmp_path / "killed"
    shutil.copytree(messages, folder, ignore=shutil.ignore_patterns("output", "cache", "__pycache__"))
    command = [sys.executable, "train.py", "--cache", "cache"]
    running = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    for line in running.stderr:
        if "search (3/4)" in line:
            running.send_signal(signal.SIGKILL)
            break
    running.wait()
    running.stderr.close()
    assert not (folder / "output" / "record.json").exists()
    done = handmade.run(folder, "--cache", "cache")
    assert done.returncode == 0, done.stderr
    assert {"load.messages", "rows", "features", "split", "search (1/4)", "search (2/4)"} <= set(
        kept(done.stderr)
    )
    assert "train" not in kept(done.stderr)
    assert outputs(folder) == outputs(messages)


def test_a_damaged_cache_is_made_again(messages: Path, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(messages, folder, ignore=shutil.ignore_patterns("output", "__pycache__"))
    damaged = 0
    for entry in sorted((folder / "cache").iterdir()):
        for name in ("model.skops", "frame.parquet"):
            if (entry / name).exists():
                data = bytearray((entry / name).read_bytes())
                data[len(data) // 2] ^= 1
                (entry / name).write_bytes(data)
                damaged += 1
        if json.loads((entry / "entry.json").read_text())["step"] == "evaluate":
            text = (entry / "entry.json").read_text()
            (entry / "entry.json").write_text(text.replace('"holds": false', '"holds": true'))
            damaged += 1
    assert damaged == 3
    done = handmade.run(folder, "--cache", "cache")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("is damaged") == 3
    assert not {"load.messages", "train", "evaluate"} & set(kept(done.stderr)) and "search" in kept(
        done.stderr
    )
    assert outputs(folder) == outputs(messages)
    again = handmade.run(folder, "--cache", "cache")
    assert len(kept(again.stderr)) == 8


def test_until_stops_after_a_step(messages: Path, tmp_path: Path) -> None:
    done = handmade.run(messages, "--until", "split", "--output", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "out" / "record.json").read_text())
    assert [step["name"] for step in record["steps"]] == ["load.messages", "rows", "features", "split"]
    whole = handmade.record(messages)
    assert all(whole[part] == record[part] for part in ("sources", "rows", "label", "split", "environment"))
    assert "model" not in record
    assert handmade.run(messages, "--until", "nonsense", "--output", str(tmp_path / "out")).returncode == 2


def test_bad_input_is_a_finding(messages: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    shutil.copytree(messages, folder, ignore=shutil.ignore_patterns("output", "cache", "__pycache__"))
    path = folder / "data" / "messages" / "messages.csv"
    path.write_text(path.read_text().replace("\n7,", "\nseven,"))
    done = handmade.run(folder)
    assert done.returncode == 1, done.stderr
    findings = json.loads((folder / "output" / "findings.json").read_text())
    assert [set(finding) for finding in findings] == [{"code", "message", "place", "help", "notes"}]
    assert "seven" in findings[0]["message"] and "messages.csv:9:id" in findings[0]["place"]
    assert not (folder / "output" / "record.json").exists()


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('"OPENBLAS_CORETYPE": "Haswell"', '"OPENBLAS_CORETYPE": "Hasswell"', "Hasswell is pinned"),
        (
            '"NPY_DISABLE_CPU_FEATURES": "X86_V4 ',
            '"NPY_DISABLE_CPU_FEATURES": "FMA3 ',
            "FMA3 is pinned off, and is still in use",
        ),
        ('"OPENBLAS_NUM_THREADS": "1"', '"OPENBLAS_NUM_THREADS": "2"', "uses 2 threads, 1 are pinned"),
    ],
)
def test_a_pin_that_is_not_in_force_is_refused(
    messages: Path, tmp_path: Path, was: str, becomes: str, said: str
) -> None:
    folder = tmp_path / "pins"
    shutil.copytree(messages, folder, ignore=shutil.ignore_patterns("output", "cache", "__pycache__"))
    text = (folder / "train.py").read_text()
    if was not in text:
        pytest.skip("an older numpy has other names")
    (folder / "train.py").write_text(text.replace(was, becomes))
    done = handmade.run(folder)
    findings = json.loads((folder / "output" / "findings.json").read_text())
    assert done.returncode == 1
    assert any(finding["code"] == "E850" and said in finding["message"] for finding in findings), findings


def test_another_version_of_a_package_is_refused(messages: Path, tmp_path: Path) -> None:
    folder = tmp_path / "version"
    shutil.copytree(messages, folder, ignore=shutil.ignore_patterns("output", "cache", "__pycache__"))
    plan = json.loads((folder / "plan.json").read_text())
    plan["packages"]["pandas"] = "0.1"
    (folder / "plan.json").write_text(json.dumps(plan))
    assert handmade.run(folder).returncode == 1
    findings = json.loads((folder / "output" / "findings.json").read_text())
    assert [(finding["code"], finding["place"]) for finding in findings] == [("E852", "pandas")]


HOSTILE = (
    'x"""; import os; os.system("touch pwned"); \'\'\' \\ \n# coding: utf-7\n$(touch pwned) `touch pwned` '
    "\x00 \ud800 \u202e {x} %s"
)


def test_hostile_words_are_data(tmp_path: Path) -> None:
    made = handmade.messages(tmp_path / "data")
    assert made.label is not None and made.split is not None
    promised = replace(made.evaluate.require[0], text=HOSTILE, why=HOSTILE)
    sliced = replace(made.evaluate.slices[0], text=HOSTILE, name="short")
    made = replace(
        made,
        statement=HOSTILE,
        features=tuple(replace(feature, why=HOSTILE) for feature in made.features),
        sources=tuple(
            replace(source, expect=tuple(replace(one, text=HOSTILE, why=HOSTILE) for one in source.expect))
            for source in made.sources
        ),
        label=replace(made.label, question=HOSTILE),
        split=replace(made.split, test_text=HOSTILE),
        evaluate=replace(made.evaluate, require=(promised,), slices=(sliced,)),
        rows=replace(
            made.rows,
            keep=handmade.call("!=", handmade.column("body", handmade.TEXT), handmade.constant(HOSTILE)),
            keep_text=HOSTILE,
        ),
    )
    folder = handmade.write(made, tmp_path)
    done = handmade.run(folder)
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.rglob("pwned"))
    record = handmade.record(folder)
    assert [row["promise"] for row in record["promises"]][:3] == [HOSTILE, HOSTILE, HOSTILE]
    assert record["rows"]["keep"] == {"before": 240, "after": 240}
