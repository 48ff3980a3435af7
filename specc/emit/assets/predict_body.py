"""The part of `predict.py` that is the same for every model; above it the generated file has constants."""

import argparse
import hashlib
import io
import json
import os
import re
import sys
from pathlib import Path

import features
import numpy as np
import pandas as pd
import skops.io
import tables

SOURCE: dict = {}
JOINS: list = []
KEY: list = []
LABEL, TASK, POSITIVE, THRESHOLD = "", "", "", None
OWN_TYPES: list = []
# ---- body


HERE = Path(__file__).resolve().parent
ROW = "row number"  # with a space, so that no column of a source has this name
# A model holds these and nothing else: classes of scikit-learn, numpy, scipy and features.py.
LIBRARY_TYPES = re.compile(
    r"sklearn\.(?!externals)[\w.]+\._?[A-Z]\w*"
    r"|numpy\.(ndarray|dtype|generic|bool_?|str_|(u?int|float|complex)\d+)"
    r"|scipy\.sparse\.([a-z_]+\.)*[a-z]+_(matrix|array)"
)


def main(arguments=None):
    """Write the predictions for a file of rows. Exit code 0; 1 with findings about the rows or the model."""
    options = command_line().parse_args(arguments)
    answers, findings = predictions(options)
    if options.findings:
        Path(options.findings).write_text(json.dumps(findings, indent=1), encoding="utf-8")
    for each in findings:
        print(f"{each['place']}: {each['code']} {each['message']}", file=sys.stderr)
        for line in [*each["notes"], f"help: {each['help']}"]:
            print(f"  {line}", file=sys.stderr)
    if findings:
        return 1
    write(answers, options.out, options.format or format_of(options.out))
    return 0


def command_line():
    """The parser of the arguments."""
    parser = argparse.ArgumentParser(description=f"Predict {LABEL} for a file of rows.", allow_abbrev=False)
    parser.add_argument(
        "rows", help="CSV, Parquet (.parquet) or JSON lines (.json, .jsonl), with the source's columns"
    )
    parser.add_argument("--out", default="-", help="file to write; standard output when left out")
    parser.add_argument(
        "--format", choices=["csv", "json", "parquet"], help="of what is written; else by its name"
    )
    parser.add_argument(
        "--source",
        action="append",
        default=[],
        metavar="NAME=FILE",
        help="rows of a joined source; else data/NAME",
    )
    parser.add_argument(
        "--output", default=str(HERE / "output"), help="folder with model.skops and record.json"
    )
    parser.add_argument("--findings", help="write the findings to this file as JSON, too")
    return parser


def format_of(name):
    """The format that a file's name says."""
    return {"parquet": "parquet", "json": "json", "jsonl": "json"}.get(name.rsplit(".", 1)[-1], "csv")


def predictions(options):
    """The key, the label, the probabilities and the decision of each row, and what is wrong with the rows."""
    frame, findings = tables.read_rows(SOURCE, Path(options.rows))
    frame[ROW] = np.arange(1, len(frame) + 1)
    given = dict(each.partition("=")[::2] for each in options.source)
    for unknown in sorted(given.keys() - {each["source"]["name"] for each in JOINS}):
        help = "the joined sources are: " + (", ".join(each["source"]["name"] for each in JOINS) or "none")
        findings.append(
            tables.finding("E335", f"no source named `{tables.shown(unknown)}` is joined", "--source", help)
        )
    for each in JOINS:
        frame, wrong = joined(frame, each, given)
        findings += wrong
    model, wrong = load(Path(options.output))
    findings += wrong
    if findings:
        return None, findings
    table = features.inputs(frame)
    if wrong := tables.infinite(table, options.rows):
        return None, wrong
    try:
        return answered(model, table, frame), []
    except ValueError as error:  # a level that a feature declares as an error, for one
        help = "correct the rows, or declare what an unknown level means"
        return None, [
            tables.finding(
                "E361", f"the model can't take the rows: {tables.shown(error)}", options.rows, help
            )
        ]


def joined(frame, each, given):
    """The rows with a joined source's columns; those without a needed partner get no prediction."""
    name = each["source"]["name"]
    if name in given:
        other, findings = tables.read_rows(each["source"], Path(given[name]))
    else:
        other, findings = tables.read_source(each["source"], HERE / "data" / name)
    if findings or any(column not in frame for column in each["on"]):
        return frame, findings
    frame, counts, findings = tables.join(
        frame, other, name, each["on"], each["cardinality"], each["required"]
    )
    if not findings and counts["after"] < counts["before"]:
        missing = counts["before"] - counts["after"]
        print(
            f"{missing:,} of {counts['before']:,} rows have no partner in {name} and get no prediction",
            file=sys.stderr,
        )
    return frame, findings


def load(folder):
    """The model, read with skops and never unpickled, when it is the very file that the run recorded."""
    try:
        data = (folder / "model.skops").read_bytes()
        recorded = json.loads((folder / "record.json").read_text("utf-8"))["model"]["file"]
    except (OSError, ValueError, KeyError, TypeError):
        message = "there is no model with its record here"
        return None, [tables.finding("E881", message, folder.name, "build the model first")]
    if "sha256:" + hashlib.sha256(data).hexdigest() != recorded:
        message = "the model's file is not the one that the run recorded"
        return None, [tables.finding("E882", message, f"{folder.name}/model.skops", "build the model again")]
    found = skops.io.get_untrusted_types(data=data)
    refused = [name for name in found if name not in OWN_TYPES and not LIBRARY_TYPES.fullmatch(name)]
    if refused:
        message = f"the model's file holds a type that is not trusted: `{tables.shown(refused[0])}`"
        return None, [tables.finding("E883", message, f"{folder.name}/model.skops", "build the model again")]
    return skops.io.loads(data, trusted=found), []


def answered(model, table, frame):
    """For each row its key (or number), the label, the probabilities, the decision at the threshold."""
    key = KEY if KEY and all(name in frame for name in KEY) else [ROW]
    answers = {"row" if name == ROW else name: frame[name].to_numpy() for name in key}
    if not len(table):
        answers[LABEL] = np.array([], dtype=float if TASK == "regression" else object)
        return pd.DataFrame(answers)
    answers[LABEL] = model.predict(table)
    if TASK == "regression":
        return pd.DataFrame(answers)
    if hasattr(model, "predict_proba"):
        probabilities = model.predict_proba(table)
        classes = [str(each) for each in model.classes_]
        for at, each in enumerate(classes):
            answers[f"probability_{each}"] = probabilities[:, at]
        if THRESHOLD is not None and POSITIVE in classes and len(classes) == 2:
            other = classes[1 - classes.index(POSITIVE)]
            positive = probabilities[:, classes.index(POSITIVE)] >= THRESHOLD
            answers["decision"] = np.where(positive, POSITIVE, other)
    elif len(model.classes_) == 2 and hasattr(model, "decision_function"):
        answers["score"] = model.decision_function(table)
    return pd.DataFrame(answers)


def write(answers, out, kind):
    """Write the answers whole: to a temporary file beside the wanted one, then renamed."""
    if kind == "parquet":
        buffer = io.BytesIO()
        answers.to_parquet(buffer, index=False)
        data = buffer.getvalue()
    elif kind == "json":
        data = "".join(json.dumps(each, default=str) + "\n" for each in answers.to_dict("records")).encode()
    else:
        data = answers.to_csv(index=False, lineterminator="\n").encode()
    if out == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    path = Path(out)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    temporary.replace(path)


if __name__ == "__main__":
    sys.exit(main())
