"""Interview: one person after another answers on this device. For interviewers, kiosks and demos; it resets itself.

The same gate as the respondents' page stands behind it (`survey.responses.read_response`), with a submission key per
round: a double click stores once. All pages of a survey stand on one; a question that depends on an answer appears with
it.
"""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from cjo_core import locale
from cjo_core.errors import InvalidResponse, SurveyFull
from cjo_core.locale import _
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.surveys import surveys
from cjo_core.survey.paging import Page
from cjo_core.survey.places import Place
from cjo_core.survey.responses import new_submission_key, read_response
from cjo_core.survey.surveys import Survey
from cjo_core.web import words
from pages.collect.parts.asking import ask_all, moves
from pages.ui.choices import link
from pages.ui.choices.placing import choose_place
from pages.ui.pieces import notices
from pages.ui.pieces.html import head
from pages.ui.session import View, view
from pages.ui.words import language_name, named


def send(
    now: View, survey: Survey, put: Page, fields: dict[str, str], place: dict[str, str], language: str
) -> dict[str, str]:
    """Store the response and begin the next round; returns the messages of refused fields; may raise SurveyFull."""
    given = dict(place)
    if "touchpoint" in given:
        given.pop("stage", None)  # a touchpoint brings its own
    try:
        response = read_response(
            survey,
            fields,
            place=Place(**given, language=language),
            submission_key=st.session_state["interview_key"],
            now=datetime.now(UTC),
            door="interview",
            questions=put if len(put) < len(survey.asked) else None,
        )
    except InvalidResponse as error:
        return error.fields
    save_response(now.store, response)
    st.session_state["interview_turn"] += 1
    st.session_state["interview_key"] = new_submission_key()
    st.session_state["interview_thanks"] = True
    st.rerun()
    return {}


def main() -> None:
    """Choose the survey once, then ask again and again."""
    now = view()
    found = [one for one in surveys(now.store) if one.standing(datetime.now(UTC)) == "open" and one.languages]
    head(
        _("Interview"), _("One person after another, on this device."), _("The form empties itself after each answer.")
    )
    if not found:
        notices.nothing_here(_("No survey is open"), _("Open one under Surveys first."))
        return
    st.session_state.setdefault("interview_turn", 0)
    st.session_state.setdefault("interview_key", new_submission_key())
    turn = st.session_state["interview_turn"]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        titles = {one.slug: one for one in found}
        link.take_one("interview_survey", list(titles), found[0].slug)
        slug = st.selectbox(
            _("Survey"),
            list(titles),
            format_func=lambda one: titles[one].title,
            key="interview_survey",
            width=320,
        )
        link.keep("interview_survey", found[0].slug)
        survey = titles[slug or found[0].slug]
        spoken = locale.language() if locale.language() in survey.languages else survey.languages[0]
        language = (
            st.selectbox(
                _("Language of the questions"),
                survey.languages,
                index=survey.languages.index(spoken),
                format_func=named(survey.languages, language_name),
                key=f"interview_language_{survey.slug}",
                width=220,
            )
            or spoken
        )
    place = choose_place(now, _("Where these answers belong"), "place")
    thanks = st.empty()  # a place of its own: the form below stays where it is, with or without it
    if st.session_state.pop("interview_thanks", False):
        thanks.success(_("Thank you! The answer is stored. The next person can begin."))
    refused = st.session_state.pop("interview_refused", {})
    live = moves(survey)  # a form of the screen's own stays as it is until it is sent
    box = st.container(border=True) if live else st.form(f"interview_{survey.slug}_{turn}", border=True)
    with box:
        put, fields = ask_all(survey, language, turn, refused)
        press = st.button if live else st.form_submit_button
        sent = press(_("Send"), type="primary")
    if not sent:
        return
    try:
        messages = send(now, survey, put, fields, place, language)
    except SurveyFull as full:
        st.warning(_(words.ENOUGH_FROM_GROUP if full.quota else words.ENOUGH_ANSWERS))
        return
    if messages:
        st.session_state["interview_refused"] = messages
        st.rerun()


main()
