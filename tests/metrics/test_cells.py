"""Cells and tallies: against a slow plain count, and the laws of counting."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.errors import BadValue
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.cells import Cells, Tally, tally
from cjo_core.metrics.counts.folding import unpacked
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.periods import UNDATED
from cjo_core.survey.places import DIMENSIONS, PLACE_FIELDS
from cjo_core.survey.scales import SCALES
from tests.made_cells import Given, asked, make_cells, slow_tally

QUESTIONS = [asked("nps", "main"), asked("nps", "pilot"), asked("csat", "main"), asked("ces", "main")]
NAMES: dict[str, Sequence[str]] = {name: [f"{name} {i}" for i in range(3)] for name in PLACE_FIELDS}
WEEKS = (UNDATED, 202552, 202601, 202602)
some = settings(max_examples=60, deadline=None)


def some_answers(seed: int) -> list[Given]:
    """Up to 25 answers; a seed instead of a draw per field keeps hypothesis fast."""
    dice = random.Random(seed)
    found = []
    for _ in range(dice.randrange(26)):
        question = dice.randrange(len(QUESTIONS))
        score = dice.choice([None, *SCALES[QUESTIONS[question][0]].scores])
        place: dict[str, Any] = {name: dice.choice([None, *NAMES[name]]) for name in PLACE_FIELDS}
        found.append(Given(score, question, dice.choice(WEEKS), **place))
    return found


def answers() -> st.SearchStrategy[list[Given]]:
    return st.integers(0, 2**32).map(some_answers)


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    where: dict[str, tuple[str | None, ...]] = {}
    for name in draw(st.lists(st.sampled_from(PLACE_FIELDS), max_size=2, unique=True)):
        where[name] = tuple(draw(st.lists(st.sampled_from([None, *NAMES[name], "nobody"]), min_size=1, max_size=3)))
    if draw(st.booleans()):
        where["survey"] = tuple(draw(st.sampled_from([("main",), ("pilot",), ("main", "pilot"), ("none",)])))
    first, last = draw(
        st.sampled_from([(None, None), (202552, None), (None, 202601), (202601, 202601), (202602, 202552)])
    )
    return Filter(where, first, last)


kinds = st.sampled_from(["nps", "csat", "ces"])
bys = st.lists(st.sampled_from(DIMENSIONS), max_size=3, unique=True)


def as_dict(found: Tally) -> dict[tuple[Any, ...], list[int]]:
    return {label: row.tolist() for label, row in zip(found.labels, found.counts, strict=True)}


def cells_of(given_answers: Sequence[Given], late: int = 0) -> Cells:
    return make_cells(given_answers, QUESTIONS, NAMES, late)


@some
@given(answers(), kinds, bys, filters(), st.integers(0, 8))
def test_a_tally_is_what_a_slow_count_finds(
    found: list[Given], kind: str, by: list[str], where: Filter, late: int
) -> None:
    cells = cells_of(found, min(late, sum(one.score is not None for one in found)))
    assert as_dict(tally(cells, kind, by, where)) == slow_tally(found, QUESTIONS, kind, by, where)


@some
@given(answers(), kinds, bys, filters())
def test_filtering_then_counting_is_counting_then_filtering(
    found: list[Given], kind: str, by: list[str], where: Filter
) -> None:
    kept = [one for one in found if sum(slow_tally([one], QUESTIONS, QUESTIONS[one.question][0], (), where)[()])]
    assert as_dict(tally(cells_of(found), kind, by, where)) == as_dict(tally(cells_of(kept), kind, by))


@some
@given(answers(), kinds, st.lists(st.sampled_from(DIMENSIONS[:-1]), min_size=1, max_size=3, unique=True), filters())
def test_groups_add_up_to_the_whole(found: list[Given], kind: str, by: list[str], where: Filter) -> None:
    cells = cells_of(found)
    groups, whole = tally(cells, kind, by, where), tally(cells, kind, (), where)
    assert groups.counts.sum(axis=0).tolist() == whole.counts[0].tolist()
    assert groups.n.sum() == whole.n[0]


@some
@given(answers(), kinds, bys, filters())
def test_bands_add_up_to_n(found: list[Given], kind: str, by: list[str], where: Filter) -> None:
    groups = tally(cells_of(found), kind, by, where)
    for metric in (one for one in METRICS.values() if one.kind == kind):
        bands = [metric.band(groups.counts, first, last) for _name, first, last in metric.parts]
        assert np.array_equal(sum(bands), groups.n)


@some
@given(answers(), kinds, bys)
def test_skipped_questions_never_count(found: list[Given], kind: str, by: list[str]) -> None:
    answered = [one for one in found if one.score is not None]
    assert as_dict(tally(cells_of(found), kind, by)) == as_dict(tally(cells_of(answered), kind, by))


def test_undated_answers_count_in_totals_but_never_in_a_week() -> None:
    cells = make_cells([Given(9), Given(3, week=202601), Given(7, week=202602)])
    assert tally(cells, "nps").n.tolist() == [3]
    assert tally(cells, "nps", (), Filter({}, 202601, None)).n.tolist() == [2]
    assert tally(cells, "nps", (), Filter({}, None, 202601)).n.tolist() == [1]
    assert tally(cells, "nps", ["week"]).labels == ((202601,), (202602,))


def test_groups_come_in_the_teams_order_and_those_not_given_last() -> None:
    given_answers = [Given(9, stage=name) for name in (None, "C", "A", "B")]
    cells = make_cells(given_answers, names={"stage": ["B", "C", "A", "D"]})
    assert tally(cells, "nps", ["stage"]).labels == (("B",), ("C",), ("A",), (None,))
    assert tally(cells, "nps", ["segment", "stage"]).labels[0] == (None, "B")


def test_names_that_nobody_has_match_nothing() -> None:
    cells = make_cells([Given(9, stage="Buy")])
    assert tally(cells, "nps", (), Filter({"stage": ("Sell",)})).n.tolist() == [0]
    assert tally(cells, "nps", (), Filter({"survey": ("other",)})).n.tolist() == [0]
    assert tally(cells, "nps", ["stage"], Filter({"stage": ("Sell",)})).labels == ()
    assert tally(cells, "nps", (), Filter({"stage": ("Sell", "Buy")})).n.tolist() == [1]


def test_the_case_of_letters_does_not_matter_in_filters() -> None:
    cells = make_cells([Given(9, stage="Buy"), Given(3, stage="Use")])
    for name in ("buy", "BUY", "Buy"):
        assert tally(cells, "nps", (), Filter({"stage": (name,)})).n.tolist() == [1]
    assert tally(cells, "nps", (), Filter({"survey": ("MAIN",)})).n.tolist() == [2]


def test_letter_case_does_not_matter_in_any_alphabet() -> None:
    """As in the store, which never holds two names that differ in letter case only."""
    cells = make_cells([Given(9, stage="Łódź"), Given(3, stage="Lodz")])
    for name in ("Łódź", "łódź", "ŁÓDŹ"):
        assert tally(cells, "nps", ["stage"], Filter({"stage": (name,)})).labels == (("Łódź",),)


def test_nothing_asked_and_nothing_answered_give_empty_tallies() -> None:
    for cells in (make_cells([]), make_cells([], questions=[])):
        assert tally(cells, "nps").n.tolist() == [0]
        assert tally(cells, "nps").labels == ((),)
        for by in (["stage"], ["week"], ["survey"], ["survey", "week", "stage"]):
            assert tally(cells, "nps", by).labels == ()
            assert tally(cells, "nps", by).counts.shape == (0, 11)


def test_an_answer_taken_away_leaves_no_group_behind() -> None:
    cells = make_cells([Given(9, stage="Buy"), Given(3, stage="Use")])
    keys, counts = unpacked(cells.columns)
    gone = replace(cells, late_keys=keys[:1], late_counts=-counts[:1])
    assert tally(gone, "nps", ["stage"]).n.tolist() == [1]


def test_the_floor_is_the_highest_of_the_surveys_counted() -> None:
    cells = make_cells([Given(9), Given(9, question=1)], [asked(survey="a", floor=5), asked(survey="b", floor=1)])
    assert tally(cells, "nps").floor == 5
    assert tally(cells, "nps", (), Filter({"survey": ("b",)})).floor == 1


@pytest.mark.parametrize(("kind", "by"), [("stars", []), ("nps", ["colour"]), ("nps", ["stage", "stage"])])
def test_kinds_and_dimensions_that_do_not_exist_are_refused(kind: str, by: list[str]) -> None:
    with pytest.raises(BadValue):
        tally(make_cells([]), kind, by)


def test_a_whole_year_of_weeks_stays_in_order() -> None:
    cells = make_cells([Given(9, week=week) for week in (202701, 202653, 202601, 202552)])
    assert [label[0] for label in tally(cells, "nps", ["week"], EVERYTHING).labels] == [202552, 202601, 202653, 202701]
