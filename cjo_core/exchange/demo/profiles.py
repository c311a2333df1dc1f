"""What the demo's personas are like, and the rules by which two of its segments are kept. Words and rules only; every
answer of the demo came with its segment, so the rules move customers, never answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cjo_core.exchange.demo import story
from cjo_core.store.assigning.profiles import save_profile
from cjo_core.store.assigning.rules import save_rule
from cjo_core.store.assigning.running import run_rules
from cjo_core.store.database import Store
from cjo_core.survey.periods import start_of_day, time_zone
from cjo_core.survey.personas import Profile
from cjo_core.survey.rules import ALL, ANY, Condition, Rule

PROFILES = {
    "Bargain hunter": Profile(
        "25-34",
        "Studies and works part-time",
        ("Furnish a first flat without going into debt", "Know that this is the best price"),
        ("Delivery fees that show up at the end", "Vouchers that do not work with other offers"),
        ("Website", "E-mail"),
        "Fills the basket, waits for a newsletter with a discount, and compares three shops before paying.",
        "If it is cheaper next week, I can wait.",
        0,
    ),
    "Careful researcher": Profile(
        "45-54",
        "Teacher, two children",
        ("Buy once and keep it for ten years", "Be sure that it fits through the door"),
        ("Measures that differ between page and leaflet", "Reviews that all sound alike"),
        ("Website", "Phone"),
        "Reads every review, asks a question on the phone, and decides after two or three weeks.",
        "I want to know exactly what I am getting.",
        1,
    ),
    "Quick decider": Profile(
        "25-34",
        "Project manager, often travelling",
        ("Have it done in five minutes", "Get the parcel on a day that suits"),
        ("Registering before paying", "Waiting in for the courier"),
        ("Mobile app",),
        "Sees it, taps it, pays by phone on the train. Rarely comes back to compare.",
        "I know what I like. Just let me pay.",
        2,
    ),
    "Style seeker": Profile(
        "35-44",
        "Graphic designer",
        ("A home that nobody else has", "See how it looks in a real room"),
        ("Colours that differ from the picture", "The one lamp that is always sold out"),
        ("Mobile app", "Website"),
        "Follows new collections, saves pictures for months, buys a whole room at once.",
        "It has to look right together.",
        3,
    ),
    "Gift giver": Profile(
        "55-64",
        "Runs a pharmacy, four grandchildren",
        ("Find something they will really like", "Have it there before the day"),
        ("Not knowing whether it can be exchanged", "Parcels with the price inside"),
        ("Website", "E-mail", "Phone"),
        "Comes three or four times a year, always before a holiday, and asks for wrapping.",
        "Will it be there by Friday?",
        4,
    ),
}

RULES = {
    "Frequent buyers": Rule(
        ALL,
        (
            Condition("attribute.account", "is", "private"),
            Rule(ANY, (Condition("attribute.plan", "is", "Plus"), Condition("orders", "at_least", 3.0, 365))),
        ),
    ),
    "Business customers": Rule(ALL, (Condition("attribute.account", "is", "company"),)),
}
#: The rules ran so many times in the year, the last time when it ended.
RUNS = 6


def describe_audience(store: Store, until: date) -> None:
    """Give the personas their profiles and the segments their rules, and run these through the year."""
    zone = time_zone(story.ZONE)
    end = start_of_day(until + timedelta(days=1), zone)
    begin = start_of_day(story.first_day(until), zone)
    moments: list[datetime] = [begin + (end - begin) * number / RUNS for number in range(1, RUNS + 1)]
    for name, profile in PROFILES.items():
        save_profile(store, name, profile, now=begin)
    for name, rule in RULES.items():
        save_rule(store, "segment", name, rule, now=begin)
    for moment in moments:
        run_rules(store, now=moment.replace(microsecond=0))
