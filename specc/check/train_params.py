"""The estimator's constructor arguments: who set each one, whether the pinned version takes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from specc.check.context import Context, did_you_mean, nearest
from specc.check.step_params import mentioned
from specc.check.train_values import Given, Value, as_json, as_spec
from specc.diagnostics.finding import Fix, Note
from specc.model.spec import Choice, Interval, Json, Parameter
from specc.schema.catalogue import Catalogue, Estimator, ParameterRow
from specc.schema.catalogue.constraints import (
    accepts,
    accepts_between,
    deprecated_word,
    in_words,
    settable,
    word_options,
)
from specc.schema.catalogue.portable import OWNED, REGULARIZERS, REPAIRS, Word, synonym
from specc.source import Span

# Lists whose items the library looks at only when it fits.
_ITEMS: dict[str, Json] = {"hidden_layer_sizes": ["int", 1, None, "[)"], "alphas": ["float", 0, None, "[)"]}


class Placed(NamedTuple):
    """A parameter that is set: its value, the line that set it and where."""

    value: Value
    origin: str
    span: Span
    value_span: Span


class Draft:
    """The arguments of one estimator while they are gathered."""

    def __init__(self, context: Context, catalogue: Catalogue, estimator: Estimator) -> None:
        self.context = context
        self.catalogue = catalogue
        self.estimator = estimator
        self.placed: dict[str, Placed] = {}
        self.used: set[str] = set()  # params that a portable word or a step took
        self.steps: dict[str, Placed] = {}  # those that a step took and a search chooses
        self.given: dict[str, Given] = {}
        self.words: list[tuple[Word, str, str, Span]] = []  # portable words in force, their key and place
        self.balanced_weights = False  # `fit` must be handed weights that even out the classes

    @property
    def library(self) -> str:
        """How a message names the library: `scikit-learn 1.9.1`."""
        return f"scikit-learn {self.catalogue.version}"

    def add_given(self, given: list[Given]) -> None:
        """Take the `param` lines; a second one of the same name is reported."""
        for one in given:
            first = self.given.setdefault(one.name, one)
            if first is not one:
                self.context.report(
                    "E616",
                    one.span,
                    f"parameter `{one.name}` is given twice",
                    secondary=(Note(first.span, "first here"),),
                    help="keep one of the two lines",
                )

    def place(self, name: str, value: Value, origin: str, span: Span, value_span: Span | None = None) -> None:
        """Set an argument and check it; a second line for the same argument is reported."""
        before = self.placed.get(name)
        if before is not None:
            self.context.report(
                "E616",
                span,
                f"`{name}` of {self.estimator.name} is set by `{before.origin}` and by `{origin}`",
                secondary=(Note(before.span, f"set by `{before.origin}` here"),),
                help="keep one of the two lines",
            )
            return
        row = self.estimator.parameter(name)
        if row is None:
            self.context.report(
                "E620",
                span,
                f"{self.estimator.name} of {self.library} has no `{name}`, which `{origin}` needs here",
                help=f"leave it out, or pin a version of scikit-learn that has `{name}`",
            )
            return
        self.placed[name] = Placed(value, origin, span, value_span or span)
        self._check(row, value, value_span or span)

    def take_steps(self) -> None:
        """Leave to the features' steps the params that their options name."""
        names = self.estimator.names
        for given in self.given.values():
            if given.name not in self.context.step_params:
                continue
            step, span = self.context.step_params[given.name]
            self.used.add(given.name)
            if given.name in names or given.name in OWNED or synonym(self.estimator.name, given.name, names):
                self.context.report(
                    "E618",
                    given.span,
                    f"`{given.name}` is used by {step}, and is a parameter of {self.estimator.name} too",
                    secondary=(Note(span, "used here"),),
                    help="rename the one that the step uses",
                )
            elif given.searched:
                self.steps[given.name] = Placed(
                    given.value, f"param {given.name}", given.span, given.value_span
                )

    def step_parameters(self) -> tuple[Parameter, ...]:
        """What a search chooses for the steps, by name."""
        return tuple(Parameter(name, one.value, "param") for name, one in sorted(self.steps.items()))

    def place_own(self) -> None:
        """Set the `param` lines that no portable word took."""
        for given in self.given.values():
            if given.name in self.used:
                continue
            name = self._own_name(given)
            if name:
                self.place(name, given.value, f"param {given.name}", given.span, given.value_span)

    def settle(self) -> None:
        """Set what the words need where the spec does not say it; report what does not go with them."""
        for word, origin, name, span in self.words:
            self._prefer(word.prefers, origin, span)
            for parameter, allowed in word.needs.items():
                value, placed = self.value(parameter), self.placed.get(parameter)
                if value not in allowed and not isinstance(value, (Choice, Interval)):
                    self.context.report(
                        "E625",
                        placed.span if placed is not None else span,
                        f"`{name}` does not go with `{parameter} = {as_spec(value)}`",
                        secondary=(Note(span, f"`{origin}` here"),),
                        help=f"choose `{parameter}` among "
                        + ", ".join(f"`{as_spec(one)}`" for one in allowed),
                    )

    def _prefer(self, values: Mapping[str, Json], origin: str, span: Span) -> None:
        for name, value in values.items():
            if name not in self.placed and self.estimator.parameter(name) is not None:
                self.placed[name] = Placed(value, origin, span, span)

    def repair(self, span: Span) -> None:
        """Set what the version's own defaults need to work at all."""
        for class_name, since, until, values in REPAIRS:
            if class_name == self.estimator.name and since <= self.catalogue.minor <= until:
                self._prefer(values, "algorithm", span)

    def parameters(self) -> tuple[Parameter, ...]:
        """What is set, by name."""
        return tuple(
            Parameter(name, one.value, one.origin.split()[0]) for name, one in sorted(self.placed.items())
        )

    def defaults(self) -> tuple[tuple[str, Json], ...]:
        """What nobody set, with the version's defaults, by name; `random_state` comes from the seed."""
        left: list[tuple[str, Json]] = []
        for name in sorted(self.estimator.names):
            row = self.estimator.parameter(name)
            if row is not None and name not in self.placed and name != "random_state":
                left.append((name, as_json(row.default)))
        return tuple(left)

    def value(self, name: str) -> Value:
        """The value in force, given or default."""
        if name in self.placed:
            return self.placed[name].value
        row = self.estimator.parameter(name)
        return row.default if row is not None else None

    # ------------------------------------------------------------ names

    def _own_name(self, given: Given) -> str:
        """The argument that a `param` line means; an empty string after a finding."""
        names = self.estimator.names
        if given.name in OWNED and (given.name in names or given.name == "random_state"):
            self.context.report(
                "E614",
                given.span,
                f"`{given.name}` is not set by a parameter",
                help=f"leave it out: {OWNED[given.name]}",
            )
            return ""
        other = synonym(self.estimator.name, given.name, names)
        if given.name in names:
            row = self.estimator.parameter(given.name)
            numeric = isinstance(given.value, (int, float, Interval)) or (
                isinstance(given.value, Choice)
                and not any(isinstance(one, str) for one in given.value.values)
            )
            words_only = (
                row is not None
                and bool(word_options(row.alternatives))
                and not accepts(row.alternatives, 0.5)
            )
            return other if other and numeric and words_only else given.name
        if other:
            return other
        self._unknown(given)
        return ""

    def _unknown(self, given: Given) -> None:
        if self.context.failed and mentioned(self.context, given.name):
            return  # by a feature that was reported
        strength = REGULARIZERS.get(self.estimator.name, {})
        near = nearest(given.name, self.estimator.names)
        fix = Fix(given.span, near) if near else None
        help = did_you_mean(given.name, self.estimator.names, "its parameters: " + self._listed())
        if not near and given.name in ("strength", "alpha", "penalty", "lambda") and strength:
            word = next(iter(strength))
            help = f"use it in the regularizer: `regularizer = {word}(strength = {given.name})`"
        self.context.report(
            "E610",
            given.span,
            f"{self.estimator.name} of {self.library} has no parameter `{given.name}`",
            label="unknown parameter",
            help=help,
            fix=fix,
        )

    def _listed(self) -> str:
        names = [name for name in self.estimator.names if name not in OWNED]
        return ", ".join(f"`{name}`" for name in names) if names else "none that can be set"

    # ------------------------------------------------------------ values

    def _check(self, row: ParameterRow, value: Value, span: Span) -> None:
        if not settable(row.alternatives) and value is not None:
            self.context.report(
                "E615",
                span,
                f"`{row.name}` of {self.estimator.name} takes an object that a spec can't write",
                help="leave it out: the default of the library is used",
            )
            return
        if isinstance(value, Interval):
            low, high = (int(value.low), int(value.high)) if value.integer else (value.low, value.high)
            if not accepts_between(row.alternatives, low, high):
                self._outside(row, value, span, "E613")
            return
        values: tuple[Json, ...] = value.values if isinstance(value, Choice) else (value,)
        for one in values:
            if not accepts(row.alternatives, one) or not self._items_fit(row, one):
                self._outside(row, one, span, "E613" if isinstance(value, Choice) else "E611")
            elif deprecated_word(row.alternatives, one):
                self._going(f"`{row.name} = {as_spec(one)}`", span, "choose " + in_words(row.alternatives))
        if row.deprecated:
            self._going(f"`{row.name}`", span, "leave it out")

    def _items_fit(self, row: ParameterRow, value: Json) -> bool:
        item = _ITEMS.get(row.name)
        return item is None or not isinstance(value, list) or all(accepts([item], one) for one in value)

    def _outside(self, row: ParameterRow, value: Value, span: Span, code: str) -> None:
        words, wanted, shown = word_options(row.alternatives), in_words(row.alternatives), as_spec(value)
        near = nearest(value, words) if isinstance(value, str) else ""
        takes = f"{self.estimator.name} of {self.library} takes {wanted}"
        said = f"`{row.name} = {shown}`" if code == "E611" else f"`{row.name}` is searched at `{shown}`"
        self.context.report(
            code,
            span,
            f"{said}: {takes}",
            help=f"did you mean `{near}`?" if near else self._remedy(row, value, wanted),
            fix=Fix(span, near) if near and code == "E611" else None,
        )

    def _remedy(self, row: ParameterRow, value: Value, wanted: str) -> str:
        if isinstance(value, int) and not isinstance(value, bool) and accepts(row.alternatives, float(value)):
            return "declare the type as `float`"
        if isinstance(value, float) and value == int(value) and accepts(row.alternatives, int(value)):
            return "declare the type as `int`"
        return f"give {wanted}" if wanted else "leave it out"

    def _going(self, what: str, span: Span, help: str) -> None:
        self.context.report(
            "E604",
            span,
            f"{what} of {self.estimator.name} is deprecated in {self.library} and will go",
            severity="warning",
            help=help,
        )
