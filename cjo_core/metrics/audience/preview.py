"""What a rule would do, before it is saved: how many match, who would move where, what overlaps. Names no customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.audience.facts import People
from cjo_core.metrics.audience.matching import UNKNOWN, YES, matches
from cjo_core.survey.rules import Rule

#: The names of a dimension with their rules, in the team's order. After a merge, a name may stand here twice.
Named = Sequence[tuple[str, Rule]]


@dataclass(frozen=True, eq=False)
class Preview:
    """What a name's new rule would do.

    `matching` customers fulfil it, of `unknown` nobody can say; `belonging` would have the name (an earlier name may
    claim some who match). `moves` maps (from, to) to a number of customers, None being no name. `overlaps` says how
    many of those who match also match another name's rule. `mine` are the positions of those who match.
    """

    people: int
    matching: int
    unknown: int
    belonging: int
    answered: int
    moves: dict[tuple[str | None, str | None], int]
    overlaps: dict[str, int]
    mine: NDArray[np.bool_]

    @property
    def came(self) -> int:
        """How many would belong to any name who belong to none now."""
        return sum(n for (before, _after), n in self.moves.items() if before is None)

    @property
    def left(self) -> int:
        """How many would belong to no name who belong to one now."""
        return sum(n for (_before, after), n in self.moves.items() if after is None)


def preview(
    people: People, rules: Named, order: Sequence[str], name: str, rule: Rule, answered: Collection[str]
) -> Preview:
    """What would happen if `name` had this rule: compared with the rules as they are, on the same data.

    `order` holds all names in the team's order, `answered` the customers who have answered.
    """
    others = [(one, its) for one, its in rules if one != name]
    before = belongs(people, rules, order)
    after = belongs(people, [*others, (name, rule)], order)
    found = matches(rule, people)
    mine = found == YES
    moved = Counter((old, new) for old, new in zip(before.tolist(), after.tolist(), strict=True) if old != new)
    overlaps: dict[str, int] = {}
    for one in order:
        theirs = [matches(its, people) == YES for other, its in others if other == one]
        if theirs:
            overlaps[one] = int((np.any(theirs, axis=0) & mine).sum())
    return Preview(
        len(people),
        int(mine.sum()),
        int((found == UNKNOWN).sum()),
        sum(one == name for one in after.tolist()),
        sum(customer in answered for customer in people.customers[mine]),
        dict(sorted(moved.items(), key=repr)),
        overlaps,
        mine,
    )


def belongs(people: People, rules: Named, order: Sequence[str]) -> NDArray[np.object_]:
    """The name each customer would have: the first in the team's order with a rule that takes them in, else None."""
    found = np.full(len(people), None, object)
    for name in reversed(order):
        for other, rule in rules:
            if other == name:
                found[matches(rule, people) == YES] = name
    return found


def overlap_table(people: People, rules: Named, order: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """The names that have rules, and how many customers match the rules of each two of them (of one: the diagonal)."""
    taken: dict[str, NDArray[np.bool_]] = {}
    for name in order:
        theirs = [matches(rule, people) == YES for other, rule in rules if other == name]
        if theirs:
            taken[name] = np.any(theirs, axis=0)
    table = np.array([[int((one & other).sum()) for other in taken.values()] for one in taken.values()], np.int64)
    return list(taken), table.reshape(len(taken), len(taken))
