"""The fuzzer of `scripts/fuzz.py`, for a moment."""

from __future__ import annotations

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
import fuzz


def test_broken_texts_raise_nothing() -> None:
    rng = random.Random(7)
    outcomes = set()
    for target, patterns in fuzz.TARGETS.values():
        seeds = fuzz.corpus(patterns)
        outcomes |= {target(fuzz.mutate(rng, seeds)) for _ in range(120)}
    assert outcomes >= {"findings", "formatted", "no text", "no spec", "read, root closes"}
