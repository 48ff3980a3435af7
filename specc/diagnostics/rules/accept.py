"""Rules E7xx."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = ()
