"""GET /s/{slug}: what the form shows, and that looking at it never writes."""

from __future__ import annotations

import gzip
import re

import pytest

from cjo_core.store.database import Store
from cjo_core.store.set_up.settings import save_setting
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.surveys import Question, Survey, Wording

CHECKED = re.compile(r'value="(\d+)" checked')


def changes(store: Store) -> tuple[int, int]:
    with store.reading() as connection:
        responses = connection.execute("SELECT count(*) FROM responses").fetchone()[0]
        places = connection.execute("SELECT count(*) FROM places").fetchone()[0]
    return responses, places


def test_the_form_shows_the_question_its_scale_and_its_labels(street):
    html = street.client.get("/s/shop").text
    assert "<title>Would you recommend us?</title>" in html
    assert re.findall(r'type="radio"[^>]*value="(\d+)"', html) == [str(score) for score in range(11)]
    assert "<b>0</b> not at all likely" in html
    assert "<b>10</b> extremely likely" in html
    assert 'maxlength="2000"' in html
    assert "Why?" in html
    assert "<script" not in html


def test_the_organisation_says_who_is_asking_and_is_escaped(street):
    assert '<p class="who">Acme' not in street.client.get("/s/shop").text
    save_setting(street.real, "organisation", "Acme & <Sons>")
    for address in ("/s/shop", "/s/shop/thanks"):
        assert '<p class="who">Acme &amp; &lt;Sons&gt;</p>' in street.client.get(address).text


def test_twenty_visits_with_a_score_in_the_link_store_nothing(street):
    before = street.real.version(), changes(street.real)
    for _visit in range(20):
        assert street.client.get("/s/shop?score=9&stage=Purchase&customer=c1").status_code == 200
    assert (street.real.version(), changes(street.real)) == before
    assert changes(street.real) == (0, 0)


def test_head_answers_like_get_and_writes_nothing(street):
    answer = street.client.head("/s/shop?score=9")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-cache"
    assert street.rows() == []


@pytest.mark.parametrize("query", ["score=9", "q1=9", "score=+9", "score=09"])
def test_a_link_can_choose_the_score_beforehand(street, query):
    assert CHECKED.findall(street.client.get(f"/s/shop?{query}").text) == ["9"]


@pytest.mark.parametrize("raw", ["11", "-1", "９", "9.0", "1e1", "", "nine", "9_0", "99999999999", "%00", "%ED%A0%80"])
def test_a_score_that_is_not_on_the_scale_is_ignored_in_a_link(street, raw):
    answer = street.client.get(f"/s/shop?score={raw}")
    assert answer.status_code == 200
    assert CHECKED.findall(answer.text) == []


def test_a_link_cannot_put_words_into_a_mouth(street):
    assert "planted" not in street.client.get("/s/shop?q1_comment=planted&comment=planted").text


def test_score_chooses_nothing_when_there_are_several_questions(street):
    assert CHECKED.findall(street.client.get("/s/order?score=3").text) == []


def test_several_questions_stand_on_one_page_each_with_its_scale_and_reason(street):
    html = street.client.get("/s/order").text
    assert html.count("<fieldset>") == html.count("<textarea") == html.count('role="radiogroup"') == 3
    assert len(re.findall('type="radio"', html)) == 11 + 5 + 7
    assert "<title>After your order</title>" in html
    assert " required" not in html  # a question may be skipped


@pytest.mark.parametrize(
    ("query", "accepts", "spoken", "question"),
    [
        ("", "en", "en", "Would you recommend us?"),
        ("", "pl-PL,en;q=0.5", "pl", "Czy nas polecisz?"),
        ("", "zh-Hans-CN", "zh", "您会推荐我们吗？"),
        ("?lang=zh", "pl", "zh", "您会推荐我们吗？"),
        ("?lang=pl", "", "pl", "Czy nas polecisz?"),
        ("?lang=fr", "fr,de", "en", "Would you recommend us?"),
        ("?lang=%22%3E%3Cb%3E", "en", "en", "Would you recommend us?"),
    ],
)
def test_the_page_speaks_the_language_of_the_link_or_the_browser(street, query, accepts, spoken, question):
    html = street.client.get(f"/s/shop{query}", headers={"accept-language": accepts}).text
    assert f'<html lang="{spoken}">' in html
    assert question in html
    assert f'name="lang" value="{spoken}"' in html


def test_languages_are_plain_links_that_keep_the_rest_of_the_address(street):
    html = street.client.get("/s/shop?score=9&stage=Purchase&lang=en&utm=x").text
    assert 'href="?lang=pl&amp;score=9&amp;stage=Purchase" lang="pl" hreflang="pl">Polski</a>' in html
    assert '<span lang="en" aria-current="true">English</span>' in html
    assert "utm" not in html


def test_a_survey_in_one_language_offers_no_choice_of_language(street):
    assert "<nav" not in street.client.get("/s/order").text


def test_what_a_team_wrote_is_escaped(street):
    nasty = '<script>alert("x")</script>'
    save_survey(street.real, Survey("nasty", nasty, (Question("nps", {"en": Wording(nasty, nasty, nasty, nasty)}),)))
    html = street.client.get("/s/nasty").text
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 6


@pytest.mark.parametrize(
    "field", ["stage", "touchpoint", "segment", "persona", "channel", "customer", "lang", "score", "q1"]
)
def test_what_a_link_says_is_escaped_wherever_it_is_shown(street, field):
    for slug in ("shop", "strict"):
        html = street.client.get(f"/s/{slug}", params={field: '"><script>alert(1)</script>'}).text
        assert "<script" not in html
        assert '"><' not in re.sub(r'"></?(b|i|h1|span|label)>', "", html)


@pytest.mark.parametrize("address", ["/s/shop", "/s/order", "/s/shop/thanks", "/s/closed", "/s/none", "/privacy"])
def test_a_page_is_one_request_of_at_most_ten_kilobytes(street, address):
    answer = street.client.get(address)
    assert len(gzip.compress(answer.content)) <= 10 * 1024
    assert not re.search(r'(?:src|srcset)=|<link[^>]+href="(?!data:)|url\(|@import', answer.text)


def test_demo_surveys_say_so_and_real_ones_do_not(street):
    for page in ("", "/thanks"):
        assert "Demo data" in street.client.get(f"/s/demo-shop{page}").text
        assert "Demo data" not in street.client.get(f"/s/shop{page}").text


@pytest.mark.parametrize(
    ("slug", "status"), [("draft", 404), ("paused", 403), ("closed", 410), ("none", 404), ("Ünïcode", 404)]
)
def test_a_survey_that_is_not_open_says_so_on_a_friendly_page(street, slug, status):
    answer = street.client.get(f"/s/{slug}")
    assert answer.status_code == status
    assert "<form" not in answer.text
    assert "<h1>" in answer.text


@pytest.mark.parametrize(
    "path", ["/s", "/s/", "/s/shop/nothing", "/s/a/b/c", "/s/%00", "/s/..%2fshop", "/s/" + "x" * 500]
)
def test_everything_else_below_the_street_door_is_not_found(street, path):
    answer = street.client.get(path, headers={"accept-language": "pl"})
    assert answer.status_code == 404
    assert '<html lang="pl">' in answer.text


def test_an_address_with_a_slash_at_its_end_leads_to_the_form(street):
    answer = street.client.get("/s/shop/?score=9")
    assert answer.url.path == "/s/shop"
    assert CHECKED.findall(answer.text) == ["9"]


def test_an_address_typed_in_capitals_leads_to_the_form_and_takes_its_answer(street):
    answer = street.client.get("/s/Shop?score=9")
    assert CHECKED.findall(answer.text) == ["9"]
    assert "/thanks" in street.send("SHOP", score="9")
    assert len(street.rows()) == 1


def test_a_demo_slug_is_never_looked_for_in_the_real_store_nor_the_other_way_round(street):
    street.open[:] = [street.real]
    assert street.client.get("/s/demo-shop").status_code == 404
    street.open[:] = [street.demo]
    assert street.client.get("/s/shop").status_code == 404
    assert street.client.get("/s/demo-shop").status_code == 200
    street.open[:] = []
    assert street.client.get("/s/shop").status_code == 404


def test_the_privacy_page_speaks_three_languages(street):
    for code in ("en", "zh", "pl"):
        assert f'<html lang="{code}">' in street.client.get(f"/privacy?lang={code}").text


def test_health_is_told_after_reading_every_store(street):
    assert street.client.get("/healthz").json() == {"status": "ok"}
    with street.demo.writing() as connection:
        connection.execute("ALTER TABLE settings RENAME TO gone")
    answer = street.client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "error"})
