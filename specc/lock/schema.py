"""Where `lock.schema.json` is: in `grammar/` of a checkout, in the package when installed."""

from __future__ import annotations

import json
import os

from specc.model.spec import Json


def lock_schema() -> dict[str, Json]:
    """The JSON Schema of the lock's format."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    for folder in (os.path.join(package, "_grammar"), os.path.join(os.path.dirname(package), "grammar")):  # noqa: PTH118, PTH120
        path = os.path.join(folder, "lock.schema.json")  # noqa: PTH118
        if os.path.exists(path):  # noqa: PTH110
            with open(path, "rb") as file:  # noqa: PTH123
                schema: dict[str, Json] = json.load(file)
            return schema
    raise FileNotFoundError("lock.schema.json is not installed beside specc")
