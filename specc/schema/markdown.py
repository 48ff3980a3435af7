"""The language reference as one Markdown page, made from the tables: `docs/language.md`."""

from __future__ import annotations

from specc.schema import BLOCKS
from specc.schema.functions import FUNCTIONS
from specc.schema.header_blocks import TOP_ROWS
from specc.schema.metrics import METRICS
from specc.schema.reference import default_text, type_words
from specc.schema.rows import BlockKind, Function, Key, Signature
from specc.schema.terms import TERMS
from specc.schema.transforms import TRANSFORMS
from specc.schema.units import UNITS

INTRODUCTION = """# The `.mlspec` language

This page is written by `scripts/language_reference.py` from the tables in `specc/schema/`. The same tables
are what `specc check` looks things up in and what `specc explain source.key` prints.

**"`:` is a type, `=` is a value, a bare comparison is a promise."** That is the whole syntax lesson.

| shape | example | reading |
|---|---|---|
| setting | `reward = 0.04 USD` | a value; also in calls: `tfidf(body, ngrams = 1 .. 2)` |
| declaration | `param alpha: float in log(1e-5 .. 1e-1)` | a type, a domain |
| definition | `slice night = hour >= 22 or hour < 6` | a kind, a name, a meaning |
| row | `counterexample spam "Your code is 448 201." because "..."` | one line of a table |
| block | `crowd mturk { ... }` | |
| promise | `recall_spam on short_text >= 80%` | will be tested |

The first line is the edition, `mlspec 2026`; then comes the model, `model sms_spam version 4`, and sections
in any order. White space, comments (`# ...`) and the order of sections mean nothing. A setting, declaration
or definition may have a block of its own with `why = "..."`, which is shown in diffs.

## What holds everywhere

- **None.** A `?` behind a type says that a value may be none. Functions and arithmetic give none where an
  operand is none; `/` also gives none where the divisor is zero. A comparison with none is false, except `x
  == none` and `x != none`. `and`, `or`, `not` and `if` take true or false, never none. `a ?? b` is `b`
  where `a` is none. A feature whose type has no `?` must say what none means, with `?? 0` or `|
  impute(median)`.
- **Numbers.** Whole numbers stay whole under `+ - *`; `/` gives a float. Where a unit exists, a number has
  one. `%` is a share and `pp` the difference of two shares; a bare 0 needs no unit. Probabilities are bare.
- **Row by row, then fitted.** A feature is an expression over one row, then fitted steps: `age | log1p() |
  impute(median) | standardise()`. `tfidf(body, ...)` and `body | tfidf(...)` are the same. What is fitted
  is fitted on the training part only, inside each fold, and comes last. A feature may use row-by-row
  features above it. A feature without a value is the column of its name. A feature of text, category or
  date reaches no model by itself: it is for other features to use.
- **Column sets.** `columns("pixel_*")`, `columns(number, except = [id])` (also `int`, `float`, `bool`,
  `text`, `category`) and `[a, b, c]` are resolved against the declared schema. Columns that the label is
  made of are left out of a set.
- **Rows kept.** `keep = delay != none and age > 18` drops the rows for which it is not true. A column that
  is compared there is never none afterwards, so its features need no `??`.
- **Keys.** A source has a `key`; rows are sorted by it, so that the order in a file means nothing.
  `unique(id)` in `expect` makes `id` the key where none is said. `key = position` says that the order
  counts.
- **Labels.** `label late: category[no, yes] = if delay >= 30 then yes else no`, `label price: float USD =
  amount`, `label left: bool = gone`. Classes are strings; `category[0 .. 9]` has ten. Without a value the
  label is the column of its name.
- **Splits.** Of n rows, ceil(n * share) are for the test. With `order = sent_at` these are the last in
  time; with `order = position` the last as read, so that 50% of 1,797 rows trains on the first 898.
- **Baselines.** `baseline.auc` is the best value that the trivial baselines (majority or mean, no change)
  reach.
"""


def language_page() -> str:
    """The whole page."""
    parts = [INTRODUCTION, "## At the head of the file\n"]
    parts += [f"### `{row.name}`\n\n{row.doc}\n\n```mlspec\n{row.example}\n```\n" for row in TOP_ROWS]
    parts.append("## Sections and blocks\n")
    parts += [_block(row) for row in BLOCKS.values()]
    parts.append("## Functions of one row\n")
    parts.append(_functions(FUNCTIONS))
    parts.append("## Fitted steps\n")
    parts += [
        f"### `{row.name}`\n\n{row.doc}\n\n```mlspec\n{row.example}\n```\n\n{_keys(row.options)}"
        for row in TRANSFORMS
    ]
    parts.append("## Metrics\n")
    parts.append(_metrics())
    parts.append("## Units\n")
    parts.append(
        "| unit | what it is |\n|---|---|\n" + "".join(f"| `{unit.name}` | {unit.doc} |\n" for unit in UNITS)
    )
    parts.append(
        "Also currencies by their ISO 4217 code (`0.04 USD`), and units of measured columns such as `km`, "
        "`kg` or `degC`, "
        "which compare with themselves alone.\n"
    )
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _keys(keys: tuple[Key, ...]) -> str:
    if not keys:
        return ""
    lines = ["| setting | takes | left out | a change of it | what it is |", "|---|---|---|---|---|"]
    for key in keys:
        default = "required" if key.required else f"`{default_text(key)}`" if default_text(key) else ""
        lines.append(
            f"| `{key.name}` | {_cell(type_words(key))} | {_cell(default)} | {key.impact} | "
            f"{_cell(key.doc)} |"
        )
    return "\n".join(lines) + "\n"


def _calls(key: Key) -> str:
    return "".join(_signature(key, call) for call in key.calls if call.options)


def _signature(key: Key, call: Signature) -> str:
    return f"`{key.name} = {call.name}(...)`: {call.doc}\n\n{_keys(call.options)}\n"


def _block(row: BlockKind) -> str:
    level = "#" * min(3 + row.path.count("."), 5)
    parts = [f"{level} `{row.path}`\n", f"{row.doc}\n", f"```mlspec\n{row.example}\n```\n", _keys(row.keys)]
    parts += [_calls(key) for key in row.keys if key.type == "call"]
    for line in row.rows:
        parts.append(f"`{line.example}`: {line.doc}\n")
    terms = TERMS.get(row.promises, ())
    if terms:
        parts.append(_functions(terms))
    return "\n".join(part for part in parts if part)


def _functions(rows: tuple[Function, ...]) -> str:
    lines = ["| example | gives | what it is |", "|---|---|---|"]
    for row in rows:
        options = "; ".join(f"`{key.name}`: {key.doc}" for key in row.options)
        lines.append(
            f"| `{_cell(row.example)}` | {row.result} | "
            f"{_cell(row.doc + (' ' + options if options else ''))} |"
        )
    return "\n".join(lines) + "\n"


def _metrics() -> str:
    lines = ["| metric | of | better | what it is |", "|---|---|---|---|"]
    for row in METRICS:
        options = "; ".join(f"`{key.name}`: {key.doc}" for key in row.options)
        better = "greater" if row.greater_is_better else "smaller"
        doc = _cell(row.doc + (" " + options if options else ""))
        lines.append(f"| `{row.name}` | {', '.join(row.tasks)} | {better} | {doc} |")
    return "\n".join(lines) + "\n"
