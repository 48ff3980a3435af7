"""What a comparison of two tables says, in sentences."""

from __future__ import annotations

from specc.lock.lock import Table, items, table, text, whole
from specc.model.spec import Json
from specc.verify.difference import count, row_count, shown


def table_words(source: str, found: Table) -> tuple[str, ...]:
    """What differs between the locked and the present rows of a source, the weightiest first."""
    said: list[str] = []
    keyed = bool(items(found.get("key")))
    old, new = whole(found.get("old_rows")), whole(found.get("new_rows"))
    counts = f"source {source}: {count(old)} rows in the lock, {count(new)} now" if old != new else ""
    for part, word in (("gone", "gone"), ("new", "new")):
        rows = whole(table(found.get(part)).get("rows"))
        if rows:
            keys = items(table(found.get(part)).get("keys"))
            said.append(_rows_words(rows, keys, word, keyed))
    if counts:
        said = ["; ".join([counts, *said])]
    elif said:
        said = [f"source {source}: " + "; ".join(said)]
    for name in map(text, items(found.get("columns_gone"))):
        said.append(f"column {name} is gone")
    for name in map(text, items(found.get("columns_new"))):
        said.append(f"column {name} is new")
    said += [_column_words(table(column), keyed) for column in items(found.get("columns"))]
    if found.get("order") is True:
        said.append(f"source {source}: the same rows in another order")
    if not said:
        said.append(f"source {source}: every row and cell is the same; only the bytes of the file differ")
    return tuple(said)


def _rows_words(rows: int, keys: list[Json], word: str, keyed: bool) -> str:
    name = "key" if keyed else "position"
    if rows == 1:
        return f"row with {name} {key_words(keys[0])} is {word}" if keys else f"one row is {word}"
    first = f", first {name} {key_words(keys[0])}" if keys else ""
    return f"{row_count(rows)} are {word}{first}"


def _column_words(column: Table, keyed: bool) -> str:
    name, rows = text(column.get("column")), whole(column.get("rows"))
    types = [text(kind) for kind in items(column.get("types"))]
    if not rows:
        return (
            f"column {name} has the same values as {types[1]} instead of {types[0]}"
            if len(types) == 2
            else name
        )
    cells = items(column.get("cells"))
    place = "key" if keyed else "position"
    words = f"column {name} differs in {row_count(rows)}"
    if cells:
        cell = table(cells[0])
        words += f", first {place} {key_words(cell.get('key'))}"
        words += f" ({_cell(cell.get('old'))} in the lock, {_cell(cell.get('new'))} now)"
    return words


def _cell(value: Json) -> str:
    return repr(value) if isinstance(value, str) else shown(value)


def key_words(key: Json) -> str:
    """A key as a person writes it: `17`, or `acme, 2026-01-05` for one of several columns."""
    parts = items(key) if isinstance(key, list) else [key]
    return ", ".join(str(part) if isinstance(part, int) else shown(part) for part in parts)


def score_words(found: Table) -> str:
    """`scores differ in 2 of 1 115 rows, largest 3e-16, no label`."""
    scores = table(found.get("scores"))
    rows, moved, labels = (whole(scores.get(name)) for name in ("rows", "moved", "labels"))
    largest = scores.get("largest")
    size = f", largest {largest:.1g}" if isinstance(largest, (int, float)) else ", some of them not finite"
    label = "no label" if not labels else "1 label" if labels == 1 else f"{count(labels)} labels"
    if not moved and not labels:
        return "every score and label is the same; only the bytes of the file differ"
    if not moved:
        return f"scores are the same in all {count(rows)} rows, {label} differ"
    return f"scores differ in {count(moved)} of {count(rows)} rows{size}, {label}"
