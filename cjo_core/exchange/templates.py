"""Surveys to begin with: what is usually asked at the moments that matter, in three languages. Never saved from here.

The words are content of the new survey, which the team then edits, not words of the interface.
"""

from __future__ import annotations

from dataclasses import dataclass

from cjo_core.exchange.starter import starter_question
from cjo_core.locale import N_
from cjo_core.survey.questions import Question
from cjo_core.survey.surveys import Survey


@dataclass(frozen=True)
class Template:
    """A survey that many teams need. `title` and `about` are for the team; `latest_only` as in a survey."""

    name: str
    title: str
    about: str
    questions: tuple[Question, ...]
    latest_only: bool = False

    def survey(self, slug: str, title: str, language: str) -> Survey:
        """A draft of it; its default language is `language` where it has words for that, else English."""
        codes = {code for question in self.questions for code in question.wordings}
        default = language if language in codes or not codes else "en"
        return Survey(
            slug, title, self.questions, status="draft", default_language=default, latest_only=self.latest_only
        )


TEMPLATES: tuple[Template, ...] = (
    Template(
        "relationship",
        N_("Relationship: would they recommend you?"),
        N_("One NPS question, asked again and again; of each person the latest answer counts."),
        (starter_question("nps"),),
        latest_only=True,
    ),
    Template(
        "purchase",
        N_("After a purchase"),
        N_("Satisfaction with the purchase, right after it."),
        (starter_question("csat"),),
    ),
    Template(
        "support",
        N_("After a support case"),
        N_("Satisfaction and effort, once a case is closed."),
        (starter_question("csat"), starter_question("ces")),
    ),
)
