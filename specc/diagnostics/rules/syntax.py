"""Rules E0xx."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = ()
