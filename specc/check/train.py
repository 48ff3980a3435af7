"""The `train` block: algorithm, portable words, parameters and search, checked for the pinned library."""

from __future__ import annotations

from typing import Literal

from specc.check.context import Context
from specc.check.sections import Section, read_section, why_of
from specc.check.train_fit import check_fit
from specc.check.train_network import apply_architecture
from specc.check.train_params import Draft
from specc.check.train_search import (
    check_calibration,
    check_domains,
    check_folds,
    check_trials,
    select,
)
from specc.check.train_values import as_json, read_param
from specc.check.train_words import apply_word
from specc.model.spec import Search, Train
from specc.schema import BLOCKS
from specc.schema.catalogue import VERSIONS, Catalogue, Estimator, Kind, known_version, load
from specc.source import Span
from specc.syntax.tree import Block, Name

Scores = Literal["probability", "decision", "none"]
Calibration = Literal["", "sigmoid", "isotonic"]


def check_train(block: Block, context: Context) -> Train | None:
    """The estimator that a `train` block describes, or none when its algorithm is missing or unknown.

    Reports E6xx findings and adds the block's entries, those of the library's own defaults included.
    """
    section = read_section(context, BLOCKS["train"], block.body, "train", block.kind_span)
    catalogue = _catalogue(context, block.kind_span)
    estimator = _algorithm(context, section, catalogue, block.kind_span)
    if estimator is None:
        return None
    draft = Draft(context, catalogue, estimator)
    for declaration in section.declarations:
        known = context.param_lines.get(declaration.span.start)
        draft.add_given(read_param(context, declaration) if known is None else known)
    draft.take_steps()
    _words(draft, section)
    draft.place_own()
    draft.settle()
    draft.repair(block.kind_span)
    found = _search_section(context, section)
    check_domains(draft, found)
    calibration = _calibration(context, section, estimator)
    scores: Scores = "probability" if calibration else _scores(draft)
    search = _search(draft, found, scores) if found is not None else None
    algorithm = section.settings["algorithm"]
    check_fit(context, estimator, algorithm.value.span)
    _param_entries(draft)
    return Train(
        algorithm=algorithm.value.name if isinstance(algorithm.value, Name) else estimator.algorithm,
        estimator=f"{estimator.module}:{estimator.name}",
        parameters=draft.parameters(),
        library_defaults=draft.defaults(),
        seeded="random_state" in estimator.names,
        balanced_weights=draft.balanced_weights,
        calibration=calibration,
        search=search,
        seed=context.seed,
        accepts_sparse="sparse" in estimator.can,
        accepts_missing="nan" in estimator.can,
        scores=scores,
        step_parameters=draft.step_parameters(),
    )


# ---------------------------------------------------------------- the library and the algorithm


def _catalogue(context: Context, span: Span) -> Catalogue:
    """The catalogue of the pinned scikit-learn; the newest where none is pinned."""
    pinned = ""
    for name, version in context.packages.items():
        if name.lower().replace("_", "-") == "scikit-learn":
            pinned = version
    version, known = known_version(pinned)
    if not pinned:
        if context.environment is not None or context.packages:
            context.report(
                "E605",
                span,
                f"the environment pins no scikit-learn; the algorithm is checked against {version}",
                severity="warning",
                help=f'add `package "scikit-learn" "{version}"` to `environment`',
            )
    elif not known:
        minors = ", ".join(one.rpartition(".")[0] for one in VERSIONS)
        context.report(
            "E605",
            span,
            f"scikit-learn {pinned} is not known here; the algorithm is checked against {version}",
            severity="warning",
            notes=(f"known: {minors}",),
            help="pin one of the known versions",
        )
    return load(version)


def _algorithm(context: Context, section: Section, catalogue: Catalogue, span: Span) -> Estimator | None:
    """The estimator that `algorithm` names, fit for the label; reports what is wrong with it."""
    setting = section.settings.get("algorithm")
    if setting is None:
        context.report(
            "E601", span, "`train` names no algorithm", help="write `algorithm = logistic_regression`"
        )
        return None
    if not isinstance(setting.value, Name):
        context.report(
            "E601",
            setting.value.span,
            "`algorithm` is the name of one algorithm",
            help="write `algorithm = logistic_regression`",
        )
        return None
    name, at = setting.value.name, setting.value.span
    kind: Kind | None = None
    if context.label is not None:
        kind = "regressor" if context.label.task == "regression" else "classifier"
    context.entry("train.algorithm", name, "train", text=name, why=why_of(setting.body), span=setting.span)
    estimator = catalogue.find(name, kind)
    if estimator is None:
        _unknown_algorithm(context, catalogue, name, at, kind)
        return None
    if kind is not None and estimator.kind != kind and context.label is not None:
        label = context.label
        what = "predicts a number" if estimator.kind == "regressor" else "decides between classes"
        wanted = "a number" if kind == "regressor" else "a category"
        context.report(
            "E602",
            at,
            f"`{name}` {what}, and the label `{label.name}` is {wanted}",
            help="choose " + _some(catalogue, kind),
        )
        return None
    if estimator.deprecated:
        context.report(
            "E604",
            at,
            f"`{name}` is deprecated in scikit-learn {catalogue.version} and will go",
            severity="warning",
            help="choose another algorithm",
        )
    return estimator


def _unknown_algorithm(
    context: Context, catalogue: Catalogue, name: str, span: Span, kind: Kind | None
) -> None:
    why = catalogue.excluded(name)
    if why:
        context.report(
            "E603",
            span,
            f"`{name}` can't be named in a spec",
            notes=(why,),
            help="choose " + _some(catalogue, kind),
        )
        return
    from specc.check.train_names import suggestion

    help, note = suggestion(catalogue, name, kind)
    context.report(
        "E601",
        span,
        f"unknown algorithm `{name}`",
        label="unknown algorithm",
        notes=(note,) if note else (),
        help=help or "some known here: " + _some(catalogue, kind),
    )


def _some(catalogue: Catalogue, kind: Kind | None) -> str:
    names = {
        "classifier": ("logistic_regression", "random_forest", "hist_gradient_boosting"),
        "regressor": ("ridge", "random_forest", "hist_gradient_boosting"),
    }[kind or "classifier"]
    return ", ".join(f"`{name}`" for name in names)


# ---------------------------------------------------------------- words, scores, search


def _words(draft: Draft, section: Section) -> None:
    for key in ("objective", "regularizer"):
        setting = section.settings.get(key)
        if setting is not None:
            apply_word(draft, setting, draft.context.label)
    layers = _block(section, "architecture")
    if layers is not None:
        apply_architecture(draft, layers, draft.context.label)


def _scores(draft: Draft) -> Scores:
    """What the fitted estimator gives beside labels, with the parameters in force."""
    can = draft.estimator.can
    if "predict_proba" in can:
        return "probability"
    if "predict_proba?" in can:
        if draft.estimator.name in ("SVC", "NuSVC") and draft.value("probability") is True:
            return "probability"
        if draft.value("loss") in ("log_loss", "modified_huber"):
            return "probability"
    return "decision" if "decision_function" in can else "none"


def _calibration(context: Context, section: Section, estimator: Estimator) -> Calibration:
    word = section.text("calibration")
    setting = section.settings.get("calibration")
    if setting is not None:
        check_calibration(context, estimator.kind == "classifier", setting)
        check_folds(context, setting.span)
        if context.split is not None and context.split.method == "folds":
            context.report(
                "E646",
                setting.span,
                "the folds that would calibrate test the rows already (`test = folds`)",
                help="keep rows for the test, with `test = 20%`, or leave `calibration` out",
            )
    return "sigmoid" if word == "sigmoid" else "isotonic" if word == "isotonic" else ""


def _search_section(context: Context, section: Section) -> Section | None:
    block = _block(section, "search")
    if block is None:
        return None
    return read_section(context, BLOCKS["train.search"], block.body, "train.search", block.kind_span)


def _search(draft: Draft, found: Section, scores: str) -> Search:
    context = draft.context
    strategy: Literal["grid", "random"] = "random" if found.text("strategy") == "random" else "grid"
    trials = check_trials(draft, strategy, found)
    check_folds(context, found.span)
    name, scoring, metric = select(context, found.settings.get("select"), scores)
    return Search(strategy, trials, name, scoring, found.whole("seed", context.seed), metric)


def _block(section: Section, kind: str) -> Block | None:
    return next((block for block in section.blocks if block.kind == kind), None)


def _param_entries(draft: Draft) -> None:
    """One entry for each `param` line, and one for each default of the library that holds."""
    context = draft.context
    for given in draft.given.values():
        context.entry(
            f"train.param.{given.name}",
            as_json(given.value),
            "train",
            text=given.text,
            why=given.why,
            span=given.span,
        )
    for name, value in draft.defaults():
        # A portable name may hide the library's own: `learning_rate` of a network is `learning_rate_init`.
        path = f"train.library.{name}" if name in draft.given else f"train.param.{name}"
        context.entry(path, value, "train", default=True)
