"""The fitted steps of a feature: taking a pipe apart, and typing what flows through it."""

from __future__ import annotations

from typing import NamedTuple

from specc.check.context import Context, did_you_mean
from specc.check.kinds import FLOAT, INT, SHARE, optional, words
from specc.check.sections import positional_named
from specc.check.step_params import take_params
from specc.model.spec import Json, Transform
from specc.model.types import Columns, Constant, Expression, Items, Ref, Type
from specc.schema.functions import BY_NAME as FUNCTIONS
from specc.schema.rows import TransformRow
from specc.schema.transforms import BY_NAME as TRANSFORMS
from specc.syntax import unparse
from specc.syntax.tree import Argument, Call, Expr, Pipe

RAW = ("text", "category", "timestamp", "date")


class Flow(NamedTuple):
    """What reaches a step: its type (`vector` for a set), the type of one column, how many there are."""

    type: Type
    element: Type
    width: int | None

    @property
    def raw(self) -> bool:
        """True for what no algorithm takes."""
        return self.element.kind in RAW


class Steps(NamedTuple):
    """Typed steps, what leaves the last one, and the options as written: (number of the step, option) ->
    text. `params`: which of them name a param of `train`.
    """

    steps: tuple[Transform, ...]
    flow: Flow
    said: dict[tuple[int, str], str]
    params: dict[tuple[int, str], str]


def flow_of(value: Expression) -> Flow:
    """What a row-by-row input hands to the first step."""
    if isinstance(value, Columns):
        return Flow(Type("vector", value.type.optional, size=len(value.names)), value.type, len(value.names))
    return Flow(value.type, value.type, 1)


def separate(context: Context, expr: Expr) -> tuple[Expr, tuple[Call, ...]]:
    """The row-by-row expression and the fitted steps after it; `f(x, ...)` and `x | f(...)` are the same."""
    if isinstance(expr, Pipe):
        base, steps = separate(context, expr.value)
        found = list(steps)
        for step in expr.steps:
            call = step if isinstance(step, Call) else Call(step.span, step.name, step.span, ())
            if call.function in TRANSFORMS or found or call.function not in FUNCTIONS:
                found.append(call)
            else:
                first = Argument(base.span, "", None, base)
                base = Call(call.span, call.function, call.function_span, (first, *call.arguments))
        return base, tuple(found)
    if (
        isinstance(expr, Call)
        and expr.function in TRANSFORMS
        and expr.arguments
        and not expr.arguments[0].name
    ):
        base, steps = separate(context, expr.arguments[0].value)
        return base, (*steps, Call(expr.span, expr.function, expr.function_span, expr.arguments[1:]))
    return expr, ()


def read_steps(context: Context, flow: Flow, calls: tuple[Call, ...], declared: Type | None) -> Steps | None:
    """The typed steps and what leaves the last one; reports what a step does not take."""
    found: list[Transform] = []
    said: dict[tuple[int, str], str] = {}
    params: dict[tuple[int, str], str] = {}
    for number, call in enumerate(calls):
        row = _row(context, call)
        if row is None or not _takes(context, row, call, flow, tuple(found)):
            return None
        taken = take_params(context, row, call)
        if taken is None:
            return None
        options = positional_named(context, taken[0], row.options, row.positional, row.name)
        if options is None:
            return None
        chosen = taken[1]
        for variant in chosen.variants(options):
            if not _coherent(context, row, call, variant, flow, tuple(found)):
                return None
        options |= chosen.options
        params.update({(number, key): name for key, name in chosen.names.items()})
        for key, text in _written(row, call).items():
            said[(number, key)] = text
        last = number == len(calls) - 1
        size = _size(context, row, call, options, declared if last else None)
        if size == -1:
            return None
        if row.sized:
            searched = options.get(row.n_option or "size")
            none = Constant(size, INT if size is not None else Type("none", optional=True))
            options["size"] = searched if isinstance(searched, Ref) else none
            if row.n_option:
                options[row.n_option] = options["size"]
        found.append(Transform(row.name, tuple(sorted(options.items()))))
        flow = _after(context, row, options, flow, size)
    return Steps(tuple(found), flow, said, params)


def _row(context: Context, call: Call) -> TransformRow | None:
    row = TRANSFORMS.get(call.function)
    if row is not None:
        return row
    if call.function in FUNCTIONS:
        context.report(
            "E506",
            call.function_span,
            f"`{call.function}` is row by row, and can't follow a fitted step",
            help=f"compute it first: put `{call.function}` before the fitted steps",
        )
    else:
        context.report(
            "E107",
            call.function_span,
            f"no step is named `{call.function}`",
            label="unknown step",
            help=did_you_mean(call.function, [*TRANSFORMS, *FUNCTIONS]),
        )
    return None


def _takes(
    context: Context, row: TransformRow, call: Call, flow: Flow, before: tuple[Transform, ...]
) -> bool:
    takes, kind = row.takes.split("|"), flow.element.kind
    numeric = flow.element.numeric or kind in ("bool", "vector")
    code, message, help = "E509", "", ""
    sparse = [step.name for step in before if TRANSFORMS[step.name].sparse]
    if not ((numeric and "number" in takes) or kind in takes):
        wanted, found = " or ".join(_WANTED[each] for each in takes), words(optional(flow.element, False))
        message = f"`{row.name}` takes {wanted}, and this is {found}"
        by_words = "text becomes numbers by `tfidf`, a category by `one_hot`"
        help = by_words if kind in RAW else f"write it as `{row.example}`"
    elif row.takes == "text" and flow.width != 1:
        message = f"`{row.name}` takes one column of text, and this is a set"
        help = "give each text column a feature of its own"
    elif flow.element.optional and not row.accepts_none and row.removes_none:
        code, message = "E502", f"`{row.name}` takes no none, and what reaches it may be none"
        help = "fill it in before: `| impute(median)`"
    elif row.name in _DENSE and sparse:
        message = f"`{row.name}` can't follow `{sparse[-1]}`, whose columns are nearly all zero"
        help = "use `svd` instead"
    if message:
        context.report(code, call.span, message, help=help)
    return not message


# Steps that would fill a table that is nearly all zero.
_DENSE = ("pca", "min_max", "quantile", "bins")
_WANTED = {
    "number": "numbers",
    "text": "text",
    "category": "a category",
    "int": "whole numbers",
    "bool": "true or false",
}


def _coherent(
    context: Context,
    row: TransformRow,
    call: Call,
    options: dict[str, Expression],
    flow: Flow,
    before: tuple[Transform, ...],
) -> bool:
    """Report options that contradict each other; scikit-learn would ignore one, or fail in the middle of a
    run.
    """

    def value(name: str) -> Json:
        found = options.get(name)
        return found.value if isinstance(found, Constant) else None

    problem = ("", "")
    if row.name == "impute":
        numeric = flow.element.numeric or flow.element.kind == "vector"
        problem = _imputing(value("strategy"), value("value"), numeric, flow)
    elif (
        row.name == "standardise" and value("centre") and any(TRANSFORMS[step.name].sparse for step in before)
    ):
        problem = (
            "centring would fill a table that is nearly all zero",
            "write `standardise(centre = false)`",
        )
    elif row.name in ("min_max", "robust_scale"):
        low, high = value("low"), value("high")
        if isinstance(low, (int, float)) and isinstance(high, (int, float)) and low >= high:
            problem = ("`low` is not below `high`", "write the smaller number as `low`")
    elif row.name == "ordinal":
        problem = _ordering(options.get("order"), flow)
    elif value("by") in ("character", "character_in_word"):
        left_out = options.get("stop_words")
        if left_out is not None and not (isinstance(left_out, Items) and not left_out.items):
            problem = ("`stop_words` are words, and the terms here are characters", "leave `stop_words` out")
    if problem[0]:
        context.report("E510", call.span, problem[0], help=problem[1])
    return not problem[0]


def _imputing(strategy: Json, value: Json, numeric: bool, flow: Flow) -> tuple[str, str]:
    if strategy == "constant" and value is None:
        return "`strategy = constant` needs the `value` to fill in", "add `value = 0`"
    if strategy != "constant" and value is not None:
        help = "write `impute(constant, value = ...)`, or leave `value` out"
        return "`value` goes with `strategy = constant` only", help
    if strategy in ("mean", "median") and not numeric:
        found = words(optional(flow.element, False))
        return f"`{strategy}` is for numbers, and this is {found}", "write `impute(most_frequent)`"
    if strategy == "constant" and numeric != (
        isinstance(value, (int, float)) and not isinstance(value, bool)
    ):
        return "the `value` is not of the column's type", "write a value of that type"
    return "", ""


def _ordering(order: Expression | None, flow: Flow) -> tuple[str, str]:
    members = flow.element.members
    if not isinstance(order, Items):
        return "", ""
    names = [str(item.value) for item in order.items if isinstance(item, Constant)]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        return f"`{twice[0]}` stands in the order twice", "name every level once"
    unknown = [name for name in names if members and name not in members]
    missing = [member for member in members if member not in names]
    if unknown:
        return f"`{unknown[0]}` is not one of the category's members", did_you_mean(unknown[0], members)
    if missing:
        return f"the order lacks `{missing[0]}`", "name every member once, from low to high"
    return "", ""


def _written(row: TransformRow, call: Call) -> dict[str, str]:
    """The options that were written, as text."""
    positional = [argument for argument in call.arguments if not argument.name]
    found = {
        key.name: unparse(argument.value) for key, argument in zip(row.options, positional, strict=False)
    }
    found.update({argument.name: unparse(argument.value) for argument in call.arguments if argument.name})
    return found


def _size(
    context: Context, row: TransformRow, call: Call, options: dict[str, Expression], declared: Type | None
) -> int | None:
    """The number of columns that a sized step makes: from the declared `vector[n]` or its own option; -1
    when wrong.
    """
    if not row.sized:
        return None
    own = options.get(row.n_option or "size")
    said = own.value if isinstance(own, Constant) and isinstance(own.value, int) else None
    from_type = declared.size if declared is not None and declared.kind == "vector" else None
    name = row.n_option or "size"
    if isinstance(own, Ref):
        if from_type is None:
            return None
        context.report(
            "E507",
            call.span,
            f"the feature is declared with {from_type} columns, and a search chooses how many",
            help="write `vector` without a size",
        )
        return -1
    if said is not None and from_type is not None and said != from_type:
        context.report(
            "E507",
            call.span,
            f"the feature is declared with {from_type} columns, and `{row.name}` makes {said}",
            help="write the same number in both, or in one place only",
        )
        return -1
    size = said if said is not None else from_type
    if size is None and (row.sized == "required" or row.n_option):
        context.report(
            "E507",
            call.span,
            f"nothing says how many columns `{row.name}` makes",
            help=f"declare `vector[100]`, or write `{row.name}({name} = 100)`",
        )
        return -1
    return size


def _after(
    context: Context, row: TransformRow, options: dict[str, Expression], flow: Flow, size: int | None
) -> Flow:
    def is_(name: str, value: object) -> bool:
        found = options.get(name)
        return isinstance(found, Constant) and found.value == value

    maybe = flow.element.optional and not row.removes_none
    wide = flow.type.kind == "vector"
    result = row.result
    if result == "binned":
        result = "vector" if is_("encode", "one_hot") else "int"
    elif result == "imputed":
        if is_("indicator", True):
            result = "vector"
        elif (
            flow.element.kind in ("text", "category", "bool")
            or is_("strategy", "constant")
            or is_("strategy", "most_frequent")
        ):
            element = optional(flow.element, False)
            return Flow(optional(flow.type, False), element, flow.width)
        else:
            result = "same"
    elif result == "target":
        result = "vector" if context.label is not None and context.label.task == "multiclass" else "float"
    if result == "vector":
        return Flow(Type("vector", size=size), Type("vector"), size)
    element = {"int": INT, "share": SHARE}.get(result, FLOAT)
    element = optional(element, maybe)
    if not wide:
        return Flow(element, element, 1)
    return Flow(
        Type("vector", maybe, size=flow.type.size),
        element if flow.element.kind != "vector" else flow.element,
        flow.width,
    )
