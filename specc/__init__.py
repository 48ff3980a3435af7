"""specc: one `.mlspec` file in, a pinned and verified model build out.

The Python API is `load`, `check`, `build`, `verify` and `diff` (docs/api.md); each is imported when it is
first used, so that `import specc` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from specc.api import build, check, diff, load, verify

__all__ = ["__version__", "build", "check", "diff", "load", "verify"]


def __getattr__(name: str) -> object:
    if name in ("load", "check", "build", "verify", "diff"):
        import importlib

        return getattr(importlib.import_module("specc.api"), name)
    raise AttributeError(f"module 'specc' has no attribute {name!r}")
