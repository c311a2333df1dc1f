"""What the page of the quarantine tells of people who are to stay unknown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cjo_core.exchange.starter import starter_question
from cjo_core.store.database import Store
from cjo_core.store.responses.quarantine import hold
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey, survey
from cjo_core.survey.places import Place
from cjo_core.survey.responses import new_submission_key, read_response
from cjo_core.survey.surveys import Survey
from tests.pages.conftest import open_page, words


@pytest.mark.parametrize(("identified", "told"), [(False, False), (True, True)])
def test_the_place_stands_beside_held_words_of_known_customers_only(real: Store, identified: bool, told: bool) -> None:
    save_survey(real, Survey("asked", "Asked", (starter_question("csat"),), identified=identified))
    add_names(real, "segment", ["Regulars"])
    one = read_response(
        survey(real, "asked"),
        {"score": "2", "comment": "as <b>I</b> said"},
        place=Place(segment="Regulars", language="en"),
        submission_key=new_submission_key(),
        now=datetime.now(UTC),
    )
    hold(real, one, ["robot"], now=datetime.now(UTC))
    text = words(open_page("collect/quarantine.py"))
    assert "as &lt;b&gt;I&lt;/b&gt; said" in text, "nobody could decide without the words"
    assert "The sender says it is a program" in text
    assert ("Regulars" in text) is told
    assert ("the place of an answer is left out" in text) is not told


def test_an_answer_that_is_missed_is_found_in_quarantine(real: Store) -> None:
    one = read_response(
        survey(real, "satisfaction"),
        {"score": "2"},
        place=Place(language="en"),
        submission_key=new_submission_key(),
        now=datetime.now(UTC),
    )
    for page in ("see/this_week.py", "collect/surveys.py"):
        assert "waits for a decision" not in links(page)
    hold(real, one, ["robot"], now=datetime.now(UTC))
    for page in ("see/this_week.py", "collect/surveys.py"):
        assert "1 submission waits for a decision" in links(page)


def links(page: str) -> str:
    return " ".join(one.label.replace("\\", "") for one in open_page(page).get("page_link"))
