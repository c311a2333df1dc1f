"""Frames for charts: the metrics are real, the counts made up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cjo_core.metrics.catalog import metric
from cjo_core.metrics.privacy.base import base_of

STAGES = ["Become aware", "Consider", "Buy", "Use", "Get support", "Recommend"]
Maker = Callable[..., pd.DataFrame]


@pytest.fixture
def make() -> Maker:
    """`make("nps", ["stage"], [("Buy",), …], [n, …])`: a frame as `breakdown` returns it, with those
    groups and that many answers each."""

    def frame(name: str, by: list[str], labels: list[tuple[Any, ...]], n: list[int], floor: int = 5) -> pd.DataFrame:
        chosen = metric(name)
        width = len(chosen.scale.scores)
        random = np.random.default_rng(7)
        likely = np.linspace(1, 4, width) / np.linspace(1, 4, width).sum()
        counts = np.array([random.multinomial(one, likely) for one in n], dtype=np.int64).reshape(len(n), width)
        small = np.array([0 < one < floor for one in n], dtype=bool)
        found = pd.DataFrame({column: [label[i] for label in labels] for i, column in enumerate(by)}, dtype=object)
        estimate = chosen.evaluate(counts)
        for column in ("value", "low", "high"):
            found[column] = np.where(small, np.nan, getattr(estimate, column))
        found["n"] = np.where(small, 0, np.array(n, dtype=np.int64))
        found["base"] = ["hidden" if few else base_of(one) for few, one in zip(small, n, strict=True)]
        found["counts"] = [None if few else row.tolist() for few, row in zip(small, counts, strict=True)]
        return found

    return frame


@pytest.fixture
def weekly(make: Maker) -> Maker:
    """`weekly("nps", [n, …])`: weeks from 2026-W35 on; a week with n 0 is not in the frame."""

    def frame(name: str, n: list[int]) -> pd.DataFrame:
        found = make(name, ["week"], [(202635 + i,) for i in range(len(n))], n)
        return found[found["base"] != "none"]

    return frame


@pytest.fixture
def limits() -> pd.DataFrame:
    """Twelve weeks with control limits; the ninth lies below."""
    value = [33.0, 38, 35, 41, 36, 29, 37, 34, 17, 31, 38, 35]
    signal = [None] * 8 + ["outside"] + [None] * 3
    weeks = {"week": range(202635, 202647), "value": value, "n": 240, "lower": 20.0, "upper": 52.0, "centre": 36.0}
    return pd.DataFrame({**weeks, "signal": signal, "baseline": [True] * 12})
