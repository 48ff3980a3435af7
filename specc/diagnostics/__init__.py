"""Findings and their renderers. This room knows nothing of the language."""

from specc.diagnostics.finding import Finding, Fix, Note, Safety, Severity

__all__ = ["Finding", "Fix", "Note", "Safety", "Severity"]
