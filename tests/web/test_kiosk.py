"""The kiosk: one page with one script of ours, and answers that come in once, with the time they were given."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from cjo_core.store.journey.naming import rename
from cjo_core.store.responses.quarantine import discard, held, release
from cjo_core.store.set_up.settings import save_setting, setting
from cjo_core.store.set_up.surveys import save_status
from cjo_core.survey.periods import utc_text
from cjo_core.web.kiosk.passes import Pass, start_url, written
from cjo_core.web.kiosk.routes import waiting_words
from cjo_core.web.links import PLACE_PARAMETERS
from tests.web.conftest import Street

OURS = {"x-cjo-kiosk": "1"}


def started(street: Street, slug: str = "shop", **place: str) -> str:
    """The address by which the team starts a kiosk now."""
    return start_url("", setting(street.real, "secret"), slug, place, datetime.now(UTC) + street.ahead)


def passed(street: Street, slug: str = "shop", **place: str) -> str:
    """The pass that the page of a kiosk gets which the team has just started; "" if it gets none."""
    return pass_in(street.client.get(started(street, slug, **place)).text)


def pass_in(page: str) -> str:
    found = re.search(r'data-permit="([^"]*)"', page)
    return str(json.loads(unescape(found[1]))["pass"]) if found and found[1] else ""


def upload(
    street: Street, slug: str = "shop", headers: dict[str, str] = OURS, permit: str | None = None, **fields: object
) -> Any:
    data = {"key": secrets.token_hex(16), "age": "0", **{name: str(value) for name, value in fields.items()}}
    place = {name: str(value) for name, value in fields.items() if name in PLACE_PARAMETERS and value != "nobody"}
    if permit is None:
        now = datetime.now(UTC) + street.ahead
        permit = written(setting(street.real, "secret"), slug, Pass(place, now, now), now)
    return street.client.post(f"/k/{slug}", data=data | {"pass": permit}, headers=headers)


def test_nobody_sends_answers_as_a_kiosk_whom_the_team_has_not_started(street: Street) -> None:
    assert pass_in(street.client.get("/k/shop").text) == "", "opening the page is no permission"
    other = passed(street, "strict")
    said, _dot, signed = passed(street).rpartition(".")
    forged = f"{said}.{signed[::-1]}"
    start = parse_qs(urlsplit(started(street)).query)["start"][0]
    for permit in ("", "nonsense", other, forged, start):
        assert upload(street, permit=permit, score=9).status_code == 403
        assert upload(street, permit=permit, renew=1).status_code == 403
    assert street.rows() == []
    assert held(street.real) == []
    assert upload(street, permit=passed(street), score=9).json() == {"stored": True}


def test_a_link_starts_kiosks_for_a_day_at_its_place_alone(street: Street) -> None:
    link = started(street, touchpoint="Checkout")
    assert pass_in(street.client.get(link).text)
    assert pass_in(street.client.get(link.replace("Checkout", "")).text) == ""
    assert pass_in(street.client.get(link.replace("/k/shop", "/k/strict")).text) == ""
    street.ahead = timedelta(hours=23)
    assert pass_in(street.client.get(link).text)
    street.ahead = timedelta(hours=25)
    assert pass_in(street.client.get(link).text) == ""


def test_a_kiosk_that_is_used_goes_on_and_one_that_is_left_for_a_month_runs_out(street: Street) -> None:
    permit = passed(street)
    for days in (29, 58, 87):
        street.ahead = timedelta(days=days)
        permit = upload(street, permit=permit, renew=1).json()["pass"]
    assert upload(street, permit=permit, score=9).json() == {"stored": True}
    assert len(street.rows()) == 1
    street.ahead = timedelta(days=87 + 31)
    assert upload(street, permit=permit, renew=1).status_code == 403


def test_a_queue_that_comes_after_its_pass_ran_out_is_set_apart_and_not_lost(street: Street) -> None:
    permit, key = passed(street), secrets.token_hex(16)
    street.ahead = timedelta(days=29)
    assert upload(street, permit=permit, score=9, age=29 * 86_400_000).json() == {"stored": True}
    assert held(street.real) == []
    street.ahead = timedelta(days=31)
    for _ in range(2):
        assert upload(street, permit=permit, key=key, score=4).status_code == 200
    (one,) = held(street.real)
    assert (one.reasons, one.response.door) == (("kiosk",), "kiosk")
    release(street.real, [one.id])
    assert sorted(int(str(row["score"])) for row in street.rows()) == [4, 9]


def test_an_answer_for_another_place_than_its_pass_says_is_set_apart(street: Street) -> None:
    permit = passed(street, touchpoint="Checkout")
    assert upload(street, permit=permit, score=1, channel="App").status_code == 200
    assert upload(street, permit=permit, score=9, touchpoint="Checkout").json() == {"stored": True}
    assert [row["score"] for row in street.rows()] == [9]
    assert held(street.real)[0].reasons == ("kiosk",)


def test_a_place_that_was_renamed_since_is_the_same_place(street: Street) -> None:
    permit = passed(street, segment="Frequent")
    rename(street.real, "segment", "Frequent", "Regulars")
    assert upload(street, permit=permit, score=9, segment="Frequent").json() == {"stored": True}
    assert [row["segment"] for row in street.rows()] == ["Regulars"]


def test_stopping_all_kiosks_sets_apart_what_they_send_and_new_ones_may_be_started(street: Street) -> None:
    permit = passed(street)
    save_setting(street.real, "kiosks_stopped_at", utc_text(datetime.now(UTC)))
    assert upload(street, permit=permit, renew=1).status_code == 403
    upload(street, permit=permit, score=9)
    assert (len(street.rows()), len(held(street.real))) == (0, 1)
    street.ahead = timedelta(seconds=2)
    assert upload(street, permit=passed(street), score=9).json() == {"stored": True}


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


def several(street: Street, permit: str, **place: str) -> str:
    """Send the first page of a longer survey as from its kiosk, and say by which door it came in, or why not."""
    query = urlencode({"door": "kiosk", "pass": permit, **place})
    form = street.client.get(f"/s/whole?{query}").text
    number = re.search(r'name="(q\d+)" value="10"', form)
    assert number
    said = {"door": "kiosk", "pass": permit, **place, "page": "1", number[1]: "9"}
    street.ahead += timedelta(seconds=20)
    street.send("whole", street.token_in(form), **said)
    if waiting := held(street.real):
        return ", ".join(waiting[0].reasons)
    (door,) = {str(row["door"]) for row in street.rows()}
    return door


def test_a_survey_of_several_pages_stands_in_a_frame_and_its_answers_come_by_the_kiosk(street: Street) -> None:
    page = street.client.get(started(street, "whole")).text
    assert re.search(r'<iframe data-src="\.\./s/whole\?lang=en&amp;door=kiosk"', page)
    assert upload(street, "whole", q1=9).status_code == 422
    permit = pass_in(page)
    assert several(street, permit) == "kiosk"
    assert pass_in_json(upload(street, "whole", permit=permit, renew=1).json()), "its pass is made anew, too"


def pass_in_json(said: dict[str, Any]) -> str:
    return str(said["pass"])


def test_a_longer_form_says_that_it_comes_from_a_kiosk_only_with_the_pass_of_one(street: Street) -> None:
    form = street.client.get("/s/whole?door=kiosk").text
    assert 'value="kiosk"' not in form
    assert several(street, "") == "web"


@pytest.mark.parametrize("forged", ["nonsense", "another survey"])
def test_a_longer_form_with_a_pass_of_nobody_is_an_ordinary_form(street: Street, forged: str) -> None:
    permit = passed(street, "shop") if forged == "another survey" else forged
    assert several(street, permit) == "web"


def test_answers_to_a_longer_form_wait_whose_kiosk_was_stopped_or_stands_elsewhere(street: Street) -> None:
    permit = passed(street, "whole", touchpoint="Checkout")
    assert several(street, permit) == "kiosk", "as its reason"
    discard(street.real, [one.id for one in held(street.real)])
    assert several(street, permit, touchpoint="Checkout") == "kiosk"
    assert {row["door"] for row in street.rows()} == {"kiosk"}
    save_setting(street.real, "kiosks_stopped_at", utc_text(datetime.now(UTC) + timedelta(days=1)))
    several(street, permit, touchpoint="Checkout")
    assert [one.reasons for one in held(street.real)] == [("kiosk",)]


def test_a_longer_form_of_a_kiosk_never_says_whose_it_is(street: Street) -> None:
    several(street, passed(street, "whole"), customer="C-17")
    assert {row["respondent"] for row in street.rows()} == {None}


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
