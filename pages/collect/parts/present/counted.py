"""What a presentation counts: one question in one period, with the comments that a room may read. Draws nothing.

A whole survey shows from its first answer, in all and per week; a period that begins at a moment, or today, only from
its privacy floor on, and only if as many answered between it and the others that can be shown; else it is widened to
one of those. What people wrote shows from the floor on. All are `metrics.privacy.protection`'s rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic
from typing import Any

import numpy as np
import streamlit as st
from babel.dates import format_datetime

from cjo_core.locale import _
from cjo_core.metrics.breakdown import breakdown, evaluate
from cjo_core.metrics.catalog import HEADLINES, METRICS, Metric
from cjo_core.metrics.cells import tally
from cjo_core.metrics.privacy.protection import protected, told_apart
from cjo_core.store.counts.since import tally_since
from cjo_core.store.responses.moderation import Comment, approved_comments, newest_comments
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import monday, start_of_day
from cjo_core.survey.scales import SCALES
from cjo_core.survey.surveys import Question, Survey
from pages.collect.parts.present.showing import ALL, APPROVED, NOBODY, TODAY, WEEK, Showing, moment
from pages.ui.choices.filters import this_week
from pages.ui.session import View
from pages.ui.words import babel_locale, week_label

#: Where a period that was decided on is kept, and for how many seconds.
_KEPT, _KEPT_FOR = "present_period", 60.0


@dataclass(frozen=True)
class Counted:
    """`row` is the question's row of a breakdown, `since` its period and `n` how many answered in it, hidden or not;
    `comments` are those to show, the newest first; `hidden` says that there may be more, which too few answers
    forbid."""

    metric: Metric
    row: Any
    since: str
    n: int
    comments: list[Comment]
    hidden: bool


def metric_of(survey: Survey) -> Metric:
    """The metric of the survey's first question that has one: what is presented."""
    kind = presented(survey).kind
    return next(METRICS[name] for name in (*HEADLINES, *METRICS) if METRICS[name].kind == kind)


def presented(survey: Survey) -> Question:
    """The question that is presented: the first that feeds a metric."""
    return next(question for question in survey.asked if question.kind in SCALES)


def can_be_presented(survey: Survey) -> bool:
    """Whether respondents may know the survey and it asks something that feeds a metric."""
    return survey.status != "draft" and bool(survey.languages) and any(one.kind in SCALES for one in survey.asked)


def count(now: View, survey: Survey, showing: Showing, comments: int) -> Counted:
    """The score of the period and at most so many comments."""
    metric = metric_of(survey)
    since = kept_period(now, survey, metric.kind, showing.since)
    begin, first_week = begin_of(now, since), this_week(now) if since == WEEK else 0
    if begin is not None:
        whole = tally_since(now.store, survey.slug, metric.kind, begin)
        n = int(whole.n[0])
        hidden = 0 < n < whole.floor
        row = next(evaluate(metric, whole, np.full(1, hidden)).itertuples())
    else:
        where = where_of(now, survey, since)
        row = next(breakdown(now.cells, metric.name, (), where).itertuples())
        n, hidden = int(row.n), protected(now.cells, metric.kind, where)
    if hidden or showing.comments == NOBODY or not n:
        return Counted(metric, row, since, n, [], hidden and showing.comments != NOBODY)
    found = approved_comments if showing.comments == APPROVED else newest_comments
    shown = found(now.store, survey.slug, metric.kind, since=begin, first_week=first_week, limit=comments)
    return Counted(metric, row, since, n, shown, False)


def kept_period(now: View, survey: Survey, kind: str, since: str) -> str:
    """`told_period`, asked once a minute: it depends on answers that lie in the past, not on each that comes in, and a
    wall counts every second."""
    if not survey.keeps_unknown or since in (WEEK, ALL):
        return since
    asked = (str(now.store.path), survey.slug, since, _day(now))
    known = st.session_state.get(_KEPT)
    if known is not None and known[0] == asked and known[1] > monotonic():
        return str(known[2])
    found = told_period(now, survey, kind, since)
    if found is None:
        return since
    st.session_state[_KEPT] = (asked, monotonic() + _KEPT_FOR, found)
    return found


def told_period(now: View, survey: Survey, kind: str, since: str) -> str | None:
    """The period asked for, or the next wider one that may be told beside those that can be shown anyway; None for one
    of too few answers: it is hidden until there are more."""
    floor = survey.privacy_floor
    if number(now, survey, kind, since) < floor:
        return None
    shown = {one: number(now, survey, kind, one) for one in dict.fromkeys((since, TODAY, WEEK, ALL))}
    for one in (since, *(one for one in (TODAY, WEEK, ALL) if earlier(now, one, since))):
        beside = [n for other, n in shown.items() if other in (TODAY, WEEK, ALL) and other != one]
        if told_apart(shown[one], beside, floor):
            return one
    return ALL


def number(now: View, survey: Survey, kind: str, since: str) -> int:
    """How many answered in a period."""
    begin = begin_of(now, since)
    if begin is not None:
        return int(tally_since(now.store, survey.slug, kind, begin).n[0])
    return int(tally(now.cells, kind, (), where_of(now, survey, since)).n[0])


def earlier(now: View, since: str, than: str) -> bool:
    """Whether a period begins before another."""
    begin, other = begin_of(now, since) or first_day(now, since), begin_of(now, than)
    return begin is None or (other is not None and begin < other)


def first_day(now: View, since: str) -> datetime | None:
    """When a week begins; None for all time."""
    return start_of_day(monday(this_week(now)), now.zone) if since == WEEK else None


def where_of(now: View, survey: Survey, since: str) -> Filter:
    """The answers of the survey this week, or of all time."""
    where = Filter({"survey": (survey.slug,)})
    return where if since == ALL else where.period(this_week(now), this_week(now), this_week(now))


def begin_of(now: View, since: str) -> datetime | None:
    """The moment from which answers count; None for whole weeks and for all time, which are counted already."""
    return start_of_day(_day(now), now.zone) if since == TODAY else moment(since)


def _day(now: View) -> date:
    return now.now.date()


def period_words(now: View, since: str, opened: datetime | None) -> str:
    """The period as people say it."""
    if opened is not None:
        local = opened.astimezone(now.zone)
        spelt = "HH:mm" if local.date() == _day(now) else "d MMM HH:mm"
        return _("since {time}").format(time=format_datetime(local, spelt, locale=babel_locale()))
    if since == TODAY:
        return _("today")
    return _("all time") if since == ALL else week_label(this_week(now))
