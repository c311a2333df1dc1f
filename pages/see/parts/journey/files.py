"""The whole map as files: a drawing, and a sheet to print or to save as PDF or PNG."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cjo_core import locale
from cjo_core.charts.journey_map.content import JourneyMap
from cjo_core.charts.journey_map.drawing import drawing
from cjo_core.charts.journey_map.sheet import sheet
from cjo_core.locale import _
from pages.ui.session import View


def show(now: View, found: JourneyMap) -> None:
    """Two downloads; the files are made when somebody asks for them."""
    source = " · ".join(part for part in (now.organisation, _("demo data") if now.is_demo else "") if part)
    spoken = locale.language()
    stamp = f"{now.now:%Y-%m-%d}"
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            _("Print, PDF, PNG"),
            lambda: _in(spoken, lambda: sheet(drawing(found, source), found.title, f"journey-map-{stamp}")),
            file_name=f"journey-map-{stamp}.html",
            mime="text/html",
            icon=":material/print:",
            key="journey_sheet",
            help=_("One file with the whole map. Open it to print it on A3 or A4, or to save it as PDF or PNG."),
            on_click="ignore",
        )
        st.download_button(
            _("SVG"),
            lambda: _in(spoken, lambda: drawing(found, source)),
            file_name=f"journey-map-{stamp}.svg",
            mime="image/svg+xml",
            icon=":material/download:",
            key="journey_svg",
            help=_("A drawing for slides and documents; it stays sharp at any size."),
            on_click="ignore",
        )


def _in(language: str, make: Callable[[], str]) -> str:
    """What is made, in the language of the page: files are made in a thread of their own, which speaks none yet."""
    locale.use(language)
    return make()
