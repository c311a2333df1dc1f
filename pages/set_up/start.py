"""The first start: begin with an empty database of your own, or look at demo data. Shown only while there is
neither."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import streamlit as st

from cjo_core.exchange.demo import make_demo
from cjo_core.exchange.starter import make_store
from cjo_core.locale import _
from cjo_core.store.database import default_path, demo_path
from pages.ui.choices.zones import zone_choice
from pages.ui.pieces.html import card_title, head

DEMO_RESPONSES, DEMO_SEED = 20_000, 7


def yesterday() -> date:
    """The last full day: demo answers of today would lie in the future until tonight."""
    return datetime.now(UTC).date() - timedelta(days=1)


def main() -> None:
    """Offer the two ways to begin."""
    head(
        _("Welcome"),
        _("How do your customers experience each stage of their journey?"),
        _("Two ways to begin. You can have both."),
    )
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, height="stretch"):
        card_title(
            _("Look at demo data"),
            _(
                "A year of made-up answers of a web shop, in a file of its own. Nothing you do there "
                "can touch real answers."
            ),
        )
        if st.button(_("Look at demo data"), type="primary", icon=":material/visibility:", key="start_demo"):
            with st.spinner(_("Making a year of answers…")):
                make_demo(demo_path(), responses=DEMO_RESPONSES, seed=DEMO_SEED, until=yesterday()).close()
            st.session_state["data"] = "demo"
            st.rerun()
    with right, st.container(border=True, height="stretch"):
        card_title(
            _("Start empty"),
            _("Your own database, with three surveys ready to share: recommendation, satisfaction, effort."),
        )
        organisation = st.text_input(
            _("Name of your organisation"), key="start_name", max_chars=80, placeholder=_("shown to respondents")
        )
        zone = zone_choice("start_zone")
        if st.button(_("Start empty"), icon=":material/add:", key="start_empty"):
            make_store(default_path(), time_zone=zone, organisation=organisation or "").close()
            st.session_state["data"] = "real"
            st.rerun()


main()
