"""The tables of the language: what is allowed, one set an edition. Nothing here reads a file or runs."""

from __future__ import annotations

from specc.schema.data_blocks import BLOCKS as DATA_BLOCKS
from specc.schema.data_blocks import TOP_ROWS
from specc.schema.model_blocks import BLOCKS as MODEL_BLOCKS
from specc.schema.rows import BlockKind, Key, RowKind

EDITIONS = (2026,)

BLOCKS: dict[str, BlockKind] = {row.path: row for row in (*DATA_BLOCKS, *MODEL_BLOCKS)}
SECTIONS: tuple[str, ...] = tuple(path for path in BLOCKS if "." not in path)
ROWS: dict[str, RowKind] = {row.name: row for row in TOP_ROWS}


def block(path: str) -> BlockKind:
    """The row of a block, by dotted path (`label.crowd`)."""
    return BLOCKS[path]


def find_key(name: str) -> tuple[BlockKind, Key] | None:
    """The key `source.key` and the block it belongs to, or none."""
    path, _, key = name.rpartition(".")
    row = BLOCKS.get(path)
    if row is None:
        return None
    return next(((row, each) for each in row.keys if each.name == key), None)


def explain_key(name: str) -> str | None:
    """What `specc explain NAME` prints for a block, a key, a function, a transform or a metric; none if
    unknown.
    """
    from specc.schema.reference import explain

    return explain(name)
