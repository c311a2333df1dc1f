"""The question for a mail of the team's own: a table of scores to paste, and the same as plain text."""

from __future__ import annotations

import streamlit as st

from cjo_core.exchange.mailing.snippet import snippet_html, snippet_text
from cjo_core.locale import _
from cjo_core.survey.questions import Question
from cjo_core.survey.surveys import Survey
from pages.collect.parts.reach.common import link_of
from pages.ui.choices.placing import choose_place
from pages.ui.pieces.html import card_title
from pages.ui.session import View
from pages.ui.words import language_name, named


def show(now: View, survey: Survey) -> None:
    """Choose language and place, look, copy."""
    with st.container(border=True):
        card_title(
            _("Question for your mails"),
            _("A click on a score opens the form with that score chosen; nothing is stored before Send."),
        )
        language = st.selectbox(
            _("Language"),
            survey.languages,
            format_func=named(survey.languages, language_name),
            key=f"snippet_language_{survey.slug}",
            width=210,
        )
        fields = choose_place(now, _("Put stage, segment or channel into the link"), f"snippet_{survey.slug}")

        def link(question: Question | None, score: int | None) -> str:
            chosen = {} if question is None or score is None else {f"q_{question.key}": score}
            return link_of(now, survey, **fields, lang=language, **chosen)

        made = snippet_html(survey, language, link)
        frame = f'<!doctype html><meta charset="utf-8"><body style="margin:16px;background:#fff">{made}</body>'
        st.iframe(frame, height=190, alt=_("Preview of the mail"))
    with st.container(border=True):
        card_title(_("HTML"), _("For the HTML view of your mail program; it holds in Outlook too."))
        st.code(made, language=None, wrap_lines=True, height=260)
    with st.container(border=True):
        card_title(_("Plain text"))
        st.code(snippet_text(survey, language, link), language=None, wrap_lines=True)
