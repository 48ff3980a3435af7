"""Rules E4xx."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = ()
