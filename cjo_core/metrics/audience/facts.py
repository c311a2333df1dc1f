"""What is known of each customer at one moment: attributes, age, orders, events. Computes facts and judges nobody.

Unknown is an answer of its own everywhere: NaN for numbers, None for texts. A customer without orders has bought 0
times if orders are recorded at all, else nobody knows. What happened after the moment does not count, so the same data
can be looked at as of any day. Orders that were cancelled or given back are no orders here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjo_core.metrics.audience.rfm import rfm_scores
from cjo_core.metrics.formulas.estimates import Floats
from cjo_core.survey.records import came_to_nothing
from cjo_core.survey.rules import AGE_BANDS, ATTRIBUTE, BUYERS

Texts = NDArray[np.object_]

#: Who has so many orders within so many days buys frequently; more than one order ever is occasional.
FREQUENT, FREQUENT_DAYS = 4, 365
#: What attributes with the age, the year of birth and the date of birth are called.
AGES = ("age", "wiek", "年龄")
YEARS = ("birth_year", "birth year", "year of birth", "year_of_birth", "rok urodzenia", "出生年份")
BIRTHDAYS = ("birth_date", "birthday", "date of birth", "date_of_birth", "birthdate", "data urodzenia", "出生日期")
OLDEST = 120
#: Fields made of events.
OF_EVENTS = frozenset(("events", "event_days"))
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_STARTS = (18, 25, 35, 45, 55, 65)


@dataclass(frozen=True, eq=False)
class People:
    """All customers as of `now`, by position; `orders` and `events` name them by position (`person`)."""

    customers: Texts
    signed_up: pd.Series
    attributes: tuple[Mapping[str, str], ...]
    orders: pd.DataFrame
    events: pd.DataFrame
    now: datetime
    has_orders: bool
    has_events: bool
    made: dict[tuple[str, int | None], Floats | Texts] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.customers)

    def names(self) -> list[str]:
        """The names of all attributes, in the order of the alphabet."""
        return sorted({name for one in self.attributes for name in one})


def people_of(customers: pd.DataFrame, orders: pd.DataFrame, events: pd.DataFrame, now: datetime) -> People:
    """Everybody who is a customer, has ordered or did something by `now`; the frames are those of `store.odata`."""
    moment = pd.Timestamp(now)
    late = customers["signed_up_at"] > moment
    known = customers[~late]
    bought = orders[orders["ordered_at"] <= moment]
    did = events[events["happened_at"] <= moment]
    ids = pd.Index(known["customer"].astype(object)).union(bought["customer"].unique()).union(did["customer"].unique())
    ids = ids.difference(customers["customer"][late]).astype(object)
    own = known.set_index("customer").reindex(ids)
    fields = own["attributes"].tolist()
    statuses = bought["status"].dropna().unique()
    counted = bought[~bought["status"].isin([one for one in statuses if came_to_nothing(one)])]
    return People(
        ids.to_numpy(dtype=object),
        own["signed_up_at"].reset_index(drop=True),
        tuple(one if isinstance(one, Mapping) else {} for one in fields),
        _by_person(counted, ids, "ordered_at", "value"),
        _by_person(did, ids, "happened_at"),
        now,
        len(bought) > 0,
        len(did) > 0,
    )


def _by_person(frame: pd.DataFrame, ids: pd.Index, moment: str, *more: str) -> pd.DataFrame:
    person = ids.get_indexer(frame["customer"])
    found = pd.DataFrame({"person": person, "at": frame[moment].array})  # as an array of objects it would take long
    for name in more:
        found[name] = frame[name].to_numpy(dtype=float)
    return found[found["person"] >= 0]


def numbers(people: People, name: str, within: int | None = None) -> Floats:
    """A field of numbers, per customer; NaN where nobody knows."""
    key = (name, within)
    if key not in people.made:
        people.made[key] = _numbers(people, name, within)
    return np.asarray(people.made[key], float)


def texts(people: People, name: str) -> Texts:
    """A field of texts or choices, per customer; None where nobody knows."""
    key = (name, None)
    if key not in people.made:
        if name == "age_band":
            made = _bands(numbers(people, "age"))
        elif name == "buyer":
            made = _buyers(people)
        else:
            wanted = name[len(ATTRIBUTE) :]
            said = [one.get(wanted) for one in people.attributes]
            meant = {one: _given(one) for one in set(said)}  # many say the same
            made = np.array([meant[one] for one in said] + [None], object)[:-1]
        people.made[key] = made
    return np.asarray(people.made[key], object)


def read_number(text: str) -> float:
    """A text as a number ("007" is 7, "12,5" is 12.5); NaN if it is none.

    >>> read_number(" 007 "), read_number("12,5"), read_number("seven")
    (7.0, 12.5, nan)
    """
    stripped = text.strip()
    return float(stripped.replace(",", ".")) if _NUMBER.fullmatch(stripped) else float("nan")


def read_day(text: str) -> float:
    """A text that begins with a day (2026-01-31) as the number of that day; NaN if it does not."""
    try:
        return float(date.fromisoformat(text.strip()[:10]).toordinal())
    except ValueError:
        return float("nan")


def _numbers(people: People, name: str, within: int | None) -> Floats:
    now = pd.Timestamp(people.now)
    if name == "age":
        return _ages(people)
    if name in ("signed_up", "sign_up_days"):
        local = people.signed_up.dt.tz_convert(people.now.tzinfo)
        if name == "signed_up":
            return np.array([float("nan") if pd.isna(one) else one.toordinal() for one in local], float)
        return np.asarray(((now - people.signed_up) / pd.Timedelta(days=1)).apply(np.floor), float)
    if name.startswith("rfm_"):
        return _rfm(people, name.removeprefix("rfm_"))
    frame, recorded = (people.events, people.has_events) if name in OF_EVENTS else (people.orders, people.has_orders)
    if name in ("recency_days", "event_days"):
        last = frame.groupby("person")["at"].max().reindex(range(len(people)))
        return np.asarray(np.floor((now - last) / pd.Timedelta(days=1)), float)
    if within is not None:
        frame = frame[frame["at"] > now - pd.Timedelta(days=within)]
    if name in ("orders", "events"):
        count = np.bincount(frame["person"], minlength=len(people)).astype(float)
        return count if recorded else np.full(len(people), np.nan)
    total = _total(people, frame)
    if name == "total_value":
        return total if recorded else np.full(len(people), np.nan)
    count = np.bincount(frame["person"], minlength=len(people)).astype(float)
    return np.asarray(np.divide(total, count, out=np.full(len(people), np.nan), where=count > 0))


def _total(people: People, orders: pd.DataFrame) -> Floats:
    """The value of all orders of each customer; unknown as soon as that of one is."""
    return np.bincount(orders["person"], weights=orders["value"], minlength=len(people)).astype(float)


def _rfm(people: People, part: str) -> Floats:
    """One score of those who have ordered and whose orders' values are known; all three are made at once."""
    recency, count = numbers(people, "recency_days"), numbers(people, "orders")
    total = numbers(people, "total_value")
    scored = np.isfinite(recency) & np.isfinite(total)
    made = {one: np.full(len(people), np.nan) for one in ("recency", "frequency", "monetary")}
    if scored.any():
        found = rfm_scores(recency[scored], count[scored], total[scored])
        for one, column in made.items():
            column[scored] = getattr(found, one)
            people.made[f"rfm_{one}", None] = column
    return made[part]


def _ages(people: People) -> Floats:
    """Age in years: by the date of birth, else by the year (so possibly a year too many), else as it was given."""
    found = np.full(len(people), np.nan)
    local = people.now
    for i, one in enumerate(people.attributes):
        given = {key.strip().casefold(): value for key, value in one.items()}
        age = float("nan")
        for name in BIRTHDAYS:
            if name in given and (day := read_day(given[name])) == day:
                born = date.fromordinal(int(day))
                age = local.year - born.year - ((local.month, local.day) < (born.month, born.day))
        for name in YEARS:
            if age != age and name in given:
                age = local.year - read_number(given[name])
        for name in AGES:
            if age != age and name in given:
                age = read_number(given[name])
        found[i] = age if 0 <= age <= OLDEST else np.nan
    return found


def _bands(ages: Floats) -> Texts:
    bands = np.array([*AGE_BANDS, None], object)
    return bands[np.where(np.isfinite(ages), np.searchsorted(_STARTS, ages, side="right"), len(AGE_BANDS))]


def _buyers(people: People) -> Texts:
    ever, lately = numbers(people, "orders"), numbers(people, "orders", FREQUENT_DAYS)
    kinds = np.array([*BUYERS, None], object)
    kind = np.where(lately >= FREQUENT, 3, np.minimum(np.nan_to_num(ever), 2)).astype(int)
    return kinds[np.where(np.isfinite(ever), kind, len(BUYERS))]


def _given(said: str | None) -> str | None:
    """What an attribute says; empty is not given."""
    return None if said is None else str(said).strip() or None
