"""Write the reference part of docs/language.md from the schema tables.

python scripts/language_reference.py           write docs/language.md
python scripts/language_reference.py --check   exit 1 when the file is not what the tables give
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "language.md"


def main(arguments: list[str]) -> int:
    """Write or compare; the exit code."""
    sys.path.insert(0, str(ROOT))
    from specc.schema.markdown import language_page

    text = language_page()
    if "--check" in arguments:
        same = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
        if not same:
            print("docs/language.md is not what the schema gives: run python scripts/language_reference.py")
        return 0 if same else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
