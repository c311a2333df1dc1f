"""What somebody can work out who sees weighted scores, knows the weights, and asks who is in a hidden group."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cjo_core.__main__ import main
from cjo_core.exchange.reading.tables import read_table
from cjo_core.exchange.results import outcome
from cjo_core.exchange.weighing import read_targets, weighing
from cjo_core.insight.journey_tests import tested as judged_journey
from cjo_core.insight.mix import mix_shift
from cjo_core.insight.this_week import week_report
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.cells import Cells
from cjo_core.metrics.changes.verdicts import against_rest, changes
from cjo_core.metrics.privacy.protection import hidden_groups
from cjo_core.metrics.privacy.weights_told import followed, weights_tell
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.counts.since import tally_since
from cjo_core.store.database import Store, create_store
from cjo_core.store.responses.weights import save_weights
from cjo_core.store.responses.writes import save_responses
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey, survey
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import add_weeks, time_zone, week_of
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.survey.surveys import Option, Question, Survey, Wording

NOW = datetime.now(UTC) - timedelta(hours=1)
WEEK = week_of(NOW, time_zone("UTC"))
THIS = Filter().weeks(WEEK, WEEK)
#: How many of each persona and score are of the segment New, and of Old.
PEOPLE = {("Ada", 9): (30, 1), ("Ada", 3): (20, 1), ("Bo", 9): (30, 20), ("Bo", 3): (10, 20)}
NPS = Question("nps", {"en": Wording("?")}, key="nps")
WAY = Question(
    "single", {"en": Wording("Way?")}, key="way", options=(Option("a", {"en": "A"}), Option("b", {"en": "B"}))
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = create_store(tmp_path / "cjo.db")
    save_survey(opened, Survey("unknown", "Unknown", (NPS, WAY)))
    add_names(opened, "stage", ["Buy", "Use"])
    add_names(opened, "segment", ["New", "Old"])
    add_names(opened, "persona", ["Ada", "Bo"])
    fill(opened, PEOPLE)
    weigh(opened)
    yield opened
    opened.close()


def fill(
    store: Store, people: dict[tuple[str, int], tuple[int, int]], when: datetime = NOW, stage: str = "Buy"
) -> None:
    one = survey(store, "unknown")
    score_, way = one.questions
    made = []
    for (persona, score), both in people.items():
        for segment, many in zip(("New", "Old"), both, strict=True):
            for _i in range(many):
                option = way.options[score == 9].id
                answers = (Answer(score_.id, score), Answer(way.id, None, options=(option,)))
                place = Place(stage=stage, segment=segment, persona=persona)
                made.append(Response(one.id, answers, new_submission_key(), when, place, door="api"))
    save_responses(store, made)


def weigh(store: Store) -> None:
    targets = [read_targets("segment", read_table(b"segment,share\nNew,50\nOld,50\n"))]
    save_weights(store, weighing(store, cells_of(store), "unknown", targets).weights)


def cells_of(store: Store) -> Cells:
    return fresh_cells(Counting(store))


#: What anybody can know: New has 90 answers of 132, Old 42, and both were to count alike.
WEIGHTS = (66 / 90, 66 / 42)


def splits(counts: Sequence[int], fits: Any) -> list[tuple[int, ...]]:
    """How many of each score may be of Old, by what is shown."""
    return [old for old in product(*(range(n + 1) for n in counts)) if fits(counts, old)]


def weighed(counts: Sequence[int], old: Sequence[int]) -> tuple[float, float, float]:
    """NPS, Σw and Σw² of detractors and promoters of which so many are of Old."""
    mass = [WEIGHTS[0] * (n - k) + WEIGHTS[1] * k for n, k in zip(counts, old, strict=True)]
    squares = sum(WEIGHTS[0] ** 2 * (n - k) + WEIGHTS[1] ** 2 * k for n, k in zip(counts, old, strict=True))
    return 100 * (mass[1] - mass[0]) / sum(mass), sum(mass), squares


def solved(row: Any) -> list[tuple[int, ...]]:
    """The splits that fit a row of a breakdown: its value, and its effective n where there is one."""

    def fits(counts: Sequence[int], old: Sequence[int]) -> bool:
        value, mass, squares = weighed(counts, old)
        effective = row.get("n_effective")
        return abs(value - row["value"]) < 1e-6 and (effective is None or abs(mass**2 / squares - effective) < 1e-6)

    return splits((row["detractors"], row["promoters"]), fits)


def test_the_hidden_group_cannot_be_solved_from_the_personas(store: Store) -> None:
    cells = cells_of(store)
    assert ("Old", "Ada") in hidden_groups(cells, "nps", ("segment", "persona"))
    rows = breakdown(cells, "nps", ["persona"]).to_dict("records")
    for row in rows:
        assert "n_effective" not in row
        assert "evidence" not in row
        assert solved(row) != [(1, 1)]
        assert row["value"] == pytest.approx(100 * (row["promoters"] - row["detractors"]) / row["n"])


def test_what_tells_of_nobody_is_weighted_as_before(store: Store) -> None:
    cells = cells_of(store)
    assert followed(cells, ["unknown"]) == ("segment",)
    for by in ((), ("segment",), ("stage",)):
        assert "n_effective" in breakdown(cells, "nps", by), by
    assert not weights_tell(cells, "nps", ("persona",), Filter().only(segment="New"))
    assert weights_tell(cells, "nps", (), Filter().only(persona="Bo")), "the whole less it is Ada"


def test_nothing_that_is_laid_beside_something_counts_otherwise(store: Store) -> None:
    fill(store, {key: (b, a) for key, (a, b) in PEOPLE.items()}, stage="Use")
    fill(store, {("Bo", 9): (12, 9), ("Ada", 9): (12, 2)}, NOW - timedelta(days=7), "Use")
    weigh(store)
    cells = cells_of(store)
    last = Filter().weeks(add_weeks(WEEK, -1), add_weeks(WEEK, -1))
    for found in (
        changes(cells, "nps", last, THIS, ["persona"]),
        against_rest(cells, "nps", "persona", THIS),
        mix_shift(cells, "nps", last, THIS, "persona").groups,
    ):
        assert len(found)
    for by in (["stage", "persona"], ["week", "persona"]):
        assert "n_effective" not in breakdown(cells, "nps", by)
    report = week_report(cells, WEEK)
    (headline,) = report.headlines
    assert not hasattr(headline.row, "n_effective")
    assert "n_effective" not in headline.trend
    assert headline.row.value == headline.on_last_week.after
    every = judged_journey(cells, ("nps",), THIS, ("Buy", "Use"))
    assert len({len(row) for row in every["counts"] if row is not None}) == 1


def test_neither_results_nor_the_big_screen_nor_the_command_line_tell_it(store: Store) -> None:
    one = survey(store, "unknown")
    cells = cells_of(store)
    for name, told in (("New", True), ("Old", True)):
        found = outcome(store, cells, one, Filter().only(segment=name))
        assert (found.results[one.questions[1].id].effective is not None) is told
    for where in (Filter().only(persona="Bo"), Filter().only(persona="Ada")):
        found = outcome(store, cells, one, where)
        assert {result.effective for result in found.results.values()} == {None}
    assert tally_since(store, "unknown", "nps", NOW - timedelta(hours=1)).weighed is None
    asked = ["scores", "--metric", "nps", "--by", "persona", "--format", "json", "--explain", "--db", str(store.path)]
    said = json.loads(CliRunner().invoke(main, asked).stdout)
    assert "n_effective" not in json.dumps(said)
    assert said["definition"]["weights_untold"] is True
