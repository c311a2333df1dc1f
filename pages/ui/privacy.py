"""What a page may say of few people, beyond the figures themselves: how many there are, and what stands beside each
answer. Asks the core and decides nothing.

Lists of single answers show every answer, also of people who have answered again, so they are judged by all answers.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cjo_core.charts.words import listed
from cjo_core.locale import _
from cjo_core.metrics.privacy.people import any_hidden, columns_open
from cjo_core.metrics.privacy.protection import hidden_groups, open_dimensions
from cjo_core.metrics.privacy.single_answers import guarded_surveys, open_for, places_listed
from cjo_core.store.counts.everybody import everybody
from cjo_core.store.responses.reads import Listed, Row
from cjo_core.store.set_up.surveys import surveys
from cjo_core.survey.filters import Filter
from cjo_core.survey.places import PLACE_FIELDS
from pages.ui.session import View
from pages.ui.words import dimension_name


def may_count(now: View, where: Filter) -> bool:
    """Whether the number of answers and people behind a filter may be told."""
    every = where.counting(latest=False)
    if any_hidden(everybody(now.store, now.cells), every):
        return False
    return not any(hidden_groups(now.cells, kind, (), one) for kind in now.cells.kinds() for one in (where, every))


def open_columns(now: View, where: Filter, asked: Sequence[str]) -> tuple[str, ...]:
    """Those of the dimensions `asked` that may stand beside single answers, the dearest first."""
    every = where.counting(latest=False)
    return columns_open(everybody(now.store, now.cells), every, open_dimensions(now.cells, None, every, asked))


def may_list(now: View, where: Filter) -> Listed | None:
    """Of the surveys that keep their people unknown, the places whose answers may be listed behind a filter; None: all
    of them, for nothing about people is filtered."""
    if not set(where.where) - {"survey"}:
        return None
    people = everybody(now.store, now.cells)
    return tuple(
        (one, places_listed(now.cells, people, one, where, scattered=_scattered(now, one)))
        for one in _keeping_unknown(now)
    )


def beside(row: Row, now: View, where: Filter, shown: Collection[str]) -> tuple[str, ...]:
    """Those of the dimensions `shown` in a list that may stand beside this one of its answers."""
    if not is_guarded(now, row.survey):
        return tuple(shown)
    names = {dimension: getattr(row, dimension) for dimension in PLACE_FIELDS}
    asked = [one for one in shown if one in PLACE_FIELDS]
    people, scattered = everybody(now.store, now.cells), _scattered(now, row.survey)
    open_ = open_for(now.cells, people, row.survey, where, names, asked, scattered=scattered)
    return tuple(one for one in shown if one not in PLACE_FIELDS or one in open_)


def apart() -> str:
    """Why answers are missing from a list."""
    return _("Answers are left out whose groups, seen in several lists, would tell of a few people.")


def _scattered(now: View, survey: str) -> bool:
    """Whether a survey asks questions that lie in stages of their own."""
    return any(q.stage or q.touchpoint for one in surveys(now.store) if one.slug == survey for q in one.questions)


def _keeping_unknown(now: View) -> tuple[str, ...]:
    every = (now.cells, *everybody(now.store, now.cells))
    return tuple(dict.fromkeys(survey for cells in every for survey in guarded_surveys(cells)))


def left_out(now: View, asked: Sequence[str], shown: Sequence[str]) -> str:
    """A sentence on the columns that are missing to protect small groups; "" if none is."""
    missing = [one for one in asked if one not in shown and (one == "week" or now.cells.names.get(one))]
    if not missing:
        return ""
    words = _("Left out beside the answers, to protect small groups: {columns}.")
    return words.format(columns=listed([dimension_name(one).lower() for one in missing]))


def is_guarded(now: View, survey: str) -> bool:
    """Whether the people who answered a survey must stay unknown, also where it asks for no score."""
    return survey in _keeping_unknown(now)
