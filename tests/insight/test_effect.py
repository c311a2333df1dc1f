"""Whether an action worked: the weeks since it was done against those in which the pain was found."""

from __future__ import annotations

from cjo_core.insight.effect import effect
from cjo_core.metrics.verdicts import TOO_FEW, UNCLEAR, UP
from cjo_core.survey.actions import Figures
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
