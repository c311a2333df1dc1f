"""`compare` on the command line: the verdicts of the first screen, in full precision."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cjo_core.__main__ import main
from cjo_core.metrics.changes.verdicts import changes
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.database import Store, create_store
from cjo_core.store.responses.writes import save_responses
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.filters import Filter
from cjo_core.survey.places import Place
from cjo_core.survey.responses import new_submission_key, read_response
from cjo_core.survey.surveys import Question, Survey, Wording

MONDAY = datetime(2026, 9, 28, 10, tzinfo=UTC)  # of 2026-W40
KEYS = {"before", "after", "n_before", "n_after", "difference", "low", "high", "p", "p_adjusted", "verdict"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store = create_store(tmp_path / "cjo.db")
    save_survey(store, Survey("nps", "NPS", (Question("nps", {"en": Wording("?")}),), identified=True))
    add_names(store, "stage", ["Buy", "Use", "Few"])
    # the worked example: NPS 46 of 87 people, then 39 of 94
    answer(store, 0, {10: 55, 8: 17, 3: 15}, "Buy")
    answer(store, 1, {10: 55, 8: 21, 3: 18}, "Buy")
    answer(store, 0, {10: 80, 3: 20}, "Use")
    answer(store, 1, {10: 20, 3: 80}, "Use")
    answer(store, 0, {10: 9}, "Few")
    answer(store, 1, {10: 2, 0: 7}, "Few")
    store.close()
    return tmp_path / "cjo.db"


def answer(store: Store, week: int, scores: dict[int, int], stage: str) -> None:
    from cjo_core.store.set_up.surveys import survey

    asked = survey(store, "nps")
    save_responses(
        store,
        [
            read_response(
                asked,
                {"score": str(score)},
                place=Place(stage=stage),
                submission_key=new_submission_key(),
                now=MONDAY + timedelta(weeks=week),
            )
            for score, count in scores.items()
            for _i in range(count)
        ],
    )


def run(path: Path, *arguments: str) -> Any:
    return CliRunner().invoke(main, ["compare", "--db", str(path), *arguments])


def rows(path: Path, *arguments: str) -> dict[str | None, dict[str, Any]]:
    asked = run(path, "--metric", "nps", "--week", "2026-W40", "--week", "2026-W41", "--json", *arguments)
    assert asked.exit_code == 0, asked.output
    return {row.get("stage"): row for row in json.loads(asked.stdout)}


def test_each_group_has_its_two_values_its_difference_and_a_verdict(path: Path) -> None:
    found = rows(path, "--by", "stage")
    assert list(found) == ["Buy", "Use", "Few"]
    assert all(row.keys() >= KEYS for row in found.values())
    assert [row["verdict"] for row in found.values()] == ["unclear", "down", "too_few"]


def test_46_of_87_and_39_of_94_is_no_clear_change_of_about_minus_7_and_22(path: Path) -> None:
    one = rows(path, "--where", "stage=Buy")[None]
    assert (round(one["before"]), one["n_before"], round(one["after"]), one["n_after"]) == (46, 87, 39, 94)
    assert round(one["difference"]) in (-6, -7)
    assert 21 <= (one["high"] - one["low"]) / 2 <= 23
    assert one["verdict"] == "unclear"


def test_the_numbers_are_those_of_the_pages_to_the_last_decimal(path: Path) -> None:
    from cjo_core.store.database import open_store

    store = open_store(path)
    cells = fresh_cells(Counting(store))
    store.close()
    frame = changes(cells, "nps", Filter().weeks(202640, 202640), Filter().weeks(202641, 202641), ["stage"])
    found = rows(path, "--by", "stage")
    for record in frame.to_dict("records"):
        for name in KEYS - {"verdict"}:
            number = float(record[name])
            assert found[record["stage"]][name] == (None if number != number else number)


def test_the_weeks_must_be_two_and_different(path: Path) -> None:
    assert run(path, "--week", "2026-W40").exit_code == 2
    assert run(path, "--week", "2026-W40", "--week", "2026-W40").exit_code == 2
    assert run(path, "--week", "2026-W40", "--week", "2026-W99").exit_code == 1
    assert "Traceback" not in run(path, "--week", "x", "--week", "2026-W40").output


def test_the_table_reads_without_json(path: Path) -> None:
    asked = run(path, "--week", "2026-W40", "--week", "2026-W41", "--by", "stage")
    assert asked.exit_code == 0
    assert "unclear" in asked.output
    assert "p adjusted" in asked.output
