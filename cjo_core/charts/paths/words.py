"""Shares, their intervals and lengths of time as people write them. Never computes any of them."""

from __future__ import annotations

from math import ceil

from cjo_core.charts.numbers import PERCENT, count_text, missing, number_text, rounded
from cjo_core.locale import _, ngettext

_STEPS = (5, 10, 20, 30, 40, 50, 60, 80, 100)


def share_text(x: float | None) -> str:
    """ "62 %", small ones with a decimal: "4.3 %"; "–" where there is none.

    >>> share_text(62.4), share_text(4.31), share_text(None), share_text(0)
    ('62\u202f%', '4.3\u202f%', '–', '0\u202f%')
    """
    if x is None or missing(x):
        return "–"
    return _(PERCENT).format(number=number_text(x, 1 if 0 < rounded(x, 1) < 10 else 0))


def share_interval(low: float | None, high: float | None) -> str:
    """ "59 % to 65 %"; "" where there is none."""
    if missing(low) or missing(high):
        return ""
    return _("{low} to {high}").format(low=share_text(low), high=share_text(high))


def share_said(value: float, low: float, high: float, n: float) -> str:
    """ "62 %, 59 % to 65 %, n 620", or that there is none."""
    if missing(value):
        return _("too few to say")
    if missing(low):
        return _("{value}, n {n}").format(value=share_text(value), n=count_text(n))
    words = _("{value}, {interval}, n {n}")
    return words.format(value=share_text(value), interval=share_interval(low, high), n=count_text(n))


def time_text(seconds: float | None) -> str:
    """ "40 min", "5 h", "3 days"; "–" where there is none.

    >>> time_text(2400), time_text(5 * 3600), time_text(3.2 * 86400), time_text(float("nan"))
    ('40\u202fmin', '5\u202fh', '3 days', '–')
    """
    if seconds is None or missing(seconds):
        return "–"
    if seconds < 90 * 60:
        return _("{number}\u202fmin").format(number=number_text(seconds / 60))
    if seconds < 72 * 3600:
        return _("{number}\u202fh").format(number=number_text(seconds / 3600))
    days = int(rounded(seconds / 86_400))
    return ngettext("{number} day", "{number} days", days).format(number=count_text(days))


def money_text(amount: float | None) -> str:
    """An amount in the team's currency, to two or three figures: it is an estimate; "–" where there is none.

    >>> money_text(123456.0), money_text(87.4), money_text(None)
    ('123,000', '87', '–')
    """
    if amount is None or missing(amount):
        return "–"
    size = max(len(str(int(abs(amount)))) - 3, 0)
    return number_text(rounded(amount / 10**size) * 10**size)


def top_of(highest: float) -> int:
    """The end of an axis of shares that begins at 0 and holds `highest`, so that few ends are needed.

    >>> top_of(3.2), top_of(41), top_of(100)
    (5, 50, 100)
    """
    return next((step for step in _STEPS if ceil(highest) <= step), 100)
