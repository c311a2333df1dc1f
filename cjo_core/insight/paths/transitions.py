"""Which stage follows which: how often, by how many customers, how long after. Never a cause, only an order.

A *link* leads from one visit to the next of the same path. A visit to the same stage again is a *repeat*; to an earlier
stage of the journey, a *step back*; past a stage, a *skip*.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cjo_core.insight.paths.visits import Ints, Paths

Floats = NDArray[np.float64]
QUARTILES = (0.25, 0.5, 0.75)
#: A tick list of at most so many places (bytes) is made.
_TICKED = 60_000_000


@dataclass(frozen=True, eq=False)
class Flow:
    """The links between k stages. `counts[i, j]`: how often j followed i; `customers[i, j]`: how many customers did so
    at least once. `begun`, `ended`: how many paths began and ended at each stage (paths that are still running have not
    ended). `visited`: how many customers were at each stage. `quartiles[q, i, j]`: seconds from arriving at i to
    arriving at j (lower quartile, median, upper quartile), repeats not counted; NaN without links.
    """

    counts: Ints
    customers: Ints
    begun: Ints
    ended: Ints
    visited: Ints
    quartiles: Floats

    @property
    def forward(self) -> int:
        """How many links lead to a later stage."""
        return int(np.triu(self.counts, 1).sum())

    @property
    def back(self) -> int:
        """How many links lead to an earlier stage."""
        return int(np.tril(self.counts, -1).sum())

    @property
    def repeats(self) -> int:
        """How many links lead to the same stage again."""
        return int(np.trace(self.counts))

    @property
    def skips(self) -> int:
        """How many links lead past the next stage."""
        return int(np.triu(self.counts, 2).sum())


def flow(cut: Paths) -> Flow:
    """The links of the paths.

    >>> from cjo_core.insight.paths.visits import paths, visits
    >>> made = visits([0, 0, 0, 1, 1], [0, 4, 9, 0, 6], [0, 0, 1, 0, 1], ("Aware", "Buy"))
    >>> found = flow(paths(made, gap=100))
    >>> found.counts.tolist(), found.customers.tolist(), found.quartiles[1].tolist()
    ([[1, 2], [0, 0]], [[1, 2], [0, 0]], [[nan, 7.5], [nan, nan]])
    """
    size, stage = len(cut.visits.stages), cut.visits.stage
    inner = np.ones(len(stage), np.bool_)
    inner[cut.first] = False
    to = np.flatnonzero(inner)
    link = stage[to - 1] * size + stage[to]
    counts = np.bincount(link, minlength=size * size).reshape(size, size)
    whole = cut.behind[~cut.running] - 1
    return Flow(
        counts=counts.astype(np.int64),
        customers=distinct(link, cut.visits.customer[to], size * size).reshape(size, size),
        begun=np.bincount(stage[cut.first], minlength=size).astype(np.int64),
        ended=np.bincount(stage[whole], minlength=size).astype(np.int64),
        visited=distinct(stage, cut.visits.customer, size),
        quartiles=_times(cut, inner, size),
    )


def distinct(kind: Ints, customer: Ints, size: int) -> Ints:
    """How many different customers there are of each kind (0 … size − 1)."""
    if not len(kind):
        return np.zeros(size, np.int64)
    people = int(customer.max()) + 1
    if size * people > _TICKED:
        pairs = np.unique(kind * people + customer)
        return np.bincount(pairs // people, minlength=size).astype(np.int64)
    met = np.zeros(size * people, np.bool_)  # ticking them off is ten times as fast as sorting them
    met[kind * people + customer] = True
    return np.asarray(met.reshape(size, people).sum(axis=1), np.int64)


def _times(cut: Paths, inner: NDArray[np.bool_], size: int) -> Floats:
    """Quartiles of the time from arriving at a stage to arriving at the next one, per pair of stages."""
    stage, time = cut.visits.stage, cut.visits.time
    arrives = ~inner
    arrives[1:] |= stage[1:] != stage[:-1]
    rows = np.flatnonzero(arrives)
    follows = np.flatnonzero(inner[rows])  # arrivals within a path: the one before is the arrival they come from
    came, went = rows[follows - 1], rows[follows]
    link = stage[came] * size + stage[went]
    took = time[went] - time[came]
    order = np.lexsort((took, link))
    link, took = link[order], took[order]
    found = np.full((len(QUARTILES), size * size), np.nan)
    kinds, first, n = np.unique(link, return_index=True, return_counts=True)
    for row, share in enumerate(QUARTILES):
        at = (n - 1) * share
        below = np.floor(at).astype(np.int64)
        above = np.minimum(below + 1, n - 1)
        low, high = took[first + below], took[first + above]
        found[row, kinds] = low + (high - low) * (at - below)
    return found.reshape(len(QUARTILES), size, size)


def renewed(found: Flow) -> Floats:
    """The links when everybody who leaves is followed by somebody who begins as others did: a chain that never ends, so
    that it has a steady state (the share of visits each stage gets in the long run).

    >>> from cjo_core.insight.paths.visits import paths, visits
    >>> renewed(flow(paths(visits([0, 0], [0, 4], [0, 1], ("Aware", "Buy")), gap=100))).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    counts = found.counts.astype(np.float64)
    if not found.begun.sum():
        return counts
    return np.asarray(counts + np.outer(found.ended, found.begun / found.begun.sum()), np.float64)


def toward(found: Flow, goal: int) -> tuple[Ints, Ints, Ints]:
    """The links as a chain that ends at the stage `goal`: links among all stages, without those from and to it; links
    to it; and ends elsewhere."""
    counts, to_goal, ended = found.counts.copy(), found.counts[:, goal].copy(), found.ended.copy()
    counts[goal, :] = counts[:, goal] = 0
    to_goal[goal] = ended[goal] = 0
    return counts, to_goal, ended
