"""Where it moved: groups that clearly moved against the four weeks before, else "nothing moved beyond noise"."""

from __future__ import annotations

from typing import Any

from cjo_core.charts.numbers import change_interval_text, change_text, value_text
from cjo_core.charts.words import joined, size_words
from cjo_core.insight.this_week import WeekReport
from cjo_core.locale import _, ngettext
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.cells import Cells
from cjo_core.metrics.changes.verdicts import UP
from cjo_core.metrics.privacy.base import FEW_BELOW
from pages.ui.pieces.figures import MARKS, effective_of
from pages.ui.pieces.html import card_title_html, escape, html
from pages.ui.pieces.kept import kept
from pages.ui.session import View
from pages.ui.words import dimension_name

#: More than these would be a list, not an answer.
SHOWN = 6


def show(now: View, report: WeekReport) -> None:
    """The card."""
    title = card_title_html(_("Where it clearly moved"), _("This week against the four weeks before."))
    html(f'<div class="parts">{title}<div>{_rows(now.cells, report)}</div></div>')


@kept
def _rows(_cells: Cells, report: WeekReport) -> str:
    moved = report.moved[:SHOWN]
    reach = _reach(report)
    rows = "".join(_row(change, reach) for change in moved)
    note = _note(report)
    return rows + (f'<p class="note">{escape(note)}</p>' if note else "")


def _note(report: WeekReport) -> str:
    """How many groups were judged without result, and how many could not be judged; "" if none."""
    judged = report.quiet + len(report.moved)
    if not judged:
        return _("Too few answers to judge any group.")
    if not len(report.moved):
        note = ngettext(
            "Nothing moved beyond noise. {count} group checked.",
            "Nothing moved beyond noise. {count} groups checked.",
            judged,
        ).format(count=judged)
    else:
        words = ngettext(
            "{count} other comparison of stages, segments and personas: nothing beyond noise.",
            "{count} other comparisons of stages, segments and personas: nothing beyond noise.",
            report.quiet,
        )
        note = words.format(count=report.quiet) if report.quiet else ""
        if len(report.moved) > SHOWN:
            more = len(report.moved) - SHOWN
            note = joined(ngettext("{count} more moved.", "{count} more moved.", more).format(count=more), note)
    if report.small:
        words = ngettext(
            "{count} is too small to judge (under {needed} answers).",
            "{count} are too small to judge (under {needed} answers).",
            report.small,
        )
        note = joined(note, words.format(count=report.small, needed=FEW_BELOW))
    return note


def _reach(report: WeekReport) -> dict[str, float]:
    """How far a rail reaches to each side, per metric: a round number that holds every interval shown."""
    found: dict[str, float] = {}
    for change in report.moved[:SHOWN]:
        widest = max(abs(change.low), abs(change.high))
        found[change.metric] = max(found.get(change.metric, 0.0), widest)
    return found


def _row(change: Any, reach: dict[str, float]) -> str:
    metric = METRICS[change.metric]
    up = change.verdict == UP
    css = "up" if up else "down"
    word = _("better") if up == metric.high_is_good else _("worse")
    left, right, dot = (50 + 48 * x / reach[metric.name] for x in (change.low, change.high, change.difference))
    numbers = _("{dimension} · {metric} {before} → {after}, n {n}").format(
        dimension=dimension_name(change.dimension),
        metric=_(metric.label),
        before=value_text(metric, change.before),
        after=value_text(metric, change.after),
        n=size_words(change.n_after, effective_of(change, "n_effective_after")),
    )
    evidence = f"{change_text(metric, change.difference)} ({change_interval_text(metric, change.low, change.high)})"
    return (
        f'<div class="moved"><div class="what"><span class="{css}" aria-hidden="true">{MARKS[change.verdict]}</span> '
        f'<b>{escape(change.group)}</b> <span class="{css}">{escape(word)}</span></div>'
        f'<div class="rail {css}" aria-hidden="true"><span class="zero" style="left:50%"></span>'
        f'<s style="left:{left:.1f}%;width:{right - left:.1f}%"></s><u style="left:{dot:.1f}%"></u></div>'
        f'<div class="nums">{escape(numbers)}</div><div class="chg">{escape(evidence)}</div></div>'
    )
