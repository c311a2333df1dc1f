"""The experience curve: one scale, gaps that stay gaps, and changes of stages as one family."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjo_core.insight.journey_map import (
    ONE_SCALE,
    answers_behind,
    curve_changes,
    experience_curve,
    on_one_scale,
    points,
)
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.changes.verdicts import UNCLEAR, UP
from cjo_core.survey.filters import EVERYTHING, Filter
from tests.made_cells import Given, asked, make_cells

ALL = [asked("nps"), asked("csat"), asked("ces")]
STAGES = {"stage": ("Aware", "Buy", "Use", "Leave")}


def many(score: int, times: int, stage: str, question: int = 0, week: int = 202640) -> list[Given]:
    return [Given(score, question, week, stage=stage)] * times


def test_a_mean_is_moved_to_the_scale_by_its_formula() -> None:
    """CSAT: 20 people chose 4, 20 chose 2: mean 3, so 200 (3 − 1) / 4 − 100 = 0. CES: 30 × 6, 30 × 7: 83.3."""
    assert float(on_one_scale("csat").evaluate(np.array([0, 20, 0, 20, 0])).value) == 0
    found = on_one_scale("ces").evaluate(np.array([0, 0, 0, 0, 0, 30, 30]))
    assert float(found.value) == pytest.approx(200 * (6.5 - 1) / 6 - 100)
    # Student: 6.5 ± 2.0010 × 0.50422 / √60 = 6.36975 … 6.63025
    assert float(found.low) == pytest.approx(200 * (6.36975 - 1) / 6 - 100, abs=0.01)
    assert float(found.high) == pytest.approx(200 * (6.63025 - 1) / 6 - 100, abs=0.01)


def test_nps_is_taken_as_it_is() -> None:
    assert on_one_scale("nps") is METRICS["nps"]
    assert points(METRICS["nps"], -7.5) == -7.5


@given(st.lists(st.integers(0, 50), min_size=5, max_size=5).filter(lambda counts: sum(counts) > 0))
def test_the_scale_has_its_ends_and_the_interval_holds_the_value(counts: list[int]) -> None:
    found = on_one_scale("csat").evaluate(np.array(counts))
    assert -100 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 100
    slow = sum((i + 1) * n for i, n in enumerate(counts)) / sum(counts)
    assert float(found.value) == pytest.approx(200 * (slow - 1) / 4 - 100)


def test_every_stage_keeps_its_place_and_a_gap_stays_a_gap() -> None:
    cells = make_cells(many(10, 40, "Buy") + many(10, 29, "Use") + many(3, 30, "Leave"), names=STAGES)
    curve = experience_curve(cells, "nps", EVERYTHING)
    assert curve["stage"].tolist() == list(STAGES["stage"])
    assert curve["base"].tolist() == ["none", "low", "few", "low"]
    assert curve["n"].tolist() == [0, 40, 29, 30]
    assert np.isnan(curve["value"].iloc[0])
    assert curve["leads"].all()


def test_the_curve_goes_through_the_first_question_with_enough_answers() -> None:
    given_answers = many(10, 29, "Buy") + many(4, 50, "Buy", 1) + many(9, 30, "Use") + many(7, 90, "Use", 2)
    given_answers += many(2, 12, "Leave", 1) + many(7, 20, "Leave", 2)
    curve = experience_curve(make_cells(given_answers, ALL, STAGES), ONE_SCALE, EVERYTHING)
    leads = curve[curve["leads"]]
    assert dict(zip(leads["stage"], leads["metric"], strict=True)) == {
        "Aware": "nps",
        "Buy": "csat",
        "Use": "nps",
        "Leave": "ces",
    }
    assert leads.set_index("stage").at["Buy", "value"] == 50


def test_answers_without_a_stage_are_in_no_column() -> None:
    cells = make_cells(many(10, 40, "Buy") + [Given(0, week=202640)] * 40, names=STAGES)
    assert experience_curve(cells, "nps", EVERYTHING)["n"].sum() == 40
    assert answers_behind(cells, ["nps"], EVERYTHING) == 80


def test_the_curve_of_one_metric_is_its_breakdown() -> None:
    rng = np.random.default_rng(5)
    some = [Given(int(rng.integers(1, 6)), week=202640, stage=str(rng.choice(["Buy", "Use"]))) for _i in range(200)]
    cells = make_cells(some, [asked("csat")])
    curve, plain = experience_curve(cells, "csat", EVERYTHING), breakdown(cells, "csat", ["stage"])
    for column in ("value", "low", "high", "n"):
        assert curve.set_index("stage")[column].to_dict() == plain.set_index("stage")[column].to_dict()


def test_a_small_stage_is_hidden_on_the_curve() -> None:
    answers = many(10, 40, "Buy") + many(10, 3, "Use") + many(10, 40, "Leave")
    cells = make_cells(answers, [asked("nps", floor=5)], STAGES)
    curve = experience_curve(cells, ONE_SCALE, EVERYTHING).set_index("stage")
    assert curve.at["Use", "base"] == "hidden"
    assert curve.at["Use", "n"] == 0


def test_a_stage_that_recovered_is_up_and_the_others_are_not() -> None:
    before = many(10, 40, "Buy", week=202640) + many(3, 40, "Buy", week=202640)
    before += many(10, 20, "Use", week=202640) + many(3, 60, "Use", week=202640)
    after = many(10, 41, "Buy", week=202641) + many(3, 39, "Buy", week=202641)
    after += many(10, 60, "Use", week=202641) + many(3, 20, "Use", week=202641)
    cells = make_cells(before + after, names=STAGES)
    sides = Filter().weeks(202640, 202640), Filter().weeks(202641, 202641)
    found = curve_changes(cells, ["nps"], *sides).set_index("stage")
    assert found.at["Use", "verdict"] == UP
    assert found.at["Use", "difference"] == 100
    assert 0 < found.at["Use", "low"] < 100 < found.at["Use", "high"]
    assert found.at["Buy", "verdict"] == UNCLEAR


def test_nothing_asked_gives_stages_without_scores() -> None:
    curve = experience_curve(make_cells([], questions=[], names=STAGES), ONE_SCALE, EVERYTHING)
    assert curve["base"].tolist() == ["none"] * 4
    assert curve_changes(make_cells([], names=STAGES), ["nps"], EVERYTHING, EVERYTHING).empty
