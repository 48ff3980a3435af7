"""Rules E5xx: features."""

from specc.diagnostics.rules import Rule


def _rule(code: str, summary: str, says: str, why: str, example: str, do: str) -> Rule:
    page = (
        f"## What it says\n\n{says}\n\n## Why it matters\n\n{why}\n\n"
        f"## Example\n\n```mlspec\n{example}\n```\n\n## What to do\n\n{do}\n"
    )
    return Rule(code, summary, page)


RULES: tuple[Rule, ...] = (
    _rule(
        "E501",
        "A feature is one name with one value.",
        "The line declares several features, none, or one without a value whose name is no column.",
        "Each feature has a digest and a reason of its own.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        "text\n    age: float\n  }\n}\n\nfeatures {\n  age: float\n  n_chars: int = length(body)\n}",
        "Write `name: type = value`. A column is taken as it is by its name and type alone.",
    ),
    _rule(
        "E502",
        "None does not leave a feature that is declared without it.",
        "The value may be none (an optional column, a division, a logarithm), and the type has no `?`.",
        "What a missing value means is a decision: zero, the median, a level of its own.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    age: '
        "float?\n  }\n}\n\nfeatures {\n  age_filled: float = age | impute(median)\n}",
        "Say what none means, with `?? 0` or `| impute(median)`. With `float?` it is left to an algorithm "
        "that takes missing values.",
    ),
    _rule(
        "E503",
        "A feature reaches the model or another feature.",
        "A feature of text, category or date is used by nothing.",
        "No algorithm takes it as it is, so the line does nothing.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    carrier: '
        "category[acme, beacon]\n  }\n}\n\nfeatures {\n  by_carrier: vector = one_hot(carrier)\n}",
        "Turn it into numbers with `one_hot`, `tfidf` or a part of the date, or use it in another feature.",
    ),
    _rule(
        "E504",
        "A fitted step comes last.",
        "An expression computes with what is fitted on the training part.",
        "Expressions are row by row and the same everywhere; a fitted value differs from fold to fold.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    age: '
        "float\n  }\n}\n\nfeatures {\n  age_scaled: float = age | log1p() | impute(median) | "
        "standardise()\n}",
        "Compute first, then pipe into the fitted steps.",
    ),
    _rule(
        "E505",
        "A feature is defined before it is used.",
        "A feature uses one that stands below it.",
        "Features are read, and computed, from top to bottom; so there can be no circle.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        "text\n  }\n}\n\nfeatures {\n  n_chars: int = length(body)\n  long: bool = n_chars > 160\n}",
        "Move the used feature above.",
    ),
    _rule(
        "E506",
        "Row-by-row functions stand before fitted steps.",
        "A function of one row follows a fitted step in a pipe.",
        "After the first fitted step only fitted steps run, as in a scikit-learn `Pipeline`.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    age: '
        "float\n  }\n}\n\nfeatures {\n  age_scaled: float = age | log1p() | impute(median) | "
        "standardise()\n}",
        "Put the function before the fitted steps.",
    ),
    _rule(
        "E507",
        "The size of a vector is that of its value.",
        "The declared number of columns differs from what comes out, can't be known, or is needed and "
        "missing.",
        "The size is the model's input: it must not depend on the machine or the file.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        "text\n  }\n}\n\nfeatures {\n  words: vector[500] = tfidf(body)\n}",
        "Write the number that the help names, or `vector` without one.",
    ),
    _rule(
        "E508",
        "A column set has columns of one kind.",
        "The pattern or kind matches no column of the schema, the set mixes kinds, or its form is unknown.",
        "A set is resolved against the declared schema, never against what a file happens to hold.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    pixel_0 '
        '.. pixel_63: float\n  }\n}\n\nfeatures {\n  pixels: vector = columns("pixel_*")\n}',
        "Check the pattern, or choose a kind: `columns(number)`.",
    ),
    _rule(
        "E509",
        "A step takes what reaches it.",
        "A fitted step is given a type that it does not take.",
        "Text has no mean, and numbers have no words.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    carrier: '
        "category[acme, beacon]\n  }\n}\n\nfeatures {\n  by_carrier: vector = one_hot(carrier)\n}",
        "Take the step that the help names.",
    ),
    _rule(
        "E510",
        "The options of a step agree.",
        "Two options of a step contradict each other, or one needs another.",
        "scikit-learn would ignore one of them, or fail in the middle of a run.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    age: '
        "float?\n  }\n}\n\nfeatures {\n  filled: float = age | impute(constant, value = 0)\n}",
        "Follow the help.",
    ),
)
