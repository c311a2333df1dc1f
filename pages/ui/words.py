"""Words of the screen that several pages share: names of dimensions, periods, days. Follows the language of the run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypeVar

from babel.dates import format_date, format_datetime

from cjo_core import locale
from cjo_core.locale import _, ngettext
from cjo_core.locale.tags import own_name
from cjo_core.survey.periods import monday
from cjo_core.survey.places import dimension_name as dimension_name

T = TypeVar("T")
_BABEL = {"zh": "zh_Hans_CN"}
#: A date as Babel patterns: whole, within a known year, within a known month. Chinese begins with the year.
_DATES = {"zh": ("y年M月d日", "M月d日", "d日")}
_DATES_ELSEWHERE = ("d MMMM y", "d MMMM", "d")


def language_name(code: str | None) -> str:
    """A language by its own name where we know it, else its code."""
    return _("not given") if code is None else own_name(code)


def status_name(status: str) -> str:
    """A survey's status, or how it stands by the clock and its limit, as people say it."""
    return {
        "draft": _("draft"),
        "open": _("open"),
        "paused": _("paused"),
        "closed": _("closed"),
        "early": _("opens later"),
        "full": _("has all its answers"),
    }[status]


def kind_name(kind: str) -> str:
    """A kind of question as people say it."""
    return {
        "nps": _("NPS"),
        "csat": _("CSAT"),
        "ces": _("CES"),
        "ces1": _("CES 1.0"),
        "rating": _("Rating"),
        "single": _("Single choice"),
        "multiple": _("Multiple choice"),
        "text": _("Short text"),
        "long_text": _("Long text"),
        "consent": _("Consent"),
    }[kind]


def about_name(name: str) -> str:
    """A dimension of RATER or an element of experience, in words."""
    return {
        "": _("nothing in particular"),
        "reliability": _("Reliability"),
        "assurance": _("Assurance"),
        "tangibles": _("Tangibles"),
        "empathy": _("Empathy"),
        "responsiveness": _("Responsiveness"),
        "convenience": _("Convenience"),
        "usefulness": _("Usefulness"),
        "personalisation": _("Personalisation"),
    }[name]


def babel_locale() -> str:
    """The locale for dates and numbers."""
    code = locale.language()
    return _BABEL.get(code, code)


def week_span(week: int) -> str:
    """The days of a week, as people write them: 9–15 November 2026, 2026年11月9日–15日. What both days share is said
    once."""
    first = monday(week)
    last = first + timedelta(days=6)
    shared = 0 if first.year != last.year else 1 if first.month != last.month else 2
    if locale.language() in _DATES:
        return f"{_date(first, 0)}–{_date(last, shared)}"
    dash = "–" if shared == 2 else " – "
    return f"{_date(first, shared)}{dash}{_date(last, 0)}"


def day_text(day: date) -> str:
    """A day with its year: 15 November 2026."""
    return _date(day, 0)


def _date(day: date, shared: int) -> str:
    return _spelt(day, _DATES.get(locale.language(), _DATES_ELSEWHERE)[shared], babel_locale())


@lru_cache(maxsize=4096)
def _spelt(day: date, pattern: str, code: str) -> str:
    """Remembered: a menu of three years of weeks spells 300 days at every run, 20 ms."""
    return str(format_date(day, pattern, locale=code))


def weekday_and_time(moment: datetime) -> str:
    """When in the last days: Friday 22:40, 周五 22:40 (the long form, 星期五, breaks ugly at the end of a line)."""
    weekday = "EEE" if locale.language() == "zh" else "EEEE"
    return str(format_datetime(moment, f"{weekday} HH:mm", locale=babel_locale()))


def week_label(week: int) -> str:
    """Week 46, for eyebrows and menus."""
    return _("week {number}").format(number=week % 100)


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago something happened, in words."""
    if moment is None:
        return ""
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("{count} minute ago", "{count} minutes ago", minutes).format(count=minutes)
    if minutes < 48 * 60:
        hours = minutes // 60
        return ngettext("{count} hour ago", "{count} hours ago", hours).format(count=hours)
    days = minutes // (24 * 60)
    return ngettext("{count} day ago", "{count} days ago", days).format(count=days)


def named(options: Iterable[T], name_of: Callable[[T], str]) -> Callable[[T], str]:
    """A `format_func` that names each option in the language of now, whatever thread asks it later."""
    names = {option: name_of(option) for option in options}
    return lambda option: names.get(option, str(option))
