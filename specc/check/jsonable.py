"""Expressions as canonical JSON: the meaning alone, in lists whose first item names the operation."""

from __future__ import annotations

from specc.model.spec import Json
from specc.model.types import Apply, Columns, Constant, Expression, Items, Ref


def expression_json(value: Expression) -> Json:
    """`["column", "body"]`, `["length", ...]`, constants as they are, quantities as `{"share": 0.05}`."""
    if isinstance(value, Constant):
        return _constant_json(value)
    if isinstance(value, Ref):
        return [value.kind, value.name]
    if isinstance(value, Columns):
        return ["columns", *value.names]
    if isinstance(value, Items):
        return ["items", *(expression_json(item) for item in value.items)]
    found: list[Json] = [value.function, *(expression_json(item) for item in value.operands)]
    if value.options:
        found.append({name: expression_json(option) for name, option in value.options})
    return found


def _constant_json(value: Constant) -> Json:
    kind, unit = value.type.kind, value.type.unit
    if isinstance(value.value, bool) or value.value is None:
        return value.value
    if kind == "share":
        return {"points" if unit == "pp" else "share": value.value}
    if kind == "duration":
        return {"seconds": value.value}
    if kind in ("date", "timestamp", "category"):
        return {kind: value.value}
    return {"unit": unit, "value": value.value} if unit else value.value


def references(value: Expression) -> set[tuple[str, str]]:
    """Every (kind, name) that an expression refers to."""
    if isinstance(value, Ref):
        return {(value.kind, value.name)}
    if isinstance(value, Columns):
        return {("column", name) for name in value.names}
    if isinstance(value, Items):
        return {found for item in value.items for found in references(item)}
    if isinstance(value, Apply):
        found = {each for item in value.operands for each in references(item)}
        return found | {each for _, option in value.options for each in references(option)}
    return set()


def inlined(value: Expression, meanings: dict[str, Expression]) -> Expression:
    """The expression with each reference to a feature of `meanings` replaced by what it stands for."""
    if isinstance(value, Ref):
        return meanings.get(value.name, value) if value.kind == "feature" else value
    if isinstance(value, Apply):
        operands = tuple(inlined(item, meanings) for item in value.operands)
        options = tuple((name, inlined(option, meanings)) for name, option in value.options)
        return Apply(value.function, operands, options, value.type)
    return value
