"""What a screen says when there is little, nothing, or something wrong to show. Never a stack trace, never a bare
"error"."""

from __future__ import annotations

import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.charts.words import sentence_case
from cjo_core.locale import _, ngettext
from pages.ui.pieces.html import escape, html


def watermark() -> None:
    """The line on every page that shows made-up answers."""
    html(
        f'<div class="demo" role="note"><b>{escape(_("Demo data"))}</b> '
        f"<span>{escape(_('Every answer here is made up and kept in a file of its own.'))}</span></div>"
    )


def refused(message: str) -> None:
    """Something was not allowed: the message says what, and what is."""
    st.error(plain(sentence_case(message)))


def broken() -> None:
    """Something went wrong that nobody planned for."""
    st.error(_("This page could not be shown. Nothing was changed. The server’s log has the details."))


def nothing_here(title: str, why: str) -> None:
    """A page without any answers: one sentence why, and what helps."""
    with st.container(border=True):
        html(f"<h2>{escape(title)}</h2><p class='sub'>{escape(why)}</p>")
        st.page_link("collect/surveys.py", label=_("Get a link or a QR code"), icon=":material/qr_code_2:")
        st.page_link("set_up/import_file.py", label=_("Import answers you already have"), icon=":material/upload_file:")


def held_back(number: int) -> None:
    """Where answers are that are missed here: in quarantine, until somebody decides. Says nothing of none."""
    if number:
        words = ngettext(
            "{count} submission waits for a decision.", "{count} submissions wait for a decision.", number
        ).format(count=count_text(number))
        st.page_link("collect/quarantine.py", label=plain(words), icon=":material/shield:")


#: A sign without width: what looks like an address is made a link even where its signs are escaped.
_APART = "\N{WORD JOINER}"


def plain(text: str) -> str:
    """Text that Markdown leaves alone: alerts render Markdown, and words from people must not become links or
    pictures."""
    for mark in ("@", "://", "www."):
        text = text.replace(mark, mark[:-1] + _APART + mark[-1] if len(mark) > 1 else _APART + mark)
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+-.!|~$:&" else c for c in text)
