"""The sequences customers take: of stages (typical paths) and of channels (before they reach a goal). Never tells one
customer's path: small groups are left out by the caller's floor.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cjo_core.insight.paths.transitions import distinct
from cjo_core.insight.paths.visits import Flags, Ints, Paths


@dataclass(frozen=True)
class Sequence:
    """Stages one after the other, repeats collapsed: `n` paths of so many `customers`."""

    stages: tuple[int, ...]
    n: int
    customers: int


def typical_paths(cut: Paths, most: int = 10, *, floor: int = 5) -> list[Sequence]:
    """The sequences of at least `floor` customers, those of the most paths first.

    >>> from cjo_core.insight.paths.visits import paths, visits
    >>> made = visits([0, 0, 0, 1, 1, 2], [0, 1, 2, 0, 1, 0], [0, 0, 1, 0, 1, 1], ("Aware", "Buy"))
    >>> typical_paths(paths(made, gap=100), floor=2)
    [Sequence(stages=(0, 1), n=2, customers=2)]
    """
    kinds, which = sequences(cut.visits.stage, cut.of_visit, len(cut))
    n = np.bincount(which, minlength=len(kinds))
    people = distinct(which, cut.customer, len(kinds))
    shown = [i for i in np.lexsort((-people, -n)) if people[i] >= floor][:most]
    return [Sequence(kinds[i], int(n[i]), int(people[i])) for i in shown]


def sequences(value: Ints, path: Ints, size: int) -> tuple[list[tuple[int, ...]], Ints]:
    """The different sequences of values there are, repeats collapsed, and which one each of the `size` paths has.

    >>> kinds, which = sequences(np.array([0, 0, 1, 0, 1]), np.array([0, 0, 0, 2, 2]), 3)
    >>> kinds, which.tolist()
    ([(0, 1), ()], [0, 1, 0])
    """
    kept = np.ones(len(value), np.bool_)
    kept[1:] = (np.diff(value) != 0) | (np.diff(path) != 0)
    of = path[kept]
    text = value[kept].astype("<u2").tobytes()  # slices of bytes are compared much faster than rows of numbers
    bounds = (2 * np.searchsorted(of, np.arange(size + 1))).tolist()
    known: dict[bytes, int] = {}
    which = [known.setdefault(text[a:b], len(known)) for a, b in pairwise(bounds)]
    return [tuple(np.frombuffer(one, "<u2").tolist()) for one in known], np.array(which, np.int64)


@dataclass(frozen=True, eq=False)
class ChannelPaths:
    """The channels customers met before the goal. Per kind of path (`kinds`): how many reached the goal (`goals`) and
    how many ended without (`nulls`). `customers`: per channel, how many met it. `direct`: goals reached without any
    contact before that has a channel; they are credited to none."""

    kinds: list[tuple[int, ...]]
    goals: Ints
    nulls: Ints
    customers: Ints
    direct: int


def channel_paths(cut: Paths, goal: int) -> ChannelPaths:
    """The channels of each path up to its first visit to the stage `goal` (without it); paths that are still running
    and have not reached the goal are left out.

    >>> from cjo_core.insight.paths.visits import paths, visits
    >>> made = visits([0, 0, 1], [0, 1, 0], [0, 1, 0], ("Aware", "Buy"), [0, 1, 1], ("mail", "web"))
    >>> found = channel_paths(paths(made, gap=100), goal=1)
    >>> found.kinds, found.goals.tolist(), found.nulls.tolist(), found.customers.tolist()
    ([(0,), (1,)], [1, 0], [0, 1], [1, 1])
    """
    made, of = cut.visits, cut.of_visit
    arrived = np.flatnonzero(made.stage == goal)
    first = np.full(len(cut), len(made), np.int64)
    won, row = np.unique(of[arrived], return_index=True)
    first[won] = arrived[row]
    reached: Flags = first < len(made)
    counted = reached | ~cut.running
    kept = (made.channel >= 0) & (np.arange(len(made)) < first[of]) & counted[of]
    kinds, which = sequences(made.channel[kept], of[kept], len(cut))
    some = np.array([bool(one) for one in kinds], np.bool_)
    goals = np.bincount(which[reached], minlength=len(kinds))
    nulls = np.bincount(which[counted & ~reached], minlength=len(kinds))
    direct = int(goals[~some].sum())
    customers = distinct(made.channel[kept], made.customer[kept], len(made.channels))
    return ChannelPaths([one for one in kinds if one], goals[some], nulls[some], customers, direct)
