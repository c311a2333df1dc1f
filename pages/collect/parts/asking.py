"""One question of any kind as widgets of the screen, and what was answered as the fields of a form. Never stores
anything."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from cjo_core.errors import InvalidResponse
from cjo_core.locale import _, speaking
from cjo_core.survey.paging import Page, asked_of
from cjo_core.survey.questions import CHOICE_KINDS, Question, Wording, asks_why, label_of, mood
from cjo_core.survey.responses import COMMENT_LIMIT, SHORT_LIMIT, Answer, field_name, read_answers
from cjo_core.survey.surveys import Survey
from cjo_core.web.respondents.asked import CSAT_WORDS
from pages.ui.pieces import notices
from pages.ui.pieces.html import escape, html

Fields = dict[str, str]


def moves(survey: Survey) -> bool:
    """Whether what is asked depends on what was answered: such a form has to follow every click."""
    return any(
        question.condition or any(words.comment_low or words.comment_high for words in question.wordings.values())
        for question in survey.asked
    )


def ask_all(survey: Survey, language: str, turn: int, refused: Mapping[str, str]) -> tuple[Page, Fields]:
    """Every question that the answers so far lead to, with its widgets; returns those questions and the fields."""
    put: list[Question] = []
    fields: Fields = {}
    answers: dict[int, Answer] = {}
    for question in survey.asked:
        if not asked_of([question], survey, answers):
            continue
        given = ask(question, (language, survey.default_language), turn, refused)
        put.append(question)
        fields |= given
        answers |= _answers(survey, question, given)
    return tuple(put), fields


def _answers(survey: Survey, question: Question, given: Fields) -> dict[int, Answer]:
    """What a condition can go by so far; what is missing or wrong is said when the form is sent."""
    try:
        return {answer.question: answer for answer in read_answers(survey, [question], given)}
    except InvalidResponse:
        return {}


def ask(question: Question, languages: tuple[str, ...], turn: int, refused: Mapping[str, str]) -> Fields:
    """One question with its widgets; returns the form fields."""
    words, name = question.words(languages), field_name(question)
    must = f" <small>({escape(_('required'))})</small>" if question.required else ""
    if question.kind != "consent":
        html(f"<h2>{escape(words.question)}{must}</h2>")
    if question.scored:
        fields = _score(question, words, languages, name, turn)
    elif question.kind in CHOICE_KINDS:
        fields = _choice(question, words, languages, name, turn)
    elif question.kind == "consent":
        label = notices.plain(words.question) + (f" ({_('required')})" if question.required else "")
        fields = {name: "yes" if st.checkbox(label, key=f"agreed_{name}_{turn}") else ""}
    else:
        fields = {name: _text(question, words, name, turn)}
    for field in (name, f"{name}_comment"):
        if field in refused:
            st.error(notices.plain(refused[field]))
    return fields


def _score(question: Question, words: Wording, languages: tuple[str, ...], name: str, turn: int) -> Fields:
    scale = question.scale
    if words.low_label or words.high_label:
        html(
            f"<p class='sub'><b>{scale.low}</b> {escape(words.low_label)} … "
            f"<b>{scale.high}</b> {escape(words.high_label)}</p>"
        )
    key = f"score_{name}_{turn}"
    if question.style in ("words", "faces"):
        score = st.radio(
            notices.plain(words.question),
            list(scale.scores),
            index=None,
            format_func=lambda one: _satisfaction(one, languages),
            key=key,
            horizontal=True,
            label_visibility="collapsed",
        )
    else:
        score = st.segmented_control(
            notices.plain(words.question),
            list(scale.scores),
            format_func=lambda one: f"{one} ★" if question.style == "stars" else str(one),
            key=key,
            label_visibility="collapsed",
            width="content",
        )
    fields = {name: "" if score is None else str(score)}
    if not asks_why(question, words):
        return fields
    label = words.comment or _("Why?")
    if score is not None:
        label = {"lo": words.comment_low, "hi": words.comment_high}.get(mood(question, score)) or label
    comment = st.text_area(
        notices.plain(label), key=f"comment_{name}_{turn}", max_chars=COMMENT_LIMIT, placeholder=_("optional")
    )
    return fields | {f"{name}_comment": comment or ""}


def _satisfaction(score: int, languages: tuple[str, ...]) -> str:
    with speaking(*languages):  # the respondent's, not the interviewer's
        return _(CSAT_WORDS[score - 1])


def _choice(question: Question, words: Wording, languages: tuple[str, ...], name: str, turn: int) -> Fields:
    labels = {option.key: notices.plain(label_of(option, languages)) for option in question.offered}
    if question.kind == "single":
        chosen = st.radio(
            notices.plain(words.question),
            list(labels),
            index=None,
            format_func=labels.__getitem__,
            key=f"choice_{name}_{turn}",
            label_visibility="collapsed",
        )
        return {name: chosen or ""}
    return {
        f"{name}.{key}": "1" if st.checkbox(label, key=f"choice_{name}_{key}_{turn}") else ""
        for key, label in labels.items()
    }


def _text(question: Question, words: Wording, name: str, turn: int) -> str:
    label, key = notices.plain(words.question), f"text_{name}_{turn}"
    if question.kind == "text":
        return st.text_input(label, key=key, max_chars=SHORT_LIMIT, label_visibility="collapsed") or ""
    return st.text_area(label, key=key, max_chars=COMMENT_LIMIT, label_visibility="collapsed") or ""
