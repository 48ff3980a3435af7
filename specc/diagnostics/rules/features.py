"""Rules E5xx."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = ()
