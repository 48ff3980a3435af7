"""Functions of one row: what an expression may call. Total: no function fails on a value of its operand
types.

Semantics common to all. None in an operand gives none (`none = passes`). A result marked `?` may be none for
operands that are not. Comparisons with none give false, except `x == none` and `x != none`; `and`, `or` and
`not` take and give true or false, never none. `+ - *` of whole numbers is a whole number, else a float; `/`
always gives a float,
and none when the divisor is zero. `a ?? b` gives `b` where `a` is none. `x in [..]` and `x in a .. b` (both
ends
included) are false for none.
"""

from __future__ import annotations

from specc.schema.rows import Function, Key

ZONE = Key(
    "zone",
    "text",
    "feature",
    "IANA time zone that the part is read in; left out, the declared zone of the column, else UTC.",
    'zone = "Europe/London"',
    default=None,
)

_PATTERN = 'A pattern `r"..."` is Python\'s `re`; a plain string is taken literally.'

FUNCTIONS: tuple[Function, ...] = (
    # text
    Function("length", ("text",), "int", "Number of Unicode code points.", "length(body)"),
    Function("lower", ("text",), "text", "Lower case (`str.lower`).", "lower(body)"),
    Function("upper", ("text",), "text", "Upper case (`str.upper`).", "upper(body)"),
    Function("strip", ("text",), "text", "Without white space at both ends (`str.strip`).", "strip(body)"),
    Function(
        "count",
        ("text", "regex"),
        "int",
        f"Number of matches that do not overlap. {_PATTERN}",
        'count(body, r"[0-9]")',
    ),
    Function(
        "matches",
        ("text", "regex"),
        "bool",
        f"Whether the pattern is found anywhere (`re.search`). {_PATTERN}",
        'matches(body, r"https?://")',
    ),
    Function(
        "extract",
        ("text", "regex"),
        "text?",
        "The first match: its first group where the pattern has one, else all of it; none without a "
        f"match. {_PATTERN}",
        'extract(subject, r"^\\[(\\w+)\\]")',
    ),
    Function(
        "words", ("text",), "int", "Number of words between white space (`len(str.split())`).", "words(body)"
    ),
    Function(
        "contains",
        ("text", "literal"),
        "bool",
        "Whether the text holds the part, literally.",
        'contains(body, "free")',
    ),
    Function(
        "starts_with",
        ("text", "literal"),
        "bool",
        "Whether the text starts with the part.",
        'starts_with(code, "GB")',
    ),
    Function(
        "ends_with",
        ("text", "literal"),
        "bool",
        "Whether the text ends with the part.",
        'ends_with(path, ".pdf")',
    ),
    # dates: a `date` has no zone; hour and minute of a `date` are findings
    Function("year_of", ("moment",), "int", "Calendar year.", "year_of(sent_at)", (ZONE,)),
    Function("month_of", ("moment",), "int", "Month, 1 to 12.", "month_of(sent_at)", (ZONE,)),
    Function("day_of", ("moment",), "int", "Day of the month, 1 to 31.", "day_of(sent_at)", (ZONE,)),
    Function(
        "weekday_of", ("moment",), "int", "Day of the week, Monday is 0.", "weekday_of(sent_at)", (ZONE,)
    ),
    Function(
        "hour_of",
        ("timestamp",),
        "int",
        "Hour, 0 to 23.",
        'hour_of(sent_at, zone = "Europe/London")',
        (ZONE,),
    ),
    Function("minute_of", ("timestamp",), "int", "Minute, 0 to 59.", "minute_of(sent_at)", (ZONE,)),
    Function(
        "day_of_year", ("moment",), "int", "Day of the year, 1 to 366.", "day_of_year(sent_at)", (ZONE,)
    ),
    Function("week_of", ("moment",), "int", "ISO 8601 week, 1 to 53.", "week_of(sent_at)", (ZONE,)),
    Function("is_weekend", ("moment",), "bool", "Saturday or Sunday.", "is_weekend(sent_at)", (ZONE,)),
    Function(
        "days_between",
        ("moment", "moment"),
        "float",
        "Days from the first to the second (second minus first), with fractions; a day is 86,400 s.",
        "days_between(signed_up, sent_at)",
    ),
    Function(
        "seconds_between",
        ("moment", "moment"),
        "float",
        "Seconds from the first to the second (second minus first).",
        "seconds_between(started, ended)",
    ),
    # numbers
    Function("abs", ("number",), "same", "Absolute value.", "abs(dep_delay)"),
    Function(
        "log",
        ("number",),
        "float?",
        "Natural logarithm; none for a number that is not above 0.",
        "log(income) ?? 0",
    ),
    Function(
        "log1p",
        ("number",),
        "float?",
        "Logarithm of 1 + x; none for a number that is not above -1.",
        "log1p(clicks) ?? 0",
    ),
    Function("exp", ("number",), "float", "e to the power of x.", "exp(score)"),
    Function("sqrt", ("number",), "float?", "Square root; none for a negative number.", "sqrt(area) ?? 0"),
    Function(
        "round",
        ("number",),
        "rounded",
        "Nearest whole number, halves to the even one; with `digits`, a float with so many decimals.",
        "round(price, digits = 2)",
        (Key("digits", "int", "feature", "Decimals kept.", "digits = 2", default=0, low=0, high=15),),
    ),
    Function("floor", ("number",), "int", "Greatest whole number that is not above x.", "floor(age / 10)"),
    Function("ceil", ("number",), "int", "Least whole number that is not below x.", "ceil(weight)"),
    Function("min", ("number", "number..."), "same", "The least of its operands.", "min(a, b)"),
    Function("max", ("number", "number..."), "same", "The greatest of its operands.", "max(a, 0)"),
    Function(
        "clip",
        ("number", "number", "number"),
        "same",
        "x, but at least the second and at most the third.",
        "clip(age, 18, 90)",
    ),
    Function(
        "bin",
        ("number",),
        "int",
        "How many of the edges are at or below x (`numpy.digitize`): 0 for less than the first edge.",
        "bin(hour, edges = [6, 12, 18])",
        (Key("edges", "numbers", "feature", "Edges, rising.", "edges = [6, 12, 18]", required=True),),
    ),
)

BY_NAME: dict[str, Function] = {row.name: row for row in FUNCTIONS}
