"""What `scripts/fuzz.py` and the tests throw at the lock reader."""

from __future__ import annotations

from specc.lock import parse_lock
from specc.lock.layout import lock_text


def fuzz_lock(data: bytes) -> None:
    """Any bytes give a lock or findings; a lock that was read is written as a text that reads back as it."""
    read = parse_lock(data, "fuzz.lock")
    assert (read.lock is None) == bool(read.findings)
    for finding in read.findings:
        assert finding.message and finding.help and finding.place.startswith("fuzz.lock")
    if read.lock is not None:
        assert isinstance(read.lock.closes, bool)
        again = parse_lock(lock_text(read.lock).encode("utf-8"), "again.lock")
        assert again.lock is not None, again.findings
        assert again.lock.document == read.lock.document
