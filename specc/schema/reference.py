"""The tables as text for a reader: pages of `specc explain`, and the reference in the documentation."""

from __future__ import annotations

from specc.schema import BLOCKS, SECTIONS, find_key
from specc.schema.functions import FUNCTIONS
from specc.schema.header_blocks import TOP_ROWS
from specc.schema.metrics import METRICS
from specc.schema.rows import BlockKind, Function, Key, MetricRow, TransformRow, Unset
from specc.schema.terms import TERMS
from specc.schema.transforms import TRANSFORMS
from specc.schema.units import UNITS

TYPE_WORDS = {
    "text": "text",
    "prose": 'text, several lines in `"""`',
    "regex": 'pattern, `r"..."`',
    "texts": "list of strings",
    "text_or_texts": "string or list of strings",
    "word_or_texts": "word or list of strings",
    "int": "whole number",
    "number": "number",
    "prob": "probability, 0 to 1",
    "number_or_auto": "number or `auto`",
    "share": "share, `%`",
    "points": "difference of shares, `pp`",
    "money": "money, `0.04 USD`",
    "duration": "duration, `15min`",
    "bytes": "size, `40MiB`",
    "count_or_share": "whole number, or share with `%`",
    "bool": "`true` or `false`",
    "date": "date, `2026-03-01`",
    "date_range": "dates, `first .. last`",
    "int_range": "whole numbers, `low .. high`",
    "column": "column",
    "columns": "column, or list of columns",
    "numbers": "list of numbers",
    "members": "list of members",
    "label": "label",
    "feature": "feature",
    "metric": "metric",
    "source": "source",
    "class": "class of the label",
    "condition": "condition",
    "expression": "expression",
    "promotion": "condition on metrics",
    "constant": "number, string or word",
    "section": "section",
    "special": "see the example",
}


def explain(name: str) -> str | None:
    """The page of a block (`source`), key (`source.key`), function, transform or metric; lists by their
    plural.
    """
    lists = {
        "sections": [f"{path}: {BLOCKS[path].doc}" for path in SECTIONS],
        "functions": [f"{row.name}: {row.doc}" for row in FUNCTIONS],
        "transforms": [f"{row.name}: {row.doc}" for row in TRANSFORMS],
        "metrics": [f"{row.name}: {row.doc}" for row in METRICS],
        "units": [f"{unit.name}: {unit.doc}" for unit in UNITS],
    }
    if name in lists:
        return "\n".join(lists[name])
    if name in BLOCKS:
        return block_page(BLOCKS[name], 1)
    found = find_key(name)
    if found is not None:
        return key_page(*found)
    for row in TOP_ROWS:
        if row.name == name:
            return f"{row.name}: {row.doc}\n\n    {row.example}"
    pages = [*_function_pages(name), *(transform_page(row) for row in TRANSFORMS if row.name == name)]
    pages += [metric_page(each) for each in METRICS if each.name == name]
    return "\n\n".join(pages) if pages else None


def _function_pages(name: str) -> list[str]:
    tables: list[tuple[str, tuple[Function, ...]]] = [("in an expression", FUNCTIONS)]
    tables += [(f"in a promise of `{vocabulary}`", rows) for vocabulary, rows in TERMS.items()]
    pages: dict[int, str] = {}
    for where, rows in tables:
        for row in rows:
            if row.name == name and id(row) not in pages:
                pages[id(row)] = function_page(row, where)
    return list(pages.values())


def default_text(key: Key) -> str:
    """A key's default as a spec would write it; empty where it has none."""
    value = key.default
    if isinstance(value, Unset) or value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        share = value["share"]
        return f"{share * 100:g}%" if isinstance(share, (int, float)) else ""
    if isinstance(value, list):
        inner = ", ".join(quoted(item) if isinstance(item, str) else str(item) for item in value)
        return f"{value[0]} .. {value[1]}" if key.type == "int_range" else f"[{inner}]"
    if key.type in ("share", "points") and isinstance(value, (int, float)):
        return f"{value * 100:g}{'%' if key.type == 'share' else 'pp'}"
    if key.type == "duration" and isinstance(value, (int, float)):
        return _duration(value)
    if isinstance(value, str) and key.type in ("text", "prose", "enum_text"):
        return quoted(value)
    return f'r"{value}"' if key.type == "regex" else str(value)


def quoted(text: str) -> str:
    """A string as a spec writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _duration(seconds: int | float) -> str:
    for unit in reversed([each for each in UNITS if each.dimension == "duration" and each.name != "w"]):
        if seconds and seconds % unit.factor == 0:
            return f"{seconds / unit.factor:g}{unit.name}"
    return f"{seconds:g}s"


def type_words(key: Key) -> str:
    """What a key takes, in words."""
    if key.type in ("enum", "enum_text"):
        quote = '"' if key.type == "enum_text" else ""
        return ", ".join(f"`{quote}{member}{quote}`" for member in key.members)
    if key.type == "call":
        return ", ".join(f"`{call.name}{'(...)' if call.options else ''}`" for call in key.calls)
    words = TYPE_WORDS.get(key.type, key.type)
    if key.low is not None or key.high is not None:
        scale, unit = (100, "%") if key.type == "share" else (1, "")
        low = "" if key.low is None else f"{key.low * scale:g}{unit}"
        high = "" if key.high is None else f"{key.high * scale:g}{unit}"
        words += f", {low} to {high}" if low and high else f", from {low}" if low else f", up to {high}"
    return words


def key_page(row: BlockKind, key: Key) -> str:
    """One setting."""
    lines = [f"{row.path}.{key.name}: {key.doc}", "", f"    {key.example}" if key.example else "", ""]
    lines += [f"takes: {type_words(key)}"]
    if key.required:
        lines.append("required")
    elif default_text(key):
        lines.append(f"left out: {default_text(key)}")
    lines.append(f"a change of it: {key.impact}")
    for call in key.calls:
        lines += ["", f"{call.name}: {call.doc}", *(_option_line(option) for option in call.options)]
    return "\n".join(line for number, line in enumerate(lines) if line or number != 2)


def _option_line(key: Key) -> str:
    default = default_text(key)
    tail = " (required)" if key.required else f" (left out: {default})" if default else ""
    return f"  {key.name}: {type_words(key)}. {key.doc}{tail}"


def block_page(row: BlockKind, level: int) -> str:
    """One block, with its settings and table lines."""
    del level
    lines = [f"{row.path}: {row.doc}", ""]
    lines += [f"    {line}" if line else "" for line in row.example.split("\n")]
    if row.keys:
        lines += ["", "settings:", *(_option_line(key) for key in row.keys)]
    for each in row.rows:
        lines += ["", f"{each.name}: {each.doc}", f"    {each.example}"]
    for term in TERMS.get(row.promises, ()):
        lines += ["", f"{term.name}: {term.doc}", f"    {term.example}"]
    if row.blocks:
        lines += ["", "blocks: " + ", ".join(f"`{row.path}.{name}`" for name in row.blocks)]
    return "\n".join(lines)


def function_page(row: Function, where: str) -> str:
    """One function."""
    lines = [f"{row.name} ({where}): {row.doc}", "", f"    {row.example}"]
    if row.options:
        lines += ["", "options:", *(_option_line(key) for key in row.options)]
    return "\n".join(lines)


def transform_page(row: TransformRow) -> str:
    """One fitted step."""
    lines = [
        f"{row.name} (a fitted step): {row.doc}",
        "",
        f"    {row.example}",
        "",
        f"takes: {row.takes.replace('|', ', ')}",
    ]
    if row.options:
        lines += ["", "options:", *(_option_line(key) for key in row.options)]
    return "\n".join(lines)


def metric_page(row: MetricRow) -> str:
    """One metric."""
    better = "greater is better" if row.greater_is_better else "smaller is better"
    lines = [
        f"{row.name} (a metric of {', '.join(row.tasks)}; {better}): {row.doc}",
        "",
        f"    {row.example}",
    ]
    if row.options:
        lines += ["", "options:", *(_option_line(key) for key in row.options)]
    return "\n".join(lines)
