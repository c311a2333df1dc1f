"""What a team knows about a stage beside the data: what customers do, need and feel, where it hurts, what could be."""

from __future__ import annotations

import streamlit as st

from cjo_core.locale import _
from cjo_core.store.journey.notes import write_all_notes
from cjo_core.survey.journey import NOTE_KINDS, Stage, note_kind_name
from pages.ui.changing import act
from pages.ui.pieces import notices
from pages.ui.pieces.html import card_title, note
from pages.ui.session import View
from pages.ui.words import day_text, named

EVERYBODY = ""


def show_notes(now: View, stage: Stage, retired: frozenset[str]) -> None:
    """The notes about one persona, or about everybody, in a field per kind."""
    card_title(
        _("Notes"),
        _("What you know from talking to customers, one thought per line. Stands beside the data on the map."),
    )
    written = {one.persona for one in stage.notes}
    personas = [EVERYBODY, *(one for one in now.cells.names["persona"] if one not in retired or one in written)]
    counts = {one: sum((note.persona or EVERYBODY) == one for note in stage.notes) for one in personas}

    def label(one: str) -> str:
        name = _("Everybody") if one == EVERYBODY else notices.plain(one)
        return f"{name} ({counts[one]})" if counts[one] else name

    persona = st.pills(
        _("About"), personas, format_func=named(personas, label), default=EVERYBODY, required=True, key="notes_about"
    )
    about = persona or None
    with st.form("notes", border=False):
        texts = {}
        for column, kind in zip(st.columns(len(NOTE_KINDS), gap="small"), NOTE_KINDS, strict=True):
            lines = [one.text for one in stage.notes_of(about, kind)]
            texts[kind] = column.text_area(
                note_kind_name(kind), value="\n".join(lines), height=170, key=f"note_{kind}_{stage.name}_{persona}"
            )
        if changed := [one.updated_at for one in stage.notes if one.persona == about]:
            day = day_text(max(changed).astimezone(now.zone).date())
            note(_("Last changed on {day}.").format(day=day))
        saved = st.form_submit_button(_("Save notes"))
    if saved:
        lines_of = {kind: (text or "").splitlines() for kind, text in texts.items()}
        act(lambda: write_all_notes(now.store, stage.name, about, lines_of), _("Notes saved."))
