"""Promises of two specs: which got weaker, which stronger."""

from __future__ import annotations

from collections.abc import Iterator

from specc.diff.change import Change, Group, Kind
from specc.model.spec import Promise, Spec
from specc.model.types import Apply, Constant, Expression

# how a promise `measure OP bound` moves when its bound grows: +1 asks for more, -1 for less
_DIRECTION = {">=": 1, ">": 1, "<=": -1, "<": -1}


def promises_of(spec: Spec) -> dict[str, list[Promise]]:
    """Promises by where they stand."""
    found = {f"source.{source.name}.expect": list(source.expect) for source in spec.sources}
    found["evaluate.require"] = list(spec.evaluate.require)
    found["deploy"] = list(spec.deploy.promises) if spec.deploy else []
    return found


def promise_changes(old: Spec, new: Spec) -> Iterator[Change]:
    """Added, removed and moved promises; the same measure under the same comparison is one promise."""
    before, after = promises_of(old), promises_of(new)
    for where in dict.fromkeys([*before, *after]):
        yield from _changes(where, before.get(where, []), after.get(where, []))


def _changes(where: str, old: list[Promise], new: list[Promise]) -> Iterator[Change]:
    same = {promise.text for promise in old} & {promise.text for promise in new}
    gone = [promise for promise in old if promise.text not in same]
    fresh = [promise for promise in new if promise.text not in same]
    for promise in gone:
        partner = next((other for other in fresh if _measure(other) == _measure(promise)), None)
        if partner is None:
            subject = _subject(promise.expression)
            partner = next((other for other in fresh if _subject(other.expression) == subject), None)
        if partner is None:
            yield _change("weaker", "removed", where, promise, None)
            continue
        fresh.remove(partner)
        same_measure = _measure(partner) == _measure(promise)
        group: Group = _direction(promise.expression, partner.expression) if same_measure else "accept"
        yield _change(group, "changed", where, promise, partner)
    for promise in fresh:
        yield _change("stronger", "added", where, None, promise)


def _change(group: Group, kind: Kind, where: str, old: Promise | None, new: Promise | None) -> Change:
    reasons = [promise.why for promise in (old, new) if promise is not None and promise.why]
    return Change(
        group,
        kind,
        where,
        old.text if old else "",
        new.text if new else "",
        why="; ".join(dict.fromkeys(reasons)),
    )


def _measure(promise: Promise) -> str:
    """What is measured, without the bound: promises with the same one are two states of one promise."""
    expression = promise.expression
    if isinstance(expression, Apply) and _bounds(expression) is not None:
        return repr((_sides(expression)[0],))
    return promise.text


def _sides(expression: Apply) -> tuple[Expression, str, tuple[float, ...]]:
    """The measure, the comparison as seen from it, and its bounds."""
    left, *rest = expression.operands
    numbers = tuple(_number(operand) for operand in rest)
    turned = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}
    if len(rest) == 1 and isinstance(left, Constant) and not isinstance(rest[0], Constant):
        return rest[0], turned.get(expression.function, expression.function), (_number(left),)
    return left, expression.function, numbers


def _number(expression: Expression) -> float:
    if isinstance(expression, Constant) and isinstance(expression.value, (int, float)):
        return float(expression.value)
    return float("nan")


def _bounds(expression: Apply) -> tuple[float, ...] | None:
    """The bounds, when the promise compares something with constants."""
    if expression.function not in (*_DIRECTION, "between", "==") or not expression.operands:
        return None
    bounds = _sides(expression)[2]
    return bounds if bounds and all(bound == bound for bound in bounds) else None


def _allowed(expression: Apply) -> tuple[float, float, bool, bool] | None:
    """The interval in which the measure may lie: low, high, and whether the ends are left out."""
    bounds = _bounds(expression)
    if bounds is None:
        return None
    function, far = _sides(expression)[1], float("inf")
    if function == "between" and len(bounds) == 2:
        return bounds[0], bounds[1], False, False
    if function == "==":
        return bounds[0], bounds[0], False, False
    if _DIRECTION[function] > 0:
        return bounds[0], far, function == ">", False
    return -far, bounds[0], False, function == "<"


def _direction(old: Expression, new: Expression) -> Group:
    """Weaker when the new promise allows all that the old one did and more; stronger the other way round."""
    before = _allowed(old) if isinstance(old, Apply) else None
    after = _allowed(new) if isinstance(new, Apply) else None
    if before is None or after is None:
        return "accept"
    wider, narrower = _holds(after, before), _holds(before, after)
    if wider == narrower:
        return "accept"
    return "weaker" if wider else "stronger"


def _holds(outer: tuple[float, float, bool, bool], inner: tuple[float, float, bool, bool]) -> bool:
    """True when everything inside `inner` is inside `outer`."""
    low = (outer[0], outer[2]) <= (inner[0], inner[2])
    return low and (-outer[1], outer[3]) <= (-inner[1], inner[3])


def _subject(expression: Expression) -> str:
    """What a measure speaks of, without its options: alike for `lower_bound` at 95% and at 90%."""
    if isinstance(expression, Apply):
        inside = ",".join(_subject(operand) for operand in expression.operands)
        return f"{expression.function}({inside})"
    if isinstance(expression, Constant):
        return ""
    return str(getattr(expression, "name", type(expression).__name__))
