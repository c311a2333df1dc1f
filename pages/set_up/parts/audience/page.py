"""What the pages of segments and of personas have in common: their head, and what stands under it when rules cannot
do much."""

from __future__ import annotations

import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.charts.words import joined
from cjo_core.locale import _, ngettext
from cjo_core.store.assigning.rules import rules
from cjo_core.store.responses.reads import count_rows
from pages.set_up.parts.audience.known import Known
from pages.ui.changing import show_said
from pages.ui.pieces.html import head
from pages.ui.session import View


def show_head(now: View, dimension: str, eyebrow: str, known: Known) -> None:
    """The top: how many names there are, how many go by a rule, and what rules cannot reach."""
    names = now.cells.names[dimension]
    ruled = len({one.name for one in rules(now.store, dimension)})
    count = (
        ngettext("{count} segment", "{count} segments", len(names))
        if dimension == "segment"
        else ngettext("{count} persona", "{count} personas", len(names))
    ).format(count=count_text(len(names)))
    by_rule = ngettext("{count} of them by rule", "{count} of them by rule", ruled).format(count=count_text(ruled))
    title = (
        _("{names}, {by_rule}.").format(names=count, by_rule=by_rule) if ruled else _("{names}.").format(names=count)
    )
    if not names:
        title = _("No segments yet.") if dimension == "segment" else _("No personas yet.")
    lead = _("Rules assign customers by what you know of them and by what they did.")
    if len(known.people):
        lead = _("Rules assign {n} known customers by what you know of them and by what they did.")
    head(eyebrow, title, lead.format(n=count_text(len(known.people))))
    show_said()
    if not len(known.people):
        st.info(_("No customers are known yet. Rules work as soon as customers, orders or events have been imported."))
        st.page_link("set_up/records.py", label=_("Customers and orders"), icon=":material/receipt_long:")
    elif known.unreachable:
        said = ngettext(
            "{count} response is out of reach of all rules: without a customer’s id, or in an anonymous survey.",
            "{count} responses are out of reach of all rules: without a customer’s id, or in an anonymous survey.",
            known.unreachable,
        ).format(count=count_text(known.unreachable))
        st.info(joined(said, _("What people answered anonymously is never joined with what you know of them.")))
    elif not count_rows(now.store):
        st.info(_("Nobody has answered yet: rules assign customers all the same, and their answers as they come in."))
