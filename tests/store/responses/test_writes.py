"""Responses in, once each; and what the tables themselves refuse."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cjo_core.errors import NotFound, StoreError
from cjo_core.store.database import Store, open_store
from cjo_core.store.responses.writes import delete_response, edit_score, save_response, save_responses
from cjo_core.store.writing import pace
from cjo_core.survey.periods import time_zone, utc_text, week_of
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, new_submission_key
from tests.store.conftest import Maker


def _rows(store: Store, query: str) -> list[tuple[object, ...]]:
    with store.reading() as connection:
        return connection.execute(query).fetchall()


def test_the_same_key_is_stored_once(store: Store, make: Maker) -> None:
    response = make(9, key=b"k" * 16)
    assert [save_response(store, response) for _try in range(3)] == [True, False, False]
    assert save_response(store, make(2, key=b"k" * 16)) is False
    assert _rows(store, "SELECT score FROM answers") == [(9,)]


def test_the_same_key_in_one_batch_is_stored_once(store: Store, make: Maker) -> None:
    assert save_responses(store, [make(9, key=b"k" * 16), make(9, key=b"k" * 16), make(1)]) == 2


def test_a_response_without_a_known_place_leaves_nothing(store: Store, make: Maker) -> None:
    with pytest.raises(NotFound, match="no segment “Nobody”"):
        save_response(store, make(9, place=Place(segment="Nobody")))
    assert _rows(store, "SELECT count(*) FROM responses") == [(0,)]


def test_one_bad_response_undoes_its_batch(store: Store, make: Maker) -> None:
    with pytest.raises(NotFound):
        save_responses(store, [make(9), make(9, place=Place(stage="Nowhere"))])
    assert _rows(store, "SELECT count(*) FROM responses") == [(0,)]


def test_a_question_of_another_survey_is_refused(store: Store) -> None:
    with pytest.raises(NotFound, match="does not belong"):
        save_response(store, Response(1, (Answer(2, 4),), new_submission_key(), None))
    with pytest.raises(NotFound, match="no question 99"):
        save_response(store, Response(1, (Answer(99, 4),), new_submission_key(), None))


@pytest.mark.parametrize(
    ("kind", "score"), [("nps", -1), ("nps", 11), ("csat", 0), ("csat", 6), ("ces", 0), ("ces", 8)]
)
def test_the_tables_refuse_a_score_off_its_scale(store: Store, make: Maker, kind: str, score: int) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        save_response(store, make(score, kind=kind))
    assert _rows(store, "SELECT count(*) FROM responses") == [(0,)]


def test_an_edit_off_the_scale_is_refused(store: Store, make: Maker) -> None:
    save_response(store, make(5, kind="csat"))
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        edit_score(store, 1, 6)
    with pytest.raises(NotFound):
        edit_score(store, 99, 3)


def test_the_tables_refuse_an_answer_at_an_unknown_place(store: Store, make: Maker) -> None:
    save_response(store, make(9))
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"), store.writing() as connection:
        connection.execute("UPDATE answers SET place_id = 999")


def test_the_tables_refuse_a_scale_that_is_not_the_questions(store: Store, make: Maker) -> None:
    save_response(store, make(5, kind="csat"))
    with pytest.raises(sqlite3.IntegrityError), store.writing() as connection:
        connection.execute("UPDATE answers SET scale_high = 10, score = 9")


def test_the_tables_refuse_an_answer_that_says_nothing(store: Store, make: Maker) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        save_response(store, make(None, comment=None))


def test_a_touchpoint_brings_its_own_stage(store: Store, make: Maker) -> None:
    save_response(store, make(9, place=Place(stage="Use", touchpoint="Cart")))
    assert _rows(store, "SELECT stage, touchpoint FROM answers_readable") == [("Buy", "Cart")]


def test_answers_given_at_one_place_share_its_row(store: Store, make: Maker) -> None:
    save_responses(store, [make(score, place=Place(segment="New", channel="web")) for score in (1, 2, 3)])
    save_response(store, make(4, place=Place(segment="new", channel="WEB")))
    assert _rows(store, "SELECT count(*), count(DISTINCT place_id) FROM answers") == [(4, 1)]


def test_times_are_stored_in_utc_and_undated_answers_have_no_week(store: Store, make: Maker) -> None:
    save_responses(store, [make(9, at=datetime(2026, 11, 15, 9, 30, 5, tzinfo=UTC)), make(8)])
    assert _rows(store, "SELECT submitted_at_utc, week FROM answers_readable ORDER BY answer_id") == [
        ("2026-11-15T09:30:05Z", "2026-W46"),
        (None, None),
    ]


def test_demo_answers_cannot_get_into_a_real_store(store: Store) -> None:
    with pytest.raises(StoreError, match="demo"):
        save_response(store, Response(1, (Answer(1, 9),), new_submission_key(), None, door="demo"))


def test_a_deleted_response_is_gone_with_its_answers(store: Store, make: Maker) -> None:
    save_response(store, make(9, comment="fine"))
    assert delete_response(store, 1) is True
    assert delete_response(store, 1) is False
    assert _rows(store, "SELECT (SELECT count(*) FROM responses) + (SELECT count(*) FROM answers)") == [(0,)]


def test_the_views_speak_in_words(store: Store, make: Maker, tmp_path: Path) -> None:
    place = Place(touchpoint="Desk", segment="Old", persona="Ada", channel="phone", language="pl")
    save_responses(store, [make(9, place=place), make(9, place=place)])
    store.close()
    again = open_store(store.path)
    assert _rows(
        again, "SELECT survey, question_kind, stage, touchpoint, persona, language, score, answers FROM score_counts"
    ) == [("nps", "nps", "Buy", "Desk", "Ada", "pl", 9, 2)]
    again.close()


def marks(store: Store) -> list[tuple[str | None, int | None, int]]:
    """Respondent, score and mark of every answer, in the order in which they came in."""
    with store.reading() as connection:
        return connection.execute(
            "SELECT r.respondent, a.score, a.superseded FROM answers a JOIN responses r ON r.id = a.response_id "
            "ORDER BY a.id"
        ).fetchall()


def test_a_newer_score_of_the_same_person_supersedes_the_older_one(store: Store, make: Maker) -> None:
    days = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (1, 2, 3)]
    # an import may bring an older answer later, and an undated one counts as oldest
    save_responses(store, [make(2, at=days[1], person="a"), make(9, at=days[0], person="a"), make(5, person="a")])
    save_responses(store, [make(7, at=days[0], person="b"), make(8, at=days[0]), make(4, at=days[2])])
    save_response(store, make(1, kind="csat", at=days[0], person="a"))
    assert marks(store) == [
        ("a", 2, 0), ("a", 9, 1), ("a", 5, 1), ("b", 7, 0), (None, 8, 0), (None, 4, 0), ("a", 1, 0)
    ]  # fmt: skip


def test_when_the_newest_answer_is_removed_the_one_before_counts_again(store: Store, make: Maker) -> None:
    for day, score in ((1, 9), (2, 2), (3, 5)):
        save_response(store, make(score, at=datetime(2026, 3, day, 12, tzinfo=UTC), person="a"))
    delete_response(store, 3)
    assert marks(store) == [("a", 9, 1), ("a", 2, 0)]


def test_a_comment_without_a_score_supersedes_nothing(store: Store, make: Maker) -> None:
    save_response(store, make(9, at=datetime(2026, 3, 1, 12, tzinfo=UTC), person="a"))
    save_response(store, make(None, at=datetime(2026, 3, 2, 12, tzinfo=UTC), person="a", comment="only words"))
    assert marks(store) == [("a", 9, 0), ("a", None, 0)]


def test_a_bulk_write_lets_others_in_more_often_where_a_batch_takes_long(
    store: Store, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "FIRST", 200)
    monkeypatch.setattr(pace, "HOLD", 1e-9)  # whatever a batch takes is too long
    assert stored_before_each(store, make, 430) == [0, 200, 300, 400]


def test_a_bulk_write_takes_more_at_a_time_where_a_batch_is_quick(
    store: Store, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "FIRST", 200)
    monkeypatch.setattr(pace, "HOLD", 1e9)
    assert stored_before_each(store, make, 1000) == [0, 200, 500, 900]


def stored_before_each(store: Store, make: Maker, number: int) -> list[int]:
    """How many responses others saw in the store before each batch of a bulk write of so many."""
    seen: dict[int, None] = {}

    def responses() -> Iterator[Response]:
        for i in range(number):
            seen[_rows(store, "SELECT count(*) FROM responses")[0][0]] = None
            yield make(i % 11)

    assert save_responses(store, responses()) == number
    return [*seen]


@pytest.mark.parametrize("collecting", [True, False])
def test_a_bulk_write_leaves_the_garbage_collector_as_it_was(store: Store, make: Maker, collecting: bool) -> None:
    if not collecting:
        gc.disable()
    try:
        save_responses(store, [make(9)])
        assert gc.isenabled() is collecting
        with pytest.raises(sqlite3.IntegrityError):
            save_responses(store, [make(99)])
        assert gc.isenabled() is collecting
    finally:
        gc.enable()


def test_a_bulk_write_writes_hundreds_of_rows_as_it_writes_one(store: Store, make: Maker) -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    places = [Place(touchpoint="Desk"), Place(segment="Old")]
    sent = [make(i % 11, at=at + timedelta(hours=5 * i), place=places[i % 2], person=f"p{i % 40}") for i in range(250)]
    assert save_responses(store, [*sent[:130], sent[7], *sent[130:], sent[200]]) == 250
    stored = _rows(
        store,
        "SELECT r.submission_key, r.submitted_at, r.respondent, a.score, v.touchpoint, v.segment, a.week "
        "FROM responses r JOIN answers a ON a.response_id = r.id JOIN answers_readable v ON v.answer_id = a.id "
        "ORDER BY r.id",
    )
    assert stored == [
        (
            one.submission_key,
            utc_text(one.submitted_at or at),
            one.respondent,
            one.answers[0].score,
            one.place.touchpoint,
            one.place.segment,
            week_of(one.submitted_at or at, time_zone("UTC")),
        )
        for one in sent
    ]
    assert _rows(store, "SELECT n FROM response_counts ORDER BY segment_id") == [(250,), (125,)]
    assert _rows(store, "SELECT sum(n) FROM refusals") == [(2,)]


def test_the_log_of_a_bulk_write_is_written_over_not_made_longer(
    store: Store, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "FIRST", 100)
    monkeypatch.setattr(pace, "MOST", 100)
    log = store.path.with_name(store.path.name + "-wal")
    save_responses(store, (make(i % 11) for i in range(8_000)))
    early = log.stat().st_size
    save_responses(store, (make(i % 11) for i in range(24_000)))
    assert log.stat().st_size < 2 * early
