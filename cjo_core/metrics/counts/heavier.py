"""What weighted answers weigh, per cell: kept beside the cells, and only where weights were given. Never fetches.

An answer without a weight weighs 1 and is not in here, so unweighted questions cost nothing, and new answers without
weights change nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Heavier:
    """One row per cell with weighted answers, sorted by key: how many of them there are, their Σw and their Σw²."""

    keys: NDArray[np.int64]
    counts: NDArray[np.int64]
    mass: NDArray[np.float64]
    squares: NDArray[np.float64]

    def between(self, low: int, high: int) -> Heavier:
        """The rows with keys from `low` on and below `high`."""
        start, end = np.searchsorted(self.keys, (low, high))
        here = slice(int(start), int(end))
        return Heavier(self.keys[here], self.counts[here], self.mass[here], self.squares[here])

    def __len__(self) -> int:
        return len(self.keys)


_NO_KEYS, _NO_SUMS = np.zeros(0, np.int64), np.zeros(0)
#: What a store without weights has.
WEIGHTLESS = Heavier(_NO_KEYS, _NO_KEYS, _NO_SUMS, _NO_SUMS)
