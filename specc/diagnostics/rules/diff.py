"""Rules D2xx."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = ()
