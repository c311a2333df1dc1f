"""Words that the messages about a file share: lists, quotations, lines, days. Never a whole message.

A message names what is wrong in one whole sentence, so that every language can put it in its own order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from cjo_core import locale
from cjo_core.locale import _, ngettext


def listed(parts: Iterable[str]) -> str:
    """Parts as the language lists them.

    >>> listed(["Buy", "Use"])
    'Buy, Use'
    """
    return _(", ").join(parts)


def quoted(text: str) -> str:
    """A text from the file, in the quotation marks of the language.

    >>> quoted("n/a")
    '“n/a”'
    """
    return _("“{text}”").format(text=text)


def numbered(lines: Sequence[int]) -> str:
    """“line 3”, “lines 3, 8, 9 …”: the first few of the lines meant.

    >>> numbered([3]), numbered([3, 8])
    ('line 3', 'lines 3, 8')
    """
    some = listed(map(str, lines[:5])) + (" …" if len(lines) > 5 else "")
    return ngettext("line {lines}", "lines {lines}", len(lines)).format(lines=some)


def day_and_month(day: date) -> str:
    """A day of any year: 3 April, 3 kwietnia, 4月3日."""
    from babel.dates import format_date  # dear to import, seldom needed

    code = locale.language()
    return str(format_date(day, "M月d日" if code == "zh" else "d MMMM", locale=code))
