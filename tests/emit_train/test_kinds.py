"""Kinds of training that the other specs do not have: calibration, weights, time, joins, old CPUs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import handmade
import numpy as np
import pandas as pd
import pytest

from specc.model.spec import (
    Choice,
    Column,
    DataSource,
    Evaluate,
    Feature,
    Interval,
    Join,
    Label,
    Metric,
    Parameter,
    Rows,
    Search,
    SourceFiles,
    Spec,
)
from specc.model.types import Apply, Ref, Type

YES = Type("category", members=("no", "yes"))


def run(spec: Spec, folder: Path, *arguments: str) -> dict[str, object]:
    done = handmade.run(handmade.write(spec, folder), *arguments)
    assert done.returncode == 0, done.stderr
    return handmade.record(folder)


def power(folder: Path) -> Spec:
    """Hourly demand with the day's weather: joined, filtered, in time, the label computed."""
    hours = pd.date_range("2026-01-01", periods=24 * 30, freq="h")
    rng = np.random.default_rng(1)
    demand = 50 + 10 * np.sin(hours.hour / 24 * 6.28) + rng.normal(0, 2, len(hours))
    frame = pd.DataFrame(
        {"at": hours.strftime("%Y-%m-%d %H:%M"), "day": hours.strftime("%Y-%m-%d"), "demand": demand}
    )
    frame.loc[frame.index % 50 == 7, "demand"] = np.nan
    days = pd.DataFrame({"day": sorted(set(frame.day))[:-1], "warm": rng.normal(10, 3, 29)})
    for name, table in (("demand", frame), ("weather", days)):
        (folder / "data" / name).mkdir(parents=True)
        table.to_csv(folder / "data" / name / f"{name}.csv", index=False)
    number, optional = handmade.FLOAT, Type("float", optional=True)
    moment = Type("timestamp")
    demand_ref = handmade.column("demand", optional)
    source = DataSource(
        "demand",
        SourceFiles("data/demand.csv", "csv"),
        ("at",),
        (
            Column("at", moment, ("%Y-%m-%d %H:%M",), "Europe/Paris"),
            Column("day", Type("date")),
            Column("demand", optional),
        ),
        "error",
        (),
    )
    weather = DataSource(
        "weather",
        SourceFiles("data/weather.csv", "csv"),
        ("day",),
        (Column("day", Type("date")), Column("warm", number)),
        "error",
        (),
    )
    present = Apply("!=", (demand_ref, handmade.constant(None, Type("none"))), (), handmade.BOOL)
    high = handmade.call(">", demand_ref, handmade.constant(55.0), kind=handmade.BOOL)
    hour = handmade.call(
        "hour_of", handmade.column("at", moment), kind=handmade.INT, zone=handmade.constant("Europe/Paris")
    )
    spec = handmade.spec(
        "power",
        source,
        Label(
            "high",
            "binary",
            YES,
            handmade.call("if", high, handmade.constant("yes"), handmade.constant("no"), kind=YES),
            (),
            "yes",
            "",
        ),
        (
            Feature("hour", handmade.INT, hour, ()),
            Feature("warm", number, handmade.column("warm", number), ()),
        ),
        rows=Rows("demand", (Join("weather", ("day",), "many_to_one", True),), present, "demand != none", ()),
        split=handmade.split(share=0.2, folds=3, order="at", gap=6 * 3600.0),
        evaluate=Evaluate(
            (Metric("right", "accuracy", ()), Metric("loss", "log_loss", ()), Metric("auc", "roc_auc", ())),
            (),
            (),
        ),
    )
    return replace(spec, sources=(source, weather))


def test_time_joins_filters_and_no_change(tmp_path: Path) -> None:
    model = handmade.train(
        "sklearn.ensemble:RandomForestClassifier", Parameter("n_estimators", 20, "param"), seeded=True
    )
    record = run(replace(power(tmp_path), train=model), tmp_path)
    assert record["rows"]["joins"] == [{"source": "weather", "before": 720, "after": 696, "unmatched": 24}]
    assert record["rows"]["keep"] == {"before": 696, "after": record["rows"]["after"]}
    table = pd.read_csv(tmp_path / "data" / "demand" / "demand.csv").iloc[: 29 * 24].dropna(ignore_index=True)
    high = table.demand > 55
    assert record["label"]["classes"] == {"no": int((~high).sum()), "yes": int(high.sum())}
    test = int(np.ceil(len(table) * 0.2))
    assert record["split"]["test"]["rows"] == test and 3 <= record["split"]["left_out"] <= 7
    assert record["baselines"]["no_change"]["right"] == (high == high.shift())[-test:].mean()
    assert record["metrics"]["right"] > record["baselines"]["majority"]["right"]


@pytest.mark.parametrize("balanced", [False, True])
def test_calibration_is_on_folds_and_gives_probabilities(tmp_path: Path, balanced: bool) -> None:
    model = handmade.train(
        "sklearn.svm:LinearSVC",
        Parameter("C", Choice((0.1, 1.0)), "param"),
        seeded=True,
        calibration="sigmoid",
        balanced_weights=balanced,
        scores="decision",
        search=Search("grid", 0, "auc", "roc_auc", 1),
    )
    spec = power(tmp_path)
    record = run(
        replace(spec, train=model, split=handmade.split(folds=3, stratify="high")),
        tmp_path,
        "--cache",
        str(tmp_path / "c"),
    )
    assert (
        record["metrics"]["loss"] is not None
        and record["metrics"]["loss"] < record["baselines"]["majority"]["loss"]
    )
    said = pd.read_parquet(tmp_path / "output" / "predictions.parquet")
    assert np.allclose(said.score_no + said.score_yes, 1)
    assert record["features"]["hour"]["train"] and record["features"]["hour"]["test"]
    before = (tmp_path / "output" / "record.json").read_bytes()
    assert run(
        spec if False else replace(spec, train=model, split=handmade.split(folds=3, stratify="high")),
        tmp_path,
        "--cache",
        str(tmp_path / "c"),
    )
    assert (tmp_path / "output" / "record.json").read_bytes() == before


def test_random_search_of_whole_numbers_and_balanced_weights(tmp_path: Path) -> None:
    model = handmade.train(
        "sklearn.ensemble:HistGradientBoostingClassifier",
        Parameter("learning_rate", Interval(0.05, 0.3, False, False), "param"),
        Parameter("max_iter", Interval(4, 9, False, True), "param"),
        Parameter("max_leaf_nodes", Interval(4, 16, True, True), "param"),
        seeded=True,
        balanced_weights=True,
        search=Search("random", 3, "loss", "neg_log_loss", 1),
    )
    record = run(replace(power(tmp_path), train=model), tmp_path)
    trials = record["search"]["trials"]
    assert record["search"]["best"] == min(trials, key=lambda trial: trial["mean"])["parameters"]
    for trial in trials:
        assert isinstance(trial["parameters"]["max_iter"], int) and 4 <= trial["parameters"]["max_iter"] <= 9
        assert (
            isinstance(trial["parameters"]["max_leaf_nodes"], int)
            and 4 <= trial["parameters"]["max_leaf_nodes"] <= 16
        )


def test_a_combination_that_cannot_be_fitted_is_said_and_passed_over(tmp_path: Path) -> None:
    model = handmade.train(
        "sklearn.linear_model:LogisticRegression",
        Parameter("penalty", Choice(("l1", "l2")), "param"),
        Parameter("solver", "lbfgs", "param"),
        seeded=True,
        search=Search("grid", 0, "auc", "roc_auc", 1),
    )
    folder = handmade.write(replace(power(tmp_path), train=model), tmp_path)
    done = handmade.run(folder)
    assert done.returncode == 0 and "cannot be fitted" in done.stderr, done.stderr
    record = handmade.record(folder)
    assert record["search"]["best"] == {"penalty": "l2"} and record["search"]["trials"][0]["mean"] is None


def test_a_label_that_is_none_and_a_part_without_rows_are_findings(tmp_path: Path) -> None:
    import json

    model = handmade.train("sklearn.tree:DecisionTreeClassifier", seeded=True)
    spec = power(tmp_path)
    plain = replace(spec, train=model, rows=replace(spec.rows, keep=None))
    text = Ref("column", "day", Type("date"))
    number = replace(
        plain, label=Label("demand_now", "regression", handmade.FLOAT, handmade.column("demand"), (), "", "")
    )
    number = replace(
        number, evaluate=Evaluate((), (), ()), train=handmade.train("sklearn.tree:DecisionTreeRegressor")
    )
    never = handmade.call(">", text, handmade.constant("2030-01-01", Type("date")), kind=handmade.BOOL)
    empty = replace(
        spec, train=model, split=handmade.split("predicate", None, test=never, test_text="day > 2030-01-01")
    )
    for made, code in ((number, "E861"), (empty, "E863")):
        done = handmade.run(handmade.write(made, tmp_path))
        assert done.returncode == 1, done.stderr
        findings = json.loads((tmp_path / "output" / "findings.json").read_text())
        assert [finding["code"] for finding in findings] == [code]


def test_the_pins_of_older_cpus_are_in_force(tmp_path: Path) -> None:
    spec = handmade.digits()
    old = replace(spec, environment=replace(spec.environment, cpu="x86_64_v2"))
    record = run(old, tmp_path)
    assert record["metrics"]["right"] == 871 / 899
    pools = record["environment"]["threadpools"]
    assert {pool["architecture"] for pool in pools if pool["library"] == "openblas"} == {"Nehalem"}
    assert "glibc.cpu.hwcaps=-AVX2" in record["environment"]["pins"]["GLIBC_TUNABLES"]
