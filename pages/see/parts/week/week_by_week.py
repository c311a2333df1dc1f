"""Week by week: a control chart, with its signals explained in words."""

from __future__ import annotations

import streamlit as st

from cjo_core.charts.control_chart import control_chart
from cjo_core.charts.numbers import missing
from cjo_core.charts.pictures import Picture
from cjo_core.charts.words import joined, listed
from cjo_core.insight.control import LEAST_WEEKS, ControlWeeks, control_weeks
from cjo_core.insight.this_week import WeekReport
from cjo_core.locale import _
from cjo_core.metrics.catalog import METRICS, Metric
from cjo_core.metrics.cells import Cells
from cjo_core.metrics.changes.verdicts import DOWN, UP
from cjo_core.metrics.privacy.base import FEW_BELOW
from cjo_core.survey.filters import Filter
from pages.ui.pieces.figures import show_picture, show_table
from pages.ui.pieces.html import card_title, escape, html
from pages.ui.pieces.kept import kept
from pages.ui.session import View
from pages.ui.words import named, week_label


def show(now: View, report: WeekReport, where: Filter, targets: dict[str, float]) -> None:
    """The card, for the metric chosen in it."""
    names = [headline.metric.name for headline in report.headlines]
    chosen = st.session_state.get("control_metric")  # before its widget is drawn: the title above it tells of it
    name = chosen if chosen in names else opening(report)
    metric = METRICS[name]
    weeks = control_weeks(now.cells, name, report.week, where)
    card_title(
        _("{metric} week by week").format(metric=_(metric.label)),
        joined(
            _("The grey band is where weeks fall by chance. Only a week outside it means something."),
            _baseline(weeks),
        ),
    )
    if len(names) > 1:
        st.segmented_control(
            _("Metric"),
            names,
            default=name,
            format_func=named(names, lambda one: _(METRICS[one].label)),
            key="control_metric",
            required=True,
            label_visibility="collapsed",
        )
    picture, words = _drawn(now.cells, weeks, metric, targets.get(name))
    show_picture(picture, f"control_{name}")
    html(f'<p class="sub">{escape(words)}</p>')
    show_table(picture, lambda: weeks.frame, "weeks")


@kept
def _drawn(_cells: Cells, weeks: ControlWeeks, metric: Metric, target: float | None) -> tuple[Picture, str]:
    picture = control_chart(weeks.columns, metric, target=target, trial=weeks.trial, judged=weeks.judged)
    return picture, signals_in_words(weeks)


def opening(report: WeekReport) -> str:
    """The metric to look at first: one that clearly changed, as the title says; else the first."""
    clear = [one for one in report.headlines if {one.on_last_week.verdict, one.on_four_weeks.verdict} & {UP, DOWN}]
    return (clear or report.headlines)[0].metric.name


def _baseline(weeks: ControlWeeks) -> str:
    words = (
        _("Limits from {first} to {last}.")
        if not weeks.trial
        else _("Trial limits from {first} to {last}: few weeks so far.")
    )
    return words.format(first=week_label(weeks.first), last=week_label(weeks.last))


def signals_in_words(weeks: ControlWeeks) -> str:
    """What stands out in the weeks shown, that nothing does, or that it is too early to say; "" where there is nothing
    to see."""
    if all(map(missing, weeks.columns["value"])):
        return ""
    if not weeks.judged:
        words = _("Nothing can be judged yet: it takes {weeks} weeks with answers, and {answers} answers in them.")
        return words.format(weeks=LEAST_WEEKS, answers=FEW_BELOW)
    signals = [*zip(weeks.columns["week"], weeks.columns["signal"], strict=True)]
    outside = [week_label(week) for week, signal in signals if signal == "outside"]
    run = [week for week, signal in signals if signal == "run"]
    parts = []
    if outside:
        parts.append(
            _("Outside the limits: {weeks}. Something other than chance was at work.").format(weeks=listed(outside))
        )
    if run:
        parts.append(
            _(
                "Weeks {first} to {last} belong to a run of eight or more on one side of usual: the level has shifted."
            ).format(first=run[0] % 100, last=run[-1] % 100)
        )
    return joined(*parts) or _("No week stands out: what moves here is within what chance does.")
