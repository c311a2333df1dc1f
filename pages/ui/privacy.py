"""What a page may say of few people, beyond the figures themselves: how many there are, and what stands beside each
answer. Asks the core and decides nothing.

Lists of single answers show every answer, also of people who have answered again, so they are judged by all answers.
"""

from __future__ import annotations

from collections.abc import Sequence

from cjo_core.charts.words import listed
from cjo_core.locale import _
from cjo_core.metrics.people import any_hidden, columns_open
from cjo_core.metrics.protection import hidden_groups, open_dimensions
from cjo_core.store.everybody import everybody
from cjo_core.survey.filters import Filter
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


def left_out(now: View, asked: Sequence[str], shown: Sequence[str]) -> str:
    """A sentence on the columns that are missing to protect small groups; "" if none is."""
    missing = [one for one in asked if one not in shown and (one == "week" or now.cells.names.get(one))]
    if not missing:
        return ""
    words = _("Left out beside the answers, to protect small groups: {columns}.")
    return words.format(columns=listed([dimension_name(one).lower() for one in missing]))


def is_guarded(now: View, survey: str) -> bool:
    """Whether the people who answered a survey must stay unknown."""
    return any(question.survey == survey and question.floor > 1 for question in now.cells.questions)
