"""This week on the wall: the three key figures with their verdicts, and what clearly moved."""

from __future__ import annotations

from typing import Any

from cjo_core.charts.numbers import value_text
from cjo_core.charts.words import size_words
from cjo_core.insight.this_week import Headline, current_week, week_report, weeks_with_answers
from cjo_core.locale import _, ngettext
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.changes.verdicts import DOWN, UP
from cjo_core.metrics.privacy.base import FEW, FEW_BELOW, HIDDEN, NONE
from pages.collect.parts.present import wall
from pages.see.parts.week.week_title import title_of
from pages.ui.choices.filters import this_week
from pages.ui.pieces.figures import MARKS, effective_of, figure_html, verdict_html
from pages.ui.pieces.html import escape, html
from pages.ui.session import View
from pages.ui.words import dimension_name, week_label, week_span

#: Moves that fit below the cards.
MOVES = 3
CLEAR = (UP, DOWN)


def show(now: View) -> None:
    """The same numbers as the first screen, of the week it opens with."""
    if not weeks_with_answers(now.cells):
        wall.head(now, _("No answers yet."), _("This week"))
        return
    week = current_week(now.cells, this_week(now))
    report = week_report(now.cells, week)
    wall.head(now, title_of(report), _("This week"), week_label(week), week_span(week))
    html('<div class="w-cards">' + "".join(_card(one) for one in report.headlines) + "</div>")
    moved = "".join(_move(change) for change in report.moved[:MOVES])
    if not moved:
        message = ngettext(
            "Nothing moved beyond noise. {count} group checked.",
            "Nothing moved beyond noise. {count} groups checked.",
            report.quiet,
        )
        moved = f'<p class="w-how">{escape(message.format(count=report.quiet))}</p>'
    html(f'<div class="w-moves"><h2>{escape(_("Where it clearly moved"))}</h2>{moved}</div>')


def _card(one: Headline) -> str:
    metric, row = one.metric, one.row
    name = f'<p class="w-name">{escape(_(metric.label))} <span>{escape(_(metric.asks))}</span></p>'
    if row.base in (NONE, HIDDEN):
        return f'<div class="w-card">{name}{figure_html(metric, row, "")}</div>'
    if row.base == FEW:
        n_words = _("n {n}, {needed} needed").format(n=size_words(row.n, effective_of(row)), needed=FEW_BELOW)
        return f'<div class="w-card">{name}{figure_html(metric, row, n_words)}</div>'
    n_words = _("95\u202f% interval, n {n}").format(n=size_words(row.n, effective_of(row)))
    change, against = one.on_last_week, _("on last week")
    if change.verdict not in CLEAR and one.on_four_weeks.verdict in CLEAR:  # the one that the title speaks of
        change, against = one.on_four_weeks, _("on the four weeks before")
    verdict = verdict_html(metric, change, against)
    return f'<div class="w-card">{name}{figure_html(metric, row, n_words)}{verdict}</div>'


def _move(change: Any) -> str:
    """One group that clearly moved, in a line."""
    metric = METRICS[change.metric]
    up = change.verdict == UP
    css, word = ("up" if up else "down"), (_("better") if up == metric.high_is_good else _("worse"))
    numbers = _("{dimension} · {metric} {before} → {after}, n {n}").format(
        dimension=dimension_name(change.dimension),
        metric=_(metric.label),
        before=value_text(metric, change.before),
        after=value_text(metric, change.after),
        n=size_words(change.n_after, effective_of(change, "n_effective_after")),
    )
    return (
        f'<p class="w-move"><span class="{css}" aria-hidden="true">{MARKS[change.verdict]}</span> '
        f'<b>{escape(change.group)}</b> <span class="{css}">{escape(word)}</span> '
        f'<span class="w-nums">{escape(numbers)}</span></p>'
    )
