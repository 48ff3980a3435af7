"""Typing an expression: from what was written to what it means, with every operand's type known."""

from __future__ import annotations

from collections.abc import Mapping

from specc.check import operators
from specc.check.calls import bare_term, call
from specc.check.context import Context, did_you_mean
from specc.check.kinds import BOOL, FLOAT, INT, NONE, TEXT, join, member_text, words
from specc.check.patterns import check_pattern
from specc.check.values import quantity
from specc.model.types import Apply, Constant, Expression, Ref, Type
from specc.syntax.tree import (
    Attribute,
    Binary,
    Call,
    Date,
    Expr,
    If,
    Index,
    ListOf,
    Name,
    Number,
    Pipe,
    Quantity,
    Range,
    Text,
    Unary,
)


class Scope:
    """What names and functions mean in one place.

    `names`: what a bare name stands for. `hidden`: names that exist but can't be used here: (code, message,
    help). `vocabulary`: terms of `specc.schema.terms` that may be called or named. `rowwise`: functions of
    one row may be called.
    `what`: how the names are called in a message. `models`: used models that were called (filled in here).
    """

    def __init__(
        self,
        names: Mapping[str, Expression],
        what: str = "column or feature",
        *,
        hidden: Mapping[str, tuple[str, str, str]] | None = None,
        vocabulary: str = "",
        rowwise: bool = True,
        zones: Mapping[str, str] | None = None,
        inner: Scope | None = None,
        slices: bool = False,
    ) -> None:
        self.names = dict(names)
        self.what = what
        self.hidden = hidden if hidden is not None else {}
        self.vocabulary = vocabulary
        self.rowwise = rowwise
        self.zones = zones or {}
        self.inner = inner  # for the condition inside a term such as `share(...)`
        self.slices = slices
        self.models: set[str] = set()


def infer(context: Context, scope: Scope, expr: Expr, expected: Type | None = None) -> Expression | None:
    """The typed expression, or none where it was reported. `expected` lets bare words be members of a
    category.
    """
    if isinstance(expr, Name):
        return _name(context, scope, expr, expected)
    if isinstance(expr, (Number, Text)) and expected is not None and expected.kind == "category":
        return _member(context, expr, expected)
    if isinstance(expr, Number):
        return Constant(expr.value, INT if isinstance(expr.value, int) else FLOAT)
    if isinstance(expr, Quantity):
        return quantity(context, expr)
    if isinstance(expr, Text):
        if expr.kind == "regex" and not check_pattern(context, expr.span, expr.value):
            return None
        return Constant(expr.value, TEXT)
    if isinstance(expr, Date):
        return Constant(expr.value, Type("date"))
    if isinstance(expr, Unary):
        return _unary(context, scope, expr)
    if isinstance(expr, Binary):
        return operators.binary(context, scope, expr, infer)
    if isinstance(expr, If):
        return _if(context, scope, expr, expected)
    if isinstance(expr, Call):
        return call(context, scope, expr, infer)
    if isinstance(expr, Pipe):
        return infer(context, scope, unpiped(expr), expected)
    if isinstance(expr, Attribute):
        return _attribute(context, scope, expr)
    _misplaced(context, expr)
    return None


def unpiped(expr: Pipe) -> Expr:
    """`a | f(x) | g()` as `g(f(a, x))`."""
    from specc.syntax.tree import Argument

    value = expr.value
    for step in expr.steps:
        first = Argument(value.span, "", None, value)
        if isinstance(step, Call):
            value = Call(step.span, step.function, step.function_span, (first, *step.arguments))
        else:
            value = Call(step.span, step.name, step.span, (first,))
    return value


def _name(context: Context, scope: Scope, expr: Name, expected: Type | None) -> Expression | None:
    name = expr.name
    if name in ("true", "false"):
        return Constant(name == "true", BOOL)
    if name == "none":
        return Constant(None, NONE)
    if (
        expected is not None
        and expected.kind == "category"
        and (name in expected.members or expected.unit == "codes")
    ):
        return Constant(name, Type("category", members=expected.members))
    found = scope.names.get(name)
    if found is not None:
        context.used.add(name)
        return found
    if bare_term(scope, name) is not None:
        return call(context, scope, Call(expr.span, name, expr.span, ()), infer)
    if name in context.broken:
        return None
    if name in scope.hidden:
        code, message, help = scope.hidden[name]
        context.report(code, expr.span, message, help=help)
        return None
    if expected is not None and expected.kind == "category" and expected.members:
        return _member(context, expr, expected)
    context.report(
        "E106",
        expr.span,
        f"no {scope.what} is named `{name}`",
        label="unknown name",
        help=did_you_mean(name, scope.names, f'a text value is written in quotes: `"{name}"`'),
    )
    return None


def _member(context: Context, expr: Expr, expected: Type) -> Constant | None:
    word = member_text(expr)
    if word is not None and (not expected.members or word in expected.members):
        return Constant(word, Type("category", members=expected.members))
    context.report(
        "E217",
        expr.span,
        f"`{word}` is not one of the category's members",
        label="not a member",
        help=did_you_mean(word or "", expected.members),
    )
    return None


def _unary(context: Context, scope: Scope, expr: Unary) -> Expression | None:
    value = infer(context, scope, expr.operand)
    if value is None:
        return None
    if expr.operator == "not":
        return Apply("not", (value,), (), BOOL) if truth(context, value, expr.operand) else None
    if not value.type.numeric:
        context.report(
            "E206",
            expr.operand.span,
            f"`{expr.operator}` takes a number, not {words(value.type)}",
            help="give it a number",
        )
        return None
    if expr.operator == "+":
        return value
    if isinstance(value, Constant) and isinstance(value.value, (int, float)):
        return Constant(-value.value, value.type)
    return Apply("neg", (value,), (), value.type)


def truth(context: Context, value: Expression, expr: Expr) -> bool:
    """Whether a value can stand as a condition: true or false, never none."""
    if value.type.kind == "bool" and not value.type.optional:
        return True
    if value.type.kind == "bool":
        context.report(
            "E208", expr.span, "the condition may be none", help="say what none means: `(... ?? false)`"
        )
    else:
        context.report(
            "E208",
            expr.span,
            f"a condition is true or false, and this is {words(value.type)}",
            help="compare it with something",
        )
    return False


def _if(context: Context, scope: Scope, expr: If, expected: Type | None) -> Expression | None:
    condition = infer(context, scope, expr.condition)
    then = infer(context, scope, expr.then, expected)
    otherwise = infer(context, scope, expr.otherwise, expected)
    if (
        condition is None
        or then is None
        or otherwise is None
        or not truth(context, condition, expr.condition)
    ):
        return None
    both = join(then.type, otherwise.type)
    if both is None:
        context.report(
            "E206",
            expr.span,
            f"`then` gives {words(then.type)}, `else` gives {words(otherwise.type)}",
            help="let both give the same kind of value",
        )
        return None
    return Apply("if", (condition, then, otherwise), (), both)


def _attribute(context: Context, scope: Scope, expr: Attribute) -> Expression | None:
    base = expr.base
    if isinstance(base, Name) and base.name == "baseline" and scope.slices:
        metric = scope.names.get(expr.name)
        if isinstance(metric, Ref) and metric.kind == "metric":
            context.used.add(expr.name)
            return Ref("baseline", expr.name, metric.type)
        context.report(
            "E116",
            expr.name_span,
            f"no metric is named `{expr.name}`",
            label="unknown metric",
            help=did_you_mean(expr.name, scope.names),
        )
        return None
    if isinstance(base, Call) and base.function in context.broken:
        return None
    if isinstance(base, Call) and base.function in context.interfaces:
        return _used_model(context, scope, base, expr)
    what = (
        base.function + "(...)" if isinstance(base, Call) else base.name if isinstance(base, Name) else "this"
    )
    context.report(
        "E106",
        expr.span,
        f"`{what}` has no part `{expr.name}`",
        help="only a used model and `baseline` have parts",
    )
    return None


def _used_model(context: Context, scope: Scope, base: Call, expr: Attribute) -> Expression | None:
    fields = context.interfaces[base.function]
    context.used.add(base.function)
    scope.models.add(base.function)
    options: list[tuple[str, Expression]] = []
    for argument in base.arguments:
        if argument.name not in fields:
            context.report(
                "E114",
                argument.name_span or argument.span,
                f"the interface of `{base.function}` has no field `{argument.name}`"
                if argument.name
                else "an input of a used model is named",
                help=did_you_mean(argument.name, fields, "write `field = column`"),
            )
            return None
        value = infer(context, scope, argument.value, fields[argument.name])
        if value is None or not _argument_fits(
            context, argument.value, value, argument.name, fields[argument.name]
        ):
            return None
        options.append((argument.name, value))
    given = {name for name, _ in options}
    result = fields.get(expr.name)
    if result is None or expr.name in given:
        context.report(
            "E114",
            expr.name_span,
            f"the interface of `{base.function}` has no output `{expr.name}`",
            help=did_you_mean(expr.name, [name for name in fields if name not in given]),
        )
        return None
    return Apply(
        f"use.{base.function}.{expr.name}", (), tuple(sorted(options, key=lambda item: item[0])), result
    )


def _argument_fits(context: Context, expr: Expr, value: Expression, name: str, declared: Type) -> bool:
    from specc.check.kinds import fits

    if fits(value.type, declared) and (declared.optional or not value.type.optional):
        return True
    context.report(
        "E207",
        expr.span,
        f"`{name}` takes {words(declared)}, and this is {words(value.type)}",
        help="give it a value of that type",
    )
    return False


def _misplaced(context: Context, expr: Expr) -> None:
    if isinstance(expr, ListOf):
        message, help = "a list can't be computed with", "use it after `in`: `x in [a, b]`"
    elif isinstance(expr, Range):
        message, help = "a range can't be computed with", "use it after `in`: `x in 1 .. 5`"
    elif isinstance(expr, Index):
        message, help = "a type can't stand in an expression", "write the type after `:` in the declaration"
    else:
        message, help = "this can't stand in an expression", "write a column, a number, a text or a call"
    context.report("E206", expr.span, message, help=help)
