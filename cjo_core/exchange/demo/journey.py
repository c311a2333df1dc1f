"""What Nordhaus says about its touchpoints, and what it knows about its stages beside the data. Data only."""

from __future__ import annotations

from cjo_core.exchange.demo.story import CHANNELS, PURCHASE, RECOMMEND, SUPPORT, TOUCHPOINTS
from cjo_core.store.journey.touchpoints import Said

#: Element, owner, metric, target, by touchpoint. The metric is that of the survey asked there; a target only where the
#: shop has set itself one.
_FACTS: dict[str, tuple[str, str, str, float | None]] = {
    "Search ad": ("advertisement", "Marketing", "nps", None),
    "Social media": ("content", "Marketing", "nps", None),
    "Newsletter": ("message", "Marketing", "nps", 35.0),
    "Product page": ("web page", "Product", "nps", 40.0),
    "Customer reviews": ("content", "Marketing", "nps", 40.0),
    "Checkout": ("interface", "Product", "csat", 85.0),
    "Payment": ("interface", "Product", "csat", 85.0),
    "Order tracking": ("message", "Logistics", "csat", 80.0),
    "Delivery": ("message", "Logistics", "csat", 80.0),
    "Assembly": ("content", "Product", "csat", 75.0),
    "Service portal": ("web page", "Service", "ces", 5.8),
    "Support chat": ("interface", "Service", "ces", 5.8),
    "Hotline": ("message", "Service", "ces", 5.5),
    "Returns": ("interface", "Logistics", "ces", 5.5),
}
_SURVEY = {"nps": RECOMMEND, "csat": PURCHASE, "ces": SUPPORT}


def said_of(touchpoint: str) -> Said:
    """What is said about a touchpoint; its channel is the one by which most people come."""
    element, owner, metric, target = _FACTS[touchpoint]
    ways = next(one.channels for one in TOUCHPOINTS if one.name == touchpoint)
    return Said(CHANNELS[ways.index(max(ways))], element, owner, metric, target, _SURVEY[metric])


#: Notes by stage, persona (None: everybody) and kind.
NOTES: dict[tuple[str, str | None], dict[str, tuple[str, ...]]] = {
    ("Become aware", None): {
        "action": ("Searches for a room, not for a product", "Saves pictures to show at home"),
        "need": ("Ideas that fit the own flat",),
        "emotion": ("Curious, in no hurry",),
        "opportunity": ("Show whole rooms in ads, with prices",),
    },
    ("Become aware", "Style seeker"): {"need": ("New collections before everybody else",)},
    ("Consider", None): {
        "action": ("Compares sizes and materials", "Reads the worst reviews first"),
        "need": ("To be sure that it fits through the door",),
        "emotion": ("Hopeful, a little afraid of a wrong choice",),
        "pain point": ("Colours look different at home",),
        "opportunity": ("Fabric samples by post",),
    },
    ("Consider", "Careful researcher"): {
        "action": ("Opens six tabs, comes back three times",),
        "need": ("Complete measurements and a parts list",),
    },
    ("Consider", "Bargain hunter"): {"action": ("Waits for the next sale",)},
    ("Buy", None): {
        "action": ("Checks delivery day and total before paying",),
        "need": ("No surprise in the last step",),
        "emotion": ("Decided, impatient",),
        "opportunity": ("Say the delivery day on the product page",),
    },
    ("Buy", "Gift giver"): {"need": ("A gift note, and no price in the parcel",)},
    ("Receive", None): {
        "action": ("Takes half a day off for the delivery", "Builds it up in the evening"),
        "need": ("A window of two hours, not of a day",),
        "emotion": ("Excited until the day, then easily annoyed",),
        "pain point": ("The courier changes the day without a word",),
        "opportunity": ("Let customers move the day themselves",),
    },
    ("Get support", None): {
        "action": ("Looks for the order number first",),
        "need": ("One answer, from one person",),
        "emotion": ("Worried about the money, calm once somebody answers",),
        "pain point": ("The portal forgets who one is", "The same story told to three people"),
        "opportunity": ("Call back instead of a queue",),
    },
    ("Get support", "Careful researcher"): {"need": ("A reason, not only a solution",)},
}
