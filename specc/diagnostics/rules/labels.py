"""Rules E4xx: labels."""

from specc.diagnostics.rules import Rule


def _rule(code: str, summary: str, says: str, why: str, example: str, do: str) -> Rule:
    page = (
        f"## What it says\n\n{says}\n\n## Why it matters\n\n{why}\n\n"
        f"## Example\n\n```mlspec\n{example}\n```\n\n## What to do\n\n{do}\n"
    )
    return Rule(code, summary, page)


RULES: tuple[Rule, ...] = (
    _rule(
        "E401",
        "A label has a value.",
        "The label has neither a column nor a crowd.",
        "Nothing can be learnt without labels.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    kind: '
        "category[ham, spam]\n  }\n}\n\nlabel is_spam: category[ham, spam] = kind",
        "Write the column after `=`, or add a `crowd`.",
    ),
    _rule(
        "E402",
        "A class is one of the label's.",
        "An example, mapping or metric names a class that the label lacks, or no raw value means a class.",
        "The line would speak of nothing.",
        'label is_spam: category[ham, spam] {\n  example spam "WINNER! Call now" because "a prize"\n}',
        "Take the suggested class.",
    ),
    _rule(
        "E403",
        "`positive` is a class of a label with two.",
        "The class is unknown, or the label has more than two.",
        "Recall, precision and the threshold speak of it.",
        'problem {\n  positive = spam\n}\n\nlabel is_spam: category[ham, spam] {\n  question = "Is it '
        'spam?"\n}',
        "Name a class of the label.",
    ),
    _rule(
        "E404",
        "A label is a category with its classes, true or false, or a number.",
        "The label's type can't be predicted, names no classes, or may be none.",
        "The type decides the task: two classes, several, or a number.",
        'label price: float USD {\n  question = "What did it sell for?"\n}',
        "Declare `category[...]` with the classes, `bool`, or a number.",
    ),
    _rule(
        "E405",
        "A promise on agreement says which measure.",
        "`agreement >= ...` is promised, and `agreement = ...` is missing.",
        "0.72 of one measure is not 0.72 of another: plain agreement of two labellers is high by chance "
        "alone.",
        "label is_spam: category[ham, spam] {\n  aggregate {\n    method = majority\n    agreement = "
        "krippendorff_alpha\n    agreement >= 0.72\n  }\n}",
        "Add `agreement = krippendorff_alpha`, or another measure.",
    ),
    _rule(
        "E406",
        "The answer is not among the features.",
        "A feature uses the label, or a column that the label alone is made of.",
        "Such a model is perfect in the test and useless in use: there the column is what is asked for.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        "text\n    kind: category[ham, spam]\n  }\n}\n\nlabel is_spam: category[ham, spam] = "
        "kind\n\nfeatures {\n  n_chars: int = length(body)\n}",
        "Leave it out of the features.",
    ),
    _rule(
        "E407",
        "A model has one label.",
        "The file declares a second label.",
        "One file is one model; a model of two answers has two sets of promises.",
        'label is_spam: category[ham, spam] {\n  question = "Is it spam?"\n}',
        "Make a spec of its own for the second, and `use` it.",
    ),
    _rule(
        "E409",
        "Every row has a label.",
        "The label's value may be none.",
        "Rows without an answer can be neither learnt from nor tested.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    price: '
        "float?\n  }\n}\n\nrows {\n  keep = price != none\n}\n\nlabel worth: float = price",
        "Keep the rows that have one, with `rows { keep = ... != none }`.",
    ),
)
