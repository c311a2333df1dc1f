"""Responses: the rows behind the scores, for editors. Filtered, downloadable, and removable one by one."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

import pandas as pd
import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.charts.words import joined
from cjo_core.exchange.exports import frame_csv
from cjo_core.locale import _, ngettext
from cjo_core.store.responses.reads import Row, count_rows, rows
from cjo_core.store.responses.writes import delete_response
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import UNDATED, week_name
from pages.ui.choices import filters
from pages.ui.pieces.comments import may_show_comments, tells_by_time
from pages.ui.pieces.html import head
from pages.ui.privacy import apart, beside, is_guarded, left_out, may_list, open_columns
from pages.ui.session import View, view
from pages.ui.words import dimension_name

PAGE = 100
#: A file of more rows than this is better made on the command line.
MOST = 100_000
#: What stands beside a score if it gives nobody away, the dearest first.
BESIDE = ("survey", "stage", "week", "touchpoint", "segment", "persona", "channel", "language")
#: The fields of a row that tell its survey, and its week.
FIELDS = {"survey": ("survey", "survey_title"), "week": ("week", "submitted_at")}


def told(found: list[Row], now: View, where: Filter, shown: Collection[str]) -> list[dict[str, Any]]:
    """The rows as far as they may be told: dimensions that are `shown`, and respondents of identified surveys."""
    hidden = {field for one in BESIDE if one not in shown for field in FIELDS.get(one, (one,))}
    guarded = {survey for survey in {row.survey for row in found} if is_guarded(now, survey)}
    rows_told = []
    for row in found:
        secret = {*_secret(row, now), *_closed(row, now, where, shown)} if row.survey in guarded else ()
        cells = {name: None if name in secret else value for name, value in asdict(row).items()}
        rows_told.append({name: value for name, value in cells.items() if name not in hidden})
    return rows_told


def _closed(row: Row, now: View, where: Filter, shown: Collection[str]) -> set[str]:
    return {*shown} - {*beside(row, now, where, shown)}


def _secret(row: Row, now: View) -> tuple[str, ...]:
    """What is not told of an answer whose person must stay unknown."""
    return ("respondent", "door", "submitted_at") if tells_by_time(row, now) else ("respondent", "door")


def table(rows_told: list[dict[str, Any]], now: View) -> pd.DataFrame:
    """The rows as people read them; times in the team's zone."""
    titles = {
        "response_id": _("Response"),
        "submitted_at": _("When"),
        "week": _("Week"),
        "survey_title": _("Survey"),
        "score": _("Score"),
        "comment": _("Comment"),
        **{one: dimension_name(one) for one in ("stage", "touchpoint", "segment", "persona", "channel", "language")},
        "respondent": _("Respondent"),
    }
    given = [name for name in titles if rows_told and name in rows_told[0]]
    frame = pd.DataFrame({titles[name]: [_cell(name, row[name], now) for row in rows_told] for name in given})
    words = [name for name in frame.columns if name not in (titles["response_id"], titles["score"])]
    frame[words] = frame[words].astype(object).fillna("")
    return frame


def _cell(name: str, value: Any, now: View) -> Any:
    if name == "submitted_at" and value is not None:
        return f"{value.astimezone(now.zone):%Y-%m-%d %H:%M}"
    if name == "week":
        return None if value == UNDATED else week_name(value)
    return value


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
    eyebrow = " · ".join(part for part in (_("Responses"), period, filters.described(where, now)) if part)
    if not may_show_comments(now, where):
        head(eyebrow, _("Hidden to protect a small group."))
        return
    open_, mine = open_columns(now, where, BESIDE), may_list(now, where)
    found = count_rows(now.store, where, listed=mine)
    every = count_rows(now.store, where) if mine else found
    if not found and every:
        head(eyebrow, _("Hidden to protect a small group."), apart())
        return
    title = ngettext("{count} answer", "{count} answers", found).format(count=count_text(found))
    lead = _("One row per answer, newest first. Times in {zone}.").format(zone=now.zone.key)
    head(eyebrow, title, joined(lead, left_out(now, BESIDE, open_), apart() if found < every else ""))
    if not found:
        filters.say_none(now, _("Nobody answered in this period with these filters."))
        return
    pages = math.ceil(found / PAGE)
    slot = st.container()
    page = st.pagination(pages, key="responses_page") if pages > 1 else 1
    shown = rows(now.store, where, listed=mine, limit=PAGE, offset=PAGE * ((page or 1) - 1))
    with slot:
        picked = st.dataframe(
            table(told(shown, now, where, open_), now),
            hide_index=True,
            width="stretch",
            height=560,
            on_select="rerun",
            selection_mode="single-row",
            # tied to its rows: a refresh that moves them drops the selection, or it would point at another response
            key=f"responses_table_{hash(tuple(row.answer_id for row in shown))}",
        )
    chosen = picked.selection.rows
    with st.container(horizontal=True):
        st.download_button(
            _("Download as CSV"),
            lambda: frame_csv(pd.DataFrame(told(rows(now.store, where, listed=mine, limit=MOST), now, where, open_))),
            file_name="cjo-responses.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        if st.button(_("Remove the chosen response…"), disabled=not chosen, icon=":material/delete:"):
            remove(now, shown[chosen[0]].response_id)


main()
