"""Comments: what customers wrote, filtered, searched, shown safely."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.charts.words import joined
from cjo_core.locale import _, ngettext
from cjo_core.metrics.catalog import METRICS
from cjo_core.store.responses.reads import count_rows, rows
from pages.ui.choices import filters, link
from pages.ui.pieces.comments import BESIDE, comment_html, may_show_comments
from pages.ui.pieces.html import head, html, note
from pages.ui.privacy import apart, beside, left_out, may_list, open_columns
from pages.ui.session import View, view
from pages.ui.words import named

PAGE = 25
#: Score bands one can choose, by the position of the band in the metric's parts.
BANDS = ("", "unhappy", "middle", "happy")


def main() -> None:
    """Load, show."""
    now = view()
    where, period = filters.chosen_period(now)
    top = st.container()
    asked = _choose(now)
    if not may_show_comments(now, where):
        with top:
            head(f"{_('Comments')} · {period}", _("Hidden to protect a small group."))
        note(_("So few people answered here that a comment could give one of them away."))
        return
    told = may_list(now, where)
    # whatever is searched for: or one could ask for the words of what is left out
    listed, every = (count_rows(now.store, where, comments_only=True, listed=x) if told else 0 for x in (told, None))
    if every and not listed:
        with top:
            head(f"{_('Comments')} · {period}", _("Hidden to protect a small group."))
        note(apart())
        return
    found = count_rows(now.store, where, **asked, listed=told)
    open_ = open_columns(now, where, BESIDE)
    with top:
        title = ngettext("{count} comment", "{count} comments", found).format(count=count_text(found))
        eyebrow = " · ".join(part for part in (_("Comments"), period, filters.described(where, now)) if part)
        why = apart() if listed < every else ""
        head(eyebrow, title, joined(_("Newest first."), left_out(now, BESIDE, open_), why))
    if not found:
        filters.say_none(now, _("Try a longer period, fewer filters or another word."))
        return
    pages = math.ceil(found / PAGE)
    slot = st.container(border=True)
    page = st.pagination(pages, key="comments_page") if pages > 1 else 1
    shown = rows(now.store, where, **asked, listed=told, limit=PAGE, offset=PAGE * ((page or 1) - 1))
    with slot:
        html("".join(comment_html(row, now, beside(row, now, where, open_)) for row in shown))


def _choose(now: View) -> dict[str, Any]:
    """Menus of questions and scores, and a field for words; what they ask of `rows`."""
    kinds = [name for name in ("nps", "csat", "ces") if name in now.cells.kinds()]
    band_names = {"": _("All scores"), "unhappy": _("Unhappy"), "middle": _("In between"), "happy": _("Happy")}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        link.take_one("question", ["", *kinds], "")
        link.take_one("band", BANDS, "")
        kind = st.selectbox(
            _("Question"),
            ["", *kinds],
            format_func=named(["", *kinds], lambda name: _(METRICS[name].label) if name else _("All questions")),
            key="question",
            width=170,
        )
        band = st.selectbox(_("Score"), BANDS, format_func=band_names.__getitem__, key="band", width=170)
        text = st.text_input(_("Search"), key="search", max_chars=100, placeholder=_("a word or two"), width=260)
    link.keep("question")
    link.keep("band")
    scores, kind = _scores(kind or "", band or "", kinds)
    return {"comments_only": True, "kind": kind or None, "scores": scores, "containing": text or ""}


def _scores(kind: str, band: str, kinds: Sequence[str]) -> tuple[list[int] | None, str]:
    """The scores of a band. A band means different scores per question, so it needs one: the first there is, if none
    was chosen."""
    if not band or not kinds:
        return None, kind
    kind = kind or kinds[0]
    _name, first, last = METRICS[kind].parts[BANDS.index(band) - 1]
    return list(range(first, last + 1)), kind


main()
