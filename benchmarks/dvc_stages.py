"""The same work as raw_tweets.py in the four stages of a DVC project, each a process of its own.

python dvc_stages.py load | features | train | evaluate
"""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path

import numpy as np
from raw_tweets import SEED, load, pipeline
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

STAGES = {
    "load": ([], "table.pkl"),
    "features": (["table.pkl"], "features.pkl"),
    "train": (["features.pkl"], "model.pkl"),
    "evaluate": (["features.pkl", "model.pkl"], "metrics.json"),
}


def kept(name: str) -> object:
    """What an earlier stage of this project wrote."""
    return pickle.loads(Path(name).read_bytes())


def stage(name: str) -> bytes:
    """The output of one stage."""
    if name == "load":
        return pickle.dumps(load())
    if name == "features":
        table, label = kept("table.pkl")  # type: ignore[misc]
        train, test = train_test_split(
            np.arange(len(table)), test_size=0.25, random_state=SEED, stratify=label
        )
        parts = (table.iloc[train], label[train], table.iloc[test], label[test])
        return pickle.dumps(parts)
    train_rows, train_label, test_rows, test_label = kept("features.pkl")  # type: ignore[misc]
    if name == "train":
        return pickle.dumps(pipeline().set_params(model__C=3.0).fit(train_rows, train_label))
    scores = kept("model.pkl").predict_proba(test_rows)[:, 1]  # type: ignore[attr-defined]
    return json.dumps({"roc_auc": roc_auc_score(test_label == "yes", scores)}).encode()


def dvc_yaml(python: str, script: str, data: list[str]) -> str:
    """The project file: each stage depends on the script, on the data or on what the stages before wrote."""
    stages = {
        name: {
            "cmd": f"{python} {script} {name}",
            "deps": [script, *(needs or data)],
            "outs": [output],
        }
        for name, (needs, output) in STAGES.items()
    }
    return json.dumps({"stages": stages}, indent=2)


if __name__ == "__main__":
    Path(STAGES[sys.argv[1]][1]).write_bytes(stage(sys.argv[1]))
