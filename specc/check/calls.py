"""Calls: functions of one row, and the terms that promises speak of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from specc.check.context import Context, did_you_mean
from specc.check.kinds import (
    BOOL,
    BYTES,
    DURATION,
    FLOAT,
    INT,
    POINTS,
    PROB,
    SHARE,
    TEXT,
    join,
    optional,
    words,
)
from specc.check.patterns import check_pattern, check_zone
from specc.check.values import default_constant, read_constant
from specc.model.types import Apply, Constant, Expression, Ref, Type
from specc.schema.functions import BY_NAME as FUNCTIONS
from specc.schema.rows import UNSET, Function, Key
from specc.schema.terms import TERMS, term
from specc.schema.transforms import BY_NAME as TRANSFORMS
from specc.syntax.tree import Argument, Call, Expr, Name, Text

if TYPE_CHECKING:
    from specc.check.expressions import Scope
    from specc.check.operators import Infer

RESULTS: dict[str, Type] = {
    "int": INT,
    "number": FLOAT,
    "float": FLOAT,
    "bool": BOOL,
    "text": TEXT,
    "share": SHARE,
    "difference": POINTS,
    "bytes": BYTES,
    "duration": DURATION,
    "prob": PROB,
    "codes": Type("category", unit="codes"),
}


def call(context: Context, scope: Scope, expr: Call, infer: Infer) -> Expression | None:
    """The typed form of a call; reports an unknown function, wrong operands and unknown options."""
    row = term(scope.vocabulary, expr.function)
    if row is not None:
        return _apply(context, scope, expr, row, infer, scope.inner or scope)
    row = FUNCTIONS.get(expr.function)
    if row is not None and scope.rowwise:
        return _apply(context, scope, expr, row, infer, scope)
    if expr.function in TRANSFORMS and scope.rowwise:
        context.report(
            "E504",
            expr.span,
            f"`{expr.function}` is fitted on the training part, and can't stand inside an expression",
            label="a fitted step",
            help="make it the last step of a feature: compute first, then pipe into it",
        )
        return None
    if expr.function in context.broken:
        return None
    if expr.function in context.interfaces:
        context.used.add(expr.function)
        context.report(
            "E114",
            expr.span,
            f"`{expr.function}` is a used model: an output of it must be named",
            help=f"write `{expr.function}(...).output`",
        )
        return None
    known = [each.name for each in TERMS.get(scope.vocabulary, ())]
    if scope.rowwise:
        known += FUNCTIONS
    if row is not None:
        context.report(
            "E701",
            expr.function_span,
            f"`{expr.function}` computes a value of one row, and here are promises",
            help=did_you_mean("", known, "name a metric"),
        )
        return None
    context.report(
        "E107",
        expr.function_span,
        f"no function is named `{expr.function}`",
        label="unknown function",
        help=did_you_mean(expr.function, known, "`specc explain functions` lists them"),
    )
    return None


def bare_term(scope: Scope, name: str) -> Function | None:
    """The term that a bare name is, such as `rows` or `artifact_size`."""
    row = term(scope.vocabulary, name)
    return row if row is not None and not row.operands else None


def split_arguments(expr: Call) -> tuple[list[Argument], list[Argument]]:
    """Positional and named arguments."""
    return [each for each in expr.arguments if not each.name], [each for each in expr.arguments if each.name]


def _apply(
    context: Context, scope: Scope, expr: Call, row: Function, infer: Infer, inside: Scope
) -> Expression | None:
    """`inside`: the scope of the operands, which for a term of a promise is that of the rows."""
    positional, named = split_arguments(expr)
    if not _count_fits(context, expr, row, len(positional)):
        return None
    operands: list[Expression] = []
    for number, argument in enumerate(positional):
        kind = row.operands[min(number, len(row.operands) - 1)].rstrip(".")
        value = _operand(context, scope if kind == "metric" else inside, argument.value, kind, row, infer)
        if value is not None:
            operands.append(value)
    keys = row.options
    if any(operand.type.kind == "date" for operand in operands):
        keys = tuple(key for key in keys if key.name != "zone")
    options = read_options(context, scope, expr, keys, named, row.name)
    if options is None or len(operands) != len(positional):
        return None
    if any(key.name == "zone" for key in keys):
        options["zone"] = _zone(context, scope, named, options, operands)
    result = _result(context, expr, row, operands, options)
    if result is None:
        return None
    return Apply(row.name, tuple(operands), tuple(sorted(options.items())), result)


def _count_fits(context: Context, expr: Call, row: Function, count: int) -> bool:
    many = bool(row.operands) and row.operands[-1].endswith("...")
    least = len(row.operands) - (1 if many and row.operands[0] == "column" else 0)
    if count == least or (many and count >= least):
        return True
    wanted = f"{least}{' or more' if many else ''} {'value' if least == 1 and not many else 'values'}"
    context.report(
        "E207",
        expr.span,
        f"`{row.name}` takes {wanted if least else 'no values'}, and here {'is' if count == 1 else 'are'} "
        f"{count}",
        help=f"write it as `{row.example}`",
    )
    return False


def _operand(
    context: Context, scope: Scope, written: Expr, kind: str, row: Function, infer: Infer
) -> Expression | None:
    if kind in ("regex", "literal"):
        return _literal(context, written, kind, row)
    if kind == "condition":
        from specc.check.expressions import truth

        value = infer(context, scope, written, None)
        return value if value is not None and truth(context, value, written) else None
    value = infer(context, scope, written, None)
    if value is None or accepts(kind, value):
        return value
    if kind == "metric" and isinstance(value, Ref):
        context.report(
            "E207",
            written.span,
            f"`{row.name}` takes a metric, and `{value.name}` is a {value.kind}",
            help=f"write it as `{row.example}`",
        )
        return None
    context.report(
        "E207",
        written.span,
        f"`{row.name}` takes {_KIND_WORDS.get(kind, kind)}, and this is {words(optional(value.type, False))}",
        help=f"write it as `{row.example}`",
    )
    return None


_KIND_WORDS = {
    "text": "text",
    "number": "a number",
    "moment": "a date or timestamp",
    "timestamp": "a timestamp",
    "ordered": "a number or a date",
    "column": "a column",
    "metric": "a metric",
    "any": "a value",
}


def accepts(kind: str, value: Expression) -> bool:
    """Whether a typed value is of an operand kind of the function tables."""
    found = value.type.kind
    if kind == "text":
        return found in ("text", "category")
    if kind == "number":
        return value.type.numeric
    if kind == "moment":
        return found in ("date", "timestamp")
    if kind == "timestamp":
        return found == "timestamp"
    if kind == "ordered":
        return value.type.numeric or found in ("date", "timestamp")
    if kind == "column":
        return isinstance(value, Ref) and value.kind in ("column", "feature")
    if kind == "metric":
        if isinstance(value, Apply) and value.function == "on":
            return accepts("metric", value.operands[0])
        return isinstance(value, Ref) and value.kind in ("metric", "baseline")
    return True


def _literal(context: Context, written: Expr, kind: str, row: Function) -> Constant | None:
    if not isinstance(written, Text):
        context.report(
            "E207",
            written.span,
            f"`{row.name}` takes a string here, so that it is known before anything runs",
            help=f"write it as `{row.example}`",
        )
        return None
    if kind == "literal":
        return Constant(written.value, TEXT)
    if written.kind != "regex":
        return Constant(re.escape(written.value), TEXT)
    return Constant(written.value, TEXT) if check_pattern(context, written.span, written.value) else None


def read_options(
    context: Context,
    scope: Scope | None,
    expr: Call,
    keys: tuple[Key, ...],
    named: list[Argument],
    owner: str,
) -> dict[str, Expression] | None:
    """Named arguments by their keys, defaults included; none when one was wrong (all are reported)."""
    by_name = {key.name: key for key in keys}
    options: dict[str, Expression] = {}
    fine = True
    for argument in named:
        key = by_name.get(argument.name)
        place = argument.name_span or argument.span
        if key is None:
            context.report(
                "E108",
                place,
                f"`{owner}` has no option `{argument.name}`",
                label="unknown option",
                help=did_you_mean(argument.name, by_name, f"`{owner}` takes no options here"),
            )
            fine = False
            continue
        if argument.name in options:
            context.report("E105", place, f"`{argument.name}` is given twice", help="leave one out")
            fine = False
            continue
        value = _option(context, scope, key, argument.value)
        fine = fine and value is not None
        if value is not None:
            options[argument.name] = value
    for key in keys:
        if key.name in options or any(argument.name == key.name for argument in named):
            continue
        if key.required:
            context.report("E103", expr.span, f"`{owner}` needs `{key.name}`", help=f"write `{key.example}`")
            fine = False
        elif key.default is not UNSET:
            options[key.name] = default_constant(key)
    return options if fine else None


def _option(context: Context, scope: Scope | None, key: Key, written: Expr) -> Expression | None:
    if key.type == "column" and scope is not None:
        from specc.check.expressions import infer

        names = scope.inner or scope
        value = infer(context, names, written, None)
        if value is not None and not (
            isinstance(value, Ref) and value.kind in ("column", "feature", "label")
        ):
            context.report(
                "E207", written.span, f"`{key.name}` takes a column", help=f"write `{key.example}`"
            )
            return None
        return value
    if key.type == "section":
        return _section(context, written)
    found = read_constant(context, key, written)
    if (
        key.name == "zone"
        and isinstance(found, Constant)
        and not check_zone(context, written.span, str(found.value))
    ):
        return None
    return found


def _section(context: Context, written: Expr) -> Constant | None:
    from specc.schema import SECTIONS
    from specc.syntax.tree import Attribute

    parts: list[str] = []
    at = written
    while isinstance(at, Attribute):
        parts.insert(0, at.name)
        at = at.base
    parts.insert(0, at.name if isinstance(at, Name) else "")
    if parts[0] in SECTIONS and (
        parts[0] != "source" or len(parts) == 1 or any(each.name == parts[1] for each in context.sources)
    ):
        return Constant(".".join(parts), TEXT)
    context.report(
        "E106",
        written.span,
        f"no section is named `{'.'.join(parts)}`",
        help=did_you_mean(parts[0], SECTIONS, "name a section, such as `source.messages`"),
    )
    return None


def _zone(
    context: Context,
    scope: Scope,
    named: list[Argument],
    options: dict[str, Expression],
    operands: list[Expression],
) -> Expression:
    if any(argument.name == "zone" for argument in named):
        return options["zone"]
    operand = operands[0] if operands else None
    zone = "UTC"
    if isinstance(operand, Ref):
        zone = scope.zones.get(operand.name, "UTC")
    return Constant(zone, TEXT)


def _result(
    context: Context, expr: Call, row: Function, operands: list[Expression], options: dict[str, Expression]
) -> Type | None:
    rowwise = FUNCTIONS.get(row.name) is row  # a promise's `min(age)` is over all rows and skips none
    maybe = rowwise and row.none == "passes" and any(operand.type.optional for operand in operands)
    if row.result == "rounded":
        digits = options.get("digits")
        whole = isinstance(digits, Constant) and digits.value == 0
        return optional(INT if whole else Type("float", unit=operands[0].type.unit), maybe)
    if row.result == "same":
        found: Type | None = operands[0].type
        for operand in operands[1:]:
            found = join(found, operand.type) if found is not None else None
        if found is None:
            context.report(
                "E206",
                expr.span,
                f"the values of `{row.name}` are of different kinds or units",
                help="bring them to the same unit",
            )
            return None
        return optional(found, maybe)
    base = RESULTS[row.result.rstrip("?")]
    return optional(base, maybe or row.result.endswith("?"))


def positional_named_metric(
    context: Context, call: Call, keys: tuple[Key, ...], arguments: tuple[Argument, ...], owner: str
) -> dict[str, Expression] | None:
    """Options of a metric, none of which may come without its name."""
    stray = next((each for each in arguments if not each.name), None)
    if stray is not None:
        context.report(
            "E207", stray.span, f"`{owner}` takes the label alone without a name", help="name the option"
        )
        return None
    return read_options(context, None, call, keys, list(arguments), owner)
