"""Customers by recency, frequency and value: the five by five map, and a segment made of a part of it."""

from __future__ import annotations

import streamlit as st

from cjo_core.charts.audience.rfm_map import rfm_map
from cjo_core.charts.numbers import number_text
from cjo_core.locale import _
from cjo_core.metrics.audience.groups import FEWEST, bought_once, rfm_table
from cjo_core.store.set_up.audience import add_names
from cjo_core.survey.rules import ALL, Condition, Rule
from pages.set_up.parts.audience.known import Known
from pages.ui.pieces.figures import show_picture, show_table
from pages.ui.pieces.html import card_title, note
from pages.ui.session import View

ONE_FIFTH = 20.0


def show_quintiles(now: View, known: Known) -> None:
    """The card."""
    card_title(
        _("Recency and frequency (RFM)"),
        _("Customers who have ordered, in fifths: 5 is best. Below each number: what they spent on average."),
    )
    frame = rfm_table(known.people)
    if not frame["n"].sum():
        note(_("Nobody has ordered yet, or the values of the orders are not known."))
        return
    picture = rfm_map(frame)
    show_picture(picture, "rfm")
    note(
        _(
            "Equal values share a fifth, so the fifths of frequency are of unequal size. Averages of fewer than {n} "
            "customers are not shown."
        ).format(n=FEWEST)
    )
    if (once := bought_once(known.people)) > ONE_FIFTH:
        note(
            _("{share} % of those who ordered did so once, and share the lowest fifth of frequency.").format(
                share=number_text(once)
            )
        )
    show_table(picture, frame, "rfm")
    _make_segment(now)


def _make_segment(now: View) -> None:
    with (
        st.form("rfm_segment", border=False),
        st.container(horizontal=True, gap="small", vertical_alignment="bottom"),
    ):
        recency = st.slider(_("Recency"), 1, 5, (4, 5), key="rfm_recency", width=180)
        frequency = st.slider(_("Frequency"), 1, 5, (4, 5), key="rfm_frequency", width=180)
        name = st.text_input(_("Name of the segment"), max_chars=120, key="rfm_name", width=240)
        made = st.form_submit_button(_("Make a segment of this"))
    if not made:
        return
    name = " ".join((name or "").split())
    if not name:
        st.warning(_("Give the segment a name first."))
        return
    ranges = (("rfm_recency", recency), ("rfm_frequency", frequency))
    rule = Rule(ALL, tuple(Condition(field, "between", (float(low), float(high))) for field, (low, high) in ranges))
    add_names(now.store, "segment", [name])
    st.session_state["next_segment"] = name
    st.session_state["proposed_segment"] = (name, rule)
    st.rerun()
