"""Customers by quintiles, and what a group has in common: in numbers of many, never of one person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjo_core.metrics.audience.facts import People, numbers, texts
from cjo_core.metrics.audience.rfm import BINS
from cjo_core.survey.rules import ATTRIBUTE

#: What fewer customers than this have in common is not told: it could be said of each of them.
FEWEST = 5
#: Attributes with more values than this (names, numbers) say nothing as shares.
MOST_VALUES = 60
MEDIANS = ("age", "sign_up_days", "recency_days", "orders", "total_value", "events")


@dataclass(frozen=True)
class Trait:
    """What a group is like beside everybody: the share (0 to 100) of a `value` of a field, or the median of it."""

    field: str
    value: str | None
    group: float
    everybody: float


def traits(people: People, mine: NDArray[np.bool_], most: int = 8) -> list[Trait]:
    """The medians of a group, then the values that set it apart most; none for a group of fewer than FEWEST."""
    if int(mine.sum()) < FEWEST:
        return []
    found = []
    for name in MEDIANS:
        values = numbers(people, name)
        known = np.isfinite(values)
        if int((known & mine).sum()) >= FEWEST:
            found.append(Trait(name, None, float(np.median(values[known & mine])), float(np.median(values[known]))))
    shares = []
    for name in people.names():
        field = ATTRIBUTE + name
        words = texts(people, field)
        known = np.array([one is not None for one in words], bool)
        here, everywhere = Counter(words[known & mine].tolist()), Counter(words[known].tolist())
        if not here or len(everywhere) > MOST_VALUES:
            continue
        rows = [
            Trait(field, value, 100 * n / here.total(), 100 * everywhere[value] / everywhere.total())
            for value, n in here.items()
            if n >= FEWEST
        ]
        if rows:
            shares.append(max(rows, key=lambda one: (abs(one.group - one.everybody), one.value or "")))
    shares.sort(key=lambda one: -abs(one.group - one.everybody))
    return [*found, *shares[:most]]


def rfm_table(people: People) -> pd.DataFrame:
    """Every pair of recency and frequency scores (1 to 5): `n` customers, and the average `value` each has spent.

    Only customers who have ordered are scored. The average of fewer than FEWEST is NaN.
    """
    scores = [numbers(people, f"rfm_{part}") for part in ("recency", "frequency")]
    total = numbers(people, "total_value")
    rows = []
    for recency in range(BINS, 0, -1):
        for frequency in range(1, BINS + 1):
            here = (scores[0] == recency) & (scores[1] == frequency)
            n = int(here.sum())
            rows.append((recency, frequency, n, float(total[here].mean()) if n >= FEWEST else np.nan))
    return pd.DataFrame(rows, columns=["recency", "frequency", "n", "value"])


def bought_once(people: People) -> float:
    """The share (0 to 100) of those who have ordered who did so once; 0 if nobody has."""
    orders = numbers(people, "orders")
    bought = orders >= 1
    return 100 * float((orders[bought] == 1).mean()) if bought.any() else 0.0
