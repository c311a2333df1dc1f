"""`results`: the numbers of the page Survey results, and nothing of small groups."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from cjo_core.commands import main
from cjo_core.exchange.results import COLUMNS, outcome, outcome_rows
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.database import Store, create_store
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey, survey
from cjo_core.survey.filters import Filter
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.survey.surveys import Option, Question, Survey, Wording

OPTIONS = (Option("web", {"en": "=Web", "pl": "Strona"}), Option("phone", {"en": "Phone"}))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = create_store(tmp_path / "cjo.db")
    add_names(opened, "segment", ["Many", "Some", "Few"])
    how = Question("single", {"en": Wording("How\ndid you come?")}, key="how", options=OPTIONS)
    one = save_survey(opened, Survey("visit", "Visit", (Question("nps", {"en": Wording("Well?")}, key="nps"), how)))
    nps, how = one.questions
    for segment, number in (("Many", 40), ("Some", 9), ("Few", 2)):
        for i in range(number):
            given = (Answer(nps.id, i % 11), Answer(how.id, None, None, (how.options[i % 2].id,)))
            response = Response(one.id, given, new_submission_key(), datetime.now(UTC), Place(segment=segment))
            save_response(opened, response)
    yield opened
    opened.close()


def run(store: Store, *arguments: str) -> str:
    found = CliRunner().invoke(main, ["--db", str(store.path), "results", *arguments])
    assert found.exit_code == 0, found.output
    return found.stdout


def test_the_command_gives_the_rows_of_the_page(store: Store) -> None:
    cells, one = fresh_cells(Counting(store)), survey(store, "visit")
    for arguments, where in (([], Filter()), (["--where", "segment=Many"], Filter({"segment": ("Many",)}))):
        rows = outcome_rows(outcome(store, cells, one, where), ("en",))
        assert json.loads(run(store, "visit", "--json", *arguments)) == rows
        read = list(csv.DictReader(io.StringIO(run(store, "visit", "--format", "csv", *arguments), newline="")))
        assert list(read[0]) == list(COLUMNS)
        assert [line["chose"] for line in read] == ["" if row["chose"] is None else str(row["chose"]) for row in rows]
    assert "'=Web" in run(store, "visit", "--format", "csv")  # no formula for a spreadsheet
    assert "Strona" in run(store, "visit", "--language", "pl")


@pytest.mark.parametrize("segment", ["Few", "Some"])
def test_the_command_keeps_small_groups_and_their_neighbours_hidden(store: Store, segment: str) -> None:
    rows = json.loads(run(store, "visit", "--json", "--where", f"segment={segment}"))
    assert {row["base"] for row in rows} == {"hidden"}
    assert {row["n"] for row in rows} == {None}


def test_the_table_is_one_line_per_row(store: Store) -> None:
    lines = run(store, "visit").splitlines()
    assert len(lines) == 1 + (1 + 11) + (1 + 2)
    assert "How\ufffddid you come? (single)" in lines[13]


def test_a_survey_that_is_not_there_is_said_plainly(store: Store) -> None:
    found = CliRunner().invoke(main, ["--db", str(store.path), "results", "nothing"])
    assert (found.exit_code, "there is no survey “nothing”" in found.output) == (1, True)
