"""The portable words: `objective`, `regularizer` and `architecture`, mapped to the estimator's own arguments."""

from __future__ import annotations

from specc.check.context import Context, did_you_mean
from specc.check.train_params import Draft
from specc.check.train_values import Value, as_json, as_spec, inverse, read_literal
from specc.model.spec import Json, Label
from specc.schema.catalogue.portable import (
    ACTIVATIONS,
    LAYERED,
    OBJECTIVES,
    OUTPUTS,
    REGULARIZERS,
    Word,
    Words,
    word_for,
)
from specc.source import Span
from specc.syntax.tree import Argument, Block, Call, Expr, ListOf, Name, Number, Quantity, Row, Setting


class Weights:
    """What `class_weight` asks for where the estimator takes it only through the rows."""

    balanced = False


def _call(expr: Expr) -> tuple[str, Span, tuple[Argument, ...]] | None:
    if isinstance(expr, Name):
        return expr.name, expr.span, ()
    return (expr.function, expr.function_span, expr.arguments) if isinstance(expr, Call) else None


def apply_word(draft: Draft, setting: Setting, label: Label | None) -> Weights:
    """Map `objective = ...` or `regularizer = ...` and record it. Gives the weights that `fit` must be handed."""
    context, key = draft.context, setting.name
    table = OBJECTIVES if key == "objective" else REGULARIZERS
    words = table.get(draft.estimator.name, {})
    weights = Weights()
    read = _call(setting.value)
    if read is None:
        context.report(
            "E621", setting.value.span, f"`{key}` is a word, with its numbers in brackets", help=_has(draft, words, key)
        )
        return weights
    name, span, arguments = read
    context.entry(f"train.{key}", name, "train", text=name, why=_why(setting), span=setting.span)
    word = _known_word(draft, words, key, name, span, label)
    if word is None:
        _skip(draft, arguments)
        return weights
    _check_implied(draft, word, key, setting)
    seen: set[str] = set()
    for position, argument in enumerate(arguments):
        _argument(draft, setting, name, word, argument, position, seen, weights, label)
    for missing in word.required:
        if missing not in seen:
            context.report(
                "E621", span, f"`{name}` needs its `{missing}`", help=f"write `{key} = {name}({missing} = ...)`"
            )
    draft.prefer(word.prefers, key, setting.span)
    return weights


def _why(setting: Setting) -> str:
    from specc.syntax.tree import Text

    for statement in setting.body or ():
        if isinstance(statement, Setting) and statement.name == "why" and isinstance(statement.value, Text):
            return statement.value.value
    return ""


def _has(draft: Draft, words: Words, key: str) -> str:
    """What the estimator has for this key, for a help line."""
    there = [name for name in words if word_for(words, name, draft.catalogue.minor) is not None]
    if not there:
        return f"leave `{key}` out: {draft.estimator.name} has none to choose"
    return f"{draft.estimator.name} has " + ", ".join(f"`{name}`" for name in there)


def _known_word(draft: Draft, words: Words, key: str, name: str, span: Span, label: Label | None) -> Word | None:
    word = word_for(words, name, draft.catalogue.minor)
    code = "E620" if key == "objective" else "E624"
    if word is None:
        message = f"{draft.estimator.name} has no {key} `{name}`"
        near = did_you_mean(name, words) if words else ""
        draft.context.report(
            code, span, message, help=near if near.startswith("did you mean") else _has(draft, words, key)
        )
        return None
    if word.tasks and label is not None and label.task not in word.tasks:
        draft.context.report(
            code,
            span,
            f"`{name}` of {draft.estimator.name} fits a {' or '.join(word.tasks)} label, and `{label.name}` is {label.task}",
            help=_has(draft, {one: of for one, of in words.items() if one != name}, key),
        )
        return None
    return word


def _check_implied(draft: Draft, word: Word, key: str, setting: Setting) -> None:
    for name, value in word.sets.items():
        if word.implied and draft.estimator.parameter(name) is None:
            continue
        draft.place(name, value, key, setting.span, setting.value.span)


def _skip(draft: Draft, arguments: tuple[Argument, ...]) -> None:
    """Parameters that an unknown word refers to are not unknown themselves."""
    for argument in arguments:
        if isinstance(argument.value, Name) and argument.value.name in draft.given:
            draft.used.add(argument.value.name)


def _argument(
    draft: Draft,
    setting: Setting,
    name: str,
    word: Word,
    argument: Argument,
    position: int,
    seen: set[str],
    weights: Weights,
    label: Label | None,
) -> None:
    key, context = setting.name, draft.context
    known = tuple(word.arguments)
    wanted = argument.name or (known[0] if position == 0 and known else "")
    if key == "objective" and wanted == "class_weight":
        seen.add(wanted)
        _class_weight(draft, argument, weights, label)
        return
    if wanted not in word.arguments:
        options = [*known, "class_weight"] if key == "objective" and draft.estimator.kind == "classifier" else list(known)
        _skip(draft, (argument,))
        context.report(
            "E621",
            argument.name_span or argument.span,
            f"`{name}` of {draft.estimator.name} has no `{argument.name}`" if argument.name else f"`{name}` takes no value without a name here",
            help=did_you_mean(argument.name, options, f"`{name}` takes nothing in brackets here"),
        )
        return
    if wanted in seen:
        context.report("E621", argument.span, f"`{wanted}` is given twice", help="keep one of the two")
        return
    seen.add(wanted)
    value, ok = _value(draft, argument.value)
    context.entry(
        f"train.{key}.{wanted}", _entry_value(draft, argument.value, value), "train", text=_text(context, argument.value), span=argument.span
    )
    if ok:
        _hand_on(draft, word.arguments[wanted], value, key, argument)


def _value(draft: Draft, expr: Expr) -> tuple[Value, bool]:
    """A constant, or what the `param` of that name stands for; integers become floats, which these words speak of."""
    if isinstance(expr, Name) and expr.name in draft.given:
        draft.used.add(expr.name)
        return draft.given[expr.name].value, True
    value, ok = read_literal(draft.context, expr)
    if not ok:
        return None, False
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        draft.context.report(
            "E621",
            expr.span,
            f"`{as_spec(value)}` is neither a number nor a `param` of this section",
            help=did_you_mean(str(value), draft.given, "give a number, or add a `param` line of that name"),
        )
        return None, False
    return float(value), True


def _entry_value(draft: Draft, expr: Expr, value: Value) -> Json:
    if isinstance(expr, Name) and expr.name in draft.given:
        return {"param": expr.name}
    return as_json(value)


def _text(context: Context, expr: Expr) -> str:
    return " ".join(context.source.slice(expr.span).split())


def _hand_on(draft: Draft, target: str, value: Value, key: str, argument: Argument) -> None:
    if not target.startswith("1/"):
        draft.place(target, value, key, argument.span, argument.value.span)
        return
    turned = inverse(value)
    if isinstance(turned, str):
        draft.context.report(
            "E626",
            argument.value.span,
            f"`{target[2:]}` of {draft.estimator.name} is the inverse of the strength: {turned}",
            help="give a strength above 0, a list of them, or `log(low .. high)`",
        )
        return
    draft.place(target[2:], turned, key, argument.span, argument.value.span)


# ---------------------------------------------------------------- class weights


def _class_weight(draft: Draft, argument: Argument, weights: Weights, label: Label | None) -> None:
    context, estimator, expr = draft.context, draft.estimator, argument.value
    if estimator.kind != "classifier":
        context.report(
            "E622", argument.span, f"{estimator.name} predicts a number, so there are no classes to weigh", help="leave `class_weight` out"
        )
        return
    value = _weights(context, expr, label)
    if value is None:
        return
    context.entry("train.objective.class_weight", value, "train", text=_text(context, expr), span=argument.span)
    if estimator.parameter("class_weight") is not None:
        draft.place("class_weight", value, "objective", argument.span, expr.span)
    elif value != "balanced":
        context.report(
            "E622",
            argument.span,
            f"{estimator.name} takes no weights for single classes",
            help="write `class_weight = balanced`, or choose an algorithm that does, such as `logistic_regression`",
        )
    elif "sample_weight" in estimator.can:
        weights.balanced = True
    else:
        _no_weights(draft, argument)


def _no_weights(draft: Draft, argument: Argument) -> None:
    """The estimator of this version can't weigh; that stops `build`, and the rest of the spec can still be checked."""
    estimator, version = draft.estimator, ""
    if estimator.name.startswith("MLP"):
        version = " (it does from scikit-learn 1.7 on)"
    what = f"{estimator.name} of {draft.library} takes weights neither for classes nor for rows{version}"
    draft.context.report(
        "E622",
        argument.span,
        what,
        severity="warning",
        help="leave `class_weight` out, pin a version that has it, or choose another algorithm",
        notes=("`build` stops here: it never trains without weights that the spec asks for",),
    )
    draft.context.build_does_not_run("train.objective.class_weight", what, argument.span, blocking=True)


def _weights(context: Context, expr: Expr, label: Label | None) -> Json:
    """`balanced`, or a weight for each class: `weights(ham = 1, spam = 5)`, `[1, 5]` in declared order."""
    members = label.type.members if label is not None else ()
    if isinstance(expr, Name) and expr.name == "balanced":
        return "balanced"
    found: dict[str, Json] = {}
    if isinstance(expr, Call) and expr.function == "weights":
        pairs = [(argument.name, argument.value, argument.span) for argument in expr.arguments]
    elif isinstance(expr, ListOf) and (not members or len(expr.items) == len(members)):
        pairs = [(name, item, item.span) for name, item in zip(members, expr.items, strict=False)]
    else:
        context.report(
            "E623",
            expr.span,
            "`class_weight` is `balanced` or one weight for each class",
            help="write `balanced`" + (f", or `weights({', '.join(f'{name} = 1' for name in members)})`" if members else ""),
        )
        return None
    for name, item, span in pairs:
        value, ok = read_literal(context, item)
        if not ok:
            return None
        if name not in members and members:
            context.report("E623", span, f"`{name}` is no class of the label", help=did_you_mean(name, members))
        elif isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
            context.report("E623", item.span, f"the weight of `{name}` is a number of at least 0", help="give such a number")
        else:
            found[name] = float(value)
    absent = [name for name in members if name not in found]
    if absent and len(pairs) < len(members):
        context.report("E623", expr.span, f"class `{absent[0]}` has no weight", help=f"add `{absent[0]} = 1`")
    return dict(found) if found and len(found) == len(pairs) else None


# ---------------------------------------------------------------- architecture


def apply_architecture(draft: Draft, block: Block, label: Label | None) -> None:
    """Map the layers of a network to `hidden_layer_sizes` and `activation`."""
    context = draft.context
    if draft.estimator.name not in LAYERED:
        context.report(
            "E630",
            block.kind_span,
            f"{draft.estimator.name} has no layers",
            help="leave `architecture` out, or choose `algorithm = multilayer_perceptron`",
        )
        return
    hidden: list[tuple[int, str, Row]] = []
    output: tuple[int, str, Row] | None = None
    for statement in block.body:
        if not isinstance(statement, Row) or statement.head != "layer":
            continue
        read = _layer(context, statement)
        if read is None:
            continue
        kind, size, activation = read
        if output is not None:
            context.report("E631", statement.span, "a layer stands after the output layer", help="move the output layer to the end")
        elif kind == "output":
            output = (size, activation, statement)
        else:
            hidden.append((size, activation, statement))
    _place_layers(draft, block, hidden)
    if output is not None and label is not None:
        _check_output(context, label, *output)


def _layer(context: Context, row: Row) -> tuple[str, int, str] | None:
    cells = row.cells
    kind = cells[0].name if cells and isinstance(cells[0], Name) else ""
    if kind not in ("dense", "output"):
        span = cells[0].span if cells else row.span
        context.report("E631", span, "a layer is `dense` or `output`", help="write `layer dense 64 relu`")
        return None
    size = cells[1].value if len(cells) > 1 and isinstance(cells[1], Number) else None
    activation = cells[2].name if len(cells) == 3 and isinstance(cells[2], Name) else ""
    if len(cells) == 2 and isinstance(cells[1], Quantity):
        context.report(
            "E631", cells[1].span, f"`{cells[1].unit}` is no activation", help="known: " + ", ".join(f"`{name}`" for name in ACTIVATIONS)
        )
        return None
    if not isinstance(size, int) or size < 1 or not activation:
        context.report(
            "E631", row.span, "a layer has a kind, a size of at least 1 and an activation", help=f"write `layer {kind} 64 relu`"
        )
        return None
    known = [*ACTIVATIONS, *(["softmax"] if kind == "output" else [])]
    if activation not in known:
        context.report("E631", cells[2].span, f"`{activation}` is no activation of a {kind} layer", help=did_you_mean(activation, known))
        return None
    return kind, size, activation


def _place_layers(draft: Draft, block: Block, hidden: list[tuple[int, str, Row]]) -> None:
    sizes: list[Json] = [size for size, _, _ in hidden]
    draft.place("hidden_layer_sizes", sizes, "architecture", block.kind_span)
    if not hidden:
        return
    first = ACTIVATIONS[hidden[0][1]]
    for _, activation, row in hidden[1:]:
        if ACTIVATIONS[activation] != first:
            draft.context.report(
                "E632",
                row.cells[2].span,
                f"{draft.estimator.name} has one activation for all its hidden layers, and here are `{first}` and `{activation}`",
                help=f"write `{first}` in every hidden layer",
            )
            return
    draft.place("activation", first, "architecture", hidden[0][2].cells[2].span)


def _check_output(context: Context, label: Label, size: int, activation: str, row: Row) -> None:
    wanted = OUTPUTS[label.task]
    units = len(label.type.members) if label.task == "multiclass" else 1
    if ACTIVATIONS.get(activation, activation) == wanted and size == units:
        return
    context.report(
        "E633",
        row.span,
        f"the output layer of a {label.task} label is of size {units} and `{wanted}`",
        help=f"write `layer output {units} {wanted}`",
    )
