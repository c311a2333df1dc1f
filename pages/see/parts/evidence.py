"""The evidence for one persona: its card, its scores along the journey, its channels, and what it says. Invents
nothing: what was said of a persona stands beside what its answers say."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cjo_core.charts.dots import dots
from cjo_core.charts.numbers import PERCENT, count_text, interval_text, number_text, value_text
from cjo_core.charts.words import n_text
from cjo_core.locale import _, ngettext
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.formulas.shares import share
from cjo_core.metrics.privacy.base import FEW, HIDDEN, NONE
from cjo_core.store.assigning.history import sizes
from cjo_core.store.assigning.profiles import profiles
from cjo_core.store.responses.reads import Row, rows
from cjo_core.survey.filters import Filter
from cjo_core.survey.scales import SCALES
from pages.see.parts.groups import with_verdicts
from pages.ui.choices import link
from pages.ui.pieces.comments import BESIDE, comment_html, may_show_comments
from pages.ui.pieces.figures import effective_of, show_picture, show_table
from pages.ui.pieces.html import card_title, escape, html, note
from pages.ui.pieces.persona_card import persona_html
from pages.ui.privacy import beside, may_list, open_columns
from pages.ui.session import View
from pages.ui.targets import targets

#: Comments shown, and their length: long enough to say something, short enough to be read.
SHOWN, TELLING = 4, range(30, 400)


def show(now: View, metric: Metric, where: Filter) -> None:
    """The cards of one persona, chosen here."""
    known = profiles(now.store)
    if not known:
        return
    asked_for = where.where.get("persona")
    names = [name for name in known if asked_for is None or name in asked_for]
    if not names:
        return
    link.take_one("who", names, names[0])
    with st.container(border=True):
        card_title(_("One persona: the evidence"), _("What was said of a persona, beside what its answers say."))
        name = st.selectbox(_("Persona"), names, key="who", width=320) or names[0]
        link.keep("who", names[0])
        mine = where.only(persona=name)
        left, right = st.columns([5, 7], gap="large")
        with left:
            html(persona_html(name, known[name], _size(now, name, metric, where, mine)))
            st.page_link("set_up/personas.py", label=_("Edit this persona"), icon=":material/edit:")
            _channels(now, metric, mine)
        with right:
            _journey(now, metric, mine)
            _comments(now, mine)


def _size(now: View, name: str, metric: Metric, where: Filter, mine: Filter) -> str:
    """How many answers and customers stand behind it."""
    row = breakdown(now.cells, metric.name, (), mine).iloc[0]
    if row["base"] == HIDDEN:
        return _("Hidden to protect a small group.")
    everybody = replace(where, where={key: value for key, value in where.where.items() if key != "persona"})
    whole = breakdown(now.cells, metric.name, (), everybody)["n"].iloc[0]
    n = int(row["n"])
    effective = effective_of(row)
    answers = ngettext("{count} answer", "{count} answers", n).format(count=count_text(n))
    parts = [answers if effective is None else n_text(n, effective)]
    if n and whole:
        parts.append(_("{share}\u202f% of all").format(share=round(100 * n / whole)))
    if row["base"] == FEW:
        parts.append(_("too few to score"))
    elif row["base"] != NONE:
        parts.append(
            f"{_(metric.label)} {value_text(metric, row['value'])} ({interval_text(metric, row['low'], row['high'])})"
        )
    by_rule = sizes(now.store, "persona").get(name, 0)
    if by_rule:
        words = ngettext("{count} customer by rule", "{count} customers by rule", by_rule)
        parts.append(words.format(count=count_text(by_rule)))
    return " · ".join(parts)


def _journey(now: View, metric: Metric, mine: Filter) -> None:
    frame = with_verdicts(now, metric, "stage", mine)
    title = _("Along the journey: {metric} by stage").format(metric=_(metric.label))
    card_title(title, _("Dot and 95\u202f% interval. ▲ ▼: clearly above or below the rest."))
    if not len(frame):
        note(_("No answers match"))
        return
    picture = dots(frame, metric, "stage", target=targets(now.store).get(metric.name))
    show_picture(picture, "evidence_stages")
    show_table(picture, frame, f"{metric.name}-of-one-persona-by-stage")


def _channels(now: View, metric: Metric, mine: Filter) -> None:
    """By which channels they answer, with the interval of each share."""
    frame = breakdown(now.cells, metric.name, ("channel",), mine)
    frame = frame[frame["channel"].notna()]
    if not len(frame):
        return
    card_title(_("Where they meet you"), _("Share of their answers by channel, with its 95\u202f% interval."))
    shown = frame[frame["base"] != HIDDEN].sort_values("n", ascending=False)
    if len(shown) < len(frame):
        note(_("Hidden: so few people answered by a channel that its share could give one of them away."))
        return
    total = int(shown["n"].sum())
    bars = []
    for row in shown.itertuples():
        found = share(row.n, total)
        width = f"width:{float(found.value):.1f}%"
        said = _(PERCENT).format(number=number_text(float(found.value)))
        said += f" ({number_text(float(found.low))}–{number_text(float(found.high))})"
        bars.append(f'<span>{escape(row.channel)}</span><i style="{width}"></i><b>{escape(said)}</b>')
    html(f'<div class="src" style="grid-template-columns:minmax(5rem,8rem) 1fr max-content">{"".join(bars)}</div>')


def _comments(now: View, mine: Filter) -> None:
    card_title(_("What they say"))
    if not may_show_comments(now, mine):
        note(_("Hidden: so few people answered that a comment could give one of them away."))
        return
    found = telling(rows(now.store, mine, comments_only=True, listed=may_list(now, mine), limit=300))
    if not found:
        note(_("Nobody has left a comment."))
        return
    shown = open_columns(now, mine, BESIDE)
    html(
        '<div class="short">'
        + "".join(comment_html(row, now, beside(row, now, mine, shown)) for row in found)
        + "</div>"
    )


def telling(found: list[Row]) -> list[Row]:
    """The most telling comments: the most extreme scores among the latest, the unhappy ones first, and at most one of
    each stage while there are others."""

    def extreme(row: Row) -> tuple[float, int]:
        if row.score is None:
            return (1.0, -row.answer_id)
        scale = SCALES[row.kind]
        return (-abs(2 * (row.score - scale.low) / (scale.high - scale.low) - 1), -row.answer_id)

    fit = sorted((row for row in found if len(row.comment or "") in TELLING), key=extreme) or found
    low = [
        row for row in fit if row.score is not None and row.score < (SCALES[row.kind].low + SCALES[row.kind].high) / 2
    ]
    high = [row for row in fit if row not in low]
    chosen: list[Row] = []
    for part in (low, high):
        stages: set[str | None] = set()
        for row in part:
            if row.stage not in stages and len(stages) < SHOWN // 2:
                stages.add(row.stage)
                chosen.append(row)
    return chosen
