"""Rules E3xx."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = ()
