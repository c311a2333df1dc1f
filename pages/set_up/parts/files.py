"""Pieces of the pages that bring in files: the file as read, the order of its dates, and what became of its rows."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cjo_core.charts.numbers import count_text
from cjo_core.charts.words import sentence_case
from cjo_core.exchange.reading.tables import Table, read_table, unique_headings
from cjo_core.locale import _, ngettext
from pages.ui.pieces import notices
from pages.ui.pieces.html import card_title, escape, html
from pages.ui.words import named

#: What may be chosen. Old files of Excel too, so that they are refused in words that say how to go on.
TABLES = ["csv", "tsv", "txt", "xlsx", "xls"]
#: Rows of the file shown, and reasons listed, before "and so on".
PREVIEW, REASONS = 5, 200


def read(upload: UploadedFile, key: str, *, encoding: str | None = None) -> Table:
    """The table in a file, remembered while it is looked at, for every choice runs the page again; of a workbook with
    several sheets, the one chosen."""
    place = st.container()
    chosen = f"{key}_sheet_{upload.file_id}"
    wanted: str | None = st.session_state.get(chosen)
    kept = st.session_state.get(f"{key}_table")
    if kept is None or kept[0] != (upload.file_id, encoding) or wanted not in (None, kept[1].sheet):
        with st.spinner(_("Reading the file…")):
            table = read_table(upload.getvalue(), encoding=encoding, sheet=wanted)
        kept = ((upload.file_id, encoding), table)
        st.session_state[f"{key}_table"] = kept
    table = kept[1]
    if len(table.sheets) > 1:
        names, at = table.sheets, table.sheets.index(table.sheet)
        place.selectbox(_("Sheet"), names, index=at, format_func=named(names, str), key=chosen, width=240)
    return table


def forget(key: str) -> None:
    """Let go of the table once its file is gone: its rows need not stay in memory."""
    st.session_state.pop(f"{key}_table", None)


def show_table(table: Table, name: str, key: str) -> None:
    """The first rows of a file, in a card."""
    with st.container(border=True):
        shown = pd.DataFrame(table.rows[:PREVIEW], columns=unique_headings(table.headers))
        rows = ngettext("{count} row", "{count} rows", len(table.rows)).format(count=count_text(len(table.rows)))
        card_title(name, f"{rows} · {table.encoding}")
        st.dataframe(shown, hide_index=True, width="stretch", key=f"{key}_preview")


def choose_order(key: str) -> bool | None:
    """Whether days come before months in the file's dates; None to find out."""
    orders = {"": _("find out"), "day": _("day first (15/11)"), "month": _("month first (11/15)")}
    order = st.selectbox(
        _("Order in dates"), list(orders), format_func=orders.__getitem__, key=f"{key}_order", width=240
    )
    return None if not order else order == "day"


def show_facts(
    facts: Sequence[tuple[str, int]], warnings: Sequence[str], reasons: Sequence[tuple[int, str]], key: str
) -> None:
    """What became of every row: numbers, warnings, and why rows are skipped."""
    terms = "".join(f"<dt>{escape(term)}</dt><dd><b>{escape(count_text(n))}</b></dd>" for term, n in facts)
    html(f"<dl class='who'>{terms}</dl>")
    for warning in warnings:
        st.warning(notices.plain(sentence_case(warning)))
    if reasons:
        label = ngettext("Why {count} row is skipped", "Why {count} rows are skipped", len(reasons))
        with st.expander(label.format(count=count_text(len(reasons)))):
            listed = [(line, sentence_case(reason)) for line, reason in reasons[:REASONS]]
            frame = pd.DataFrame(listed, columns=[_("Line"), _("Reason")])
            st.dataframe(frame, hide_index=True, width="stretch", key=f"{key}_reasons")
