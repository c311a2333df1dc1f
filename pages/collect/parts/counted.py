"""What a presentation counts: one question in one period, with the comments that a room may read. Draws nothing.

A whole survey shows from its first answer; what people wrote shows only once as many have answered in the period as
its privacy floor asks for. Both are `metrics.protection`'s rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from babel.dates import format_datetime

from cjo_core.locale import _
from cjo_core.metrics.breakdown import breakdown, evaluate
from cjo_core.metrics.catalog import HEADLINES, METRICS, Metric
from cjo_core.metrics.protection import protected
from cjo_core.store.moderation import Comment, approved_comments, newest_comments
from cjo_core.store.since import tally_since
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import start_of_day
from cjo_core.survey.scales import SCALES
from cjo_core.survey.surveys import Question, Survey
from pages.collect.parts.showing import ALL, APPROVED, NOBODY, TODAY, Showing
from pages.ui.filters import this_week
from pages.ui.session import View
from pages.ui.words import babel_locale, week_label


@dataclass(frozen=True)
class Counted:
    """`row` is the question's row of a breakdown; `comments` are those to show, the newest first; `hidden` says that
    there may be more, which too few answers forbid."""

    metric: Metric
    row: Any
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
    begin = begin_of(now, showing)
    if begin is not None:
        tally = tally_since(now.store, survey.slug, metric.kind, begin)
        row = next(evaluate(metric, tally, np.zeros(1, np.bool_)).itertuples())
        hidden, first_week = 0 < int(tally.n[0]) < tally.floor, 0
    else:
        first_week = 0 if showing.since == ALL else this_week(now)
        where = Filter({"survey": (survey.slug,)})
        where = where if showing.since == ALL else where.weeks(first_week, first_week)
        row = next(breakdown(now.cells, metric.name, (), where).itertuples())
        hidden = protected(now.cells, metric.kind, where)
    if hidden or showing.comments == NOBODY or not row.n:
        return Counted(metric, row, [], hidden and showing.comments != NOBODY)
    found = approved_comments if showing.comments == APPROVED else newest_comments
    shown = found(now.store, survey.slug, metric.kind, since=begin, first_week=first_week, limit=comments)
    return Counted(metric, row, shown, False)


def begin_of(now: View, showing: Showing) -> datetime | None:
    """The moment from which answers count; None for whole weeks and for all time, which are counted already."""
    if showing.since == TODAY:
        return start_of_day(_day(now), now.zone)
    return showing.opened


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
