"""The form in the visitor's language: its words, its direction, and what happens when we cannot speak it."""

from __future__ import annotations

import gzip
import re
from datetime import date

import pytest

from cjo_core import locale
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.surveys import Question, Survey, Wording
from cjo_core.web import words
from cjo_core.web.rendering import STYLE

WORDINGS = {
    "en": Wording("Would you recommend us?", "not at all likely", "extremely likely"),
    "ar": Wording("ما مدى احتمال أن توصي بنا؟", "غير محتمل إطلاقًا", "محتمل جدًا"),
    "de": Wording("Würden Sie uns empfehlen?", "unwahrscheinlich", "äußerst wahrscheinlich"),
    "pt-BR": Wording("Você nos recomendaria?", "nada provável", "muito provável"),
    "zh-Hant": Wording("您會推薦我們嗎？", "完全不可能", "極有可能"),
}


@pytest.fixture
def world(street):
    save_survey(street.real, Survey("world", "World", (Question("nps", WORDINGS),)))
    return street


@pytest.mark.parametrize(
    ("accepts", "tag", "send"),
    [
        ("de-CH,en;q=0.5", "de", "Absenden"),
        ("pt-PT", "pt-BR", "Enviar"),
        ("zh-TW,zh;q=0.9", "zh-Hant", "送出"),
        ("ar-EG", "ar", "إرسال"),
    ],
)
def test_the_question_and_our_own_words_are_in_the_visitors_language(world, accepts, tag, send):
    html = world.client.get("/s/world", headers={"accept-language": accepts}).text
    assert f'<html lang="{tag}"' in html
    assert WORDINGS[tag].question in html
    assert f'<button type="submit">{send}</button>' in html
    assert world.client.get(f"/s/world/thanks?lang={tag}").text.count(f'lang="{tag}"') == 1


@pytest.mark.parametrize(("tag", "leftward"), [("ar", True), ("de", False), ("zh-Hant", False)])
def test_only_languages_written_from_right_to_left_turn_the_page_round(world, tag, leftward):
    for address in (
        f"/s/world?lang={tag}",
        f"/s/world/thanks?lang={tag}",
        f"/privacy?lang={tag}",
        f"/s/none?lang={tag}",
    ):
        assert ('dir="rtl"' in world.client.get(address).text) == leftward


def test_what_we_cannot_say_in_a_surveys_language_is_said_in_its_default_one(street):
    wordings = {"pl": Wording("Czy nas polecisz?"), "sw": Wording("Je, utatupendekeza?")}
    save_survey(street.real, Survey("jambo", "Jambo", (Question("nps", wordings),), default_language="pl"))
    html = street.client.get("/s/jambo?lang=sw").text
    assert '<html lang="sw">' in html
    assert "Je, utatupendekeza?" in html
    assert '<button type="submit">Wyślij</button>' in html
    data = {"token": street.token_in(html), "lang": "sw", "q1": "77"}
    sent = street.client.post("/s/jambo", data=data)
    assert sent.status_code == 422
    assert "<h2>Jeszcze nie wysłano</h2>" in sent.text


def test_what_was_wrong_is_said_in_the_visitors_language(world):
    data = {"token": world.token("/s/world"), "lang": "de", "q1_comment": "Hallo"}
    answer = world.client.post("/s/world", data=data)
    assert answer.status_code == 422
    assert "Noch nicht gesendet" in answer.text
    assert "Bitte wählen Sie eine Zahl von 0 bis 10." in answer.text


def test_languages_go_by_their_own_names_those_of_the_house_first(world):
    html = world.client.get("/s/world").text
    names = re.findall(r'(?:hreflang="[^"]+"|aria-current="true")>([^<]+)<', html)
    assert names == ["English", "Deutsch", "Português (Brasil)", "العربية", "繁體中文"]


def test_many_languages_wait_behind_the_present_one(street):
    html = street.client.get("/privacy?lang=de").text
    assert "<summary>Deutsch</summary>" in html
    assert len(re.findall(r'hreflang="', html)) == len(locale.FORM_LANGUAGES) - 1
    assert html.count("aria-current") == 1


@pytest.mark.parametrize("code", locale.FORM_LANGUAGES)
def test_every_page_speaks_every_language_within_ten_kilobytes(street, code):
    for address, status in (("/privacy", 200), ("/s/none", 404), ("/s/shop/x", 404)):
        answer = street.client.get(f"{address}?lang={code}")
        assert answer.status_code == status
        assert f'<html lang="{code}"' in answer.text
        assert len(gzip.compress(answer.content)) <= 10 * 1024
        if code not in locale.LANGUAGES:  # theirs are looked after with the interface
            assert "Please" not in answer.text
            assert "survey" not in re.sub(r"<style>.*?</style>", "", answer.text, flags=re.DOTALL).lower()


def test_the_style_knows_no_left_and_right_but_start_and_end():
    assert not re.findall(r"(?:margin|padding|border|text-align|inset)[\w-]*(?:-|:)(?:left|right)\b", STYLE)


def test_days_and_numbers_are_spelt_as_the_language_does():
    with locale.speaking("pl"):
        assert words.day_text(date(2026, 11, 21)) == "21 listopada 2026"
    with locale.speaking("uk"):
        assert [words.stars(count) for count in (1, 3, 5)] == ["1 зірка", "3 зірки", "5 зірок"]
        assert words.answers_waiting(21) == "21 відповідь чекає на цьому пристрої"
    with locale.speaking("zh-Hant"):
        assert words.day_text(date(2026, 11, 21)) == "2026年11月21日"
