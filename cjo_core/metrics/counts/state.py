"""The counts of a moment, never changed: a refresh publishes another state, and whoever reads the old one goes on
undisturbed. The store makes them; `metrics.cells` asks them. Never fetches, never counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.counts.columns import Column
from cjo_core.metrics.counts.cubes import Cubes
from cjo_core.metrics.counts.heavier import WEIGHTLESS, Heavier
from cjo_core.metrics.counts.keys import NO_KEYS, Ints, Keys
from cjo_core.survey.filters import Filter
from cjo_core.survey.places import PLACE_FIELDS


@dataclass(frozen=True)
class AskedQuestion:
    """A question as the cells know it: its id, the kind of its score, the survey (slug) it belongs to with its privacy
    floor, and whether only each person's latest answer counts unless a filter says otherwise."""

    id: int
    kind: str
    survey: str
    floor: int = 1
    latest: bool = False


@dataclass(frozen=True, eq=False)
class Cells:
    """The `columns` of cells by question; `late_keys` and `late_counts` are the newest few, not yet taken in, in order
    (a late count may be below 0: an answer that was removed).

    `names[dimension]` are the names in the team's order; `codes[dimension][place]` is the place's position among them,
    or -1. Places are numbered from 1, so position 0 of each code array is unused. `cubes` are those made of the
    columns; they belong to these names and codes. `heavier` is what weighted answers weigh, all others weigh 1.
    """

    columns: Mapping[int, Column]
    questions: tuple[AskedQuestion, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    codes: Mapping[str, Ints] = field(default_factory=dict)
    late_keys: Keys = field(default_factory=lambda: NO_KEYS, repr=False)
    late_counts: Ints = field(default_factory=lambda: NO_KEYS, repr=False)
    cubes: Cubes = field(default_factory=Cubes, repr=False)
    heavier: Heavier = field(default=WEIGHTLESS, repr=False)

    def kinds(self) -> set[str]:
        """The kinds of score questions that exist."""
        return {question.kind for question in self.questions}

    def answers(self) -> int:
        """How many scores are counted."""
        return sum(int(column.counts.sum()) for column in self.columns.values()) + int(self.late_counts.sum())


def wanted(name: str | None, names: Sequence[str | None]) -> bool:
    """Whether a name is among those of a filter; as in the store, letter case does not matter, in any alphabet.

    >>> wanted("New", ["new", None]), wanted("Élite", ["éLITE"]), wanted(None, ["new"])
    (True, True, False)
    """
    return folded(name) in chosen_names(names)


def chosen_names(names: Sequence[str | None]) -> frozenset[str | None]:
    """The names of a filter, in the letter case in which `wanted` compares them."""
    return frozenset(map(folded, names))


def folded(name: str | None) -> str | None:
    """A name as it is compared: letter case does not matter, in any alphabet."""
    return None if name is None else name.casefold()


def surveyed(question: AskedQuestion, where: Filter) -> bool:
    """Whether a filter lets the survey of a question through."""
    return "survey" not in where.where or wanted(question.survey, where.where["survey"])


def places_in(cells: Cells, where: Filter, places: Ints | slice = slice(None)) -> NDArray[np.bool_]:
    """Which of some places (by default of all, by their number) a filter lets through."""
    keep = np.ones(len(next(iter(cells.codes.values()))[places]), np.bool_)
    for axis in where.where:
        if axis in PLACE_FIELDS:
            keep &= allowed(cells, axis, where)[cells.codes[axis][places]]  # code -1 is the last position: not given
    return keep


def asked_in(cells: Cells, where: Filter) -> list[int]:
    """The questions of the surveys a filter lets through."""
    return [question.id for question in cells.questions if surveyed(question, where)]


def allowed(cells: Cells, axis: str, where: Filter) -> NDArray[np.bool_]:
    """Which positions along a dimension (the last one: not given) a filter lets through."""
    if axis not in where.where:
        return np.ones(len(cells.names[axis]) + 1, np.bool_)
    chosen = chosen_names(where.where[axis])
    return np.array([folded(name) in chosen for name in (*cells.names[axis], None)], np.bool_)
