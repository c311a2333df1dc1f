"""Every kind of question on a page: what can be chosen, what is read out, what is required, in every language."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cjo_core.store.set_up.surveys import save_survey, survey
from cjo_core.survey.surveys import Option, Question, Survey, Texts, Wording
from cjo_core.web.respondents.showing import preview
from tests.web.conftest import WHOLE, Street, words


def alone(street: Street, question: Question, language: str = "en", **more: object) -> str:
    """The page of a survey that asks only this."""
    save_survey(street.real, Survey("alone", "Alone", (question,), **more))  # type: ignore[arg-type]
    return street.client.get(f"/s/alone?lang={language}").text


def inputs(html: str, kind: str) -> list[tuple[str, str]]:
    """Name and value of every field of a type, in order."""
    return re.findall(rf'<input type="{kind}" id="[^"]+" name="([^"]+)" value="([^"]*)"', html)


@pytest.mark.parametrize(
    ("kind", "style", "high", "scores"),
    [
        ("nps", "numbers", 5, range(11)),
        ("csat", "numbers", 5, range(1, 6)),
        ("ces", "numbers", 5, range(1, 8)),
        ("ces1", "numbers", 5, range(1, 6)),
        *(("rating", style, high, range(1, high + 1)) for style in ("numbers", "stars") for high in (2, 5, 10)),
    ],
)
def test_a_scale_is_a_radio_per_score(street: Street, kind: str, style: str, high: int, scores: range) -> None:
    html = alone(street, Question(kind, words("How?", "low", "high"), style=style, high=high))
    assert [value for _name, value in inputs(html, "radio")] == [str(score) for score in scores]
    assert f'class="box b{len(scores)}' in html
    assert f"<b>{scores[0]}</b> low" in html
    assert f"<b>{scores[-1]}</b> high" in html


def test_stars_and_faces_have_names_for_those_who_do_not_see_them(street: Street) -> None:
    stars = alone(street, Question("rating", words("How?"), style="stars", high=3))
    assert re.findall(r'aria-label="(\d[^"]+)"', stars) == ["1 star", "2 stars", "3 stars"]
    save_survey(street.real, Survey("faces", "F", (Question("csat", words("How?"), style="faces"),)))
    faces = street.client.get("/s/faces").text
    assert re.findall(r'<input[^>]+aria-label="([^"]+)"', faces) == [
        "Very dissatisfied",
        "Dissatisfied",
        "Neutral",
        "Satisfied",
        "Very satisfied",
    ]
    assert faces.count('<svg viewBox="0 0 24 24" aria-hidden="true">') == 5


def test_satisfaction_in_words_stores_its_number(street: Street) -> None:
    html = alone(street, Question("csat", words("How?"), style="words"))
    assert re.findall(r"<span>([^<]+)</span></label>", html)[0] == "Very dissatisfied"
    identity = inputs(html, "radio")[0][0]
    street.send("alone", **{identity: "4"})
    assert [(row["question_kind"], row["score"]) for row in street.rows()] == [("csat", 4)]


def test_options_are_chosen_by_their_short_names_whatever_the_language(street: Street) -> None:
    offered = (Option("a", {"en": "Red & blue", "ar": "أحمر"}), Option("b", {"en": "Old"}, retired=True))
    html = alone(street, Question("multiple", words("Which?"), options=offered))
    (field,) = inputs(html, "checkbox")
    assert field == (f"q{survey(street.real, 'alone').questions[0].id}.a", "1")
    assert "Red &amp; blue" in html
    assert "Old" not in html
    assert "Choose all that apply" in html
    arabic = street.client.get("/s/alone?lang=ar").text
    assert inputs(arabic, "checkbox") == [field]
    assert "أحمر" in arabic


def test_texts_have_labels_and_limits(street: Street) -> None:
    short = alone(street, Question("text", words("Which order?")))
    assert re.search(r'<label id="(q\d+)-label" for="\1"><h1>Which order\?</h1></label>', short)
    assert 'maxlength="200" required' in short
    save_survey(street.real, Survey("long", "L", (Question("long_text", words("Tell us")),)))
    assert 'maxlength="2000" enterkeyhint="enter" required' in street.client.get("/s/long").text


def test_a_link_never_agrees_for_anybody_nor_writes_a_text(street: Street) -> None:
    call = next(one for one in survey(street.real, "whole").questions if one.key == "call")
    text = next(one for one in survey(street.real, "whole").questions if one.key == "wrong")
    both = replace(
        WHOLE, slug="both", redirects=(), questions=(replace(call, id=0), replace(text, id=0, condition=None))
    )
    save_survey(street.real, both)
    ids = [one.id for one in survey(street.real, "both").questions]
    query = f"q_call=yes&q_wrong=planted&q{ids[0]}=yes&q{ids[1]}=planted"
    html = street.client.get(f"/s/both?{query}").text
    assert " checked" not in html
    assert "planted" not in re.sub(r'href="[^"]*"', "", html)


@pytest.mark.parametrize(
    ("query", "checked"),
    [("q_nps=9&q_sat=4", ["9", "4"]), ("q_nps=11", []), ("q_nps=9&q_nothing=1", ["9"]), ("score=9", [])],
)
def test_a_link_can_choose_answers_by_the_questions_short_names(street: Street, query: str, checked: list[str]) -> None:
    html = street.client.get(f"/s/whole?{query}").text
    assert re.findall(r'value="(\d+)" checked', html) == checked


def test_only_what_is_required_says_so_and_the_browser_insists(street: Street) -> None:
    html = street.client.get("/s/whole").text
    assert html.count("<i>(required)</i>") == 1
    nps, sat = (one.id for one in survey(street.real, "whole").questions[:2])
    assert html.count(f'name="q{nps}" value="0" required') == 1
    assert not re.search(rf'name="q{sat}"[^>]* required', html)


def test_the_why_is_asked_in_other_words_of_the_unhappy_and_the_happy(street: Street) -> None:
    wording = Wording("How?", "", "", "Why?", "What disappointed you?", "What did you love?")
    html = alone(street, Question("csat", {"en": wording}))
    assert '<span class="any">Why?</span>' in html
    assert '<span class="lo">What disappointed you?</span>' in html
    assert '<span class="hi">What did you love?</span>' in html
    moods = re.findall(r'value="(\d)" required(?: class="(lo|hi)")?', html)
    assert moods == [("1", "lo"), ("2", "lo"), ("3", ""), ("4", "hi"), ("5", "hi")]
    assert ".lo:checked" in html  # the style sheet tells which one is seen


def test_a_rating_asks_why_only_where_the_team_words_it(street: Street) -> None:
    assert "<textarea" not in alone(street, Question("rating", words("How?")))
    worded = Question("rating", {"en": Wording("How?", comment_low="What was slow?")})
    save_survey(street.real, Survey("worded", "W", (worded,)))
    assert street.client.get("/s/worded").text.count("<textarea") == 1


def test_a_page_runs_from_right_to_left_where_its_language_does(street: Street) -> None:
    html = street.client.get("/s/whole", headers={"accept-language": "ar-EG"}).text
    assert '<html lang="ar" dir="rtl">' in html
    assert "<h1>الكل</h1>" in html
    assert "مرحبا" in html
    assert 'dir="rtl"' not in street.client.get("/s/whole").text


@pytest.mark.parametrize("tag", ["eu", "zh-Hant-TW", "sr-Latn", "gsw"])
def test_a_survey_may_be_worded_in_any_language(street: Street, tag: str) -> None:
    question = Question("nps", {"en": Wording("Hm?"), tag: Wording("Galdera?")})
    html = alone(street, question, tag)
    assert f'<html lang="{tag}">' in html
    assert "<h1>Galdera?</h1>" in html


def test_a_text_of_the_survey_is_escaped(street: Street) -> None:
    nasty = "<b onclick=x>"
    texts = {"en": Texts(nasty, nasty, nasty, nasty)}
    option = Option("a", {"en": nasty})
    html = alone(street, Question("single", {"en": Wording(nasty)}, options=(option,)), texts=texts)
    for page in (html, street.client.get("/s/alone/thanks").text):
        assert nasty not in page
        assert "&lt;b onclick=x&gt;" in page


def test_a_team_can_look_at_any_page_before_the_survey_opens(street: Street) -> None:
    html = preview(survey(street.real, "whole"), "ar", 2, who="Acme")
    assert html.index("form-action 'none'") < html.index("<title>")
    assert "What went wrong?" in html
    assert 'type="submit"' not in html  # nothing of it can be sent
    assert '<html lang="ar" dir="rtl">' in html
