"""What the steps from the search to the evaluation record: trials, the model, its predictions, what they are
worth.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import digests
import features
import models
import numpy as np
import pandas as pd
import pyarrow as pa
import steps
from checks import finding, refuse
from evaluation import Measured, Metric, Outcome, baselines, by_class, measure
from files import from_bytes, plain, to_bytes
from fitting import explained, refusing
from recording import DataSteps
from steps import Finished, Made


class Job(DataSteps):
    """One run of `train.py`. Each method is one step: it calls the section's function and records what came
    out.
    """

    def outcome(self, said: Mapping[str, Any], truth: np.ndarray) -> Outcome:
        """What `predict` gave, with the classes in their declared order."""
        if said.get("scores") is None:
            return Outcome(truth, said["predicted"], self.classes)
        scores = np.asarray(said["scores"], dtype=np.float64)
        scores = np.column_stack([-scores, scores]) if scores.ndim == 1 else scores
        return Outcome(
            truth,
            said["predicted"],
            self.classes,
            by_class(scores, list(said["classes"]), self.classes),
            said["probabilities"],
        )

    def search(
        self,
        strategy: str,
        select: str,
        greater_is_better: bool,
        trials: Callable[[], Sequence[Mapping[str, Any]]],
        train: Callable[..., Any],
        predict: Callable[..., Any],
        metric: Metric,
    ) -> None:
        """Every trial on every fold; the best mean wins, of equal ones the first."""

        reasons: list[str] = []

        def trial(parameters: Mapping[str, Any]) -> dict[str, Any]:
            inputs, truth = self.part("train")
            scores = []
            for fit, check in self.folds:
                try:
                    model, _ = train(inputs.iloc[fit], truth[fit], **parameters)
                    said = predict(model, inputs.iloc[check])
                except ValueError as error:
                    why = explained(error)
                    reasons.append(str(why["message"] if why else error))
                    steps.say(f"trial {dict(parameters)} cannot be fitted: {reasons[-1]}")
                    return {"parameters": parameters, "folds": [math.nan] * len(self.folds), "mean": math.nan}
                outcome = self.outcome(said, truth[check])
                scores.append(measure(metric, outcome))
            return {"parameters": parameters, "folds": scores, "mean": float(np.mean(scores))}

        def work() -> Made:
            listed = [plain(dict(parameters)) for parameters in trials()]
            done = []
            for number, parameters in enumerate(listed, 1):
                made = self.trial(
                    "search", number, len(listed), parameters, lambda given=parameters: trial(given)
                )
                done.append(made)
            known = [row for row in done if row["mean"] is not None]
            if not known:
                message = "no trial of the search could be fitted and measured on every fold"
                help = "look at the messages above; correct the parameters or the folds"
                none = finding("E865", message, help, "search")
                refuse([none | {"notes": list(dict.fromkeys(reasons))}])
            best = (max if greater_is_better else min)(known, key=lambda row: row["mean"])["parameters"]
            record = {"search": {"strategy": strategy, "select": select, "trials": done, "best": best}}
            return Made(
                digests.of_json([done, best]), record, {"best.json": best}, {"best": digests.of_json(best)}
            )

        self.step("search", work)

    def train(self, estimator: str, train: Callable[..., Any]) -> None:
        """Fit on the training rows; digest the model before anything is predicted with it."""

        def work() -> Made:
            best = self.finished["search"]["best.json"] if "search" in self.finished else {}
            with refusing():
                model, matrix = train(*self.part("train"), **best)
            facts = models.Model(model)
            data = models.skops_bytes(model)
            places = features.feature_columns(feature_step(model))
            block = digests.of_features(matrix, places)
            record = {
                "features": {name: {"columns": width(places[name]), "train": block[name]} for name in block},
                "model": {
                    "estimator": estimator,
                    "state": facts.state,
                    "config": facts.config,
                    "content": facts.content,
                    "file": digests.of_bytes(data),
                },
            }
            files = {"model.skops": data, "model_leaves.json": facts.leaves}
            return Made(facts.content, record, files, {"file": digests.of_bytes(data)}, {"model": model})

        self.step("train", work)

    @property
    def model(self) -> Any:
        """The fitted model."""
        step = self.finished["train"]
        if "model" not in step.values:
            step.values["model"] = models.load(step.content("model.skops"))
        return step.values["model"]

    def out_of_fold(self, train: Callable[..., Any], predict: Callable[..., Any]) -> Outcome:
        """What models of the other folds say of each row."""
        best = self.finished["search"]["best.json"] if "search" in self.finished else {}
        inputs, truth = self.part("train")
        parts = []
        for fit, check in self.folds:
            with refusing():
                model, _ = train(inputs.iloc[fit], truth[fit], **best)
                parts.append(self.outcome(predict(model, inputs.iloc[check]), truth[check]))
        back = np.argsort(np.concatenate([check for _, check in self.folds]))
        predicted = np.concatenate([part.predicted for part in parts])[back]
        scores = [part.scores for part in parts if part.scores is not None]
        return Outcome(
            truth,
            predicted,
            self.classes,
            np.concatenate(scores)[back] if len(scores) == len(parts) else None,
            all(part.probabilities for part in parts),
        )

    def predict(self, predict: Callable[..., Any], train: Callable[..., Any] | None = None) -> None:
        """Classes and scores of the test rows; with `train` each row is predicted by a model of the other
        folds.
        """

        def work() -> Made:
            inputs, truth = self.part("test")
            if train is None:
                with refusing():
                    said = predict(self.model, inputs)
                outcome, matrix = self.outcome(said, truth), said["matrix"]
            else:
                outcome = self.out_of_fold(train, predict)
                with refusing():
                    matrix = feature_step(self.model).transform(inputs)
            table = self.predictions(outcome)
            data = to_bytes("predictions.parquet", table)
            block = digests.of_features(matrix, features.feature_columns(feature_step(self.model)))
            said_labels = outcome.predicted
            labels = (
                digests.of_labels(said_labels, self.classes)
                if self.classes
                else digests.of_array(said_labels)
            )
            scores = outcome.predicted if not self.classes else outcome.scores
            record = {
                "features": {name: {"test": digest} for name, digest in block.items()},
                "predictions": {
                    "rows": len(truth),
                    "columns": table.column_names,
                    "labels": labels,
                    "scores": None if scores is None else digests.of_array(scores),
                    "file": digests.of_bytes(data),
                },
            }
            kind = {"probabilities": outcome.probabilities, "scores": outcome.scores is not None}
            files = {"predictions.parquet": data, "kind.json": kind}
            return Made(digests.of_json([record["predictions"], kind]), record, files)

        self.step("predict", work)

    def predictions(self, outcome: Outcome) -> pa.Table:
        """The test rows by key, with label, prediction and scores."""
        keys = self.table[self.row_key].iloc[self.finished["split"]["test.npy"]].reset_index(drop=True)
        taken = {"label", "predicted", *(f"score_{name}" for name in self.classes)}
        keys = keys.rename(columns={name: f"key_{name}" for name in self.row_key if name in taken})
        table = pa.Table.from_pandas(keys, preserve_index=False).replace_schema_metadata(None)
        kind = pa.string() if self.classes else pa.float64()
        table = table.append_column("label", pa.array(outcome.truth.tolist(), kind))
        table = table.append_column("predicted", pa.array(outcome.predicted.tolist(), kind))
        for at, name in enumerate(self.classes if outcome.scores is not None else ()):
            table = table.append_column(
                f"score_{name}", pa.array(np.ascontiguousarray(outcome.scores[:, at]))
            )
        return table

    def predicted(self) -> Outcome:
        """The outcome on the test rows, as `predictions.parquet` has it."""
        step: Finished = self.finished["predict"]
        frame = from_bytes("predictions.parquet", step.content("predictions.parquet"))
        kind = step["kind.json"]
        dtype = str if self.classes else np.float64
        scores = (
            frame[[f"score_{name}" for name in self.classes]].to_numpy(np.float64) if kind["scores"] else None
        )
        truth, said = (frame[name].to_numpy(dtype=dtype) for name in ("label", "predicted"))
        return Outcome(truth, said, self.classes, scores, kind["probabilities"])

    # ------------------------------------------------------------ evaluate

    def evaluate(
        self,
        metrics: Mapping[str, Metric],
        slices: Callable[..., Mapping[str, Any]],
        evaluate: Callable[[Measured], list[dict[str, Any]]],
        deploy: Callable[[Measured], list[dict[str, Any]]],
        *,
        positive: str = "",
        threshold: float | None = None,
        order: str = "",
        less_is_better: Sequence[str] = (),
        proportions: Mapping[str, tuple[str, str]] = {},
        seed: int = 0,
    ) -> None:
        """Metrics on the test rows and on each slice, trivial baselines, promises."""

        def work() -> Made:
            rows = self.finished["split"]["test.npy"]
            frame, inputs = (table.iloc[rows].reset_index(drop=True) for table in (self.table, self.inputs))
            test = self.predicted().decided(positive, threshold)
            masks = {
                name: np.asarray(mask, dtype=bool)
                for name, mask in slices(frame, inputs, pd.Series(test.truth)).items()
            }
            trivial = baselines(
                test, self.part("train")[1], self.label_before(order), not self.classes, positive, threshold
            )
            more = [name for name in inputs.columns if name not in frame.columns]
            extra = {"artifact_size": len(self.finished["train"].content("model.skops"))}
            measured = Measured(
                test,
                frame.join(inputs[more]),
                metrics,
                less_is_better,
                proportions,
                masks,
                trivial,
                seed,
                extra,
            )
            record = {
                "metrics": {name: measured.metric(name) for name in metrics},
                "slices": {
                    name: {
                        "rows": int(mask.sum()),
                        "metrics": {metric: measured.metric(metric, name) for metric in metrics},
                    }
                    for name, mask in masks.items()
                },
                "baselines": {
                    name: {metric: measure(metrics[metric], outcome) for metric in metrics}
                    for name, outcome in trivial.items()
                },
                "promises": [{"where": "require", **row} for row in evaluate(measured)]
                + [{"where": "deploy", **row} for row in deploy(measured)],
            }
            return Made(digests.of_json(plain(record)), record, {})

        self.step("evaluate", work)

    def label_before(self, order: str) -> np.ndarray | None:
        """For each test row the label of the row before it in time; of the very first row its own part's
        commonest.
        """
        if not order:
            return None
        moments = self.table[order] if order in self.table else self.inputs[order]
        in_time = moments.reset_index(drop=True).sort_values(kind="stable").index.to_numpy()
        before = np.empty_like(self.label)
        before[in_time[1:]] = self.label[in_time[:-1]]
        train = self.part("train")[1]
        before[in_time[0]] = pd.Series(train).mode()[0] if self.classes else train.mean()
        return before[self.finished["split"]["test.npy"]]


def feature_step(model: Any) -> Any:
    """The fitted feature step of a pipeline, or of the pipeline inside a calibrated model."""
    inside = (
        model.calibrated_classifiers_[0].estimator if hasattr(model, "calibrated_classifiers_") else model
    )
    return inside.named_steps["features"]


def width(place: Any) -> int:
    """How many columns a feature has."""
    return place.stop - place.start if isinstance(place, slice) else len(place)
