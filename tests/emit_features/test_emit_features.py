"""The generated features.py: it equals pipelines written by hand, and comes out the same everywhere."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import skops.io
from emit_made import (
    ASSETS,
    BOOL,
    FLOAT,
    INT,
    apply,
    column,
    constant,
    feature,
    features_module,
    reading,
    spec,
    transform,
)
from sklearn import impute, preprocessing
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.feature_extraction import FeatureHasher
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.pipeline import make_pipeline

from specc.emit import features
from specc.model.spec import Feature, Package, Spec
from specc.model.types import Columns, Ref, Type

reading()
NAMES = ["ham", "spam", "eggs"]
RNG = np.random.default_rng(5)
TEXTS = ["a cat sat", "the cat ran", "a dog ran far", "The dog", "b c d cat", "", "é Éé cat", "x y z"] * 3
N = len(TEXTS)
FRAME = pd.DataFrame(
    {
        "x": RNG.normal(size=N),
        "gap": np.where(np.arange(N) % 4 == 0, np.nan, RNG.normal(size=N)),
        "n": RNG.integers(0, 5, N),
        "body": pd.Series(TEXTS),
        "note": pd.Series([None if at % 3 == 0 else text for at, text in enumerate(TEXTS)]).astype(
            pd.Series(TEXTS).dtype
        ),
        "kind": pd.Series([NAMES[at % 3] for at in range(N)]),
        "kind_": pd.Series(
            [np.nan if at % 5 == 0 else NAMES[at % 3] for at in range(N)], dtype=pd.Series(TEXTS).dtype
        ),
        "town": pd.Series([f"t{at * at % 7}" for at in range(N)]),
        "b": np.arange(N) % 2 == 0,
    }
)
X, GAP, BODY, TOWN = (
    column("x", "float"),
    column("gap", "float", True),
    column("body", "text"),
    column("town", "text"),
)
NOTE = column("note", "text", True)
KIND = column("kind", "category", members=("spam", "ham", "eggs"))
KIND_ = column("kind_", "category", True, ("spam", "ham", "eggs"))
LABEL = np.array(["yes" if at % 3 else "no" for at in range(N)])
WORDS: dict[str, Any] = {
    "ngrams": [1, 1],
    "by": "word",
    "lowercase": True,
    "stop_words": [],
    "pattern": r"(?u)\b\w\w+\b",
    "accents": "keep",
    "size": None,
}
TFIDF: dict[str, Any] = WORDS | {"min_documents": 1, "max_documents": 1.0, "sublinear": False, "norm": "l2"}
HASHED: dict[str, Any] = dict(WORDS.items()) | {"signed": True, "norm": "l2", "size": 64}
ONE_HOT: dict[str, Any] = {"min_count": 1, "max_levels": None, "unknown": "ignore", "drop": "none"}


def dense(matrix: Any) -> np.ndarray:  # noqa: ANN401
    return np.asarray(matrix.toarray() if hasattr(matrix, "toarray") else matrix)


def fitted(made: Spec, folder: Path, y: np.ndarray = LABEL) -> tuple[np.ndarray, Any]:
    module = features_module(made, folder)
    table = module.inputs(FRAME)
    transformer = module.transformer()
    return dense(transformer.fit_transform(table, y)), transformer


two = FRAME[["x", "gap"]].to_numpy()
one = FRAME[["x"]].to_numpy()
texts = FRAME["body"].tolist()
kinds, kinds_, towns = FRAME[["kind"]], FRAME[["kind_"]], FRAME[["town"]]
BOTH = Columns(("x", "gap"), Type("float", True))

# name: the feature, and the same written by hand as scikit-learn's users do
BY_HAND: dict[str, tuple[Feature, Any]] = {
    "passthrough": (feature("f", X), lambda: one),
    "bool as float": (feature("f", column("b", "bool")), lambda: FRAME[["b"]].to_numpy(float)),
    "standardise": (
        feature("f", X, transform("standardise", centre=True, scale=True)),
        lambda: preprocessing.StandardScaler().fit_transform(one),
    ),
    "standardise a set": (
        feature("f", BOTH, transform("standardise", centre=True, scale=False)),
        lambda: preprocessing.StandardScaler(with_std=False).fit_transform(two),
    ),
    "min_max": (
        feature("f", X, transform("min_max", low=-1, high=1, clip=True)),
        lambda: preprocessing.MinMaxScaler((-1, 1), clip=True).fit_transform(one),
    ),
    "robust": (
        feature("f", X, transform("robust_scale", low=0.1, high=0.9)),
        lambda: preprocessing.RobustScaler(quantile_range=(10.0, 90.0)).fit_transform(one),
    ),
    "quantile": (
        feature("f", X, transform("quantile", n=5, output="normal")),
        lambda: preprocessing.QuantileTransformer(
            n_quantiles=5, output_distribution="normal", subsample=None
        ).fit_transform(one),
    ),
    "bins": (
        feature("f", X, transform("bins", n=4, strategy="uniform", encode="ordinal")),
        lambda: preprocessing.KBinsDiscretizer(
            4, encode="ordinal", strategy="uniform", subsample=None
        ).fit_transform(one),
    ),
    "bins one-hot": (
        feature("f", X, transform("bins", n=3, strategy="uniform", encode="one_hot")),
        lambda: preprocessing.KBinsDiscretizer(
            3, encode="onehot-dense", strategy="uniform", subsample=None
        ).fit_transform(one),
    ),
    "impute, indicate, scale": (
        feature(
            "f",
            GAP,
            transform("impute", strategy="median", value=None, indicator=True),
            transform("standardise", centre=True, scale=True),
        ),
        lambda: make_pipeline(
            impute.SimpleImputer(strategy="median", add_indicator=True), preprocessing.StandardScaler()
        ).fit_transform(two[:, 1:]),
    ),
    "impute a constant": (
        feature("f", GAP, transform("impute", strategy="constant", value=-9, indicator=False)),
        lambda: np.nan_to_num(two[:, 1:], nan=-9.0),
    ),
    "impute a category": (
        feature(
            "f",
            KIND_,
            transform("impute", strategy="constant", value="ham", indicator=False),
            transform("one_hot", **ONE_HOT),
        ),
        lambda: np.array(
            [[k == m for m in ("spam", "ham", "eggs")] for k in FRAME["kind_"].fillna("ham")], dtype=float
        ),
    ),
    "one_hot of members": (
        feature("f", KIND, transform("one_hot", **ONE_HOT)),
        lambda: np.array([[k == m for m in ("spam", "ham", "eggs")] for k in FRAME["kind"]], dtype=float),
    ),
    "one_hot with none": (
        feature("f", KIND_, transform("one_hot", **ONE_HOT)),
        lambda: np.array(
            [[*(k == m for m in ("spam", "ham", "eggs")), k != k] for k in FRAME["kind_"]], dtype=float
        ),
    ),
    "one_hot of text": (
        feature("f", TOWN, transform("one_hot", **ONE_HOT)),
        lambda: dense(preprocessing.OneHotEncoder().fit_transform(towns)),
    ),
    "one_hot pooled": (
        feature(
            "f",
            TOWN,
            transform("one_hot", **(ONE_HOT | {"min_count": 4, "unknown": "rare", "drop": "first"})),
        ),
        lambda: dense(
            preprocessing.OneHotEncoder(
                min_frequency=4, handle_unknown="infrequent_if_exist", drop="first"
            ).fit_transform(towns)
        ),
    ),
    "one_hot of the most frequent": (
        feature("f", TOWN, transform("one_hot", **(ONE_HOT | {"max_levels": 3}))),
        lambda: dense(
            preprocessing.OneHotEncoder(max_categories=3, handle_unknown="ignore").fit_transform(towns)
        ),
    ),
    "one_hot of numbers": (
        feature("f", column("n", "int"), transform("one_hot", **ONE_HOT)),
        lambda: dense(preprocessing.OneHotEncoder().fit_transform(FRAME[["n"]])),
    ),
    "ordinal": (
        feature("f", KIND_, transform("ordinal", order=None, unknown="error")),
        lambda: FRAME[["kind_"]].map({"spam": 0.0, "ham": 1.0, "eggs": 2.0}.get).fillna(-1).to_numpy(float),
    ),
    "ordinal in an order": (
        feature("f", KIND, transform("ordinal", order=["ham", "spam"], unknown="minus_one")),
        lambda: FRAME[["kind"]].map({"ham": 0.0, "spam": 1.0, "eggs": -1.0}.get).to_numpy(),
    ),
    "frequency": (
        feature("f", KIND_, transform("frequency")),
        lambda: np.array(
            [[(FRAME["kind_"].isna() if k != k else FRAME["kind_"] == k).mean()] for k in FRAME["kind_"]]
        ),
    ),
    "target_mean": (
        feature("f", TOWN, transform("target_mean", smooth="auto", folds=5)),
        lambda: preprocessing.TargetEncoder(random_state=0).fit_transform(towns, LABEL),
    ),
    "tfidf": (
        feature(
            "f",
            BODY,
            transform(
                "tfidf",
                **(TFIDF | {"ngrams": [1, 2], "min_documents": 2, "max_documents": 0.9, "sublinear": True}),
            ),
        ),
        lambda: dense(
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, max_df=0.9, sublinear_tf=True).fit_transform(texts)
        ),
    ),
    "tfidf with a size": (
        feature("f", BODY, transform("tfidf", **(TFIDF | {"size": 1}))),
        lambda: dense(TfidfVectorizer(max_features=1).fit_transform(texts)),
    ),
    "tfidf of characters": (
        feature(
            "f",
            BODY,
            transform(
                "tfidf",
                **(TFIDF | {"by": "character", "ngrams": [2, 3], "norm": "none", "accents": "unicode"}),
            ),
        ),
        lambda: dense(
            TfidfVectorizer(
                analyzer="char", ngram_range=(2, 3), norm=None, strip_accents="unicode"
            ).fit_transform(texts)
        ),
    ),
    "tfidf of none": (
        feature("f", NOTE, transform("tfidf", **TFIDF)),
        lambda: dense(TfidfVectorizer().fit_transform(FRAME["note"].fillna(""))),
    ),
    "tfidf without words": (
        feature(
            "f", BODY, transform("tfidf", **(TFIDF | {"stop_words": ["cat", "dog"], "lowercase": False}))
        ),
        lambda: dense(TfidfVectorizer(stop_words=["cat", "dog"], lowercase=False).fit_transform(texts)),
    ),
    "word counts": (
        feature(
            "f",
            BODY,
            transform(
                "word_counts",
                **(
                    WORDS
                    | {
                        "min_documents": 1,
                        "max_documents": 1.0,
                        "binary": True,
                        "stop_words": "english",
                        "pattern": r"\S+",
                    }
                ),
            ),
        ),
        lambda: dense(
            CountVectorizer(binary=True, stop_words="english", token_pattern=r"\S+").fit_transform(texts)
        ),
    ),
    "hashed n-grams": (
        feature(
            "f", BODY, transform("hashed_ngrams", **(HASHED | {"by": "character_in_word", "ngrams": [1, 4]}))
        ),
        lambda: dense(
            HashingVectorizer(n_features=64, analyzer="char_wb", ngram_range=(1, 4)).fit_transform(texts)
        ),
    ),
    "hashed": (
        feature("f", KIND_, transform("hashed", signed=False, size=8)),
        lambda: dense(
            FeatureHasher(8, input_type="string", alternate_sign=False).transform(
                [[] if k != k else [k] for k in FRAME["kind_"]]
            )
        ),
    ),
    "hashed numbers": (
        feature("f", column("n", "int"), transform("hashed", signed=True, size=8)),
        lambda: dense(FeatureHasher(8, input_type="string").transform([[str(k)] for k in FRAME["n"]])),
    ),
    "tfidf then svd": (
        feature("f", BODY, transform("tfidf", **TFIDF), transform("svd", n=2, iterations=5, size=None)),
        lambda: TruncatedSVD(2, random_state=0).fit_transform(TfidfVectorizer().fit_transform(texts)),
    ),
    "tfidf then scale, pca": (
        feature(
            "f",
            BODY,
            transform("tfidf", **TFIDF),
            transform("standardise", centre=True, scale=True),
            transform("pca", n=None, whiten=False, size=2),
        ),
        lambda: PCA(2, svd_solver="full").fit_transform(
            preprocessing.StandardScaler().fit_transform(dense(TfidfVectorizer().fit_transform(texts)))
        ),
    ),
    "polynomial": (
        feature("f", Columns(("x", "n"), FLOAT), transform("polynomial", degree=2, interaction_only=False)),
        lambda: preprocessing.PolynomialFeatures(2, include_bias=False).fit_transform(FRAME[["x", "n"]]),
    ),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_transform_equals_the_pipeline_written_by_hand(name: str, tmp_path: Path) -> None:
    made, by_hand = BY_HAND[name]
    got, transformer = fitted(spec(made), tmp_path)
    wanted = dense(by_hand())
    assert got.shape == wanted.shape
    np.testing.assert_array_equal(got, wanted)
    again = skops.io.loads(
        skops.io.dumps(transformer), trusted=skops.io.get_untrusted_types(data=skops.io.dumps(transformer))
    )
    table = sys.modules["features"].inputs(FRAME)
    np.testing.assert_array_equal(dense(again.transform(table)), dense(transformer.transform(table)))


def test_unknown_levels_and_missing_values_at_prediction(tmp_path: Path) -> None:
    made = spec(
        feature("a", TOWN, transform("one_hot", **ONE_HOT)),
        feature("b", TOWN, transform("frequency")),
        feature("c", NOTE, transform("tfidf", **TFIDF)),
        feature("d", TOWN, transform("ordinal", order=None, unknown="minus_one")),
    )
    module = features_module(made, tmp_path)
    transformer = module.transformer().fit(module.inputs(FRAME), LABEL)
    new = FRAME.head(2).assign(town=["new", "t0"], note=[None, "cat"])
    got = dense(transformer.transform(module.inputs(new)))
    slices = module.feature_columns(transformer)
    assert not got[0, slices["a"]].any() and got[1, slices["a"]].sum() == 1
    assert got[0, slices["b"]].tolist() == [0.0] and got[1, slices["b"]][0] == (FRAME["town"] == "t0").mean()
    assert not got[0, slices["c"]].any() and got[0, slices["d"]].tolist() == [-1.0]


def test_terms_that_tie_at_the_cut_are_kept_in_term_order(tmp_path: Path) -> None:
    words = [f"w{at:05d}" for at in range(3_000)]
    RNG.shuffle(words)
    frame = pd.DataFrame(
        {"body": [" ".join(words[at : at + 10]) for at in range(0, 3_000, 10)] + ["w02999 w02998"] * 2}
    )
    module = features_module(
        spec(
            feature(
                "f",
                BODY,
                transform(
                    "word_counts",
                    **(WORDS | {"size": 100, "min_documents": 1, "max_documents": 1.0, "binary": False}),
                ),
            )
        ),
        tmp_path,
    )
    transformer = module.transformer().fit(module.inputs(frame))
    kept = [name.removeprefix("f__") for name in transformer.get_feature_names_out()]
    assert kept == [f"w{at:05d}" for at in range(98)] + ["w02998", "w02999"]


def test_features_in_order_share_what_they_compute(tmp_path: Path) -> None:
    length = Ref("feature", "n_chars", INT)
    made = spec(
        feature(
            "ratio",
            apply("/", apply("count", BODY, constant("a"), type=INT), length, type=Type("float", True)),
        ),
        feature("n_chars", apply("length", BODY, type=INT)),
        feature("long", apply(">=", length, constant(5), type=BOOL), why="longer ones\nare different"),
    )
    text = features.source(made)
    assert text.count(".str.len()") == 1 and "# longer ones are different\n" in text
    got, transformer = fitted(made, tmp_path)
    slices = sys.modules["features"].feature_columns(transformer)
    assert [slices[name].start for name in ("ratio", "n_chars", "long")] == [0, 1, 2]
    np.testing.assert_array_equal(got[:, 1], [len(text) for text in TEXTS])


def test_an_estimator_that_takes_no_sparse_matrix_gets_none(tmp_path: Path) -> None:
    from types import SimpleNamespace

    made = spec(feature("f", BODY, transform("tfidf", **TFIDF)), train=SimpleNamespace(accepts_sparse=False))
    module = features_module(made, tmp_path)
    assert isinstance(module.transformer().fit_transform(module.inputs(FRAME)), np.ndarray)


ALL = spec(
    *(
        Feature(f"f{at}", made.type, made.input, made.steps, made.why)
        for at, (made, _) in enumerate(BY_HAND.values())
    )
)


def test_the_generated_module_is_the_same_in_every_process(tmp_path: Path) -> None:
    import pickle

    (tmp_path / "spec").write_bytes(pickle.dumps(ALL))
    code = "import pickle, sys; from specc.emit import features; from pathlib import Path; "
    code += "sys.stdout.write(features.source(pickle.loads(Path(sys.argv[1]).read_bytes())))"
    outs = {
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "spec")],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert outs == {features.source(ALL).encode()}


def test_the_generated_module_is_clean(tmp_path: Path) -> None:
    text = features.source(ALL)
    ast.parse(text)
    assert max(map(len, text.splitlines())) <= 110
    path = tmp_path / "features.py"
    path.write_text(text)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--isolated",
            "--select",
            "F,E,W",
            "--line-length",
            "110",
            str(path),
            *map(str, (ASSETS / name for name in ("cells.py", "tables.py"))),
        ],
        check=True,
    )


@pytest.mark.filterwarnings("error::FutureWarning")
def test_target_mean_has_its_folds_as_the_pinned_version_takes_them(tmp_path: Path) -> None:
    base = spec(feature("f", TOWN, transform("target_mean", smooth="auto", folds=3)), seed=7)
    pins = {
        version: replace(base.environment, packages=(Package("scikit-learn", version),))
        for version in ("1.8.0", "1.9.1")
    }
    older = features.source(replace(base, environment=pins["1.8.0"]))
    assert "TargetEncoder(cv=3, random_state=7)" in older
    newer = features_module(replace(base, environment=pins["1.9.1"]), tmp_path)
    first, again = (newer.transformer().fit_transform(newer.inputs(FRAME), LABEL) for _ in range(2))
    assert np.array_equal(first, again)
