"""Who the customers are: attributes that fit their segment, persona and language. Never any names of people."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from cjo_core.exchange.demo.records import world
from cjo_core.exchange.demo.story import TINY_SEGMENT
from cjo_core.survey.records import Customer


def profile(
    rng: Random, customer: str, seen: datetime, segment: str, persona: str | None, language: str | None
) -> Customer:
    """A customer first seen at `seen`; the sign-up lies some time before, for most less than a year."""
    business = segment == TINY_SEGMENT
    middle, spread = world.AGES.get(persona or "", (41, 14))
    city, country = rng.choice(world.CITIES.get(language or "", world.CITIES["en"]))
    plans = world.PLANS[segment]
    attributes = {
        "age": str(round(min(84, max(18, rng.gauss(middle, spread))))),
        "occupation": rng.choice(world.BUSINESS_OCCUPATIONS if business else world.OCCUPATIONS),
        "city": city,
        "country": country,
        "account": "company" if business else "private",
        "plan": rng.choices([name for name, _weight in plans], [weight for _name, weight in plans])[0],
        "newsletter": "yes" if rng.random() < 0.44 else "no",
    }
    if rng.random() < 0.06:
        del attributes["age"]  # not everybody tells
    days = 0.0 if segment == "One-time buyers" else rng.expovariate(1 / 260)
    return Customer(customer, seen - timedelta(days=days, hours=rng.uniform(0.2, 3)), attributes)
