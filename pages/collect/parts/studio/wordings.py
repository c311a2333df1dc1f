"""Two languages side by side: what the survey says in the one, what is still missing in the other."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cjo_core.errors import CjoError
from cjo_core.exchange.starter import WORDINGS
from cjo_core.locale import _, ngettext
from cjo_core.locale.tags import own_name
from cjo_core.survey.languages import clean_language_tag
from cjo_core.survey.questions import CHOICE_KINDS, Option, Question, Wording
from cjo_core.survey.surveys import Survey, Texts
from pages.collect.parts.studio.drafting import (
    Draft,
    all_languages,
    missing,
    put,
    renew,
    reworded,
    with_question,
)
from pages.ui.pieces import notices
from pages.ui.pieces.html import note
from pages.ui.words import named

_FIELDS = ("question", "low_label", "high_label", "comment", "comment_low", "comment_high")


def show(draft: Draft) -> Survey:
    """Choose a language, translate; returns the draft as changed in this run."""
    survey = draft.survey
    codes = all_languages(survey)
    others = [code for code in codes if code != survey.default_language]
    note(
        _(
            "A language is offered to respondents once every question and option has its words. Who speaks none of "
            "them gets the default language."
        )
    )
    default_language(survey, codes)
    add_language(survey, codes)
    if not others:
        return survey
    if st.session_state.get("studio_language") not in others:
        st.session_state["studio_language"] = others[0]
    language = st.pills(
        _("Translate into"), others, key="studio_language", format_func=named(others, own_name), required=True
    )
    code = language or others[0]
    lacking = missing(survey, code)
    if lacking:
        words = ngettext(
            "{count} text is missing, so this language is not offered yet.",
            "{count} texts are missing, so this language is not offered yet.",
            lacking,
        )
        st.warning(words.format(count=lacking))
    else:
        st.success(_("Complete: respondents can choose it."))
    for question in survey.asked:
        survey = with_question(survey, question.key, translated(question, survey, code, draft.turn))
    survey = translated_texts(survey, code, draft.turn)
    put(survey)
    if st.button(_("Take this language out"), icon=":material/delete:", key=f"drop_{code}"):
        renew(without(survey, code))
    return survey


def default_language(survey: Survey, codes: list[str]) -> None:
    """Which language comes first."""
    chosen = st.selectbox(
        _("Default language"),
        codes,
        index=codes.index(survey.default_language),
        format_func=named(codes, own_name),
        key=f"default_language_{survey.id}_{len(codes)}",
        width=280,
    )
    if chosen and chosen != survey.default_language:
        renew(replace(survey, default_language=chosen))


def add_language(survey: Survey, codes: list[str]) -> None:
    """One more, by its tag."""
    with st.form("add_language", border=False):
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        key = f"add_language_{survey.id}_{len(codes)}"  # what was refused stays, what was added is gone
        raw = left.text_input(_("Add a language (its tag, such as de, pt-BR, ar)"), max_chars=40, key=key) or ""
        if right.form_submit_button(_("Add")):
            try:
                code = clean_language_tag(raw)
            except CjoError as error:
                notices.refused(str(error))
                return
            if code in codes:
                notices.refused(_("“{language}” is there already").format(language=own_name(code)))
                return
            for question in survey.asked:
                usual = WORDINGS.get(question.kind, {}).get(code)
                same = WORDINGS.get(question.kind, {}).get(survey.default_language)
                mine = question.wordings.get(survey.default_language)
                # words that nobody has changed have a translation already
                words = usual if usual is not None and same == mine else Wording("")
                others = {**question.wordings, code: words}
                survey = with_question(survey, question.key, replace(question, wordings=others))
            st.session_state["_studio_next_language"] = code
            renew(survey)


def translated(question: Question, survey: Survey, code: str, turn: int) -> Question:
    """One question in both languages."""
    first = question.words([survey.default_language])
    words = question.wordings.get(code, Wording(""))
    tag = f"{survey.id}_{question.key}_{code}_{turn}"
    found: dict[str, str] = {}
    with st.container(border=True):
        for name in _FIELDS:
            original = getattr(first, name)
            if not original and not getattr(words, name):
                continue
            left, right = st.columns(2, vertical_alignment="center")
            left.text(original if question.worded else _("(no words yet)"))
            found[name] = (
                right.text_area(
                    original or name,
                    value=getattr(words, name),
                    key=f"translate_{name}_{tag}",
                    height=68,
                    label_visibility="collapsed",
                )
                or ""
            ).strip()
        options = question.options
        if question.kind in CHOICE_KINDS:
            options = tuple(
                option if option.retired else option_field(option, survey.default_language, code, tag)
                for option in options
            )
    new = Wording(**{name: found.get(name, "") for name in _FIELDS})
    if new == words and options == question.options:  # looked at, not changed
        return question
    return replace(question, wordings={**question.wordings, code: new}, options=options)


def option_field(option: Option, first: str, code: str, tag: str) -> Option:
    """One option in both languages."""
    left, right = st.columns(2, vertical_alignment="center")
    left.text(option.labels.get(first, option.key))
    key = f"translate_option_{option.key}_{tag}"
    text = right.text_input(option.key, value=option.labels.get(code, ""), key=key, label_visibility="collapsed")
    new = (text or "").strip()
    return option if new == option.labels.get(code, "") else replace(option, labels={**option.labels, code: new})


def translated_texts(survey: Survey, code: str, turn: int) -> Survey:
    """Title, introduction, thanks and closing in both languages, as far as there are any."""
    first, mine = survey.texts.get(survey.default_language, Texts()), survey.texts.get(code, Texts())
    found: dict[str, str] = {}
    for name in ("title", "intro", "thanks", "closed"):
        original = getattr(first, name)
        if not original and not getattr(mine, name):
            continue
        left, right = st.columns(2, vertical_alignment="center")
        left.text(original)
        key = f"translate_text_{name}_{survey.id}_{code}_{turn}"
        text = right.text_area(name, value=getattr(mine, name), key=key, height=68, label_visibility="collapsed")
        found[name] = (text or "").strip()
    new = Texts(**found)
    if new == mine:
        return survey
    return replace(survey, texts={**survey.texts, code: new})


def without(survey: Survey, code: str) -> Survey:
    """The survey without one of its languages."""
    for question in survey.asked:
        options = tuple(
            replace(option, labels={one: label for one, label in option.labels.items() if one != code})
            for option in question.options
        )
        changed = replace(reworded(question, code, Wording("")), options=options)
        survey = with_question(survey, question.key, changed)
    return replace(survey, texts={one: texts for one, texts in survey.texts.items() if one != code})
