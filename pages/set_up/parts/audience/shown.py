"""What a rule would do, on the screen: numbers, moves, overlaps and what those who match have in common. Sums only."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cjo_core.charts.numbers import count_text, number_text
from cjo_core.charts.words import listed
from cjo_core.locale import _, ngettext
from cjo_core.metrics.audience.facts import People
from cjo_core.metrics.audience.groups import FEWEST, traits
from cjo_core.metrics.audience.preview import Preview
from pages.set_up.parts.audience.rule_words import field_name
from pages.ui.pieces.html import card_title, escape, html, note


def show_preview(found: Preview, people: People) -> None:
    """The card."""
    card_title(_("What this rule would do"), _("Nothing is saved yet. Compared with the rules as they are now."))
    answered = (
        count_text(found.answered)
        if found.answered == 0 or found.answered >= FEWEST
        else _("under {n}").format(n=FEWEST)
    )
    figures = [
        (count_text(found.matching), _("match, of {n} known customers").format(n=count_text(found.people))),
        (answered, _("of them have answered a survey")),
        (count_text(found.unknown), _("cannot be told: something is not known of them")),
    ]
    if found.belonging != found.matching:
        figures.insert(1, (count_text(found.belonging), _("would belong here: names further up take the others")))
    html(
        '<div style="display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:1rem;margin:.4rem 0">'
        + "".join(
            f'<div><div class="val" style="font-size:2rem">{escape(n)}</div><p class="sub">{escape(words)}</p></div>'
            for n, words in figures
        )
        + "</div>"
    )
    note(moves_words(found))
    if others := {name: n for name, n in found.overlaps.items() if n}:
        named = [f"{name} ({count_text(n)})" for name, n in others.items()]
        note(_("Who matches here also matches: {names}. The name further up wins.").format(names=listed(named)))
    if found.moves:
        with st.expander(_("Who would move where")):
            st.dataframe(_moves(found), hide_index=True, width="stretch")
    show_traits(people, found)


def moves_words(found: Preview) -> str:
    """The moves in one sentence."""
    moved = sum(n for (old, new), n in found.moves.items() if old is not None and new is not None)
    if not found.moves:
        return _("Nobody would move.")
    parts = [
        ngettext("{count} customer would come in", "{count} customers would come in", found.came),
        ngettext("{count} would change over", "{count} would change over", moved),
        ngettext("{count} would leave", "{count} would leave", found.left),
    ]
    numbers = (found.came, moved, found.left)
    said = [words.format(count=count_text(n)) for words, n in zip(parts, numbers, strict=True) if n]
    return listed(said) + "."


def _moves(found: Preview) -> pd.DataFrame:
    none = _("no name")
    rows = [(old or none, new or none, n) for (old, new), n in sorted(found.moves.items(), key=lambda one: -one[1])]
    return pd.DataFrame(rows, columns=[_("From"), _("To"), _("Customers")])


def show_traits(people: People, found: Preview) -> None:
    """What those who match have in common, beside everybody."""
    common = traits(people, found.mine)
    if not common:
        if found.matching:
            note(_("What they have in common is not shown: fewer than {n} customers match.").format(n=FEWEST))
        return
    rows = [
        (
            _("{field} (median)").format(field=field_name(one.field))
            if one.value is None
            else f"{field_name(one.field)}: {one.value}",
            number_text(one.group) + ("" if one.value is None else " %"),
            number_text(one.everybody) + ("" if one.value is None else " %"),
        )
        for one in common
    ]
    with st.expander(_("What they have in common")):
        st.dataframe(
            pd.DataFrame(rows, columns=[_("What is known"), _("They"), _("Everybody")]),
            hide_index=True,
            width="stretch",
        )
        note(_("Medians and shares of at least {n} customers, never single persons.").format(n=FEWEST))
