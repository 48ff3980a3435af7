"""Rules Wxxx."""

from specc.diagnostics.rules import Rule

RULES: tuple[Rule, ...] = ()
