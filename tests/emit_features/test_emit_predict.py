"""The generated predict.py as a user runs it: in a process of its own, over files."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skops.io
from emit_made import BOOL, FLOAT, apply, column, constant, feature, features_module, reading, spec, transform
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from specc.emit import features, predict, tables
from specc.model.spec import Column, CsvFormat, DataSource, Deploy, Join, Label, Rows, SourceFiles, Spec
from specc.model.types import Type

reading()
CARRIER = Type("category", True, ("acme", "beacon"))
MESSAGES = DataSource(
    "messages",
    SourceFiles("data/*.csv", "csv", CsvFormat(delimiter=";")),
    ("id",),
    (
        Column("id", Type("text")),
        Column("body", Type("text")),
        Column("carrier", CARRIER),
        Column("sent_at", Type("timestamp")),
        Column("spam", Type("bool")),
    ),
    "error",
    (),
)
WEATHER = DataSource(
    "weather",
    SourceFiles("weather.csv", "csv"),
    ("carrier",),
    (Column("carrier", Type("text")), Column("rain", Type("float"))),
    "error",
    (),
)
LABEL = Label("is_spam", "binary", Type("category", members=("ham", "spam")), None, (), "spam", "?")


def made(joined: bool = False) -> Spec:
    one_hot = transform("one_hot", min_count=1, max_levels=None, unknown="ignore", drop="none")
    rain = apply("??", column("rain", "float", True), constant(0), type=FLOAT)
    return spec(
        feature("wins", apply("matches", column("body", "text"), constant(r"win(ner)?"), type=BOOL)),
        feature("carrier_", column("carrier", "category", True, CARRIER.members), one_hot),
        *([feature("rain_", rain)] if joined else []),
        sources=(MESSAGES, WEATHER),
        rows=Rows(
            "messages", (Join("weather", ("carrier",), "many_to_one", False),) if joined else (), None, "", ()
        ),
        label=LABEL,
        deploy=Deploy(0.9, ()),
    )


def built(folder: Path, joined: bool = False) -> Path:
    """A build folder with a model that was trained on the features."""
    whole = made(joined)
    module = features_module(whole, folder)
    frame = pd.DataFrame(
        {"body": ["win", "winner", "hi", "you"] * 10, "carrier": ["acme", "beacon", "acme", None] * 10}
    )
    frame["rain"] = np.arange(40.0) % 3
    labels = np.array(["spam", "spam", "ham", "ham"] * 10)
    model = Pipeline([("features", module.transformer()), ("model", LogisticRegression(C=100.0))])
    data = skops.io.dumps(model.fit(module.inputs(frame), labels))
    (folder / "features.py").write_text(features.source(whole), "utf-8")
    (folder / "predict.py").write_text(predict.source(whole), "utf-8")
    for name, text in tables.files().items():
        (folder / name).write_text(text, "utf-8")
    (folder / "output").mkdir()
    (folder / "output" / "model.skops").write_bytes(data)
    recorded = {"model": {"file": "sha256:" + hashlib.sha256(data).hexdigest()}}
    (folder / "output" / "record.json").write_text(json.dumps(recorded))
    return folder


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("plain"))


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    noted = folder / "findings.json"
    noted.unlink(missing_ok=True)
    command = [sys.executable, str(folder / "predict.py"), "--findings", str(noted), *arguments]
    return subprocess.run(command, capture_output=True, check=False, cwd=folder)


def codes(folder: Path) -> list[tuple[str, str]]:
    return [(each["code"], each["place"]) for each in json.loads((folder / "findings.json").read_text())]


ROWS = 'id;body;carrier\nb;"a ""winner"" is here";acme\na;hello;\n'


def test_rows_get_label_probabilities_and_decision_in_their_order(plain: Path) -> None:
    (plain / "rows.csv").write_text(ROWS)
    done = run(plain, "rows.csv")
    assert done.returncode == 0, done.stderr
    got = pd.read_csv(io.BytesIO(done.stdout))
    assert list(got) == ["id", "is_spam", "probability_ham", "probability_spam", "decision"]
    assert got["id"].tolist() == ["b", "a"] and got["is_spam"].tolist() == ["spam", "ham"]
    assert got["probability_ham"].tolist() == pytest.approx((1 - got["probability_spam"]).tolist())
    assert got["decision"].tolist() == ["spam" if p >= 0.9 else "ham" for p in got["probability_spam"]]


def test_csv_parquet_and_json_lines_give_the_same_bytes(plain: Path) -> None:
    (plain / "rows.csv").write_text(ROWS)
    frame = pd.DataFrame(
        {"id": ["b", "a"], "body": ['a "winner" is here', "hello"], "carrier": ["acme", None]}
    )
    frame.to_parquet(plain / "rows.parquet")
    frame.to_json(plain / "rows.jsonl", orient="records", lines=True)
    outs = {
        run(plain, name, "--format", "json").stdout for name in ("rows.csv", "rows.parquet", "rows.jsonl")
    }
    assert len(outs) == 1 and len(outs.pop().splitlines()) == 2


def test_output_by_the_name_of_the_file(plain: Path) -> None:
    (plain / "rows.csv").write_text(ROWS)
    assert run(plain, "rows.csv", "--out", "out.parquet").returncode == 0
    assert run(plain, "rows.csv", "--out", "out.jsonl").returncode == 0
    first = [json.loads(line) for line in (plain / "out.jsonl").read_text().splitlines()]
    assert first == pd.read_parquet(plain / "out.parquet").to_dict("records")


def test_without_a_key_rows_are_numbered_and_no_rows_give_none(plain: Path) -> None:
    (plain / "rows.csv").write_text("body;carrier\nhi;acme\n")
    assert run(plain, "rows.csv").stdout.startswith(b"row,is_spam,")
    (plain / "rows.csv").write_text("body;carrier\n")
    done = run(plain, "rows.csv")
    assert done.returncode == 0 and done.stdout == b"row,is_spam\n"


def test_all_that_is_wrong_with_rows_is_said(plain: Path) -> None:
    (plain / "rows.csv").write_text("id;body;carrier;spam;colour\n1;;Acme;maybe;red\n2;x;acme;;\n")
    done = run(plain, "rows.csv")
    assert done.returncode == 1 and done.stdout == b""
    assert codes(plain) == [("E336", "rows.csv"), ("E355", "rows.csv:2:body"), ("E353", "rows.csv:2:carrier")]
    (plain / "rows.csv").write_text("id;carrier\n1;acme\n")
    assert run(plain, "rows.csv").returncode == 1 and codes(plain) == [("E335", "rows.csv")]
    assert run(plain, "none.csv").returncode == 1 and codes(plain) == [("E330", "none.csv")]


def test_a_model_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    folder = built(tmp_path)
    (folder / "rows.csv").write_text(ROWS)
    model = folder / "output" / "model.skops"
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 1
    model.write_bytes(data)
    assert run(folder, "rows.csv").returncode == 1 and codes(folder) == [("E882", "output/model.skops")]
    model.unlink()
    assert run(folder, "rows.csv").returncode == 1 and codes(folder) == [("E881", "output")]


class Loud:
    """A type that only this test has."""


def test_a_model_file_with_a_strange_type_is_not_loaded(tmp_path: Path) -> None:
    folder = built(tmp_path)
    (folder / "rows.csv").write_text(ROWS)
    data = skops.io.dumps({"model": Loud()})
    (folder / "output" / "model.skops").write_bytes(data)
    recorded = {"model": {"file": "sha256:" + hashlib.sha256(data).hexdigest()}}
    (folder / "output" / "record.json").write_text(json.dumps(recorded))
    assert run(folder, "rows.csv").returncode == 1 and codes(folder) == [("E883", "output/model.skops")]


def test_joined_rows_come_from_a_file_or_the_snapshot(tmp_path: Path) -> None:
    folder = built(tmp_path, joined=True)
    (folder / "rows.csv").write_text(ROWS)
    done = run(folder, "rows.csv")
    assert done.returncode == 1 and codes(folder) == [("E330", "weather.csv")]
    (folder / "data" / "weather").mkdir(parents=True)
    (folder / "data" / "weather" / "weather.csv").write_text("carrier,rain\nacme,2\n")
    first = run(folder, "rows.csv")
    assert first.returncode == 0 and len(first.stdout.splitlines()) == 3
    (folder / "new.csv").write_text("carrier,rain\nacme,0\n")
    second = run(folder, "rows.csv", "--source", "weather=new.csv")
    assert second.returncode == 0 and second.stdout != first.stdout
    assert run(folder, "rows.csv", "--source", "wether=new.csv").returncode == 1
    (folder / "new.csv").write_text("carrier,rain\nacme,0\nacme,1\n")
    assert run(folder, "rows.csv", "--source", "weather=new.csv").returncode == 1
    assert codes(folder) == [("E344", "source weather")]


def test_the_models_of_scikit_learn_hold_trusted_types_only(plain: Path) -> None:
    from sklearn import calibration, ensemble, gaussian_process, naive_bayes, neighbors, neural_network, svm

    body = (plain / "predict.py").read_text()
    names: dict[str, re.Pattern[str]] = {}
    exec("import re\n" + body[body.index("LIBRARY_TYPES =") : body.index("def main")], names)
    rng = np.random.default_rng(0)
    rows, labels = rng.random((40, 3)), np.array(["a", "b"] * 20)
    for model in (
        calibration.CalibratedClassifierCV(naive_bayes.GaussianNB(), cv=2),
        ensemble.GradientBoostingClassifier(n_estimators=2),
        ensemble.HistGradientBoostingClassifier(max_iter=2),
        ensemble.RandomForestClassifier(n_estimators=2),
        gaussian_process.GaussianProcessClassifier(),
        neighbors.KNeighborsClassifier(algorithm="kd_tree"),
        neural_network.MLPClassifier(max_iter=300, hidden_layer_sizes=(2,), tol=1.0),
        svm.SVC(),
    ):
        found = skops.io.get_untrusted_types(data=skops.io.dumps(model.fit(rows, labels)))
        assert [name for name in found if not names["LIBRARY_TYPES"].fullmatch(name)] == []
    for name in (
        "os.system",
        "sklearn.externals.joblib.Parallel",
        "numpy.load",
        "builtins.eval",
        "numpy.lib.npyio.load",
    ):
        assert not names["LIBRARY_TYPES"].fullmatch(name)


def test_the_command_asks_for_a_built_model(tmp_path: Path) -> None:
    import shutil

    root = Path(__file__).parents[2]
    shutil.copy(root / "specs" / "diabetes" / "diabetes.mlspec", tmp_path)
    (tmp_path / "rows.csv").write_text("age\n1\n")
    command = [sys.executable, "-m", "specc", "predict", "diabetes.mlspec", "rows.csv"]
    done = subprocess.run(
        command, capture_output=True, check=False, cwd=tmp_path, env={"PYTHONPATH": str(root)}
    )
    assert done.returncode == 3 and b"E884" in done.stderr and done.stdout == b""
    done = subprocess.run(
        [*command, "--nonsense"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": str(root)},
    )
    assert done.returncode == 2
