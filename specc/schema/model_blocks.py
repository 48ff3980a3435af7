"""Blocks of edition 2026 that say how a model is made from rows."""

from __future__ import annotations

from specc.schema.header_blocks import DESCRIPTION, WHY
from specc.schema.rows import BlockKind, Cell, Key, RowKind

FEATURES = BlockKind(
    "features",
    "feature",
    "The model's inputs, in the order they are given to it.",
    "features {\n  n_chars: int = length(body)\n  words: vector[20_000] = tfidf(body)\n}",
    declares="feature",
)

FEATURE = BlockKind(
    "features.feature",
    "feature",
    "What a feature's line does not say.",
    'late: bool = hour >= 22 {\n  why = "campaigns run after 22:00"\n}',
    keys=(
        WHY,
        DESCRIPTION,
        Key("added", "date", "process", "When it came in.", "added = 2026-03-02"),
    ),
)

SPLIT = BlockKind(
    "split",
    "train",
    "Which rows are for the test, and the folds inside the rest.",
    "split {\n  test = 20%\n  folds = 5\n  stratify = is_spam\n  seed = 7\n}",
    keys=(
        Key(
            "test",
            "special",
            "train",
            "The test part: a share (`20%`), a condition (`month >= 10`), a column that says it "
            '(`column(part, "test")`), or `folds`: every row trains the model, and is tested by a model '
            "that the other folds trained, as in cross-validation; where a search chose by the same folds, "
            "that flatters it. "
            "By share: shuffled by `seed`; with `order` the last rows; of n rows, ceil(n * share) are for "
            "the test.",
            "test = 20%",
            required=True,
        ),
        Key(
            "method",
            "enum",
            "train",
            "How a share is drawn: by `seed`, or by hash of the source's key (stable when rows are added).",
            "method = hash",
            "share",
            members=("share", "hash"),
        ),
        Key(
            "folds",
            "int",
            "train",
            "Parts of the cross-validation inside the training part; 0 for none.",
            "folds = 5",
            0,
            low=0,
            high=1000,
        ),
        Key(
            "shuffle",
            "bool",
            "train",
            "`false`: folds are cut from the rows in their order and not drawn by `seed`, as scikit-learn "
            "does where it is only told their number; left out, they are drawn.",
            "shuffle = false",
        ),
        Key(
            "stratify",
            "special",
            "train",
            "Label or column whose shares each part keeps.",
            "stratify = is_spam",
            None,
        ),
        Key(
            "group",
            "column",
            "train",
            "Column whose equal values never stand in two parts.",
            "group = sender",
            None,
        ),
        Key(
            "order",
            "special",
            "train",
            "Column in time: the last rows are for the test, and folds go forward. `position`: the order "
            "of the rows as read.",
            "order = sent_at",
            None,
        ),
        Key(
            "gap",
            "duration",
            "train",
            "Time between training and test whose rows are in neither.",
            "gap = 7d",
            0,
            low=0,
        ),
        Key(
            "seed",
            "int",
            "train",
            "Seed of the shuffle; left out, the environment's.",
            "seed = 7",
            low=0,
            high=4294967295,
        ),
        WHY,
    ),
)

TRAIN = BlockKind(
    "train",
    "train",
    "The algorithm, its parameters, and the search over those that have a domain.",
    "train {\n  algorithm = logistic_regression\n  param C: float in log(1e-3 .. 1e3)\n}",
    keys=(
        Key(
            "algorithm",
            "special",
            "train",
            "A name from the catalogue of the pinned library.",
            "algorithm = logistic_regression",
            required=True,
        ),
        Key(
            "objective",
            "special",
            "train",
            "What is minimised, in words that hold for every algorithm.",
            "objective = log_loss(class_weight = balanced)",
        ),
        Key(
            "regularizer",
            "special",
            "train",
            "What holds the weights down.",
            "regularizer = l2(strength = 1.0)",
        ),
        Key(
            "calibration",
            "enum",
            "train",
            "Fit the probabilities on validation folds afterwards.",
            "calibration = isotonic",
            None,
            members=("sigmoid", "isotonic"),
        ),
        WHY,
    ),
    declares="param",
    blocks=("architecture", "search"),
)

PARAM = BlockKind(
    "train.param",
    "train",
    "A parameter under the library's own name: a value, or a domain that is searched. One that an option of "
    "a feature's step names, such as `pca(components)`, is that step's and not the algorithm's.",
    "param max_depth: int in [4, 8, 16]",
    keys=(WHY,),
)

ARCHITECTURE = BlockKind(
    "train.architecture",
    "train",
    "Layers of a network, input first.",
    "architecture {\n  layer dense 64 relu\n  layer output 1 logistic\n}",
    rows=(
        RowKind(
            "layer",
            "train",
            "One layer: its kind, its size, its activation.",
            "layer dense 64 relu",
            (
                Cell("kind", "enum", members=("dense", "output")),
                Cell("size", "int"),
                Cell("activation", "enum", members=("relu", "tanh", "logistic", "identity", "softmax")),
            ),
            ordered=True,
        ),
    ),
)

SEARCH = BlockKind(
    "train.search",
    "train",
    "Cross-validated choice among the domains of the parameters.",
    "search {\n  strategy = random\n  trials = 24\n  select = average_precision\n}",
    keys=(
        Key(
            "strategy",
            "enum",
            "train",
            "Every combination, or so many drawn by `seed`.",
            "strategy = random",
            "grid",
            members=("grid", "random"),
        ),
        Key("trials", "int", "train", "How many are drawn (random).", "trials = 24", None, low=1),
        Key(
            "select",
            "special",
            "train",
            "The metric that decides: a metric of `evaluate` or a metric's function.",
            "select = average_precision",
            required=True,
        ),
        Key(
            "seed",
            "int",
            "train",
            "Seed of the draws; left out, the environment's.",
            "seed = 7",
            None,
            low=0,
            high=4294967295,
        ),
        WHY,
    ),
)

BLOCKS: tuple[BlockKind, ...] = (FEATURES, FEATURE, SPLIT, TRAIN, PARAM, ARCHITECTURE, SEARCH)
