"""Blocks of edition 2026 that say what is predicted, and where labels come from."""

from __future__ import annotations

from specc.schema.header_blocks import DESCRIPTION, WHY
from specc.schema.rows import BlockKind, Cell, Key, RowKind, Signature

LABEL = BlockKind(
    "label",
    "label",
    "What is predicted: its type, and its value from columns or from a crowd.",
    "label is_spam: category[ham, spam] = kind",
    keys=(
        Key(
            "question",
            "text",
            "label",
            "The question a labeller answers.",
            'question = "Is this message spam?"',
        ),
        Key(
            "guideline",
            "prose",
            "label",
            "What a labeller reads, letter for letter.",
            'guideline = "Mark spam when ..."',
        ),
        DESCRIPTION,
        WHY,
    ),
    rows=tuple(
        RowKind(
            name,
            "label",
            doc,
            example,
            (
                *((Cell("class", "class"),) if name != "unsure" else ()),
                Cell("text", "text"),
                Cell("", "word", "because", True),
                Cell("because", "text"),
            ),
            ordered=True,
        )
        for name, doc, example in (
            (
                "example",
                "A text that is of the class.",
                'example spam "WINNER! Call now" because "a prize that needs a call"',
            ),
            (
                "counterexample",
                "A text that looks like the class and is not.",
                'counterexample spam "Your code is 448 201." because "rule 2"',
            ),
            (
                "unsure",
                "A text that is hard, and how to decide.",
                'unsure "Hi, it\'s the garage" because "rule 3: mark ham"',
            ),
        )
    ),
    blocks=("map", "crowd", "aggregate"),
)

MAP = BlockKind(
    "label.map",
    "label",
    "Which raw value means which class, where the column has other words.",
    'map {\n  value "0" means ham\n  value "1" means spam\n}',
    rows=(
        RowKind(
            "value",
            "label",
            "A raw value and its class.",
            'value "0" means ham',
            (Cell("raw", "constant"), Cell("", "word", "means"), Cell("class", "class")),
            key=1,
        ),
    ),
)

CROWD = BlockKind(
    "label.crowd",
    "label",
    "How labels are bought. Checked; not run by `build`.",
    "crowd mturk {\n  reward = 0.04 USD\n  assignments = 3\n}",
    name="platform",
    keys=(
        Key("reward", "money", "process", "Paid for one task.", "reward = 0.04 USD", required=True, low=0),
        Key(
            "assignments",
            "int",
            "label",
            "How many workers label each row.",
            "assignments = 3",
            1,
            low=1,
            high=100,
        ),
        Key("items_per_task", "int", "label", "Rows in one task.", "items_per_task = 10", 1, low=1),
        Key(
            "time_limit",
            "duration",
            "process",
            "Time a worker has for a task.",
            "time_limit = 15min",
            3600,
            low=1,
        ),
        Key(
            "auto_approve",
            "duration",
            "process",
            "When work is approved unseen.",
            "auto_approve = 3d",
            259200,
            low=0,
        ),
        Key(
            "max_spend",
            "money",
            "process",
            "Most that may be spent, fees included.",
            "max_spend = 9_000 USD",
            low=0,
        ),
        Key(
            "gold_share",
            "share",
            "label",
            "Share of rows whose label is known, to test workers.",
            "gold_share = 5%",
            0.0,
            low=0,
            high=1,
        ),
        Key(
            "reject_below",
            "share",
            "label",
            "Work with fewer gold rows right than this is rejected.",
            "reject_below = 80%",
            0.0,
            low=0,
            high=1,
        ),
        Key(
            "title",
            "text",
            "label",
            "What a worker sees in the list of tasks.",
            'title = "Is this message spam?"',
        ),
        WHY,
    ),
    blocks=("qualify",),
)

QUALIFY = BlockKind(
    "label.crowd.qualify",
    "label",
    "Who may work on it.",
    "qualify {\n  locale in [GB, IE]\n  approval_rate >= 98%\n}",
    promises="qualify",
)

AGGREGATE = BlockKind(
    "label.aggregate",
    "label",
    "How many labels of one row become one, and how good they must be. Checked; not run by `build`.",
    "aggregate {\n  method = majority\n  agreement = krippendorff_alpha\n  agreement >= 0.72\n}",
    keys=(
        Key(
            "method",
            "call",
            "label",
            "How the labels of a row are joined.",
            "method = dawid_skene(iterations = 50)",
            required=True,
            calls=(
                Signature("majority", "The class most workers chose."),
                Signature(
                    "dawid_skene",
                    "Each worker's error rates and the classes, estimated together (Dawid and Skene 1979).",
                    (
                        Key(
                            "iterations",
                            "int",
                            "label",
                            "Most rounds of the estimate.",
                            "iterations = 50",
                            100,
                            low=1,
                        ),
                    ),
                ),
                Signature("expert_only", "The expert's label alone."),
            ),
        ),
        Key(
            "agreement",
            "enum",
            "label",
            "The measure that a promise on `agreement` speaks of.",
            "agreement = krippendorff_alpha",
            members=("krippendorff_alpha", "fleiss_kappa", "cohen_kappa", "percent_agreement"),
        ),
        Key(
            "on_tie",
            "call",
            "label",
            "What is done when the classes are even.",
            'on_tie = expert("Priya Raman")',
            "first_class",
            calls=(
                Signature(
                    "expert",
                    "A named person decides.",
                    (Key("name", "text", "label", "Who.", required=True),),
                    1,
                ),
                Signature("first_class", "The class declared first."),
                Signature("drop", "The row is left out."),
                Signature("more_labels", "More labels are bought."),
            ),
        ),
        Key(
            "when_failed",
            "call",
            "process",
            "What is done when a promise here breaks.",
            "when_failed = revise(guideline)",
            calls=(
                Signature(
                    "revise",
                    "A part of the label section is written anew.",
                    (
                        Key(
                            "part",
                            "enum",
                            "process",
                            "Which.",
                            required=True,
                            members=("guideline", "question", "crowd"),
                        ),
                    ),
                    1,
                ),
                Signature("stop", "No model is built."),
            ),
        ),
        WHY,
    ),
    promises="quality",
)

BLOCKS: tuple[BlockKind, ...] = (LABEL, MAP, CROWD, QUALIFY, AGGREGATE)
