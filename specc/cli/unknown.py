"""What is said when a command is misspelt."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def unknown_command(name: str, known: Iterable[str]) -> str:
    """One line: the word seen, and the nearest command or all of them."""
    names = list(known)
    near = get_close_matches(name, names, n=1)
    hint = f"did you mean `{near[0]}`?" if near else "known commands: " + ", ".join(names)
    return f"specc: no command {name!r}; {hint}"
