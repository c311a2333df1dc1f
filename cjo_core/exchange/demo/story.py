"""The world of the demo and what happens in it: Nordhaus, a web shop for furniture and things for the home. Data only.

The plot. Sixteen weeks before the last day Nordhaus opens a new service portal. It was built with private customers
in mind: company accounts lose their old orders, their delivery addresses and their invoices. Business customers in
the stage "Get support" are clearly less happy from that Monday on; nobody else notices. Six weeks before the last day
a new release brings it all back, and they are as happy as before. Then, in the last full week, a strike at the
courier makes customers wait: satisfaction with purchases falls in the stage "Receive", for everybody, and it is not
over yet; whether they would recommend Nordhaus does not turn in a week. Beside this, bargain hunters are a little
harder to please, the app pleases a little more and the phone a little less, all year long. The rest is chance.

How happy a person is (`mood`) is a standard normal number; every effect below is in its standard deviations.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cjo_core.survey.periods import add_weeks, monday, week_of_day, weeks_between

#: What the shop wants to reach, by metric.
TARGETS = {"nps": 40.0, "csat": 80.0, "ces": 5.8}
ORGANISATION = "Nordhaus"
ZONE = "Europe/Warsaw"
#: How many whole weeks lie before the week of the last day.
WEEKS = 52

#: Names with their weights, in the team's order.
SEGMENTS = {"Frequent buyers": 26, "Occasional buyers": 30, "One-time buyers": 18, "Business customers": 26}
PERSONAS = {"Bargain hunter": 24, "Careful researcher": 26, "Quick decider": 20, "Style seeker": 18, "Gift giver": 12}
CHANNELS = ("Website", "Mobile app", "E-mail", "Phone")
LANGUAGES = {"en": 36, "pl": 42, "zh": 22}


@dataclass(frozen=True)
class Touchpoint:
    """Where a customer meets Nordhaus: how often each survey is answered there, and by which channel (as CHANNELS)."""

    name: str
    stage: str
    channels: tuple[int, int, int, int]
    recommend: int = 0
    purchase: int = 0
    support: int = 0


RECOMMEND, PURCHASE, SUPPORT = "demo-recommend", "demo-purchase", "demo-support"

TOUCHPOINTS = (
    Touchpoint("Search ad", "Become aware", (60, 30, 10, 0), recommend=6),
    Touchpoint("Social media", "Become aware", (25, 70, 5, 0), recommend=6),
    Touchpoint("Newsletter", "Become aware", (5, 15, 80, 0), recommend=4),
    Touchpoint("Product page", "Consider", (60, 40, 0, 0), recommend=11),
    Touchpoint("Customer reviews", "Consider", (55, 45, 0, 0), recommend=5),
    Touchpoint("Checkout", "Buy", (55, 45, 0, 0), recommend=13, purchase=20),
    Touchpoint("Payment", "Buy", (50, 45, 0, 5), recommend=6, purchase=10),
    Touchpoint("Order tracking", "Receive", (30, 45, 25, 0), recommend=6, purchase=16),
    Touchpoint("Delivery", "Receive", (20, 30, 40, 10), recommend=13, purchase=41),
    Touchpoint("Assembly", "Receive", (40, 40, 15, 5), recommend=4, purchase=13),
    Touchpoint("Service portal", "Get support", (60, 30, 10, 0), recommend=8, support=33),
    Touchpoint("Support chat", "Get support", (50, 50, 0, 0), recommend=6, support=25),
    Touchpoint("Hotline", "Get support", (0, 0, 0, 100), recommend=6, support=22),
    Touchpoint("Returns", "Get support", (40, 25, 20, 15), recommend=6, support=20),
)
STAGES = tuple(dict.fromkeys(touchpoint.stage for touchpoint in TOUCHPOINTS))

#: Which survey is answered, on working days and at weekends (support rests then).
SURVEYS_ON_WEEKDAYS = {RECOMMEND: 44, PURCHASE: 37, SUPPORT: 19}
SURVEYS_AT_WEEKENDS = {RECOMMEND: 50, PURCHASE: 43, SUPPORT: 7}

#: What moves the mood all year long.
STAGE_MOOD = {"Consider": 0.05, "Buy": 0.15, "Get support": -0.12}
SEGMENT_MOOD = {"Frequent buyers": 0.12, "One-time buyers": -0.10}
PERSONA_MOOD = {"Bargain hunter": -0.12, "Style seeker": 0.08}
CHANNEL_MOOD = {"Mobile app": 0.10, "Phone": -0.08}
#: How much of the mood is the person's own and stays from answer to answer.
PERSON_MOOD = 0.4

#: How often each score is chosen in a neutral mood, per thousand: 8 to 10 are popular, 0 and 5 stand out.
SCORES: dict[str, tuple[int, ...]] = {
    RECOMMEND: (23, 7, 10, 15, 19, 54, 52, 110, 180, 210, 320),
    PURCHASE: (34, 54, 110, 342, 460),
    SUPPORT: (14, 18, 32, 66, 146, 322, 402),
}

#: A group so small that it stays hidden: it answers only when these shares of the year's answers are in.
TINY_STAGE, TINY_SEGMENT = "Become aware", "Business customers"
TINY_ANSWERS_AT = (0.35, 0.70, 0.88, 0.95)

#: Shares of all answers.
UNDATED = 0.01
SKIPPED = 0.012
UNKNOWN_CHANNEL = 0.02
ANONYMOUS = 0.12
NEW_CUSTOMER = 0.40
#: Who leaves a comment, by how content they are.
COMMENTS = {"low": 0.50, "mid": 0.27, "high": 0.29}


@dataclass(frozen=True)
class Story:
    """What changes during the year, and when, counted back from the last day (`until`)."""

    stage: str = "Get support"
    segment: str = "Business customers"
    launch_weeks_before: int = 16
    fix_weeks_before: int = 6
    hurt: float = -0.72
    news_stage: str = "Receive"
    news_survey: str = PURCHASE
    news_hurt: float = -0.90

    def launch(self, until: date) -> date:
        """The Monday on which the new service portal opens."""
        return monday(add_weeks(week_of_day(until), -self.launch_weeks_before))

    def fix(self, until: date) -> date:
        """The Monday on which the release comes that repairs it."""
        return monday(add_weeks(week_of_day(until), -self.fix_weeks_before))

    def hurt_weeks(self, until: date) -> list[int]:
        """The weeks between the launch and the fix."""
        return weeks_between(week_of_day(self.launch(until)), add_weeks(week_of_day(self.fix(until)), -1))

    def last_full_week(self, until: date) -> int:
        """The last week that is over when the last day is: the one in which deliveries begin to be late."""
        return week_of_day(until - timedelta(days=6))

    def theme(self, day: date, until: date, survey: str, stage: str, segment: str | None) -> str | None:
        """What people placed so have to complain about on that day: "launch", "news", or nothing special."""
        if stage == self.stage and segment == self.segment and self.launch(until) <= day < self.fix(until):
            return "launch"
        if (survey, stage) == (self.news_survey, self.news_stage) and day >= monday(self.last_full_week(until)):
            return "news"
        return None

    def shift(self, theme: str | None) -> float:
        """How much that moves the mood."""
        return {"launch": self.hurt, "news": self.news_hurt}.get(theme or "", 0.0)


STORY = Story()


def first_day(until: date) -> date:
    """The Monday on which the year begins."""
    return monday(add_weeks(week_of_day(until), -WEEKS))
