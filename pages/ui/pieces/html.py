"""The one place that writes HTML on the screen, and the style sheet behind it. Every word from people is escaped
before it gets here."""

from __future__ import annotations

from functools import lru_cache
from html import escape as _escape
from pathlib import Path

import streamlit as st

from cjo_core import locale
from cjo_core.charts.theme import css_tokens
from cjo_core.locale import _

_SHEET = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
_STYLE = f"<style>.cjo{{{css_tokens()}}}{_SHEET}</style>"


def escape(text: object) -> str:
    """The text, harmless inside HTML."""
    return _escape(str(text))


def style() -> None:
    """Put the style sheet on the page; once per run, by the router."""
    st.html(_STYLE + _upload_words(locale.language()))


@lru_cache(maxsize=16)
def _upload_words(_language: str) -> str:
    """What stands in a field for files, as variables: Streamlit (1.67) writes it in English only."""
    limit = _("CSV or Excel, up to {size} MB").format(size=st.get_option("server.maxUploadSize"))
    return f"<style>:root{{--upload:{_quoted(_('Choose a file'))};--upload-limit:{_quoted(limit)}}}</style>"


def _quoted(text: str) -> str:
    """The text as a string of a style sheet."""
    return '"' + text.replace("\\", "").replace('"', "”").replace("<", "") + '"'


def html(body: str) -> None:
    """Write a piece of our own HTML, in the language of the run: it decides how a screen reader speaks it and which
    Chinese signs are drawn. What people typed must have gone through `escape`."""
    st.html(f'<div class="cjo" lang="{locale.language()}">{body}</div>')


def head(eyebrow: str, title: str, lead: str = "") -> None:
    """The top of a page: small line with its name and period, the answer as its title, one line more."""
    html(
        f'<div class="eyebrow">{escape(eyebrow)}</div><h1>{escape(title)}</h1>'
        + (f'<p class="lead">{escape(lead)}</p>' if lead else "")
    )


def note(text: str) -> None:
    """A line of explanation."""
    html(note_html(text))


def note_html(text: str) -> str:
    """The same as a piece of a larger one: what stands together is sent together."""
    return f'<p class="sub">{escape(text)}</p>'


def card_title(title: str, sub: str = "") -> None:
    """The heading of a card and its line of explanation."""
    html(card_title_html(title, sub))


def card_title_html(title: str, sub: str = "") -> str:
    """The same as a piece of a larger one."""
    return f"<h2>{escape(title)}</h2>" + (note_html(sub) if sub else "")
