"""What the checks of one file share: the tree, what was found, the entries, and what each name stands for.

The checks run in the order of `specc.check.STAGES`: each reads what the former left here and adds its own.
When `train` is checked, `packages`, `label`, `features`, `columns`, `metrics` and `seed` are complete; any
of them may be none or empty where that section is missing or wrong, which was then reported already.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from specc.diagnostics.finding import Finding, Fix, Note, Severity
from specc.model.spec import (
    DataSource,
    Deploy,
    Entry,
    Environment,
    Evaluate,
    Feature,
    Impact,
    Json,
    Label,
    Metric,
    NotRun,
    Rows,
    Slice,
    Split,
    Train,
)
from specc.model.types import Expression, Type
from specc.source import Source, Span
from specc.syntax.tree import Tree

if TYPE_CHECKING:
    from specc.check.train_values import Given


class Context:
    """The state of one check run over one file."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.source: Source = tree.source
        self.edition: int = tree.edition
        self.findings: list[Finding] = []
        self.entries: list[Entry] = []
        self.not_run: list[NotRun] = []
        self.name = ""
        self.version = 0
        # What each name stands for, by table. Spans are where it was defined, for second places.
        self.defined: dict[str, tuple[str, Span]] = {}  # name -> (what it is, where)
        self.source_names: dict[str, tuple[str, Span]] = {}  # sources have names of their own
        self.used_sources: set[str] = set()
        self.broken: set[str] = set(tree.lost)  # names whose definition was reported: their uses are not
        self.columns_missing = bool(tree.lost)  # a column's line was reported: sets may lack it
        self.columns: dict[str, Type] = {}  # of the joined rows, in declared order
        self.zones: dict[str, str] = {}  # of timestamp columns: the declared zone
        self.features: dict[str, Feature] = {}
        self.inputs: dict[str, Expression] = {}  # features that are row by row: what they stand for
        self.meanings: dict[
            str, Expression
        ] = {}  # features of text, category or date: written into their users
        self.raw_features: dict[str, Span] = {}  # where those were defined
        self.metrics: dict[str, Metric] = {}
        self.slices: dict[str, Slice] = {}
        self.interfaces: dict[str, dict[str, Type]] = {}  # used models: their interface fields
        self.used: set[str] = set()  # names that something referred to
        self.problem: dict[str, Json] = {}  # settings of `problem`, by key
        self.sources: list[DataSource] = []
        self.params: dict[str, Given] = {}  # of `train`: a step's option may name one
        self.param_lines: dict[int, list[Given]] = {}  # what each line gives, by its start
        self.broken_params: set[str] = set()  # whose line was reported
        self.step_params: dict[str, tuple[str, Span]] = {}  # those that a step's option names: which, where
        self.rows: Rows | None = None
        self.label: Label | None = None
        self.leaks: dict[str, str] = {}  # columns that the label is made of -> why they can't be features
        self.split: Split | None = None
        self.train: Train | None = None
        self.evaluate: Evaluate = Evaluate((), (), ())
        self.deploy: Deploy | None = None
        self.environment: Environment | None = None
        self.packages: dict[str, str] = {}  # of `environment`: name as written -> version
        self.seed: int = 0  # of `environment`

    def report(
        self,
        code: str,
        span: Span,
        message: str,
        *,
        label: str = "",
        help: str = "",
        notes: tuple[str, ...] = (),
        secondary: tuple[Note, ...] = (),
        severity: Severity = "error",
        fix: Fix | None = None,
    ) -> None:
        """Add a finding. `message`: what was seen and what is wanted; `help`: one thing to do."""
        self.findings.append(
            Finding(
                code=code,
                message=message,
                severity=severity,
                source=self.source,
                span=span,
                label=label,
                secondary=secondary,
                notes=notes,
                help=help,
                fix=fix,
            )
        )

    def entry(
        self,
        path: str,
        value: Json,
        impact: Impact,
        *,
        default: bool = False,
        text: str = "",
        why: str = "",
        span: Span | None = None,
    ) -> None:
        """Record one fact under its dotted path. `text`: as `specc.syntax.unparse` gives it."""
        self.entries.append(Entry(path, value, impact, default, text, why, span))

    def build_does_not_run(self, path: str, what: str, span: Span | None, *, blocking: bool = False) -> None:
        """Record a part that is checked but not run; `blocking`: no model can be made without it."""
        self.not_run.append(NotRun(path, what, blocking, span))

    @property
    def failed(self) -> bool:
        """True when an error was found so far."""
        return any(finding.is_error for finding in self.findings)


def edit_distance(left: str, right: str, limit: int) -> int:
    """Edits (insert, delete, replace, swap of neighbours) between two words; `limit + 1` when more."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        new = [i]
        for j, b in enumerate(right, 1):
            cost = min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            new.append(cost)
        before, row = row, new
        if min(row) > limit:
            return limit + 1
    return row[-1]


def nearest(word: str, candidates: Iterable[str]) -> str:
    """The candidate that `word` is most likely a slip for, or an empty string."""
    limit = 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3
    best, distance = "", limit + 1
    for candidate in sorted(set(candidates)):
        if candidate == word:
            continue
        away = (
            0 if candidate.lower() == word.lower() else edit_distance(word.lower(), candidate.lower(), limit)
        )
        if away < distance:
            best, distance = candidate, away
    return best


def did_you_mean(word: str, candidates: Iterable[str], otherwise: str = "") -> str:
    """A help line for an unknown word: the nearest candidate, else a short list of them, else `otherwise`."""
    known = list(candidates)
    near = nearest(word, known)
    if near:
        return f"did you mean `{near}`?"
    if known and len(known) <= 12:
        return "known here: " + ", ".join(f"`{name}`" for name in known)
    return otherwise or "check its spelling"
