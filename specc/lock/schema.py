"""Where `lock.schema.json` is: in `grammar/` of a checkout, in the package when installed."""

from __future__ import annotations

import json
from pathlib import Path

from specc.model.spec import Json


def lock_schema() -> dict[str, Json]:
    """The JSON Schema of the lock's format."""
    package = Path(__file__).parent.parent
    for folder in (package / "_grammar", package.parent / "grammar"):
        path = folder / "lock.schema.json"
        if path.exists():
            schema: dict[str, Json] = json.loads(path.read_bytes())
            return schema
    raise FileNotFoundError("lock.schema.json is not installed beside specc")
