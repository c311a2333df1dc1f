"""Webhooks: noted with the answer, signed, tried again, and nothing told of anonymous people but their scores."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cjo_core.errors import BadValue, NotFound
from cjo_core.store import database
from cjo_core.store.database import Store
from cjo_core.store.programs.outbox import CREATED, LOW
from cjo_core.store.programs.webhooks import (
    WAITS,
    deliveries,
    forget_old,
    renew_secret,
    save_webhook,
    switch_webhook,
    tell_again,
    webhooks,
)
from cjo_core.store.responses.erasing import erase_customer, log_holds_erased
from cjo_core.store.responses.quarantine import held, hold, release
from cjo_core.store.responses.writes import delete_response, save_response
from cjo_core.store.set_up.surveys import save_survey, survey
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Response, new_submission_key, read_response
from cjo_core.survey.surveys import Question, Survey, Wording
from cjo_core.web import delivering
from cjo_core.web.delivering import deliver_due

from .conftest import Street

#: When somebody looks what is due: after all that the tests do.
NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)


@dataclass
class Receiver:
    """Another program: what it was told, and what it answers."""

    url: str
    status: int = 200
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            found.told.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.status)
            self.send_header("location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()

        def log_message(self, *_rest: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    found = Receiver(f"http://127.0.0.1:{server.server_port}/hook")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()


def sent(store: Store, slug: str, score: int, door: str = "web") -> Response:
    one = survey(store, slug)
    place = Place(stage="Purchase", language="en")
    fields = {"score": str(score), "comment": "between us"}
    return read_response(
        one, fields, place=place, submission_key=new_submission_key(), now=NOW, respondent="c-1", door=door
    )


@pytest.fixture
def store(street: Street) -> Store:
    known = Question("nps", {"en": Wording("?")})
    save_survey(street.real, Survey("known", "Known", (known,), identified=True))
    return street.real


def test_a_new_response_and_a_low_score_are_told_signed(store: Store, receiver: Receiver) -> None:
    hook = save_webhook(store, receiver.url, [CREATED, LOW], now=NOW)
    save_response(store, sent(store, "known", 3))
    assert deliver_due(store, NOW) == 2
    assert [headers["cjo-event"] for headers, _body in receiver.told] == [CREATED, LOW]
    headers, body = receiver.told[0]
    stamp, digest = (part.split("=")[1] for part in headers["cjo-signature"].split(","))
    assert digest == hmac.new(hook.secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    told = json.loads(body)["response"]
    assert (told["survey"], told["customer"], told["stage"]) == ("known", "c-1", "Purchase")
    assert told["answers"] == [{"question": "nps", "kind": "nps", "score": 3, "comment": "between us"}]
    assert {one.status for one in deliveries(store, hook.id)} == {"delivered"}
    assert deliver_due(store, NOW) == 0


def digests(secret: str, headers: dict[str, str], body: bytes) -> tuple[str, list[str]]:
    """What a receiver that knows `secret` expects, and what it finds."""
    stamp, *signed = (part.partition("=")[2] for part in headers["cjo-signature"].split(","))
    return hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest(), signed


def test_for_a_day_after_a_secret_was_made_anew_both_sign_and_neither_is_ever_listed(
    store: Store, receiver: Receiver
) -> None:
    hook = save_webhook(store, receiver.url, [CREATED], now=NOW)
    secret = renew_secret(store, hook.id, now=NOW)
    assert [one.secret for one in webhooks(store)] == [""]
    for later, good, bad in ((1, [secret, hook.secret], []), (25, [secret], [hook.secret])):
        save_response(store, sent(store, "known", 3))
        deliver_due(store, NOW + timedelta(hours=later))
        headers, body = receiver.told[-1]
        for known in good:
            expected, found = digests(known, headers, body)
            assert expected in found
        for known in bad:
            expected, found = digests(known, headers, body)
            assert expected not in found
    with pytest.raises(NotFound):
        renew_secret(store, 99, now=NOW)


def test_of_anonymous_people_only_scores_are_told(store: Store, receiver: Receiver) -> None:
    save_webhook(store, receiver.url, [CREATED], now=NOW)
    save_response(store, sent(store, "shop", 9))
    deliver_due(store, NOW)
    told = json.loads(receiver.told[0][1])["response"]
    assert told["answers"] == [{"question": "nps", "kind": "nps", "score": 9}]
    assert not {"customer", "stage", "language", "door"} & set(told)


def test_the_only_one_who_was_invited_is_not_told_from_the_others(store: Store, receiver: Receiver) -> None:
    save_webhook(store, receiver.url, [CREATED], now=NOW)
    for door in ("invitation", "web"):
        save_response(store, sent(store, "shop", 9, door=door))
    deliver_due(store, NOW)
    invited, other = ({**json.loads(body)["response"], "id": 0} for _headers, body in receiver.told)
    assert invited == other


def test_only_what_was_asked_for_is_told(store: Store, receiver: Receiver) -> None:
    save_webhook(store, receiver.url, [LOW], survey="known", now=NOW)
    off = save_webhook(store, receiver.url, [CREATED], now=NOW)
    switch_webhook(store, off.id, active=False)
    save_response(store, sent(store, "known", 9))
    save_response(store, sent(store, "shop", 2))
    save_response(store, sent(store, "known", 2, door="import"))
    assert deliver_due(store, NOW) == 0
    save_response(store, sent(store, "known", 2))
    assert deliver_due(store, NOW) == 1


def test_a_failed_delivery_is_tried_again_later_and_later_then_given_up(store: Store, receiver: Receiver) -> None:
    hook = save_webhook(store, receiver.url, [CREATED], now=NOW)
    save_response(store, sent(store, "known", 9))
    receiver.status = 500
    moment = NOW
    for attempt, wait in enumerate(WAITS, start=1):
        assert deliver_due(store, moment) == 1
        (one,) = deliveries(store, hook.id)
        assert (one.status, one.attempts, one.http_status, one.next_at) == ("waiting", attempt, 500, moment + wait)
        assert deliver_due(store, moment + wait - timedelta(seconds=1)) == 0
        moment += wait
    assert deliver_due(store, moment) == 1
    assert deliveries(store, hook.id)[0].status == "failed"
    assert deliver_due(store, moment + timedelta(days=9)) == 0
    receiver.status = 204
    tell_again(store, deliveries(store, hook.id)[0].id, now=moment)
    assert deliver_due(store, moment) == 1
    assert deliveries(store, hook.id)[0].status == "delivered"
    bodies = {body for _headers, body in receiver.told}
    assert len(bodies) == 1, "every attempt tells the same, under the same id"


def test_redirects_are_not_followed_and_dead_addresses_are_noted(store: Store, receiver: Receiver) -> None:
    receiver.status = 302
    first = save_webhook(store, receiver.url, [CREATED], now=NOW)
    second = save_webhook(store, "http://127.0.0.1:9/nobody", [CREATED], now=NOW)
    save_response(store, sent(store, "known", 9))
    assert deliver_due(store, NOW) == 2
    assert (deliveries(store, first.id)[0].http_status, len(receiver.told)) == (302, 1)
    assert "Connection" in deliveries(store, second.id)[0].problem


def test_what_was_erased_is_told_to_nobody(store: Store, receiver: Receiver) -> None:
    hook = save_webhook(store, receiver.url, [CREATED], now=NOW)
    save_response(store, sent(store, "known", 9))
    delete_response(store, 1)
    deliver_due(store, NOW)
    assert receiver.told == []
    assert deliveries(store, hook.id)[0].status == "void"


def test_what_is_held_is_told_once_it_is_released(store: Store, receiver: Receiver) -> None:
    save_webhook(store, receiver.url, [CREATED], now=NOW)
    hold(store, sent(store, "known", 9), ["robot"], now=NOW)
    assert deliver_due(store, NOW) == 0
    release(store, [held(store)[0].id])
    assert deliver_due(store, NOW) == 1


def test_the_same_response_sent_twice_is_told_once(store: Store, receiver: Receiver) -> None:
    save_webhook(store, receiver.url, [CREATED], now=NOW)
    one = sent(store, "known", 9)
    save_response(store, one)
    save_response(store, one)
    assert deliver_due(store, NOW) == 1


def test_what_is_over_is_forgotten_after_a_month(store: Store, receiver: Receiver) -> None:
    hook = save_webhook(store, receiver.url, [CREATED], now=NOW)
    save_response(store, sent(store, "known", 9))
    deliver_due(store, NOW)
    assert forget_old(store, now=NOW + timedelta(days=29)) == 0
    assert forget_old(store, now=NOW + timedelta(days=31)) == 1
    assert deliveries(store, hook.id) == []


def test_an_address_that_no_network_knows_stops_nobody_elses_messages(store: Store, receiver: Receiver) -> None:
    odd = save_webhook(store, "http://odd.example/hook", [CREATED], now=NOW)
    with store.writing() as connection:  # stored by an earlier version
        connection.execute("UPDATE webhooks SET url = 'http://a..b/' WHERE id = ?", [odd.id])
    save_webhook(store, receiver.url, [CREATED], now=NOW)
    save_response(store, sent(store, "known", 9))
    assert deliver_due(store, NOW) == 2
    assert len(receiver.told) == 1
    assert "a..b" in deliveries(store, odd.id)[0].problem


def test_a_dead_address_keeps_no_other_waiting(store: Store, receiver: Receiver) -> None:
    dead = save_webhook(store, "http://127.0.0.1:9/nobody", [CREATED], now=NOW)
    for _ in range(30):
        save_response(store, sent(store, "known", 9))
    save_webhook(store, receiver.url, [CREATED], now=NOW)
    for _ in range(3):
        save_response(store, sent(store, "known", 9))
    assert deliver_due(store, NOW) == 4
    assert len(receiver.told) == 3
    assert sum(one.attempts for one in deliveries(store, dead.id)) == 1, "and the rest of its queue loses no attempt"
    assert deliver_due(store, NOW) == 1


def test_what_a_receiver_answers_is_not_read(store: Store) -> None:
    """A machine of our own network may answer with its secrets, or without an end."""
    listener = socket.create_server(("127.0.0.1", 0))

    def endless() -> None:
        connection, _address = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain\r\n\r\nsecret")
            connection.settimeout(20)
            with contextlib.suppress(OSError):
                connection.recv(1)  # until the other side has had enough

    threading.Thread(target=endless, daemon=True).start()
    hook = save_webhook(store, f"http://127.0.0.1:{listener.getsockname()[1]}/", [CREATED], now=NOW)
    save_response(store, sent(store, "known", 9))
    begun = time.monotonic()
    deliver_due(store, NOW)
    listener.close()
    assert time.monotonic() - begun < 5
    (one,) = deliveries(store, hook.id)
    assert (one.http_status, one.problem) == (403, "Forbidden")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "shop.example",
        "ftp://shop.example",
        "file:///etc/passwd",
        "https://",
        "http://[::1/",
        "http://shop.example:99999/",
        "http://a..b/",
        f"http://{'a' * 70}.example/",
        "http://shop.example/a b",
        "http://shop.example/\nx",
    ],
)
def test_only_web_addresses_are_told(store: Store, url: str) -> None:
    with pytest.raises(BadValue):
        save_webhook(store, url, [CREATED], now=NOW)


def test_only_known_events_are_told(store: Store) -> None:
    for events in ([], ["everything"]):
        with pytest.raises(BadValue, match="at least one of"):
            save_webhook(store, "https://shop.example/hook", events, now=NOW)


def test_the_thread_empties_the_log_that_an_erasing_could_not(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "FOLD_TRIES", 1)
    with store.reading() as connection:
        connection.execute("SELECT count(*) FROM responses").fetchone()
        assert erase_customer(store, "somebody", now=datetime.now(UTC)).left_in_log
    monkeypatch.setattr(delivering, "EVERY", 0.01)
    thread = delivering.Deliverer(lambda: [store])
    thread.start()
    until = time.monotonic() + 10
    while log_holds_erased(store) and time.monotonic() < until:
        time.sleep(0.02)
    thread.stop()
    assert not log_holds_erased(store)
