"""Frameworks that CX teams know, as surveys: RATER (perceptions) and the five elements of experience.

RATER: Parasuraman, Zeithaml, Berry (1988), "SERVQUAL: a multiple-item scale for measuring consumer perceptions of
service quality", Journal of Retailing 64. Ours asks two statements of each of its five dimensions, in our own words,
and of perceptions only (SERVPERF): ten in all, since nobody finishes twenty-two twice.
"""

from __future__ import annotations

from dataclasses import replace

from cjo_core.exchange.templates.template import Template, in_languages, rated, text, usual
from cjo_core.locale import N_

_AGREE = {
    "en": ("Strongly disagree", "Strongly agree"),
    "zh": ("非常不同意", "非常同意"),
    "pl": ("Zdecydowanie się nie zgadzam", "Zdecydowanie się zgadzam"),
}
_GOOD = {"en": ("Very poor", "Very good"), "zh": ("非常差", "非常好"), "pl": ("Bardzo źle", "Bardzo dobrze")}

_STATEMENTS = (
    (
        "reliability",
        (
            "They do what they promise, when they promise it.",
            "他们说到做到，而且准时。",
            "Robią to, co obiecują, i wtedy, kiedy obiecują.",
        ),
        (
            "They get things right the first time.",
            "他们一次就把事情做对。",
            "Robią wszystko dobrze za pierwszym razem.",
        ),
    ),
    (
        "assurance",
        ("I trust the people who serve me.", "我信任为我服务的人。", "Ufam osobom, które mnie obsługują."),
        ("They know what they are talking about.", "他们懂行，能解答我的问题。", "Wiedzą, o czym mówią."),
    ),
    (
        "tangibles",
        (
            "Their shops, pages and materials look good.",
            "他们的门店、网页和资料看起来很好。",
            "Ich sklepy, strony i materiały wyglądają dobrze.",
        ),
        (
            "Everything I need is easy to find.",
            "我需要的东西都很容易找到。",
            "Łatwo znaleźć wszystko, czego potrzebuję.",
        ),
    ),
    (
        "empathy",
        ("They understand what I need.", "他们理解我的需要。", "Rozumieją, czego potrzebuję."),
        (
            "They treat me as a person, not as a number.",
            "他们把我当人看，而不是一个编号。",
            "Traktują mnie jak człowieka, nie jak numer.",
        ),
    ),
    (
        "responsiveness",
        ("They help me quickly.", "他们很快就帮助我。", "Szybko mi pomagają."),
        (
            "They tell me what happens next, and when.",
            "他们会告诉我接下来会发生什么、什么时候。",
            "Mówią mi, co stanie się dalej i kiedy.",
        ),
    ),
)

RATER_SHORT = Template(
    "rater",
    N_("Quality of service (RATER)"),
    N_("Ten statements on reliability, assurance, tangibles, empathy and responsiveness, two to a page."),
    (
        *(
            replace(
                rated(f"{dimension}_{number}", dimension, 7, words, _AGREE),
                new_page=number == 1 and dimension != "reliability",
            )
            for dimension, *statements in _STATEMENTS
            for number, words in enumerate(statements, start=1)
        ),
        replace(usual("nps", "nps"), new_page=True),
    ),
)

_ELEMENTS = (
    (
        "convenience",
        (
            "Convenience: how easy is it to get what you want?",
            "便利：得到您想要的东西有多容易？",
            "Wygoda: jak łatwo dostać to, czego chcesz?",
        ),
    ),
    (
        "usefulness",
        (
            "Usefulness: does it do what you need?",
            "有用：它能满足您的需要吗？",
            "Użyteczność: czy robi to, czego potrzebujesz?",
        ),
    ),
    (
        "reliability",
        ("Reliability: can you count on it?", "可靠：您能放心依靠它吗？", "Niezawodność: czy możesz na tym polegać?"),
    ),
    (
        "empathy",
        ("Empathy: do you feel understood?", "共情：您觉得被理解吗？", "Empatia: czy czujesz się rozumiany(-a)?"),
    ),
    (
        "personalisation",
        (
            "Personalisation: does it suit you personally?",
            "个性化：它适合您个人吗？",
            "Personalizacja: czy pasuje właśnie do Ciebie?",
        ),
    ),
)

ELEMENTS_OF_EXPERIENCE = Template(
    "elements",
    N_("Five elements of experience"),
    N_("Convenience, usefulness, reliability, empathy and personalisation, each rated, and satisfaction as a whole."),
    (
        *(replace(rated(name, name, 5, words, _GOOD), style="stars") for name, words in _ELEMENTS),
        replace(
            usual(
                "csat",
                "csat",
                ask=in_languages(
                    "All in all, how satisfied are you?",
                    "总体来说，您满意吗？",
                    "Jak ogólnie oceniasz swoje zadowolenie?",
                ),
            ),
            new_page=True,
        ),
        text("better", "What should we do better?", "我们应该在哪里改进？", "Co powinniśmy robić lepiej?"),
    ),
)
