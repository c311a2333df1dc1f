"""Customer: one customer's own line, what was said and what systems recorded. Never answers of surveys that keep their
people unknown."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from cjo_core.charts.customer_line import band_of, customer_line, described
from cjo_core.charts.numbers import count_text, number_text
from cjo_core.charts.words import joined
from cjo_core.locale import _, ngettext
from cjo_core.store.odata.timeline import Profile, customer_timeline, find_customers, profile
from cjo_core.survey.records import came_to_nothing
from pages.see.parts import erasing
from pages.ui.changing import show_said
from pages.ui.choices import link
from pages.ui.pieces.figures import show_picture, show_table
from pages.ui.pieces.html import card_title, escape, head, html, note
from pages.ui.session import View, view
from pages.ui.words import day_text

#: Ids to choose from, and answers told in full, before "and so on".
CHOICES, SAID = 50, 12


def choose(now: View) -> str | None:
    """Find and choose a customer; the choice is part of the address."""
    asked = st.query_params.get("id", "")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        text = st.text_input(
            _("Find a customer"), key="customer_search", placeholder=_("a part of the id"), max_chars=200, width=280
        )
        found = find_customers(now.store, text, CHOICES)
        if not text.strip() and asked and asked not in found and asked in find_customers(now.store, asked, CHOICES):
            found = [asked, *found]
        if not found:
            if text.strip():
                note(_("Nobody has an id like this."))
            return None
        link.take_one("id", found, found[0])
        chosen = st.selectbox(_("Customer"), found, key="id", width=280)
    link.keep("id")
    return chosen


def facts(who: Profile, line: pd.DataFrame, now: View) -> None:
    """Who it is, as far as the list of customers tells, and how much there is."""
    every = line[line["what"] == "order"]
    undone = every["status"].map(came_to_nothing).astype(bool)
    orders = every[~undone]
    terms: list[tuple[str, str]] = []
    if who.signed_up_at is not None:
        terms.append((_("Signed up"), day_text(who.signed_up_at.astimezone(now.zone).date())))
    terms += sorted(who.attributes.items())
    if len(every):
        terms.append((_("Orders"), joined(_bought(orders), _come_to_nothing(int(undone.sum())))))
    unlisted = "" if who.listed else f'<p class="sub">{escape(_("This id is not in the list of customers."))}</p>'
    rows = "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in terms)
    html(f"<h2>{escape(who.customer)}</h2>{unlisted}<dl class='who'>{rows}</dl>")


def _bought(orders: pd.DataFrame) -> str:
    count = ngettext("{count} order", "{count} orders", len(orders)).format(count=count_text(len(orders)))
    worth = number_text(orders["value"].dropna().sum(), 2)
    return _("{orders}, worth {value}").format(orders=count, value=worth) if len(orders) else count


def _come_to_nothing(count: int) -> str:
    """Orders that were cancelled, returned …: on the line of time, but in no count and no value."""
    return _("(cancelled or returned: {count})").format(count=count_text(count)) if count else ""


def said(line: pd.DataFrame, now: View) -> None:
    """The customer's answers, newest first."""
    answers = line[line["what"] == "answer"].iloc[::-1].head(SAID)
    card_title(_("What this customer said"))
    if not len(answers):
        note(_("No answers to surveys of identified customers."))
        return
    html("".join(_answer(row, now) for row in answers.to_dict("records")))


def _answer(row: dict[str, Any], now: View) -> str:
    score = "–" if pd.isna(row["score"]) else str(int(row["score"]))
    css = "mid" if pd.isna(row["score"]) else band_of(str(row["question"]), int(row["score"]))
    when = _("undated") if pd.isna(row["at"]) else day_text(row["at"].astimezone(now.zone).date())
    place = " · ".join(
        escape(one) for one in (row["survey"], row["stage"], row["touchpoint"], row["channel"], when) if one
    )
    words = f'<p dir="auto">{escape(row["comment"])}</p>' if row["comment"] else ""
    label = escape(described(row))
    return (
        f'<div class="say"><span class="badge {css}" role="img" aria-label="{label}">{escape(score)}</span>'
        f'<div>{words}<p class="sub">{place}</p></div></div>'
    )


def main() -> None:
    """Choose, picture, answers, table."""
    now = view()
    head(
        _("Customer"),
        _("One customer’s own line."),
        _("What the customer said and what your systems recorded, in the order in which it happened."),
    )
    show_said()
    customer = choose(now)
    if customer is None:
        if not find_customers(now.store, "", 1):
            with st.container(border=True):
                card_title(
                    _("Nobody to show yet"),
                    _("Customers appear here when they are imported, or answer a survey that knows who they are."),
                )
                st.page_link("set_up/records.py", label=_("Customers and orders"), icon=":material/receipt_long:")
        return
    line = customer_timeline(now.store, customer)
    who = profile(now.store, customer)
    left, right = st.columns([2, 5])
    with left, st.container(border=True):
        facts(who, line, now)
    with right, st.container(border=True):
        card_title(_("Line of time"), _("Squares are scores, diamonds orders, dots what happened; oldest first."))
        if len(line):
            picture = customer_line(line, customer, now.cells.names["stage"], now.zone)
            if len(picture.data):
                show_picture(picture, "customer_line")
            if picture.note:
                note(picture.note)
            show_table(picture, line, "customer")
        else:
            note(_("Nothing is known of this customer but the id."))
    with st.container(border=True):
        said(line, now)
    note(
        _(
            "Answers to surveys that keep their people unknown are never shown here, nor whether there are any. This "
            "page is for those who may know customers by name."
        )
    )
    erasing.show(now, customer)


main()
