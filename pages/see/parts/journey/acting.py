"""Make a pain point an action: what shall be done, and by whom."""

from __future__ import annotations

import streamlit as st

from cjo_core.errors import CjoError
from cjo_core.insight.pain_points import Spot
from cjo_core.locale import _
from cjo_core.store.actions import add_action
from cjo_core.survey.actions import LONGEST, Action, Figures
from cjo_core.survey.filters import Filter
from pages.see.parts.journey.gathering import place_name
from pages.ui.pieces import notices
from pages.ui.session import View

PAGE = "see/actions.py"


def offer(now: View, spot: Spot, where: Filter, owner: str, key: str) -> None:
    """A small form beside a pain point. Only where the view has no other filter than the place itself: an action is
    measured by its place. What is left of a stage has no place of its own."""
    if spot.without or set(where.where) - {"stage", spot.dimension}:
        return
    with st.popover(_("Make this an action"), icon=":material/add_task:"), st.form(f"{key}_action", border=False):
        title = st.text_input(
            _("What shall be done?"),
            placeholder=_("Write to customers when late"),
            max_chars=LONGEST,
            key=f"{key}_title",
        )
        who = st.text_input(_("Owner"), value=owner[:LONGEST], max_chars=LONGEST, key=f"{key}_owner")
        asked = st.form_submit_button(_("Add"), type="primary")
        if not asked:
            return
        if not title.strip():
            notices.refused(_("Say in a few words what shall be done."))
            return
        try:
            add_action(now.store, _action(now, spot, where, title, who))
        except CjoError as error:
            notices.refused(str(error))
            return
        st.session_state["_journey_added"] = place_name(spot)
        st.switch_page(PAGE)


def _action(now: View, spot: Spot, where: Filter, title: str, owner: str) -> Action:
    figures = Figures(
        spot.metric,
        spot.value,
        spot.n,
        spot.rest,
        spot.gap,
        spot.low,
        spot.high,
        where.first_week,
        where.last_week if where.first_week is not None else None,
        spot.effective,
    )
    place = spot.where
    return Action(title, owner, spot.stage, figures, now.now, place.get("touchpoint"), place.get("segment"))
