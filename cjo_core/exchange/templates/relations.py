"""Surveys of a relationship, asked again and again: would customers, would employees recommend us?"""

from __future__ import annotations

from cjo_core.exchange.templates.template import Template, in_languages, text, usual
from cjo_core.locale import N_

RELATIONSHIP = Template(
    "relationship",
    N_("Relationship: would they recommend you?"),
    N_("One NPS question, asked again and again; of each person the latest answer counts."),
    (usual("nps", "nps", moods=True),),
    latest_only=True,
)

EMPLOYEES = Template(
    "employees",
    N_("Employees: would they recommend you as an employer?"),
    N_("Employee NPS, anonymous, with what should change first."),
    (
        usual(
            "nps",
            "nps",
            ask=in_languages(
                "How likely are you to recommend us as a place to work to a friend?",
                "您有多大可能向朋友推荐我们公司作为工作单位？",
                "Jak prawdopodobne jest, że polecisz nas znajomym jako miejsce pracy?",
            ),
        ),
        text(
            "change",
            "What should change first?",
            "最应该先改变什么？",
            "Co powinno się zmienić w pierwszej kolejności?",
        ),
    ),
)
