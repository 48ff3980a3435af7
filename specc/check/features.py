"""`features`: each is a row-by-row input, then steps fitted on the training part."""

from __future__ import annotations

from typing import NamedTuple

from specc.check.context import Context
from specc.check.expressions import Scope, infer
from specc.check.header import Layout, define
from specc.check.jsonable import expression_json, inlined, references
from specc.check.kinds import fits, optional, read_type, type_json, type_text, words
from specc.check.sections import read_section, why_of
from specc.check.steps import RAW, Flow, Steps, flow_of, read_steps, separate
from specc.check.values import constant_json
from specc.model.spec import Feature, Json, Transform
from specc.model.types import Columns, Expression, Ref, Type
from specc.schema import BLOCKS
from specc.schema.transforms import BY_NAME as TRANSFORMS
from specc.source import Span
from specc.syntax import unparse
from specc.syntax.tree import Call, Declaration, Expr, ListOf, Name


class Written(NamedTuple):
    """A feature as declared."""

    name: str
    span: Span
    declaration: Declaration


def check_features(context: Context, layout: Layout) -> None:
    """The features in their order; fills `context.features`, `context.inputs` and `context.meanings`."""
    block = layout.one("features")
    if block is None:
        train = layout.one("train")
        if train is not None:
            help = "add `features { ... }`"
            context.report("E104", train.kind_span, "`train` has no `features` to learn from", help=help)
        return
    section = read_section(context, BLOCKS["features"], block.body, "features", block.kind_span)
    written: list[Written] = []
    for declaration in section.declarations:
        names = declaration.names
        if declaration.run or len(names) > 1:
            context.report(
                "E501",
                declaration.span,
                "a feature's line declares one feature",
                help='for a set of columns write `name: vector = columns("x_*")`',
            )
            context.broken.update(name.name for name in names)
            continue
        written.append(Written(names[0].name, names[0].span, declaration))
    if not section.declarations:
        context.report(
            "E501", block.kind_span, "`features` declares no feature", help="add one: `name: type = ...`"
        )
    later = {each.name: each for each in written}
    scope = feature_scope(context, later)
    for each in written:
        later.pop(each.name, None)
        _feature(context, scope, each)
    if context.features:
        context.entry("features.order", [*context.features], "feature")


def feature_scope(context: Context, later: dict[str, Written] | None = None) -> Scope:
    """What an expression over the rows may name: columns, and features that are row by row."""
    names: dict[str, Expression] = {name: Ref("column", name, type) for name, type in context.columns.items()}
    names.update({name: Ref("feature", name, value.type) for name, value in context.inputs.items()})
    return Scope(names, hidden=Hidden(context, later or {}), zones=context.zones)


class Hidden(dict[str, tuple[str, str, str]]):
    """Names that exist and can't be used in an expression, with the finding for it."""

    def __init__(self, context: Context, later: dict[str, Written]) -> None:
        super().__init__()
        self.context = context
        self.later = later

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._reason(name) is not None

    def __getitem__(self, name: str) -> tuple[str, str, str]:
        return self._reason(name) or ("E106", f"`{name}` can't stand here", "")

    def _reason(self, name: str) -> tuple[str, str, str] | None:
        context = self.context
        label = context.label
        if label is not None and name == label.name:
            return (
                "E406",
                f"`{name}` is the label: what is predicted can't be computed with here",
                "leave it out",
            )
        if name in context.features and name not in context.inputs:
            return (
                "E504",
                f"the feature `{name}` is fitted, and an expression is row by row",
                "use the column it is made of",
            )
        if name in self.later:
            return "E505", f"`{name}` is used before it is defined", f"move `{name}` above this line"
        return None


def _feature(context: Context, scope: Scope, written: Written) -> None:
    name, declaration = written.name, written.declaration
    itself = isinstance(declaration.value, Name) and declaration.value.name == name
    as_column = (declaration.value is None or itself) and name in context.columns
    clear = as_column or (
        not _named_like_class(context, written) and define(context, name, "feature", written.span)
    )
    declared = read_type(context, declaration.type)
    row = BLOCKS["features.feature"]
    body = read_section(context, row, declaration.body or (), f"features.{name}", written.span, record=False)
    if declaration.domain is not None:
        place = declaration.domain.span
        context.report("E501", place, "a feature has no domain", help="write its value after `=`")
    built = _build(context, scope, written, declared, as_column)
    models = sorted(scope.models)
    scope.models.clear()
    if built is None or declared is None or not clear:
        context.broken.add(name)
        return
    value, made = built
    _record(context, written, declared, value, made, why_of(declaration.body))
    for key in row.keys:
        if body.text(key.name) and key.name != "why":
            text = unparse(body.settings[key.name].value)
            context.entry(f"features.{name}.{key.name}", body.text(key.name), key.impact, text=text)
    if models:
        what = f"the used model {models[-1]}, which gives the feature {name}"
        context.build_does_not_run(f"features.{name}", what, written.span, blocking=True)
    _keep(context, scope, written, declared, built, models[-1] if models else "", body.text("added"))


def _keep(
    context: Context,
    scope: Scope,
    written: Written,
    declared: Type,
    built: tuple[Expression, Steps],
    model: str,
    added: str,
) -> None:
    """Make the feature known to later ones; one of text, category or date is written into its users."""
    name, (value, made) = written.name, built
    meaning = inlined(value, context.meanings)
    if not made.steps and not isinstance(value, Columns):
        context.inputs[name] = Ref("feature", name, declared)
        if name not in context.columns:
            scope.names[name] = context.inputs[name]
    if not made.steps and made.flow.raw:
        context.meanings[name] = meaning
        context.raw_features[name] = written.span
        return
    sized = declared.kind == "vector" and declared.size is None and made.flow.type.size
    kind = optional(made.flow.type if sized else declared, declared.optional)
    why = why_of(written.declaration.body)
    context.features[name] = Feature(name, kind, meaning, made.steps, why, added, model)


def _named_like_class(context: Context, written: Written) -> bool:
    label = context.label
    if label is None or written.name not in label.type.members:
        return False
    context.report(
        "E109",
        written.span,
        f"the feature `{written.name}` is named like a class of the label `{label.name}`",
        help="rename the feature",
    )
    return True


def _build(
    context: Context, scope: Scope, written: Written, declared: Type | None, as_column: bool
) -> tuple[Expression, Steps] | None:
    declaration = written.declaration
    if as_column or declaration.value is None:
        if not as_column:
            context.report(
                "E501",
                written.span,
                f"the feature `{written.name}` has no value, and no column is named so",
                help=f"write `{written.name}: {declaration.type.name} = ...`",
            )
            return None
        if not _no_leak(context, written.name, written.span):
            return None
        value: Expression | None = Ref("column", written.name, context.columns[written.name])
        calls: tuple[Call, ...] = ()
        base: Expr | None = None
    else:
        base, calls = separate(context, declaration.value)
        value = _input(context, scope, base, declared if not calls else None)
    if value is None:
        return None
    for kind, name in sorted(references(value)):
        if kind == "column" and not as_column and base is not None and not _no_leak(context, name, base.span):
            return None
    made = read_steps(context, flow_of(value), calls, declared)
    if made is None or declared is None:
        return None
    return (value, made) if _declared_fits(context, written, declared, made.flow, bool(made.steps)) else None


def _input(context: Context, scope: Scope, base: Expr, expected: Type | None) -> Expression | None:
    from specc.check.columnsets import column_set

    if isinstance(base, ListOf) or (isinstance(base, Call) and base.function == "columns"):
        return column_set(context, base)
    return infer(context, scope, base, expected)


def _no_leak(context: Context, name: str, span: Span) -> bool:
    reason = context.leaks.get(name)
    if reason is None:
        return True
    context.report("E406", span, reason, label="the label's own column", help="leave it out of the features")
    return False


def _declared_fits(context: Context, written: Written, declared: Type, flow: Flow, stepped: bool) -> bool:
    name, found, code, label = written.name, flow.type, "", ""
    exact = declared.kind in ("int", "bool") and found.kind != declared.kind
    if not fits(found, declared) or exact:
        said, seen = words(optional(declared, False)), words(optional(found, False))
        code, message = "E210", f"`{name}` is declared as {said}, and its value is {seen}"
        help = f"declare it as `{type_text(optional(found, declared.optional))}`"
    elif declared.kind == "vector" and declared.size is not None and found.size is None:
        code, message = "E507", "how many columns come out is known only when the steps are fitted"
        help = "write `vector` without a size"
    elif declared.kind == "vector" and declared.size is not None and found.size != declared.size:
        code, message = "E507", f"`{name}` is declared with {declared.size} columns and has {found.size}"
        help = f"write `vector[{found.size}]`"
    elif found.optional and not declared.optional:
        code, message = "E502", f"`{name}` may be none, and its type says that it is not"
        label, help = "may be none", "say what none means, with `?? 0` or `| impute(median)`"
        if found.kind in RAW and not stepped:
            help = f"declare it as `{declared.kind}?`, or say what none means"
        elif flow.raw or found.kind == "bool":
            help = "say what none means, with `?? ...`"
    if code:
        context.report(code, written.declaration.type.span, message, label=label, help=help)
    return not code


def _record(
    context: Context, written: Written, declared: Type, value: Expression, made: Steps, why: str
) -> None:
    declaration, path = written.declaration, f"features.{written.name}"
    text = unparse(declaration.type)
    if declaration.value is not None:
        text += f" = {unparse(declaration.value)}"
    names = step_names(made.steps)
    meaning: dict[str, Json] = {"type": type_json(declared), "input": expression_json(value)}
    if names:
        meaning["steps"] = [*names]
    context.entry(path, meaning, "feature", text=text, why=why, span=declaration.span)
    for number, (name, step) in enumerate(zip(names, made.steps, strict=True)):
        row = TRANSFORMS[step.name]
        kinds = {key.name: key.type for key in row.options}
        for key, option in step.options:
            given = made.said.get((number, key), "")
            if not given and key in ("size", row.n_option):
                continue  # the declared type already says it
            if (number, key) in made.params:
                param: Json = {"param": made.params[(number, key)]}
                context.entry(f"{path}.{name}.{key}", param, "feature", text=given)
                continue
            fact = constant_json(option)
            if kinds.get(key) == "count_or_share" and option.type.kind == "share":
                fact = {"share": fact}
            context.entry(f"{path}.{name}.{key}", fact, "feature", default=not given, text=given)


def step_names(steps: tuple[Transform, ...]) -> list[str]:
    """The steps' names, numbered where one comes twice: `standardise`, `standardise_2`."""
    names: list[str] = []
    for step in steps:
        count = sum(1 for name in names if name == step.name or name.startswith(step.name + "_"))
        names.append(step.name if not count else f"{step.name}_{count + 1}")
    return names


def check_raw_features(context: Context) -> None:
    """A feature of text, category or date that nothing uses reaches no model: reported when all uses are
    known.
    """
    for name, span in context.raw_features.items():
        if name in context.used:
            continue
        kind = context.meanings[name].type.kind
        help = {
            "category": f"give it numbers: `{name}: vector = one_hot(...)`",
            "text": f"give it numbers: `{name}: vector = tfidf(...)`, or use it in another feature",
        }.get(kind, "take parts of it, with `month_of` or `days_between`")
        context.report(
            "E503",
            span,
            f"`{name}` is {words(optional(context.meanings[name].type, False))}, which no algorithm "
            "takes, and nothing uses it",
            help=help,
        )
    if not context.features and context.raw_features and not context.failed:
        span = next(iter(context.raw_features.values()))
        context.report(
            "E503", span, "no feature gives a number", help="add a feature that is a number or a vector"
        )
