"""What a survey says beside its questions: before them, after them, and when it is closed; and where it leads."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cjo_core.errors import CjoError
from cjo_core.locale import _
from cjo_core.survey.surveys import Redirect, Survey, Texts
from pages.collect.parts.studio.drafting import Draft, put
from pages.ui.pieces import notices
from pages.ui.pieces.html import note


def show(draft: Draft) -> Survey:
    """The fields, in the default language; returns the draft as changed in this run."""
    survey, tag = draft.survey, f"{draft.survey.id}_{draft.turn}"
    old = survey.texts.get(survey.default_language, Texts())
    note(_("Empty fields leave it to the form’s own words. Other languages stand under Languages."))
    title = st.text_input(_("Heading of the form"), value=old.title, key=f"text_title_{tag}", max_chars=120) or ""
    intro = st.text_area(_("Before the questions"), value=old.intro, key=f"text_intro_{tag}", max_chars=1000) or ""
    thanks = st.text_area(_("After sending"), value=old.thanks, key=f"text_thanks_{tag}", max_chars=1000) or ""
    closed = st.text_area(_("When it is closed"), value=old.closed, key=f"text_closed_{tag}", max_chars=1000) or ""
    new = Texts(*(text.strip() for text in (title, intro, thanks, closed)))
    texts = {code: one for code, one in survey.texts.items() if code != survey.default_language}
    survey = replace(survey, texts=texts | ({survey.default_language: new} if new != Texts() else {}))
    try:
        survey = redirects(survey, tag)
    except CjoError as error:
        notices.refused(str(error))
    put(survey)
    return survey


def redirects(survey: Survey, tag: str) -> Survey:
    """Where people go after sending, by their first score."""
    first = next((question for question in survey.asked if question.scored), None)
    if first is None:
        return survey
    with st.expander(_("Send people on after they answered"), expanded=bool(survey.redirects)):
        note(_("For example the happy ones to a page of reviews. Everybody else is thanked here."))
        rows = [{"low": one.low, "high": one.high, "url": one.url} for one in survey.redirects]
        scores = st.column_config.NumberColumn
        edited = st.data_editor(
            rows or [{"low": None, "high": None, "url": ""}],
            num_rows="dynamic",
            hide_index=True,
            placeholder="",
            key=f"redirects_{tag}",
            column_config={
                "low": scores(_("From score"), min_value=first.scale.low, max_value=first.scale.high, step=1),
                "high": scores(_("To score"), min_value=first.scale.low, max_value=first.scale.high, step=1),
                "url": st.column_config.TextColumn(_("Web address"), width="large"),
            },
        )
        found = [
            Redirect(int(row["low"]), int(row["high"]), str(row["url"]).strip())
            for row in edited
            if row.get("low") is not None and row.get("high") is not None and row.get("url")
        ]
        if len(found) < sum(any(value not in (None, "") for value in row.values()) for row in edited):
            st.warning(_("A line needs both scores and an address; one that lacks any of them is not saved."))
    return replace(survey, redirects=tuple(found))
