"""Present: a question on the big screen, live. Three faces: the choices, the screen itself, and approving comments.

Read-only on what people answered: the only thing ever written is the approval of a comment.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from cjo_core.locale import _
from cjo_core.store.counts.since import is_sealed, sealed
from cjo_core.store.set_up.surveys import surveys
from pages.collect.parts.present import approving, heat_view, journey_view, question_view, setting_up, wall, week_view
from pages.collect.parts.present.counted import can_be_presented, metric_of
from pages.collect.parts.present.showing import read_showing
from pages.ui.pieces import notices
from pages.ui.pieces.html import head
from pages.ui.session import view


def main() -> None:
    """Show the face the link asks for."""
    now = view()
    every = [one for one in surveys(now.store) if can_be_presented(one)]
    found = {one.slug: one for one in sorted(every, key=lambda one: one.status != "open")}
    if not found:
        head(_("Present"), _("There is nothing to present yet."))
        notices.nothing_here(_("No survey is open"), _("Open one under Surveys first."))
        return
    asked = st.query_params
    showing = read_showing(asked.to_dict(), list(found)).sealed(partial(is_sealed, now.store))
    survey = found[showing.survey]
    if asked.get("present") == "1":
        showing = showing.started(sealed(now.store, now.now))
        setting_up.keep(now, showing)
        views = {
            "question": partial(question_view.show, now, survey, showing),
            "week": partial(week_view.show, now),
            "journey": partial(journey_view.show, now),
            "heat": partial(heat_view.show, now, metric_of(survey)),
        }
        wall.show(now, showing, views)
    elif asked.get("moderate") == "1":
        approving.show(now, survey)
    else:
        setting_up.show(now, found, showing)


main()
