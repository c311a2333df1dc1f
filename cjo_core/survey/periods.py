"""Weeks and periods in the team's time zone. Times are stored in UTC; a week is Monday to Sunday by ISO 8601.

A week is one integer, `year * 100 + week` (202646 is 2026-W46): it sorts, is read by people, and costs three bytes a
row.
Nothing here reads the clock: "now" is always an argument.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cjo_core.errors import BadValue
from cjo_core.locale import _

#: How a time is spelled. An import spells millions: isoformat takes a third longer, strftime five times as long.
_SPELLED = "%04d-%02d-%02dT%02d:%02d:%02dZ"
#: The `week` of answers without a date: they count in totals, never in a trend.
UNDATED = 0


@lru_cache(maxsize=64)
def time_zone(name: str) -> ZoneInfo:
    """The zone called `name` (IANA, such as Europe/Warsaw); raises BadValue for an unknown one."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        words = _("time zone “{name}” is unknown; use an IANA name such as {example}")
        raise BadValue(words.format(name=name, example="Europe/Warsaw")) from error


def week_of_day(day: date) -> int:
    """The ISO week of a calendar day.

    >>> week_of_day(date(2026, 1, 1)), week_of_day(date(2027, 1, 3))
    (202601, 202653)
    """
    year, week, _day = day.isocalendar()
    return year * 100 + week


def week_of(moment: datetime, zone: ZoneInfo) -> int:
    """The week in which an aware `moment` falls for people in `zone`."""
    if moment.tzinfo is None:
        raise BadValue(f"the time {moment.isoformat()} has no time zone")
    return week_of_day(moment.astimezone(zone).date())


@lru_cache(maxsize=4096)
def monday(week: int) -> date:
    """The first day of `week`; raises BadValue if the year has no such week."""
    try:
        return date.fromisocalendar(week // 100, week % 100, 1)
    except ValueError as error:
        words = _("{week} is no ISO week; write the year and the week, such as {example}")
        raise BadValue(words.format(week=week, example=202646)) from error


def add_weeks(week: int, number: int) -> int:
    """The week `number` weeks later (earlier if negative).

    >>> add_weeks(202653, 1), add_weeks(202701, -1)
    (202701, 202653)
    """
    return week_of_day(monday(week) + timedelta(weeks=number))


def weeks_between(first: int, last: int) -> list[int]:
    """All weeks from `first` to `last`, both included; empty if `last` is earlier."""
    start, end = monday(first), monday(last)
    return [week_of_day(start + timedelta(weeks=i)) for i in range((end - start).days // 7 + 1)]


def week_name(week: int) -> str:
    """2026-W46, the ISO spelling used in files, links and on the command line."""
    return f"{week // 100:04d}-W{week % 100:02d}"


def read_week(text: str) -> int:
    """The week written as 2026-W46; raises BadValue otherwise."""
    match = re.fullmatch(r"(\d{4})-?W(\d{2})", text.strip(), re.ASCII)
    if not match:
        raise BadValue(_("“{text}” is no week; write it as {example}").format(text=text[:40], example="2026-W46"))
    week = int(match[1]) * 100 + int(match[2])
    monday(week)
    return week


def read_day(text: str) -> date:
    """The day written as 2026-11-15; raises BadValue otherwise."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        words = _("“{text}” is no date; write it as {example}")
        raise BadValue(words.format(text=text[:40], example="2026-11-15")) from error


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The UTC instant at which `day` begins for people in `zone` (a day may last 23 or 25 hours)."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def utc_text(moment: datetime) -> str:
    """The one spelling of times in the store: 2026-11-15T09:30:00Z, whole seconds, UTC."""
    if moment.tzinfo is None:
        raise BadValue(f"the time {moment.isoformat()} has no time zone")
    at = moment.astimezone(UTC)
    return _SPELLED % (at.year, at.month, at.day, at.hour, at.minute, at.second)


def read_utc(text: str) -> datetime:
    """The aware time behind `utc_text`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
