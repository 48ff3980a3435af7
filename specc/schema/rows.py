"""The shapes of the schema's tables. A table is a tuple of rows; nothing here knows a key.

`Key.type`, and the operands and results of functions, are words of one small vocabulary:

| word | takes |
|---|---|
| `text`, `prose`, `regex` | a string; `regex` compiles with `re` (a plain string is taken literally) |
| `texts`, `word_or_texts` | a list of strings; a member word or a list of strings |
| `int`, `number` | a bare number, within `low` and `high` |
| `share`, `points` | `5%`; `2pp` |
| `money`, `duration`, `bytes` | a quantity of that dimension, in its base unit: the currency, s, bytes |
| `count_or_share` | a bare whole number, or a share with `%` |
| `bool` | `true` or `false` |
| `date`, `date_range`, `int_range` | `2026-03-01`; `a .. b` of dates; `a .. b` of whole numbers |
| `enum` | one of `members`, as a bare word |
| `column`, `columns` | a column; one or a list of them |
| `numbers`, `members` | a list of numbers; a list of constants |
| `label`, `feature`, `metric`, `source` | a name from that table |
| `call` | a call (or bare word) that is a row of `calls` |
| `condition`, `expression` | an expression over the rows, true or false; of any type |
| `constant` | a number, text, or member |
| `special` | its own check function, named by the key's path |
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
Impact: TypeAlias = Literal[
    "prose", "process", "data", "label", "feature", "train", "accept", "deploy", "environment"
]


class Unset:
    """The default of a key that stands for nothing when it is left out."""

    def __repr__(self) -> str:
        return "-"


UNSET = Unset()


class Key(NamedTuple):
    """One setting of a block, or one named argument of a call.

    `default` is in base units and is written out as an entry when the key is left out; `UNSET`: no entry.
    `calls` are the calls that a `call` key takes. `low`, `high`: allowed range of a number, both included.
    """

    name: str
    type: str
    impact: Impact
    doc: str
    example: str = ""
    default: Json | Unset = UNSET
    required: bool = False
    members: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    calls: tuple[Signature, ...] = ()


class Signature(NamedTuple):
    """A call that stands as a value: `dawid_skene(iterations = 50)`. The first `positional` options may be
    given without their names."""

    name: str
    doc: str
    options: tuple[Key, ...] = ()
    positional: int = 0


class Cell(NamedTuple):
    """One cell of a row. `word`: a fixed bare word (`because`). `type` as for `Key`; `type` word: any bare
    word.
    """

    name: str
    type: str
    word: str = ""
    optional: bool = False
    members: tuple[str, ...] = ()


class RowKind(NamedTuple):
    """A kind of table line: its head word and its cells. An optional cell takes all that follow it along.

    `ordered`: the order of the lines counts. `key`: how many leading cells name the line in its path; 0: its
    number.
    """

    name: str
    impact: Impact
    doc: str
    example: str
    cells: tuple[Cell, ...]
    ordered: bool = False
    key: int = 0


class BlockKind(NamedTuple):
    """A block: what may stand in it. `path` is dotted (`label.crowd`).

    `name`: what its label is (`""` when it has none). `declares`: what its declarations are (`column`,
    `feature`, `param`, `field`, `label`). `defines`: kinds of definition. `promises`: vocabulary of its
    bare comparisons (`expect`, `require`, `quality`, `gate`, `monitor`, `size`), or `""`. `rows`, `blocks` by
    name.
    """

    path: str
    impact: Impact
    doc: str
    example: str
    name: str = ""
    required: bool = False
    repeatable: bool = False
    keys: tuple[Key, ...] = ()
    rows: tuple[RowKind, ...] = ()
    declares: str = ""
    defines: tuple[str, ...] = ()
    promises: str = ""
    blocks: tuple[str, ...] = ()


class Function(NamedTuple):
    """A function of one row, or a promise function.

    `operands`: value kinds; a trailing `...` repeats the last one, a trailing `?` may be left out.
    `result`: a value kind, `same` (the operands' common type), or with `?` when it may be none for operands
    that are not.
    `none`: `passes` when none in an operand gives none, else `never`.
    """

    name: str
    operands: tuple[str, ...]
    result: str
    doc: str
    example: str
    options: tuple[Key, ...] = ()
    none: Literal["passes", "never"] = "passes"


class TransformRow(NamedTuple):
    """A step fitted on the training part. `takes`: `number`, `text`, `category`, `vector` or several with `|`
    (`number` also takes a set of number columns and a vector). `result`: `number`, `int`, `share`, `vector`,
    `same` (a number for one column, a vector for a set). `accepts_none`: its input may be optional.
    `removes_none`: what leaves is never none. `sized`: the declared `vector[n]` gives n; `n_option` names
    the option that must then agree. `estimator`: the scikit-learn class it stands for, where there is one.
    """

    name: str
    takes: str
    result: str
    doc: str
    example: str
    options: tuple[Key, ...] = ()
    positional: int = 0
    accepts_none: bool = False
    removes_none: bool = True
    sized: Literal["", "optional", "required"] = ""
    n_option: str = ""
    estimator: str = ""
    sparse: bool = False


class MetricRow(NamedTuple):
    """A metric: `tasks` it fits, `options`, whether greater is better, what it is computed from
    (`labels`: the decision; `scores`: the probability or value), the unit of its value (`share`: 0 to 1,
    `target`: the label's unit, `target_squared`, `number`), and scikit-learn's scorer name (`""`: none; a
    scorer is made from the function). `function` is the function of `sklearn.metrics`.
    """

    name: str
    tasks: tuple[str, ...]
    needs: Literal["labels", "scores"]
    greater_is_better: bool
    unit: str
    scorer: str
    function: str
    doc: str
    example: str
    options: tuple[Key, ...] = ()


class Unit(NamedTuple):
    """A unit: its dimension, and how many base units it is (share: 1, duration: s, bytes: byte)."""

    name: str
    dimension: Literal["share", "points", "duration", "bytes", "money"]
    factor: float
    doc: str
