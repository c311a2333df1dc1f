"""One name's rule on the screen: built, previewed, saved as a new version, run. Only here is a rule saved by hand."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.locale import _, ngettext
from cjo_core.metrics.audience.preview import preview
from cjo_core.store.assigning.rules import rules, save_rule, versions
from cjo_core.store.assigning.running import run_rules
from cjo_core.store.set_up.audience import add_names
from cjo_core.survey.rules import ANY, Rule
from pages.set_up.parts.audience.draft import draft_of
from pages.set_up.parts.audience.known import Known
from pages.set_up.parts.audience.listing import named_rules
from pages.set_up.parts.audience.rule_builder import build
from pages.set_up.parts.audience.rule_words import rule_words
from pages.set_up.parts.audience.shown import show_preview
from pages.ui.changing import act
from pages.ui.pieces import notices
from pages.ui.pieces.html import note
from pages.ui.session import View
from pages.ui.words import day_text, dimension_name


def choose_name(now: View, dimension: str) -> str | None:
    """A menu of the names, and room for a new one."""
    names = list(now.cells.names[dimension])
    key = f"edited_{dimension}"
    wanted = st.session_state.pop(f"next_{dimension}", None)  # a widget's value can only be set before it is drawn
    if wanted in names:
        st.session_state[key] = wanted
    if st.session_state.get(key) not in names:
        st.session_state.pop(key, None)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        chosen = st.selectbox(dimension_name(dimension), names, key=key, width=320) if names else None
        with (
            st.form(f"new_{dimension}", border=False),
            st.container(horizontal=True, gap="small", vertical_alignment="bottom"),
        ):
            typed = f"new_name_{dimension}_{len(names)}"  # what was refused stays, what was added is gone
            new = st.text_input(_("New name"), max_chars=120, key=typed, width=240) or ""
            added = st.form_submit_button(_("Add")) and bool(new.strip())
    if added:
        state = {f"next_{dimension}": " ".join(new.split())}
        act(lambda: add_names(now.store, dimension, [new]), added_words, **state)
    return chosen


def added_words(names: Sequence[str]) -> str:
    """How many names are new."""
    return ngettext("{count} name added.", "{count} names added.", len(names)).format(count=len(names))


def edit_rule(now: View, dimension: str, name: str, known: Known) -> None:
    """The card of one name."""
    saved = rules(now.store, dimension)
    mine = [one for one in saved if one.name == name]
    base = ",".join(str(one.id) for one in mine)
    current = _whole([one.rule for one in mine])
    if mine and mine[0].retired:
        note(_("This name is retired: its rule takes nobody in any more."))
    draft = draft_of(dimension, name, base, _proposed(dimension, name) or current)
    rule = build(draft, known.people)
    if rule is not None and rule != current:
        with st.container(border=True):
            others = named_rules(saved)
            show_preview(
                preview(known.people, others, now.cells.names[dimension], name, rule, known.answered), known.people
            )
            if st.button(_("Save and run"), type="primary", icon=":material/check:", key=f"save_{dimension}"):
                _save(now, dimension, name, rule)
    elif mine:
        when = mine[-1].saved_at.astimezone(now.zone).date()
        note(_("This is version {number}, saved on {day}.").format(number=mine[-1].version, day=day_text(when)))
    if mine:
        if st.button(_("Take the rule away"), type="tertiary", icon=":material/delete:", key=f"drop_rule_{dimension}"):
            _save(now, dimension, name, None)
        _show_versions(now, dimension, name)


def _whole(found: list[Rule]) -> Rule | None:
    """The rule of a name; after a merge there may be several, of which any one is enough."""
    if len(found) < 2:
        return found[0] if found else None
    flat = [part for rule in found for part in (rule.parts if rule.join == ANY or len(rule.parts) == 1 else [rule])]
    try:
        return Rule(ANY, tuple(flat))
    except ValueError:  # groups inside groups: shown is the latest
        return found[-1]


def _proposed(dimension: str, name: str) -> Rule | None:
    """A rule that another part of the page proposes for this name, once."""
    found = st.session_state.get(f"proposed_{dimension}")
    if found is None or found[0] != name:
        return None
    del st.session_state[f"proposed_{dimension}"]
    st.session_state.pop(f"draft_{dimension}", None)
    rule: Rule = found[1]
    return rule


def _save(now: View, dimension: str, name: str, rule: Rule | None) -> None:
    try:
        save_rule(now.store, dimension, name, rule)
        st.session_state["rules_ran"] = run_rules(now.store)
    except ValueError as error:
        notices.refused(str(error))
        return
    st.session_state.pop(f"draft_{dimension}", None)
    st.rerun()


def _show_versions(now: View, dimension: str, name: str) -> None:
    all_of_them = versions(now.store, dimension, name)
    with st.expander(_("Versions ({count})").format(count=count_text(len(all_of_them)))):
        for one in all_of_them:
            day = day_text(one.saved_at.astimezone(now.zone).date())
            end = one.ended_at and day_text(one.ended_at.astimezone(now.zone).date())
            when = _("{day} to {end}").format(day=day, end=end) if end else _("since {day}").format(day=day)
            st.text(f"{one.version} · {when} · {rule_words(one.rule)}")
