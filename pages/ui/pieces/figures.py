"""Pictures and figures on the screen: a chart with its table and download, and the words of a verdict. No formulas."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from cjo_core.charts.numbers import change_text, figure_text, interval_text, missing, size_text, unit_text
from cjo_core.charts.pictures import Picture
from cjo_core.charts.words import size_words
from cjo_core.exchange.exports import breakdown_csv, frame_csv
from cjo_core.locale import _
from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.changes.verdicts import DOWN, TOO_FEW, UNCLEAR, UP
from cjo_core.metrics.privacy.base import FEW, FEW_BELOW, HIDDEN, LOW, NONE
from pages.ui.pieces.folds import fold
from pages.ui.pieces.html import escape

#: What a card on a phone has room for, in pixels.
_PHONE = 324
MARKS = {UP: "▲", DOWN: "▼", UNCLEAR: "≈", TOO_FEW: "·", HIDDEN: "·"}


def show_picture(picture: Picture, key: str) -> None:
    """A chart that fills its column and says aloud what it shows."""
    st.vega_lite_chart(picture.arrow, picture.spec, width="stretch", alt=picture.sentence, key=key)


def show_wide(picture: Picture, key: str) -> None:
    """The same for a chart that needs more than a phone's width: it scrolls sideways in its card, and says so there."""
    box = f"wide_{key}"
    style = f".st-key-{box}{{overflow-x:auto}}.st-key-{box}>div{{min-width:{picture.min_width}px}}"
    if picture.min_width > _PHONE:
        said = json.dumps(_("Swipe sideways to see all of it."), ensure_ascii=False)
        look = "position:sticky;left:0;font-size:.875rem;opacity:.75"
        style += f"@media(max-width:640px){{.st-key-{box}::before{{content:{said};{look}}}}}"
    st.html(f"<style>{style}</style>")
    with st.container(key=box):
        show_picture(picture, key)


def show_table(picture: Picture, frame: pd.DataFrame | Callable[[], pd.DataFrame], key: str) -> None:
    """The same numbers as a table, for reading and for the keyboard, and the unrounded ones as a file (a frame, or what
    makes it when it is wanted)."""
    with fold(_("The same as a table"), key) as is_open:
        if is_open:
            narrow = {
                str(name): st.column_config.Column(width="small")  # so that a card cuts no number short
                for name in picture.table.select_dtypes("number")
            }
            st.dataframe(
                picture.table,
                hide_index=True,
                width="stretch",
                placeholder="–",
                column_config=narrow,
                key=f"{key}_table",
            )
            download(frame() if callable(frame) else frame, key)


def download(frame: pd.DataFrame, key: str) -> None:
    """The breakdown behind a picture as CSV: the very numbers of `scores --format csv`."""
    st.download_button(
        _("Download as CSV"),
        lambda: breakdown_csv(frame) if "base" in frame and "metric" in frame else frame_csv(frame),
        file_name=f"cjo-{key}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"{key}_csv",
        on_click="ignore",
    )


def verdict_class(verdict: str, metric: Metric) -> str:
    """The style of a verdict: colour only where something is clear, that of good news where it is."""
    if verdict not in (UP, DOWN):
        return ""
    return "up" if (verdict == UP) == metric.high_is_good else "down"


def verdict_html(metric: Metric, change: Any, against: str) -> str:
    """A change as a verdict with its evidence and its limit. `against` says what it is compared with ("on last
    week")."""
    difference = change_text(metric, change.difference)
    words = {"against": against, "difference": difference}
    if change.verdict == HIDDEN:
        lead, rest = _("Hidden"), _("to protect a small group.")
    elif change.verdict == TOO_FEW:
        fewest = int(change.fewest)  # of effective answers, where they have weights
        lead = _("Too few to judge")
        told = (
            _("{against}: {count} answers on the smaller side, {needed} needed.")
            if effective_of(change, "n_effective_after") is None
            else _("{against}: effective n {count} on the smaller side, {needed} needed.")
        )
        rest = told.format(**words, count=fewest, needed=FEW_BELOW)
    elif change.verdict in (UP, DOWN):
        lead = _("Clearly up") if change.verdict == UP else _("Clearly down")
        rest = _("{against}: {difference}, between {low} and {high}.").format(
            **words, low=change_text(metric, change.low), high=change_text(metric, change.high)
        )
    elif abs(change.difference) > change.needed or not (change.low <= 0 <= change.high):
        lead = _("No clear change")
        rest = _("{against} ({difference}): it could be chance, as several figures are compared at once.").format(
            **words
        )
    else:
        lead = _("No clear change")
        rest = _("{against} ({difference}): needs more than {needed} at this volume.").format(
            **words, needed=size_text(metric, change.needed)
        )
    css = verdict_class(change.verdict, metric)
    mark = MARKS[change.verdict]
    return (
        f'<p class="verdict"><i class="{css}" aria-hidden="true">{mark}</i><b class="{css}">{escape(lead)}</b> '
        f"{escape(rest)}</p>"
    )


def effective_of(row: Any, column: str = "n_effective") -> float | None:
    """The effective n of a row of a breakdown, or of one side of a change; None where answers have no weights."""
    found = getattr(row, column, None)
    return None if found is None or missing(found) else float(found)


def sized(row: Any) -> str:
    """How many answers stand behind a row: "263", "263, effective 201", and that they are few where they are."""
    words = size_words(row.n, effective_of(row))
    return _("{n}, low base").format(n=words) if row.base == LOW else words


def figure_html(metric: Metric, row: Any, n_words: str) -> str:
    """The key figure with its interval and n. Greyed when few answered; "no score" or "hidden" in words, never 0."""
    if row.base in (NONE, HIDDEN):
        text = _("no score") if row.base == NONE else _("hidden")
        return f'<div class="fig"><span class="val none">{escape(text)}</span></div>'
    grey = " low" if row.base == FEW else ""
    value = f"{escape(figure_text(metric, row.value))}<small> {escape(unit_text(metric))}</small>"
    interval = escape(interval_text(metric, row.low, row.high))
    flag = {FEW: _("too few to judge"), LOW: _("low base")}.get(row.base, _("wide interval") if row.wide else "")
    flag = f" · {escape(flag)}" if flag else ""
    return (
        f'<div class="fig"><span class="val{grey}">{value}</span><span class="int"><b>{interval}</b><br>'
        f"{escape(n_words)}{flag}</span></div>"
    )
