"""POST /s/{slug}: an answer is stored exactly once or not at all, and nothing that was typed is lost."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from cjo_core.store.set_up.surveys import save_status
from cjo_core.web.tokens import sign

THANKS = "shop/thanks?lang=en"


def test_an_answer_is_stored_with_its_place_and_its_comment(street):
    hidden = {
        "touchpoint": "checkout",
        "segment": "Frequent",
        "persona": "Ada & Co",
        "channel": "App",
        "customer": "c-17",
    }
    assert street.send(q1="9", q1_comment=" Quick.\r\nGood. ", lang="pl", **hidden) == "shop/thanks?lang=pl"
    (row,) = street.rows()
    assert (row["score"], row["comment"], row["respondent"], row["door"]) == (9, "Quick.\nGood.", "c-17", "web")
    assert (row["stage"], row["touchpoint"], row["segment"]) == ("Purchase", "Checkout", "Frequent")
    assert (row["persona"], row["channel"], row["language"]) == ("Ada & Co", "App", "pl")


def test_after_sending_the_browser_ends_at_thanks(street):
    answer = street.client.post("/s/shop", data={"token": street.token(), "q1": "10", "lang": "en"})
    assert answer.url.path == "/s/shop/thanks"
    assert "<h1>Thank you</h1>" in answer.text
    assert answer.history[0].status_code == 303


def test_the_hidden_fields_of_a_link_travel_with_the_form(street):
    html = street.client.get("/s/shop?stage=purchase&persona=Ada+%26+Co&customer=c1&unrelated=x").text
    assert 'name="stage" value="Purchase"' in html
    assert 'name="persona" value="Ada &amp; Co"' in html
    assert 'name="customer" value="c1"' in html
    assert "unrelated" not in html
    assert "with the customer number in your link" in html


def test_twenty_double_clicks_on_send_store_twenty_answers(street):
    for number in range(20):
        token = street.token()
        for _click in range(2):
            assert street.send(token=token, q1=str(number % 11)) == THANKS
    assert len(street.rows()) == 20


def test_a_form_sent_by_eight_threads_at_once_is_stored_once(street):
    token, ends = street.token(), []
    threads = [threading.Thread(target=lambda: ends.append(street.send(token=token, q1="7"))) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends == [THANKS] * 8
    assert len(street.rows()) == 1


@pytest.mark.parametrize(
    "raw", ["11", "-1", "９", "9.5", "nine", "0x9", "9_0", "\x009", "\ud800".encode("utf-8", "replace").decode()]
)
def test_a_score_off_the_scale_is_refused_at_its_field_and_the_rest_is_kept(street, raw):
    data = {"token": street.token(), "q1": raw, "q1_comment": "Kept & safe", "stage": "Purchase"}
    answer = street.client.post("/s/shop", data=data)
    assert answer.status_code == 422
    assert 'role="alert" tabindex="-1" autofocus' in answer.text
    assert 'href="#q1-0"' in answer.text
    assert 'id="q1-wrong" role="alert"' in answer.text
    assert 'aria-invalid="true" aria-describedby="q1-wrong"' in answer.text
    assert "is not on the scale 0–10" in answer.text
    assert "Kept &amp; safe</textarea>" in answer.text
    assert 'name="stage" value="Purchase"' in answer.text
    assert "<title>Please check: Would you recommend us?</title>" in answer.text
    assert street.rows() == []


def test_a_form_without_a_score_is_refused_and_can_then_be_sent(street):
    answer = street.client.post("/s/shop", data={"token": street.token(), "q1_comment": "Hello"})
    assert answer.status_code == 422
    assert "Choose a number from 0 to 10." in answer.text
    street.send(token=street.token_in(answer.text), q1="6", q1_comment="Hello")
    assert [(row["score"], row["comment"]) for row in street.rows()] == [(6, "Hello")]


def test_a_comment_that_is_too_long_is_refused_and_kept_and_nothing_half_is_written(street):
    fields = {"q3": "9", "q4": "5", "q4_comment": "x" * 2001}
    answer = street.client.post("/s/order", data={"token": street.token("/s/order"), **fields})
    assert answer.status_code == 422
    assert 'href="#q4_comment"' in answer.text
    assert 'aria-describedby="q4_comment-wrong"' in answer.text
    assert "x" * 2001 in answer.text
    assert answer.text.count(" checked") == 2
    assert street.rows() == []


def test_a_comment_that_begins_with_empty_lines_comes_back_as_it_was(street):
    answer = street.client.post("/s/shop", data={"token": street.token(), "q1_comment": "\n\nhello"})
    assert ">\n\n\nhello</textarea>" in answer.text  # browsers drop the first line break


def test_the_longest_chinese_comments_fit_through_the_door(street):
    fields = {f"q{question}_comment": "好" * 2000 for question in (3, 4, 5)}
    street.send("order", q3="9", **fields)
    assert [len(str(row["comment"])) for row in street.rows()] == [2000] * 3


def test_skipped_questions_are_not_stored(street):
    street.send("order", q4="5")
    assert [(row["question_kind"], row["score"]) for row in street.rows()] == [("csat", 5)]


@pytest.mark.parametrize("token", ["", "forged", "a.b.c", "x" * 4000, "\x00", "☃"])
def test_a_missing_or_forged_token_brings_the_form_back_with_everything_typed(street, token):
    answer = street.client.post("/s/shop", data={"token": token, "q1": "8", "q1_comment": "Mine", "customer": "c9"})
    assert answer.status_code == 422
    assert "This page was open for too long. Please press Send once more." in answer.text
    assert 'value="8" checked' in answer.text
    assert "Mine</textarea>" in answer.text
    assert 'name="customer" value="c9"' in answer.text
    assert street.rows() == []
    street.send(token=street.token_in(answer.text), q1="8", q1_comment="Mine", customer="c9")
    assert len(street.rows()) == 1


def test_a_token_of_another_survey_or_another_secret_is_forged(street):
    for token in (
        street.token("/s/order"),
        street.token("/s/demo-shop"),
        sign("guess", "shop", bytes(16), datetime.now(UTC)),
    ):
        assert street.client.post("/s/shop", data={"token": token, "q1": "8"}).status_code == 422
    assert street.rows() == []


def test_a_form_open_for_more_than_a_day_must_be_sent_once_more_and_counts_once(street):
    old = street.token()
    street.send(token=old, q1="8")
    street.ahead = timedelta(hours=24, seconds=5)
    answer = street.client.post("/s/shop", data={"token": old, "q1": "8"})
    assert answer.status_code == 422
    assert "open for too long" in answer.text
    street.ahead = timedelta()
    street.send(token=street.token_in(answer.text), q1="8")
    assert len(street.rows()) == 1


def test_a_form_open_for_most_of_a_day_is_taken(street):
    token = street.token()
    street.ahead = timedelta(hours=23, minutes=59)
    assert street.send(token=token, q1="8") == THANKS


@pytest.mark.parametrize(("status", "code"), [("paused", 403), ("closed", 410), ("draft", 404)])
def test_a_survey_that_closed_meanwhile_says_that_nothing_was_saved(street, status, code):
    token = street.token()
    save_status(street.real, "shop", status)
    answer = street.client.post("/s/shop", data={"token": token, "q1": "8"})
    assert answer.status_code == code
    assert street.rows() == []
    assert status == "draft" or "was not saved" in answer.text


def test_demo_answers_go_into_the_demo_store_and_real_ones_into_the_real_one(street):
    street.send("demo-shop", q1="3")
    assert (len(street.rows(street.real)), len(street.rows(street.demo))) == (0, 1)
    street.send("shop", q1="4")
    assert (len(street.rows(street.real)), len(street.rows(street.demo))) == (1, 1)


def test_a_store_that_cannot_write_keeps_what_was_typed_and_says_nothing_was_saved(street):
    token = street.token()
    with street.real.writing() as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON responses BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    answer = street.client.post("/s/shop", data={"token": token, "q1": "8", "q1_comment": "Mine"})
    assert answer.status_code == 503
    assert "Nothing was saved" in answer.text
    assert "Mine</textarea>" in answer.text
    assert "disk full" not in answer.text
    with street.real.writing() as connection:
        connection.execute("DROP TRIGGER full")
    street.send(token=street.token_in(answer.text), q1="8")
    assert len(street.rows()) == 1


def test_a_store_that_does_not_answer_gives_a_plain_page(street):
    with street.real.writing() as connection:
        connection.execute("ALTER TABLE surveys RENAME TO gone")
    for answer in (street.client.get("/s/shop"), street.client.post("/s/shop", data={"q1": "8"})):
        assert answer.status_code == 503
        assert "Nothing was saved" in answer.text
        assert "no such table" not in answer.text


@pytest.mark.parametrize("slug", ["shop", "strict"])
@pytest.mark.parametrize("field", ["score", "comment", "q1_comment", "stage", "customer", "lang", "token"])
def test_no_bytes_in_any_field_break_the_page(street, field, slug):
    kind = {"content-type": "application/x-www-form-urlencoded"}
    for raw in (b"%00", b"%ED%A0%80", b"\xff\xfe", b"%FF", b"%F0%9F%98%80", b"%E2%80%AE", b"%0A%0D", b"%", b""):
        body = b"token=" + street.token(f"/s/{slug}").encode() + b"&score=9&" + field.encode() + b"=" + raw
        answer = street.client.post(f"/s/{slug}", content=body, headers=kind, follow_redirects=False)
        assert answer.status_code in (303, 422), (raw, answer.text)
        assert street.client.get(f"/s/{slug}?{field}={raw.decode('latin-1')}").status_code in (200, 422)


@pytest.mark.parametrize(
    "field", ["q1", "q1_comment", "stage", "touchpoint", "segment", "persona", "channel", "customer", "lang"]
)
def test_what_was_sent_is_escaped_wherever_it_is_shown_again(street, field):
    for slug in ("shop", "strict"):
        nasty = "</textarea>\"'><script>alert(1)</script>"
        answer = street.client.post(f"/s/{slug}", data={"q1": "12", field: nasty})
        assert answer.status_code == 422
        assert "<script" not in answer.text
