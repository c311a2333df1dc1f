"""The life of a survey as respondents meet it: early, open, closed by time, full, and what it says of itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cjo_core.store.set_up.settings import save_setting
from cjo_core.store.set_up.studio import save_changes
from cjo_core.store.set_up.surveys import save_survey, survey
from cjo_core.survey.surveys import Redirect, Survey, Texts
from cjo_core.web.guards.security import form_targets
from tests.web.conftest import NPS, Street


def change(street: Street, **more: object) -> Survey:
    return save_changes(street.real, replace(survey(street.real, "shop"), **more))  # type: ignore[arg-type]


def test_an_early_survey_says_when_it_opens_in_the_teams_zone_and_the_page_language(street: Street) -> None:
    save_setting(street.real, "time_zone", "Europe/Warsaw")
    change(street, opens_at=datetime(2046, 12, 1, 8, tzinfo=UTC))
    answer = street.client.get("/s/shop?lang=pl")
    assert answer.status_code == 403
    assert "1 grudnia 2046 09:00 (Europe/Warsaw)" in answer.text
    assert "<form" not in answer.text
    assert street.client.post("/s/shop", data={"q1": "9"}).status_code == 403
    street.ahead = timedelta(days=365 * 21)
    assert "<form" in street.client.get("/s/shop").text


def test_a_survey_closes_at_its_time_and_says_what_the_team_wrote(street: Street) -> None:
    token = street.token()
    change(street, closes_at=datetime.now(UTC) + timedelta(hours=1), texts={"en": Texts(closed="Until next year")})
    assert street.client.get("/s/shop").status_code == 200
    street.ahead = timedelta(hours=2)
    answer = street.client.get("/s/shop")
    assert answer.status_code == 410
    assert "Until next year" in answer.text
    late = street.client.post("/s/shop", data={"token": token, "q1": "9"})
    assert late.status_code == 410
    assert "was not saved" in late.text
    assert street.rows() == []


def test_a_full_survey_says_so_before_anybody_types_and_to_whoever_comes_too_late(street: Street) -> None:
    change(street, limit=2)
    late = street.token()
    for _n in range(2):
        street.send(q1="9")
    answer = street.client.post("/s/shop", data={"token": late, "q1": "3"})
    assert answer.status_code == 410
    assert "has received all the answers it needs" in answer.text
    assert "was not saved" in answer.text
    looking = street.client.get("/s/shop")
    assert looking.status_code == 410
    assert "<form" not in looking.text
    assert len(street.rows()) == 2


def test_a_full_quota_turns_its_segment_away_only(street: Street) -> None:
    change(street, quotas={"Frequent": 1})
    street.send(q1="9", segment="Frequent")
    answer = street.client.get("/s/shop?segment=frequent")
    assert answer.status_code == 410
    assert "enough answers from your group" in answer.text
    street.send(q1="8")
    assert len(street.rows()) == 2


def test_a_survey_says_its_own_words_in_each_language_else_in_its_first(street: Street) -> None:
    change(street, texts={"en": Texts("Shop & Co", "Two minutes", "Bye", ""), "pl": Texts("Sklep")})
    english, polish = (street.client.get(f"/s/shop?lang={code}").text for code in ("en", "pl"))
    assert '<p class="who">Shop &amp; Co</p>' in english
    assert '<p class="who">Sklep</p>' in polish
    assert "Two minutes" in english
    assert "Two minutes" in polish
    assert "Bye" in street.client.get("/s/shop/thanks?lang=pl").text


def test_a_change_by_the_team_is_seen_by_the_next_request(street: Street) -> None:
    for title in ("One", "Two", "Three"):
        change(street, texts={"en": Texts(title)})
        assert f'<p class="who">{title}</p>' in street.client.get("/s/shop").text


@pytest.mark.parametrize(
    ("score", "leads"), [("10", "https://review.example/x"), ("9", "https://review.example/x"), ("3", "thanks")]
)
def test_the_score_decides_where_people_go_after_sending(street: Street, score: str, leads: str) -> None:
    change(street, redirects=(Redirect(9, 10, "https://review.example/x"),))
    assert leads in street.send(q1=score)
    assert len(street.rows()) == 1


def test_a_redirect_whose_host_no_policy_can_name_ends_at_thanks(street: Street) -> None:
    change(street, redirects=(Redirect(0, 10, "https://bad;script-src%20*/x"),))
    assert "script-src" not in street.client.get("/s/shop").headers["content-security-policy"]
    assert street.send(q1="9") == "shop/thanks?lang=en"


def test_policies_name_origins_in_the_letters_of_the_web() -> None:
    addresses = [
        "https://bücher.example:8443/a?b",
        "http://a.example",
        "http://a.example/2",
        "https://[::1]/",
        "ftp://x.y",
    ]
    assert form_targets(addresses) == ["https://xn--bcher-kva.example:8443", "http://a.example"]


def test_a_form_that_the_browser_kept_is_counted_once_however_often_it_is_sent(street: Street) -> None:
    """Back after Send shows the page from the browser's memory: the same token, so the same answer."""
    opened = street.client.get("/s/shop")
    assert opened.headers["cache-control"] == "private, no-cache"
    for score in ("9", "2"):
        assert street.send(token=street.token_in(opened.text), q1=score).startswith("shop/thanks")
    assert [row["score"] for row in street.rows()] == [9]


def test_a_slug_that_changes_hands_is_found_by_its_new_name_only(street: Street) -> None:
    street.client.get("/s/shop")
    change(street, slug="store")
    assert street.client.get("/s/store").status_code == 200
    assert street.client.get("/s/shop").status_code == 404
    save_survey(street.real, Survey("shop", "Another", (NPS,)))
    assert "Another" in street.client.get("/s/shop").text
