"""Lines of a table, `example spam "..." because "..."`: their cells against the signature of the schema."""

from __future__ import annotations

from collections.abc import Callable

from specc.check.context import Context
from specc.check.values import constant_json, read_constant
from specc.model.spec import Json
from specc.schema.rows import Cell, Key, RowKind
from specc.syntax import unparse
from specc.syntax.tree import Expr, Name, Row

ReadClass = Callable[[Expr], "str | None"]


def read_row(
    context: Context,
    row: RowKind,
    statement: Row,
    path: str,
    number: int,
    read_class: ReadClass | None = None,
) -> dict[str, Json] | None:
    """The cells of a line by name, recorded as one entry; reports what does not fit the line's signature."""
    cells: dict[str, Json] = {}
    given = list(statement.cells)
    at = 0
    for cell in row.cells:
        if at >= len(given):
            if cell.optional:
                break
            context.report(
                "E207",
                statement.span,
                f"the line `{row.name}` lacks {_cell_words(cell)}",
                help=f"write it as `{row.example}`",
            )
            return None
        value = _read_cell(context, row, cell, given[at], read_class)
        if value is None:
            return None
        if not cell.word:
            cells[cell.name] = value
        at += 1
    if at < len(given):
        context.report(
            "E207",
            given[at].span,
            f"the line `{row.name}` has more than it takes",
            help=f"write it as `{row.example}`",
        )
        return None
    if path:
        _record_row(context, row, statement, path, number, cells)
    return cells


def _record_row(
    context: Context, row: RowKind, statement: Row, path: str, number: int, cells: dict[str, Json]
) -> None:
    names = [str(value) for value in list(cells.values())[: max(row.key, 0)]]
    suffix = "" if row.key < 0 else "." + ".".join(names) if row.key else f".{number}"
    text = " ".join([statement.head, *(unparse(cell) for cell in statement.cells)])
    context.entry(
        f"{path}.{row.name}{suffix}",
        {**cells},
        row.impact,
        text=text,
        why=str(cells.get("because", "")),
        span=statement.span,
    )


def _cell_words(cell: Cell) -> str:
    return f"`{cell.word}`" if cell.word else f"its {cell.name}"


def _read_cell(
    context: Context, row: RowKind, cell: Cell, written: Expr, read_class: ReadClass | None
) -> Json:
    if cell.word:
        if isinstance(written, Name) and written.name == cell.word:
            return cell.word
        context.report(
            "E207",
            written.span,
            f"the line `{row.name}` has `{cell.word}` here",
            help=f"write it as `{row.example}`",
        )
        return None
    if cell.type == "class" and read_class is not None:
        return read_class(written)
    key = Key(cell.name, cell.type, row.impact, "", row.example, members=cell.members)
    found = read_constant(context, key, written)
    return None if found is None else constant_json(found)
