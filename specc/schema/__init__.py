"""The tables of the language: what is allowed, one set an edition. Nothing here reads a file or runs."""

from __future__ import annotations

from specc.schema import header_blocks, label_blocks, model_blocks, promise_blocks, source_blocks
from specc.schema.rows import BlockKind, Key, RowKind

EDITIONS = (2026,)

_TABLES = (
    *header_blocks.BLOCKS,
    *source_blocks.BLOCKS,
    *label_blocks.BLOCKS,
    *model_blocks.BLOCKS,
    *promise_blocks.BLOCKS,
)
BLOCKS: dict[str, BlockKind] = {row.path: row for row in _TABLES}
SECTIONS: tuple[str, ...] = tuple(path for path in BLOCKS if "." not in path)
ROWS: dict[str, RowKind] = {row.name: row for row in header_blocks.TOP_ROWS}


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
