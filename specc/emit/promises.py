"""Promises as Python: what `expect`, `require` and `deploy` say, over `evaluation.py` of the build context."""

from __future__ import annotations

from specc.emit.expressions import columns_of, python
from specc.emit.layout import literal, text_literal
from specc.model.spec import Promise
from specc.model.types import Apply, Columns, Constant, Expression, Items, Ref

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "between", "in")
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_ARITHMETIC = {"+", "-", "*", "/"}
_STATISTICS = ("min", "max", "mean", "sum", "deviation", "quantile", "distinct")


class NotMeasured(ValueError):
    """The promise speaks of something that a build does not measure."""


def promise_code(promise: Promise, subject: str) -> str:
    """A call that gives the promise with its value and verdict. `subject`: `source` for `expect`, where the
    table is `frame`, or `model`, where the measured model is `test`."""
    try:
        return _verdict(promise.text, promise.expression, subject, "")
    except NotMeasured as reason:
        return f"not_run({text_literal(promise.text)}, {text_literal(str(reason))})"


def _verdict(text: str, expression: Expression, subject: str, on: str) -> str:
    said = text_literal(text)
    if isinstance(expression, Apply):
        name, operands = expression.function, expression.operands
        if name in ("and", "or"):
            parts = ", ".join(
                _verdict(f"part {at}", part, subject, on) for at, part in enumerate(operands, 1)
            )
            return f"{'every' if name == 'and' else 'some'}({said}, [{parts}])"
        if name in ("not", "not in"):
            inner = (
                operands[0] if name == "not" else Apply("in", operands, expression.options, expression.type)
            )
            return f"denied({said}, {_verdict(text, inner, subject, on)})"
        if name == "on" and expression.type.kind == "bool":
            return _verdict(text, operands[0], subject, _slice(operands[1]))
        if name in COMPARISONS:
            return _comparison(said, name, operands, subject, on)
    return f'promise({said}, {_value(expression, subject, on)}, "is")'


def _comparison(said: str, sign: str, operands: tuple[Expression, ...], subject: str, on: str) -> str:
    first, rest = operands[0], list(operands[1:])
    if sign == "in" and len(rest) == 1 and isinstance(rest[0], Items):
        rest = list(rest[0].items)
    if isinstance(first, Constant) and sign in _TURNED:
        first, rest, sign = rest[0], [first], _TURNED[sign]
    if any(isinstance(side, Constant) and side.value is None for side in rest):
        raise NotMeasured("it compares with none")
    bounds = ", ".join(_value(bound, subject, on) for bound in rest)
    return f'promise({said}, {_value(first, subject, on)}, "{sign}", {bounds})'


def _value(expression: Expression, subject: str, on: str) -> str:
    """The code of a number (or a date, text, truth) in a promise."""
    if isinstance(expression, Constant):
        if expression.type.kind == "timestamp":
            return f'pd.Timestamp({text_literal(str(expression.value))}, tz="UTC")'
        return (
            f"pd.Timestamp({text_literal(str(expression.value))})"
            if expression.type.kind == "date"
            else literal(expression.value)
        )
    if isinstance(expression, Apply):
        name, operands = expression.function, expression.operands
        if name == "on":
            return _value(operands[0], subject, _slice(operands[1]))
        if name in _ARITHMETIC:
            left, right = (_value(operand, subject, on) for operand in operands)
            return f"({left} {name} {right})" if name != "/" else f"ratio({left}, {right})"
        if name == "neg":
            return f"-{_value(operands[0], subject, on)}"
        if name in COMPARISONS or name in ("and", "or", "not"):
            raise NotMeasured("it is a comparison inside another")
    return _of_source(expression) if subject == "source" else _of_model(expression, on)


def _slice(expression: Expression) -> str:
    if isinstance(expression, Ref):
        return expression.name
    raise NotMeasured("`on` names a slice")


# ---------------------------------------------------------------- of a source


def _of_source(expression: Expression) -> str:
    if not isinstance(expression, Apply):
        raise NotMeasured("it names nothing that is measured on a source")
    name, operands = expression.function, expression.operands
    if name == "rows" and not operands:
        return "len(frame)"
    if name == "unique":
        return f"not frame.duplicated({literal(_names(operands))}).any()"
    if name == "share" and not columns_of(operands[0])[1]:
        return f"share({python(operands[0], 'frame')}, len(frame))"
    if name == "null_share" and not columns_of(operands[0])[1]:
        return f"null_share({python(operands[0], 'frame')})"
    if name in _STATISTICS and not columns_of(operands[0])[1]:
        at = expression.option("at")
        more = f", at={literal(at.value)}" if isinstance(at, Constant) else ""
        return f'statistic("{name}", {python(operands[0], "frame")}{more})'
    raise NotMeasured(f"`{name}` is not measured on a source")


def _names(operands: tuple[Expression, ...]) -> list[str]:
    found: list[str] = []
    for operand in operands:
        if isinstance(operand, Ref):
            found.append(operand.name)
        elif isinstance(operand, Columns):
            found += operand.names
        elif isinstance(operand, Items):
            found += _names(operand.items)
    if not found:
        raise NotMeasured("`unique` takes columns")
    return found


# ---------------------------------------------------------------- of a model


def _of_model(expression: Expression, on: str) -> str:
    more = f", on={text_literal(on)}" if on else ""
    if isinstance(expression, Ref) and expression.kind in ("metric", "baseline"):
        return f"test.{expression.kind}({text_literal(expression.name)}{more})"
    name = expression.name if isinstance(expression, Ref) else ""
    if isinstance(expression, Apply):
        name = expression.function
        if name in ("lower_bound", "upper_bound", "spread"):
            return _bound(expression, on)
    if name == "artifact_size":
        return 'test.extra["artifact_size"]'
    raise NotMeasured(f"`{name or 'it'}` is known only where the model is in use, not in a build")


def _bound(expression: Apply, on: str) -> str:
    metric: Expression = expression.operands[0]
    if isinstance(metric, Apply) and metric.function == "on":
        inner, restriction = metric.operands
        metric, on = inner, _slice(restriction)
    if not (isinstance(metric, Ref) and metric.kind == "metric"):
        raise NotMeasured(f"`{expression.function}` is measured for a metric of `evaluate`")
    more = f", on={text_literal(on)}" if on else ""
    if expression.function == "spread":
        over = expression.option("over")
        if not isinstance(over, Ref):
            raise NotMeasured("`spread` is over a column")
        return f"test.spread({text_literal(metric.name)}, over={text_literal(over.name)}{more})"
    level = expression.option("confidence")
    confidence = level.value if isinstance(level, Constant) else 0.95
    return f"test.{expression.function}({text_literal(metric.name)}, confidence={literal(confidence)}{more})"
