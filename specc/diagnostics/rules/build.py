"""Rules E8xx."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = ()
