"""A personal link opens the form, takes one answer, and stores nothing before Send."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest

from cjo_core.store.invitations.making import invite
from cjo_core.store.invitations.reading import begun_key, invitation_of
from cjo_core.store.invitations.stopping import forget_unfinished, revoke
from cjo_core.store.responses.quarantine import held, release
from cjo_core.store.set_up.settings import setting
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.invitations import Invitation, Invitee, code_of
from cjo_core.survey.places import Place
from cjo_core.survey.surveys import Survey
from tests.web.conftest import NPS, WHOLE, Street

ADA = Invitee("C-17", "ada@example.org", "pl", Place(segment="Frequent", touchpoint="Checkout"))


def code(street: Street, survey: str, person: Invitee = ADA) -> str:
    made = invite(street.real, survey, "November", [person], now=datetime.now(UTC)).made
    return code_of(setting(street.real, "secret"), made[0])


def found(street: Street, text: str) -> Invitation:
    invitation = invitation_of(street.real, text)
    assert invitation is not None
    return invitation


@pytest.fixture
def known(street: Street) -> Street:
    save_survey(street.real, Survey("known", "We know you", (NPS,), identified=True))
    save_survey(street.real, replace(WHOLE, slug="pages-known", identified=True))
    return street


def send(street: Street, text: str, slug: str, **fields: str) -> str:
    token = street.token_in(street.client.get(f"/i/{text}").text)
    return street.send(slug, token, i=text, **fields)


def test_an_invitation_opens_the_form_in_its_language_and_stores_nothing(known: Street) -> None:
    text = code(known, "known")
    for _ in range(3):
        page = known.client.get(f"/i/{text}?q_nps=9")
        known.client.head(f"/i/{text}")
    assert 'lang="pl"' in page.text
    assert "not which answer is yours" not in known.client.get(f"/i/{text}?lang=en").text
    assert f'name="i" value="{text}"' in page.text
    assert "C-17" not in page.text
    assert known.rows() == []
    assert found(known, text).state(datetime.now(UTC)) == "waiting"


def test_an_answer_of_a_known_customer_carries_the_customer_and_the_place_of_the_invitation(known: Street) -> None:
    text, day = code(known, "known"), datetime.now(UTC).date()
    assert send(known, text, "known", score="9", segment="made up", customer="somebody else").startswith("known/thanks")
    (row,) = known.rows()
    assert (row["respondent"], row["segment"], row["touchpoint"], row["door"], row["score"]) == (
        "C-17", "Frequent", "Checkout", "invitation", 9,
    )  # fmt: skip
    assert found(known, text).answered_on in (day, datetime.now(UTC).date()), "midnight may come between"


def test_where_customers_are_not_known_nothing_stored_leads_from_the_answer_to_the_invitation(street: Street) -> None:
    text = code(street, "shop")
    assert "not which answer is yours" in street.client.get(f"/i/{text}?lang=en").text
    street.ahead = timedelta(minutes=5)
    day = (datetime.now(UTC) + street.ahead).date()
    send(street, text, "shop", score="3")
    (row,) = street.rows()
    assert row["respondent"] is None
    assert row["segment"] == "Frequent"
    invitation = found(street, text)
    assert invitation.answered_on in (day, (datetime.now(UTC) + street.ahead).date()), "midnight may come between"
    with street.real.reading() as connection:
        assert begun_key(connection, invitation.id) is None
        stored = connection.execute("SELECT * FROM invitations WHERE id = ?", [invitation.id]).fetchone()
        (moment, key) = connection.execute("SELECT submitted_at, submission_key FROM responses").fetchone()
    assert moment not in stored
    assert key not in stored


@pytest.mark.parametrize("slug", ["shop", "known"])
def test_one_invitation_takes_one_answer_however_often_it_is_sent(known: Street, slug: str) -> None:
    text = code(known, slug)
    tokens = [known.token_in(known.client.get(f"/i/{text}").text) for _ in range(2)]
    known.send(slug, tokens[0], i=text, score="9")
    assert "thanks" in known.send(slug, tokens[0], i=text, score="9"), "the same form sent twice is thanked"
    again = known.client.post(f"/s/{slug}", data={"token": tokens[1], "i": text, "score": "1"}, follow_redirects=False)
    assert again.status_code in (303, 410)
    assert [row["score"] for row in known.rows()] == [9]
    page = known.client.get(f"/i/{text}?lang=en")
    assert page.status_code == (410 if slug == "known" else 200)
    assert ("has been used already" in page.text) == (slug == "known")


def without_tokens(html: str) -> str:
    return re.sub(r'name="(token|i)" value="[^"]*"|\bi=[a-z2-7]{24}', "", html)


@pytest.mark.parametrize("slug", ["shop", "whole"])
def test_who_tries_the_link_of_an_unknown_person_does_not_learn_whether_they_have_answered(
    known: Street, slug: str
) -> None:
    """The team has every link."""
    used, fresh = (code(known, slug, Invitee(f"C-{i}")) for i in (1, 2))
    first = question_ids(known, slug)
    answer = {f"q{number}": "9" if key == "nps" else "4" for number, key in first.items() if key in ("nps", "sat")}
    onward = known.send(slug, known.token_in(known.client.get(f"/i/{used}").text), i=used, page="1", **answer)
    own = onward.partition("?")[2]
    for query in ("", "&p=2"):
        seen = [known.client.get(f"/i/{one}?lang=en{query}") for one in (used, fresh)]
        assert [page.status_code for page in seen] == [200, 200]
        assert without_tokens(seen[0].text) == without_tokens(seen[1].text)
    assert "Page 2 of" in known.client.get(f"/s/{onward}").text or slug == "shop"
    public = known.send(slug, page="1", **answer)  # a link that leads back to an answer of one's own leads nowhere else
    borrowed = dict(parse_qsl(public.partition("?")[2])).get("r", own)
    seen = [known.client.get(f"/i/{one}?lang=en&r={borrowed}") for one in (used, fresh)]
    assert without_tokens(seen[0].text) == without_tokens(seen[1].text)


def test_a_second_answer_of_an_unknown_person_is_thanked_and_the_first_one_stands(street: Street) -> None:
    text = code(street, "shop")
    send(street, text, "shop", score="9")
    assert "thanks" in send(street, text, "shop", score="2")
    assert [row["score"] for row in street.rows()] == [9]


def test_a_revoked_and_an_expired_invitation_say_so_and_take_nothing(known: Street) -> None:
    text = code(known, "known")
    token = known.token_in(known.client.get(f"/i/{text}").text)
    revoke(known.real, [found(known, text).id], now=datetime.now(UTC))
    page = known.client.get(f"/i/{text}?lang=en")
    assert (page.status_code, "no longer valid" in page.text) == (410, True)
    sent = known.client.post("/s/known", data={"token": token, "i": text, "score": "1"}, follow_redirects=False)
    assert sent.status_code == 410
    other = code(known, "shop", Invitee("C-18"))
    known.ahead = timedelta(days=91)
    assert "no longer valid" in known.client.get(f"/i/{other}").text
    assert known.rows() == []


def test_a_code_that_nobody_got_is_a_friendly_404(known: Street) -> None:
    for wrong in ("a" * 24, "x", "%2e%2e", "A" * 24):
        assert known.client.get(f"/i/{wrong}").status_code == 404
    text = code(known, "known")
    assert known.client.get(f"/s/shop?i={text}").status_code == 404, "a code belongs to one survey"
    sent = known.client.post("/s/shop", data={"token": known.token("/s/shop"), "i": text, "score": "1"})
    assert sent.status_code == 404
    assert known.rows() == []


def pages_of(street: Street, text: str, slug: str) -> str:
    """Send the first page; where it leads."""
    token = street.token_in(street.client.get(f"/i/{text}").text)
    ids = {one: f"q{number}" for number, one in question_ids(street, slug).items()}
    return street.send(slug, token, i=text, page="1", **{ids["nps"]: "9", ids["sat"]: "4"})


def question_ids(street: Street, slug: str) -> dict[int, str]:
    with street.real.reading() as connection:
        rows = connection.execute(
            "SELECT q.id, q.key FROM questions q JOIN surveys s ON s.id = q.survey_id WHERE s.slug = ?", [slug]
        )
        return dict(rows.fetchall())


@pytest.mark.parametrize("slug", ["whole", "pages-known"])
def test_an_invitation_resumes_what_was_begun_on_another_device(known: Street, slug: str) -> None:
    text = code(known, slug)
    pages_of(known, text, slug)
    again = known.client.get(f"/i/{text}?lang=en")
    shown = "Page 2 of" if slug == "pages-known" else "Page 1 of"  # of the unknown, not even that they have begun
    assert shown in again.text
    assert found(known, text).state(datetime.now(UTC)) == "begun"
    # a second first page, from a form opened before, goes into the same response
    pages_of(known, text, slug)
    with known.real.reading() as connection:
        assert connection.execute("SELECT count(*), max(respondent) FROM responses").fetchone() == (
            1,
            "C-17" if slug == "pages-known" else None,
        )


def chosen(page: str) -> bool:
    return " checked" in page or "certainly my words" in page


def test_whoever_has_the_link_of_an_invitation_does_not_see_what_somebody_unknown_said(known: Street) -> None:
    """The team can export the links. Only the browser that gave the answers carries the proof that they are its own."""
    text = code(known, "whole")
    ids = {one: f"q{number}" for number, one in question_ids(known, "whole").items()}
    token = known.token_in(known.client.get(f"/i/{text}").text)
    fields = {ids["nps"]: "9", f"{ids['nps']}_comment": "certainly my words", ids["sat"]: "4"}
    onward = known.send("whole", token, i=text, page="1", **fields)
    mine = known.client.get(f"/s/{onward}&p=1").text  # the first p is that of the next page
    assert 'value="back"' in known.client.get(f"/s/{onward}").text
    assert chosen(mine)
    other = known.client.get(f"/i/{text}?p=1").text
    assert not chosen(other)
    resumed = known.client.get(f"/i/{text}?lang=en").text
    assert "Page 1 of" in resumed
    sent = known.send("whole", known.token_in(resumed), i=text, page="1", **{ids["nps"]: "8", ids["sat"]: "4"})
    assert not chosen(known.client.get(f"/s/{sent}&p=1").text), "nor after sending a page"
    assert 'value="back"' not in known.client.get(f"/s/{sent}").text
    kept = {row["score"] for row in known.rows()}
    assert kept == {8, 4}, "it is one answer still, and what was sent last holds"


def test_who_is_known_finds_the_answers_on_another_device(known: Street) -> None:
    text = code(known, "pages-known")
    pages_of(known, text, "pages-known")
    assert chosen(known.client.get(f"/i/{text}?p=1").text)


def test_an_unfinished_answer_of_nobody_known_is_let_go_of_after_a_month(street: Street) -> None:
    text = code(street, "whole")
    pages_of(street, text, "whole")
    now = datetime.now(UTC)
    assert forget_unfinished(street.real, now=now + timedelta(days=29)) == 0
    assert forget_unfinished(street.real, now=now + timedelta(days=32)) == 1
    with street.real.reading() as connection:
        assert begun_key(connection, found(street, text).id) is None


def test_opening_the_link_to_unsubscribe_changes_nothing_and_the_button_stops_every_invitation(known: Street) -> None:
    text = code(known, "known")
    page = known.client.get(f"/u/{text}?x=1")
    assert (page.status_code, "<form method" in page.text) == (200, True)
    assert not found(known, text).unsubscribed
    # what a mail program sends by itself (RFC 8058)
    sent = known.client.post(f"/u/{text}", data={"List-Unsubscribe": "One-Click"})
    assert sent.status_code == 200
    assert found(known, text).unsubscribed
    now = datetime.now(UTC) + timedelta(days=400)
    assert invite(known.real, "shop", "Next year", [ADA], now=now).left_out[0][1] == "unsubscribed"
    assert invite(known.real, "shop", "b", [Invitee("other id", "ADA@example.org")], now=now).made == []
    assert known.client.post(f"/u/{'a' * 24}").status_code == 404
    assert known.client.post(f"/u/{text}", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert known.client.get(f"/i/{text}").status_code == 200, "the invitation at hand may still be answered"


def test_what_comes_after_the_answer_of_an_unknown_person_is_not_even_held(street: Street) -> None:
    text = code(street, "shop")
    send(street, text, "shop", score="9")
    form = {"token": street.token_in(street.client.get(f"/i/{text}").text), "i": text, "score": "0"}
    sent = street.client.post("/s/shop", data=form, headers=ROBOT, follow_redirects=False)
    assert (sent.status_code, sent.headers["location"].partition("?")[0]) == (303, "shop/thanks")
    assert held(street.real) == []


ROBOT = {"user-agent": "Barracuda Sentinel (EE)"}


@pytest.mark.parametrize("slug", ["shop", "known"])
def test_a_mail_scanner_that_clicks_through_an_invitation_does_not_take_it_from_its_person(
    known: Street, slug: str
) -> None:
    text = code(known, slug)
    token = known.token_in(known.client.get(f"/i/{text}").text)
    form = {"token": token, "i": text, "score": "0"}
    for _ in range(3):
        assert known.client.post(f"/s/{slug}", data=form, headers=ROBOT, follow_redirects=False).status_code == 303
    assert known.rows() == []
    assert len(held(known.real)) == 1
    send(known, text, slug, score="9")
    assert [row["score"] for row in known.rows()] == [9]
    assert found(known, text).answered_on is not None


def test_a_held_answer_that_is_released_answers_its_invitation_once(known: Street) -> None:
    text = code(known, "known")
    token = known.token_in(known.client.get(f"/i/{text}").text)
    form = {"token": token, "i": text, "score": "7"}
    known.client.post("/s/known", data=form, headers=ROBOT)
    release(known.real, [held(known.real)[0].id])
    assert [row["score"] for row in known.rows()] == [7]
    assert found(known, text).state(datetime.now(UTC)) == "answered"
    assert known.client.get(f"/i/{text}").status_code == 410
