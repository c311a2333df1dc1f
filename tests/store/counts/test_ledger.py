"""What was refused and what was skipped: counted as it happens, whatever happens to the answers later."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from cjo_core.store.counts.ledger import COUNT_SKIPS, refused, save_refusals, skipped
from cjo_core.store.database import Store, open_store
from cjo_core.store.responses.writes import delete_response, edit_score, save_response, save_responses
from cjo_core.store.set_up.settings import save_time_zone
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.survey.surveys import Question, Survey, Wording
from tests.store.conftest import Maker

MONDAY = datetime(2026, 11, 9, 0, 30, tzinfo=UTC)


@pytest.fixture
def both(store: Store) -> Survey:
    """A survey of two questions, so that one of them can be skipped."""
    asked = tuple(Question(kind, {"en": Wording("?")}) for kind in ("nps", "csat"))
    return save_survey(store, Survey("both", "Both", asked))


def sent(survey: Survey, nps: int | None, csat: int | None, at: datetime | None = MONDAY) -> Response:
    given = [(question.id, score) for question, score in zip(survey.questions, (nps, csat), strict=True)]
    answers = tuple(Answer(question, score) for question, score in given if score is not None)
    return Response(survey.id, answers, new_submission_key(), at)


def recounted(store: Store) -> list[tuple[int, int, int]]:
    """The skips as a full count of the responses gives them."""
    query = COUNT_SKIPS.replace("INSERT INTO skips (question_id, week, n)", "").strip().rstrip(";")
    with store.reading() as connection:
        return sorted(connection.execute(query).fetchall())


def kept(store: Store) -> list[tuple[int, int, int]]:
    with store.reading() as connection:
        return sorted(connection.execute("SELECT question_id, week, n FROM skips WHERE n > 0").fetchall())


def test_a_form_sent_twice_is_refused_and_counted(store: Store, make: Maker) -> None:
    one = make(9, at=MONDAY)
    assert save_response(store, one)
    assert not save_response(store, one)
    assert not save_response(store, one)
    assert refused(store, "nps") == {"sent_twice": 2}
    assert refused(store, "csat") == {}
    with store.reading() as connection:
        assert connection.execute("SELECT day, n FROM refusals").fetchall() == [("2026-11-09", 2)]


def test_a_refusal_belongs_to_the_day_of_the_team(store: Store, make: Maker) -> None:
    save_time_zone(store, "America/New_York")
    one = make(9, at=MONDAY)
    save_responses(store, [one, one])
    with store.reading() as connection:
        assert connection.execute("SELECT day FROM refusals").fetchall() == [("2026-11-08",)]


def test_refusals_of_an_import_are_told_apart_and_none_writes_nothing(store: Store) -> None:
    before = store.version()
    save_refusals(store, 1, "imported_again", 0, now=MONDAY)
    assert store.version() == before
    save_refusals(store, 1, "imported_again", 3, now=MONDAY)
    save_refusals(store, 1, "imported_again", 2, now=MONDAY)
    assert refused(store, "nps") == {"imported_again": 5}


def test_the_tables_know_no_other_reason(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        save_refusals(store, 1, "did not like it", 1, now=MONDAY)


def test_a_question_without_a_score_is_a_skip_of_its_week(store: Store, both: Survey) -> None:
    save_responses(store, [sent(both, 9, None), sent(both, None, 4), sent(both, 7, 5), sent(both, 9, None, None)])
    assert skipped(store, "csat") == {202646: 1, 0: 1}
    assert skipped(store, "nps") == {202646: 1}
    assert skipped(store, "ces") == {}


def test_a_comment_without_a_score_is_a_skip(store: Store, make: Maker) -> None:
    save_response(store, make(None, comment="no number for you", at=MONDAY))
    assert skipped(store, "nps") == {202646: 1}


def test_skips_follow_edits_and_deletions(store: Store, make: Maker, both: Survey) -> None:
    save_responses(store, [make(None, comment="later", at=MONDAY), sent(both, 9, None), sent(both, None, 3)])
    with store.reading() as connection:
        rows = connection.execute("SELECT id, response_id, score FROM answers ORDER BY id").fetchall()
    edit_score(store, rows[0][0], 8)
    assert kept(store) == recounted(store)
    assert skipped(store, "nps") == {202646: 1}
    delete_response(store, rows[1][1])
    assert kept(store) == recounted(store)
    assert skipped(store, "csat") == {}
    delete_response(store, rows[2][1])
    assert kept(store) == recounted(store) == []


def test_skips_move_with_the_weeks_of_another_time_zone(store: Store, both: Survey) -> None:
    save_responses(store, [sent(both, 9, None), sent(both, 9, None, None)])
    save_time_zone(store, "America/New_York")  # where it is still Sunday
    assert skipped(store, "csat") == {202645: 1, 0: 1}


def test_a_batch_that_breaks_off_counts_nothing(store: Store, both: Survey) -> None:
    good = sent(both, 9, None)
    bad = Response(both.id, (Answer(1, 9),), new_submission_key(), MONDAY)  # a question of another survey
    with pytest.raises(Exception, match="does not belong"):
        save_responses(store, [good, good, bad])
    assert kept(store) == []
    assert refused(store, "nps") == {}


def test_an_older_file_learns_what_was_skipped(store: Store, both: Survey) -> None:
    save_responses(store, [sent(both, 9, None), sent(both, 9, 4), sent(both, None, 2, None)])
    path, expected = store.path, kept(store)
    store.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in ("refusals", "skips", "wording_versions"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DROP TRIGGER skips_follow_scores")
        connection.execute("DROP TRIGGER answered_words_are_kept")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name IN ('ledger', 'wording_versions')")
    older = open_store(path)
    assert kept(older) == expected != []
    older.close()
