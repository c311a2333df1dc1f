"""When people answer: so many on this day, at that hour. Never looks at the clock; the last day is given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from cjo_core.exchange.demo.story import first_day

#: Monday to Sunday.
WEEKDAYS = (1.18, 1.12, 1.06, 1.04, 0.96, 0.72, 0.80)
#: January to December: a quiet summer, a busy end of the year.
MONTHS = (0.96, 0.90, 0.94, 0.95, 0.95, 0.90, 0.82, 0.86, 0.98, 1.04, 1.32, 1.48)
#: (month, first day, last day): the sales week of November, the holidays.
SPECIAL_DAYS = {(11, 23, 30): 1.25, (12, 24, 26): 0.40, (12, 31, 31): 0.60, (1, 1, 1): 0.45}
#: How much busier the last day is than the first, by growth alone.
GROWTH = 0.25
#: Days vary by about this share beyond all of the above.
UNREST = 0.08
#: Weights of the hours 0 to 23: on working days lunch and the evening, at weekends late mornings.
HOURS = (2, 1, 0, 0, 0, 1, 4, 11, 20, 27, 30, 31, 33, 28, 25, 25, 26, 29, 34, 40, 42, 33, 18, 7)
WEEKEND_HOURS = (4, 2, 1, 0, 0, 0, 1, 4, 12, 25, 37, 41, 36, 30, 29, 30, 31, 31, 32, 33, 32, 27, 17, 9)

_HOURS = tuple(accumulate(HOURS))
_WEEKEND_HOURS = tuple(accumulate(WEEKEND_HOURS))


def busyness(day: date, growth: float) -> float:
    """How busy a day is, 1 for a plain one; `growth` is the share of the year that is over."""
    weight = WEEKDAYS[day.weekday()] * MONTHS[day.month - 1] * (1 + GROWTH * growth)
    for (month, first, last), factor in SPECIAL_DAYS.items():
        if day.month == month and first <= day.day <= last:
            weight *= factor
    return weight


def days_and_numbers(until: date, responses: int, rng: Random) -> Iterator[tuple[date, int]]:
    """Every day of the year and how many answer on it; they add up to `responses`."""
    first = first_day(until)
    days = [first + timedelta(days=i) for i in range((until - first).days + 1)]
    weights = [busyness(day, i / len(days)) * max(0.3, rng.gauss(1, UNREST)) for i, day in enumerate(days)]
    total, given, passed = sum(weights), 0, 0.0
    for day, weight in zip(days, weights, strict=True):
        passed += weight
        due = responses if day == until else round(responses * passed / total)
        yield day, due - given
        given = due


def moments(day: date, number: int, zone: ZoneInfo, rng: Random) -> list[datetime]:
    """So many moments of a day in the team's time zone, in order."""
    hours = _WEEKEND_HOURS if is_weekend(day) else _HOURS
    chosen = rng.choices(range(24), cum_weights=hours, k=number)
    clock = sorted((hour, rng.randrange(3600)) for hour in chosen)
    return [datetime.combine(day, time(hour, s // 60, s % 60), zone) for hour, s in clock]


def is_weekend(day: date) -> bool:
    """Saturday or Sunday."""
    return day.weekday() >= 5
