"""Rules E2xx: types and units."""

from specc.diagnostics.rules import Rule


def _rule(code: str, summary: str, says: str, why: str, example: str, do: str) -> Rule:
    page = (
        f"## What it says\n\n{says}\n\n## Why it matters\n\n{why}\n\n"
        f"## Example\n\n```mlspec\n{example}\n```\n\n## What to do\n\n{do}\n"
    )
    return Rule(code, summary, page)


RULES: tuple[Rule, ...] = (
    _rule(
        "E201",
        "A setting has a value of its kind.",
        "A number stands where text is wanted, a string where a date is, and the like.",
        "Nothing is converted in silence.",
        "problem {\n  review_by = 2027-03-01\n}",
        "Write the value in the form that the help shows.",
    ),
    _rule(
        "E202",
        "Where a unit exists, a number has one.",
        "A bare number stands where a share, a duration, a size or an amount of money is wanted, or "
        "beside one.",
        "Percent against fraction, seconds against minutes, and one currency against another are real and "
        "costly mistakes that a bare number hides.",
        "split {\n  test = 20%\n}",
        "Write the unit: `5%`, `2pp`, `15min`, `40MiB`, `0.04 USD`.",
    ),
    _rule(
        "E203",
        "A unit is known, and of the right dimension.",
        "The unit is not in the table, or measures something else than the setting does.",
        "An amount in the wrong dimension can't be what was meant.",
        "source messages {\n  retention = 30d\n}",
        "Take the suggested unit; `specc explain units` lists them.",
    ),
    _rule(
        "E204",
        "A word is one of those allowed.",
        "The setting takes one of a few words, and this is another.",
        "An unknown choice can't be carried out.",
        "environment {\n  cpu = x86_64_v3\n}",
        "Take one of the words that the help names.",
    ),
    _rule(
        "E205",
        "A number lies in its range.",
        "The number, or the length of a text, is outside what the setting takes.",
        "Out of the range it would fail later, or mean nothing.",
        "environment {\n  threads = 1\n}",
        "Write a number in the range.",
    ),
    _rule(
        "E206",
        "Both sides of an operator go together.",
        "The operands have types or units that the operator does not take, or something stands in an "
        "expression that has no value.",
        "Text and numbers do not add up, a category has no order, and metres do not compare with dollars.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    price: '
        "float USD\n    body: text\n  }\n}\n\nfeatures {\n  dear: bool = price > 500 USD\n}",
        "Bring both sides to the same kind and unit. Dates are subtracted by `days_between`.",
    ),
    _rule(
        "E207",
        "A call or table line has the values that it takes.",
        "There are too few or too many values, or one is of another type than its place takes.",
        "A value in the wrong place would be read as something else.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        'text\n  }\n}\n\nfeatures {\n  digits: int = count(body, r"[0-9]")\n}',
        "Write it as the example in the help.",
    ),
    _rule(
        "E208",
        "A condition is true or false, and never none.",
        "A number, text or an optional truth value stands where a condition is wanted.",
        "Whether a number or none counts as true is a convention that differs from tool to tool.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        "text\n  }\n}\n\nfeatures {\n  long: bool = length(body) > 160\n}",
        "Compare it with something, or say what none means: `?? false`.",
    ),
    _rule(
        "E209",
        "`%` is a share, `pp` the difference of two shares.",
        "One of the two stands where the other is wanted.",
        "A fall of 2% from 50% is to 49%; a fall of 2pp is to 48%.",
        "evaluate {\n  require {\n    auc - baseline.auc >= 1pp\n  }\n}",
        "Write `pp` for a difference of two shares, `%` for a share.",
    ),
    _rule(
        "E210",
        "The declared type is the type of the value.",
        "A feature or label is declared with another type than its value has.",
        "The declaration is what readers, `predict` and other specs rely on.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        "text\n  }\n}\n\nfeatures {\n  n_chars: int = length(body)\n}",
        "Declare the type that the help names, or change the value.",
    ),
    _rule(
        "E211",
        "A type is one of the language.",
        "The type is unknown here, or what stands in its brackets does not fit it.",
        "Types fix how a column is read and what may be done with it.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    kind: '
        "category[ham, spam]\n    price: float USD?\n  }\n}",
        "Use `int`, `float`, `bool`, `text`, `timestamp`, `date`, `category[...]`, `share`, `prob` or "
        "`vector[n]`, with `?` for a value that may be none.",
    ),
    _rule(
        "E212",
        "A pattern can be read.",
        "The pattern is not one of Python's `re`.",
        "It would fail in the middle of a run.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        'text\n  }\n}\n\nfeatures {\n  has_link: bool = matches(body, r"https?://")\n}',
        "Mend it; a special character to be taken literally has a backslash before it.",
    ),
    _rule(
        "E213",
        "A pattern takes no endless time.",
        "A repeat stands inside a repeat, with nothing fixed between, such as `(a+)+`.",
        "On some texts such a pattern tries more ways than there are atoms: one message would stop a "
        "whole run.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    body: '
        'text\n  }\n}\n\nfeatures {\n  many: bool = matches(body, r"a+b")\n}',
        "Leave one of the two repeats out.",
    ),
    _rule(
        "E214",
        "A time zone is an IANA zone.",
        "The zone's name is not in the IANA list.",
        "An hour read in the wrong zone is another hour.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    sent_at: '
        'timestamp\n  }\n}\n\nfeatures {\n  hour: int = hour_of(sent_at, zone = "Europe/London")\n}',
        'Take the suggested name, such as `"Europe/London"` or `"UTC"`.',
    ),
    _rule(
        "E215",
        "A date pattern gives a whole date.",
        "A part of the pattern is unknown to `strptime`, or year, month or day are missing, or a `date` "
        "has a time of day.",
        "A pattern that does not fit reads the wrong day, or nothing.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    sent_at: '
        'timestamp {\n      format = "%d/%m/%Y %H:%M"\n    }\n  }\n}',
        "Write a pattern of Python's `strptime` with year, month and day.",
    ),
    _rule(
        "E216",
        "An encoding is one that Python knows.",
        "The name is not a text encoding of Python.",
        "A wrong encoding changes letters in silence.",
        'source messages {\n  from = "data/sms.csv"\n  format = csv(encoding = "latin-1")\n  key = '
        "position\n\n  schema {\n    body: text\n  }\n}",
        "Take the suggested name.",
    ),
    _rule(
        "E217",
        "A value of a category is one of its members.",
        "A word is compared with a category, or stands for one, and is not among its declared members.",
        "The comparison would never be true.",
        'source messages {\n  from = "data/sms.csv"\n  key = id\n\n  schema {\n    id: int\n    carrier: '
        "category[acme, beacon]\n  }\n}\n\nfeatures {\n  is_acme: bool = carrier == acme\n}",
        "Take the suggested member, or declare it in the column's type.",
    ),
    _rule(
        "E218",
        "A range has something in it.",
        "The range ends before it begins, or a list is empty.",
        "Nothing is in it, so what it restricts would never hold.",
        "source messages {\n  collected = 2026-01-05 .. 2026-02-27\n}",
        "Write the smaller end first.",
    ),
)
