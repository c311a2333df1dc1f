"""Whether an action worked: the weeks since it was done against those in which the pain was found."""

from __future__ import annotations

import pytest

from cjo_core.insight.effect import confidence, effect, meanwhile
from cjo_core.insight.experiments.looks import boundary_constant
from cjo_core.metrics.changes.differences import nps_difference
from cjo_core.metrics.changes.verdicts import TOO_FEW, UNCLEAR, UP, changes
from cjo_core.survey.actions import Figures
from cjo_core.survey.filters import EVERYTHING
from tests.made_cells import Given, make_cells

FIGURES = Figures("nps", -60, 100, 40, -100, -110, -90, 202636, 202639)


def people(promoters: int, detractors: int, week: int, segment: str = "Firms") -> list[Given]:
    return [Given(10, week=week, stage="Support", segment=segment)] * promoters + [
        Given(2, week=week, stage="Support", segment=segment)
    ] * detractors


WHERE = {"stage": "Support", "segment": "Firms"}
BEFORE = people(20, 80, 202637)


def test_a_fix_that_worked_is_up_with_an_interval() -> None:
    """20 of 100 before, 70 of 100 after: NPS −60 to +40."""
    cells = make_cells(BEFORE + people(70, 30, 202641) + people(0, 500, 202641, "Homes"))
    change = effect(cells, FIGURES, WHERE, 202640, 202642)
    assert (change.verdict, round(change.difference), change.n_before, change.n_after) == (UP, 100, 100, 100)
    assert 0 < change.low < 100 < change.high


def test_the_week_in_which_it_was_done_is_on_neither_side() -> None:
    cells = make_cells(BEFORE + people(500, 0, 202640) + people(20, 80, 202641))
    change = effect(cells, FIGURES, WHERE, 202640, 202641)
    assert (change.verdict, change.difference) == (UNCLEAR, 0)


def test_before_a_week_is_over_nothing_is_measured() -> None:
    assert effect(make_cells(BEFORE), FIGURES, WHERE, 202640, 202640) is None


def test_few_answers_since_give_no_verdict() -> None:
    change = effect(make_cells(BEFORE + people(29, 0, 202641)), FIGURES, WHERE, 202640, 202641)
    assert change.verdict == TOO_FEW


def test_without_a_period_of_its_own_the_twelve_weeks_before_count() -> None:
    whole = Figures("nps", -60, 100, 40, -100, -110, -90)
    cells = make_cells(people(50, 0, 202601) + BEFORE + people(70, 30, 202641))
    change = effect(cells, whole, WHERE, 202640, 202641)
    assert (change.n_before, change.n_after) == (100, 100)


def test_a_place_without_answers_gives_no_verdict() -> None:
    assert effect(make_cells([]), FIGURES, WHERE, 202640, 202641).verdict == TOO_FEW


def test_what_one_test_calls_clear_is_not_when_it_is_asked_every_week() -> None:
    """50 of 100 before, 67 of 100 after: p 0.016, enough for a single look (5 %) and not for twelve (1 %)."""
    cells = make_cells(people(50, 50, 202637) + people(67, 33, 202641))
    once = changes(cells, "nps", EVERYTHING.weeks(202636, 202639), EVERYTHING.weeks(202641, 202642)).iloc[0]
    change = effect(cells, FIGURES, WHERE, 202640, 202642)
    assert (once["verdict"], change.verdict) == (UP, UNCLEAR)
    assert 0.01 < change.p == once["p"] < 0.05
    assert change.low < 0 < once["low"] < change.difference < once["high"] < change.high < 100
    assert change.needed > change.difference


def test_its_interval_is_that_of_twelve_looks() -> None:
    """Pocock's constant for twelve equal looks is 2.588, against 1.960 for one."""
    assert boundary_constant(12) == pytest.approx(2.588, abs=5e-4)
    change = effect(make_cells(BEFORE + people(70, 30, 202641)), FIGURES, WHERE, 202640, 202641)
    before, after = [0] * 11, [0] * 11
    before[10], before[2], after[10], after[2] = 20, 80, 70, 30
    one = nps_difference(before, after)
    assert (change.high - change.low) / float(one.high - one.low) == pytest.approx(2.588 / 1.96, abs=5e-4)
    assert confidence() == pytest.approx(0.99035, abs=5e-5)


def test_after_twelve_weeks_the_effect_stays_what_it_was() -> None:
    cells = make_cells(BEFORE + people(70, 30, 202641) + people(0, 500, 202653))
    assert effect(cells, FIGURES, WHERE, 202640, 202709).n_after == 100


def test_the_weeks_until_it_was_done_are_before_too() -> None:
    """Nobody chose them because they were low."""
    cells = make_cells(BEFORE + people(60, 40, 202642) + people(70, 30, 202646))
    assert effect(cells, FIGURES, WHERE, 202645, 202646).n_before == 200


def test_the_week_in_which_it_was_done_is_not_before_although_the_pain_was_seen_in_it() -> None:
    cells = make_cells(BEFORE + people(500, 0, 202639) + people(70, 30, 202641))
    assert effect(cells, FIGURES, WHERE, 202639, 202641).n_before == 100


def test_what_the_season_did_to_the_other_stages_stands_beside_it() -> None:
    """Support rises from −60 to +40, and Buying alike, from −20 to +60: by hand, 40 and 80 of 100 promoters."""
    elsewhere = [
        Given(score, week=week, stage="Buying", segment="Firms")
        for week, scores in ((202637, [10] * 40 + [2] * 60), (202641, [10] * 80 + [2] * 20))
        for score in scores
    ]
    cells = make_cells(BEFORE + people(70, 30, 202641) + elsewhere)
    others = meanwhile(cells, FIGURES, WHERE, 202640, 202642)
    assert (others.before, others.after, others.verdict) == (-20, 60, UP)
    assert effect(cells, FIGURES, WHERE, 202640, 202642).difference == 100
    assert meanwhile(make_cells(BEFORE), FIGURES, WHERE, 202640, 202642) is None, "there is no other stage"
