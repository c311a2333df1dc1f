"""Settings: the organisation, its week, its targets, and the names of segments, personas and channels."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cjo_core.errors import CjoError
from cjo_core.locale import _, ngettext
from cjo_core.metrics.catalog import METRICS
from cjo_core.store import shelf
from cjo_core.store.database import REAL, default_path
from cjo_core.store.set_up.audience import add_names, retired_names
from cjo_core.store.set_up.settings import save_setting, save_time_zone, setting
from cjo_core.survey.suspicion import MINIMUM_SECONDS
from cjo_core.web.guards.visitors import RATE_LIMIT
from cjo_core.web.links import read_public_address
from pages.set_up.parts.audience.editor import added_words
from pages.ui import address
from pages.ui.changing import act, show_said
from pages.ui.choices.zones import zone_choice
from pages.ui.naming import show_names
from pages.ui.pieces import notices
from pages.ui.pieces.html import card_title, head
from pages.ui.session import View, view
from pages.ui.words import dimension_name

#: What has its names here; stages and touchpoints have a page of their own.
AUDIENCE = ("segment", "persona", "channel")


def organisation_card(now: View) -> None:
    """Name, time zone, and the address under which people reach us."""
    card_title(_("Organisation"), _("The name stands above every survey. Weeks begin on Monday in this time zone."))
    with st.form("organisation", border=False):
        name = st.text_input(_("Name"), value=now.organisation, max_chars=80)
        zone = zone_choice("zone", now.zone.key)
        public = st.text_input(
            _("Address of this server in links"),
            setting(now.store, "public_address"),
            placeholder=address.public_url(now.store),
            max_chars=200,
            help=_("It stands in every link and QR code. Empty: the address this page was opened by."),
        )
        if st.form_submit_button(_("Save")):
            save_setting(now.store, "public_address", read_public_address(public or ""))
            save_setting(now.store, "organisation", (name or "").strip())
            moved = save_time_zone(now.store, zone) if zone and zone != now.zone.key else 0
            if moved:
                words = ngettext(
                    "Saved. {count} answer now lies in another week.",
                    "Saved. {count} answers now lie in another week.",
                    moved,
                )
                st.success(words.format(count=moved))
            else:
                st.success(_("Saved."))


def targets_card(now: View) -> None:
    """A target per metric; empty means none."""
    card_title(_("Targets"), _("Drawn as a dashed line. Leave a field empty for no target."))
    with st.form("targets", border=False):
        found = {}
        for name, metric in METRICS.items():
            old = setting(now.store, f"target_{name}")
            found[name] = st.number_input(
                _(metric.label),
                min_value=metric.low,
                max_value=metric.high,
                value=float(old) if old else None,
                step=0.1 if metric.unit == "scale" else 1.0,
                format=f"%.{metric.digits}f",
                placeholder=_("none"),
            )
        if st.form_submit_button(_("Save")):
            for name, value in found.items():
                save_setting(now.store, f"target_{name}", "" if value is None else repr(float(value)))
            st.success(_("Saved."))


def names_card(now: View) -> None:
    """Segments, personas and channels: what there is, room for more, and what can be done to a name."""
    card_title(_("Names"), _("The names by which answers are placed. Renaming or merging them changes no total."))
    with st.container(horizontal=True):
        st.page_link("set_up/journey.py", label=_("Journeys, stages and touchpoints"), icon=":material/edit_road:")
        st.page_link("set_up/segments.py", label=_("Segments"), icon=":material/groups:")
        st.page_link("set_up/personas.py", label=_("Personas"), icon=":material/face:")
    retired = retired_names(now.store)
    tabs = st.tabs([dimension_name(one) for one in AUDIENCE])
    for tab, dimension in zip(tabs, AUDIENCE, strict=True):
        with tab:
            names = now.cells.names[dimension]
            st.text("\n".join(one for one in names if one not in retired[dimension]) or _("Nothing yet."))
            show_names(now.store, dimension, names, retired[dimension])
            with st.form(f"add_{dimension}", border=False):
                # the number in the key: what was refused stays, what was added is gone
                key = f"names_{dimension}_{len(names)}"
                text = st.text_area(_("Add names, one per line"), key=key, height=100)
                if st.form_submit_button(_("Add")):
                    lines = [line for line in (text or "").splitlines() if line.strip()]
                    act(partial(add_names, now.store, dimension, lines), added_words)


def clean_data_card(now: View) -> None:
    """What is set apart as no person's, and how much one network may send."""
    card_title(
        _("Clean data"),
        _("What is sent faster than anybody reads goes to quarantine. Crowds behind one address are asked to wait."),
    )
    with st.form("clean_data", border=False):
        seconds = st.number_input(
            _("Seconds that reading a form takes at least"),
            min_value=0.0,
            max_value=60.0,
            value=float(setting(now.store, "minimum_seconds") or MINIMUM_SECONDS),
            step=0.5,
            format="%.1f",
        )
        limit = st.number_input(
            _("Answers a minute from one network, at most (0: any number)"),
            min_value=0,
            max_value=100_000,
            value=int(setting(now.store, "rate_limit") or RATE_LIMIT),
            step=50,
        )
        if st.form_submit_button(_("Save")):
            save_setting(now.store, "minimum_seconds", f"{seconds:g}")
            save_setting(now.store, "rate_limit", str(limit))
            st.success(_("Saved."))


def own_data_card() -> None:
    """While only demo data exist: the way to a database of one's own."""
    from cjo_core.exchange.starter import make_store

    card_title(
        _("Your own data"), _("Demo data stay in a file of their own. Start your database whenever you are ready.")
    )
    with st.form("own_data", border=False):
        name = st.text_input(_("Name of your organisation"), max_chars=80)
        zone = zone_choice("own_zone")
        if st.form_submit_button(_("Start empty"), type="primary"):
            make_store(default_path(), time_zone=zone, organisation=(name or "").strip()).close()
            st.session_state["data"] = REAL
            st.rerun()


def main() -> None:
    """Arrange the cards. What is refused is said above the card it belongs to."""
    now = view()
    head(
        _("Settings"),
        now.organisation or _("Your organisation"),
        _("Database: {path}").format(path=now.store.path.name),
    )
    show_said()
    left, right = st.columns(2, gap="medium")
    for column, card in ((left, organisation_card), (right, targets_card)):
        with column, st.container(border=True, height="stretch"):
            try:
                card(now)
            except CjoError as error:
                notices.refused(str(error))
    for card in (names_card, clean_data_card):
        with st.container(border=True):
            try:
                card(now)
            except CjoError as error:
                notices.refused(str(error))
    if shelf.opened(REAL) is None and not shelf.demo_only():
        with st.container(border=True):
            own_data_card()


main()
