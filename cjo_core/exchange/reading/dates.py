"""A column of dates into aware times. Never guesses the order of day and month without proof.

3/4/2026 may be 3 April or 4 March. A day above 12 anywhere in the column proves the order for all of it, as does a date
that would lie in the future; points (15.11.2026) always put the day first. Without proof such a date is not read, and
the report asks for the order.

A time without a zone is meant in the zone of the file or the team. In the hour that a change of clocks repeats, the
first is meant; a time that the change skips is read with the offset from before. A day without a time is put at noon,
so that it stays the same day when the team moves to a zone nearby.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cjo_core.errors import BadValue
from cjo_core.exchange.reading.scores import is_blank
from cjo_core.exchange.reading.words import day_and_month, listed
from cjo_core.exchange.reading.written_dates import EXCEL, UNIX, Written, read_written
from cjo_core.locale import _, ngettext, whole
from cjo_core.survey.periods import time_zone

_UNKNOWN = (
    "0001-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1970-01-01", "1980-01-01", "2999-12-31", "9999-12-31"
)  # fmt: skip
#: Days that tools write when they know none (LimeSurvey's anonymous surveys, Unix and Excel zero, “never”).
PLACEHOLDERS = frozenset(date.fromisoformat(day) for day in _UNKNOWN)


@dataclass
class Dates:
    """A column of dates, read. `moments[raw]` is the time (None: undated), `refused[raw]` why there is none;
    `unsure` are those refused because day and month may be exchanged."""

    moments: dict[str, datetime | None] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)


def read_dates(raws: Iterable[str], zone: ZoneInfo, now: datetime, *, day_first: bool | None = None) -> Dates:
    """Every date of a column; `day_first` settles the order of day and month where it is open."""
    found = Dates()
    times = Counter(raw.strip() for raw in raws)
    written: dict[str, Written] = {}
    for raw in times:
        if is_blank(raw):
            found.moments[raw] = None
        else:
            try:
                written[raw] = read_written(raw)
            except ValueError:
                found.refused[raw] = _unreadable(raw)
    order = day_first if day_first is not None else _proven(written, found.warnings, now)
    for raw, one in written.items():
        try:
            _place(found, raw, one, order, zone, now)
        except (ValueError, OverflowError):
            found.refused[raw] = _no_such_day(raw, day_first)
    _report(found, times, written)
    return found


def _unreadable(raw: str) -> str:
    return _("“{text}” is no date that can be read").format(text=raw[:40])


def _no_such_day(raw: str, day_first: bool | None) -> str:
    if day_first is None:
        words = _("“{text}” is no day of the calendar")
    elif day_first:
        words = _("“{text}” is no day of the calendar when the day comes first")
    else:
        words = _("“{text}” is no day of the calendar when the month comes first")
    return words.format(text=raw[:40])


def _proven(written: dict[str, Written], warnings: list[str], now: datetime) -> bool | None:
    """Whether the day comes first: by days above 12, else by what would lie in the future; None without proof."""
    open_dates = {raw: one for raw, one in written.items() if not one.ordered}
    day_first = next((raw for raw, one in open_dates.items() if one.first > 12 >= one.second), None)
    month_first = next((raw for raw, one in open_dates.items() if one.second > 12 >= one.first), None)
    if day_first and month_first:
        words = _("the dates contradict each other: “{one}” can only have the day first, “{other}” only the month")
        warnings.append(words.format(one=day_first, other=month_first))
        return None
    if day_first or month_first:
        return day_first is not None
    last = (now + timedelta(days=1)).date()
    real = {raw: one for raw, one in open_dates.items() if one.exists()}  # and then in both orders: none is above 12
    future = {order: any(one.day(order) > last for one in real.values()) for order in (True, False)}
    if future[True] != future[False]:
        words = (
            _(
                "the month was taken to come first in dates such as “{text}”, for the other order would give dates in "
                "the future; if that is wrong, say that the day comes first"
            )
            if future[True]
            else _(
                "the day was taken to come first in dates such as “{text}”, for the other order would give dates in "
                "the future; if that is wrong, say that the month comes first"
            )
        )
        warnings.append(words.format(text=next(iter(real))))
        return future[False]
    return None


def _place(found: Dates, raw: str, one: Written, order: bool | None, zone: ZoneInfo, now: datetime) -> None:
    if one.moment is not None:
        moment, day = one.moment, one.moment.date()
    else:
        known = order
        if known is None and not one.ordered and max(one.first, one.second) > 12:
            known = one.first > 12  # it proves itself, also where others contradict it
        if known is None and not one.ordered:
            days = one.day(True), one.day(False)
            one_or_other = dict(zip(("one", "other"), map(day_and_month, days), strict=True))
            words = _("“{text}” may be {one} or {other}; say whether the day or the month comes first")
            found.refused[raw] = words.format(text=raw[:40], **one_or_other)
            found.unsure.append(raw)
            return
        day = one.day(bool(known))
        moment = datetime.combine(day, one.clock or time(12), tzinfo=one.offset or zone)
    if day in PLACEHOLDERS:
        found.moments[raw] = None
    elif day.year < 1900:
        found.refused[raw] = _unreadable(raw)
    elif moment > now + timedelta(days=1):
        found.refused[raw] = _("the date “{text}” lies in the future").format(text=raw[:40])
    else:
        found.moments[raw] = moment.astimezone(UTC)


def _report(found: Dates, times: Counter[str], written: dict[str, Written]) -> None:
    undated = [raw for raw, moment in found.moments.items() if moment is None]
    if undated:
        found.warnings.append(_undated(undated, times, written))
    for note in (UNIX, EXCEL):
        if marked := [raw for raw, one in written.items() if one.note == note and found.moments.get(raw)]:
            number = sum(times[raw] for raw in marked)
            words = (
                ngettext(
                    "read as Unix time: {count} date (“{text}” is {moment} UTC)",
                    "read as Unix time: {count} dates (“{text}” is {moment} UTC)",
                    number,
                )
                if note == UNIX
                else ngettext(
                    "read as Excel serial number: {count} date (“{text}” is {moment} UTC)",
                    "read as Excel serial number: {count} dates (“{text}” is {moment} UTC)",
                    number,
                )
            )
            moment = f"{found.moments[marked[0]]:%Y-%m-%d %H:%M}"
            found.warnings.append(words.format(count=whole(number), text=marked[0], moment=moment))
    if found.unsure:
        number = sum(times[raw] for raw in found.unsure)
        words = ngettext(
            "nothing proves whether the day or the month comes first in {count} date such as “{text}”: this row is "
            "left out; say which comes first, and import again to add it",
            "nothing proves whether the day or the month comes first in {count} dates such as “{text}”: these rows are "
            "left out; say which comes first, and import again to add them",
            number,
        )
        found.warnings.append(words.format(count=whole(number), text=found.unsure[0][:40]))


def _undated(undated: list[str], times: Counter[str], written: dict[str, Written]) -> str:
    """What is said of answers without a date, and of dates that mean "unknown"."""
    number = sum(times[raw] for raw in undated)
    blank = sum(times[raw] for raw in undated if raw not in written)
    kinds = [ngettext("{count} blank", "{count} blank", blank).format(count=whole(blank))] if blank else []
    for raw in [raw for raw in undated if raw in written][:3]:
        kinds.append(_("{count} “{text}”").format(count=whole(times[raw]), text=raw[:40]))
    words = ngettext(
        "no date in {count} row ({kinds}): these answers count in totals, never in a trend",
        "no date in {count} rows ({kinds}): these answers count in totals, never in a trend",
        number,
    )
    return words.format(count=whole(number), kinds=listed(kinds))


def zone_of(name: str | None, otherwise: ZoneInfo, warnings: list[str]) -> ZoneInfo:
    """The zone a file names, or the team's; an unknown name is said in `warnings`."""
    if name is None:
        return otherwise
    try:
        zone = time_zone(name)
    except BadValue:
        words = _("the file’s time zone “{name}” is unknown; times are taken to be in {zone}")
        warnings.append(words.format(name=name, zone=otherwise.key))
        return otherwise
    warnings.append(_("the file says that its times are in {name}; they were read so").format(name=name))
    return zone
