"""Setting up journeys on the screen: what is clicked is done, what is refused is said, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cjo_core.store import shelf
from cjo_core.store.database import Store
from cjo_core.store.journey import arranging, merging, naming
from cjo_core.store.journey.reading import journey, journeys
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.audience import add_names, names, retired_names
from cjo_core.store.set_up.surveys import surveys
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, new_submission_key
from pages.set_up.parts.journey.touchpoint_table import editor_key
from tests.pages.conftest import open_page, words

PAGE = "set_up/journey.py"


@pytest.fixture
def shop(real: Store) -> Store:
    """The starter's stages, two touchpoints in the first, and an answer at one of them."""
    add_names(real, "touchpoint", ["Ad", "Blog"], stage="Awareness")
    add_names(real, "segment", ["New"])
    add_names(real, "channel", ["web", "phone"])
    add_names(real, "persona", ["Ada"])
    one = surveys(real)[0]
    answer = (Answer(one.questions[0].id, 9, None),)
    save_response(real, Response(one.id, answer, new_submission_key(), None, Place(touchpoint="Ad"), None))
    return real


def submit(at: AppTest, form: str) -> AppTest:
    next(button for button in at.button if button.form_id == form).click()
    return at.run()


def test_it_begins_with_the_first_stage_and_its_touchpoints(shop: Store) -> None:
    text = words(open_page(PAGE))
    assert "Customer journey: 5 stages, 2 touchpoints." in text
    assert "Ad" in text
    assert 'aria-current="true"><b><i>1</i> Awareness' in text


def test_a_link_opens_a_stage(shop: Store) -> None:
    assert 'aria-current="true"><b><i>3</i> Purchase' in words(open_page(PAGE, at="Purchase"))


def test_a_journey_begins_with_a_template_in_the_reader_s_language(shop: Store) -> None:
    at = open_page(PAGE, lang="pl")
    next(one for one in at.text_input if one.form_id == "new_journey").set_value("Firmy")
    at.radio[0].set_value("support")
    submit(at, "new_journey")
    assert not at.exception
    assert [len(one.stages) for one in journeys(shop)] == [5, 6]
    assert "Firmy" in words(at)
    assert at.selectbox(key="journey").value == "Firmy", "the new one is shown"


def test_a_stage_is_added_renamed_and_moved(shop: Store) -> None:
    at = open_page(PAGE)
    at.text_input(key="new_stage_name_5").set_value("  Return ")
    submit(at, "new_stage")
    assert names(shop, "stage")[-1] == "Return"
    at.text_input(key="rename_stage_Return").set_value("Come back")
    submit(at, "rename_stage")
    assert names(shop, "stage")[-1] == "Come back"
    assert "“Return” is now called “Come back”" in words(at).replace("\\", "")
    at.button(key="earlier_stage_Come back").click()
    at.run()
    assert names(shop, "stage")[-2:] == ["Come back", "Loyalty"]


def test_a_name_in_use_is_refused_where_it_was_asked_for(shop: Store) -> None:
    at = open_page(PAGE)
    at.text_input(key="new_stage_name_5").set_value("purchase")
    submit(at, "new_stage")
    assert not at.exception
    assert "already" in at.error[0].value
    assert len(names(shop, "stage")) == 5


def test_touchpoints_are_edited_in_a_table(shop: Store) -> None:
    at = open_page(PAGE)
    at.session_state[editor_key("Awareness", ["Ad", "Blog"], 0)] = {
        "edited_rows": {
            0: {"order": 2, "owner": "Marketing", "metric": "nps", "target": 40, "channel": "web"},
            1: {"name": "Magazine", "order": 1},
        },
        "added_rows": [{"name": "Podcast", "element": "content"}, {"owner": "nobody"}],
        "deleted_rows": [],
    }
    at.run()
    at.button(key="save_touchpoints").click()
    at.run()
    assert not at.exception
    assert not at.error
    points = journeys(shop)[0].stages[0].touchpoints
    assert [one.name for one in points] == ["Magazine", "Ad", "Podcast"]
    assert (points[1].owner, points[1].metric, points[1].target, points[1].channel) == ("Marketing", "nps", 40.0, "web")
    assert points[2].element == "content"


def test_a_table_with_a_wrong_value_is_refused_whole(shop: Store) -> None:
    at = open_page(PAGE)
    at.session_state[editor_key("Awareness", ["Ad", "Blog"], 0)] = {
        "edited_rows": {0: {"owner": "Marketing"}, 1: {"target": 40}},
        "added_rows": [],
        "deleted_rows": [],
    }
    at.run()
    at.button(key="save_touchpoints").click()
    at.run()
    assert "needs a metric" in at.error[0].value
    assert journeys(shop)[0].stages[0].touchpoints[0].owner is None


def test_a_name_that_was_emptied_is_refused(shop: Store) -> None:
    at = open_page(PAGE)
    edits = {"edited_rows": {1: {"name": None}}, "added_rows": [], "deleted_rows": []}
    at.session_state[editor_key("Awareness", ["Ad", "Blog"], 0)] = edits
    at.run()
    assert "Not saved yet" in words(at)
    at.button(key="save_touchpoints").click()
    at.run()
    assert "must not be empty" in at.error[0].value
    assert names(shop, "touchpoint") == ["Ad", "Blog"]


def test_edits_never_reach_a_touchpoint_that_took_the_row_meanwhile(shop: Store) -> None:
    at = open_page(PAGE)
    edits = {"edited_rows": {0: {"owner": "Marketing"}}, "added_rows": [], "deleted_rows": []}
    at.session_state[editor_key("Awareness", ["Ad", "Blog"], 0)] = edits
    at.run()
    naming.move(shop, "touchpoint", "Blog", -1)  # by a colleague
    at.button(key="save_touchpoints").click()
    at.run()
    assert [one.owner for one in journeys(shop)[0].stages[0].touchpoints] == [None, None]


def test_a_merge_says_first_what_it_would_do(shop: Store) -> None:
    at = open_page(PAGE)
    at.selectbox(key="merge_stage_Awareness").set_value("Purchase")
    at.run()
    text = words(at)
    assert "1 answer, 2 touchpoints will move from “Awareness” to “Purchase”." in text
    assert "cannot be undone" in text
    assert len(names(shop, "stage")) == 5
    at.button(key="merge_now_stage_Awareness").click()
    at.run()
    assert not at.exception
    assert names(shop, "stage") == ["Consideration", "Purchase", "Use", "Loyalty"]
    assert [one.name for one in journey(shop, "customer journey").stages[1].touchpoints] == ["Ad", "Blog"]


def test_a_touchpoint_moves_to_another_stage(shop: Store) -> None:
    at = open_page(PAGE)
    at.selectbox(key="move_to_Ad").set_value("Use")
    at.run()
    at.button(key="move_now_Ad").click()
    at.run()
    assert not at.exception
    assert [one.name for one in journeys(shop)[0].stages[3].touchpoints] == ["Ad"]


def test_a_retired_stage_is_not_offered_and_can_come_back(shop: Store) -> None:
    at = open_page(PAGE)
    at.button(key="retire_stage_Awareness").click()
    at.run()
    assert retired_names(shop)["stage"] == {"Awareness"}
    shown = open_page("see/stages.py", period="all")
    assert "Awareness" not in shown.multiselect(key="stage").options
    assert "Ad" not in shown.multiselect(key="touchpoint").options
    asked = open_page("see/stages.py", period="all", stage="Awareness")
    assert asked.multiselect(key="stage").value == ["Awareness"], "a link to its history still works"
    at.button(key="back_stage_Awareness").click()
    at.run()
    assert retired_names(shop)["stage"] == frozenset()


def test_a_view_sent_before_a_renaming_or_a_merge_still_shows_the_same(shop: Store) -> None:
    naming.rename(shop, "stage", "Awareness", "Notice")
    merging.merge(shop, "stage", "Use", "Loyalty")
    at = open_page("see/stages.py", period="all", stage="Awareness")
    assert at.multiselect(key="stage").value == ["Notice"]
    at = open_page("see/stages.py", period="all", stage="Use", touchpoint="nothing")
    assert at.multiselect(key="stage").value == ["Loyalty"]
    assert at.multiselect(key="touchpoint").value == []


def test_what_has_answers_is_not_removed(shop: Store) -> None:
    at = open_page(PAGE)
    at.button(key="remove_touchpoint_Ad").click()
    at.run()
    assert "1 answer" in at.error[0].value
    assert names(shop, "touchpoint") == ["Ad", "Blog"]


def test_notes_are_kept_per_persona(shop: Store) -> None:
    at = open_page(PAGE)
    at.text_area(key="note_need_Awareness_").set_value("ideas\n\n  time ")
    submit(at, "notes")
    assert not at.exception
    at.pills(key="notes_about").set_value("Ada")
    at.run()
    at.text_area(key="note_emotion_Awareness_Ada").set_value("curious")
    submit(at, "notes")
    notes = journeys(shop)[0].stages[0].notes
    assert [(one.persona, one.kind, one.text) for one in notes] == [
        (None, "need", "ideas"),
        (None, "need", "time"),
        ("Ada", "emotion", "curious"),
    ]


def test_a_journey_without_stages_says_what_to_do(shop: Store) -> None:
    arranging.add_journey(shop, "Empty")
    at = open_page(PAGE, journey="Empty")
    assert not at.exception
    assert "No stages yet" in words(at)
    assert "Empty: 0 stages, 0 touchpoints." in words(at)


def test_names_from_people_never_become_links(shop: Store) -> None:
    naming.rename(shop, "stage", "Awareness", "[x](https://example.org) <b>")
    at = open_page(PAGE)
    assert not at.exception
    assert "<b>[x]" not in words(at)
    assert "&lt;b&gt;" in words(at)


def test_channels_are_renamed_merged_and_ordered_in_settings(shop: Store) -> None:
    at = open_page("set_up/settings.py")
    at.button(key="later_channel_web").click()
    at.run()
    assert names(shop, "channel") == ["phone", "web"]
    at.selectbox(key="change_channel").set_value("web")
    at.run()
    at.text_input(key="rename_channel_web").set_value("Website")
    submit(at, "rename_channel")
    assert not at.exception
    assert names(shop, "channel") == ["phone", "Website"]
    at.selectbox(key="merge_channel_Website").set_value("phone")
    at.run()
    at.button(key="merge_now_channel_Website").click()
    at.run()
    assert not at.exception
    assert names(shop, "channel") == ["phone"]


def test_retired_names_are_not_offered_for_new_links(shop: Store) -> None:
    naming.retire(shop, "channel", "phone")
    at = open_page("collect/surveys.py")
    assert at.selectbox(key="link_recommend_channel").options == ["web"]


def test_the_demo_s_touchpoints_say_who_looks_after_them(demo: Path) -> None:
    text = words(open_page(PAGE, at="Receive"))
    assert "E-mail · Logistics · CSAT" in text
    opened = shelf.opened("demo")
    assert opened is not None
    points = [point for stage in journeys(opened.store)[0].stages for point in stage.touchpoints]
    assert all(point.channel and point.element and point.owner and point.metric and point.survey for point in points)
