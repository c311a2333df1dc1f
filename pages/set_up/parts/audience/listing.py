"""All segments or personas with their size and rule, what overlaps, and their size over time."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cjo_core.charts.audience.sizes import sizes as sizes_picture
from cjo_core.charts.numbers import count_text
from cjo_core.charts.words import joined
from cjo_core.locale import _, ngettext
from cjo_core.metrics.audience.preview import Named, overlap_table
from cjo_core.metrics.privacy.guarded import guarded
from cjo_core.store.assigning.history import sizes, sizes_over_time
from cjo_core.store.assigning.rules import SavedRule, rules
from cjo_core.store.assigning.running import Run, run_rules
from cjo_core.store.database import Store
from pages.set_up.parts.audience.known import Known
from pages.set_up.parts.audience.rule_words import rule_words
from pages.ui.pieces.figures import show_picture, show_table
from pages.ui.pieces.html import card_title, note
from pages.ui.session import View
from pages.ui.words import dimension_name


def named_rules(saved: list[SavedRule]) -> Named:
    """Rules at work as the preview takes them; those of retired names take nobody in."""
    return [(one.name, one.rule) for one in saved if not one.retired]


def show_list(now: View, dimension: str, known: Known) -> None:
    """The card with the table."""
    saved = rules(now.store, dimension)
    counts = sizes(now.store, dimension)
    answers = _answers(now, dimension)
    sub = _("The first name whose rule takes a customer in, wins. A {dimension} that came with an answer always stays.")
    card_title(_("What there is"), sub.format(dimension=dimension_name(dimension).lower()))
    rows = [
        {
            dimension_name(dimension): name,
            _("Answers"): answers.get(name, count_text(0)),
            _("Customers by rule"): count_text(counts.get(name, 0)),
            _("Rule"): f" {_('or')} ".join(rule_words(one.rule) for one in _of(saved, name)) or _("none"),
        }
        for name in now.cells.names[dimension]
    ]
    if not rows:
        note(_("Nothing yet. Begin with a name."))
        return
    number = st.column_config.TextColumn(alignment="right")
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        key=f"list_{dimension}",
        column_config={_("Answers"): number, _("Customers by rule"): number},
    )
    if not saved:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(_("Run the rules again"), icon=":material/refresh:", key=f"run_{dimension}"):
            st.session_state["rules_ran"] = run_rules(now.store, whole=True)
            st.rerun()
        say_run()
    note(_("Rules run by themselves after an import of customers, orders or events; here also on a new day."))


def say_run() -> None:
    """What the last run did, once."""
    ran: Run | None = st.session_state.pop("rules_ran", None)
    if ran is not None:
        st.success(run_words(ran))


def run_words(ran: Run) -> str:
    """What a run did, in words."""
    if not (ran.came or ran.changed or ran.left or ran.responses):
        return _("The rules ran: nothing has changed.")
    words = _("The rules ran: {came} came in, {changed} changed over, {left} left.")
    placed = ngettext("{count} response was placed anew.", "{count} responses were placed anew.", ran.responses)
    return joined(
        words.format(came=count_text(ran.came), changed=count_text(ran.changed), left=count_text(ran.left)),
        placed.format(count=count_text(ran.responses)),
    )


def _of(saved: list[SavedRule], name: str) -> list[SavedRule]:
    return [one for one in saved if one.name == name]


def _answers(now: View, dimension: str) -> dict[str, str]:
    """How many scores each name has, of all kinds of questions together; not told where that would show a small
    group."""
    found: dict[str, int] = {}
    small: set[str] = set()
    for kind in now.cells.kinds():
        counted, hidden = guarded(now.cells, kind, (dimension,))
        for (name,), n, secret in zip(counted.labels, counted.n.tolist(), hidden.tolist(), strict=True):
            if name is not None:
                found[name] = found.get(name, 0) + int(n)
                small |= {name} if secret else set()
    return {name: _("hidden") if name in small else count_text(n) for name, n in found.items()}


def show_overlaps(now: View, dimension: str, known: Known) -> None:
    """How many customers match the rules of each two names."""
    card_title(_("Overlap"), _("Customers who match both rules. On the diagonal: all who match."))
    names, table = overlap_table(known.people, named_rules(rules(now.store, dimension)), now.cells.names[dimension])
    if len(names) < 2:
        note(_("There is something to compare from two rules on."))
        return
    frame = pd.DataFrame([[count_text(n) for n in row] for row in table.tolist()], columns=names)
    frame.insert(0, dimension_name(dimension), names)
    number = st.column_config.TextColumn(alignment="right")
    config = dict.fromkeys(names, number)
    st.dataframe(frame, hide_index=True, width="stretch", key=f"overlap_{dimension}", column_config=config)


def show_sizes(store: Store, dimension: str) -> None:
    """The sizes over time."""
    card_title(_("Size over time"), _("Customers assigned by rules, at the end of each day on which that changed."))
    frame = sizes_over_time(store, dimension)
    if not len(frame):
        note(_("No rule has run yet."))
        return
    picture = sizes_picture(frame)
    show_picture(picture, f"sizes_{dimension}")
    show_table(picture, frame, f"sizes-of-{dimension}s")
