"""A customer who is erased is in no table and nowhere in the file, and every count still is that of a recount."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from cjo_core.errors import BadValue
from cjo_core.store import database
from cjo_core.store.checking import differences, faults_of_file
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.counts.since import tally_since
from cjo_core.store.database import Store
from cjo_core.store.invitations.answering import save_invited
from cjo_core.store.invitations.making import invite
from cjo_core.store.invitations.reading import asked, invitation_of, invitations
from cjo_core.store.invitations.stopping import unsubscribe
from cjo_core.store.odata.saving import save_customers, save_events, save_orders
from cjo_core.store.odata.timeline import find_customers
from cjo_core.store.programs.outbox import CREATED
from cjo_core.store.programs.webhooks import save_webhook
from cjo_core.store.responses.erasing import (
    NOBODY,
    Erased,
    erase_customer,
    to_be_erased,
)
from cjo_core.store.responses.partial import save_page
from cjo_core.store.responses.quarantine import held, hold
from cjo_core.store.responses.writes import save_responses
from cjo_core.store.set_up.settings import save_setting, setting
from cjo_core.store.set_up.surveys import save_survey, survey
from cjo_core.survey.invitations import Invitee, code_of
from cjo_core.survey.places import Place
from cjo_core.survey.records import Customer, Event, Order, record_key
from cjo_core.survey.responses import Answer, Response, dated_key_of, new_submission_key
from cjo_core.survey.surveys import Question, Survey, Wording
from tests.store.conftest import Maker

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
GONE, STAYS = "Erase-Me-4711", "Other-0815"
EMAIL, WORDS = "erase.me.4711@example.org", "words of erase-me alone"


def know(store: Store, *slugs: str) -> None:
    with store.writing() as connection:
        for slug in slugs:
            connection.execute("UPDATE surveys SET identified = 1 WHERE slug = ?", [slug])


def live(store: Store, make: Maker) -> None:
    """Two customers who have left a trace in every table."""
    know(store, "nps", "csat")
    save_webhook(store, "https://example.org/hook", [CREATED], now=NOW)
    save_setting(store, "invite_every_days", "0")
    for who, mail in ((GONE, EMAIL), (STAYS, "other@example.org")):
        save_customers(store, [Customer(who, NOW, {"name": f"name of {who}"})])
        save_orders(
            store, [Order(record_key("order", f"{who}{i}"), who, NOW, 5.0, "paid", f"N-{who}-{i}") for i in (1, 2)]
        )
        save_events(store, [Event(record_key("event", who), who, NOW, f"seen {who}", Place(stage="Buy"))])
        words = WORDS if who == GONE else "words of another"
        given = [
            make(9, at=NOW, comment=words, person=who),
            make(2, at=NOW - timedelta(days=9), comment=words, person=who),
            make(4, kind="csat", at=NOW, person=who, place=Place(stage="Buy", segment="New")),
            make(None, kind="csat", at=NOW - timedelta(days=1), comment=words, person=who),
            make(3, kind="ces", at=NOW, comment="said by nobody known", person=who),
        ]
        save_responses(store, [replace(one, door="api") for one in given])
        nps, ces = survey(store, "nps"), survey(store, "ces")
        begun = Response(nps.id, (Answer(nps.asked[0].id, 7, words),), new_submission_key(), NOW, respondent=who)
        save_page(store, replace(begun, completed=False), {nps.asked[0].id})
        for one, kind in ((nps, "nps"), (ces, "ces")):
            hold(
                store, make(1, kind=kind, at=NOW, comment=words if one is nps else None, person=who), ["trap"], now=NOW
            )
            (number,) = invite(store, one.slug, "a", [Invitee(who, mail, "en", Place(segment="Old"))], now=NOW).made
            with store.writing() as connection:
                connection.execute("UPDATE invitations SET sent_at = created_at WHERE id = ?", [number])
            mine = Response(one.id, (Answer(one.asked[0].id, 5),), new_submission_key(), NOW, door="invitation")
            save_invited(store, replace(mine, respondent=who if one is nps else None), number)
        unsubscribe(store, invitations(store, "nps")[0 if who == GONE else 1], now=NOW)
        with store.writing() as connection:
            rule = connection.execute(
                "INSERT INTO audience_rules (segment_id, version, rule, saved_at) VALUES (1, 1, '{}', ?) RETURNING id",
                ["2026-11-01T00:00:00Z"],
            ).fetchone()[0]
            connection.execute(
                "INSERT INTO assignments (customer, segment_id, rule_id, since) VALUES (?, 1, ?, ?)",
                [who, rule, "2026-11-01T00:00:00Z"],
            )


def everything(store: Store) -> str:
    """All that any table says."""
    with store.reading() as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables]
    return json.dumps(rows, default=repr, ensure_ascii=False)


def is_sound(store: Store) -> bool:
    return faults_of_file(store) == [] and differences(Counting(store)) == []


@pytest.mark.parametrize("keep_scores", [False, True])
def test_nothing_of_an_erased_customer_is_in_any_table_or_anywhere_in_the_file(
    store: Store, make: Maker, keep_scores: bool
) -> None:
    live(store, make)
    assert all(text in everything(store) for text in (GONE, EMAIL, WORDS))
    erase_customer(store, GONE, keep_scores=keep_scores, now=NOW)
    left = everything(store)
    assert not [text for text in (GONE, EMAIL, WORDS) if text in left]
    assert all(text in left for text in (STAYS, "other@example.org", "words of another", "said by nobody known"))
    store.close()
    kept = b"".join(path.read_bytes() for path in store.path.parent.iterdir())
    assert STAYS.encode() in kept
    assert not [text for text in (GONE, EMAIL, WORDS) if text.encode() in kept]


def test_it_says_what_went_and_the_look_before_says_the_same_and_changes_nothing(store: Store, make: Maker) -> None:
    live(store, make)
    before = everything(store)
    expected = Erased(responses=6, held=1, profile=1, orders=2, events=1, assignments=1, invitations=2)
    assert to_be_erased(store, GONE, now=NOW) == expected
    assert everything(store) == before
    assert erase_customer(store, GONE, now=NOW) == expected
    assert not erase_customer(store, GONE, now=NOW).anything
    assert find_customers(store, GONE) == []
    assert find_customers(store, STAYS) == [STAYS]


def row_count(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.execute("SELECT count(*) FROM answers").fetchone()[0])


def scores(store: Store, kind: str) -> int:
    return int(tally_since(store, kind, kind, NOW - timedelta(days=99)).n[0])


def test_counts_follow_and_are_those_of_a_recount(store: Store, make: Maker) -> None:
    live(store, make)
    counting = Counting(store)
    fresh_cells(counting)
    before = {kind: scores(store, kind) for kind in ("nps", "csat", "ces")}
    erase_customer(store, GONE, now=NOW)
    assert {kind: n - scores(store, kind) for kind, n in before.items()} == {"nps": 4, "csat": 1, "ces": 0}
    assert is_sound(store)
    assert differences(counting) == [], "also in memory that was there before"


def test_scores_that_are_kept_are_nobodys_and_without_words(store: Store, make: Maker) -> None:
    live(store, make)
    before = {kind: scores(store, kind) for kind in ("nps", "csat", "ces")}
    rows = row_count(store)
    erase_customer(store, GONE, keep_scores=True, now=NOW)
    assert {kind: scores(store, kind) for kind in before} == before
    assert row_count(store) == rows - 1, "of an answer in words alone nothing is left"
    assert is_sound(store)


def test_an_answer_in_words_alone_goes_with_what_was_counted_for_it(store: Store, make: Maker) -> None:
    know(store, "nps")
    save_responses(store, [make(None, at=NOW, comment=WORDS, person=GONE, place=Place(segment="New"))])
    assert is_sound(store)
    erase_customer(store, GONE, keep_scores=True, now=NOW)
    with store.reading() as connection:
        assert connection.execute("SELECT sum(n) FROM skips").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM responses").fetchone() == (0,)
    assert is_sound(store)


@pytest.mark.parametrize("when", [NOW, None])
def test_what_stays_has_a_key_that_nobody_can_work_out(store: Store, make: Maker, when: datetime | None) -> None:
    know(store, "nps")
    parts = ("nps", "row 7", GONE, "9")
    given = [replace(make(9, at=when, person=GONE), submission_key=dated_key_of(when, *parts))]
    given += [replace(make(2, kind="ces", at=when, person=GONE), submission_key=dated_key_of(when, "ces", *parts))]
    kept = replace(make(9, at=when, person=STAYS), submission_key=dated_key_of(when, "other"))
    save_responses(store, [*given, kept])
    waits = replace(make(1, kind="ces", at=when, person=GONE), submission_key=dated_key_of(when, "held", *parts))
    hold(store, waits, ["trap"], now=NOW)
    erase_customer(store, GONE, keep_scores=True, now=NOW)
    with store.reading() as connection:
        keys = [row[0] for row in connection.execute("SELECT submission_key FROM responses ORDER BY id")]
        (set_apart,) = connection.execute("SELECT submission_key FROM quarantine").fetchone()
    day = None if when is None else when.replace(hour=0)
    assert [key[:5] for key in keys[:2]] == [dated_key_of(day)[:5]] * 2, "they lie where their day lies"
    assert not {one.submission_key for one in given} & {*keys}
    assert set_apart != waits.submission_key
    assert keys[2] == kept.submission_key
    assert is_sound(store)


def test_of_surveys_that_keep_people_unknown_the_answers_stay_and_nobody_is_told_how_many(
    store: Store, make: Maker
) -> None:
    save_responses(store, [make(3, kind="ces", at=NOW, comment="anonymous words", person=GONE) for _ in range(4)])
    hold(store, make(3, kind="ces", at=NOW, person=GONE), ["trap"], now=NOW)
    assert to_be_erased(store, GONE, now=NOW) == Erased()
    assert erase_customer(store, GONE, now=NOW) == Erased()
    assert scores(store, "ces") == 4
    assert GONE not in everything(store)
    assert len(held(store)) == 1


def test_invitations_are_nobodys_but_still_counted_and_their_links_open_nothing(store: Store, make: Maker) -> None:
    live(store, make)
    before = asked(store)
    code = code_of(setting(store, "secret"), invitations(store, "nps")[0].id)
    assert invitation_of(store, code) is not None
    erase_customer(store, GONE, now=NOW)
    assert invitation_of(store, code) is None
    assert asked(store) == before, "a response rate does not change because somebody is erased"
    names = sorted(one.customer for one in invitations(store, "nps"))
    assert names[0] == STAYS
    assert names[1].startswith(NOBODY)


def test_who_unsubscribed_stays_so_though_nobody_can_read_who_it_was(store: Store, make: Maker) -> None:
    live(store, make)
    erase_customer(store, GONE, now=NOW)
    again = invite(store, "csat", "b", [Invitee(GONE), Invitee("new id", EMAIL.upper())], now=NOW)
    assert [reason for _who, reason, _when in again.left_out] == ["unsubscribed", "unsubscribed"]


def test_an_address_that_somebody_else_has_too_stays_unsubscribed_for_them(store: Store) -> None:
    save_setting(store, "invite_every_days", "0")
    invite(store, "nps", "a", [Invitee(GONE, EMAIL), Invitee(STAYS, EMAIL)], now=NOW)
    unsubscribe(store, invitations(store, "nps")[0], now=NOW)
    erase_customer(store, GONE, now=NOW)
    assert next(one for one in invitations(store, "nps") if one.customer == STAYS).unsubscribed


def test_weights_options_and_limits_go_with_the_answers(store: Store, make: Maker) -> None:
    words = {"en": Wording("?")}
    limited = Survey("limited", "Limited", (Question("nps", words),), identified=True, limit=3)
    save_survey(store, limited)
    one = survey(store, "limited")
    given = Response(one.id, (Answer(one.asked[0].id, 8),), new_submission_key(), NOW, respondent=GONE, weight=2.5)
    save_responses(store, [given])
    erase_customer(store, GONE, now=NOW)
    assert is_sound(store)
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM response_weights").fetchone() == (0,)


def test_while_somebody_reads_others_can_write_and_the_copy_in_the_log_is_told(
    store: Store, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "FOLD_TRIES", 3)
    know(store, "nps")
    save_responses(store, [make(9, at=NOW, comment=WORDS, person=GONE)])
    log = store.path.with_name(store.path.name + "-wal")
    done, waited = [], []
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM responses").fetchone() == (1,)
        erasing = Thread(target=lambda: done.append(erase_customer(store, GONE, now=NOW)))
        erasing.start()
        while erasing.is_alive():
            begun = time.perf_counter()
            with store.writing() as writing:
                writing.execute("UPDATE settings SET value = value")
            waited.append(time.perf_counter() - begun)
            time.sleep(0.02)
    assert done == [Erased(responses=1, left_in_log=True)]
    assert max(waited) < 1
    assert WORDS.encode() in log.read_bytes()
    assert not erase_customer(store, GONE, now=NOW).left_in_log, "asked for again when nobody reads"
    assert log.stat().st_size == 0
    assert WORDS.encode() not in store.path.read_bytes()


def test_what_is_read_for_a_moment_only_does_not_keep_the_log(store: Store, make: Maker) -> None:
    know(store, "nps")
    save_responses(store, [make(9, at=NOW, comment=WORDS, person=GONE)])
    with store.reading() as connection:
        connection.execute("SELECT count(*) FROM responses").fetchone()
        done: list[Erased] = []
        erasing = Thread(target=lambda: done.append(erase_customer(store, GONE, now=NOW)))
        erasing.start()
        time.sleep(0.3)
    erasing.join()
    assert not done[0].left_in_log


def test_an_empty_id_erases_nobody(store: Store, make: Maker) -> None:
    live(store, make)
    before = everything(store)
    for empty in ("", "  "):
        with pytest.raises(BadValue):
            erase_customer(store, empty, now=NOW)
    assert erase_customer(store, GONE.lower(), now=NOW) == Erased(), "ids are as they are written"
    assert erase_customer(store, "%", now=NOW) == Erased()
    assert everything(store) == before
