"""Customers and orders: files of customers, orders and events, tried first, then stored, and how they join the answers.
Running it twice adds nothing."""

from __future__ import annotations

import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.exchange.reading.tables import Table, unique_headings
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
)
from cjo_core.exchange.records.importing import RecordReport, import_records
from cjo_core.locale import _, ngettext
from cjo_core.store.odata.joining import join_report
from pages.set_up.parts import files
from pages.set_up.parts.audience.listing import run_words
from pages.ui.pieces.html import card_title, head, note
from pages.ui.pieces.joins import show_joins
from pages.ui.session import View, view
from pages.ui.words import named


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
        day_first = files.choose_order("records")
    attributes = None
    if kind == CUSTOMERS:
        left = [one for one in names if one not in chosen.values()]
        attributes = tuple(
            st.multiselect(_("Attributes to keep"), left, default=left, key=f"records_attributes_{name}")
        )
    if any(chosen[one] is None for one in NEEDED[kind]):
        note(_("Choose the columns that are still open."))
        return None
    return RecordOptions(kind, chosen, attributes, name, day_first)


def show_report(report: RecordReport) -> None:
    """What became of every row."""
    facts = (
        (_("Rows read"), report.read),
        (_("To be stored") if report.dry_run else _("Stored"), report.new),
        (_("To be changed") if report.dry_run else _("Changed"), report.changed),
        (_("Skipped"), report.skipped),
        (_("Stored before"), report.same),
    )
    files.show_facts(facts, report.warnings, report.reasons, "records")


def show_joined(now: View) -> None:
    """How what is stored joins, as long as there is something."""
    join = join_report(now.store)
    if join.customers or any(one.rows for one in join.sources if one.source != "answers"):
        with st.container(border=True):
            show_joins(join)


def _round() -> str:
    """A mark that changes with every file stored, so that the next one begins with an empty field."""
    stored = st.session_state.get("records_round", 0)
    return f"_{stored}" if stored else ""


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
    upload = st.file_uploader(_("A CSV or Excel file"), type=files.TABLES, key=f"records_upload_{kind}{_round()}")
    if upload is None:
        files.forget("records")
        return
    table = files.read(upload, "records")
    files.show_table(table, upload.name, "records")
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
            st.session_state["records_round"] = st.session_state.get("records_round", 0) + 1
            st.rerun()


def main() -> None:
    """What came in last, a file to bring in, and how all of it joins."""
    now = view()
    head(
        _("Customers and orders"),
        _("What your systems know, beside what customers say."),
        _("Customers, orders and events come in by a CSV or Excel file each, and join the answers by customer id."),
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
        st.page_link("set_up/settings.py", label=_("To the settings"), icon=":material/settings:")
    else:
        bring_in(now)
    if done is None:
        show_joined(now)


main()
