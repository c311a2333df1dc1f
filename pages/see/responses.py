"""Responses: the rows behind the scores, for editors. Filtered, downloadable, and removable one by one."""

from __future__ import annotations

import math
from dataclasses import asdict

import pandas as pd
import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.exchange.exports import frame_csv
from cjo_core.locale import _, ngettext
from cjo_core.store.reads import Row, count_rows, rows
from cjo_core.store.writes import delete_response
from cjo_core.survey.periods import UNDATED, week_name
from pages.ui import filters, notices
from pages.ui.comments import may_show_comments
from pages.ui.html import head
from pages.ui.session import View, view

PAGE = 100
#: A file of more rows than this is better made on the command line.
MOST = 100_000


def table(found: list[Row], now: View) -> pd.DataFrame:
    """The rows as people read them; times in the team's zone."""
    frame = pd.DataFrame(
        {
            _("Response"): [row.response_id for row in found],
            _("When"): [
                None if r.submitted_at is None else f"{r.submitted_at.astimezone(now.zone):%Y-%m-%d %H:%M}"
                for r in found
            ],
            _("Week"): [None if row.week == UNDATED else week_name(row.week) for row in found],
            _("Survey"): [row.survey_title for row in found],
            _("Score"): [row.score for row in found],
            _("Comment"): [row.comment for row in found],
            _("Stage"): [row.stage for row in found],
            _("Touchpoint"): [row.touchpoint for row in found],
            _("Segment"): [row.segment for row in found],
            _("Persona"): [row.persona for row in found],
            _("Channel"): [row.channel for row in found],
            _("Language"): [row.language for row in found],
            _("Respondent"): [row.respondent for row in found],
        }
    )
    words = [name for name in frame.columns if name not in (_("Response"), _("Score"))]
    frame[words] = frame[words].astype(object).fillna("")
    return frame


def remove(now: View, response_id: int) -> None:
    """Ask once more, then remove a response for good."""

    @st.dialog(_("Remove response {number}?").format(number=response_id))
    def ask() -> None:
        st.write(_("Its answers leave every score and cannot be brought back."))
        if st.button(_("Remove it"), type="primary", key="remove_now"):
            delete_response(now.store, response_id)
            st.rerun()

    ask()


def main() -> None:
    """Load, show."""
    now = view()
    where, period = filters.chosen_period(now)
    found = count_rows(now.store, where)
    title = ngettext("{count} answer", "{count} answers", found).format(count=count_text(found))
    eyebrow = " · ".join(part for part in (_("Responses"), period, filters.described(where, now)) if part)
    if not may_show_comments(now, where):
        head(eyebrow, _("Hidden to protect a small group."))
        return
    head(eyebrow, title, _("One row per answer, newest first. Times in {zone}.").format(zone=now.zone.key))
    if not found:
        notices.nothing_here(_("No answers match"), _("Nobody answered in this period with these filters."))
        return
    pages = math.ceil(found / PAGE)
    slot = st.container()
    page = st.pagination(pages, key="responses_page") if pages > 1 else 1
    shown = rows(now.store, where, limit=PAGE, offset=PAGE * ((page or 1) - 1))
    with slot:
        picked = st.dataframe(
            table(shown, now),
            hide_index=True,
            width="stretch",
            height=560,
            on_select="rerun",
            selection_mode="single-row",
            key="responses_table",
        )
    chosen = picked.selection.rows
    with st.container(horizontal=True):
        st.download_button(
            _("Download as CSV"),
            lambda: frame_csv(pd.DataFrame([asdict(row) for row in rows(now.store, where, limit=MOST)])),
            file_name="cjo-responses.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        if st.button(_("Remove the chosen response…"), disabled=not chosen, icon=":material/delete:"):
            remove(now, shown[chosen[0]].response_id)


main()
