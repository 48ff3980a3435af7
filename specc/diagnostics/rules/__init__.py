"""The rules behind the codes. Loaded only by `specc explain`, the documentation and the tests.

Each module of this package owns one range and holds `RULES: tuple[Rule, ...]`.
"""

from __future__ import annotations

from importlib import import_module

from specc.records import dataclass

MODULES = (
    "syntax",
    "names",
    "types",
    "data",
    "rows",
    "labels",
    "features",
    "train",
    "accept",
    "store",
    "run",
    "build",
    "job",
    "lock",
    "diff",
    "style",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A code that is never reused: its one-sentence purpose and its page (Markdown)."""

    code: str
    summary: str
    page: str


def rules() -> dict[str, Rule]:
    """Every rule by its code, in the order of the codes."""
    found: dict[str, Rule] = {}
    for name in MODULES:
        for rule in import_module(f"{__name__}.{name}").RULES:
            if rule.code in found:
                raise ValueError(f"{rule.code} is defined twice")
            found[rule.code] = rule
    return dict(sorted(found.items()))
