"""Who answers: customers who come back with the same segment, persona and language, and strangers. Never any names."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from cjo_core.exchange.demo.story import ANONYMOUS, LANGUAGES, NEW_CUSTOMER, PERSON_MOOD, PERSONAS, SEGMENTS

#: Customers who may come back; with more, the new ones take the places of old ones, so memory stays small.
REGULARS = 50_000
#: How likely a customer is to be asked again, by segment.
COMES_BACK = {"Frequent buyers": 1.0, "Occasional buyers": 0.6, "One-time buyers": 0.12, "Business customers": 0.9}
#: How often segment or persona are not known: of customers, and of those who answer without a customer number.
PERSONA_UNKNOWN = 0.04
STRANGER_SEGMENT_UNKNOWN, STRANGER_PERSONA_UNKNOWN = 0.40, 0.55


@dataclass(frozen=True, slots=True)
class Person:
    """One who answers; `respondent` is None for somebody nobody knows."""

    respondent: str | None
    segment: str | None
    persona: str | None
    language: str
    mood: float


@dataclass
class Crowd:
    """Everybody who has answered so far, as far as they may come back."""

    rng: Random
    regulars: list[Person] = field(default_factory=list)
    customers: int = 0

    def next_person(self) -> Person:
        """Who answers next: a stranger, a new customer, or one who answered before."""
        chance = self.rng.random()
        if chance < ANONYMOUS:
            return self._person(None, STRANGER_SEGMENT_UNKNOWN, STRANGER_PERSONA_UNKNOWN)
        if self.regulars and chance >= ANONYMOUS + NEW_CUSTOMER:
            return self.regulars[self.rng.randrange(len(self.regulars))]
        self.customers += 1
        customer = self._person(f"c-{self.customers:06d}", 0.0, PERSONA_UNKNOWN)
        if self.rng.random() < COMES_BACK[customer.segment or ""]:
            if len(self.regulars) < REGULARS:
                self.regulars.append(customer)
            else:
                self.regulars[self.rng.randrange(REGULARS)] = customer
        return customer

    def _person(self, respondent: str | None, segment_unknown: float, persona_unknown: float) -> Person:
        segment = pick(self.rng, SEGMENTS)
        persona = pick(self.rng, PERSONAS)
        language = pick(self.rng, LANGUAGES)
        return Person(
            respondent,
            None if self.rng.random() < segment_unknown else segment,
            None if self.rng.random() < persona_unknown else persona,
            language,
            self.rng.gauss(0, PERSON_MOOD),
        )


def pick(rng: Random, weights: dict[str, int]) -> str:
    """One of the names, as likely as its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]
