"""`architecture { ... }`: the layers of a network, mapped to the library's own arguments."""

from __future__ import annotations

from typing import NamedTuple

from specc.check.context import Context, did_you_mean
from specc.check.sections import read_section
from specc.check.table_lines import read_row
from specc.check.train_params import Draft
from specc.model.spec import Json, Label
from specc.schema import BLOCKS
from specc.schema.catalogue.portable import ACTIVATIONS, LAYERED, OUTPUTS
from specc.syntax.tree import Block, Row


class Layer(NamedTuple):
    """One line: `layer dense 64 relu`."""

    kind: str
    size: int
    activation: str
    row: Row


def apply_architecture(draft: Draft, block: Block, label: Label | None) -> None:
    """Map the layers of a network to `hidden_layer_sizes` and `activation`, and record them."""
    context = draft.context
    if draft.estimator.name not in LAYERED:
        context.report(
            "E630",
            block.kind_span,
            f"{draft.estimator.name} has no layers",
            help="leave `architecture` out, or choose `algorithm = multilayer_perceptron`",
        )
        return
    kind = BLOCKS["train.architecture"]
    section = read_section(context, kind, block.body, "train.architecture", block.kind_span)
    hidden: list[Layer] = []
    output: Layer | None = None
    for number, row in enumerate(section.rows, 1):
        cells = read_row(context, kind.rows[0], row, "train.architecture", number)
        layer = _layer(context, row, cells) if cells is not None else None
        if layer is None:
            continue
        if output is not None:
            message = "a layer stands after the output layer"
            context.report("E631", row.span, message, help="move the output layer to the end")
        elif layer.kind == "output":
            output = layer
        else:
            hidden.append(layer)
    _place(draft, block, hidden)
    if output is not None and label is not None:
        _check_output(context, label, output)


def _layer(context: Context, row: Row, cells: dict[str, Json]) -> Layer | None:
    """The line as a layer; reports what its cells alone can't say."""
    kind, size, activation = cells.get("kind"), cells.get("size"), cells.get("activation")
    if not (isinstance(kind, str) and isinstance(size, int) and isinstance(activation, str)):
        return None
    if size < 1:
        context.report(
            "E631", row.cells[1].span, "a layer has at least one unit", help="give a size of 1 or more"
        )
        return None
    if kind == "dense" and activation not in ACTIVATIONS:
        context.report(
            "E631",
            row.cells[2].span,
            f"`{activation}` is no activation of a hidden layer",
            help=did_you_mean(activation, ACTIVATIONS),
        )
        return None
    return Layer(kind, size, activation, row)


def _place(draft: Draft, block: Block, hidden: list[Layer]) -> None:
    sizes: list[Json] = [layer.size for layer in hidden]
    draft.place("hidden_layer_sizes", sizes, "architecture", block.kind_span)
    if not hidden:
        return
    first = hidden[0].activation
    other = next((layer for layer in hidden if layer.activation != first), None)
    if other is None:
        draft.place("activation", first, "architecture", hidden[0].row.cells[2].span)
        return
    draft.context.report(
        "E632",
        other.row.cells[2].span,
        f"all hidden layers have one activation, and here are `{first}` and `{other.activation}`",
        help=f"write `{first}` in every hidden layer",
    )


def _check_output(context: Context, label: Label, output: Layer) -> None:
    wanted = OUTPUTS[label.task]
    units = len(label.type.members) if label.task == "multiclass" else 1
    if output.activation == wanted and output.size == units:
        return
    context.report(
        "E633",
        output.row.span,
        f"the output layer of a {label.task} label is of size {units} and `{wanted}`",
        help=f"write `layer output {units} {wanted}`",
    )
