"""Customers and orders: CSVs of customers, orders and events, tried first, then stored, and how they join the answers.
Running it twice adds nothing."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.charts.words import sentence_case
from cjo_core.exchange.records.columns import (
    CUSTOMERS,
    EVENTS,
    KINDS,
    NEEDED,
    ORDERS,
    RecordOptions,
    field_name,
    fields_of,
    guess_columns,
    unique_headings,
)
from cjo_core.exchange.records.importing import RecordReport, import_records
from cjo_core.exchange.tables import Table, read_table
from cjo_core.locale import _, ngettext
from cjo_core.store.odata.joining import join_report
from pages.set_up.parts.audience.listing import run_words
from pages.ui import notices
from pages.ui.html import card_title, escape, head, html, note
from pages.ui.joins import show_joins
from pages.ui.session import View, view
from pages.ui.words import named

#: Rows of the file shown, and reasons listed, before "and so on".
PREVIEW, REASONS = 5, 200


def kind_name(kind: str) -> str:
    """A kind of file as a choice."""
    return {CUSTOMERS: _("Customers"), ORDERS: _("Orders"), EVENTS: _("Events")}[kind]


def what_it_holds(kind: str) -> str:
    """What a file of this kind may hold, in a sentence."""
    return {
        CUSTOMERS: _("One row per customer: an id, if known a sign-up date, and any other columns as attributes."),
        ORDERS: _("One row per order: customer, time, and if known value, status and order number."),
        EVENTS: _("One row per event: customer, time, and a stage, a touchpoint, a channel or a name."),
    }[kind]


def choose(table: Table, kind: str, name: str) -> RecordOptions | None:
    """Which column holds what; None until what is needed is known."""
    card_title(_("What is in which column?"))
    guessed, names = guess_columns(table, kind), unique_headings(table.headers)
    chosen: dict[str, str | None] = {}
    with st.container(horizontal=True, gap="small"):
        for one in fields_of(kind):
            needed = one in NEEDED[kind]
            chosen[one] = st.selectbox(
                field_name(one),
                names,
                index=names.index(guessed[one]) if one in guessed else None,
                placeholder=_("choose a column") if needed else _("none"),
                key=f"records_{kind}_{one}",
                width=240,
            )
        orders = {"": _("find out"), "day": _("day first (15/11)"), "month": _("month first (11/15)")}
        order = st.selectbox(
            _("Order in dates"), list(orders), format_func=orders.__getitem__, key="records_order", width=240
        )
    attributes = None
    if kind == CUSTOMERS:
        left = [one for one in names if one not in chosen.values()]
        attributes = tuple(
            st.multiselect(_("Attributes to keep"), left, default=left, key=f"records_attributes_{name}")
        )
    if any(chosen[one] is None for one in NEEDED[kind]):
        note(_("Choose the columns that are still open."))
        return None
    return RecordOptions(kind, chosen, attributes, name, None if not order else order == "day")


def show_report(report: RecordReport) -> None:
    """What became of every row."""
    facts = (
        (_("Rows read"), report.read),
        (_("To be stored") if report.dry_run else _("Stored"), report.new),
        (_("To be changed") if report.dry_run else _("Changed"), report.changed),
        (_("Skipped"), report.skipped),
        (_("Stored before"), report.same),
    )
    terms = "".join(f"<dt>{escape(term)}</dt><dd><b>{escape(count_text(n))}</b></dd>" for term, n in facts)
    html(f"<dl class='who'>{terms}</dl>")
    for warning in report.warnings:
        st.warning(notices.plain(sentence_case(warning)))
    if report.reasons:
        label = ngettext("Why {count} row is skipped", "Why {count} rows are skipped", len(report.reasons))
        with st.expander(label.format(count=count_text(len(report.reasons)))):
            reasons = [(line, sentence_case(reason)) for line, reason in report.reasons[:REASONS]]
            frame = pd.DataFrame(reasons, columns=[_("Line"), _("Reason")])
            st.dataframe(frame, hide_index=True, width="stretch", key="records_reasons")


def show_joined(now: View) -> None:
    """How what is stored joins, as long as there is something."""
    join = join_report(now.store)
    if join.customers or any(one.rows for one in join.sources if one.source != "answers"):
        with st.container(border=True):
            show_joins(join)


def bring_in(now: View) -> None:
    """A file: look at it, match its columns, try it, store it."""
    kind = st.segmented_control(
        _("What is in the file?"),
        KINDS,
        default=CUSTOMERS,
        format_func=named(KINDS, kind_name),
        key="records_kind",
        required=True,
    )
    note(what_it_holds(kind))
    upload = st.file_uploader(_("A CSV file"), type=["csv", "tsv", "txt"], key=f"records_upload_{kind}")
    if upload is None:
        return
    table = read_table(upload.getvalue())
    with st.container(border=True):
        shown = pd.DataFrame(table.rows[:PREVIEW], columns=unique_headings(table.headers))
        rows = ngettext("{count} row", "{count} rows", len(table.rows)).format(count=count_text(len(table.rows)))
        card_title(upload.name, f"{rows} · {table.encoding}")
        st.dataframe(shown, hide_index=True, width="stretch", key="records_preview")
    with st.container(border=True):
        options = choose(table, kind, upload.name)
    if options is None:
        return
    with st.container(border=True):
        card_title(_("What would happen"))
        report = import_records(now.store, table, options, dry_run=True)
        show_report(report)
        number = report.new + report.changed
        label = ngettext("Store {count} row", "Store {count} rows", number).format(count=count_text(number))
        if st.button(label, type="primary", disabled=not number, key="records_now"):
            st.session_state["records_done"] = import_records(now.store, table, options)
            st.rerun()


def main() -> None:
    """What came in last, a file to bring in, and how all of it joins."""
    now = view()
    head(
        _("Customers and orders"),
        _("What your systems know, beside what customers say."),
        _("Customers, orders and events come in by a CSV each, and join the answers by the customer’s id."),
    )
    if (done := st.session_state.pop("records_done", None)) is not None:
        with st.container(border=True):
            card_title(_("Imported"), kind_name(done.kind))
            show_report(done)
            if done.rules.people:
                note(run_words(done.rules))
        show_joined(now)
    if now.is_demo:
        note(_("Demo data are sealed: nothing can be imported into them. Start your own database first."))
    else:
        bring_in(now)
    if done is None:
        show_joined(now)


main()
