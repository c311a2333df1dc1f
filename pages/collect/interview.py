"""Interview: one person after another answers on this device. For interviewers, kiosks and demos; it resets itself.

The same gate as the respondents' page stands behind it (`survey.responses.read_response`), with a submission key per
round: a double
click stores once.
"""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from cjo_core import locale
from cjo_core.errors import InvalidResponse
from cjo_core.locale import _
from cjo_core.store.surveys import surveys
from cjo_core.store.writes import save_response
from cjo_core.survey.places import Place
from cjo_core.survey.responses import COMMENT_LIMIT, field_name, new_submission_key, read_response
from cjo_core.survey.surveys import Question, Survey
from pages.ui import link, notices
from pages.ui.html import escape, head, html
from pages.ui.placing import choose_place
from pages.ui.session import View, view
from pages.ui.words import language_name, named


def ask(question: Question, language: str, turn: int, refused: dict[str, str]) -> dict[str, str]:
    """One question with its scale and its "why?"; returns the form fields."""
    words = question.wordings[language]
    name = field_name(question)
    scale = question.scale
    html(
        f"<h2>{escape(words.question)}</h2><p class='sub'><b>{scale.low}</b> {escape(words.low_label)} … "
        f"<b>{scale.high}</b> {escape(words.high_label)}</p>"
    )
    score = st.segmented_control(
        words.question, list(scale.scores), key=f"score_{name}_{turn}", label_visibility="collapsed", width="content"
    )
    if name in refused:
        st.error(notices.plain(refused[name]))
    comment = st.text_area(
        words.comment or _("Why?"), key=f"comment_{name}_{turn}", max_chars=COMMENT_LIMIT, placeholder=_("optional")
    )
    if f"{name}_comment" in refused:
        st.error(notices.plain(refused[f"{name}_comment"]))
    return {name: "" if score is None else str(score), f"{name}_comment": comment or ""}


def send(now: View, survey: Survey, fields: dict[str, str], place: dict[str, str], language: str) -> dict[str, str]:
    """Store the response and begin the next round; returns the messages of refused fields, if any."""
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
    found = [one for one in surveys(now.store) if one.status == "open"]
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
    if st.session_state.pop("interview_thanks", False):
        st.success(_("Thank you! The answer is stored. The next person can begin."))
    with st.form(f"interview_{survey.slug}_{turn}", border=True):
        fields: dict[str, str] = {}
        refused = st.session_state.pop("interview_refused", {})
        for question in survey.asked:
            fields |= ask(question, language, turn, refused)
        sent = st.form_submit_button(_("Send"), type="primary")
    if sent and (messages := send(now, survey, fields, place, language)):
        st.session_state["interview_refused"] = messages
        st.rerun()


main()
