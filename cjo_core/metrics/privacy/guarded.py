"""Counts per group as they may be shown: what every breakdown and comparison is made of. Never decides what is hidden
(`metrics.privacy.protection` does), nor whether weights would tell (`metrics.privacy.weights_told` does).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cjo_core.metrics.cells import Cells, Tally, in_order, tally
from cjo_core.metrics.privacy.protection import Flags, hidden_groups
from cjo_core.metrics.privacy.weights_told import weights_tell
from cjo_core.survey.filters import EVERYTHING, Filter


def guarded(cells: Cells, kind: str, by: Sequence[str] = (), where: Filter = EVERYTHING) -> tuple[Tally, Flags]:
    """`tally`, and which of its groups must be hidden. Hidden groups without answers are in it too. It counts people
    where weights would tell of a small group."""
    found = tally(cells, kind, by, where)
    if found.weighed is not None and weights_tell(cells, kind, by, where):
        found = replace(found, weighed=None)
    hidden = hidden_groups(cells, kind, by, where)
    if not hidden:
        return found, np.zeros(len(found.labels), np.bool_)
    missing = hidden.difference(found.labels)
    if missing:
        labels = tuple(sorted([*found.labels, *missing], key=lambda label: in_order(cells, found.by, label)))
        at = {label: i for i, label in enumerate(found.labels)}
        found = found.rows(labels, [at.get(label, -1) for label in labels])
    return found, np.array([label in hidden for label in found.labels], dtype=np.bool_)


def alike(*tallies: Tally) -> tuple[Tally, ...]:
    """The same views, all with weights or all without: where one counts people, so does what is laid beside it."""
    if all(one.weighed is not None for one in tallies):
        return tallies
    return tuple(replace(one, weighed=None) for one in tallies)
