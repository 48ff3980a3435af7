"""The portable words `objective` and `regularizer`, mapped to the estimator's own arguments."""

from __future__ import annotations

from specc.check.context import did_you_mean
from specc.check.sections import why_of
from specc.check.train_params import Draft
from specc.check.train_values import Value, as_json, as_spec, inverse, read_literal
from specc.check.train_weights import class_weight
from specc.diagnostics.finding import Note
from specc.model.spec import Json, Label
from specc.schema.catalogue.portable import OBJECTIVES, REGULARIZERS, Word, word_for
from specc.source import Span
from specc.syntax import unparse
from specc.syntax.tree import Argument, Call, Expr, Name, Setting


def apply_word(draft: Draft, setting: Setting, label: Label | None) -> None:
    """Map `objective = ...` or `regularizer = ...` to arguments, and record it."""
    _Reader(draft, setting, label).read()


class _Reader:
    """One of the two settings while it is read."""

    def __init__(self, draft: Draft, setting: Setting, label: Label | None) -> None:
        self.draft = draft
        self.context = draft.context
        self.setting = setting
        self.label = label
        self.key = setting.name
        table = OBJECTIVES if self.key == "objective" else REGULARIZERS
        self.words = table.get(draft.estimator.name, {})
        self.name = ""
        self.seen: set[str] = set()

    def read(self) -> None:
        """Everything the setting says."""
        value = self.setting.value
        arguments: tuple[Argument, ...] = ()
        if isinstance(value, Name):
            self.name, span = value.name, value.span
        elif isinstance(value, Call):
            self.name, span, arguments = value.function, value.function_span, value.arguments
        else:
            message = f"`{self.key}` is a word, with its numbers in brackets"
            self.context.report("E621", value.span, message, help=self._has())
            return
        why = why_of(self.setting.body)
        self.context.entry(
            f"train.{self.key}", self.name, "train", text=self.name, why=why, span=self.setting.span
        )
        word = self._known(span)
        if word is None:
            self._skip(arguments)
            return
        for parameter, fixed in word.sets.items():
            if not (word.implied and self.draft.estimator.parameter(parameter) is None):
                self.draft.place(parameter, fixed, self.key, self.setting.span, value.span)
        for position, argument in enumerate(arguments):
            self._argument(word, argument, position)
        for missing in word.required:
            if missing not in self.seen:
                help = f"write `{self.key} = {self.name}({missing} = ...)`"
                self.context.report("E621", span, f"`{self.name}` needs its `{missing}`", help=help)
        self.draft.words.append((word, self.key, self.name, self.setting.span))

    # ------------------------------------------------------------ the word

    def _has(self, without: str = "") -> str:
        """What the estimator has for this key, for a help line."""
        minor = self.draft.catalogue.minor
        there = [
            name for name in self.words if name != without and word_for(self.words, name, minor) is not None
        ]
        if not there:
            return f"leave `{self.key}` out: {self.draft.estimator.name} has none to choose"
        return f"{self.draft.estimator.name} has " + ", ".join(f"`{name}`" for name in there)

    def _known(self, span: Span) -> Word | None:
        code = "E620" if self.key == "objective" else "E624"
        estimator, label = self.draft.estimator.name, self.label
        word = word_for(self.words, self.name, self.draft.catalogue.minor)
        if word is None:
            near = did_you_mean(self.name, self.words)
            help = near if near.startswith("did you mean") else self._has()
            self.context.report(code, span, f"{estimator} has no {self.key} `{self.name}`", help=help)
        elif word.tasks and label is not None and label.task not in word.tasks:
            self.context.report(
                code,
                span,
                f"`{self.name}` is for a {word.tasks[0]} label, and `{label.name}` is {label.task}",
                help=self._has(without=self.name),
            )
            return None
        return word

    def _skip(self, arguments: tuple[Argument, ...]) -> None:
        """Parameters that an unknown word refers to are not unknown themselves."""
        for argument in arguments:
            if isinstance(argument.value, Name) and argument.value.name in self.draft.given:
                self.draft.used.add(argument.value.name)

    # ------------------------------------------------------------ its arguments

    def _argument(self, word: Word, argument: Argument, position: int) -> None:
        known = list(word.arguments)
        name = argument.name or (known[0] if position == 0 and known else "")
        if name and name in self.seen:
            self.context.report("E621", argument.span, f"`{name}` is given twice", help="keep one of the two")
            return
        self.seen.add(name)
        if self.key == "objective" and name == "class_weight":
            class_weight(self.draft, argument, self.label)
        elif name in word.arguments:
            self._place(word.arguments[name], name, argument)
        else:
            self._unknown(known, argument)

    def _unknown(self, known: list[str], argument: Argument) -> None:
        if self.key == "objective" and self.draft.estimator.kind == "classifier":
            known = [*known, "class_weight"]
        self._skip((argument,))
        if argument.name:
            message = f"`{self.name}` of {self.draft.estimator.name} has no `{argument.name}`"
        else:
            message = f"`{self.name}` takes no value without a name here"
        help = did_you_mean(argument.name, known, f"`{self.name}` takes nothing in brackets here")
        self.context.report("E621", argument.name_span or argument.span, message, help=help)

    def _place(self, target: str, name: str, argument: Argument) -> None:
        expr, draft = argument.value, self.draft
        value, ok = self._value(expr)
        recorded: Json = as_json(value)
        if isinstance(expr, Name) and expr.name in draft.given:
            recorded = {"param": expr.name}
        self.context.entry(
            f"train.{self.key}.{name}", recorded, "train", text=unparse(expr), span=argument.span
        )
        if not ok:
            return
        if not target.startswith("1/"):
            draft.place(target, value, self.key, argument.span, expr.span)
            return
        turned = inverse(value)
        if not isinstance(turned, str):
            draft.place(target[2:], turned, self.key, argument.span, expr.span)
            return
        self.context.report(
            "E626",
            expr.span,
            f"`{target[2:]}` of {draft.estimator.name} is the inverse of the strength: {turned}",
            help="give a strength above 0, a list of them, or `log(low .. high)`",
        )

    def _value(self, expr: Expr) -> tuple[Value, bool]:
        """A number, always as a float, or what the `param` of that name stands for."""
        given = self.draft.given
        if isinstance(expr, Name) and expr.name in given:
            self.draft.used.add(expr.name)
            if expr.name in self.context.step_params:
                step, span = self.context.step_params[expr.name]
                self.context.report(
                    "E618",
                    expr.span,
                    f"`{expr.name}` is used by {step}, and here too",
                    secondary=(Note(span, "used here"),),
                    help="give each a `param` of its own",
                )
                return None, False
            return given[expr.name].value, True
        value, ok = read_literal(self.context, expr)
        if not ok:
            return None, False
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.context.report(
                "E621",
                expr.span,
                f"`{as_spec(value)}` is neither a number nor a `param` of this section",
                help=did_you_mean(str(value), given, "give a number, or add a `param` line of that name"),
            )
            return None, False
        return float(value), True
