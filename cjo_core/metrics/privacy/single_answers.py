"""Under which filters a single answer may be listed, and beside which names it may stand. An answer is known again: by
its words, its time, its number. Whoever sees it in the list of a segment and in that of a stage knows that it was given
where the two meet, however few answered there. So it is judged what all lists together say of an answer.

The rule. The dimensions are taken in one order, the dearest first. Each is *open* for an answer if the group of the
answer by the open ones before it and this one need not be hidden (`metrics.privacy.protection`). An answer is listed
under filters by open dimensions alone, and only their names stand beside it. How many answers are left out of a list
tells nothing new: those that are in it are whole groups that may be told.

Where questions lie in stages of their own, the answers of one person lie in several places and are known to be of one:
by their number, their time, their order. Then what people are is open for a name (of a segment, say) at all stages, or
at none.

Each survey is judged by itself, for whoever filters by survey. Periods are not judged together: see the end of
`metrics.privacy.protection`. Never fetches, and never sees an answer: only where it belongs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.cells import Cells, places_in
from cjo_core.metrics.counts.views import groups_of_places
from cjo_core.metrics.privacy.people import ANY
from cjo_core.metrics.privacy.protection import hidden_groups, too_fine
from cjo_core.metrics.remembered import remembered_part
from cjo_core.survey.filters import Filter

#: The dearest first.
ORDER = ("stage", "segment", "touchpoint", "persona", "channel", "language")
#: What an answer lies in, not what its person is.
STAGES = ("stage", "touchpoint")
Names = Mapping[str, str | None]


def open_for(
    cells: Cells,
    people: Sequence[Cells],
    survey: str,
    period: Filter,
    names: Names,
    asked: Collection[str] = ORDER,
    *,
    scattered: bool = False,
) -> frozenset[str]:
    """Those of the dimensions `asked` that are open for an answer of a survey that lies at `names`, among the answers
    of a period: by the scores of every kind of question, and by the people who answered at all. `scattered`: its people
    answer in several places."""
    last = max((ORDER.index(one) for one in asked if one in ORDER), default=-1)
    place = tuple(names.get(dimension) for dimension in ORDER[: last + 1])  # later ones change nothing
    weeks = Filter().weeks(period.first_week, period.last_week)
    found = _open(cells, tuple(people), survey, weeks, place) & {*asked}
    if not scattered:
        return found
    return frozenset(
        one for one in found if one in STAGES or _everywhere(cells, tuple(people), survey, weeks, one, names.get(one))
    )


@remembered_part
def _everywhere(
    cells: Cells, people: tuple[Cells, ...], survey: str, period: Filter, dimension: str, name: str | None
) -> bool:
    """Whether a dimension is open for a name wherever it occurs."""
    return len(places_listed(cells, people, survey, period.only(**{dimension: name}))) == int(
        np.count_nonzero(places_in(cells, period.only(**{dimension: name}))[1:])
    )


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
    shut = any(
        too_fine(one, kind, by, here) or label in hidden_groups(one, kind, by, here)
        for one, kind in _judged_by(cells, people)
    )
    return before if shut else frozenset(by)


def _judged_by(cells: Cells, people: Sequence[Cells]) -> list[tuple[Cells, str]]:
    """Counts, and which of them: the scores of every kind of question, and the people who answered at all."""
    return [*((cells, kind) for kind in sorted(cells.kinds())), *((one, ANY) for one in people)]


def places_listed(
    cells: Cells, people: Sequence[Cells], survey: str, where: Filter, *, scattered: bool = False
) -> tuple[int, ...]:
    """The places (by their numbers) behind a filter whose answers to a survey may be listed there."""
    asked = [ORDER.index(dimension) for dimension in where.where if dimension in ORDER]
    weeks = Filter().weeks(where.first_week, where.last_week)
    open_ = _open_places(cells, tuple(people), survey, weeks, max(asked, default=-1) + 1)
    if scattered:
        open_ = _open_everywhere(cells, open_)
    needed = sum(1 << one for one in asked)
    here = places_in(cells, where) & (open_ & needed == needed)
    here[:1] = False  # places are numbered from 1
    return tuple(np.flatnonzero(here).tolist())


@remembered_part
def _open_places(cells: Cells, people: tuple[Cells, ...], survey: str, period: Filter, depth: int) -> NDArray[np.int64]:
    """What `open_for` says of the answers at each place, of the first dimensions in order: a bit for each open one.

    Of all places at once, whatever is filtered: whoever chooses other names asks the same of other places.
    """
    if not depth:
        return np.zeros(len(next(iter(cells.codes.values()), ())), np.int64)
    found = _open_places(cells, people, survey, period, depth - 1).copy()
    here, counted = period.only(survey=survey), _judged_by(cells, people)
    for before in np.unique(found).tolist():  # places with the same open dimensions are judged in the same table
        by = [dimension for i, dimension in enumerate(ORDER) if before >> i & 1 or i == depth - 1]
        if any(too_fine(one, kind, by, here) for one, kind in counted):
            continue
        mine = np.flatnonzero(found == before)
        shut = set().union(*(hidden_groups(one, kind, by, here) for one, kind in counted))
        if shut:
            mine = mine[~np.isin(groups_of_places(cells, by, mine), _groups_named(cells, by, shut))]
        found[mine] |= 1 << (depth - 1)
    return found


def _open_everywhere(cells: Cells, open_: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same bits, what people are being open for a name at all places or at none."""
    found = open_.copy()
    for i, dimension in enumerate(ORDER):
        if dimension not in STAGES:
            codes = cells.codes[dimension]
            shut = np.unique(codes[1:][open_[1:] >> i & 1 == 0])
            found[np.isin(codes, shut)] &= ~(1 << i)
    return found


def _groups_named(cells: Cells, by: Sequence[str], labels: Iterable[tuple[str | None, ...]]) -> list[int]:
    """The numbers of the groups that have these labels, as `groups_of_places` numbers them; unknown ones have none."""
    codes = [{name: i for i, name in enumerate((*cells.names[dimension], None))} for dimension in by]
    known = [label for label in labels if all(name in one for name, one in zip(label, codes, strict=True))]
    found = []
    for label in known:
        number = 0
        for name, one in zip(label, codes, strict=True):
            number = number * len(one) + one[name]
        found.append(number)
    return found


def guarded_surveys(cells: Cells) -> tuple[str, ...]:
    """The surveys whose people must stay unknown, of those that ask for scores."""
    return tuple(dict.fromkeys(question.survey for question in cells.questions if question.floor > 1))
