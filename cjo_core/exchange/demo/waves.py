"""Four times a year some customers are invited by mail to say whether they would recommend Nordhaus. Never stores.

Whoever is known by then and answers in the three weeks after a wave was one of those invited; the silent are drawn from
the other known customers. The chances come from a generator of their own: answers stay as they are without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from cjo_core.exchange.demo import story
from cjo_core.exchange.demo.people import pick
from cjo_core.store.invitations.past import Past
from cjo_core.survey.periods import add_weeks, monday, start_of_day, time_zone, week_of_day
from cjo_core.survey.responses import Response

#: How many weeks before the last day they go out, and at what hour; in so many days people answer.
WEEKS_BEFORE, HOUR, OPEN_DAYS = (44, 31, 18, 5), 9, 21
#: How many stay silent for each who answers; who of all invited got no mail; who answered after a reminder.
SILENT, BOUNCED, REMIND_AFTER = 2.1, 0.02, timedelta(days=7)


@dataclass
class _Wave:
    sent: datetime
    known: int = 0
    answered: dict[str, Past] = field(default_factory=dict)

    @property
    def closes(self) -> datetime:
        return self.sent + timedelta(days=OPEN_DAYS)


class Waves:
    """The waves of one year: give all its answers in the order of time, then ask for the invitations."""

    def __init__(self, seed: int, until: date) -> None:
        self._rng = Random(f"waves {seed}")
        self._zone: ZoneInfo = time_zone(story.ZONE)
        last = week_of_day(until)
        days = [monday(add_weeks(last, -weeks)) + timedelta(days=1) for weeks in WEEKS_BEFORE]
        self._waves = [_Wave(start_of_day(day, self._zone) + timedelta(hours=HOUR)) for day in days]
        self._customers = 0

    def note(self, responses: Iterable[Response], survey: int) -> None:
        """Take in answers; those to `survey`, soon after a wave, were invited by it."""
        for response in responses:
            if response.respondent is None or response.submitted_at is None:
                continue
            moment, number = response.submitted_at, int(response.respondent[2:])
            for wave in self._waves:
                if moment < wave.sent:
                    wave.known = max(wave.known, number)
                elif response.survey == survey and moment < wave.closes and number <= wave.known:
                    wave.answered.setdefault(response.respondent, self._answered(wave, response, moment))

    def invitations(self) -> Iterator[tuple[str, list[Past]]]:
        """The batches with their names, oldest first."""
        for wave in self._waves:
            silent = self._silent(wave)
            people = [*wave.answered.values(), *silent]
            if people:
                yield f"{wave.sent.astimezone(self._zone):%Y-%m}", sorted(people, key=lambda one: one.customer)

    def _answered(self, wave: _Wave, response: Response, moment: datetime) -> Past:
        late = moment > wave.sent + REMIND_AFTER
        return Past(
            response.respondent or "",
            response.place.language,
            wave.sent,
            wave.sent + REMIND_AFTER if late else None,
            moment.astimezone(self._zone).date(),
        )

    def _silent(self, wave: _Wave) -> list[Past]:
        names = (f"c-{number:06d}" for number in range(1, wave.known + 1))
        others = [name for name in names if name not in wave.answered]
        drawn = self._rng.sample(others, min(len(others), round(SILENT * len(wave.answered))))
        found = []
        for name in drawn:
            bounced = self._rng.random() < BOUNCED * (1 + 1 / SILENT)
            reminded = None if bounced else wave.sent + REMIND_AFTER
            found.append(Past(name, pick(self._rng, story.LANGUAGES), wave.sent, reminded, bounced=bounced))
        return found
