"""The form as respondents see it, from the draft: nothing of it can be sent."""

from __future__ import annotations

import streamlit as st

from cjo_core.locale import _
from cjo_core.locale.tags import own_name
from cjo_core.survey.paging import pages
from cjo_core.survey.surveys import Survey
from cjo_core.web.respondents.showing import preview
from pages.collect.parts.studio.drafting import all_languages
from pages.ui.pieces.html import card_title, note
from pages.ui.session import View
from pages.ui.words import named

#: The width of a phone.
PHONE = 360
_HEIGHT = 640


def show(now: View, survey: Survey) -> None:
    """A phone or a screen, a page, a language."""
    card_title(_("Preview"), _("As it would look now. Nothing is sent from here."))
    if not survey.asked:
        note(_("There is nothing to show before the first question."))
        return
    devices = {"phone": _("Phone"), "desktop": _("Desktop")}
    book = pages(survey)
    codes = all_languages(survey)
    controls = st.container(key="preview_controls")
    with controls, st.container(horizontal=True, vertical_alignment="bottom"):
        device = st.segmented_control(
            _("Device"), [*devices], default="phone", format_func=named(devices, devices.__getitem__), required=True
        )
        language = codes[0]
        if len(codes) > 1:
            language = (
                st.selectbox(
                    _("Language"), codes, format_func=named(codes, own_name), key="preview_language", width=180
                )
                or codes[0]
            )
    number = 0
    if len(book) > 1:
        with controls:
            number = (st.pagination(len(book), key=f"preview_page_{len(book)}") or 1) - 1
    # Words of the team go through the same escaping as on the respondents' pages; nobody else's are shown here.
    body = preview(survey, language, number, who=now.organisation)
    st.iframe(body, width=PHONE if device == "phone" else "stretch", height=_HEIGHT, alt=_("Preview of the form"))
