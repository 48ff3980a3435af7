"""Operators: arithmetic with units, comparison, `in`, `and`, `or`, `??`, `on`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from specc.check.context import Context, did_you_mean
from specc.check.kinds import BOOL, FLOAT, INT, POINTS, SHARE, join, measure, optional, words
from specc.check.values import plain
from specc.model.types import Apply, Constant, Expression, Ref, Type
from specc.syntax.tree import Binary, Expr, ListOf, Name, Range

if TYPE_CHECKING:
    from specc.check.expressions import Scope

Infer: TypeAlias = Callable[[Context, "Scope", Expr, "Type | None"], "Expression | None"]


def binary(context: Context, scope: Scope, expr: Binary, infer: Infer) -> Expression | None:
    """The typed form of an operator with two operands."""
    operator = expr.operator
    if operator in ("in", "not in"):
        return _member_of(context, scope, expr, infer)
    if operator == "on":
        return _on(context, scope, expr, infer)
    if operator in ("and", "or"):
        return _logic(context, scope, expr, infer)
    if operator == "??":
        return _otherwise(context, scope, expr, infer)
    sides = _both(context, scope, expr, infer)
    if sides is None:
        return None
    if operator in ("+", "-", "*", "/"):
        return _arithmetic(context, expr, *sides)
    return _compare(context, expr, *sides)


def _both(context: Context, scope: Scope, expr: Binary, infer: Infer) -> tuple[Expression, Expression] | None:
    """Both operands; the one whose type is known first says which category the other's bare word is of."""
    comparing = expr.operator in ("==", "!=", "<", "<=", ">", ">=")
    first, second = expr.left, expr.right
    swapped = (
        comparing
        and isinstance(first, Name)
        and first.name not in scope.names
        and not isinstance(second, Name)
    )
    if comparing and isinstance(first, Name) and isinstance(second, Name):
        swapped = first.name not in scope.names and second.name in scope.names
    if swapped:
        first, second = second, first
    one = infer(context, scope, first, None)
    hint = one.type if comparing and one is not None and one.type.kind == "category" else None
    other = infer(context, scope, second, hint) if one is not None or not isinstance(second, Name) else None
    if one is None or other is None:
        return None
    return (other, one) if swapped else (one, other)


def _logic(context: Context, scope: Scope, expr: Binary, infer: Infer) -> Expression | None:
    from specc.check.expressions import truth

    left, right = infer(context, scope, expr.left, None), infer(context, scope, expr.right, None)
    fine = left is not None and truth(context, left, expr.left)
    if right is None or not truth(context, right, expr.right) or not fine or left is None:
        return None
    return Apply(expr.operator, (left, right), (), BOOL)


def _otherwise(context: Context, scope: Scope, expr: Binary, infer: Infer) -> Expression | None:
    left = infer(context, scope, expr.left, None)
    hint = left.type if left is not None and left.type.kind == "category" else None
    right = infer(context, scope, expr.right, hint)
    if left is None or right is None:
        return None
    both = join(left.type, right.type)
    if both is None:
        context.report(
            "E206",
            expr.span,
            f"`??` has {words(optional(left.type, False))} before it and {words(right.type)} after it",
            help="let both be the same kind of value",
        )
        return None
    return Apply("??", (left, right), (), optional(both, right.type.optional))


def _on(context: Context, scope: Scope, expr: Binary, infer: Infer) -> Expression | None:
    left = infer(context, scope, expr.left, None)
    if not scope.slices:
        context.report(
            "E206",
            expr.operator_span,
            "`on` restricts a metric to a slice, and can't stand here",
            help="write it in `evaluate.require`",
        )
        return None
    if isinstance(expr.right, Name) and expr.right.name in context.broken:
        return None
    if not isinstance(expr.right, Name) or expr.right.name not in context.slices:
        name = expr.right.name if isinstance(expr.right, Name) else "this"
        context.report(
            "E117",
            expr.right.span,
            f"no slice is named `{name}`",
            label="unknown slice",
            help=did_you_mean(name, context.slices, "define it: `slice night = hour >= 22`"),
        )
        return None
    if left is None:
        return None
    context.used.add(expr.right.name)
    return Apply("on", (left, Ref("slice", expr.right.name, BOOL)), (), left.type)


# ---------------------------------------------------------------- arithmetic


def _arithmetic(context: Context, expr: Binary, left: Expression, right: Expression) -> Expression | None:
    a, b = left.type, right.type
    if not a.numeric or not b.numeric:
        bad = a if not a.numeric else b
        help = (
            "use `days_between` or `seconds_between`"
            if bad.kind in ("date", "timestamp")
            else "give it numbers on both sides"
        )
        if bad.kind == "bool":
            help = "write `if ... then 1 else 0`"
        context.report(
            "E206", expr.span, f"`{expr.operator}` takes numbers, and one side is {words(bad)}", help=help
        )
        return None
    maybe = a.optional or b.optional
    if expr.operator in ("*", "/"):
        type = _product(expr.operator, a, b)
        zero = expr.operator == "/" and not (isinstance(right, Constant) and right.value)
        return Apply(expr.operator, (left, right), (), optional(type, maybe or zero))
    found = _sum(context, expr, left, right)
    return None if found is None else Apply(expr.operator, (left, right), (), optional(found, maybe))


def _product(operator: str, a: Type, b: Type) -> Type:
    if operator == "*" and a.kind == b.kind == "int" and not a.unit and not b.unit:
        return INT
    one, other = measure(a), measure(b)
    if a.kind == "duration" or b.kind == "duration":
        if operator == "*" and (not one or not other):
            return Type("duration")
        return FLOAT if one == other else Type("duration") if operator == "/" and not other else FLOAT
    if a.unit and not other:
        return Type("float", unit=a.unit) if a.unit != "pp" else POINTS
    if operator == "*" and b.unit and not one:
        return Type("float", unit=b.unit) if b.unit != "pp" else POINTS
    return FLOAT


def _sum(context: Context, expr: Binary, left: Expression, right: Expression) -> Type | None:
    a, b = optional(left.type, False), optional(right.type, False)
    one, other = measure(a), measure(b)
    if one == other == "share":
        return POINTS if expr.operator == "-" else SHARE
    if one == other:
        return INT if a.kind == b.kind == "int" and not one else FLOAT if not one or one == "prob" else a
    if {one, other} <= {"share", "points"}:
        return SHARE
    if {one, other} <= {"share", "prob", ""} and _unit_free(left, one) and _unit_free(right, other):
        return SHARE if "share" in (one, other) else FLOAT
    _mismatch(context, expr, left, right)
    return None


def _unit_free(side: Expression, measured: str) -> bool:
    """A side that needs no unit beside a share: one that has it, a computed number, or the constants 0 and
    1.
    """
    return bool(measured) or not isinstance(side, Constant) or side.value in (0, 1)


def _mismatch(context: Context, expr: Binary, left: Expression, right: Expression) -> None:
    one, other = measure(left.type), measure(right.type)
    for side, written, wanted in ((left, expr.left, other), (right, expr.right, one)):
        if isinstance(side, Constant) and not measure(side.type) and wanted:
            context.report(
                "E202",
                written.span,
                f"a bare number beside {words(optional(_other(side, left, right).type, False))}",
                label="no unit",
                help=_unit_help(side, wanted),
            )
            return
    if {one, other} == {"share", "points"}:
        context.report(
            "E209",
            expr.span,
            "`%` is a share and `pp` is the difference of two shares: they don't compare",
            help="write `pp` for a difference, `%` for a share",
        )
        return
    context.report(
        "E206",
        expr.span,
        f"`{expr.operator}` has {words(left.type)} on the left and {words(right.type)} on the right",
        help="bring both sides to the same unit",
    )


def _other(side: Expression, left: Expression, right: Expression) -> Expression:
    return right if side is left else left


def _unit_help(side: Constant, wanted: str) -> str:
    value = side.value if isinstance(side.value, (int, float)) else 0
    if wanted in ("share", "points"):
        sign = "%" if wanted == "share" else "pp"
        return f"write `{plain(round(value * 100, 10)) if abs(value) <= 1 else value}{sign}`"
    if wanted == "duration":
        return f"write the unit, such as `{value}s` or `{value}min`"
    if wanted == "bytes":
        return f"write the unit, such as `{value}MiB`"
    return (
        f"write `{value} {wanted}`" if wanted.isupper() and len(wanted) == 3 else f"write `{value}{wanted}`"
    )


# ---------------------------------------------------------------- comparison


def _compare(context: Context, expr: Binary, left: Expression, right: Expression) -> Expression | None:
    return Apply(expr.operator, (left, right), (), BOOL) if comparable(context, expr, left, right) else None


def comparable(context: Context, expr: Binary, left: Expression, right: Expression) -> bool:
    """Whether two values compare with the operator; reports units and kinds that do not."""
    a, b, equality = left.type, right.type, expr.operator in ("==", "!=", "in", "not in")
    if a.kind == "none" or b.kind == "none":
        if equality:
            return True
        context.report(
            "E206",
            expr.span,
            f"`{expr.operator}` with none is always false",
            help="write `== none` or `!= none`",
        )
        return False
    if a.numeric and b.numeric:
        return _same_measure(context, expr, left, right)
    if {a.kind, b.kind} <= {"date", "timestamp"}:
        return True
    textual = {"text", "category"}
    if equality and (a.kind == b.kind == "bool" or {a.kind, b.kind} <= textual):
        return True
    if a.kind == b.kind == "text":
        return True
    if {a.kind, b.kind} <= textual:
        context.report(
            "E206",
            expr.span,
            f"a category has no order: `{expr.operator}` can't compare it",
            help="write `==` or `in [...]`",
        )
        return False
    context.report(
        "E206",
        expr.span,
        f"`{expr.operator}` can't compare {words(optional(a, False))} with {words(optional(b, False))}",
        help="compare values of the same kind",
    )
    return False


def _same_measure(context: Context, expr: Binary, left: Expression, right: Expression) -> bool:
    one, other = measure(left.type), measure(right.type)
    if one == other:
        return True
    if "prob" in (one, other) and {one, other} <= {"prob", "share", ""}:
        return True
    # A computed ratio has no unit of its own and compares with a share.
    ratio = {one, other} == {"share", ""}
    if ratio and all(not isinstance(side, Constant) or measure(side.type) for side in (left, right)):
        plain_side = left if not one else right
        if plain_side.type.kind == "float":
            return True
    if any(
        isinstance(side, Constant) and side.value == 0 and not measure(side.type) for side in (left, right)
    ):
        return True
    _mismatch(context, expr, left, right)
    return False


def _member_of(context: Context, scope: Scope, expr: Binary, infer: Infer) -> Expression | None:
    left = infer(context, scope, expr.left, None)
    if left is None:
        return None
    hint = left.type if left.type.kind == "category" else None
    if isinstance(expr.right, Range):
        ends = (infer(context, scope, expr.right.low, hint), infer(context, scope, expr.right.high, hint))
        if ends[0] is None or ends[1] is None:
            return None
        found = _between(context, expr, left, ends[0], ends[1])
    elif isinstance(expr.right, ListOf):
        found = _one_of(context, scope, expr, expr.right, left, hint, infer)
    else:
        context.report(
            "E206",
            expr.right.span,
            "`in` takes a list or a range",
            help="write `x in [a, b]` or `x in 1 .. 5`",
        )
        return None
    if found is not None and expr.operator == "not in":
        return Apply("not", (found,), (), BOOL)
    return found


def _between(
    context: Context, expr: Binary, left: Expression, low: Expression, high: Expression
) -> Expression | None:
    as_order = Binary(expr.span, "<=", expr.operator_span, expr.left, expr.right)
    if not comparable(context, as_order, left, low) or not comparable(context, as_order, left, high):
        return None
    if isinstance(low, Constant) and isinstance(high, Constant):
        a, b = low.value, high.value
        numbers = isinstance(a, (int, float)) and isinstance(b, (int, float)) and a > b
        if numbers or (isinstance(a, str) and isinstance(b, str) and a > b):
            context.report(
                "E218",
                expr.right.span,
                "the range ends below its beginning, so nothing is in it",
                help="write the smaller end first",
            )
            return None
    return Apply("between", (left, low, high), (), BOOL)


def _one_of(
    context: Context,
    scope: Scope,
    expr: Binary,
    written: ListOf,
    left: Expression,
    hint: Type | None,
    infer: Infer,
) -> Expression | None:
    items: list[Expression] = []
    for item in written.items:
        found = infer(context, scope, item, hint)
        if found is None or not comparable(context, expr, left, found):
            return None
        if not isinstance(found, Constant):
            context.report(
                "E206",
                item.span,
                "a list after `in` holds constants",
                help="compare with `==` and `or` instead",
            )
            return None
        items.append(found)
    if not items:
        context.report("E218", written.span, "nothing is in an empty list", help="write at least one value")
        return None
    both = join(left.type, left.type)
    return Apply("in", (left, *items), (), BOOL) if both is not None else None
