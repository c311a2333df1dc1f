"""Scanners, robots and repeats: whatever they do, no score is recorded; what they send is set apart with its reason,
and people who hurry, share a network or press twice are not taken for one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from cjo_core.store.responses.quarantine import held
from cjo_core.store.set_up.settings import save_setting
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.surveys import Condition, Question, Survey, Wording

from .conftest import Street

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
    "Mobile/15E148 Safari/604.1"
)
OUTLOOK = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
)
Scan = Callable[[Street], object]


@pytest.fixture
def guarded(street: Street) -> Street:
    """A street as teams have it: forms sent sooner than a second after they were opened are set apart."""
    save_setting(street.real, "minimum_seconds", "1")
    street.client.headers["user-agent"] = PHONE
    return street


def fetch(street: Street, method: str = "GET", query: str = "", **headers: str) -> None:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = street.client.request(method, f"/s/shop{query}", headers=names)
    assert answer.status_code < 500


def submit(
    street: Street, wait: float = 0.0, agent: str = OUTLOOK, headers: dict[str, str] | None = None, **fields: str
) -> int:
    token = street.token("/s/shop")
    street.ahead += timedelta(seconds=wait)
    data = {"token": token, "score": "9"} | fields
    sent = {"user-agent": agent} | (headers or {})
    return street.client.post("/s/shop", data=data, headers=sent, follow_redirects=False).status_code


def all_scores_opened(street: Street) -> None:
    for score in range(11):
        fetch(street, query=f"?score={score}")


def all_scores_sent(street: Street) -> None:
    for score in range(11):
        submit(street, score=str(score))


def all_scores_sent_slowly(street: Street) -> None:
    """A scanner that renders pages: each form is sent two seconds after it was opened."""
    submit(street, 0.2)
    for score in range(2):
        submit(street, 0.5, score=str(score))


def same_token_with_every_score(street: Street) -> None:
    token = street.token("/s/shop")
    for score in range(11):
        street.client.post("/s/shop", data={"token": token, "score": str(score)}, headers={"user-agent": OUTLOOK})


def form_without_opening_it(street: Street) -> None:
    assert street.client.post("/s/shop", data={"score": "9"}).status_code == 422


def form_of_yesterday(street: Street) -> None:
    token = street.token("/s/shop")
    street.ahead = timedelta(hours=25)
    assert street.client.post("/s/shop", data={"token": token, "score": "9"}).status_code == 422


SCANNERS: dict[str, Scan] = {
    "opening the link": fetch,
    "opening it with a score": lambda s: fetch(s, query="?score=9"),
    "opening every score of a mail": all_scores_opened,
    "asking for the head only": lambda s: fetch(s, "HEAD", "?score=9"),
    "asking for the options": lambda s: fetch(s, "OPTIONS", "?score=9"),
    "a browser that prefetches": lambda s: fetch(s, query="?score=9", purpose="prefetch", sec_purpose="prefetch"),
    "a browser that prerenders": lambda s: fetch(s, query="?score=9", sec_purpose="prefetch;prerender"),
    "a chat that draws a preview": lambda s: fetch(s, query="?score=9", user_agent="Slackbot-LinkExpanding 1.0"),
    "a mail gateway": lambda s: fetch(s, query="?score=9", user_agent="BarracudaSentinel/1.0"),
    "a script with a body that is no form": lambda s: s.client.post("/s/shop", json={"score": 9}),
    "a script that never opened the form": form_without_opening_it,
    "a form kept since yesterday": form_of_yesterday,
    "a form from another website": lambda s: submit(s, 5, headers={"sec-fetch-site": "cross-site"}),
    "a form with an address typed by a program": lambda s: submit(s, 5, headers={"sec-fetch-site": "none"}),
    "a scripted click at once": submit,
    "a scripted click after half a second": lambda s: submit(s, 0.5),
    "every score sent within a second": all_scores_sent,
    "rendered and sent, one after the other": all_scores_sent_slowly,
    "one form sent with every score": same_token_with_every_score,
    "a robot that fills in every field": lambda s: submit(s, 5, website="https://spam.example"),
    "a robot that says so": lambda s: submit(s, 5, agent="Mozilla/5.0 (compatible; bingbot/2.0)"),
    "a library": lambda s: submit(s, 5, agent="python-requests/2.34.2"),
    "a browser without a screen": lambda s: submit(s, 5, agent=OUTLOOK.replace("Chrome/", "HeadlessChrome/")),
    "a sender without a name": lambda s: submit(s, 5, agent=""),
    "putting and deleting": lambda s: [fetch(s, "PUT"), fetch(s, "DELETE"), fetch(s, "PATCH")],
}


def test_there_are_more_than_twenty_patterns() -> None:
    assert len(SCANNERS) > 20


@pytest.mark.parametrize("scan", SCANNERS.values(), ids=SCANNERS)
def test_no_scanner_records_a_score(guarded: Street, scan: Scan) -> None:
    scan(guarded)
    assert guarded.rows() == []


def test_what_is_set_apart_says_why_and_the_robot_is_thanked_like_anybody(guarded: Street) -> None:
    assert submit(guarded, 0.3, agent="python-requests/2.34.2", website="x") == 303
    (one,) = held(guarded.real)
    assert one.reasons == ("trap", "robot", "too_fast")


def test_a_form_sent_again_after_it_was_held_stays_one_and_stays_held(guarded: Street) -> None:
    token = guarded.token("/s/shop")
    data = {"token": token, "score": "9"}
    for _try in range(3):
        guarded.client.post("/s/shop", data=data)
        guarded.ahead += timedelta(seconds=30)
    assert len(held(guarded.real)) == 1
    assert guarded.rows() == []


def test_people_who_take_a_second_are_counted(guarded: Street) -> None:
    assert submit(guarded, 1.2, agent=PHONE) == 303
    assert len(guarded.rows()) == 1
    assert held(guarded.real) == []


def test_a_room_of_people_with_the_same_phone_and_network_is_counted(guarded: Street) -> None:
    for score in range(30):
        submit(guarded, 4.0, agent=PHONE, score=str(score % 11), headers={"sec-fetch-site": "same-origin"})
    assert len(guarded.rows()) == 30
    assert held(guarded.real) == []


def test_a_double_click_is_one_answer_and_no_suspicion(guarded: Street) -> None:
    token = guarded.token("/s/shop")
    guarded.ahead += timedelta(seconds=4)
    for _click in range(2):
        guarded.client.post("/s/shop", data={"token": token, "score": "9", "customer": "c-1"})
    assert len(guarded.rows()) == 1
    assert held(guarded.real) == []


def test_back_and_send_again_is_set_apart_as_a_repeat(guarded: Street) -> None:
    for _try in range(2):
        submit(guarded, 6.0, agent=PHONE, comment="The parcel was late again")
    assert len(guarded.rows()) == 1
    assert held(guarded.real)[0].reasons == ("same_content",)


def test_the_same_customer_within_minutes_is_a_repeat_and_an_hour_later_is_not(guarded: Street) -> None:
    for wait in (5.0, 60.0, 3_000.0):
        submit(guarded, 5.0, agent=PHONE, customer="c-7")
        guarded.ahead += timedelta(seconds=wait)
    assert held(guarded.real)[0].reasons == ("same_person",)
    assert len(guarded.rows()) == 1
    submit(guarded, 5.0, agent=PHONE, customer="c-7")
    assert len(guarded.rows()) == 2


def test_too_many_from_one_network_are_asked_to_wait_and_nothing_typed_is_lost(guarded: Street) -> None:
    save_setting(guarded.real, "rate_limit", "3")
    codes = [submit(guarded, 4.0, agent=PHONE) for _ in range(4)]
    assert codes == [303, 303, 303, 429]
    token = guarded.token("/s/shop")
    answer = guarded.client.post("/s/shop", data={"token": token, "score": "4", "comment": "Still here"})
    assert answer.status_code == 429
    assert "Still here" in answer.text
    assert "wait a minute" in answer.text
    guarded.ahead += timedelta(seconds=61)
    data = {"token": guarded.token_in(answer.text), "score": "4", "comment": "Still here"}
    assert guarded.client.post("/s/shop", data=data, follow_redirects=False).status_code == 303


def test_a_robot_that_goes_page_by_page_is_set_apart_whole(guarded: Street) -> None:
    words = {"en": Wording("?")}
    first = Question("nps", words, key="nps")
    second = Question("text", words, key="why", condition=Condition("nps", 0, 10))
    save_survey(guarded.real, Survey("two", "Two", (first, second)))
    answer = guarded.client.post(
        "/s/two", data={"token": guarded.token("/s/two"), "q_nps": "", "page": "1", **first_score(guarded, "3")}
    )
    assert "page" in answer.text.lower()
    token = guarded.token_in(answer.text)
    guarded.client.post("/s/two", data={"token": token, "page": "2", "website": ""})
    assert guarded.rows() == []
    assert held(guarded.real)[0].reasons == ("too_fast",)


def first_score(street: Street, score: str) -> dict[str, str]:
    """The score field of the survey with two pages."""
    from cjo_core.store.set_up.surveys import survey

    return {f"q{survey(street.real, 'two').asked[0].id}": score}
