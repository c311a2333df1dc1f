"""The whole map as files: a picture, a page, a drawing, and a sheet to print from."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cjo_core import locale
from cjo_core.charts.journey_map.content import JourneyMap
from cjo_core.charts.journey_map.drawing import drawing
from cjo_core.charts.journey_map.sheet import sheet
from cjo_core.charts.painted import pdf, png, texts, unreadable
from cjo_core.locale import _
from pages.ui.session import View


def show(now: View, found: JourneyMap) -> None:
    """What the map can be saved as; the drawing is made when somebody opens this, a file when it is asked for."""
    place = st.popover(
        _("Save the map"), icon=":material/download:", key="journey_files", on_change="rerun", width="content"
    )
    if not place.open:
        return
    source = " · ".join(part for part in (now.organisation, _("demo data") if now.is_demo else "") if part)
    name, spoken = f"journey-map-{now.now:%Y-%m-%d}", locale.language()
    svg = drawing(found, source)
    lacking = _lacking(svg)
    with place:
        _offer("PNG", lacking or _("A picture for slides and messages."), lambda: png(svg), f"{name}.png", lacking)
        _offer(
            "PDF",
            lacking or _("One page; its words can be searched and copied, and it stays sharp."),
            lambda: pdf(svg),
            f"{name}.pdf",
            lacking,
        )
        _offer("SVG", _("A drawing for slides and documents; it stays sharp at any size."), lambda: svg, f"{name}.svg")
        _offer(
            _("Sheet to print"),
            _("One file with the whole map. Open it to print it on A3 or A4, with the fonts of your computer."),
            lambda: _in(spoken, lambda: sheet(svg, found.title, name)),
            f"{name}.html",
        )


_MIMES = {"png": "image/png", "pdf": "application/pdf", "svg": "image/svg+xml", "html": "text/html"}


def _offer(label: str, said: str, make: Callable[[], str | bytes], file: str, lacking: str = "") -> None:
    """One kind of file; switched off where it would lack letters."""
    ending = file.rpartition(".")[2]
    st.download_button(
        label,
        make,
        file_name=file,
        mime=_MIMES[ending],
        icon=":material/print:" if ending == "html" else ":material/download:",
        key=f"journey_{ending}",
        help=said,
        disabled=bool(lacking),
        on_click="ignore",
        width="stretch",
    )


def _lacking(svg: str) -> str:
    """Why the server cannot paint the map: it has no font for some of the letters; "" if it can."""
    letters = unreadable(texts(svg))
    words = _("No font of the server has these letters: {letters}. The sheet to print has them: your browser draws it.")
    return words.format(letters=letters[:12]) if letters else ""


def _in(language: str, make: Callable[[], str]) -> str:
    """What is made, in the language of the page: files are made in a thread of their own, which speaks none yet."""
    locale.use(language)
    return make()
