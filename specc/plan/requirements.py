"""What `requirements.lock` says, as far as a plan needs it."""

from __future__ import annotations

import re

_LINE = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?\s*==\s*([^\s;\\]+)")


def normalised(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(text: str) -> dict[str, str]:
    """Package to version, by name; comments, hashes and markers are skipped."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        match = _LINE.match(line.strip())
        if match:
            found[normalised(match[1])] = match[2]
    return dict(sorted(found.items()))


def essence(text: str) -> list[str]:
    """The requirements with their hashes, without comments and white space, in a fixed order."""
    plain = "\n".join(
        line.split(" #")[0] if not line.lstrip().startswith("#") else "" for line in text.splitlines()
    )
    joined = re.sub(r"\\\s*\n", " ", plain)
    entries = []
    for line in joined.splitlines():
        words = line.split()
        if words:
            head = [word for word in words if not word.startswith("--hash=")]
            entries.append(" ".join([*head, *sorted(word for word in words if word.startswith("--hash="))]))
    return sorted(entries)
