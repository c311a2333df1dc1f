"""Words of the screen that several pages share: names of dimensions, periods, days. Follows the language of the run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar

from babel.dates import format_date, format_skeleton

from cjo_core import locale
from cjo_core.locale import _, ngettext
from cjo_core.survey.periods import monday

T = TypeVar("T")
_BABEL = {"zh": "zh_Hans_CN"}


def dimension_name(dimension: str) -> str:
    """The name of a dimension, as a label."""
    return {
        "survey": _("Survey"),
        "stage": _("Stage"),
        "touchpoint": _("Touchpoint"),
        "segment": _("Segment"),
        "persona": _("Persona"),
        "channel": _("Channel"),
        "language": _("Language"),
        "week": _("Week"),
    }[dimension]


def language_name(code: str | None) -> str:
    """A language by its own name where we know it, else its code."""
    return _("not given") if code is None else locale.LANGUAGES.get(code, code)


def babel_locale() -> str:
    """The locale for dates and numbers."""
    code = locale.language()
    return _BABEL.get(code, code)


def week_span(week: int) -> str:
    """The days of a week, as people write them: 9 – 15 Nov 2026."""
    first = monday(week)
    last = first + timedelta(days=6)
    code = babel_locale()
    if first.month == last.month and code == "en":
        return f"{first.day}–{last.day} {format_date(last, 'MMMM y', locale=code)}"
    return f"{day_text(first)} – {format_date(last, 'd MMMM y' if code == 'en' else 'long', locale=code)}"


def day_text(day: date) -> str:
    """A day without its year."""
    return str(format_skeleton("MMMd", datetime(day.year, day.month, day.day), locale=babel_locale()))  # noqa: DTZ001


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
