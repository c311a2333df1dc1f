"""The periods of a line over time: weeks, or months where weeks would be too many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from cjo_core.charts.words import week_and_year, week_text
from cjo_core.locale import _
from cjo_core.survey.periods import monday, start_of_day, week_of_day
from pages.ui.session import View
from pages.ui.words import babel_locale

#: More weeks than this are shown as months.
MOST_WEEKS = 27


@dataclass(frozen=True)
class Course:
    """Where periods begin and end (seconds), their short labels, those for the first of an axis, their full names, and
    what they are ("Week")."""

    bounds: tuple[int, ...]
    labels: tuple[str, ...]
    firsts: tuple[str, ...]
    names: tuple[str, ...]
    what: str


def course(now: View, begin: int, end: int) -> Course:
    """The weeks or months from `begin` to `end`, in the team's time zone."""
    first, last = (now.now.fromtimestamp(one, now.zone).date() for one in (begin, max(end - 1, begin)))
    if (last - first).days > 7 * MOST_WEEKS:
        starts = _months(first, last)
        labels = tuple(str(format_date(day, "LLL", locale=babel_locale())) for day in starts[:-1])
        firsts = labels
        names = tuple(str(format_date(day, "LLLL y", locale=babel_locale())) for day in starts[:-1])
        what = _("Month")
    else:
        week = monday(week_of_day(first))
        starts = [week + timedelta(weeks=i) for i in range((last - week).days // 7 + 2)]
        labels = tuple(str(week_of_day(day) % 100) for day in starts[:-1])
        firsts = tuple(week_text(week_of_day(day)) for day in starts[:-1])
        names = tuple(week_and_year(week_of_day(day)) for day in starts[:-1])
        what = _("Week")
    bounds = tuple(int(start_of_day(day, now.zone).timestamp()) for day in starts)
    return Course(bounds, labels, firsts, names, what)


def _months(first: date, last: date) -> list[date]:
    found = [first.replace(day=1)]
    while found[-1] <= last:
        found.append((found[-1] + timedelta(days=32)).replace(day=1))
    return found
