"""Transforms: steps of a feature that are fitted on the training part only, inside each fold.

Each row's doc says which scikit-learn class it stands for and how its options map. `seed` is the
environment's seed. Ties are broken by a stated order, never by the machine.

In a compiled `Transform`, every option of the row is present, defaults included: `int number bool share`
as a `Constant` (an option left out whose default is none: a `Constant` of None); `enum` as a `Constant` of
the word, type category; `regex` as a `Constant` of the pattern for `re`; `int_range` as `Items` of the two
ends; `members`, `word_or_texts` as `Items` of constants (or the word); `count_or_share` as a `Constant` of
type int or share. A transform with `sized` also has `size`: the declared n of `vector[n]`, or None.
"""

from __future__ import annotations

from specc.schema.rows import TransformRow
from specc.schema.transform_options import (
    ACCENTS,
    BY,
    FIT_ON,
    LOWERCASE,
    MAX_DOCUMENTS,
    MIN_DOCUMENTS,
    NGRAMS,
    NORM,
    PATTERN,
    SIGNED,
    SIZE,
    STOP_WORDS,
    option,
)

COUNTED = (
    "The declared `vector[n]` keeps the n most frequent terms of the training part (`max_features`), equal "
    "counts in the order of the terms' code points; `vector` keeps all."
)

TRANSFORMS: tuple[TransformRow, ...] = (
    TransformRow(
        "standardise",
        "number",
        "same",
        "Subtract the training mean, divide by the training standard deviation: `StandardScaler(with_mean "
        "= centre, with_std = scale)`.",
        "standardise(age)",
        (
            option(
                "centre",
                "bool",
                "Subtract the mean; must be false after a sparse step such as `tfidf`.",
                "centre = false",
                True,
            ),
            option("scale", "bool", "Divide by the standard deviation.", "scale = false", True),
        ),
        removes_none=False,
        estimator="sklearn.preprocessing:StandardScaler",
    ),
    TransformRow(
        "min_max",
        "number",
        "same",
        "Bring the training range to low .. high: `MinMaxScaler(feature_range = (low, high), clip = clip)`.",
        "min_max(age)",
        (
            option("low", "number", "Where the least training value goes.", "low = -1", 0),
            option("high", "number", "Where the greatest training value goes.", "high = 1", 1),
            option("clip", "bool", "Clip later values to the range.", "clip = true", False),
        ),
        removes_none=False,
        estimator="sklearn.preprocessing:MinMaxScaler",
    ),
    TransformRow(
        "robust_scale",
        "number",
        "same",
        "Subtract the training median, divide by the range between two quantiles: "
        "`RobustScaler(quantile_range = (low, high))` in percent.",
        "robust_scale(income)",
        (
            option("low", "share", "Lower quantile.", "low = 10%", 0.25, low=0, high=1),
            option("high", "share", "Upper quantile.", "high = 90%", 0.75, low=0, high=1),
        ),
        removes_none=False,
        estimator="sklearn.preprocessing:RobustScaler",
    ),
    TransformRow(
        "quantile",
        "number",
        "same",
        "Map to a uniform or normal distribution: `QuantileTransformer(n_quantiles = min(n, training "
        "rows), output_distribution = output, subsample = None)`.",
        "quantile(income, output = normal)",
        (
            option("n", "int", "Number of quantiles.", "n = 100", 1000, low=2),
            option(
                "output", "enum", "Distribution wanted.", "output = normal", "uniform", ("uniform", "normal")
            ),
        ),
        positional=1,
        removes_none=False,
        estimator="sklearn.preprocessing:QuantileTransformer",
    ),
    TransformRow(
        "bins",
        "number",
        "binned",
        "Cut into n bins on the training part: `KBinsDiscretizer(n_bins = n, strategy = strategy, "
        "subsample = None, encode = 'ordinal' | 'onehot-dense')`. The bin's number, or with "
        "`encode = one_hot` a vector.",
        "bins(age, n = 8, strategy = uniform)",
        (
            option("n", "int", "Number of bins.", "n = 8", 5, low=2),
            option(
                "strategy",
                "enum",
                "How edges are chosen.",
                "strategy = uniform",
                "quantile",
                ("quantile", "uniform", "kmeans"),
            ),
            option(
                "encode",
                "enum",
                "The bin's number, or a column for each bin.",
                "encode = one_hot",
                "ordinal",
                ("ordinal", "one_hot"),
            ),
        ),
        positional=1,
        estimator="sklearn.preprocessing:KBinsDiscretizer",
    ),
    TransformRow(
        "impute",
        "number|category|text",
        "imputed",
        "Fill in what is none from the training part: `SimpleImputer(strategy = strategy, fill_value = "
        "value, add_indicator = indicator, keep_empty_features = True)`. "
        "With `indicator` there is one more column (1 where it was none) for each column with a none in "
        "the training part, so the feature is a vector.",
        "age | impute(median, indicator = true)",
        (
            option(
                "strategy",
                "enum",
                "What is filled in.",
                "strategy = mean",
                "median",
                ("median", "mean", "most_frequent", "constant"),
            ),
            option("value", "constant", "The value for `strategy = constant`.", "value = 0", None),
            option(
                "indicator", "bool", "Add a column that says where it was none.", "indicator = true", False
            ),
        ),
        positional=1,
        accepts_none=True,
        estimator="sklearn.impute:SimpleImputer",
    ),
    TransformRow(
        "one_hot",
        "category|text|int|bool",
        "vector",
        "A column for each level: `OneHotEncoder(min_frequency = min_count, max_categories = max_levels, "
        "handle_unknown = unknown, drop = drop)`. "
        "Levels are the declared members in declared order where the type names them and nothing is "
        "pooled, else those of the training part, sorted. "
        "None is a level of its own, the last.",
        "one_hot(carrier, min_count = 20, unknown = ignore)",
        (
            option(
                "min_count",
                "int",
                "Levels with fewer training rows are pooled into one rare level.",
                "min_count = 20",
                1,
                low=1,
            ),
            option(
                "max_levels",
                "int",
                "At most so many columns, the rare level included; ties by level.",
                "max_levels = 50",
                None,
                low=2,
            ),
            option(
                "unknown",
                "enum",
                "A level that the training part lacks: `ignore` gives zeros, `rare` the rare level "
                "(infrequent_if_exist), `error` a finding.",
                "unknown = error",
                "ignore",
                ("ignore", "rare", "error"),
            ),
            option(
                "drop", "enum", "Leave a column out.", "drop = first", "none", ("none", "first", "if_binary")
            ),
        ),
        accepts_none=True,
        estimator="sklearn.preprocessing:OneHotEncoder",
        sparse=True,
    ),
    TransformRow(
        "ordinal",
        "category|text",
        "int",
        "The level's number, from 0: `OrdinalEncoder(categories = [order], handle_unknown, unknown_value "
        "= -1, encoded_missing_value = -1)`. None is -1.",
        "ordinal(size, order = [small, medium, large])",
        (
            option(
                "order",
                "members",
                "Levels from low to high; left out: the declared members, else sorted.",
                "order = [low, high]",
                None,
            ),
            option(
                "unknown",
                "enum",
                "A level that is not in the order: an error, or -1.",
                "unknown = minus_one",
                "error",
                ("error", "minus_one"),
            ),
        ),
        positional=1,
        accepts_none=True,
        estimator="sklearn.preprocessing:OrdinalEncoder",
    ),
    TransformRow(
        "frequency",
        "category|text|int",
        "share",
        "The share of training rows that have the same level (none is a level); 0 for a level that the "
        "training part lacks.",
        "frequency(airport)",
        accepts_none=True,
    ),
    TransformRow(
        "target_mean",
        "category|text|int",
        "target",
        "The label's mean for the level, smoothed and cross-fitted on the training part: "
        "`TargetEncoder(smooth = smooth, cv = folds, shuffle = True, random_state = seed)`. "
        "A vector, one column a class, for a multiclass label.",
        "target_mean(airport, smooth = 20)",
        (
            option(
                "smooth",
                "number_or_auto",
                "Weight of the overall mean; `auto` by the levels' variance.",
                "smooth = 20",
                "auto",
                ("auto",),
                low=0,
            ),
            option("folds", "int", "Parts of the cross-fitting.", "folds = 5", 5, low=2),
        ),
        accepts_none=True,
        estimator="sklearn.preprocessing:TargetEncoder",
    ),
    TransformRow(
        "tfidf",
        "text",
        "vector",
        "Term frequency times inverse document frequency: `TfidfVectorizer`. "
        + COUNTED
        + " None counts as an empty text.",
        "tfidf(body, ngrams = 1 .. 2, min_documents = 5)",
        (
            NGRAMS,
            BY,
            MIN_DOCUMENTS,
            MAX_DOCUMENTS,
            LOWERCASE,
            STOP_WORDS,
            option("sublinear", "bool", "1 + log of the count (`sublinear_tf`).", "sublinear = true", False),
            NORM,
            PATTERN,
            ACCENTS,
            FIT_ON,
            SIZE,
        ),
        accepts_none=True,
        sized="optional",
        estimator="sklearn.feature_extraction.text:TfidfVectorizer",
        sparse=True,
    ),
    TransformRow(
        "word_counts",
        "text",
        "vector",
        "How often each term occurs: `CountVectorizer`. " + COUNTED + " None counts as an empty text.",
        "word_counts(body)",
        (
            NGRAMS,
            BY,
            MIN_DOCUMENTS,
            MAX_DOCUMENTS,
            LOWERCASE,
            STOP_WORDS,
            option("binary", "bool", "1 where a term occurs, whatever its count.", "binary = true", False),
            PATTERN,
            ACCENTS,
            FIT_ON,
            SIZE,
        ),
        accepts_none=True,
        sized="optional",
        estimator="sklearn.feature_extraction.text:CountVectorizer",
        sparse=True,
    ),
    TransformRow(
        "hashed_ngrams",
        "text",
        "vector",
        "Terms hashed into the declared `vector[n]`: `HashingVectorizer(n_features = n)`. Nothing is "
        "fitted. None counts as an empty text.",
        "hashed_ngrams(text, ngrams = 1 .. 4, by = character)",
        (NGRAMS, BY, LOWERCASE, STOP_WORDS, SIGNED, NORM, PATTERN, ACCENTS, SIZE),
        accepts_none=True,
        sized="required",
        estimator="sklearn.feature_extraction.text:HashingVectorizer",
        sparse=True,
    ),
    TransformRow(
        "hashed",
        "category|text|int",
        "vector",
        "The level hashed into the declared `vector[n]`: `FeatureHasher(n_features = n, input_type = "
        "'string')` over one string a row. Nothing is fitted. None gives zeros.",
        "hashed(user_agent)",
        (SIGNED, SIZE),
        accepts_none=True,
        sized="required",
        estimator="sklearn.feature_extraction:FeatureHasher",
        sparse=True,
    ),
    TransformRow(
        "pca",
        "number",
        "vector",
        "The first n principal components: `PCA(n_components = n, whiten = whiten, svd_solver = 'full')`; "
        "n is also given by the declared `vector[n]`.",
        "pixels | pca(n = 30)",
        (
            option("n", "int", "Components kept.", "n = 30", None, low=1),
            option("whiten", "bool", "Scale the components to unit variance.", "whiten = true", False),
        ),
        positional=1,
        sized="optional",
        n_option="n",
        estimator="sklearn.decomposition:PCA",
    ),
    TransformRow(
        "svd",
        "number",
        "vector",
        "The first n singular directions, also of a sparse vector: `TruncatedSVD(n_components = n, n_iter "
        "= iterations, random_state = seed)`.",
        "tfidf(body) | svd(n = 100)",
        (
            option("n", "int", "Directions kept.", "n = 100", None, low=1),
            option("iterations", "int", "Iterations of the randomized solver.", "iterations = 10", 5, low=1),
        ),
        positional=1,
        sized="optional",
        n_option="n",
        estimator="sklearn.decomposition:TruncatedSVD",
    ),
    TransformRow(
        "polynomial",
        "number",
        "vector",
        "All products up to a degree: `PolynomialFeatures(degree = degree, interaction_only = "
        "interaction_only, include_bias = False)`.",
        "columns(number) | polynomial(degree = 2)",
        (
            option("degree", "int", "Highest degree.", "degree = 2", 2, low=1, high=10),
            option(
                "interaction_only",
                "bool",
                "Products of different columns only.",
                "interaction_only = true",
                False,
            ),
        ),
        positional=1,
        estimator="sklearn.preprocessing:PolynomialFeatures",
    ),
)

BY_NAME: dict[str, TransformRow] = {row.name: row for row in TRANSFORMS}
