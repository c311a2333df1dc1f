"""Which numbers of customers must be hidden: those of fewer than the floor, and neighbours that would give them away.

A small number stands in lines whose sums people know (a row of links adds up to what leaves a stage, the segments of a
step to the step). So in each line the hidden numbers must be at least two and add up to the floor; the next smallest
ones are hidden with them until they do. What this cannot do: customers are counted once per link but may take several,
so a sum is only an upper bound of how many people are hidden; and nobody is protected from comparing two moments, or
two filters. A customer who did not go on is no group: shares of a large enough group are shown, also when few are lost.
Never fetches.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cjo_core.metrics.formulas.estimates import amounts

Flags = NDArray[np.bool_]
#: Fewer customers than this are not shown.
FLOOR = 5


def hidden_links(customers: ArrayLike, floor: int = FLOOR) -> Flags:
    """Which cells of a table must be hidden, given that the sums of its rows and columns are known.

    >>> hidden_links([[80, 2, 40, 9], [30, 70, 7, 50], [9, 60, 8, 90]]).astype(int).tolist()
    [[0, 1, 0, 1], [0, 0, 0, 0], [0, 1, 0, 1]]
    """
    n = amounts(customers, "customers")
    hidden = (n > 0) & (n < floor)
    while True:
        before = hidden.copy()
        for line in range(len(n)):
            _with_neighbours(n[line], hidden[line], floor, np.asarray(hidden.any(axis=0)))
        for line in range(n.shape[1]):
            _with_neighbours(n[:, line], hidden[:, line], floor, np.asarray(hidden.any(axis=1)))
        if (hidden == before).all():
            return hidden


def hidden_steps(reached: ArrayLike, floor: int = FLOOR) -> Flags:
    """Which cells of a table of groups (rows) by steps of a funnel (columns) must be hidden, given the sums of the
    columns. Behind a hidden step of a group nothing of it is shown: it would bound what is hidden.

    >>> hidden_steps([[90, 40, 3], [80, 30, 20], [70, 60, 50]]).astype(int).tolist()
    [[0, 0, 1], [0, 0, 1], [0, 0, 0]]
    """
    n = amounts(reached, "customers")
    hidden = (n > 0) & (n < floor)
    for step in range(n.shape[1]):
        if step:
            hidden[:, step] |= hidden[:, step - 1]
        if len(n) > 1:
            _with_neighbours(n[:, step], hidden[:, step], floor)
    return hidden


def _with_neighbours(n: NDArray[np.float64], hidden: Flags, floor: int, crossed: Flags | None = None) -> None:
    """Hide more of a line, in place, until nothing in it can be worked out from its sum: the smallest first, and before
    them those whose other line is `crossed` by something hidden already."""
    while hidden.any() and ((hidden & (n > 0)).sum() < 2 or n[hidden].sum() < floor):
        left = np.flatnonzero(~hidden & (n > 0))
        if not len(left):
            return
        apart = np.zeros(len(left), np.bool_) if crossed is None else ~crossed[left]
        hidden[left[np.lexsort((n[left], apart))[0]]] = True
