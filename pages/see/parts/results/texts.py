"""What people wrote to a question of words: the newest first, searched. Shows only what the page found open."""

from __future__ import annotations

import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.locale import _, ngettext
from cjo_core.store.responses.reads import Row, count_rows, rows
from cjo_core.survey.filters import Filter
from cjo_core.survey.questions import Question
from cjo_core.survey.surveys import Survey
from pages.ui.pieces.comments import BESIDE, when
from pages.ui.pieces.html import escape, html, note
from pages.ui.privacy import beside, left_out, may_list, open_columns
from pages.ui.session import View

#: So many are shown at first, and so many more at a time.
PAGE = 5


def show(now: View, survey: Survey, question: Question, where: Filter) -> None:
    """Search, and the newest texts."""
    text = st.text_input(
        _("Search"), key=f"results_search_{question.id}", max_chars=100, placeholder=_("a word or two"), width=260
    )
    told = may_list(now, where)
    found = count_rows(now.store, where, containing=text or "", question=question.id, listed=told)
    if text:
        note(ngettext("{count} text matches.", "{count} texts match.", found).format(count=count_text(found)))
    seen = PAGE * (1 + int(st.session_state.get(f"results_more_{question.id}", 0)))
    open_ = open_columns(now, where, BESIDE)
    shown = rows(now.store, where, containing=text or "", question=question.id, listed=told, limit=seen)
    html("".join(_word(row, now, beside(row, now, where, open_)) for row in shown))
    if missing := left_out(now, BESIDE, open_):
        note(missing)
    with st.container(horizontal=True):
        if found > seen:
            st.button(_("Show more"), key=f"results_show_{question.id}", on_click=_more, args=[question.id])
        if st.button(_("All comments of this survey"), key=f"results_all_{question.id}", icon=":material/chat:"):
            st.session_state["survey"] = [survey.slug]
            st.switch_page("see/comments.py")


def _more(question: int) -> None:
    key = f"results_more_{question}"
    st.session_state[key] = int(st.session_state.get(key, 0)) + 1


def _word(row: Row, now: View, shown: tuple[str, ...]) -> str:
    place = (row.touchpoint if "touchpoint" in shown else None) or (row.stage if "stage" in shown else None)
    others = [getattr(row, one) for one in ("segment", "channel") if one in shown]
    line = " · ".join(escape(part) for part in [place, *others, when(row, now) if "week" in shown else None] if part)
    return (
        f'<div class="word"><p dir="auto" lang="{escape(row.language or "")}">{escape(row.comment or "")}</p>'
        f'<p class="sub">{line}</p></div>'
    )
