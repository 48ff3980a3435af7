"""The shipped catalogues against the library itself, and against what a spec needs of them."""

from __future__ import annotations

import inspect
import json
import math
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specc.schema.catalogue import PORTABLE_NAMES, VERSIONS, Estimator, known_version, load, snake_case
from specc.schema.catalogue.constraints import accepts, in_words, settable
from specc.schema.catalogue.portable import OBJECTIVES, REGULARIZERS, SYNONYMS, Words

sklearn = pytest.importorskip("sklearn")
if sklearn.__version__ not in VERSIONS:
    pytest.skip("another scikit-learn is installed", allow_module_level=True)

from sklearn.utils import all_estimators  # noqa: E402
from sklearn.utils._param_validation import (  # noqa: E402
    InvalidParameterError,
    validate_parameter_constraints,
)

INSTALLED = load(sklearn.__version__)
CLASSES: dict[str, Any] = {
    name: cls for kind in ("classifier", "regressor") for name, cls in all_estimators(type_filter=kind)
}
FOLDER = Path(__file__).resolve().parents[2]


def test_every_classifier_and_regressor_is_there_or_left_out_with_a_reason() -> None:
    for name in CLASSES:
        known = INSTALLED.estimator(name) is not None
        assert known or INSTALLED.excluded(snake_case(name)), name
        assert not (known and INSTALLED.excluded(snake_case(name)))


def test_the_file_is_what_the_script_makes_of_the_installed_version() -> None:
    script = FOLDER / "scripts" / "make_catalogue.py"
    done = subprocess.run([sys.executable, str(script), "--walk"], capture_output=True, text=True, check=True)
    shipped = FOLDER / "specc" / "schema" / "catalogue" / f"sklearn-{sklearn.__version__}.json"
    assert done.stdout == shipped.read_text()


@pytest.mark.parametrize("name", INSTALLED.classes)
def test_parameters_and_defaults_are_the_library_s(name: str) -> None:
    estimator = INSTALLED.estimator(name)
    assert estimator is not None
    expected = {key: one.default for key, one in inspect.signature(CLASSES[name]).parameters.items()}
    assert estimator.names == tuple(expected)
    for key, default in expected.items():
        row = estimator.parameter(key)
        assert row is not None
        assert row.default == (list(default) if isinstance(default, tuple) else default), key
        assert isinstance(default, (tuple, type(row.default))), key


SIMPLE = st.one_of(
    st.none(),
    st.integers(-3, 3),
    st.integers(),
    st.sampled_from([0.0, -0.0, 0.5, 1.0, 1.5, -1.0, math.inf, -math.inf, 1e-9, 2.0**32]),
    st.floats(allow_nan=False),
    st.text(max_size=6),
    st.lists(st.floats(0, 1), max_size=3),
    st.lists(st.integers(1, 5), min_size=1, max_size=3),
)


def _words(estimator: Estimator) -> list[str]:
    found = {"balanced", "deprecated", "warn"}
    for name in estimator.names:
        row = estimator.parameter(name)
        for one in row.alternatives if row is not None else []:
            if isinstance(one, list) and one[0] == "words" and isinstance(one[1], list):
                found.update(str(word) for word in one[1])
    return sorted(found)


def _hidden(estimator: Estimator, name: str, value: object) -> bool:
    """Values that the library takes for its own use; a spec can't give them."""
    row = estimator.parameter(name)
    return row is not None and any(
        isinstance(one, list) and one[0] == "hidden" and accepts([one[1]], value)  # type: ignore[arg-type]
        for one in row.alternatives
    )


@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("name", INSTALLED.classes)
@given(data=st.data())
def test_our_verdict_is_the_library_s(name: str, data: st.DataObject) -> None:
    estimator = INSTALLED.estimator(name)
    assert estimator is not None
    constraints = CLASSES[name]._parameter_constraints
    key = data.draw(st.sampled_from(estimator.names))
    value = data.draw(st.one_of(SIMPLE, st.booleans(), st.sampled_from(_words(estimator))))
    row = estimator.parameter(key)
    assert row is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            validate_parameter_constraints({key: constraints[key]}, {key: value}, name)
            theirs = True
        except InvalidParameterError:
            theirs = False
    ours = accepts(row.alternatives, value)
    if isinstance(value, bool) and theirs and not ours:
        return  # Python takes a bool for a number; a spec does not
    if theirs and not ours and (_hidden(estimator, key, value) or (key == "cv" and isinstance(value, list))):
        return  # what is for the library's own use; lists of rows, which a spec has no numbers for
    assert ours == theirs, (key, value, in_words(row.alternatives))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_has_what_the_portable_tables_name(version: str) -> None:
    catalogue = load(version)
    assert catalogue.version == version
    for name, pair in PORTABLE_NAMES.items():
        for cls, kind in zip(pair, ("classifier", "regressor"), strict=True):
            if cls:
                found = catalogue.estimator(cls)
                assert found is not None and found.kind == kind, name
    for name in {*OBJECTIVES, *REGULARIZERS, *SYNONYMS} - {""}:
        assert catalogue.estimator(name) is not None, name


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("table", [OBJECTIVES, REGULARIZERS])
def test_what_a_word_sets_is_a_parameter_with_a_fitting_value(version: str, table: dict[str, Words]) -> None:
    catalogue = load(version)
    for name, words in table.items():
        estimator = catalogue.estimator(name)
        assert estimator is not None
        for word, rows in words.items():
            for row in rows:
                if not row.since <= catalogue.minor <= row.until:
                    continue
                for key, value in [*row.sets.items(), *row.prefers.items()]:
                    parameter = estimator.parameter(key)
                    if parameter is None:
                        assert row.implied or (name, key) == ("MLPRegressor", "loss"), (name, word, key)
                        continue
                    gone = word == "friedman_mse" and catalogue.minor >= 9
                    assert accepts(parameter.alternatives, value) or gone, (name, word, key, value)
                for target in row.arguments.values():
                    assert estimator.parameter(target.removeprefix("1/")) is not None, (name, word, target)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_constraint_has_words(version: str) -> None:
    catalogue = load(version)
    for name in catalogue.classes:
        estimator = catalogue.estimator(name)
        assert estimator is not None and estimator.module.startswith("sklearn.")
        for key in estimator.names:
            row = estimator.parameter(key)
            assert row is not None
            assert not settable(row.alternatives) or in_words(row.alternatives), (name, key)


def test_files_are_small_plain_json() -> None:
    folder = FOLDER / "specc" / "schema" / "catalogue"
    files = sorted(folder.glob("*.json"))
    assert [path.stem.removeprefix("sklearn-") for path in files] == list(VERSIONS)
    for path in files:
        assert path.stat().st_size < 80_000

        def refused(word: str) -> None:
            raise AssertionError(f"{word} is no JSON")

        json.loads(path.read_text(), parse_constant=refused)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.9.1", ("1.9.1", True)),
        ("1.5.0", ("1.5.2", True)),
        ("1.5.99", ("1.5.2", True)),
        ("1.2.2", ("1.3.2", False)),
        ("0.24.2", ("1.3.2", False)),
        ("1.42.0", ("1.9.1", False)),
        ("2.0", ("1.9.1", False)),
        ("", ("1.9.1", False)),
        ("banana", ("1.9.1", False)),
        ("1.x", ("1.9.1", False)),
        ("1.9.1rc1", ("1.9.1", True)),
    ],
)
def test_the_version_of_the_same_minor_stands_for_another_patch(
    version: str, expected: tuple[str, bool]
) -> None:
    assert known_version(version) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LogisticRegression", "logistic_regression"),
        ("SVC", "svc"),
        ("NuSVC", "nu_svc"),
        ("HistGradientBoostingRegressor", "hist_gradient_boosting_regressor"),
        ("LassoLarsIC", "lasso_lars_ic"),
        ("KNeighborsClassifier", "k_neighbors_classifier"),
        ("ARDRegression", "ard_regression"),
        ("RidgeClassifierCV", "ridge_classifier_cv"),
        ("BernoulliNB", "bernoulli_nb"),
    ],
)
def test_snake_case(name: str, expected: str) -> None:
    assert snake_case(name) == expected


def test_names_are_one_name_one_meaning() -> None:
    names = [snake_case(name) for name in INSTALLED.classes]
    assert len(set(names)) == len(names)
    assert {name for name in names if name in PORTABLE_NAMES} <= {"ridge"}
