"""The year as responses, one at a time, so that a million cost no more memory than a thousand. Never stores anything.

Everything random comes from one `random.Random(seed)` asked in a fixed order, so the same seed gives the same year;
what is chosen beside the score has a generator of its own, and changes nothing else.
`answers_at` goes on where the year ends, for a demo that is live.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import accumulate
from random import Random
from statistics import NormalDist

from cjo_core.exchange.demo import story
from cjo_core.exchange.demo.choices import chosen
from cjo_core.exchange.demo.comments import Writer, band_of
from cjo_core.exchange.demo.people import Crowd, Person, pick
from cjo_core.exchange.demo.rhythm import days_and_numbers, is_weekend, moments
from cjo_core.exchange.demo.story import STORY, Touchpoint
from cjo_core.survey.periods import time_zone
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, dated_key_of, new_submission_key
from cjo_core.survey.surveys import Survey

#: What is left of the mood beside the person's own part: the day, the parcel, the weather.
_REST = (1 - story.PERSON_MOOD**2) ** 0.5
_FIELD = {story.RECOMMEND: "recommend", story.PURCHASE: "purchase", story.SUPPORT: "support"}


@dataclass
class _Year:
    """What the year's answers have in common."""

    surveys: Mapping[str, Survey]
    responses: int
    seed: int
    until: date
    rng: Random
    aside: Random
    crowd: Crowd
    writer: Writer
    tiny: int = 0
    number: int = 0
    weights: dict[str, list[int]] = field(default_factory=dict)
    limits: dict[str, list[float]] = field(default_factory=dict)


def year_of_responses(surveys: Mapping[str, Survey], responses: int, seed: int, until: date) -> Iterator[Response]:
    """So many responses, in the order of time, over the year that ends with `until`; `surveys` as stored, by slug."""
    rng = Random(seed)
    year = _begin(_Year(surveys, responses, seed, until, rng, _aside(seed), Crowd(rng), Writer(rng)))
    zone = time_zone(story.ZONE)
    for day, number in days_and_numbers(until, responses, rng):
        for moment in moments(day, number, zone, rng):
            year.number += 1
            yield _response(year, moment)


def answers_at(
    surveys: Mapping[str, Survey], moments: Iterable[datetime], seed: int, until: date, customers: int = 0
) -> Iterator[Response]:
    """A response for each of these moments, in the world as the year that ended with `until` has left it.

    Each is new: dated, and under a key of its own whatever the seed. New customers are numbered from `customers` on.
    """
    rng = Random(seed)
    year = _begin(_Year(surveys, 1, seed, until, rng, _aside(seed), Crowd(rng, customers=customers), Writer(rng)))
    year.tiny = len(story.TINY_ANSWERS_AT)  # the tiny group has had its answers, and must stay hidden
    for moment in moments:
        year.number += 1
        yield replace(_response(year, moment), submission_key=new_submission_key(), submitted_at=moment)


def _aside(seed: int) -> Random:
    """Chance for what is chosen beside the score."""
    return Random(f"choices {seed}")


def _begin(year: _Year) -> _Year:
    for slug, scores in story.SCORES.items():
        year.weights[slug] = list(accumulate(getattr(one, _FIELD[slug]) for one in story.TOUCHPOINTS))
        year.limits[slug] = _limits(scores)
    return year


def _limits(scores: tuple[int, ...]) -> list[float]:
    """The moods at which one score gives way to the next, so that a neutral crowd chooses as `scores` says."""
    total = sum(scores)
    return [NormalDist().inv_cdf(reached / total) for reached in list(accumulate(scores))[:-1]]


def _response(year: _Year, moment: datetime) -> Response:
    rng, day = year.rng, moment.date()
    slug = pick(rng, story.SURVEYS_AT_WEEKENDS if is_weekend(day) else story.SURVEYS_ON_WEEKDAYS)
    person = year.crowd.next_person()
    touchpoint = _touchpoint(year, slug, person)
    channel = rng.choices(story.CHANNELS, touchpoint.channels)[0]
    theme = STORY.theme(day, year.until, slug, touchpoint.stage, person.segment)
    mood = _mood(person, touchpoint, channel) + STORY.shift(theme) + rng.gauss(0, _REST)
    survey = year.surveys[slug]
    question = survey.questions[0]
    score = question.scale.low + bisect(year.limits[slug], mood)
    band = band_of(slug, score)
    skipped = rng.random() < story.SKIPPED
    comment = None
    if skipped or rng.random() < story.COMMENTS[band]:
        comment = year.writer.comment(person.language, band, touchpoint.name, theme)
    place = Place(
        touchpoint.stage,
        touchpoint.name,
        person.segment,
        person.persona,
        None if rng.random() < story.UNKNOWN_CHANNEL else channel,
        person.language,
    )
    return Response(
        survey.id,
        (Answer(question.id, None if skipped else score, comment), *chosen(year.aside, survey, score, person.persona)),
        dated_key_of(moment, "demo", str(year.seed), str(year.number)),
        None if rng.random() < story.UNDATED else moment,
        place,
        person.respondent,
        "demo",
    )


def _touchpoint(year: _Year, slug: str, person: Person) -> Touchpoint:
    """Where this person meets the shop; the tiny group gets its few answers and no more."""
    while True:
        chosen = year.rng.choices(story.TOUCHPOINTS, cum_weights=year.weights[slug])[0]
        if person.segment != story.TINY_SEGMENT or chosen.stage != story.TINY_STAGE:
            return chosen
        due = bisect(story.TINY_ANSWERS_AT, year.number / year.responses)
        if year.tiny < due:
            year.tiny += 1
            return chosen


def _mood(person: Person, touchpoint: Touchpoint, channel: str) -> float:
    return (
        person.mood
        + story.STAGE_MOOD.get(touchpoint.stage, 0.0)
        + story.SEGMENT_MOOD.get(person.segment or "", 0.0)
        + story.PERSONA_MOOD.get(person.persona or "", 0.0)
        + story.CHANNEL_MOOD.get(channel, 0.0)
    )
