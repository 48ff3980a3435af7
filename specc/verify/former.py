"""The content a file had when it was locked: from the store, else from the history of its path in git."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

from specc.diagnostics import Finding
from specc.store import Store

MOST_VERSIONS = 200  # of one path that are looked at
GIT_SECONDS = 30


def git(folder: Path, *arguments: str) -> bytes | None:
    """What git prints; none where it fails, is not installed or takes too long. No shell, no prompt."""
    command = ["git", "-C", str(folder), "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=GIT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None
    return done.stdout if done.returncode == 0 else None


def former_content(sha256: str, size: int, path: Path, store: Store, into: Path) -> str:
    """Put the content with that sha256 (hex) at `into`; gives where it was found, or nothing.

    `path` is where the file lies or lay. What is found is hashed before it is trusted.
    """
    if store.has(sha256):
        stream = store.open(sha256)
        if not isinstance(stream, Finding):
            with stream, into.open("wb") as out:
                while block := stream.read(1 << 20):
                    out.write(block)
            return "the store"
    blob = _from_git(sha256, size, path)
    if blob is None:
        return ""
    into.write_bytes(blob[1])
    return f"git blob {blob[0][:12]}"


def _from_git(sha256: str, size: int, path: Path) -> tuple[str, bytes] | None:
    folder = path.parent
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    log = git(folder, "log", "--all", "--raw", "--no-abbrev", "--format=", "-z", "--", str(path))
    if log is None:
        return None
    for blob in _blobs(log)[:MOST_VERSIONS]:
        said = git(folder, "cat-file", "-s", blob)
        if said is None or int(said) != size:
            continue
        data = git(folder, "cat-file", "blob", blob)
        if data is not None and hashlib.sha256(data).hexdigest() == sha256:
            return blob, data
    return None


def _blobs(log: bytes) -> list[str]:
    """Blob names, newest first, from `git log --raw -z`: `:mode mode old new status`."""
    found: dict[str, None] = {}
    for entry in log.split(b"\0"):
        words = entry.strip().split()
        if len(words) == 5 and words[0].startswith(b":"):
            for name in (words[3], words[2]):
                if name.strip(b"0"):
                    found[name.decode("ascii", "replace")] = None
    return list(found)
