"""How customers move about Nordhaus, what they spend, and who they are. Data only.

The plot of `story` goes on here: while the new service portal hurts them, business customers come back to “Get support”
again and again, and fewer of them buy once more. During the strike at the courier parcels take days longer, and people
look where theirs is.
"""

from __future__ import annotations

#: Where a customer may be: the stages, with “Buy” in two steps, as not everybody who goes to the checkout pays.
AWARE, CONSIDER, CHECKOUT, PAID, RECEIVE, SUPPORT = range(6)
STEP_STAGES = ("Become aware", "Consider", "Buy", "Buy", "Receive", "Get support")
#: What a step is made at, as far as its stage does not say.
STEP_TOUCHPOINTS = {CHECKOUT: "Checkout", PAID: "Payment"}
#: What systems call what happened.
EVENT_NAMES = {
    "Search ad": "ad_click",
    "Social media": "post_click",
    "Newsletter": "newsletter_open",
    "Product page": "product_view",
    "Customer reviews": "reviews_read",
    "Checkout": "checkout_started",
    "Payment": "order_paid",
    "Order tracking": "tracking_viewed",
    "Delivery": "parcel_delivered",
    "Assembly": "manual_opened",
    "Service portal": "portal_visit",
    "Support chat": "chat_started",
    "Hotline": "call",
    "Returns": "return_registered",
}
#: Where people go from a step, in weights: AWARE, CONSIDER, CHECKOUT, PAID, RECEIVE, SUPPORT, and away.
NEXT = (
    (8, 52, 0, 0, 0, 0, 40),
    (7, 12, 34, 0, 0, 0, 47),
    (0, 14, 0, 74, 0, 0, 12),
    (0, 2, 0, 0, 92, 3, 3),
    (0, 6, 0, 0, 12, 12, 70),
    (0, 14, 0, 0, 6, 16, 64),
)
#: The same from SUPPORT for those whom the portal hurts.
NEXT_WHEN_HURT = (0, 3, 0, 0, 3, 52, 42)
#: Hours that pass on the way to a step, on average.
HOURS = (60.0, 26.0, 14.0, 0.15, 44.0, 60.0)
HOURS_BACK_AT_SUPPORT = 30.0
#: How many more hours a parcel takes during the strike.
STRIKE_HOURS = 70.0
#: Nobody is followed further than this.
MOST_STEPS = 24
#: How often a visit is known of customers who answer again; of the others, only what they answered about.
VISITS_AGAIN = 0.20
#: Those who come to look and never answer a survey, for each answer.
SILENT_PER_ANSWER = 0.22
#: Of a live demo, those who never answer came in the last so many days.
LIVE_DAYS = 6.0

#: Order values, by segment: the middle one, and how far they spread (of their logarithms).
SPENDING = {
    "Frequent buyers": (84.0, 0.55),
    "Occasional buyers": (119.0, 0.60),
    "One-time buyers": (149.0, 0.65),
    "Business customers": (410.0, 0.75),
}
OPEN_DAYS = 4
CANCELLED, RETURNED = 0.03, 0.08

#: Of so many customers, one is missing from the list of customers; of so many, the till writes the id in capitals.
MISSING_EVERY, CAPITALS_EVERY = 37, 211

AGES = {
    "Bargain hunter": (34, 11),
    "Careful researcher": (46, 12),
    "Quick decider": (31, 8),
    "Style seeker": (37, 10),
    "Gift giver": (52, 13),
}
CITIES = {
    "en": (("London", "United Kingdom"), ("Dublin", "Ireland"), ("Berlin", "Germany"), ("Amsterdam", "Netherlands")),
    "pl": (
        ("Warszawa", "Poland"),
        ("Kraków", "Poland"),
        ("Wrocław", "Poland"),
        ("Gdańsk", "Poland"),
        ("Łódź", "Poland"),
    ),
    "zh": (("上海", "China"), ("北京", "China"), ("深圳", "China"), ("杭州", "China")),
}
OCCUPATIONS = ("employee", "self-employed", "student", "teacher", "nurse", "engineer", "retired")
BUSINESS_OCCUPATIONS = ("purchasing", "office management", "interior design", "hotel and catering")
PLANS = {
    "Frequent buyers": (("Basic", 30), ("Plus", 70)),
    "Occasional buyers": (("Basic", 75), ("Plus", 25)),
    "One-time buyers": (("Basic", 96), ("Plus", 4)),
    "Business customers": (("Business", 80), ("Business Plus", 20)),
}
