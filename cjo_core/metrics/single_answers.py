"""Under which filters a single answer may be listed, and beside which names it may stand. An answer is known again: by
its words, its time, its number. Whoever sees it in the list of a segment and in that of a stage knows that it was given
where the two meet, however few answered there. So it is judged what all lists together say of an answer.

The rule. The dimensions are taken in one order, the dearest first. Each is *open* for an answer if the group of the
answer by the open ones before it and this one need not be hidden (`metrics.protection`). An answer is listed under
filters by open dimensions alone, and only their names stand beside it. How many answers are left out of a list tells
nothing new: those that are in it are whole groups that may be told.

Each survey is judged by itself, for whoever filters by survey. Periods are not judged together: see the end of
`metrics.protection`. Never fetches, and never sees an answer: only where it belongs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from cjo_core.metrics.cells import Cells, places_in
from cjo_core.metrics.counts.views import groups_of_places
from cjo_core.metrics.people import ANY
from cjo_core.metrics.protection import hidden_groups
from cjo_core.metrics.remembered import remembered_part
from cjo_core.survey.filters import Filter

#: The dearest first.
ORDER = ("stage", "segment", "touchpoint", "persona", "channel", "language")
Names = Mapping[str, str | None]


def open_for(
    cells: Cells,
    people: Sequence[Cells],
    survey: str,
    period: Filter,
    names: Names,
    asked: Collection[str] = ORDER,
) -> frozenset[str]:
    """Those of the dimensions `asked` that are open for an answer of a survey that lies at `names`, among the answers
    of a period: by the scores of every kind of question, and by the people who answered at all."""
    last = max((ORDER.index(one) for one in asked if one in ORDER), default=-1)
    place = tuple(names.get(dimension) for dimension in ORDER[: last + 1])  # later ones change nothing
    weeks = Filter().weeks(period.first_week, period.last_week)
    return _open(cells, tuple(people), survey, weeks, place) & {*asked}


@remembered_part
def _open(
    cells: Cells, people: tuple[Cells, ...], survey: str, period: Filter, place: tuple[str | None, ...]
) -> frozenset[str]:
    if not place:
        return frozenset()
    before = _open(cells, people, survey, period, place[:-1])
    at = dict(zip(ORDER, place, strict=False))
    by = [dimension for dimension in ORDER if dimension in before]
    by.append(ORDER[len(place) - 1])
    label, here = tuple(at[dimension] for dimension in by), period.only(survey=survey)
    counted = [*((cells, kind) for kind in sorted(cells.kinds())), *((one, ANY) for one in people)]
    shut = any(label in hidden_groups(one, kind, by, here) for one, kind in counted)
    return before if shut else frozenset(by)


def places_listed(cells: Cells, people: Sequence[Cells], survey: str, where: Filter) -> tuple[int, ...]:
    """The places (by their numbers) behind a filter whose answers to a survey may be listed there."""
    asked = [dimension for dimension in ORDER if dimension in where.where]
    needed = ORDER[: max((ORDER.index(one) for one in asked), default=-1) + 1]
    here = np.flatnonzero(places_in(cells, where))
    here = here[here > 0]
    groups = groups_of_places(cells, needed, here)
    _groups, first, of = np.unique(groups, return_index=True, return_inverse=True)
    fits = [
        {*asked} == open_for(cells, people, survey, where, names_at(cells, int(place)), asked) for place in here[first]
    ]
    return tuple(here[np.array(fits, np.bool_)[of]].tolist()) if len(here) else ()


def names_at(cells: Cells, place: int) -> dict[str, str | None]:
    """The names of a place."""
    at = {dimension: int(codes[place]) for dimension, codes in cells.codes.items()}
    return {dimension: cells.names[dimension][code] if code >= 0 else None for dimension, code in at.items()}


def guarded_surveys(cells: Cells) -> tuple[str, ...]:
    """The surveys whose people must stay unknown, of those that ask for scores."""
    return tuple(dict.fromkeys(question.survey for question in cells.questions if question.floor > 1))
