"""Visits: who was at which stage when, over which channel. Never says where they come from (events, dated answers).

Customers, stages and channels are positions (0, 1, 2 …) in lists of names kept elsewhere; −1 is "not given". Times are
whole seconds. A *path* is what one customer does without a longer break: visits further apart than a gap begin a new
one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cjo_core.errors import BadValue

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
DAY = 86_400
#: Twice a span of times in seconds fits in so many bits (270 years).
_TIME_BITS = 34


@dataclass(frozen=True, eq=False)
class Visits:
    """Visits in the order of customer, time and stage, all with a stage; made by `visits`.

    `stages` and `channels` are the names behind the positions, stages in the order of the journey. `groups` holds, per
    dimension (segment, persona), the names and the position of each customer among them.
    """

    customer: Ints
    time: Ints
    stage: Ints
    channel: Ints
    stages: tuple[str, ...]
    channels: tuple[str, ...] = ()
    groups: Mapping[str, tuple[tuple[str, ...], Ints]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.customer)

    @property
    def customers(self) -> int:
        """How many customers made them."""
        return 0 if not len(self) else 1 + int(np.count_nonzero(np.diff(self.customer)))

    def only(self, kept: Flags) -> Visits:
        """Those of the visits that are kept, in the same order."""
        return replace(
            self,
            customer=self.customer[kept],
            time=self.time[kept],
            stage=self.stage[kept],
            channel=self.channel[kept],
        )

    def between(self, begin: int | None, end: int | None) -> Visits:
        """The visits from the second `begin` on and before `end`."""
        kept = np.ones(len(self), np.bool_)
        if begin is not None:
            kept &= self.time >= begin
        if end is not None:
            kept &= self.time < end
        return self.only(kept)

    def of(self, dimension: str, names: tuple[str | None, ...]) -> Visits:
        """The visits of the customers in one of the named groups (None: not given)."""
        known, code = self.groups[dimension]
        wanted = [-1 if name is None else known.index(name) for name in names if name is None or name in known]
        return self.only(np.isin(code[self.customer], wanted))


def visits(
    customer: ArrayLike,
    time: ArrayLike,
    stage: ArrayLike,
    stages: tuple[str, ...],
    channel: ArrayLike | None = None,
    channels: tuple[str, ...] = (),
    groups: Mapping[str, tuple[tuple[str, ...], Ints]] | None = None,
) -> Visits:
    """The visits, put in order; those without a stage are left out.

    >>> found = visits([1, 0, 0], [50, 20, 10], [0, 1, -1], ("Aware", "Buy"))
    >>> found.customer.tolist(), found.stage.tolist()
    ([0, 1], [1, 0])
    """
    who, when, where = (np.asarray(one, np.int64) for one in (customer, time, stage))
    over = np.full(len(who), -1, np.int64) if channel is None else np.asarray(channel, np.int64)
    if not len(who) == len(when) == len(where) == len(over):
        lengths = [len(who), len(when), len(where), len(over)]
        raise BadValue(f"visits need customer, time, stage and channel of one length, not {lengths}")
    if len(where) and int(where.max()) >= len(stages):
        raise BadValue(f"stage {int(where.max())} of {len(stages)} stages; positions run from 0 to {len(stages) - 1}")
    found = Visits(who, when, where, over, stages, channels, groups or {}).only(where >= 0)
    if not _in_order(found):
        order = np.lexsort((found.stage, found.time, found.customer))
        found = replace(
            found,
            customer=found.customer[order],
            time=found.time[order],
            stage=found.stage[order],
            channel=found.channel[order],
        )
    return found


def _in_order(found: Visits) -> bool:
    """Whether nothing needs sorting, which takes longest of all."""
    who, when, where = (np.diff(one) for one in (found.customer, found.time, found.stage))
    return bool(((who > 0) | ((who == 0) & ((when > 0) | ((when == 0) & (where >= 0))))).all())


def told_twice(customer: ArrayLike, time: ArrayLike, stage: ArrayLike, answered: ArrayLike, within: int) -> Flags:
    """Which answers are about a visit that was recorded, too: the customer has an event at the same stage at most
    `within` seconds before. Counted as visits of their own, they would look like customers going back.

    >>> told_twice([0, 0, 0], [0, 5, 50], [2, 2, 2], [False, True, True], within=10).tolist()
    [False, True, False]
    """
    who, when, where = (np.asarray(one, np.int64) for one in (customer, time, stage))
    asked = np.asarray(answered, np.bool_)
    if not len(who) or not asked.any():
        return np.zeros(len(who), np.bool_)
    # one number sorts as customer, stage, time and kind do, four times as fast
    line_of = who * (int(where.max()) + 1) + where
    order = np.argsort((line_of << _TIME_BITS) + 2 * (when - when.min()) + asked, kind="stable")
    line = np.ones(len(order), np.bool_)
    line[1:] = (np.diff(who[order]) != 0) | (np.diff(where[order]) != 0)
    at = np.arange(len(order))
    begin = np.maximum.accumulate(np.where(line, at, 0))
    event = np.maximum.accumulate(np.where(asked[order], -1, at))
    known = (event >= begin) & asked[order]
    found = np.zeros(len(order), np.bool_)
    found[order] = known & (when[order] - when[order][np.maximum(event, 0)] <= within)
    return found


@dataclass(frozen=True, eq=False)
class Paths:
    """Visits cut into paths. Per path: the index of its first visit (`first`) and the one behind its last (`behind`),
    its `customer`, and whether it is still `running` (its break is not long enough yet to call it ended)."""

    visits: Visits
    first: Ints
    behind: Ints
    customer: Ints
    running: Flags

    def __len__(self) -> int:
        return len(self.first)

    @property
    def of_visit(self) -> Ints:
        """The path of each visit."""
        return np.repeat(np.arange(len(self)), self.behind - self.first)


def paths(found: Visits, gap: int, until: int | None = None) -> Paths:
    """The visits cut wherever a customer paused for more than `gap` seconds. `until` is the end of the observation:
    a path with a visit less than a gap before it is still running.

    >>> made = visits([0, 0, 0], [0, 5, 100], [0, 1, 0], ("Aware", "Buy"))
    >>> cut = paths(made, gap=10, until=105)
    >>> cut.first.tolist(), cut.behind.tolist(), cut.running.tolist()
    ([0, 2], [2, 3], [False, True])
    """
    if gap <= 0:
        raise BadValue(f"a break of {gap} seconds; it must be above 0")
    n = len(found)
    begins = np.ones(n, np.bool_)
    begins[1:] = (np.diff(found.customer) != 0) | (np.diff(found.time) > gap)
    first = np.flatnonzero(begins).astype(np.int64)
    behind = np.append(first[1:], n).astype(np.int64)[: len(first)]
    last = found.time[behind - 1]
    running = np.zeros(len(first), np.bool_) if until is None else until - last <= gap
    return Paths(found, first, behind, found.customer[first], running)
