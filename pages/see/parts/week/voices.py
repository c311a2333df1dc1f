"""What customers say: the latest comments of the week, and the most telling ones."""

from __future__ import annotations

import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.insight.this_week import WeekReport
from cjo_core.locale import _, ngettext
from cjo_core.store.responses.reads import Row, count_rows, rows
from cjo_core.survey.filters import Filter
from cjo_core.survey.scales import SCALES
from pages.ui.pieces.comments import BESIDE, comment_html, may_show_comments
from pages.ui.pieces.html import card_title, html, note, note_html
from pages.ui.privacy import beside, may_list, open_columns
from pages.ui.session import View

SHOWN = 4
#: A comment of this length says something and is still read.
TELLING = range(40, 400)


def show(now: View, report: WeekReport, where: Filter) -> None:
    """The card."""
    card_title(_("What customers say"))
    week = where.weeks(report.week, report.week)
    if not may_show_comments(now, week):
        note(_("Hidden: so few people answered that a comment could give one of them away."))
        return
    mine = may_list(now, week)
    count = count_rows(now.store, week, comments_only=True, listed=mine)
    if not count:
        note(_("Nobody has left a comment this week."))
        return
    kinds = {"latest": _("Latest"), "telling": _("Most telling")}
    chosen = st.segmented_control(
        _("Which comments"),
        list(kinds),
        default="latest",
        format_func=kinds.__getitem__,
        key="voices",
        required=True,
        label_visibility="collapsed",
    )
    found = (
        telling(now, report, week)
        if chosen == "telling"
        else rows(now.store, week, comments_only=True, listed=mine, limit=SHOWN)
    )
    shown = open_columns(now, week, BESIDE)
    total = ngettext("{count} comment this week.", "{count} comments this week.", count).format(count=count_text(count))
    said = "".join(comment_html(row, now, beside(row, now, week, shown)) for row in found)
    html(f'<div class="parts"><div class="short">{said}</div>{note_html(total)}</div>')
    st.page_link("see/comments.py", label=_("All comments"), icon=":material/arrow_forward:")


def telling(now: View, report: WeekReport, week: Filter) -> list[Row]:
    """Comments from the groups that clearly moved first, then the most extreme scores; at most two of one
    touchpoint."""
    candidates = rows(now.store, week, comments_only=True, listed=may_list(now, week), limit=400)
    moved = {(change.dimension, change.group) for change in report.moved}

    def weight(row: Row) -> tuple[int, float, int]:
        hits = sum((dimension, getattr(row, dimension)) in moved for dimension in ("stage", "segment", "persona"))
        scale = SCALES.get(row.kind)
        if scale is None or row.score is None:
            return (-hits, 0.0, row.answer_id)
        middle = (scale.low + scale.high) / 2
        extreme = abs(row.score - middle) / (scale.high - middle)
        unhappy = (row.score < middle) == scale.high_is_good
        return (-hits, -extreme - 0.25 * unhappy, row.answer_id)

    chosen: list[Row] = []
    for row in sorted((one for one in candidates if len(one.comment or "") in TELLING), key=weight):
        if sum(other.touchpoint == row.touchpoint for other in chosen) < 2:
            chosen.append(row)
        if len(chosen) == SHOWN:
            break
    return chosen or candidates[:SHOWN]
