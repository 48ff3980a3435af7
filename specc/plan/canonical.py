"""The meaning of a part of a spec as canonical JSON, for hashing: reasons and wordings for people are left
out.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass

from specc.model.spec import Json

# What a person reads and no step computes with.
PROSE = frozenset(
    {"why", "added", "question", "keep_text", "test_text", "library_defaults", "algorithm", "origin"}
)


def canonical(value: object, leave_out: frozenset[str] = PROSE) -> Json:
    """Dataclasses as objects with their class named, tuples as lists; fields of `leave_out` are skipped."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dict):
        return {str(key): canonical(item, leave_out) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [canonical(item, leave_out) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        named = (
            (field.name, getattr(value, field.name)) for field in fields(value) if field.name not in leave_out
        )
        # `origin` is where a source comes from, and of a parameter the line that gave it
        if hasattr(value, "origin") and not isinstance(value.origin, str):
            named = (*named, ("origin", value.origin))  # type: ignore[assignment]
        return {"is": type(value).__name__, **{name: canonical(item, leave_out) for name, item in named}}
    raise TypeError(f"no canonical form for {type(value).__name__}")


def digest(value: Json) -> str:
    """`sha256:<hex>` over JSON with sorted keys; lone surrogates are escaped, so that every text has a
    digest.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
