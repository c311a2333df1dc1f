"""Approving comments, on the presenter's own device: what came in, what is shown, one click each. Never on the wall.

Nothing moves under the finger: comments stay where they are once listed, new ones come in below, and an approved one
keeps its place. A list that jumps would let somebody approve words that nobody has read.
"""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from cjo_core.locale import _, ngettext
from cjo_core.metrics.privacy.protection import protected
from cjo_core.store.database import Store
from cjo_core.store.responses.moderation import Comment, approve, approved_comments, newest_comments, withdraw
from cjo_core.survey.filters import Filter
from cjo_core.survey.surveys import Survey
from pages.collect.parts.present.counted import metric_of
from pages.ui import live
from pages.ui.pieces.comments import band_of
from pages.ui.pieces.html import card_title, escape, head, html, note
from pages.ui.session import View
from pages.ui.words import ago

#: How many comments the list opens with, how many it may grow to, and how many approved ones stand beside it.
OPENS_WITH, MOST, SHOWN = 20, 100, 10
#: The first comment of the list, remembered until somebody leaves it.
FIRST = "present_first_listed"


def show(now: View, survey: Survey) -> None:
    """Two lists: what came in, and what is on the screen. Follows the answers as they come in."""
    kind = metric_of(survey).kind
    st.button(_("Back"), icon=":material/arrow_back:", type="tertiary", on_click=_back)
    eyebrow = f"{_('Approve comments')} · {survey.title}"
    if protected(now.cells, kind, Filter({"survey": (survey.slug,)})):
        head(eyebrow, _("Hidden to protect a small group."))
        note(_("So few people answered here that a comment could give one of them away."))
    else:
        listed = _listed(now.store, survey.slug, kind)
        waiting = sum(not one.approved for one in listed)
        title = ngettext("{count} comment waits for approval.", "{count} comments wait for approval.", waiting)
        head(
            eyebrow,
            title.format(count=waiting),
            _("Read it, then approve it: within two seconds it is on the screen."),
        )
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(border=True):
            card_title(_("Came in"), _("New ones come in below, so that nothing moves under your finger."))
            for one in listed:
                _line(now, kind, one, _("Approved") if one.approved else _("Approve"), approving=True)
            if not listed:
                note(_("No comments yet."))
        with right, st.container(border=True):
            card_title(_("Approved"), _("The screen shows the first three of its period."))
            for one in approved_comments(now.store, survey.slug, kind, limit=SHOWN):
                _line(now, kind, one, _("Take back"), approving=False)
    live.watch(now.store, now.version)


def _listed(store: Store, survey: str, kind: str) -> list[Comment]:
    """The newest comments when the list was opened and all since, in the order in which they came in."""
    found = newest_comments(store, survey, kind, limit=MOST)
    about, first = st.session_state.get(FIRST, ("", 0))
    if about != survey:
        first = min((one.answer_id for one in found[:OPENS_WITH]), default=0)
        st.session_state[FIRST] = (survey, first)
    return sorted((one for one in found if one.answer_id >= first), key=lambda one: one.answer_id)


def _line(now: View, kind: str, one: Comment, label: str, *, approving: bool) -> None:
    """One comment with its button. What people wrote is HTML of ours, escaped; never a label or Markdown."""
    css, band = band_of(kind, one.score) if one.score is not None else ("mid", _("No score"))
    badge = "–" if one.score is None else str(one.score)
    line = " · ".join(part for part in (band, ago(one.submitted_at, now.now)) if part)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        html(
            f'<div class="say"><span class="badge {css}">{escape(badge)}</span><div>'
            f'<p dir="auto" lang="{escape(one.language or "")}">{escape(one.comment)}</p>'
            f'<p class="sub">{escape(line)}</p></div></div>'
        )
        st.button(
            label,
            key=f"{'approve' if approving else 'withdraw'}_{one.answer_id}",
            disabled=approving and one.approved,
            on_click=_approve if approving else _withdraw,
            args=(now.store, one.answer_id),
        )


def _approve(store: Store, answer: int) -> None:
    approve(store, [answer], datetime.now(UTC))


def _withdraw(store: Store, answer: int) -> None:
    withdraw(store, answer)


def _back() -> None:
    st.session_state.pop(FIRST, None)
    st.query_params.pop("moderate", None)
