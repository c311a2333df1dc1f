"""What customers did: before and after each answer, and those who never answer. Never stores anything.

Everything random comes from a generator of its own, asked in the order of the answers: the answers stay as they are
without it, and the same seed gives the same trails.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random

from cjo_core.exchange.demo import story
from cjo_core.exchange.demo.people import pick
from cjo_core.exchange.demo.records import world
from cjo_core.exchange.demo.records.profiles import profile
from cjo_core.exchange.demo.records.world import AWARE, CHECKOUT, CONSIDER, PAID, RECEIVE, SUPPORT
from cjo_core.exchange.demo.story import STORY
from cjo_core.survey.periods import monday, start_of_day, time_zone
from cjo_core.survey.places import Place
from cjo_core.survey.records import Customer, Event, Order, record_key
from cjo_core.survey.responses import Response

_STEP_OF = {"Become aware": AWARE, "Consider": CONSIDER, "Receive": RECEIVE, "Get support": SUPPORT}
_NEXT = tuple(tuple(accumulate(weights)) for weights in world.NEXT)
_NEXT_WHEN_HURT = tuple(accumulate(world.NEXT_WHEN_HURT))
_AWAY = 6
_SEGMENTS, _SEGMENT_WEIGHTS = tuple(story.SEGMENTS), tuple(accumulate(story.SEGMENTS.values()))
_STAGE_OF = {point.name: point.stage for point in story.TOUCHPOINTS}
_CHANNELS = {point.name: tuple(accumulate(point.channels)) for point in story.TOUCHPOINTS}


@cache
def _points(step: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The touchpoints a step may be made at, and how often (accumulated)."""
    if (only := world.STEP_TOUCHPOINTS.get(step)) is not None:
        return (only,), (1,)
    some = [point for point in story.TOUCHPOINTS if point.stage == world.STEP_STAGES[step]]
    weights = [point.recommend + point.purchase + point.support for point in some]
    return tuple(point.name for point in some), tuple(accumulate(weights))


@cache
def _place(touchpoint: str, channel: str | None) -> Place:
    return Place(stage=_STAGE_OF[touchpoint], touchpoint=touchpoint, channel=channel)


@dataclass
class Records:
    """What a batch of answers brings with it."""

    customers: list[Customer] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


class Trails:
    """The trails of one year, a batch of answers at a time; or, from customer number `live` on, of what goes on after
    it: then nothing is known of the future, and those who never answer have come in the days before."""

    def __init__(self, seed: int, until: date, *, live: int = 0) -> None:
        zone = time_zone(story.ZONE)
        self._rng = Random(f"records {seed}")
        self._live, self._seed = live > 0, f"{seed} live {live}" if live else str(seed)
        self._first = start_of_day(story.first_day(until), zone)
        self._end = start_of_day(until + timedelta(days=1), zone)
        self._hurt = (start_of_day(STORY.launch(until), zone), start_of_day(STORY.fix(until), zone))
        self._strike = start_of_day(monday(STORY.last_full_week(until)), zone)
        self._regulars = self._silent = self._orders = live
        self._events = 0
        self._records = Records()

    def of(self, responses: Iterable[Response]) -> Records:
        """The records that go with these answers, which must come in the order of the year."""
        self._records = Records()
        for response in responses:
            if self._live and response.submitted_at is not None:
                self._end = response.submitted_at.astimezone(UTC)
            if response.respondent is not None and response.submitted_at is not None:
                self._around(response, response.respondent, response.submitted_at.astimezone(UTC))
            if response.submitted_at is not None and self._rng.random() < world.SILENT_PER_ANSWER:
                ago = self._rng.uniform(0, world.LIVE_DAYS) if self._live else 0.0
                self._by_itself(response.submitted_at.astimezone(UTC) - timedelta(days=ago))
        return self._records

    def _around(self, response: Response, customer: str, moment: datetime) -> None:
        """What led to an answer, the visit it is about, and how it went on."""
        place, number = response.place, int(customer[2:])
        segment = place.segment or "Occasional buyers"
        known = number <= self._regulars
        visits = self._rng.random() < (world.VISITS_AGAIN if known else 1.0)
        steps = self._lead_up(place.stage or "", segment, moment) if visits else []
        here = PAID if place.touchpoint == "Payment" else _STEP_OF.get(place.stage or "", CHECKOUT)
        at = moment - timedelta(hours=self._rng.expovariate(1 / 5) + 0.05)
        last, later = at, here
        before: list[tuple[int, datetime]] = []
        for step in reversed(steps):
            at -= timedelta(hours=self._hours(step, later, at))
            before.append((step, at))
            later = step
        if not known:
            self._regulars = number
            self._introduce(number, customer, before[-1][1] if before else last, segment, place)
        for step, when in reversed(before):
            self._step(customer, segment, step, when)
        self._step(customer, segment, here, last, place.touchpoint, place.channel)
        if visits:
            self._go_on(customer, segment, here, moment)

    def _lead_up(self, stage: str, segment: str, moment: datetime) -> list[int]:
        """The steps on the way to an answer given in `stage`."""
        chance = self._rng.random
        if stage == "Become aware":
            return []
        steps = [AWARE] if chance() < 0.6 else []
        if stage == "Consider":
            return steps
        steps += [CONSIDER] if chance() < 0.9 else []
        if chance() < 0.16:
            steps += [CHECKOUT, CONSIDER]  # left the checkout, compared once more
        if stage == "Buy":
            return [*steps, CHECKOUT]
        if stage == "Receive":
            return [*steps, CHECKOUT, PAID, *([RECEIVE] if chance() < 0.5 else [])]
        again = 0.55 if self._is_hurt(segment, moment) else 0.16
        loops = [SUPPORT] if chance() < again else []
        while loops and len(loops) < 4 and chance() < again:
            loops.append(SUPPORT)
        return [*([CHECKOUT, PAID, RECEIVE] if chance() < 0.7 else []), *loops]

    def _by_itself(self, moment: datetime) -> None:
        """Somebody comes to look and never answers a survey."""
        self._silent += 1
        customer = f"v-{self._silent:06d}"
        segment = _SEGMENTS[self._draw(_SEGMENT_WEIGHTS)]
        place = Place(persona=pick(self._rng, story.PERSONAS), language=pick(self._rng, story.LANGUAGES))
        self._introduce(self._silent, customer, moment, segment, place)
        step = AWARE if self._rng.random() < 0.72 else CONSIDER
        self._step(customer, segment, step, moment)
        self._go_on(customer, segment, step, moment)

    def _go_on(self, customer: str, segment: str, step: int, moment: datetime) -> None:
        for _nth in range(world.MOST_STEPS):
            hurt = step == SUPPORT and self._is_hurt(segment, moment)
            following = self._draw(_NEXT_WHEN_HURT if hurt else _NEXT[step])
            if following == _AWAY:
                return
            moment += timedelta(hours=self._hours(following, step, moment))
            if moment >= self._end:
                return
            step = following
            self._step(customer, segment, step, moment)

    def _draw(self, weights: Sequence[int]) -> int:
        """A position, as likely as its weight (accumulated)."""
        return bisect(weights, self._rng.random() * weights[-1])

    def _hours(self, step: int, before: int, moment: datetime) -> float:
        """The hours that pass on the way to a step."""
        mean = world.HOURS_BACK_AT_SUPPORT if step == before == SUPPORT else world.HOURS[step]
        late = world.STRIKE_HOURS if before == PAID and step == RECEIVE and moment >= self._strike else 0.0
        return 0.02 + self._rng.expovariate(1 / mean) + late

    def _step(
        self,
        customer: str,
        segment: str,
        step: int,
        moment: datetime,
        touchpoint: str | None = None,
        channel: str | None = None,
    ) -> None:
        """Note a step, and the order if it is one; what lies before the year is not known any more."""
        if touchpoint is None:
            names, weights = _points(step)
            touchpoint = names[self._draw(weights)]
        if channel is None:
            channel = story.CHANNELS[self._draw(_CHANNELS[touchpoint])]
        if moment < self._first:
            return
        self._events += 1
        key = record_key("demo event", self._seed, str(self._events))
        name = world.EVENT_NAMES[touchpoint]
        self._records.events.append(Event(key, customer, moment, name, _place(touchpoint, channel)))
        if step == PAID:
            self._order(customer, segment, moment)

    def _order(self, customer: str, segment: str, moment: datetime) -> None:
        self._orders += 1
        middle, spread = world.SPENDING[segment]
        value = round(middle * self._rng.lognormvariate(0, spread), 2)
        chance = self._rng.random()
        status = "delivered"
        if moment >= self._end - timedelta(days=world.OPEN_DAYS):
            status = "open"
        elif chance < world.CANCELLED + world.RETURNED:
            status = "cancelled" if chance < world.CANCELLED else "returned"
        spelt = customer.upper() if int(customer[2:]) % world.CAPITALS_EVERY == 0 else customer
        key = record_key("demo order", self._seed, str(self._orders))
        self._records.orders.append(Order(key, spelt, moment, value, status, f"N-{self._orders:06d}"))

    def _introduce(self, number: int, customer: str, seen: datetime, segment: str, place: Place) -> None:
        """Add somebody to the list of customers, but for the few that it lacks."""
        who = profile(self._rng, customer, seen, segment, place.persona, place.language)
        if number % world.MISSING_EVERY:
            self._records.customers.append(who)

    def _is_hurt(self, segment: str, moment: datetime) -> bool:
        return segment == STORY.segment and self._hurt[0] <= moment < self._hurt[1]
