"""Transforms as scikit-learn steps. Each is fitted on the training part only, inside each fold."""

from __future__ import annotations

from dataclasses import dataclass, field

from specc.emit.layout import literal
from specc.emit.step_classes import BASES
from specc.model.spec import Feature, Json, Transform
from specc.model.types import Constant, Expression, Items, Ref

_TEXT = "sklearn.feature_extraction.text"
_PREPROCESSING = "sklearn.preprocessing"
# Steps that take numbers only as a plain array: what comes sparse is made dense before them.
_DENSE = ("min_max", "robust_scale", "quantile", "bins", "impute", "pca")
VECTORISERS = ("tfidf", "word_counts", "hashed_ngrams")
SPARSE = (*VECTORISERS, "hashed", "one_hot")


class Code(str):
    """Python that stands as it is: an argument of `transformer`, or what is made of one."""


def written(value: object) -> str:
    """A value as Python."""
    return str(value) if isinstance(value, Code) else literal(value)


@dataclass(slots=True)
class Uses:
    """What the generated module imports from scikit-learn, and which of its own classes it needs."""

    imports: dict[str, set[str]] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)
    splitters: bool = False  # scikit-learn from 1.9 on: TargetEncoder takes its folds as a splitter
    regression: bool = False

    def call(self, module: str, name: str, **arguments: object) -> str:
        """A constructor call; arguments that are `...` are the library's defaults and left out."""
        self.imports.setdefault(module, set()).add(name)
        given = (f"{key}={written(value)}" for key, value in arguments.items() if value is not ...)
        return f"{name}({', '.join(given)})"

    def own(self, name: str, *arguments: object) -> str:
        """A constructor call of a class that the generated module defines."""
        self.classes.add(name)
        for module, names in BASES[name].items():
            self.imports.setdefault(module, set()).update(names)
        return f"{name}({', '.join(map(written, arguments))})"


def steps_of(feature: Feature, uses: Uses, seed: int) -> list[tuple[str, str]]:
    """(name, constructor call) of each fitted step, in order."""
    result: list[tuple[str, str]] = []
    sparse, optional = False, feature.input.type.optional
    for at, transform in enumerate(feature.steps):
        after = feature.steps[at + 1 :]
        dense_wanted = transform.name in _DENSE or (
            transform.name == "standardise" and _value(transform, "centre") is True
        )
        if sparse and dense_wanted:
            result.append(("dense", uses.own("Dense")))
            sparse = False
        result += _step(transform, feature, uses, seed, optional, bool(after))
        if transform.name == "impute":
            optional = False
        sparse = _sparse_after(transform, sparse, bool(after))
    return _unique(result)


def _sparse_after(transform: Transform, before: bool, more: bool) -> bool:
    if transform.name == "one_hot":
        return not more
    if transform.name in SPARSE:
        return True
    return before and transform.name in ("standardise", "polynomial")


def sparse_features(features: tuple[Feature, ...]) -> bool:
    """Whether some feature reaches the matrix as sparse text columns, which a plain array could not hold."""
    for feature in features:
        sparse = False
        for at, transform in enumerate(feature.steps):
            if transform.name in _DENSE or (
                transform.name == "standardise" and _value(transform, "centre") is True
            ):
                sparse = False
            sparse = _sparse_after(transform, sparse, at + 1 < len(feature.steps))
            if transform.name == "one_hot":
                sparse = False
        if sparse:
            return True
    return False


def _unique(steps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    seen: dict[str, int] = {}
    result = []
    for name, code in steps:
        seen[name] = seen.get(name, 0) + 1
        result.append((name if seen[name] == 1 else f"{name}_{seen[name]}", code))
    return result


def _step(
    transform: Transform, feature: Feature, uses: Uses, seed: int, optional: bool, more: bool
) -> list[tuple[str, str]]:
    name = transform.name
    if name in VECTORISERS:
        return _vectoriser(transform, uses)
    if name == "hashed":
        uses.classes.add("as_lists")
        listed = "FunctionTransformer(as_lists)"
        uses.imports.setdefault(_PREPROCESSING, set()).add("FunctionTransformer")
        hasher = uses.call(
            "sklearn.feature_extraction",
            "FeatureHasher",
            n_features=_value(transform, "size"),
            input_type="string",
            alternate_sign=_unless(True, _value(transform, "signed")),
        )
        return [("levels", listed), ("hashed", hasher)]
    if name == "frequency":
        return [("frequency", uses.own("Frequency"))]
    if name in ("one_hot", "ordinal", "target_mean"):
        return [(name, _levels(transform, feature, uses, seed, optional, more))]
    if name in ("pca", "svd"):
        return [(name, _components(transform, uses, seed))]
    return [(name, _numbers(transform, uses))]


def _numbers(transform: Transform, uses: Uses) -> str:
    """Steps over numbers."""

    def of(option: str) -> Json:
        return _value(transform, option)

    match transform.name:
        case "standardise":
            centre, scale = _unless(True, of("centre")), _unless(True, of("scale"))
            return uses.call(_PREPROCESSING, "StandardScaler", with_mean=centre, with_std=scale)
        case "min_max":
            low, high = of("low"), of("high")
            bounds = ... if (low, high) == (0, 1) else _pair(low, high)
            return uses.call(
                _PREPROCESSING, "MinMaxScaler", feature_range=bounds, clip=_unless(False, of("clip"))
            )
        case "robust_scale":
            low, high = _percent(of("low")), _percent(of("high"))
            bounds = ... if (low, high) == (25.0, 75.0) else _pair(low, high)
            return uses.call(_PREPROCESSING, "RobustScaler", quantile_range=bounds)
        case "quantile":
            return uses.call(
                _PREPROCESSING,
                "QuantileTransformer",
                n_quantiles=_unless(1000, of("n")),
                output_distribution=_unless("uniform", of("output")),
                subsample=None,
            )
        case "polynomial":
            only = _unless(False, of("interaction_only"))
            degree = of("degree")
            return uses.call(
                _PREPROCESSING, "PolynomialFeatures", degree=degree, interaction_only=only, include_bias=False
            )
    return _binned_or_filled(transform, uses)


def _binned_or_filled(transform: Transform, uses: Uses) -> str:
    """Numbers as bins, and what stands where a number is missing."""

    def of(option: str) -> Json:
        return _value(transform, option)

    match transform.name:
        case "bins":
            encode = "onehot-dense" if of("encode") == "one_hot" else "ordinal"
            return uses.call(
                _PREPROCESSING,
                "KBinsDiscretizer",
                n_bins=of("n"),
                encode=encode,
                strategy=_unless("quantile", of("strategy")),
                subsample=None,
            )
        case "impute":
            return uses.call(
                "sklearn.impute",
                "SimpleImputer",
                strategy=of("strategy"),
                fill_value=of("value") if of("strategy") == "constant" else ...,
                add_indicator=_unless(False, of("indicator")),
                keep_empty_features=True,
            )
    raise ValueError(f"no scikit-learn step for the transform {transform.name}")


def _levels(transform: Transform, feature: Feature, uses: Uses, seed: int, optional: bool, more: bool) -> str:
    """Steps over levels. The columns are those of the declared members wherever the spec names them."""
    members: list[object] = list(feature.input.type.members)
    if transform.name == "target_mean":
        smooth = _unless("auto", _value(transform, "smooth"))
        folds = _unless(5, _value(transform, "folds"))
        if not uses.splitters:
            return uses.call(_PREPROCESSING, "TargetEncoder", smooth=smooth, cv=folds, random_state=seed)
        kind = "KFold" if uses.regression else "StratifiedKFold"
        cut = uses.call("sklearn.model_selection", kind, n_splits=folds, shuffle=True, random_state=seed)
        return uses.call(_PREPROCESSING, "TargetEncoder", smooth=smooth, cv=Code(cut))
    if transform.name == "ordinal":
        order = _list(transform.option("order")) or members
        listed = _categories(order, optional)
        unknown = _value(transform, "unknown") == "minus_one"
        call = uses.call(
            _PREPROCESSING,
            "OrdinalEncoder",
            handle_unknown="use_encoded_value" if unknown else ...,
            unknown_value=-1 if unknown else ...,
            encoded_missing_value=-1,
        )
        return _with_categories(call, listed)
    least, most = _value(transform, "min_count"), _value(transform, "max_levels")
    pooled = least not in (None, 0, 1) or most is not None
    call = uses.call(
        _PREPROCESSING,
        "OneHotEncoder",
        drop=_unless("none", _word(transform, "drop", {"none": None})),
        min_frequency=_unless(1, least) if least not in (None, 0) else ...,
        max_categories=most if most is not None else ...,
        handle_unknown=_unless(
            "error", _word(transform, "unknown", {"rare": "infrequent_if_exist"}) or "ignore"
        ),
        sparse_output=False if more else ...,
    )
    return _with_categories(call, "" if pooled else _categories(members, optional))


def _categories(members: list[object], optional: bool) -> str:
    if not members:
        return ""
    listed = [literal(member) for member in members] + (["np.nan"] if optional else [])
    return f"categories=[[{', '.join(listed)}]]"


def _with_categories(call: str, categories: str) -> str:
    if not categories:
        return call
    name, rest = call.split("(", 1)
    return f"{name}({categories}{'' if rest == ')' else ', '}{rest}"


def _components(transform: Transform, uses: Uses, seed: int) -> str:
    n = _value(transform, "n")
    n = _value(transform, "size") if n is None else n
    if transform.name == "svd":
        iterations = _unless(5, _value(transform, "iterations"))
        return uses.call(
            "sklearn.decomposition", "TruncatedSVD", n_components=n, n_iter=iterations, random_state=seed
        )
    whiten = _unless(False, _value(transform, "whiten"))
    return uses.call("sklearn.decomposition", "PCA", n_components=n, whiten=whiten, svd_solver="full")


def _vectoriser(transform: Transform, uses: Uses) -> list[tuple[str, str]]:
    """Text to columns of terms. With a size `TopTerms` chooses them: its ties are the same everywhere."""
    size, name = _value(transform, "size"), transform.name
    counting: dict[str, object] = _terms(transform)
    weighing: dict[str, object] = {}
    if name == "tfidf":
        norm = _word(transform, "norm", {"none": None})
        weighing["norm"] = ... if norm == "l2" else norm
        weighing["sublinear_tf"] = _unless(False, _value(transform, "sublinear"))
        if size is None:
            return [("tfidf", uses.call(_TEXT, "TfidfVectorizer", **counting, **weighing))]
    if name == "hashed_ngrams":
        norm = _word(transform, "norm", {"none": None})
        counting["norm"] = ... if norm == "l2" else norm
        counting["alternate_sign"] = _unless(True, _value(transform, "signed"))
        return [("hashed", uses.call(_TEXT, "HashingVectorizer", n_features=size, **counting))]
    counting["binary"] = _unless(False, _value(transform, "binary"))
    steps = [("counts", uses.call(_TEXT, "CountVectorizer", **counting))]
    if size is not None:
        steps.append(("top", uses.own("TopTerms", size)))
    if name == "tfidf":
        steps.append(("tfidf", uses.call(_TEXT, "TfidfTransformer", **weighing)))
    return steps


def _terms(transform: Transform) -> dict[str, object]:
    """The arguments that say what a term is and which are counted."""
    analyzer = _word(transform, "by", {"character": "char", "character_in_word": "char_wb"})
    grams, stop = transform.option("ngrams"), transform.option("stop_words")
    ngrams = _list(grams)
    stop_words: object = _list(stop) or ... if isinstance(stop, Items) else _value(transform, "stop_words")
    ngram_range: object = ... if not ngrams or ngrams == [1, 1] else tuple(ngrams)
    result: dict[str, object] = {
        "analyzer": _unless("word", analyzer),
        "ngram_range": Code(f"tuple({grams.name})") if isinstance(grams, Ref) else ngram_range,
        "lowercase": _unless(True, _value(transform, "lowercase")),
        "strip_accents": _unless(None, _word(transform, "accents", {"keep": None})),
        "stop_words": stop_words if stop_words is not None else ...,
        "token_pattern": _unless(r"(?u)\b\w\w+\b", _value(transform, "pattern")),
    }
    if transform.name != "hashed_ngrams":
        result["min_df"] = _unless(1, _value(transform, "min_documents"))
        most = _value(transform, "max_documents")
        result["max_df"] = ... if most == 1.0 and isinstance(most, float) else _unless(None, most)
    return result


def _word(transform: Transform, option: str, other: dict[str, Json]) -> Json:
    """The option's word as the library calls it; `other`: the words that it calls otherwise."""
    word = _value(transform, option)
    if isinstance(word, Code):
        return Code(f"{literal(other)}.get({word}, {word})")
    return other.get(word, word) if isinstance(word, str) else word


def _pair(low: Json, high: Json) -> object:
    return Code(f"({written(low)}, {written(high)})") if Code in (type(low), type(high)) else (low, high)


def _value(transform: Transform, option: str) -> Json:
    """The option's constant, the name of the argument that has it, or none."""
    expression = transform.option(option)
    if isinstance(expression, Ref):
        return Code(expression.name)
    return expression.value if isinstance(expression, Constant) else None


def _list(expression: Expression | None) -> list[object]:
    if not isinstance(expression, Items):
        return []
    return [item.value for item in expression.items if isinstance(item, Constant)]


def _unless(default: Json, value: Json) -> object:
    """The value, or `...` when it is the library's default or not said."""
    return ... if value is None or (value == default and type(value) is type(default)) else value


def _percent(share: Json) -> Json:
    if isinstance(share, Code):
        return Code(f"round(100 * {share}, 10)")
    return round(float(share) * 100, 10) if isinstance(share, (int, float)) else 0.0
