"""This week: the manager's first screen. How are we, is it real, where did it move, what do customers say, how much
do we know."""

from __future__ import annotations

import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.charts.words import joined
from cjo_core.insight.this_week import WeekReport, answers_in, current_week, week_report, weeks_with_answers
from cjo_core.locale import _, ngettext
from cjo_core.metrics.changes.verdicts import UP
from cjo_core.store.counts.people import customers
from cjo_core.store.responses.quarantine import held_number
from cjo_core.store.responses.reads import last_answer_at
from cjo_core.survey.filters import Filter
from pages.see.parts import how_it_comes
from pages.see.parts.week import cards, voices, volume, week_by_week, where_it_moved
from pages.see.parts.week.week_title import title_of
from pages.ui.choices import filters
from pages.ui.pieces import notices
from pages.ui.pieces.html import head
from pages.ui.privacy import may_count
from pages.ui.session import View, view
from pages.ui.targets import targets
from pages.ui.words import ago, week_label, week_span


def lead_of(report: WeekReport, now: View, where: Filter) -> str:
    """How many answers from how many people (unless that must not be told), and where it moved most."""
    week = where.weeks(report.week, report.week)
    lead = _("How many answered is hidden to protect a small group.")
    if may_count(now, week):
        answers = ngettext("{count} answer", "{count} answers", report.answers).format(count=count_text(report.answers))
        people = customers(now.store, now.cells, week)
        people_words = ngettext("{count} customer", "{count} customers", people).format(count=count_text(people))
        lead = _("{answers} from {people}.").format(answers=answers, people=people_words)
    if len(report.moved):
        first = report.moved[0]
        words = _("Clearest move: {group}, up.") if first.verdict == UP else _("Clearest move: {group}, down.")
        lead = joined(lead, words.format(group=first.group))
    return lead


def so_far(now: View, week: int, running: int, where: Filter) -> str:
    """While an earlier week is shown: how many have answered in the running one, or nobody would see a new answer."""
    if week == running or not may_count(now, where.weeks(running, running)):
        return ""
    answers = answers_in(now.cells, running, where)
    words = ngettext("{week} so far: {count} answer.", "{week} so far: {count} answers.", answers)
    label = week_label(running)
    return words.format(week=label[:1].upper() + label[1:], count=count_text(answers))


def main() -> None:
    """Load, compute, show."""
    now = view()
    where = filters.chosen()
    weeks = weeks_with_answers(now.cells)
    running = filters.this_week(now)
    if not weeks:
        head(f"{_('This week')} · {week_label(running)}", _("No answers yet."))
        notices.nothing_here(
            _("Nothing has been answered so far"),
            _("Scores appear here with the first answer, and refresh by themselves."),
        )
        notices.held_back(held_number(now.store))
        return
    opening = current_week(now.cells, running)
    offered = sorted({*weeks, running})
    week = filters.chosen_week(offered, opening)
    report = week_report(now.cells, week, where)
    live = _("last answer {ago}").format(ago=ago(last_answer_at(now.store), now.now))
    clock = _("as of {time}").format(time=f"{now.now:%H:%M:%S}")
    parts = [
        _("This week") if week == running else _("Earlier week"),
        week_label(week),
        week_span(week),
        filters.described(where, now),
        live,
        clock,
    ]
    lead = joined(lead_of(report, now, where), so_far(now, week, running, where))
    head(" · ".join(part for part in parts if part), title_of(report), lead)
    filters.choose_week(offered, opening)
    wanted = targets(now.store)
    cards.show(now, report, wanted)
    how_it_comes.show_week(now, report, where)
    left, right = st.columns([5, 7], gap="medium", border=True)
    with left:
        where_it_moved.show(now, report)
    with right:
        week_by_week.show(now, report, where, wanted)
    left, right = st.columns([7, 5], gap="medium", border=True)
    with left:
        voices.show(now, report, where)
    with right:
        volume.show(now, report, where)


main()
