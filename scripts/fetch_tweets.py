"""Make the two tables in specs/tweets/data out of vaderSentiment 3.3.2 (MIT).

    python scripts/fetch_tweets.py [FOLDER]

tweets.csv has the text of each tweet and the mean rating that was published with it; ratings.csv has the
single ratings by at least 20 people each, and the mean, deviation and number worked out from them here.
"""

from __future__ import annotations

import csv
import io
import sys
import tarfile
from math import fsum, sqrt
from pathlib import Path

from sdist import fetch

REQUIREMENT = "vaderSentiment==3.3.2"
SDIST = "5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9"
FOLDER = Path(__file__).resolve().parent.parent / "specs" / "tweets" / "data"


def _members(sdist: bytes) -> tuple[list[list[str]], list[list[str]], bytes]:
    """Lines of the two tables, split at tabs, and the licence."""
    root = "vaderSentiment-3.3.2/"
    with tarfile.open(fileobj=io.BytesIO(sdist)) as outer:
        licence = outer.extractfile(root + "LICENSE.txt")
        packed = outer.extractfile(root + "additional_resources/hutto_ICWSM_2014.tar.gz")
        assert licence is not None and packed is not None
        with tarfile.open(fileobj=packed) as inner:
            tables = []
            for name in ("tweets_GroundTruth.txt", "tweets_anonDataRatings.txt"):
                file = inner.extractfile(f"hutto_ICWSM_2014/{name}")
                assert file is not None
                tables.append(
                    [line.split("\t") for line in file.read().decode("utf-8").split("\r\n") if line]
                )
        return tables[0], tables[1], licence.read()


def _write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    """A CSV file with Unix line ends, the same bytes everywhere."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _rating_row(number: str, text: str) -> list[str]:
    """`[2, -1, 3]` as a row: id, mean, deviation, number of raters, the ratings with spaces between."""
    ratings = [int(part) for part in text.strip("[] ").split(",")]
    mean = fsum(ratings) / len(ratings)
    deviation = sqrt(fsum((rating - mean) ** 2 for rating in ratings) / (len(ratings) - 1))
    return [number, repr(mean), repr(deviation), str(len(ratings)), " ".join(map(str, ratings))]


def main() -> int:
    """Write both tables and the licence; say what lies where."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    tweets, ratings, licence = _members(fetch(REQUIREMENT, SDIST))
    _write(folder / "tweets.csv", ["id", "published_mean", "text"], tweets)
    rows = [_rating_row(row[0], row[3]) for row in ratings]
    _write(folder / "ratings.csv", ["id", "mean_rating", "deviation", "raters", "ratings"], rows)
    (folder / "LICENSE.txt").write_bytes(licence)
    for name in ("tweets.csv", "ratings.csv", "LICENSE.txt"):
        print(f"{folder / name}: {(folder / name).stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
