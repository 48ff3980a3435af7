"""A recipe changes with all that can change its step's result, and with nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from specc.model.spec import Choice, Metric, Package, Spec
from specc.plan import Plan, plan
from specc.plan.pins import pins
from specc.plan.requirements import essence, pinned

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "emit_train"))
import handmade

ALL = ["load.messages", "rows", "features", "split", "search", "train", "predict", "evaluate"]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Spec:
    return handmade.messages(tmp_path_factory.mktemp("data"))


def changed(before: Plan, after: Plan) -> list[str]:
    assert [step.name for step in before.steps] == [step.name for step in after.steps]
    return [one.name for one, two in zip(before.steps, after.steps, strict=True) if one.recipe != two.recipe]


def test_steps_and_needs(base: Spec) -> None:
    made = plan(base, handmade.REQUIREMENTS)
    assert [step.name for step in made.steps] == ALL
    assert {step.name: step.needs for step in made.steps} == {
        "load.messages": (),
        "rows": ("load.messages",),
        "features": ("rows",),
        "split": ("rows", "features"),
        "search": ("features", "split/train", "split/folds"),
        "train": ("features", "split/train", "search/best"),
        "predict": ("rows", "features", "split/test", "train"),
        "evaluate": ("predict", "rows", "features", "split", "train/file"),
    }
    assert plan(base, handmade.REQUIREMENTS) == made
    assert dict(made.packages)["scikit-learn"]


def feature_why(spec: Spec) -> Spec:
    return replace(
        spec, features=tuple(replace(one, why="Another reason.", added="2026-01-01") for one in spec.features)
    )


def fitted_option(spec: Spec) -> Spec:
    last = spec.features[-1]
    options = tuple((k, handmade.constant(30) if k == "size" else v) for k, v in last.steps[0].options)
    return replace(
        spec, features=(*spec.features[:-1], replace(last, steps=(replace(last.steps[0], options=options),)))
    )


def feature_input(spec: Spec) -> Spec:
    first = spec.features[0]
    words = handmade.call("words", handmade.column("body", handmade.TEXT), kind=handmade.INT)
    return replace(spec, features=(replace(first, input=words), *spec.features[1:]))


def domain(spec: Spec) -> Spec:
    assert spec.train is not None
    first, *rest = spec.train.parameters
    return replace(
        spec, train=replace(spec.train, parameters=(replace(first, value=Choice((1.0, 2.0))), *rest))
    )


def parameter(spec: Spec) -> Spec:
    assert spec.train is not None
    *rest, last = spec.train.parameters
    return replace(spec, train=replace(spec.train, parameters=(*rest, replace(last, value=None))))


def environment(**more: object) -> Callable[[Spec], Spec]:
    return lambda spec: replace(spec, environment=replace(spec.environment, **more))


CHANGES: dict[str, tuple[Callable[[Spec], Spec], list[str]]] = {
    "reasons": (feature_why, []),
    "statement": (lambda spec: replace(spec, statement="Other words."), []),
    "question": (lambda spec: replace(spec, label=replace(spec.label, question="Is it?")), []),
    "base image": (environment(base_image="other"), []),
    "memory": (environment(memory_bytes=2**30, timeout_s=5.0), []),
    "a promise": (
        lambda spec: replace(spec, evaluate=replace(spec.evaluate, require=spec.evaluate.require[1:])),
        ["evaluate"],
    ),
    "a slice": (lambda spec: replace(spec, evaluate=replace(spec.evaluate, slices=())), ["evaluate"]),
    "a metric": (
        lambda spec: replace(
            spec,
            evaluate=replace(spec.evaluate, metrics=(*spec.evaluate.metrics, Metric("all", "accuracy", ()))),
        ),
        ["evaluate"],
    ),
    "the threshold": (lambda spec: replace(spec, deploy=replace(spec.deploy, threshold=0.9)), ["evaluate"]),
    "an expectation": (
        lambda spec: replace(spec, sources=(replace(spec.sources[0], expect=()),)),
        ["load.messages"],
    ),
    "fitted option": (fitted_option, ["search", "train"]),
    "feature input": (feature_input, ["features", "search", "train"]),
    "domain": (domain, ["search"]),
    "parameter": (parameter, ["search", "train"]),
    "trials": (
        lambda spec: replace(spec, train=replace(spec.train, search=replace(spec.train.search, trials=9))),
        ["search"],
    ),
    "folds": (lambda spec: replace(spec, split=replace(spec.split, folds=4)), ["split"]),
    "version of Python": (environment(python="3.12"), ALL),
    "threads": (environment(threads=2), ALL),
    "class of CPU": (environment(cpu="x86_64_v2"), ALL),
    "direct packages": (environment(packages=(Package("pandas", "1.0"),)), []),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_reaches_its_steps_only(base: Spec, name: str) -> None:
    change, wanted = CHANGES[name]
    assert changed(plan(base, handmade.REQUIREMENTS), plan(change(base), handmade.REQUIREMENTS)) == wanted


def test_requirements_count_by_what_they_pin(base: Spec) -> None:
    text = (
        "# made by uv\nnumpy==2.4.6 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
        "    # via pandas\nPandas_X==3.1.1 --hash=sha256:cc\n"
    )
    same = "Pandas_X==3.1.1 --hash=sha256:cc\n\nnumpy==2.4.6 --hash=sha256:bb --hash=sha256:aa\n"
    assert pinned(text) == {"numpy": "2.4.6", "pandas-x": "3.1.1"} == pinned(same)
    assert essence(text) == essence(same)
    assert changed(plan(base, text), plan(base, same)) == []
    assert changed(plan(base, text), plan(base, text.replace("2.4.6", "2.4.5"))) == ALL
    assert changed(plan(base, text), plan(base, text.replace("sha256:cc", "sha256:dd"))) == ALL


def test_pins_are_those_that_were_measured() -> None:
    default = dict(pins("x86_64_v3", 1, "2.4.6"))
    assert default["OPENBLAS_CORETYPE"] == "Haswell"
    assert default["NPY_DISABLE_CPU_FEATURES"] == "X86_V4 AVX512_ICL AVX512_SPR"
    assert (default["PYTHONHASHSEED"], default["OMP_NUM_THREADS"], default["OPENBLAS_NUM_THREADS"]) == (
        "0",
        "1",
        "1",
    )
    old = dict(pins("x86_64_v2", 1, "2.4.6"))
    assert old["OPENBLAS_CORETYPE"] == "Nehalem"
    assert old["NPY_DISABLE_CPU_FEATURES"] == "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"
    no_avx = "-AVX2,-FMA,-FMA4,-AVX,-AVX512F,-AVX512VL,-AVX512DQ,-AVX512BW"
    assert old["GLIBC_TUNABLES"] == f"glibc.cpu.hwcaps={no_avx}"
    assert dict(pins("native", 2, "2.4.6"))["OPENBLAS_CORETYPE"] == ""
    assert "X86_V4" not in dict(pins("x86_64_v3", 1, "1.26.4"))["NPY_DISABLE_CPU_FEATURES"]


def test_a_spec_without_training_has_the_steps_up_to_there(base: Spec) -> None:
    assert [step.name for step in plan(replace(base, train=None), "").steps] == ALL[:4]
    assert [step.name for step in plan(replace(base, label=None), "").steps] == ALL[:2]
