"""What people choose beside their score: why they bought here, and whether their issue was solved. Never a score.

It goes with the score and the person: who found support hard was rarely helped at once, and a bargain hunter came for
the price. The chances come from a generator of their own, so the scores are the same without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from cjo_core.exchange.demo.comments import band_of
from cjo_core.exchange.demo.story import PURCHASE, SUPPORT
from cjo_core.survey.questions import Option, Question, Wording
from cjo_core.survey.responses import Answer
from cjo_core.survey.surveys import Survey

#: Who answers the score and leaves the choice.
SKIPPED = 0.07
#: Whether an issue was solved, in weights, by how easy it was said to be.
SOLVED: Mapping[str, Mapping[str, int]] = {
    "low": {"at_once": 9, "later": 34, "not_yet": 57},
    "mid": {"at_once": 38, "later": 44, "not_yet": 18},
    "high": {"at_once": 79, "later": 19, "not_yet": 2},
}
#: Why people buy here: how likely each reason is named, and by how much more by whom.
REASONS: Mapping[str, float] = {
    "range": 0.42, "price": 0.31, "delivery": 0.22, "reviews": 0.27, "before": 0.30, "friend": 0.14,
}  # fmt: skip
REASONS_OF: Mapping[str | None, Mapping[str, float]] = {
    "Bargain hunter": {"price": 0.38},
    "Careful researcher": {"reviews": 0.33},
    "Quick decider": {"delivery": 0.24},
    "Style seeker": {"range": 0.27},
    "Gift giver": {"friend": 0.16},
}

_LABELS = {
    "range": ("The range of furniture", "家具款式丰富", "Wybór mebli"),
    "price": ("The price", "价格", "Cena"),
    "delivery": ("The delivery date", "送货时间合适", "Termin dostawy"),
    "reviews": ("Reviews by other customers", "其他顾客的评价", "Opinie innych klientów"),
    "before": ("Good experience before", "以前的购物体验好", "Dobre doświadczenia z wcześniejszych zakupów"),
    "friend": ("A friend’s advice", "朋友推荐", "Polecenie znajomych"),
    "at_once": ("Yes, at the first contact", "解决了，一次联系就解决", "Tak, przy pierwszym kontakcie"),
    "later": ("Yes, after several contacts", "解决了，联系了好几次", "Tak, po kilku kontaktach"),
    "not_yet": ("Not yet", "还没有解决", "Jeszcze nie"),
}


def _options(*keys: str) -> tuple[Option, ...]:
    return tuple(Option(key, dict(zip(("en", "zh", "pl"), _LABELS[key], strict=True))) for key in keys)


WHY = Question(
    "multiple",
    {
        "en": Wording("What made you choose Nordhaus?"),
        "zh": Wording("您为什么选择 Nordhaus？"),
        "pl": Wording("Co zdecydowało o wyborze Nordhaus?"),
    },
    key="why",
    options=_options(*REASONS),
)
WAS_SOLVED = Question(
    "single",
    {
        "en": Wording("Was your issue solved?"),
        "zh": Wording("您的问题解决了吗？"),
        "pl": Wording("Czy sprawa została załatwiona?"),
    },
    key="solved",
    options=_options(*SOLVED["low"]),
)


def chosen(rng: Random, survey: Survey, score: int, persona: str | None) -> tuple[Answer, ...]:
    """What somebody with this score chooses; nothing if they skip it, or the survey asks for no choice."""
    asked = next((question for question in survey.questions if question.key in (WHY.key, WAS_SOLVED.key)), None)
    if asked is None or rng.random() < SKIPPED:
        return ()
    keys: list[str] = []
    if survey.slug == SUPPORT:
        weights = SOLVED[band_of(SUPPORT, score)]
        keys = rng.choices(list(weights), list(weights.values()))
    elif survey.slug == PURCHASE:
        more = REASONS_OF.get(persona, {})
        keys = [key for key, chance in REASONS.items() if rng.random() < chance + more.get(key, 0.0)] or ["range"]
    options = tuple(option.id for option in asked.options if option.key in keys)
    return (Answer(asked.id, None, None, options),) if options else ()
