"""The page of keys and webhooks."""

from __future__ import annotations

from cjo_core.exchange.starter import starter_question
from cjo_core.store.database import Store
from cjo_core.store.surveys import save_status, save_survey
from cjo_core.survey.surveys import Survey
from tests.pages.conftest import open_page


def test_the_example_names_an_open_survey_with_a_question_and_score_of_its_own(real: Store) -> None:
    for slug in ("recommend", "satisfaction", "effort"):
        save_status(real, slug, "closed")
    save_survey(real, Survey("stay", "Your stay", (starter_question("csat"),)))
    printed = [code.value for code in open_page("set_up/programs.py").code]
    assert any('"survey": "stay", "answers": {"csat": {"score": 4' in text for text in printed)
