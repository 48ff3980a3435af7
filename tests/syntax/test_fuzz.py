"""The fuzzer of `scripts/fuzz.py`, for a moment."""

from __future__ import annotations

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import fuzz


def test_broken_texts_raise_nothing() -> None:
    rng, seeds = random.Random(7), fuzz.corpus()
    outcomes = set()
    for _ in range(150):
        data = fuzz.mutate(rng, seeds)
        outcomes |= {target(data) for target in (fuzz.run_parse, fuzz.run_format)}
    assert outcomes >= {"findings", "formatted", "no text"}
