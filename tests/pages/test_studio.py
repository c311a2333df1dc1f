"""The survey studio: made from a template or from scratch, changed, translated, opened; nothing written before Save."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from cjo_core.store.database import Store
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.surveys import save_wording, survey, surveys, titles
from cjo_core.survey.responses import new_submission_key, read_response
from cjo_core.survey.surveys import Wording
from tests.pages.conftest import open_page, words

STUDIO = "collect/studio.py"


def studio(slug: str = "recommend") -> AppTest:
    at = open_page(STUDIO)
    at.selectbox(key="studio_survey").set_value(slug).run()
    assert not at.exception
    return at


def field(at: AppTest, kind: str, begins: str) -> object:
    """The widget whose key begins so."""
    found = [one for one in at.get(kind) if (one.key or "").startswith(begins)]
    assert found, (kind, begins, [one.key for one in at.get(kind)])
    return found[0]


def test_a_survey_made_from_a_template_is_a_draft_and_opens_when_it_is_told_to(real: Store) -> None:
    at = studio("new")
    at.radio(key="new_survey_template").set_value("support").run()
    at.button(key="new_survey_create").click().run()
    assert not at.exception
    made = surveys(real)[-1]
    assert (made.status, [question.kind for question in made.asked]) == (
        "draft",
        ["csat", "ces", "single", "long_text"],
    )
    assert "studio_reach" not in [button.key for button in at.button], "a draft has no link yet"
    at.button(key="studio_open").click().run()
    assert survey(real, made.slug).status == "open"
    assert at.button(key="studio_reach").label == "Link and QR code"


def test_a_survey_from_scratch_gets_questions_words_and_a_page(real: Store) -> None:
    at = studio("new")
    at.radio(key="new_survey_template").set_value("").run()
    at.text_input(key="new_survey_title_").set_value("Łódź shop")
    at.button(key="new_survey_create").click().run()
    assert "lodz-shop" in titles(real)
    at.menu_button(key="add_question").click("nps").run()
    at.menu_button(key="add_question").click("single").run()
    assert not at.exception
    assert survey(real, "lodz-shop").questions == (), "nothing is written before Save"
    field(at, "text_area", "words_").set_value("How did you come?").run()
    field(at, "text_area", "options_").set_value("On foot\nBy bus").run()
    field(at, "toggle", "page_").set_value(True).run()
    at.button(key="studio_save").click().run()
    assert not at.exception
    assert not at.error
    first, second = survey(real, "lodz-shop").asked
    assert first.wordings["en"].question.startswith("How likely")
    assert second.wordings["en"].question == "How did you come?"
    assert [option.labels["en"] for option in second.options] == ["On foot", "By bus"]
    assert second.new_page


def test_questions_move_and_go_only_when_it_is_saved(real: Store) -> None:
    at = studio("new")
    at.radio(key="new_survey_template").set_value("support").run()
    at.button(key="new_survey_create").click().run()
    slug = surveys(real)[-1].slug
    at.button(key="question_down").click().run()
    at.button(key="studio_discard").click().run()
    at.button(key="question_down").click().run()
    assert [question.kind for question in survey(real, slug).asked][:2] == ["csat", "ces"]
    at.button(key="studio_save").click().run()
    assert [question.kind for question in survey(real, slug).asked][:2] == ["ces", "csat"]
    at.button(key="question_out").click().run()
    at.button(key="studio_save").click().run()
    assert len(survey(real, slug).asked) == 3


def test_a_question_asked_only_of_the_unhappy_is_saved_so(real: Store) -> None:
    at = studio()
    at.menu_button(key="add_question").click("long_text").run()
    field(at, "text_area", "words_").set_value("What disappointed you?").run()
    field(at, "selectbox", "depends_").set_value("nps").run()
    field(at, "slider", "after_").set_range(0, 6).run()
    at.button(key="studio_save").click().run()
    assert not at.error
    condition = survey(real, "recommend").asked[1].condition
    assert condition is not None
    assert (condition.question, condition.low, condition.high) == ("nps", 0, 6)


def test_what_cannot_be_decided_is_said_and_cannot_be_saved(real: Store) -> None:
    at = studio()
    at.menu_button(key="add_question").click("text").run()
    field(at, "selectbox", "depends_").set_value("nps").run()
    at.button(key="question_up").click().run()
    assert "not asked before it" in at.error[0].value
    assert at.button(key="studio_save").disabled


def test_reworded_questions_with_answers_say_that_the_old_words_are_kept(real: Store) -> None:
    one = survey(real, "recommend")
    key, now = new_submission_key(), datetime.now(UTC)
    save_response(real, read_response(one, {"score": "9"}, submission_key=key, now=now))
    at = studio()
    assert "1 response answered this question" in words(at)


def test_a_new_language_is_offered_once_it_is_complete(real: Store) -> None:
    at = studio()
    at.segmented_control(key="studio_part").set_value("languages").run()
    field(at, "text_input", "").set_value("DE_at")
    at.get("button")
    form_button = next(one for one in at.button if one.label == "Add")
    form_button.click().run()
    assert not at.exception
    assert "is missing" in at.warning[0].value or "are missing" in at.warning[0].value
    field(at, "text_area", "translate_question_").set_value("Würden Sie uns empfehlen?").run()
    at.button(key="studio_save").click().run()
    assert "de-AT" in survey(real, "recommend").languages


def test_limits_times_and_texts_are_saved(real: Store) -> None:
    at = studio("satisfaction")
    at.segmented_control(key="studio_part").set_value("life").run()
    field(at, "number_input", "limit_").set_value(500).run()
    at.segmented_control(key="studio_part").set_value("texts").run()
    field(at, "text_area", "text_thanks_").set_value("Bless you").run()
    at.button(key="studio_save").click().run()
    assert not at.error
    found = survey(real, "satisfaction")
    assert found.limit == 500
    assert found.says("en").thanks == "Bless you"


def test_a_copy_is_a_draft_of_its_own_and_an_unanswered_one_can_go(real: Store) -> None:
    at = studio()
    at.button(key="studio_copy").click().run()
    assert not at.exception
    assert "recommendation-copy" in titles(real)
    at.button(key="studio_delete").click().run()
    assert "recommendation-copy" not in titles(real)


def test_somebody_else_s_changes_are_taken_up_while_nothing_is_changed_here(real: Store) -> None:
    at = studio()
    save_wording(real, survey(real, "recommend").asked[0].id, "en", Wording("From elsewhere?"))
    at.run()
    assert field(at, "text_area", "words_").value == "From elsewhere?"  # type: ignore[attr-defined]


def test_an_open_survey_cannot_be_left_without_words(real: Store) -> None:
    at = studio()
    at.menu_button(key="add_question").click("single").run()
    assert "has no words yet" in at.error[0].value
    assert at.button(key="studio_save").disabled
    titles_shown = at.radio(key="studio_question").options
    assert titles_shown[1].replace("\\", "").startswith("2. (no words yet)"), "its key means nothing to anybody"
    field(at, "text_area", "words_").set_value("How did you come?").run()
    field(at, "text_area", "options_").set_value("On foot\nBy bus").run()
    assert not at.error
    assert any("No longer offered" in one.value for one in at.warning), "Polish and Chinese lack the new words"
    at.button(key="studio_save").click().run()
    assert survey(real, "recommend").languages == ("en",)


def test_a_usual_question_comes_in_all_languages_of_the_survey(real: Store) -> None:
    at = studio()
    before = survey(real, "recommend").languages
    at.menu_button(key="add_question").click("csat").run()
    at.button(key="studio_save").click().run()
    assert survey(real, "recommend").languages == before


@pytest.mark.parametrize("part", ["languages", "texts", "life"])
def test_looking_at_a_part_changes_nothing(real: Store, part: str) -> None:
    at = studio()
    at.menu_button(key="add_question").click("text").run()
    field(at, "text_area", "words_").set_value("Your town?").run()
    at.button(key="studio_save").click().run()
    at.segmented_control(key="studio_part").set_value(part).run()
    assert not at.exception
    assert at.button(key="studio_discard").disabled, "there is nothing to discard"


def test_a_survey_paused_amid_changes_offers_to_open_it_again(real: Store) -> None:
    at = studio()
    field(at, "text_input", "low_").set_value("Never").run()
    at.button(key="studio_paused").click().run()
    assert survey(real, "recommend").status == "paused"
    assert "studio_paused" not in [button.key for button in at.button]
    at.button(key="studio_save").click().run()
    saved = survey(real, "recommend")
    assert (saved.status, saved.asked[0].wordings["en"].low_label) == ("paused", "Never")
    at.button(key="studio_open").click().run()
    assert survey(real, "recommend").status == "open"
