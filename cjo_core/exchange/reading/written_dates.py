"""One date as it stands in a cell: which numbers it holds, and whether day and month are told apart. Never decides
their order where it is open (`dates.py` does, for a whole column).
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: i for i, name in enumerate(_NAMES, 1)}
_TIME = r"""(?:[T,\s]+\s*(?P<half1>上午|下午)?\s*(?P<h>\d{1,2})[:.](?P<min>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?
    \s*(?P<half2>[AaPp]\.?[Mm]\.?|上午|下午)?\s*(?P<zone>Z|z|(?:UTC|GMT)?\s*[+\-−]\d{1,2}(?::?\d{2})?|UTC|GMT)?)?"""
_FORMS = tuple(
    re.compile(form + _TIME, re.VERBOSE | re.ASCII)
    for form in (
        r"(?P<y>\d{4})(?P<mark>[-/.])(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})",
        r"(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})[-/.](?P<y>\d{4}|\d{2})",
        r"(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日",
        r"(?P<d>\d{1,2})[-\s](?P<name>[A-Za-z]{3,9})\.?,?[-\s](?P<y>\d{4}|\d{2})",
        r"(?P<name>[A-Za-z]{3,9})\.?\s(?P<d>\d{1,2}),?\s(?P<y>\d{4})",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
    )
)
#: How a plain number was read as a date.
UNIX, EXCEL = "Unix time", "Excel serial number"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)


@dataclass(frozen=True)
class Written:
    """A date as written: either `moment` (it tells everything), or numbers whose order may be open."""

    year: int = 0
    first: int = 0
    second: int = 0
    ordered: bool = True
    clock: time | None = None
    offset: timezone | None = None
    note: str = ""
    moment: datetime | None = None

    def day(self, day_first: bool) -> date:
        """The day, given the order of day and month; ValueError if the calendar has none such."""
        if self.ordered:
            return date(self.year, self.first, self.second)
        day, month = (self.first, self.second) if day_first else (self.second, self.first)
        return date(self.year, month, day)

    def exists(self) -> bool:
        """Whether it is a day of the calendar in one order at least."""
        for day_first in (True, False):
            with suppress(ValueError):
                self.day(day_first)
                return True
        return False


def read_written(raw: str) -> Written:
    """The numbers in a date; ValueError if it is none."""
    text = " ".join(raw.split())
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _from_match(match.groupdict())
    if _NUMBER.fullmatch(text):
        return _from_number(text)
    raise ValueError(raw)


def _from_match(parts: dict[str, str | None]) -> Written:
    year = int(parts["y"] or 0)
    if len(parts["y"] or "") == 2:
        year += 2000 if year < 70 else 1900
    clock, offset = _clock(parts)
    if "a" in parts:
        first, second = int(parts["a"] or 0), int(parts["b"] or 0)
        if parts["mark"] == ".":
            return Written(year, second, first, True, clock, offset)
        return Written(year, first, second, first == second, clock, offset)
    if "name" in parts:
        month = _MONTHS.get((parts["name"] or "")[:3].lower(), 0)
        return Written(year, month, int(parts["d"] or 0), True, clock, offset)
    return Written(year, int(parts["m"] or 0), int(parts["d"] or 0), True, clock, offset)


def _clock(parts: dict[str, str | None]) -> tuple[time | None, timezone | None]:
    if parts["h"] is None:
        return None, None
    hour = int(parts["h"])
    half = (parts["half1"] or parts["half2"] or "").replace(".", "").lower()
    if half in ("pm", "下午") and hour < 12:
        hour += 12
    elif half in ("am", "上午") and hour == 12:
        hour = 0
    clock = time(hour, int(parts["min"] or 0), min(int(parts["s"] or 0), 59))
    zone = (parts["zone"] or "").upper().replace(" ", "").replace("−", "-")
    if not zone:
        return clock, None
    shift = zone.removeprefix("UTC").removeprefix("GMT")
    if shift in ("", "Z"):
        return clock, UTC
    sign, digits = (-1 if shift[0] == "-" else 1), shift[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    return clock, timezone(sign * timedelta(hours=hours, minutes=minutes))


def _from_number(text: str) -> Written:
    """Unix seconds or milliseconds, or the days that Excel counts from 1899-12-30."""
    number = float(text.replace(",", "."))
    whole = len(re.split("[.,]", text)[0])
    if whole in (9, 10) or (whole == 13 and number > 1e12) or number == 0:
        moment = datetime.fromtimestamp(number / (1000 if whole == 13 else 1), UTC)
        return Written(note=UNIX, moment=moment)
    if 20_000 <= number < 80_000:
        moment = datetime(1899, 12, 30) + timedelta(seconds=round(number * 86_400))  # noqa: DTZ001 - the zone comes later
        clock = None if number.is_integer() else moment.time()
        return Written(moment.year, moment.month, moment.day, True, clock, note=EXCEL)
    raise ValueError(text)
