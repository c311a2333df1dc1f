"""The choices before a presentation starts, all of them kept in the link. Shows no comment: a room may be watching."""

from __future__ import annotations

import streamlit as st

from cjo_core import locale
from cjo_core.locale import _, ngettext
from cjo_core.store.responses.moderation import newest_comments
from cjo_core.survey.surveys import Survey
from pages.collect.parts.present import wall
from pages.collect.parts.present.counted import metric_of, period_words
from pages.collect.parts.present.showing import (
    ALL,
    APPROVED,
    COMMENTS,
    EVERY,
    EVERYBODY,
    NAMES,
    NOBODY,
    NOW,
    SINCE,
    THEMES,
    TODAY,
    VIEWS,
    WEEK,
    Showing,
    moment,
)
from pages.ui import address
from pages.ui.pieces.html import card_title, head, note
from pages.ui.session import View
from pages.ui.words import named

#: So many waiting comments are counted, and no more.
COUNTED = 100


def show(now: View, found: dict[str, Survey], given: Showing) -> None:
    """The form, the link it makes, and the button that follows it."""
    st.session_state.pop(wall.BEGAN, None)
    head(
        _("Present"),
        _("Put a question on the big screen."),
        _("The audience answers by phone; score, answers and comments follow within two seconds. Nothing is changed."),
    )
    address.warn_if_local(now.store)
    left, right = st.columns([1, 1], gap="medium")
    with left, st.container(border=True, height="stretch"):
        card_title(_("What the screen shows"))
        chosen = _choices(now, found, given)
    keep(now, chosen)
    with right, st.container(border=True, height="stretch"):
        card_title(_("Start"), _("F11 fills the screen, Esc comes back here."))
        st.button(_("Start presenting"), type="primary", icon=":material/slideshow:", on_click=_start)
        note(_("Or open this link on the TV: it starts at once, with these choices."))
        st.code(chosen.link(address.public_url(now.store), **_session(now)), language=None, wrap_lines=True)
        if chosen.comments == APPROVED:
            _approval(now, found[chosen.survey])


def _choices(now: View, found: dict[str, Survey], given: Showing) -> Showing:
    slugs = list(found)
    survey = st.selectbox(
        _("Survey"),
        slugs,
        index=slugs.index(given.survey),
        format_func=lambda slug: found[slug].title,
        key="present_survey",
    )
    views = st.pills(
        _("Views, in turn"),
        VIEWS,
        selection_mode="multi",
        default=list(given.views),
        format_func=named(VIEWS, view_name),
        key="present_views",
    )
    every = given.every
    if len(views) > 1:
        seconds = named(EVERY, lambda count: _("{count} seconds").format(count=count))
        every = st.segmented_control(
            _("Each for"), EVERY, default=given.every, format_func=seconds, key="present_every", required=True
        )
    since = _since(now, given)
    comments = st.segmented_control(
        _("Comments"),
        COMMENTS,
        default=given.comments,
        format_func=named(COMMENTS, comments_name),
        key="present_comments",
        required=True,
    )
    theme = st.segmented_control(
        _("Colours"),
        THEMES,
        default=given.theme,
        format_func=named(THEMES, lambda name: _("Dark") if name == "dark" else _("Light")),
        key="present_theme",
        required=True,
    )
    return Showing(survey, tuple(views) or VIEWS[:1], every, since, comments, theme)


def _since(now: View, given: Showing) -> str:
    """The period; one that was opened already can be gone on with."""
    words = {
        NOW: _("From the start of the presentation"),
        TODAY: _("Today"),
        WEEK: _("This week"),
        ALL: _("All time"),
    }
    if given.since not in SINCE:
        period = period_words(now, given.since, moment(given.since))
        words = {given.since: _("Go on, {period}").format(period=period), **words}
    options = list(words)
    return st.selectbox(
        _("Answers that count"),
        options,
        index=options.index(given.since),
        format_func=named(options, words.__getitem__),
        key=f"present_since_{len(options)}",
    )


def view_name(name: str) -> str:
    """A view as the form shows it."""
    return {
        "question": _("Question"),
        "week": _("This week"),
        "journey": _("Journey map"),
        "heat": _("Stage by segment"),
    }[name]


def comments_name(name: str) -> str:
    """Which comments a wall shows."""
    return {APPROVED: _("After approval"), EVERYBODY: _("All, at once"), NOBODY: _("None")}[name]


def _approval(now: View, survey: Survey) -> None:
    kind = metric_of(survey).kind
    waiting = len(newest_comments(now.store, survey.slug, kind, waiting_only=True, limit=COUNTED))
    message = ngettext("{count} comment waits for approval.", "{count} comments wait for approval.", waiting)
    count = f"{COUNTED}+" if waiting == COUNTED else str(waiting)
    note(message.format(count=count))
    st.button(_("Approve comments"), icon=":material/done_all:", on_click=_moderate)
    note(_("Do that on a device of your own: the list is never on the screen that everybody sees."))


def keep(now: View, chosen: Showing) -> None:
    """Write the choices into the address."""
    others = {name: value for name, value in st.query_params.items() if name not in (*NAMES, "data")}
    wanted = {**others, **_data(now), **chosen.parameters()}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def _data(now: View) -> dict[str, str]:
    return {"data": now.store.kind} if now.is_demo else {}


def _session(now: View) -> dict[str, str]:
    """What a TV cannot know: which data, and which language."""
    return {**_data(now), "lang": locale.language()}


def _start() -> None:
    st.query_params["present"] = "1"


def _moderate() -> None:
    st.query_params["moderate"] = "1"
