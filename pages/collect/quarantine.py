"""Quarantine: submissions that look like a scanner's, a robot's or a repeat, with the reasons, and what to do with
them.

What was said is shown whatever the survey promises its people: nobody could decide without it. Where the survey keeps
them unknown, the place is left out: one person's words beside segment, touchpoint and channel would name them.
"""

from __future__ import annotations

import streamlit as st

from cjo_core.errors import CjoError
from cjo_core.locale import _, ngettext
from cjo_core.store.responses.quarantine import Held, discard, held, held_number, release
from cjo_core.store.set_up.surveys import surveys
from cjo_core.survey.questions import Question, label_of
from cjo_core.survey.responses import Answer
from cjo_core.survey.surveys import Survey
from cjo_core.survey.suspicion import reason_words
from pages.ui.pieces import notices
from pages.ui.pieces.html import card_title, escape, head, html, note
from pages.ui.session import View, view
from pages.ui.words import ago

#: Shown at a time; deciding on them brings up the next.
SHOWN = 50


def answer_text(answer: Answer, question: Question | None, languages: list[str]) -> str:
    """One answer in a line: what was asked, what was said."""
    if question is None:
        return ""
    labels = {option.id: label_of(option, languages) for option in question.options}
    said = [str(answer.score)] if answer.score is not None and question.scored else []
    said += [_("yes")] if question.kind == "consent" else []
    said += [labels[one] for one in answer.options if one in labels]
    said += [f"“{answer.comment}”"] if answer.comment else []
    return f"{question.words(languages).question} – {', '.join(said)}"


def held_html(one: Held, survey: Survey, now: View) -> str:
    """One submission: why it is held, what it says, when it came."""
    asked = {question.id: question for question in survey.questions}
    languages = [one.response.place.language or "", *survey.languages]
    lines = [answer_text(answer, asked.get(answer.question), languages) for answer in one.response.answers]
    reasons = "; ".join(reason_words(reason) for reason in one.reasons)
    place = [] if survey.keeps_unknown else one.response.place.names().values()
    where = " · ".join([one.title, *place, ago(one.received_at, now.now)])
    said = "".join(f'<p dir="auto">{escape(line)}</p>' for line in lines if line)
    return f'<p><b>{escape(reasons[:1].upper() + reasons[1:])}</b></p>{said}<p class="sub">{escape(where)}</p>'


def decide(now: View, found: list[Held]) -> None:
    """Each submission with a box to choose it, and what can be done with the chosen ones."""
    by_slug = {one.slug: one for one in surveys(now.store)}
    chosen: list[int] = []
    if any(by_slug[one.survey].keeps_unknown for one in found):
        note(_("Of surveys that keep their people unknown, the place of an answer is left out here."))
    whole = st.checkbox(_("Choose all that are shown"), key="quarantine_all")
    for one in found:
        with st.container(border=True):
            box, words = st.columns([1, 20], vertical_alignment="top")
            with box:
                label = _("Choose submission {number}").format(number=one.id)
                # chosen one by one or all at once: a box of its own each, so that a refresh moves no tick
                if st.checkbox(label, key=f"held_{one.id}_{whole}", value=whole, label_visibility="collapsed"):
                    chosen.append(one.id)
            with words:
                html(held_html(one, by_slug[one.survey], now))
    with st.container(horizontal=True):
        if st.button(_("Release: count them"), disabled=not chosen, type="primary", icon=":material/undo:"):
            done = release(now.store, chosen)
            words_ = ngettext("{count} response counts now.", "{count} responses count now.", done)
            st.session_state["quarantine_done"] = words_.format(count=done)
            st.rerun()
        if st.button(_("Throw away…"), disabled=not chosen, icon=":material/delete:"):
            throw_away(now, chosen)


def throw_away(now: View, numbers: list[int]) -> None:
    """Ask once more, then remove what was sent for good."""
    count = len(numbers)
    title = ngettext("Throw {count} submission away?", "Throw {count} submissions away?", count).format(count=count)

    @st.dialog(title)
    def ask() -> None:
        st.write(_("What was said is removed and cannot be brought back. That it came, and why it was held, stays."))
        if st.button(_("Throw away"), type="primary", key="throw_away_now"):
            discard(now.store, numbers)
            gone = ngettext("{count} submission was thrown away.", "{count} submissions were thrown away.", count)
            st.session_state["quarantine_done"] = gone.format(count=count)
            st.rerun()

    ask()


def main() -> None:
    """Load, show."""
    now = view()
    number = held_number(now.store)
    title = ngettext("{count} submission waits for a decision.", "{count} submissions wait for a decision.", number)
    head(
        _("Quarantine"),
        title.format(count=number) if number else _("Nothing is held back."),
        _("What looks like a mail scanner, a robot or a repeat is kept here, out of every score, until you decide."),
    )
    if done := st.session_state.pop("quarantine_done", ""):
        st.success(done)
    if not number:
        why = _("Opening a link never records a score; what is sent by programs, or too fast to be read, lands here.")
        with st.container(border=True):
            card_title(_("No suspicious submissions"), why)
        return
    try:
        decide(now, held(now.store, limit=SHOWN))
    except CjoError as error:
        notices.refused(str(error))


main()
