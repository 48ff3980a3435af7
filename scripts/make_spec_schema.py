"""Write `grammar/spec.schema.json` from the tables of the language; `--check` exits 1 when it is stale."""

from __future__ import annotations

import sys
from pathlib import Path

from specc.model.jsonschema import schema_text
from specc.schema import BLOCKS, ROWS

TARGET = Path(__file__).resolve().parent.parent / "grammar" / "spec.schema.json"


def text() -> str:
    """The schema of the newest edition."""
    rows = tuple((row.name, row.doc) for row in ROWS.values())
    blocks = tuple((path, row.doc) for path, row in BLOCKS.items() if "." not in path)
    return schema_text((*rows, *blocks))


def main(arguments: list[str]) -> int:
    """Write the file, or compare it."""
    if arguments == ["--check"]:
        fresh = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text()
        if not fresh:
            print(f"{TARGET.name} is stale: run scripts/make_spec_schema.py")
        return 0 if fresh else 1
    TARGET.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
