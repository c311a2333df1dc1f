"""A survey of several pages, without scripts: each is stored when it is sent, can be gone back to, and resumed."""

from __future__ import annotations

import html as entities
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from starlette.testclient import TestClient

from cjo_core.store.counts.ledger import COUNT_SKIPS
from cjo_core.store.responses.partial import reach
from cjo_core.store.set_up.surveys import save_status, survey
from tests.web.conftest import Street


class Person:
    """Somebody with a browser that runs no scripts: holds a page, types, presses a button."""

    def __init__(self, street: Street, address: str = "/s/whole") -> None:
        self.street, self.client = street, street.client
        self.ids = {one.key: one.id for one in survey(street.real, "whole").questions}
        self.open(address)

    def open(self, address: str) -> None:
        self.answer = self.client.get(address)
        self.address = str(self.answer.url)

    @property
    def html(self) -> str:
        return self.answer.text

    @property
    def page(self) -> str:
        found = re.search(r"Page (\d) of 5</p>", self.html)
        return found[1] if found else ""

    def field(self, key: str) -> str:
        name, dot, rest = key.partition(".")
        base, comment, _ = name.partition("_comment")
        return f"q{self.ids[base]}{comment}{dot}{rest}"

    def hidden(self) -> dict[str, str]:
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.html)
        return {name: entities.unescape(value) for name, value in found}

    def press(self, go: str = "", **typed: str) -> Person:
        data = self.hidden() | {self.field(key): value for key, value in typed.items()} | ({"go": go} if go else {})
        self.answer = self.client.post("/s/whole", data=data, follow_redirects=False)
        if self.answer.status_code == 303:
            self.location = self.answer.headers["location"]
            if not self.location.startswith("https://"):
                self.open(f"/s/{self.location}")
        return self


def stored(street: Street) -> list[tuple[object, ...]]:
    """Key, score and text of what is stored, and whether its response is completed."""
    with street.real.reading() as connection:
        return connection.execute(
            "SELECT q.key, a.score, a.comment, r.completed FROM answers a JOIN questions q ON q.id = a.question_id "
            "JOIN responses r ON r.id = a.response_id ORDER BY q.position"
        ).fetchall()


def chosen(street: Street) -> list[tuple[str, str]]:
    with street.real.reading() as connection:
        return connection.execute(
            "SELECT q.key, o.key FROM choices c JOIN options o ON o.id = c.option_id "
            "JOIN questions q ON q.id = c.question_id ORDER BY q.position, o.position"
        ).fetchall()


def test_an_unhappy_respondent_is_led_through_every_page_and_stored_once(street: Street) -> None:
    one = Person(street, "/s/whole?touchpoint=Checkout&segment=Frequent&customer=c1")
    assert one.page == "1"
    assert "Hello &amp; welcome" in one.html
    assert 'value="back"' not in one.html
    one.press(nps="3", nps_comment="Slow", sat="2")
    assert (one.page, stored(street)) == ("2", [("nps", 3, "Slow", 0), ("sat", 2, None, 0)])
    assert "Saved so far." in one.html
    one.press(worded="4", speed="7", effort="1")
    assert one.page == "3"
    assert "What went wrong?" in one.html
    one.press(wrong="Everything\nat once")
    assert one.page == "4"
    one.press(way="phone", **{"else.help": "1", "else.price": "1"})
    assert one.page == "5"
    assert ">Next<" not in one.html
    one.press(number="12", call="yes")
    assert one.location == "whole/thanks?lang=en"
    assert "Thanks &lt;you&gt;" in one.html
    assert [row[3] for row in stored(street)] == [1] * 8
    assert stored(street)[-3:] == [
        ("wrong", None, "Everything\nat once", 1),
        ("number", None, "12", 1),
        ("call", 1, None, 1),
    ]
    assert chosen(street) == [("way", "phone"), ("else", "price"), ("else", "help")]
    rows = street.rows()
    assert {row["respondent"] for row in rows} == {"c1"}
    assert {row["touchpoint"] for row in rows} == {"Checkout"}
    assert len({row["response_id"] for row in rows}) == 1


def test_questions_that_do_not_concern_somebody_are_never_shown_to_them(street: Street) -> None:
    one = Person(street).press(nps="8").press(worded="3")
    assert one.page == "4"
    assert "What went wrong?" not in one.html
    one.press(way="web")
    assert "Which number?" not in one.html
    one.press(call="yes")
    assert one.location.startswith("whole/thanks")
    skips = {row.question: row for row in reach(street.real, survey(street.real, "whole").id)}
    assert (skips[one.ids["wrong"]].asked, skips[one.ids["number"]].asked) == (0, 0)
    assert (skips[one.ids["nps"]].asked, skips[one.ids["effort"]].answered) == (1, 0)


def test_back_shows_what_was_stored_and_sending_it_again_replaces_it(street: Street) -> None:
    one = Person(street).press(nps="3", nps_comment="Slow").press(worded="2").press(wrong="This")
    one.press("back", way="phone")
    assert one.page == "3"
    assert "This</textarea>" in one.html
    assert chosen(street) == [("way", "phone")]  # what was typed before Back is not lost
    one.press("back").press("back")
    assert one.page == "1"
    assert re.findall(r'value="(\d+)"(?: required)? checked', one.html) == ["3"]
    assert "Slow</textarea>" in one.html
    one.press(nps="10", nps_comment="")
    assert ("nps", 10, None, 0) in stored(street)
    assert not [row for row in stored(street) if row[0] == "wrong"]  # it is not asked of the happy
    one.press(worded="2")
    assert one.page == "4"


def test_the_same_link_resumes_where_somebody_stopped_also_in_another_browser(street: Street) -> None:
    one = Person(street, "/s/whole?stage=Purchase").press(nps="3").press(worded="2")
    link = urlsplit(one.address)
    token = parse_qs(link.query)["r"][0]
    other = Person(street, f"/s/whole?r={token}")
    assert other.page == "3"
    other.press(wrong="x").press(way="web").press(call="yes")
    with street.real.reading() as connection:
        assert connection.execute("SELECT count(*), sum(completed) FROM responses").fetchone() == (1, 1)
    one.open(one.address)
    assert "Thanks &lt;you&gt;" in one.html
    assert "<form" not in one.html


def test_looking_at_pages_never_writes(street: Street) -> None:
    one = Person(street).press(nps="3")
    before = street.real.version()
    for number in (1, 2, 3, 4, 5, 99, "x", "٣"):
        one.open(re.sub(r"p=\d", f"p={number}", one.address))
        assert one.answer.status_code == 200
    assert street.real.version() == before


def test_a_page_that_does_not_concern_somebody_cannot_be_asked_for(street: Street) -> None:
    one = Person(street).press(nps="9")
    one.open(one.address.replace("p=2", "p=3"))
    assert one.page == "2"


def test_a_forged_or_old_link_begins_anew(street: Street) -> None:
    one = Person(street).press(nps="3")
    token = parse_qs(urlsplit(one.address).query)["r"][0]
    for text in ("", "x", token[:-1] + "A" * 3, street.token("/s/whole")):
        other = Person(street, f"/s/whole?r={text}&p=1")
        assert re.findall('value="3" required checked|Saved so far', other.html) == []
    street.ahead = timedelta(days=31)
    assert Person(street, f"/s/whole?r={token}").page == "1"


def test_a_page_left_empty_goes_on_and_stores_nothing_but_the_end_needs_an_answer(street: Street) -> None:
    with street.real.writing() as connection:
        connection.execute("UPDATE questions SET required = 0")
    one = Person(street).press()
    assert one.page == "2"
    one.press()
    assert one.page == "4"
    one.press()
    assert one.page == "5"
    assert street.rows() == []
    one.press()
    assert one.answer.status_code == 422
    assert "Please answer this question." in one.html
    one.press(call="yes")
    assert stored(street) == [("call", 1, None, 1)]


def test_an_empty_last_page_still_completes_what_was_given_before(street: Street) -> None:
    with street.real.writing() as connection:
        connection.execute("UPDATE questions SET required = 0")
    Person(street).press(nps="8").press().press().press()
    assert stored(street) == [("nps", 8, None, 1)]


def test_an_answer_that_was_taken_back_does_not_return(street: Street) -> None:
    with street.real.writing() as connection:
        connection.execute("UPDATE questions SET required = 0")
    one = Person(street).press(nps="3", sat="2").press().press(wrong="Everything")
    one.press("back").press("back").press("back")
    one.press(nps="", sat="")  # as a browser sends it whose form was reset
    assert stored(street) == []
    one.press(worded="2").press(way="web").press(call="yes")
    assert stored(street) == [("worded", 2, None, 1), ("call", 1, None, 1)]
    assert chosen(street) == [("way", "web")]


def test_what_is_required_cannot_be_passed_by(street: Street) -> None:
    one = Person(street).press(sat="3")
    assert one.answer.status_code == 422
    assert "Choose a number from 0 to 10." in one.html
    assert re.findall(r'value="(\d+)" checked', one.html) == ["3"]
    assert stored(street) == []
    skipping = Person(street)
    data = skipping.hidden() | {"page": "5", skipping.field("call"): "yes"}
    answer = skipping.client.post("/s/whole", data=data)
    assert "Page 1 of 5" in answer.text
    assert stored(street) == [("call", 1, None, 0)]


def test_every_page_keeps_the_place_the_language_and_what_the_link_suggested(street: Street) -> None:
    one = Person(street, "/s/whole?touchpoint=checkout&customer=c9&lang=en&q_nps=8&q_way=phone&q_else=help,speed")
    one.press(nps="8")
    assert {"touchpoint": "Checkout", "customer": "c9", "lang": "en", "q_way": "phone"}.items() <= one.hidden().items()
    one.press(worded="3")
    assert one.page == "4"
    assert re.findall(r'id="q\d+-(\w+)"[^>]* checked', one.html) == ["phone", "help", "speed"]
    assert [row["score"] for row in street.rows()] == [8, 3]  # suggested is not stored


def test_two_clicks_on_next_store_one_page(street: Street) -> None:
    one = Person(street)
    data = one.hidden() | {one.field("nps"): "5"}
    for _click in range(2):
        assert one.client.post("/s/whole", data=data, follow_redirects=False).status_code == 303
    assert stored(street) == [("nps", 5, None, 0)]


def test_a_page_sent_after_the_response_was_completed_changes_nothing(street: Street) -> None:
    one = Person(street)
    first = one.hidden()
    one.press(nps="8").press(worded="3").press(way="web").press(call="yes")
    before = stored(street)
    answer = one.client.post("/s/whole", data=first | {one.field("nps"): "0"})
    assert "Thanks &lt;you&gt;" in answer.text
    assert stored(street) == before


def test_a_survey_that_closes_in_between_keeps_what_it_has(street: Street) -> None:
    one = Person(street).press(nps="3")
    save_status(street.real, "whole", "closed")
    one.press(worded="2")
    assert one.answer.status_code == 410
    assert "Gone home" in one.html
    assert stored(street) == [("nps", 3, None, 0)]


def test_a_form_that_was_forged_or_open_for_too_long_is_shown_again(street: Street) -> None:
    one = Person(street).press(nps="3")
    street.ahead = timedelta(days=2)
    one.press(worded="2")
    assert one.answer.status_code == 422
    assert "open for too long" in one.html
    assert one.page == "2"
    one.street.ahead = timedelta()
    assert stored(street) == [("nps", 3, None, 0)]


def test_skips_are_counted_as_if_they_were_counted_anew(street: Street) -> None:
    one = Person(street).press(nps="3").press().press(wrong="x")
    one.press("back").press("back").press("back").press(nps="10").press(worded="1").press(way="web").press(call="yes")
    before = skipped_rows(street)
    with street.real.writing() as connection:
        connection.execute("DELETE FROM skips")
        connection.execute(COUNT_SKIPS)
    assert skipped_rows(street) == before


def skipped_rows(street: Street) -> list[tuple[object, ...]]:
    with street.real.reading() as connection:
        return connection.execute("SELECT * FROM skips WHERE n > 0 ORDER BY 1, 2").fetchall()


def test_people_of_the_score_are_sent_where_the_team_wants_them(street: Street) -> None:
    one = Person(street)
    assert "form-action 'self' https://shop.example;" in one.answer.headers["content-security-policy"]
    one.press(nps="10").press(worded="3").press(way="web").press(call="yes")
    assert (one.answer.status_code, one.location) == (303, "https://shop.example/review?a=1")


def test_clients_share_no_state(street: Street) -> None:
    one = Person(street).press(nps="3")
    assert "set-cookie" not in one.answer.headers
    assert isinstance(one.client, TestClient)
    assert not one.client.cookies
