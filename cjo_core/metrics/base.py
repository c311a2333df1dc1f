"""Base rules: what may be shown at which n. The same everywhere: pages, exports, command line.

    none     nobody answered: "no score", never 0
    hidden   fewer answers than the privacy floor (or hidden so that another group cannot be found by subtraction)
    few      under 30: the value is greyed, with n and the distribution; no verdict, no colour, no rank
    low      30 to 59: shown as "low base"
    ok       60 and more

Source: the US NCHS/NHHCS presentation rules (30 and 60) and the floors of survey vendors (5). Never computes a metric.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

NONE, HIDDEN, FEW, LOW, OK = "none", "hidden", "few", "low", "ok"
JUDGED = (LOW, OK)
FEW_BELOW, LOW_BELOW = 30, 60


def base_of(n: float) -> str:
    """The base of a whole (no groups): hidden never, for the whole-survey number appears from the first answer."""
    if n <= 0:
        return NONE
    return FEW if n < FEW_BELOW else LOW if n < LOW_BELOW else OK


def bases(n: NDArray[Any], floor: int, labels: Sequence[tuple[Any, ...]] = ()) -> list[str]:
    """The base of each group of a view. Groups under `floor` are hidden; where only one group of a row or column is, a second
    one (the smallest of the others) is hidden too, for it could be found by subtracting the others from the total.

    `n`: answers per group, shape (g,). `labels`: one tuple per group; each entry is a position along one dimension.
    """
    found = [base_of(float(one)) for one in n]
    hidden = {i for i, one in enumerate(n) if 0 < one < floor}
    if hidden and labels:
        _hide_neighbours(np.asarray(n), hidden, labels, floor)
    return [HIDDEN if i in hidden else base for i, base in enumerate(found)]


def _hide_neighbours(n: NDArray[Any], hidden: set[int], labels: Sequence[tuple[Any, ...]], floor: int) -> None:
    """Add to `hidden` until no line of the table (all dimensions but one fixed) reveals what is hidden in it."""
    lines: dict[tuple[Any, ...], list[int]] = {}
    for i, label in enumerate(labels):
        for axis in range(len(label)):
            lines.setdefault((axis, *label[:axis], *label[axis + 1 :]), []).append(i)
    changed = True
    while changed:
        changed = False
        for members in lines.values():
            inside = [i for i in members if i in hidden]
            # two hidden groups that together stay under the floor are as good as one
            if inside and (len(inside) == 1 or sum(int(n[i]) for i in inside) < floor):
                others = sorted((i for i in members if i not in hidden and n[i] > 0), key=lambda i: int(n[i]))
                if others:
                    hidden.add(others[0])
                    changed = True
