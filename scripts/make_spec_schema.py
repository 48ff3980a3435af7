"""Write `grammar/spec.schema.json` from the tables of the language; `--check` exits 1 when it is stale."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from specc.model.jsonschema import schema_text  # noqa: E402

TARGET = ROOT / "grammar" / "spec.schema.json"


def main(arguments: list[str]) -> int:
    """Write the file, or compare it."""
    if arguments == ["--check"]:
        fresh = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == schema_text()
        if not fresh:
            print(f"{TARGET.name} is stale: run scripts/make_spec_schema.py")
        return 0 if fresh else 1
    TARGET.write_text(schema_text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
