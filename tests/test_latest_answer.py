"""Each person's latest answer, or every answer: the same on the command line and the pages, with what was set aside."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cjo_core.__main__ import main
from cjo_core.insight.this_week import week_report
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.cells import set_aside
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.database import create_store, open_store
from cjo_core.store.responses.writes import save_responses
from cjo_core.store.set_up.surveys import save_survey, survey
from cjo_core.survey.filters import EVERYTHING
from cjo_core.survey.responses import new_submission_key, read_response
from cjo_core.survey.surveys import Question, Survey, Wording


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """40 people who were unhappy in September and happy in October, and 10 who answered once."""
    store = create_store(tmp_path / "cjo.db")
    asks = (Question("nps", {"en": Wording("?")}),)
    save_survey(store, Survey("ties", "Relationship", asks, identified=True, latest_only=True))
    asked = survey(store, "ties")
    given = [
        *((f"p{i}", 2, datetime(2026, 9, 2, tzinfo=UTC)) for i in range(40)),
        *((f"p{i}", 10, datetime(2026, 10, 7, tzinfo=UTC)) for i in range(40)),
        *((f"q{i}", 2, datetime(2026, 9, 2, tzinfo=UTC)) for i in range(10)),
    ]
    save_responses(
        store,
        [
            read_response(
                asked, {"score": str(score)}, submission_key=new_submission_key(), now=when, respondent=person
            )
            for person, score, when in given
        ],
    )
    store.close()
    return tmp_path / "cjo.db"


def scores(path: Path, *arguments: str) -> list[dict[str, Any]]:
    asked = CliRunner().invoke(main, ["scores", "--db", str(path), "--metric", "nps", "--format", "json", *arguments])
    assert asked.exit_code == 0, asked.output
    found: list[dict[str, Any]] = json.loads(asked.stdout)
    return found


def test_a_relationship_survey_counts_each_person_once_unless_asked_otherwise(path: Path) -> None:
    assert [(row["value"], row["n"]) for row in scores(path)] == [(60.0, 50)]
    assert scores(path, "--latest") == scores(path)
    assert [row["n"] for row in scores(path, "--every")] == [90]


def test_week_by_week_every_answer_counts_in_its_own_week(path: Path) -> None:
    found = {row["week"]: (row["value"], row["n"]) for row in scores(path, "--by", "week")}
    assert found == {"2026-W36": (-100.0, 50), "2026-W41": (100.0, 40)}


def test_in_weeks_that_are_over_nobody_is_missing_who_answered_again_since(path: Path) -> None:
    """Else a past score would be of those only who never came back: here −100 of 10 instead of −100 of 50."""
    for days in (("2026-W36", "2026-W36"), ("2026-W35", "2026-W37"), ("2026-09-01", "2026-09-08")):
        (row,) = scores(path, "--from", days[0], "--to", days[1])
        assert (row["value"], row["n"]) == (-100.0, 50), days
    assert [row["n"] for row in scores(path, "--from", "2026-W36", "--to", "2026-W36", "--latest")] == [10], "if asked"
    assert [row["n"] for row in scores(path, "--from", "2026-W36")] == [50], "each person once, up to today"


def test_two_weeks_are_compared_with_every_answer_as_on_the_first_screen(path: Path) -> None:
    arguments = ["--db", str(path), "--week", "2026-W36", "--week", "2026-W41", "--json"]
    (row,) = json.loads(CliRunner().invoke(main, ["compare", *arguments]).stdout)
    assert (row["n_before"], row["before"], row["n_after"], row["after"]) == (50, -100.0, 40, 100.0)
    store = open_store(path)
    nps = week_report(fresh_cells(Counting(store)), 202636).headlines[0]
    store.close()
    assert (nps.row.n, nps.row.value) == (row["n_before"], row["before"])


def test_an_anonymous_survey_counts_every_answer_whatever_is_asked(path: Path) -> None:
    """Else one way of counting less the other would show the answers of the few who came again."""
    connection = sqlite3.connect(path)
    connection.execute("UPDATE surveys SET identified = 0")
    connection.commit()
    connection.close()
    assert [row["n"] for row in scores(path, "--latest")] == [row["n"] for row in scores(path, "--every")] == [90]


def test_what_is_set_aside_and_what_counts_add_up_to_every_answer(path: Path) -> None:
    store = open_store(path)
    cells = fresh_cells(Counting(store))
    store.close()
    counted = int(breakdown(cells, "nps")["n"].iloc[0])
    every = int(breakdown(cells, "nps", (), EVERYTHING.counting(latest=False))["n"].iloc[0])
    assert set_aside(cells, "nps") == 40
    assert counted + set_aside(cells, "nps") == every
