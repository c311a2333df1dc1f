"""Breakdowns: one metric per group, ready to be shown. The one function behind every page, export and command line.

Never fetches (it is given cells), never words anything, and never shows a group that `metrics.privacy.protection`
hides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjo_core.metrics.catalog import Metric, metric
from cjo_core.metrics.cells import Cells, Tally
from cjo_core.metrics.privacy.base import FEW, LOW, OK, bases
from cjo_core.metrics.privacy.guarded import guarded
from cjo_core.metrics.remembered import remembered
from cjo_core.survey.filters import EVERYTHING, Filter

#: The columns of every breakdown, after those of its dimensions.
COLUMNS = ("metric", "value", "low", "high", "n", "base", "wide")


@remembered
def breakdown(cells: Cells, name: str, by: Sequence[str] = (), where: Filter = EVERYTHING) -> pd.DataFrame:
    """The metric `name` per group of `by`, for the answers `where` lets through.

    Returns one row per group with answers or hidden (exactly one row without `by`): the dimensions (None: not given;
    weeks as 202646), `metric`, `value`, `low`, `high` (NaN: no score, or hidden), `n` (0 where hidden), `base` (see
    `metrics.privacy.base`), `wide` (the interval is so wide that it should be flagged), one column of counts per band
    of the metric, and `counts` (the whole distribution, None where hidden). Where any survey counted has weights, the
    value and its interval are weighted (answers without a weight weigh 1), `n_effective` follows `n` and decides the
    base, `evidence` is what the value was made of, and `n`, bands and `counts` go on counting people. Raises BadValue
    for an unknown metric or dimension.
    """
    chosen = metric(name)
    return evaluate(chosen, *guarded(cells, chosen.kind, by, where))


def evaluate(chosen: Metric, groups: Tally, hidden: NDArray[np.bool_]) -> pd.DataFrame:
    """The breakdown of counts that are there already."""
    kinds = dict.fromkeys(("metric", "base", "counts", "evidence", *groups.by), object) | {"week": "int64"}
    columns = columns_of(chosen, groups, hidden)
    return pd.DataFrame(
        {name: pd.Series(some, dtype=kinds[name]) if name in kinds else some for name, some in columns.items()}
    )


def columns_of(chosen: Metric, groups: Tally, hidden: NDArray[np.bool_]) -> dict[str, Any]:
    """The same as columns (lists or arrays): making a frame takes longer than the arithmetic."""
    estimate = chosen.evaluate(groups.evidence)
    effective = chosen.effective_n(groups.evidence)
    base = bases(effective, hidden)
    shown = ~hidden
    frame: dict[str, Any] = {name: [label[i] for label in groups.labels] for i, name in enumerate(groups.by)}
    frame["metric"] = [chosen.name] * len(base)
    for column in ("value", "low", "high"):
        frame[column] = np.where(shown, np.broadcast_to(getattr(estimate, column), len(base)), np.nan)
    frame["n"] = np.where(shown, groups.n, 0)
    if groups.weighed is not None:
        frame["n_effective"] = np.where(shown, effective, 0.0)
    frame["base"] = base
    frame["wide"] = (frame["high"] - frame["low"] > chosen.wide) & np.isin(base, (FEW, LOW, OK))
    for part, first, last in chosen.parts:
        frame[part] = np.where(shown, chosen.band(groups.counts, first, last), 0)
    frame["counts"] = _where(shown, groups.counts)
    if groups.weighed is not None:
        frame["evidence"] = _where(shown, groups.weighed)
    return frame


def _where(shown: NDArray[np.bool_], rows: NDArray[Any]) -> list[list[Any] | None]:
    """The rows as lists, None where they are hidden."""
    return [row.tolist() if keep else None for row, keep in zip(rows, shown, strict=True)]
