"""The head of a file of edition 2026, and what many blocks share."""

from __future__ import annotations

from specc.schema.rows import BlockKind, Cell, Key, RowKind

WHY = Key("why", "text", "prose", "The reason, shown in diffs.", 'why = "see experiment 118"')

DESCRIPTION = Key(
    "description", "prose", "prose", "What it is, for a reader.", 'description = "Length in characters"'
)

OWNERS = BlockKind(
    "owners",
    "process",
    "Who answers for each part. A change of owner is a reviewed change.",
    'owners {\n  data "Tomas Novak" backup "Dana Okafor"\n}',
    keys=(Key("on_call", "text", "process", "Where an alarm goes.", 'on_call = "team@example.org"'),),
    rows=tuple(
        RowKind(
            part,
            "process",
            f"Owner of the {part}.",
            f'{part} "Dana Okafor" backup "Li Wei"',
            (Cell("name", "text"), Cell("", "word", "backup", True), Cell("backup", "text")),
            key=-1,
        )
        for part in ("problem", "data", "labels", "model")
    ),
)

PROBLEM = BlockKind(
    "problem",
    "prose",
    "What the model decides, and for whom.",
    'problem {\n  statement = "Decide whether a message is spam."\n  positive = spam\n}',
    keys=(
        Key(
            "statement",
            "prose",
            "prose",
            "What is decided, when, and what follows from it.",
            'statement = "Which digit is it?"',
        ),
        Key(
            "out_of_scope",
            "prose",
            "prose",
            "What is deliberately not decided.",
            'out_of_scope = "Political messages."',
        ),
        Key(
            "positive",
            "class",
            "accept",
            "The class that metrics and the threshold speak of. Needed for a binary label unless each "
            "metric says its own; left out: the last member.",
            "positive = spam",
        ),
        Key(
            "cost_ratio",
            "number",
            "accept",
            "How many wrongly found rows cost as much as one missed.",
            "cost_ratio = 25",
            low=0,
        ),
        Key(
            "review_by",
            "date",
            "process",
            "When the problem must be looked at again.",
            "review_by = 2027-03-01",
        ),
        WHY,
    ),
)

USE = RowKind(
    "use",
    "feature",
    "Another spec, seen only through its `interface`, called like a function in a feature.",
    'use lang_id from "../lang_id/lang_id.mlspec" version 2',
    (
        Cell("name", "word"),
        Cell("", "word", "from"),
        Cell("path", "text"),
        Cell("", "word", "version"),
        Cell("version", "int"),
    ),
    key=1,
)

MODEL = RowKind(
    "model",
    "process",
    "The model's name and version: one a file.",
    "model sms_spam version 4",
    (Cell("name", "word"), Cell("", "word", "version"), Cell("version", "int")),
    key=-1,
)

INTERFACE = BlockKind(
    "interface",
    "feature",
    "What other specs see of this model: its inputs and outputs.",
    "interface {\n  text: text\n  p_english: prob\n}",
    declares="field",
)

BLOCKS: tuple[BlockKind, ...] = (OWNERS, PROBLEM, INTERFACE)

TOP_ROWS: tuple[RowKind, ...] = (MODEL, USE)
