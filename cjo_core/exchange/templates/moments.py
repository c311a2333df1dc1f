"""Surveys of a moment: after a purchase, an abandoned cart, a support case, and after the first steps."""

from __future__ import annotations

from cjo_core.exchange.templates.template import Template, choice, in_languages, text, usual
from cjo_core.locale import N_
from cjo_core.survey.questions import Condition

PURCHASE = Template(
    "purchase",
    N_("After a purchase"),
    N_("Satisfaction with the purchase, right after it; the unhappy are asked what disappointed them."),
    (
        usual(
            "csat",
            "csat",
            moods=True,
            ask=in_languages(
                "How satisfied are you with your purchase?", "您对这次购物满意吗？", "Jak oceniasz swoje zakupy?"
            ),
        ),
    ),
)

SUPPORT = Template(
    "support",
    N_("After a support case"),
    N_("Satisfaction and effort, once a case is closed."),
    (
        usual(
            "csat",
            "csat",
            moods=True,
            ask=in_languages(
                "How satisfied are you with the help you received?",
                "您对我们的服务支持满意吗？",
                "Jak oceniasz pomoc, którą otrzymałeś(-aś)?",
            ),
        ),
        usual("ces", "ces"),
        choice(
            "solved",
            ("Is your problem solved?", "您的问题解决了吗？", "Czy Twój problem został rozwiązany?"),
            {
                "yes": ("Yes", "已解决", "Tak"),
                "partly": ("Partly", "部分解决", "Częściowo"),
                "no": ("No", "没有解决", "Nie"),
            },
        ),
        text(
            "open",
            "What is still open?",
            "还有什么没有解决？",
            "Co jeszcze pozostało do załatwienia?",
            condition=Condition("solved", options=("partly", "no")),
        ),
    ),
)

CART = Template(
    "cart",
    N_("After an abandoned cart"),
    N_("What kept people from buying, by reason; and what would have helped."),
    (
        choice(
            "reason",
            (
                "What was the main reason you did not finish your order?",
                "您没有完成订单的主要原因是什么？",
                "Co było głównym powodem, że nie dokończyłeś(-aś) zamówienia?",
            ),
            {
                "looking": ("I was only looking", "只是随便看看", "Tylko oglądałem(-am)"),
                "price": ("The price", "价格", "Cena"),
                "delivery": ("Delivery cost or time", "运费或配送时间", "Koszt lub czas dostawy"),
                "payment": ("My way of paying was missing", "没有我要的支付方式", "Brak mojej metody płatności"),
                "account": ("I had to make an account", "必须注册账户", "Musiałem(-am) założyć konto"),
                "trust": ("I was not sure about the shop", "对店铺不放心", "Nie byłem(-am) pewny(-a) sklepu"),
                "error": ("Something did not work", "页面出了问题", "Coś nie działało"),
                "other": ("Something else", "其他原因", "Coś innego"),
            },
        ),
        text(
            "what",
            "What did not work, or what was it?",
            "是什么出了问题，或是什么原因？",
            "Co nie działało lub co to było?",
            condition=Condition("reason", options=("error", "other")),
        ),
        usual(
            "ces",
            "ces",
            ask=in_languages(
                "How far do you agree: “The shop made it easy for me to order”?",
                "您是否同意：“在这家店下单很轻松”？",
                "Na ile zgadzasz się ze zdaniem: „Sklep ułatwił mi złożenie zamówienia”?",
            ),
        ),
        text(
            "help",
            "What would have helped you to order?",
            "怎样才能让您下单？",
            "Co pomogłoby Ci złożyć zamówienie?",
        ),
    ),
)

ONBOARDING = Template(
    "onboarding",
    N_("After the first steps"),
    N_("How easy it was to get started; those for whom it was hard are asked where they got stuck."),
    (
        usual(
            "ces",
            "ces",
            ask=in_languages(
                "How far do you agree: “It was easy for me to get started”?",
                "您是否同意：“上手很轻松”？",
                "Na ile zgadzasz się ze zdaniem: „Łatwo było mi zacząć”?",
            ),
        ),
        text(
            "stuck",
            "Where did you get stuck?",
            "您在哪一步遇到了困难？",
            "W którym miejscu utknąłeś(-aś)?",
            condition=Condition("ces", 1, 4),
        ),
        text(
            "goal",
            "What do you want to achieve with our product?",
            "您想用我们的产品实现什么？",
            "Co chcesz osiągnąć dzięki naszemu produktowi?",
        ),
    ),
)
