"""The kiosk: one page with one script of ours, and answers that come in once, with the time they were given."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cjo_core.store.quarantine import held
from cjo_core.store.settings import save_setting
from cjo_core.store.surveys import save_status
from cjo_core.web.kiosk import waiting_words
from tests.web.conftest import Street

OURS = {"x-cjo-kiosk": "1"}


def upload(street: Street, slug: str = "shop", headers: dict[str, str] = OURS, **fields: object) -> Any:
    data = {"key": secrets.token_hex(16), "age": "0", **{name: str(value) for name, value in fields.items()}}
    return street.client.post(f"/k/{slug}", data=data, headers=headers)


def test_the_page_runs_the_one_script_that_its_policy_names_and_stores_nothing(street: Street) -> None:
    page = street.client.get("/k/shop?touchpoint=Checkout")
    policy = page.headers["content-security-policy"]
    (script,) = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
    assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in policy
    for style in re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL):
        assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "<script" not in street.client.get("/s/shop").text
    assert 'name="touchpoint" value="Checkout"' in page.text
    assert street.rows() == []


def test_an_answer_sent_twice_is_stored_once(street: Street) -> None:
    key = secrets.token_hex(16)
    first, second = (upload(street, key=key, score=9, touchpoint="Checkout") for _ in range(2))
    assert (first.json(), second.json()) == ({"stored": True}, {"stored": False})
    (row,) = street.rows()
    assert (row["score"], row["door"], row["touchpoint"]) == (9, "kiosk", "Checkout")


def test_what_a_program_sends_in_a_kiosk_s_name_is_set_apart(street: Street) -> None:
    key = secrets.token_hex(16)
    sent = [upload(street, headers=OURS | {"user-agent": "curl/8.5"}, key=key, score=0) for _ in range(2)]
    assert [answer.json() for answer in sent] == [{"stored": True}, {"stored": False}]
    assert upload(street, key=key, score=0).json() == {"stored": False}, "it stays apart, whoever sends it again"
    assert street.rows() == []
    (one,) = held(street.real)
    assert (one.reasons, one.response.door) == (("robot",), "kiosk")


def moments(street: Street) -> list[datetime]:
    with street.real.reading() as connection:
        rows = connection.execute("SELECT submitted_at FROM responses ORDER BY id").fetchall()
    return [datetime.fromisoformat(text) for (text,) in rows]


def test_answers_keep_their_time_within_a_month_and_are_never_of_the_future(street: Street) -> None:
    day = 86_400_000
    for age in (2 * day, 45 * day, -5 * day, "nonsense"):
        assert upload(street, score=9, age=age).status_code == 200
    now = datetime.now(UTC)
    for moment, days in zip(moments(street), (2, 30, 0, 0), strict=True):
        assert abs(now - timedelta(days=days) - moment) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        (OURS | {"sec-fetch-site": "cross-site"}, 403),
        (OURS | {"sec-fetch-site": "same-site"}, 403),
        (OURS | {"sec-fetch-site": "same-origin"}, 200),
    ],
)
def test_only_our_own_page_may_send(street: Street, headers: dict[str, str], status: int) -> None:
    assert upload(street, headers=headers, score=9).status_code == status


def test_what_is_no_answer_is_refused_and_what_may_come_later_is_kept_waiting(street: Street) -> None:
    assert upload(street, score=11).status_code == 422
    assert upload(street).status_code == 422
    assert upload(street, score=9, key="short").status_code == 422
    assert upload(street, "strict", score=9, segment="nobody").status_code == 422
    assert upload(street, "nowhere", score=9).status_code == 404
    assert upload(street, "draft", score=9).status_code == 404
    assert upload(street, "paused", score=9).status_code == 503
    assert upload(street, "closed", score=9).status_code == 410
    assert upload(street, score=9, comment="x" * 70_000).status_code == 413
    save_setting(street.real, "rate_limit", "1")
    assert [upload(street, score=9).status_code for _ in range(2)].count(429) >= 1
    assert all(row["score"] == 9 for row in street.rows())


def test_an_answer_given_before_the_survey_closed_counts_when_it_comes_after(street: Street) -> None:
    with street.real.writing() as connection:
        closes = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        connection.execute("UPDATE surveys SET closes_at = ? WHERE slug = 'shop'", [closes])
    assert upload(street, score=9, age=2 * 3_600_000).status_code == 200
    assert upload(street, score=9, age=0).status_code == 410


def test_a_survey_of_several_pages_stands_in_a_frame_and_its_answers_come_by_the_kiosk(street: Street) -> None:
    page = street.client.get("/k/whole").text
    assert re.search(r'<iframe src="\.\./s/whole\?lang=en&amp;door=kiosk"', page)
    assert upload(street, "whole", q1=9).status_code == 422
    form = street.client.get("/s/whole?door=kiosk").text
    assert 'name="door" value="kiosk"' in form
    number = re.search(r'name="(q\d+)" value="10"', form)
    assert number
    street.send("whole", street.token_in(form), door="kiosk", page="1", **{number[1]: "9"})
    assert {row["door"] for row in street.rows()} == {"kiosk"}


def test_a_kiosk_never_says_whose_the_answers_are(street: Street) -> None:
    assert "C-17" not in street.client.get("/k/shop?customer=C-17").text
    upload(street, score=9, customer="C-17")
    assert street.rows()[0]["respondent"] is None


def test_a_survey_that_is_not_open_says_so(street: Street) -> None:
    save_status(street.real, "shop", "paused")
    assert street.client.get("/k/shop").status_code == 403
    assert street.client.get("/k/nowhere").status_code == 404
    assert street.client.get("/k/sw.js").headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("language", ["en", "pl", "ar", "zh-Hant", "ru"])
def test_the_sign_has_a_form_for_every_number(language: str) -> None:
    from cjo_core.locale import speaking

    with speaking(language):
        found = waiting_words(language)
    assert "{n}" in found["other"]
    assert set(found) >= {"en": {"one", "other"}, "pl": {"one", "few", "many"}, "ar": {"one", "two", "few", "many"},
                          "zh-Hant": {"other"}, "ru": {"one", "few", "many"}}[language]  # fmt: skip
