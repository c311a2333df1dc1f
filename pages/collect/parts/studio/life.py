"""A survey's life: its name and link, when it opens and closes, how many it takes, and how people are protected."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from cjo_core.errors import CjoError
from cjo_core.locale import _
from cjo_core.store.set_up.audience import names
from cjo_core.store.set_up.studio import promised_floor
from cjo_core.survey.surveys import UNKNOWN_VALUES, Survey
from pages.collect.parts.studio.drafting import Draft, put
from pages.ui.pieces import notices
from pages.ui.pieces.html import note
from pages.ui.session import View
from pages.ui.words import named


def show(now: View, draft: Draft) -> Survey:
    """The fields; returns the draft as changed in this run."""
    survey, tag = draft.survey, f"{draft.survey.id}_{draft.turn}"
    try:
        survey = quotas(now, limits(dates(now, named_fields(survey, tag), tag), tag), tag)
        survey = privacy(now, survey, tag)
    except CjoError as error:
        notices.refused(str(error))
        return draft.survey
    put(survey)
    return survey


def named_fields(survey: Survey, tag: str) -> Survey:
    """Title and link."""
    left, right = st.columns(2)
    title = left.text_input(_("Title, for your team"), value=survey.title, key=f"title_{tag}", max_chars=120) or ""
    slug = right.text_input(_("End of its link"), value=survey.slug, key=f"slug_{tag}", max_chars=60) or ""
    if slug != survey.slug:
        note(_("Links and QR codes with the former ending stop working."))
    return replace(survey, title=title.strip() or survey.title, slug=slug.strip())


def dates(now: View, survey: Survey, tag: str) -> Survey:
    """When it opens and closes, in the team's zone."""
    left, right = st.columns(2)
    with left:
        opens = _moment(now, _("Opens at"), survey.opens_at, f"opens_{tag}")
    with right:
        closes = _moment(now, _("Closes at"), survey.closes_at, f"closes_{tag}")
    note(_("Times in {zone}. Empty: it opens and closes when you say so.").format(zone=now.zone.key))
    return replace(survey, opens_at=opens, closes_at=closes)


def _moment(now: View, label: str, value: datetime | None, key: str) -> datetime | None:
    local = None if value is None else value.astimezone(now.zone).replace(tzinfo=None)
    given = st.datetime_input(label, value=local, key=key)
    return None if given is None else given.replace(tzinfo=now.zone).astimezone(UTC)


def limits(survey: Survey, tag: str) -> Survey:
    """How many responses in all."""
    limit = st.number_input(
        _("Responses at most"),
        min_value=1,
        max_value=10_000_000,
        value=survey.limit,
        step=1,
        placeholder=_("any number"),
        key=f"limit_{tag}",
        width=240,
    )
    return replace(survey, limit=None if limit is None else int(limit))


def quotas(now: View, survey: Survey, tag: str) -> Survey:
    """How many of each segment."""
    segments = names(now.store, "segment")
    if not segments:
        return survey
    with st.expander(_("Quotas by segment"), expanded=bool(survey.quotas)):
        found: dict[str, int] = {}
        for segment in segments:
            number = st.number_input(
                notices.plain(segment),
                min_value=1,
                max_value=10_000_000,
                value=survey.quotas.get(segment),
                step=1,
                placeholder=_("any number"),
                key=f"quota_{segment}_{tag}",
                width=240,
            )
            if number is not None:
                found[segment] = int(number)
        note(_("A segment is known from the link, the invitation or the customer’s own segment."))
    return replace(survey, quotas=found)


def privacy(now: View, survey: Survey, tag: str) -> Survey:
    """Whether its respondents are known, and from how many answers a group is shown."""
    promised = promised_floor(now.store, survey.id) if survey.id else 1
    known = _("Respondents are known customers")
    identified = st.toggle(known, value=survey.identified, key=f"identified_{tag}", disabled=promised > 1)
    floor = survey.privacy_floor
    if not identified:
        floor = int(
            st.number_input(
                _("Groups are shown from so many answers on"),
                promised,
                100,
                max(survey.privacy_floor, promised),
                key=f"floor_{tag}",
                width=240,
            )
            or survey.privacy_floor
        )
        if promised > 1:
            note(_("People have answered who must stay unknown: this can be made stricter, not looser."))
    latest = st.toggle(_("Of each person only the latest answer counts"), value=survey.latest_only, key=f"latest_{tag}")
    words = {"ignore": _("leave them out"), "refuse": _("refuse the answer")}
    unknown = st.radio(
        _("Stages, segments … in a link that nobody knows"),
        UNKNOWN_VALUES,
        index=UNKNOWN_VALUES.index(survey.unknown_values),
        format_func=named(UNKNOWN_VALUES, words.__getitem__),
        key=f"unknown_{tag}",
        horizontal=True,
    )
    return replace(
        survey,
        identified=bool(identified),
        privacy_floor=floor,
        latest_only=bool(latest),
        unknown_values=unknown or survey.unknown_values,
    )
