"""Over random stores: for every metric and filter the ladder ends at the n that the page shows, and each rung is what
a plain count of the stored rows gives."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cjo_core.insight.ledger import ledger
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.privacy.base import HIDDEN
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.counts.ledger import refused, skipped
from cjo_core.store.database import Store
from cjo_core.store.responses.writes import delete_response, edit_score, save_responses
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey, surveys
from cjo_core.survey.filters import Filter
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.survey.surveys import Question, Survey, Wording
from tests.insight.test_ledger import adds_up
from tests.made_stores import empty

MONDAY = datetime(2026, 9, 7, 10, tzinfo=UTC)


def random_store(path: Path, rng: random.Random) -> tuple[Store, int]:
    """A store of three surveys with gaps, repeats, edits and deletions; and how many submissions came twice."""
    store = empty(path)
    wide = tuple(Question(kind, {"en": Wording("?")}) for kind in ("nps", "csat", "nps", "ces"))
    save_survey(store, Survey("wide", "Wide", wide, identified=rng.random() < 0.5))
    save_survey(store, Survey("narrow", "Narrow", wide[:1], latest_only=True, privacy_floor=rng.choice([1, 5])))
    save_survey(store, Survey("other", "Other", wide[1:2]))
    add_names(store, "segment", ["New", "Old"])
    sent: list[Response] = []
    for _i in range(rng.choice([0, 12, 60, 150])):
        asked = rng.choice(surveys(store))
        answers = tuple(
            Answer(question.id, rng.choice([None, *question.scale.scores]), "why")
            for question in asked.questions
            if rng.random() < 0.7
        )
        when = None if rng.random() < 0.15 else MONDAY + timedelta(days=rng.randrange(28))
        who = rng.choice([None, "ann", "bob", "cy"])
        place = Place(segment=rng.choice(["New", "Old", None]))
        if answers:
            sent.append(Response(asked.id, answers, new_submission_key(), when, place, who))
    twice = [one for one in sent if rng.random() < 0.1]
    save_responses(store, sent + twice)
    changed_later(store, rng)
    return store, sum(one.survey == 2 for one in twice) + 2 * sum(one.survey == 1 for one in twice)


def changed_later(store: Store, rng: random.Random) -> None:
    """Some responses deleted, some scores given where there was only a comment."""
    with store.reading() as connection:
        found = connection.execute("SELECT id, response_id, score FROM answers").fetchall()
    gone = {response for _answer, response, _score in found if rng.random() < 0.05}
    for answer, response, score in found:
        if score is None and response not in gone and rng.random() < 0.2:
            edit_score(store, answer, 3)
    for response in gone:
        delete_response(store, response)


def stored_rows(store: Store) -> list[dict[str, Any]]:
    """One row per response and question of its survey, with its score if it gave one."""
    query = (
        "SELECT q.kind, s.slug, s.latest_only, s.identified OR s.privacy_floor = 1 AS known, ("
        "SELECT week FROM answers WHERE response_id = r.id LIMIT 1) AS week, "
        "(SELECT g.name FROM answers b JOIN places p ON p.id = b.place_id LEFT JOIN segments g ON g.id = p.segment_id "
        "WHERE b.response_id = r.id LIMIT 1) AS segment, a.score, coalesce(a.superseded, 0) AS superseded "
        "FROM responses r JOIN surveys s ON s.id = r.survey_id JOIN questions q ON q.survey_id = s.id "
        "LEFT JOIN answers a ON a.response_id = r.id AND a.question_id = q.id"
    )
    with store.reading() as connection:
        cursor = connection.execute(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def plain(rows: list[dict[str, Any]], kind: str, where: Filter) -> dict[str, int]:
    """The rungs, counted one row at a time."""
    bounded = where.first_week is not None or where.last_week is not None
    first, last = where.first_week or 1, where.last_week or 999_999
    asked = [row for row in rows if row["kind"] == kind]
    inside = [row for row in asked if not bounded or first <= row["week"] <= last]

    def left_out(some: list[dict[str, Any]], keep: Callable[[dict[str, Any]], bool]) -> int:
        return -sum(not keep(row) for row in some)

    scored = [row for row in inside if row["score"] is not None]
    fits = [
        row
        for row in scored
        if all(row["slug" if name == "survey" else name] in names for name, names in where.where.items())
    ]
    found = {"received": len(asked), "skipped": left_out(inside, lambda row: row["score"] is not None)}
    if bounded:
        found["undated"] = left_out(asked, lambda row: row["week"] != 0)
        found["other_weeks"] = left_out(asked, lambda row: row["week"] == 0 or first <= row["week"] <= last)
        found["in_period"] = len(inside)
    found["filter"] = len(fits) - len(scored)
    old = sum(
        row["superseded"] and row["known"] and (row["latest_only"] if where.latest is None else where.latest)
        for row in fits
    )
    return found | {"set_aside": -old, "counted": len(fits) - old}


@pytest.mark.parametrize("seed", range(20))
def test_the_ladder_ends_at_the_n_on_the_page(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    store, twice = random_store(tmp_path / "cjo.db", rng)
    cells, rows = fresh_cells(Counting(store)), stored_rows(store)
    shown = 0
    for name, metric in METRICS.items():
        gaps, again = skipped(store, metric.kind), refused(store, metric.kind)
        if name == "nps":
            assert again == ({"sent_twice": twice} if twice else {})
        for _view in range(25):
            names = rng.choice([{}, {}, {"segment": ("New",)}, {"segment": (None, "Old")}, {"survey": ("wide",)}])
            weeks = rng.choice([(None, None), (None, None), (202637, 202638), (None, 202639), (202640, None)])
            where = Filter(names, *weeks, latest=rng.choice([None, True, False]))
            row = next(breakdown(cells, name, (), where).itertuples())
            found = ledger(cells, name, where, gaps, again)
            if found is None:
                continue
            shown += 1
            assert row.base != HIDDEN
            assert adds_up(found.rungs)
            assert found.counted == row.n
            told = {rung.name: rung.count for rung in found.rungs if rung.name not in ("sent", "sent_twice")}
            assert told == plain(rows, metric.kind, where)
    store.close()
    assert shown
