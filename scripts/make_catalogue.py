"""Write what scikit-learn's classifiers and regressors take, per version, to `specc/schema/catalogue/`.

`python scripts/make_catalogue.py [VERSION ...]` makes a throwaway environment for each version with uv,
walks `sklearn.utils.all_estimators` in it and writes `sklearn-<version>.json`: one line an estimator, with
every constructor parameter, its default and its constraint from `_parameter_constraints`, and what the
estimator can do, found by fitting it on a few rows. `--check` writes nothing and exits 1 when a file differs.
The same version gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# The latest release of each minor version, with the numpy it is walked on: 1.3 to 1.5 were built for numpy 1.
VERSIONS = {
    "1.3.2": "1.26.4",
    "1.4.2": "1.26.4",
    "1.5.2": "1.26.4",
    "1.6.1": "2.4.6",
    "1.7.2": "2.4.6",
    "1.8.0": "2.4.6",
    "1.9.1": "2.4.6",
}
SCIPY = "1.17.1"  # its list of distance names stands in some constraints
PYTHON = "3.11"
TARGET = Path(__file__).resolve().parent.parent / "specc" / "schema" / "catalogue"

# Estimators that a spec can't name, with what to do instead. What is left out for a missing argument or
# because it does not fit one label is found by the probe.
EXCLUDED = {
    "CalibratedClassifierCV": "it is made by `calibrate = sigmoid` or `calibrate = isotonic`",
    "FixedThresholdClassifier": "the decision threshold is `deploy { threshold = ... }`",
    "TunedThresholdClassifierCV": "the decision threshold is `deploy { threshold = ... }`",
    "TransformedTargetRegressor": "it wraps another regressor; compute the label in the spec instead",
    "SelfTrainingClassifier": "it wraps another classifier and learns from rows without a label",
    "StackingClassifier": "stacks are several models that `use` one another",
    "StackingRegressor": "stacks are several models that `use` one another",
    "VotingClassifier": "ensembles are several models that `use` one another",
    "VotingRegressor": "ensembles are several models that `use` one another",
    "OneVsOneClassifier": "it wraps another classifier",
    "OneVsRestClassifier": "it wraps another classifier",
    "OutputCodeClassifier": "it wraps another classifier",
    "ClassifierChain": "it predicts several labels at once",
    "RegressorChain": "it predicts several labels at once",
    "MultiOutputClassifier": "it predicts several labels at once",
    "MultiOutputRegressor": "it predicts several labels at once",
    "MultiTaskElasticNet": "it predicts several labels at once",
    "MultiTaskElasticNetCV": "it predicts several labels at once",
    "MultiTaskLasso": "it predicts several labels at once",
    "MultiTaskLassoCV": "it predicts several labels at once",
    "CCA": "it is made for several labels at once",
    "PLSCanonical": "it is made for several labels at once",
}


# Arguments without which an estimator fails: the default solver of scikit-learn 1.3 left scipy 1.11.
PROBED_WITH: dict[str, dict[str, object]] = {"QuantileRegressor": {"solver": "highs"}}


def plain(value: object) -> object:
    """A default or an option as JSON: what JSON lacks is `{"float": "inf"}`, `{"tuple": [...]}`."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, tuple):
        return {"tuple": [plain(item) for item in value]}
    if hasattr(value, "item"):
        return plain(value.item())
    raise TypeError(f"no JSON for {value!r}")


def options(constraint: object) -> list[object]:
    """`["words", [...], [deprecated...]]` or `["values", type, [...]]`."""
    values = sorted(constraint.options, key=repr)  # type: ignore[attr-defined]
    old = sorted(constraint.deprecated, key=repr)  # type: ignore[attr-defined]
    if type(constraint).__name__ == "StrOptions":
        return ["words", values, old] if old else ["words", values]
    kind = {"Integral": "int", "Real": "float"}.get(constraint.type.__name__, constraint.type.__name__)  # type: ignore[attr-defined]
    return ["values", kind, [plain(value) for value in values]]


def interval(constraint: object) -> list[object]:
    """`["int" | "float" | "fraction", low, high, "[)"]`; a `fraction` is a float that is not an int."""
    kind = {"Integral": "int", "Real": "float", "RealNotInt": "fraction"}[constraint.type.__name__]  # type: ignore[attr-defined]
    closed = constraint.closed  # type: ignore[attr-defined]
    ends = ("[" if closed in ("left", "both") else "(") + ("]" if closed in ("right", "both") else ")")
    return [kind, plain(constraint.left), plain(constraint.right), ends]  # type: ignore[attr-defined]


def alternative(constraint: object) -> object:
    """One alternative of a parameter's constraint as JSON."""
    name = type(constraint).__name__
    if constraint is None:
        return "none"
    if isinstance(constraint, str):
        return constraint.replace("boolean", "bool")
    if constraint is callable:
        return "callable"
    if isinstance(constraint, type):
        kind = {"Integral": "int", "Real": "float", "bool_": "bool"}
        return kind.get(constraint.__name__, constraint.__name__)
    if name == "Interval":
        return interval(constraint)
    if name in ("Options", "StrOptions"):
        return options(constraint)
    if name == "HasMethods":
        return ["methods", *constraint.methods]  # type: ignore[attr-defined]
    if name == "Hidden":
        return ["hidden", alternative(constraint.constraint)]  # type: ignore[attr-defined]
    raise TypeError(f"unknown constraint {constraint!r}")


def parameters(cls: type) -> Iterator[tuple[str, list[object]]]:
    """`name: [default, [alternative...]]` in the order of the constructor."""
    import inspect

    constraints: dict[str, list[object]] = getattr(cls, "_parameter_constraints", {})
    for name, parameter in inspect.signature(cls).parameters.items():
        found: list[object] = []
        for constraint in constraints[name]:
            one = alternative(constraint)
            if one not in found:
                found.append(one)
        # Options come from sets; the alternatives themselves keep the library's order.
        yield name, [plain(parameter.default), found]


def public_module(cls: type) -> str:
    """The documented module of a class: the part of its path before the first private name."""
    from importlib import import_module

    parts: list[str] = []
    for part in cls.__module__.split("."):
        if part.startswith("_"):
            break
        parts.append(part)
    # `sklearn.ensemble._hist_gradient_boosting.gradient_boosting` is `sklearn.ensemble`.
    module = ".".join(parts)
    if getattr(import_module(module), cls.__name__) is not cls:
        raise LookupError(f"{cls.__name__} is not in {module}")
    return module


class Probe:
    """A few rows on which an estimator shows what it takes; one column where it can't take four."""

    def __init__(self, cls: type, kind: str) -> None:
        import numpy

        random = numpy.random.RandomState(0)
        self.cls = cls
        rows = random.randint(0, 3, size=(60, 4)).astype(float)
        total = rows.sum(axis=1)
        classes = numpy.where(total + random.rand(60) > numpy.median(total), 1, 0)
        self.target = classes if kind == "classifier" else total + random.rand(60) + 1.0
        self.several = self.fits(rows)
        self.rows = rows if self.several else rows[:, :1]
        if not self.fits(self.rows):
            raise LookupError(f"{cls.__name__} fits neither four features nor one: give it a row in EXCLUDED")

    def fits(self, rows: object) -> bool:
        """True when the estimator fits and predicts one value a row."""
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                model = self.cls(**PROBED_WITH.get(self.cls.__name__, {})).fit(rows, self.target)
                return bool(len(model.predict(rows)) == len(self.target))
            except (ValueError, TypeError, NotImplementedError, AttributeError):
                return False

    def flags(self) -> list[str]:
        """What the estimator can do, as words in a fixed order."""
        import numpy
        from scipy.sparse import csr_matrix

        holes = self.rows.copy()
        holes[0, 0] = numpy.nan
        found = {
            "sparse": self.fits(csr_matrix(self.rows)),
            "nan": self.fits(holes),
            "negative": self.fits(self.rows - 1.5),
            "several_features": self.several,
        }
        return [word for word, true in found.items() if true]


def deprecated(cls: type) -> str:
    """The first sentence of the warning that making the estimator gives, or an empty string."""
    import warnings

    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        cls()
    texts = [str(one.message) for one in seen if issubclass(one.category, FutureWarning)]
    return texts[0].split(". ")[0] if texts else ""


def can_do(cls: type, instance: object) -> list[str]:
    """Flags that need no fitting: weights and the kinds of scores, always or by a parameter."""
    from sklearn.utils.validation import has_fit_parameter

    found = ["sample_weight"] if has_fit_parameter(instance, "sample_weight") else []
    for method in ("predict_proba", "decision_function"):
        if hasattr(instance, method):
            found.append(method)
        elif hasattr(cls, method):
            found.append(f"{method}?")
    return found


def estimator(cls: type, kind: str) -> dict[str, object]:
    """One estimator's row."""
    row: dict[str, object] = {"module": public_module(cls), "kind": kind}
    if deprecated(cls):
        row["deprecated"] = deprecated(cls)
    row["can"] = can_do(cls, cls()) + Probe(cls, kind).flags()
    row["parameters"] = dict(parameters(cls))
    return row


def walk() -> str:
    """The catalogue of the scikit-learn that this interpreter has, as JSON text."""
    import warnings

    import sklearn
    from sklearn.utils import all_estimators

    warnings.simplefilter("ignore")
    rows: list[str] = []
    excluded: dict[str, list[str]] = {}
    for kind in ("classifier", "regressor"):
        for name, cls in all_estimators(type_filter=kind):
            if name in EXCLUDED:
                excluded[name] = [kind, EXCLUDED[name]]
            else:
                text = json.dumps(estimator(cls, kind), separators=(",", ":"), allow_nan=False)
                rows.append(f'"{name}":{text}')
    left_out = json.dumps(dict(sorted(excluded.items())))
    head = f'"format":1,\n"version":"{sklearn.__version__}",\n"excluded":{left_out}'
    return "{" + head + ',\n"estimators":{\n' + ",\n".join(sorted(rows)) + "\n}}\n"


def made(version: str, uv: str) -> str:
    """The catalogue of one version, from a throwaway environment."""
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / "venv" / "bin" / "python"
        subprocess.run([uv, "venv", "-q", "--python", PYTHON, str(python.parent.parent)], check=True)
        wanted = [f"scikit-learn=={version}", f"numpy=={VERSIONS[version]}", f"scipy=={SCIPY}"]
        subprocess.run([uv, "pip", "install", "-q", "--python", str(python), *wanted], check=True)
        done = subprocess.run(
            [str(python), __file__, "--walk"], check=True, stdout=subprocess.PIPE, text=True
        )
    return done.stdout


def main() -> int:
    """Write or check the files of the versions asked for."""
    parser = argparse.ArgumentParser(description="make the algorithm catalogue of scikit-learn versions")
    parser.add_argument("versions", nargs="*", help=f"of {', '.join(VERSIONS)}; all when left out")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file differs")
    parser.add_argument(
        "--walk", action="store_true", help="print the catalogue of this interpreter's scikit-learn"
    )
    parser.add_argument("--uv", default="uv", help="the uv program")
    arguments = parser.parse_args()
    if arguments.walk:
        sys.stdout.write(walk())
        return 0
    stale = False
    for version in arguments.versions or VERSIONS:
        path = TARGET / f"sklearn-{version}.json"
        text = made(version, arguments.uv)
        if arguments.check and (not path.is_file() or path.read_text() != text):
            stale = True
            print(f"{path.name} is stale")
        elif not arguments.check:
            path.write_text(text)
            print(f"{path.name}: {len(text)} bytes")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
