"""Rules E6xx."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = ()
