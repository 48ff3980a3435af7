"""Get one source distribution from the package index that pip is set up for, checked by its sha256."""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path


def _pip() -> list[str]:
    """The pip of this interpreter, or one that uv runs for it (an environment made by uv has none)."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    return [sys.executable, "-m", "uv", "tool", "run", "pip"]


def fetch(requirement: str, sha256: str) -> bytes:
    """The bytes of the sdist of `requirement` (`name==version`). Another hash is refused, by pip and here.

    Raises `SystemExit` with one sentence where the index can't be reached or has something else.
    """
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "wanted.txt")
        wanted.write_text(f"{requirement} --hash=sha256:{sha256}\n")
        name = requirement.partition("==")[0]
        options = ["--no-deps", "--no-binary", name, "--require-hashes", "--quiet", "--dest", folder]
        done = subprocess.run(
            [*_pip(), "download", *options, "--requirement", str(wanted)], capture_output=True, text=True
        )
        files = sorted(Path(folder).glob("*.tar.gz"))
        if done.returncode != 0 or len(files) != 1:
            sys.exit(f"{requirement} could not be downloaded:\n{done.stderr.strip()}")
        content = files[0].read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        sys.exit(f"{requirement}: the file from the index has another sha256 than the one in this script")
    return content
