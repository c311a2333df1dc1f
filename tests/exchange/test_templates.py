"""Templates: each is a survey that can be saved, opened and answered in three languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from cjo_core.exchange.templates import TEMPLATES, Template
from cjo_core.store.database import create_store
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.paging import check_order, pages
from cjo_core.survey.questions import RATER


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_each_template_is_whole_in_three_languages_and_can_be_saved(template: Template, tmp_path: Path) -> None:
    survey = template.survey("new", template.title, "pl")
    assert survey.languages == ("pl", "en", "zh")
    assert survey.status == "draft"
    check_order(survey)
    store = create_store(tmp_path / "cjo.db")
    assert len(save_survey(store, survey).asked) == len(template.questions)
    store.close()


def test_the_templates_that_teams_ask_for_are_there() -> None:
    assert [template.name for template in TEMPLATES] == [
        "relationship",
        "purchase",
        "support",
        "cart",
        "onboarding",
        "rater",
        "elements",
        "employees",
    ]


def test_rater_asks_two_statements_of_each_dimension_a_page_each() -> None:
    rater = next(template for template in TEMPLATES if template.name == "rater")
    book = pages(rater.survey("new", "New", "en"))
    assert [{question.dimension for question in page} for page in book[:-1]] == [{one} for one in RATER]
    assert [len(page) for page in book] == [2, 2, 2, 2, 2, 1]


def test_a_language_without_words_begins_in_english() -> None:
    assert TEMPLATES[0].survey("new", "New", "de").default_language == "en"
