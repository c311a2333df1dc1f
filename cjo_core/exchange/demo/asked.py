"""What Nordhaus asks: three surveys and their words in three languages (choices: see `choices`). Data only."""

from __future__ import annotations

from cjo_core.exchange.demo.choices import WAS_SOLVED, WHY
from cjo_core.exchange.demo.story import PURCHASE, RECOMMEND, SUPPORT
from cjo_core.survey.surveys import Question, Survey, Wording

_RECOMMEND = {
    "en": Wording(
        "How likely are you to recommend Nordhaus to a friend or colleague?",
        "not at all likely",
        "extremely likely",
        "What is the main reason for your score?",
    ),
    "zh": Wording(
        "您有多大可能把 Nordhaus 推荐给朋友或同事？",
        "完全不可能",
        "非常可能",
        "您打这个分数的主要原因是什么？",
    ),
    "pl": Wording(
        "Na ile prawdopodobne jest, że polecisz Nordhaus znajomym lub współpracownikom?",
        "zupełnie nieprawdopodobne",
        "niezwykle prawdopodobne",
        "Co najbardziej wpłynęło na tę ocenę?",
    ),
}
_PURCHASE = {
    "en": Wording(
        "Overall, how satisfied are you with your purchase from Nordhaus?",
        "very dissatisfied",
        "very satisfied",
        "What could we have done better?",
    ),
    "zh": Wording(
        "总体来说，您对这次在 Nordhaus 的购物满意吗？",
        "非常不满意",
        "非常满意",
        "我们哪里可以做得更好？",
    ),
    "pl": Wording(
        "Na ile ogólnie jesteś zadowolony/-a z zakupów w Nordhaus?",
        "bardzo niezadowolony/-a",
        "bardzo zadowolony/-a",
        "Co mogliśmy zrobić lepiej?",
    ),
}
_SUPPORT = {
    "en": Wording(
        "Nordhaus made it easy for me to handle my issue.",
        "strongly disagree",
        "strongly agree",
        "What made it easy or hard?",
    ),
    "zh": Wording(
        "Nordhaus 让我轻松地解决了问题。",
        "非常不同意",
        "非常同意",
        "哪些地方让您觉得轻松或费力？",
    ),
    "pl": Wording(
        "Dzięki Nordhaus załatwienie mojej sprawy było łatwe.",
        "zdecydowanie się nie zgadzam",
        "zdecydowanie się zgadzam",
        "Co było łatwe, a co sprawiło trudność?",
    ),
}

#: Customers are asked by name, as a shop asks its own: small groups need no hiding, and a guest's vote hides nothing.
SURVEYS = (
    Survey(RECOMMEND, "Would you recommend us?", (Question("nps", _RECOMMEND),), identified=True, latest_only=True),
    Survey(PURCHASE, "After the purchase", (Question("csat", _PURCHASE), WHY), identified=True),
    Survey(SUPPORT, "After support", (Question("ces", _SUPPORT), WAS_SOLVED), identified=True),
)
