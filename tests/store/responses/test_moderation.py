"""Comments for a screen: newest or approved, of one survey, and an approval that ends with what was approved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cjo_core.store.database import Store
from cjo_core.store.migrations import migrations
from cjo_core.store.responses.moderation import Comment, approve, approved_comments, newest_comments, withdraw
from cjo_core.store.responses.writes import delete_response, save_responses
from cjo_core.survey.periods import week_of_day
from tests.store.conftest import Maker

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


def said(found: list[Comment]) -> list[str]:
    return [one.comment for one in found]


def fill(store: Store, make: Maker, count: int = 4) -> None:
    responses = [make(i, at=NOON + timedelta(minutes=i), comment=f"comment {i}") for i in range(count)]
    save_responses(store, [*responses, make(5, at=NOON), make(2, kind="csat", at=NOON, comment="of another survey")])


def test_nothing_is_approved_by_itself(store: Store, make: Maker) -> None:
    fill(store, make)
    assert approved_comments(store, "nps", "nps") == []
    assert said(newest_comments(store, "nps", "nps")) == ["comment 3", "comment 2", "comment 1"]
    assert not any(one.approved for one in newest_comments(store, "nps", "nps"))


def test_the_latest_approval_comes_first_and_leaves_the_waiting_list(store: Store, make: Maker) -> None:
    fill(store, make)
    ids = {one.comment: one.answer_id for one in newest_comments(store, "nps", "nps", limit=9)}
    assert approve(store, [ids["comment 2"]], NOON) == 1
    assert approve(store, [ids["comment 0"]], NOON + timedelta(seconds=5)) == 1
    assert approve(store, [ids["comment 0"]], NOON + timedelta(seconds=9)) == 0
    assert said(approved_comments(store, "nps", "nps")) == ["comment 0", "comment 2"]
    assert said(newest_comments(store, "nps", "nps", waiting_only=True)) == ["comment 3", "comment 1"]
    assert withdraw(store, ids["comment 0"])
    assert not withdraw(store, ids["comment 0"])
    assert said(approved_comments(store, "nps", "nps")) == ["comment 2"]


def test_answers_without_a_comment_cannot_be_approved(store: Store, make: Maker) -> None:
    fill(store, make)
    with store.reading() as connection:
        silent = [row[0] for row in connection.execute("SELECT id FROM answers WHERE comment IS NULL").fetchall()]
    assert approve(store, [*silent, 999_999], NOON) == 0


def test_a_period_bounds_both_lists(store: Store, make: Maker) -> None:
    fill(store, make)
    save_responses(store, [make(1, at=NOON - timedelta(weeks=2), comment="old"), make(1, comment="undated")])
    week, since = week_of_day(NOON.date()), NOON + timedelta(minutes=2)
    assert said(newest_comments(store, "nps", "nps", limit=9))[-2:] == ["old", "undated"]
    assert said(newest_comments(store, "nps", "nps", first_week=week, limit=9))[-1] == "comment 0"
    assert said(newest_comments(store, "nps", "nps", since=since, limit=9)) == ["comment 3", "comment 2"]
    approve(store, [one.answer_id for one in newest_comments(store, "nps", "nps", limit=9)], NOON)
    assert len(approved_comments(store, "nps", "nps", limit=9)) == 6
    assert len(approved_comments(store, "nps", "nps", since=since, first_week=week, limit=9)) == 2


def test_an_erased_answer_takes_its_approval_with_it(store: Store, make: Maker) -> None:
    fill(store, make, 1)
    [one] = newest_comments(store, "nps", "nps")
    approve(store, [one.answer_id], NOON)
    with store.reading() as connection:
        [response] = connection.execute("SELECT response_id FROM answers WHERE id = ?", [one.answer_id]).fetchone()
    assert delete_response(store, response)
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM moderation").fetchone() == (0,)


def test_other_words_need_another_approval(store: Store, make: Maker) -> None:
    fill(store, make, 1)
    [one] = newest_comments(store, "nps", "nps")
    approve(store, [one.answer_id], NOON)
    with store.writing() as connection:
        connection.execute("UPDATE answers SET score = 3, comment = comment WHERE id = ?", [one.answer_id])
    assert said(approved_comments(store, "nps", "nps")) == ["comment 0"]
    with store.writing() as connection:
        connection.execute("UPDATE answers SET comment = 'worse words' WHERE id = ?", [one.answer_id])
    assert approved_comments(store, "nps", "nps") == []


def test_the_table_came_with_a_migration_of_its_own() -> None:
    names = [migration.name for migration in migrations._migrations]
    assert names.index("tables") < names.index("moderation")
