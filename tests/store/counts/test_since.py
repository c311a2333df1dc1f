"""Counts since a moment are those of a plain count over everything, whatever arrived in which order."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cjo_core.errors import NotFound
from cjo_core.store.counts.since import _too_early, tally_since
from cjo_core.store.database import Store
from cjo_core.store.responses.writes import delete_response, edit_score, save_responses
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Response
from tests.store.conftest import Maker

BEGIN = datetime(2026, 11, 18, 12, tzinfo=UTC)


def plainly(store: Store, kind: str, begin: datetime) -> list[int]:
    low, high = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}[kind]
    with store.reading() as connection:
        found = connection.execute(
            "SELECT a.score FROM answers a JOIN responses r ON r.id = a.response_id "
            "JOIN questions q ON q.id = a.question_id WHERE q.kind = ? AND r.submitted_at >= ?",
            [kind, begin.strftime("%Y-%m-%dT%H:%M:%SZ")],
        ).fetchall()
    scores = [row[0] for row in found]
    return [scores.count(score) for score in range(low, high + 1)]


def through(response: Response, door: str) -> Response:
    return Response(
        response.survey, response.answers, response.submission_key, response.submitted_at, Place(), None, door
    )


@pytest.mark.parametrize("seed", range(12))
def test_counts_are_exact_whatever_arrives(store: Store, make: Maker, seed: int) -> None:
    """Live answers in order (give or take a moment), imports of any age between them, edits and deletions."""
    rng = random.Random(seed)
    clock = BEGIN - timedelta(hours=2)
    for _step in range(40):
        clock += timedelta(minutes=rng.randrange(12))
        batch = []
        for _i in range(rng.randrange(4)):
            jitter = timedelta(seconds=rng.randrange(-30, 1))
            kind = rng.choice(["nps", "csat"])
            batch.append(make(rng.randrange(1, 6), kind=kind, at=clock + jitter))
        if rng.random() < 0.3:
            old = clock - timedelta(days=rng.randrange(90), hours=rng.random() * 3)
            batch += [through(make(3, at=rng.choice([old, clock, None])), "import") for _i in range(rng.randrange(5))]
        rng.shuffle(batch)
        save_responses(store, batch)
        if rng.random() < 0.3:
            with store.reading() as connection:
                row = connection.execute("SELECT id, response_id FROM answers ORDER BY random() LIMIT 1").fetchone()
            if row and rng.random() < 0.5:
                edit_score(store, row[0], 5)
            elif row:
                delete_response(store, row[1])
        begin = BEGIN if clock >= BEGIN else clock
        for kind in ("nps", "csat"):
            found = tally_since(store, kind, kind, begin)
            assert found.counts[0].tolist() == plainly(store, kind, begin)
            assert found.floor == 5


def test_a_store_of_imports_alone_is_counted_too(store: Store, make: Maker) -> None:
    save_responses(store, [through(make(7, at=BEGIN + timedelta(days=d)), "import") for d in (-30, 1, -2, 0)])
    assert tally_since(store, "nps", "nps", BEGIN).n.tolist() == [2]
    assert tally_since(store, "nps", "nps", BEGIN + timedelta(days=9)).n.tolist() == [0]


def test_only_what_came_in_since_is_read(store: Store, make: Maker) -> None:
    save_responses(store, [make(9, at=BEGIN - timedelta(minutes=500 - i)) for i in range(400)])
    save_responses(store, [make(9, at=BEGIN + timedelta(minutes=i)) for i in range(3)])
    assert _too_early(store, BEGIN) == 400
    assert tally_since(store, "nps", "nps", BEGIN).n.tolist() == [3]


def test_of_each_person_the_latest_answer_counts_where_the_survey_says_so(store: Store, make: Maker) -> None:
    with store.writing() as connection:
        connection.execute("UPDATE surveys SET latest_only = 1 WHERE slug = 'nps'")
    for kind, scores in (("nps", (2, 9)), ("csat", (2, 5))):
        given = [make(score, kind=kind, at=BEGIN + timedelta(minutes=i)) for i, score in enumerate(scores)]
        save_responses(store, [replace(one, respondent="c-1") for one in given])
    assert tally_since(store, "nps", "nps", BEGIN).counts[0].nonzero()[0].tolist() == [9]
    assert tally_since(store, "csat", "csat", BEGIN).n.tolist() == [2]


def test_a_question_nobody_asks_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        tally_since(store, "nps", "csat", BEGIN)
