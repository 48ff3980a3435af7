"""Rules E1xx."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = ()
