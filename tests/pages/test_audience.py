"""Segments and personas on the screen: built, looked at, saved, and seen on the pages that show scores."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cjo_core.store.assigning.profiles import profiles
from cjo_core.store.assigning.rules import rules, save_rule
from cjo_core.store.assigning.running import run_rules
from cjo_core.store.database import Store
from cjo_core.store.odata.saving import save_customers, save_orders
from cjo_core.store.responses.reads import rows
from cjo_core.store.responses.writes import save_responses
from cjo_core.store.set_up.audience import add_names, names
from cjo_core.store.set_up.surveys import surveys
from cjo_core.survey.places import NOWHERE, Place
from cjo_core.survey.records import Customer, Order, record_key
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.survey.rules import ALL, Condition, Rule
from tests.pages.conftest import open_page, unfolded, words

SEGMENTS = "set_up/segments.py"


@pytest.fixture
def shop(real: Store) -> Store:
    """Thirty customers, ten of them in Łódź, all of whom have ordered and answered."""
    with real.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 1")
    add_names(real, "segment", ["Locals", "Others"])
    people = [f"{i:03d}" for i in range(30)]
    save_customers(real, [Customer(c, None, {"city": "Łódź" if i < 10 else "Sopot"}) for i, c in enumerate(people)])
    now = datetime.now(UTC)
    save_orders(
        real,
        [
            Order(record_key("order", c), c, now - timedelta(days=9 * i + 1), 10.0 * (i + 1), "paid")
            for i, c in enumerate(people)
        ],
    )
    survey = next(one for one in surveys(real) if one.questions[0].kind == "nps")
    answer = (Answer(survey.questions[0].id, 9, None),)
    save_responses(real, [Response(survey.id, answer, new_submission_key(), now, NOWHERE, c) for c in people])
    return real


def key_of(at: AppTest, kind: str, part: str) -> str:
    """The key of the last widget of a kind whose key holds a part."""
    return [one.key for one in getattr(at, kind) if one.key and part in one.key][-1]


def build_city_rule(at: AppTest) -> None:
    at.button(key="rule_segment_0_add").click().run()
    at.selectbox(key=key_of(at, "selectbox", "_field")).set_value("attribute.city").run()
    at.selectbox(key=key_of(at, "selectbox", "_text_")).set_value("Łódź").run()


def test_a_rule_is_built_looked_at_saved_and_seen_in_the_answers(shop: Store) -> None:
    at = open_page(SEGMENTS)
    build_city_rule(at)
    assert not at.exception
    text = words(at)
    assert "What this rule would do" in text
    assert "10 customers would come in." in text
    assert "of 30 known customers" in text
    assert rules(shop, "segment") == [], "nothing is saved by looking"
    at.button(key="save_segment").click().run()
    assert not at.exception
    assert rules(shop, "segment")[0].rule == Rule(ALL, (Condition("attribute.city", "is", "Łódź"),))
    assert sum(row.segment == "Locals" for row in rows(shop, limit=100)) == 10
    assert "10 came in" in words(at)
    tables = [str(one.value.values.tolist()) for one in unfolded(open_page("see/segments.py", metric="nps")).dataframe]
    assert any("'Locals'" in table for table in tables)


def test_a_saved_rule_comes_back_into_the_builder_and_can_be_taken_away(shop: Store) -> None:
    group = Rule(
        "any", (Condition("buyer", "one_of", ("one-time", "frequent")), Condition("orders", "at_least", 2.0, 90))
    )
    rule = Rule(
        ALL, (Condition("attribute.city", "is_not", "Łódź"), Condition("recency_days", "between", (0.0, 99.0)), group)
    )
    save_rule(shop, "segment", "Locals", rule)
    run_rules(shop)
    at = open_page(SEGMENTS)
    assert not at.exception
    text = words(at)
    assert "This is version 1" in text, "what is in the builder is what is saved"
    assert "What this rule would do" not in text
    at.button(key="drop_rule_segment").click().run()
    assert rules(shop, "segment") == []
    assert not any(row.segment for row in rows(shop, limit=100))


def test_a_row_that_is_not_complete_makes_no_rule(shop: Store) -> None:
    at = open_page(SEGMENTS)
    at.button(key="rule_segment_0_add").click().run()
    at.selectbox(key=key_of(at, "selectbox", "_field")).set_value("orders").run()
    assert not at.exception
    assert "What this rule would do" not in words(at)


def test_a_row_can_be_removed_again(shop: Store) -> None:
    at = open_page(SEGMENTS)
    build_city_rule(at)
    at.button(key=key_of(at, "button", "_drop")).click().run()
    assert not at.exception
    assert "No condition yet" in words(at)


def test_a_new_segment_is_made_of_quintiles(shop: Store) -> None:
    at = open_page(SEGMENTS)
    at.text_input(key="rfm_name").set_value("Best")
    next(one for one in at.button if one.form_id == "rfm_segment").click().run()
    assert not at.exception
    assert names(shop, "segment") == ["Locals", "Others", "Best"]
    assert "What this rule would do" in words(at)
    at.button(key="save_segment").click().run()
    assert [(one.name, one.rule.conditions()[0].value) for one in rules(shop, "segment")] == [("Best", (4.0, 5.0))]


def test_a_new_name_is_added_and_chosen(shop: Store) -> None:
    at = open_page(SEGMENTS)
    next(one for one in at.text_input if one.label == "New name").set_value("  Third  one ")
    next(one for one in at.button if one.form_id == "new_segment").click().run()
    assert names(shop, "segment")[-1] == "Third one"
    assert at.selectbox(key="edited_segment").value == "Third one"


def test_anonymous_surveys_are_said_plainly(shop: Store) -> None:
    with shop.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 0")
    text = words(open_page(SEGMENTS))
    assert "30 responses are out of reach of all rules" in text
    assert "never joined" in text


def test_without_customers_the_page_says_what_is_missing(real: Store) -> None:
    assert "No customers are known yet" in words(open_page(SEGMENTS))
    assert "No segments yet." in words(open_page(SEGMENTS))


@pytest.mark.parametrize("lang", ["en", "zh", "pl"])
def test_the_page_of_the_demo_opens_in_every_language(lang: str, demo: Path) -> None:
    at = open_page(SEGMENTS, lang=lang)
    assert not at.exception
    assert not at.error


PERSONAS = "set_up/personas.py"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


def test_a_profile_is_filled_in_and_shown(shop: Store) -> None:
    add_names(shop, "persona", ["Ada", "Bo"])
    at = open_page(PERSONAS)
    form = "profile_Ada"
    box = {one.label: one for one in [*at.text_input, *at.text_area]}
    box["Occupation"].set_value("Teacher <b>")
    box["In their own words"].set_value("“Is it worth it?”")
    box["Goals, one per line"].set_value("pay less\n\nfind it fast")
    at.file_uploader(key="picture_Ada").upload("ada.png", PNG)
    next(one for one in at.button if one.form_id == form).click().run()
    assert not at.exception
    text = words(at)
    assert "Teacher &lt;b&gt;" in text
    assert "pay less<br>find it fast" in text
    assert "“Is it worth it?”" in text
    assert "data:image/png;base64," in text


def test_a_file_that_is_no_picture_is_refused_and_nothing_is_saved(shop: Store) -> None:
    add_names(shop, "persona", ["Ada"])
    at = open_page(PERSONAS)
    at.file_uploader(key="picture_Ada").upload("ada.png", b"<svg onload='alert(1)'/>")
    next(one for one in at.button if one.form_id == "profile_Ada").click().run()
    assert [one.value for one in at.error] == ["The picture is neither PNG nor JPEG; only these two are allowed"]
    assert profiles(shop)["Ada"].picture is None


def test_a_persona_gets_a_rule_of_its_own(shop: Store) -> None:
    add_names(shop, "persona", ["Ada"])
    at = open_page(PERSONAS)
    at.button(key="rule_persona_0_add").click().run()
    at.selectbox(key=key_of(at, "selectbox", "_field")).set_value("attribute.city").run()
    at.selectbox(key=key_of(at, "selectbox", "_text_")).set_value("Sopot").run()
    at.button(key="save_persona").click().run()
    assert not at.exception
    assert sum(row.persona == "Ada" for row in rows(shop, limit=100)) == 20


@pytest.mark.parametrize("lang", ["en", "zh", "pl"])
def test_the_evidence_for_a_persona_stands_below_the_scores(lang: str, demo: Path) -> None:
    at = open_page("see/personas.py", lang=lang, who="Gift giver")
    assert not at.exception
    text = words(at)
    assert "Will it be there by Friday?" in text
    assert 'class="say"' in text, "what they say"
    assert 'class="src"' in text, "where they meet us"


def test_a_small_persona_gives_nobody_away(shop: Store) -> None:
    """Three answers in an anonymous survey: no comments, no channels, no number."""
    with shop.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 0")
    add_names(shop, "persona", ["Ada"])
    survey = next(one for one in surveys(shop) if one.questions[0].kind == "nps")
    answer = (Answer(survey.questions[0].id, 1, "my very own secret"),)
    place = Place(persona="Ada")
    save_responses(
        shop, [Response(survey.id, answer, new_submission_key(), datetime.now(UTC), place) for _ in range(3)]
    )
    text = words(open_page("see/personas.py", who="Ada"))
    assert "my very own secret" not in text
    assert "Hidden to protect a small group." in text
    assert "3 answers" not in text
    (table,) = [one.value for one in open_page(PERSONAS).dataframe]
    assert table["Answers"].tolist() == ["hidden"]


def test_a_name_that_is_refused_stays_in_its_field(shop: Store) -> None:
    at = open_page("set_up/segments.py")
    next(one for one in at.text_input if one.label == "New name").set_value("Bell\x07ringers")
    next(one for one in at.button if one.form_id == "new_segment").click().run()
    assert not at.exception
    assert at.error
    assert next(one for one in at.text_input if one.label == "New name").value == "Bell\x07ringers"
