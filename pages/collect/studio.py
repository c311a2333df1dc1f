"""Survey studio: make a survey or change one, with its preview beside it. What was answered is versioned, never
silently changed."""

from __future__ import annotations

import streamlit as st

from cjo_core.charts.words import listed
from cjo_core.errors import CjoError
from cjo_core.locale import _
from cjo_core.locale.tags import own_name
from cjo_core.store.set_up.studio import copy_survey, delete_draft
from cjo_core.store.set_up.surveys import save_status, surveys
from cjo_core.survey.surveys import Survey
from pages.collect.parts.studio import beginning, life, previewing, questions, texts, wordings
from pages.collect.parts.studio.drafting import Draft, begin, draft_of, faults, save
from pages.ui.changing import act, show_said
from pages.ui.choices import link
from pages.ui.pieces import notices
from pages.ui.pieces.html import head
from pages.ui.session import View, view
from pages.ui.words import named, status_name

NEW = "new"


def choose(found: list[Survey]) -> str:
    """Which survey this run is about; `new` for one more."""
    slugs = [NEW, *(one.slug for one in found)]
    if (wanted := st.session_state.pop("_studio_survey", None)) is not None:
        st.session_state["studio_survey"] = wanted
    default = NEW if not found else slugs[1]
    link.take_one("studio_survey", slugs, default)
    label = {NEW: _("A new survey")} | {one.slug: f"{one.title} · {status_name(one.status)}" for one in found}
    chosen = st.selectbox(
        _("Survey"), slugs, key="studio_survey", format_func=named(slugs, label.__getitem__), width=420
    )
    link.keep("studio_survey", default)
    return chosen or default


def save_bar(now: View, draft: Draft) -> None:
    """Save or discard; open, pause, close; copy, delete."""
    problems = faults(draft.survey)
    for problem in problems:
        notices.refused(problem)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            _("Save"),
            type="primary",
            icon=":material/save:",
            disabled=not draft.changed or bool(problems),
            key="studio_save",
        ):
            slug = draft.survey.slug
            act(lambda: save(now.store, draft), _("Saved."), _studio_survey=slug)
        if st.button(_("Discard"), icon=":material/undo:", disabled=not draft.changed, key="studio_discard"):
            begin(draft.base)
            st.rerun()
        status_buttons(now, draft)
        if draft.base.status != "draft" and st.button(
            _("Link and QR code"), icon=":material/qr_code_2:", key="studio_reach"
        ):
            st.session_state["asking"] = draft.base.slug
            st.switch_page("collect/reach.py")
        with st.popover(_("More"), icon=":material/more_horiz:"):
            more(now, draft.base)
    if lost := [code for code in draft.base.languages if code not in draft.survey.languages]:
        words = _("No longer offered until all their words are there: {languages}.")
        st.warning(notices.plain(words.format(languages=listed([own_name(code) for code in lost]))))
    if draft.changed:
        st.caption(_("There are changes that are not saved yet."))


def status_buttons(now: View, draft: Draft) -> None:
    """What a survey of this status can become next."""
    survey = draft.base
    ready = bool(survey.languages) and not draft.changed
    steps = {
        "draft": [("open", _("Open it"), "play_arrow")],
        "open": [("paused", _("Pause"), "pause"), ("closed", _("Close"), "stop")],
        "paused": [("open", _("Open again"), "play_arrow"), ("closed", _("Close"), "stop")],
        "closed": [("open", _("Open again"), "play_arrow")],
    }
    for status, label, icon in steps[survey.status]:
        blocked = status == "open" and not ready
        why = _("Save first; every question needs its words in one language.") if blocked else None
        if st.button(label, icon=f":material/{icon}:", disabled=blocked, help=why, key=f"studio_{status}"):
            change(now, survey, status)


def change(now: View, survey: Survey, status: str) -> None:
    """Open, pause or close, keeping what is not saved yet."""
    words = {"open": _("It takes answers now."), "paused": _("It is paused."), "closed": _("It is closed.")}[status]
    # set anew, or the menu would go on showing the status it had
    act(lambda: save_status(now.store, survey.slug, status), words, _studio_survey=survey.slug)


def more(now: View, survey: Survey) -> None:
    """Copy it, or delete it while nobody has answered."""
    if st.button(_("Make a copy"), icon=":material/content_copy:", key="studio_copy", width="stretch"):
        taken = {one.slug for one in surveys(now.store)}
        title = _("{title} (copy)").format(title=survey.title)
        slug = beginning.slug_of(title, taken, demo=now.is_demo)
        words = _("The draft “{title}” was created.").format(title=title)
        act(lambda: copy_survey(now.store, survey.slug, new_slug=slug, title=title), words, _studio_survey=slug)
    if st.button(_("Delete it"), icon=":material/delete:", key="studio_delete", width="stretch"):
        words = _("“{title}” was deleted.").format(title=survey.title)
        act(lambda: delete_draft(now.store, survey.slug), words, _studio_survey=NEW)
    st.caption(_("Only a survey that nobody has answered can be deleted."))


def edit(now: View, stored: Survey) -> None:
    """The panels on the left, the preview on the right."""
    draft = draft_of(stored)
    if (key := st.session_state.pop("_studio_next", None)) is not None:
        st.session_state[questions.CHOSEN] = key
    if (code := st.session_state.pop("_studio_next_language", None)) is not None:
        st.session_state["studio_language"] = code
    bar = st.container()
    left, right = st.columns([7, 5], gap="medium")
    with left:
        parts = {"questions": _("Questions"), "languages": _("Languages"), "texts": _("Texts"), "life": _("Settings")}
        part = st.segmented_control(
            _("Part"),
            [*parts],
            default="questions",
            format_func=named(parts, parts.__getitem__),
            key="studio_part",
            required=True,
            label_visibility="collapsed",
        )
        if part == "languages":
            survey = wordings.show(draft)
        elif part == "texts":
            survey = texts.show(draft)
        elif part == "life":
            survey = life.show(now, draft)
        else:
            survey = questions.show(now, draft)
    with right, st.container(border=True):
        previewing.show(now, survey)
    with bar:
        save_bar(now, Draft(survey, draft.base, draft.turn))


def main() -> None:
    """Choose, then edit or begin."""
    now = view()
    found = surveys(now.store)
    head(
        _("Survey studio"),
        _("Ask at the moment that matters."),
        _("Make a survey, see it as your customers will, open it when it is ready."),
    )
    show_said()
    slug = choose(found)
    try:
        if slug == NEW:
            with st.container(border=True):
                beginning.show(now)
        else:
            edit(now, next(one for one in found if one.slug == slug))
    except CjoError as error:
        notices.refused(str(error))


main()
