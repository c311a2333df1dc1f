"""Mix shift: the same groups answering differently, or different groups answering."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.insight.mix import MixShift, mix_shift, mix_shifts, split_change
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.changes.multiple import benjamini_hochberg
from cjo_core.survey.filters import Filter
from tests.made_cells import Given, asked, make_cells

BEFORE, AFTER = Filter({}, 202640, 202640), Filter({}, 202641, 202641)


def people(week: int, segment: str | None, satisfied: int, others: int, question: int = 0) -> list[Given]:
    return [Given(score, question, week, segment=segment) for score in [5] * satisfied + [2] * others]


def test_a_hand_worked_split_of_a_share() -> None:
    """Half A (80 %) and half B (40 %) before; a quarter A (90 %) and three quarters B (50 %) after: 60 % both times."""
    answers = people(202640, "A", 80, 20) + people(202640, "B", 40, 60) + people(202641, "A", 90, 10)
    found = mix_shift(
        make_cells(answers + people(202641, "B", 150, 150), [asked("csat")]), "csat", BEFORE, AFTER, "segment"
    )
    assert (found.before, found.after, found.change) == (60, 60, 0)
    # answering: (0.5 + 0.25) / 2 · 10 + (0.5 + 0.75) / 2 · 10; mix: −0.25 · (85 − 60) + 0.25 · (45 − 60)
    assert found.answering == pytest.approx(10)
    assert found.mix == pytest.approx(-10)
    assert found.groups["answering"].round(6).tolist() == [3.75, 6.25]
    assert found.groups["mix"].round(6).tolist() == [-6.25, -3.75]
    assert found.groups["share_after"].tolist() == [25, 75]
    assert found.matters
    assert found.p < 0.001


def test_every_group_rises_while_the_total_falls() -> None:
    """Simpson's paradox: only the split shows that nobody became less satisfied."""
    answers = people(202640, "A", 81, 9) + people(202640, "B", 2, 8) + people(202641, "A", 10, 0)
    found = mix_shift(
        make_cells(answers + people(202641, "B", 27, 63), [asked("csat")]), "csat", BEFORE, AFTER, "segment"
    )
    assert (found.groups["value_after"] > found.groups["value_before"]).all()
    assert found.change < -40
    assert found.answering > 0
    assert found.mix < found.change
    assert found.matters


def test_a_group_that_answers_on_one_side_only_is_all_mix() -> None:
    answers = people(202640, "A", 60, 40) + people(202641, "A", 60, 40) + people(202641, "B", 0, 100)
    found = mix_shift(make_cells(answers, [asked("csat")]), "csat", BEFORE, AFTER, "segment")
    assert found.answering == 0
    assert found.mix == found.change == -30
    assert found.groups["value_before"].isna().tolist() == [False, True]


def test_hidden_groups_are_pooled() -> None:
    sides = [people(w, g, a, b) for w in (202640, 202641) for g, a, b in [("A", 60, 40), ("B", 30, 20), ("C", 2, 1)]]
    cells = make_cells([one for side in sides for one in side], [asked("csat", floor=5)])
    found = mix_shift(cells, "csat", BEFORE, AFTER, "segment")
    assert found.groups["group"].tolist() == ["A", None]
    assert found.groups["pooled"].tolist() == [False, True]
    assert found.answering == found.mix == 0


def test_nothing_is_split_where_a_side_is_empty_or_protected() -> None:
    cells = make_cells(people(202640, "A", 60, 40) + people(202640, "B", 2, 1), [asked("csat", floor=5)])
    for where in (Filter({}, 202641, 202641), Filter({"segment": ("B",)}, 202640, 202640)):
        found = mix_shift(cells, "csat", where, where, "segment")
        assert np.isnan([found.change, found.answering, found.mix, found.p]).all()
        assert not found.matters
    assert mix_shifts(make_cells([]), "nps", BEFORE, AFTER) == []


def test_only_a_mix_beyond_chance_and_of_some_size_is_told() -> None:
    steady = people(202640, "A", 60, 40) + people(202640, "B", 20, 80)
    chance = people(202641, "A", 55, 36) + people(202641, "B", 22, 87)  # 91 and 109 in place of 100 and 100
    assert mix_shifts(make_cells(steady + chance, [asked("csat")]), "csat", BEFORE, AFTER) == []
    other = people(202641, "A", 30, 20) + people(202641, "B", 30, 120)
    (told,) = mix_shifts(make_cells(steady + other, [asked("csat")]), "csat", BEFORE, AFTER)
    assert told.dimension == "segment"
    assert told.mix == pytest.approx(-10)
    alike = people(202640, "A", 50, 50) + people(202640, "B", 50, 50)
    moved = people(202641, "A", 10, 10) + people(202641, "B", 90, 90)  # the mix moved, the total did not care
    assert mix_shifts(make_cells(alike + moved, [asked("csat")]), "csat", BEFORE, AFTER) == []


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_what_is_not_split_would_not_have_mattered(seed: int) -> None:
    """Splitting only where other groups answered gives what splitting everything gives."""
    rng = np.random.default_rng(seed)

    def by_size(one: MixShift) -> float:
        return -abs(one.mix)

    answers = [
        Given(5 if rng.random() < level else 2, 0, week, segment=segment, stage=str(rng.choice(["A", "B"])))
        for week, n in ((202640, (60, 60)), (202641, rng.integers(5, 120, 2)))
        for segment, level, many in zip("XY", (0.2, 0.6), n, strict=True)
        for _one in range(many)
    ]
    cells = make_cells(answers, [asked("csat", floor=int(rng.choice([1, 40])))])
    every = [mix_shift(cells, "csat", BEFORE, AFTER, dimension) for dimension in ("stage", "segment", "persona")]
    adjusted = benjamini_hochberg([one.p for one in every])
    kept = sorted((one for one, p in zip(every, adjusted, strict=True) if one.matters and p < 0.05), key=by_size)
    found = mix_shifts(cells, "csat", BEFORE, AFTER)
    assert [(one.dimension, one.mix, one.p) for one in found] == [(one.dimension, one.mix, one.p) for one in kept]


@pytest.mark.parametrize("name", list(METRICS))
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), groups=st.integers(1, 6))
def test_the_parts_add_up_to_the_change_and_turn_around_with_it(name: str, seed: int, groups: int) -> None:
    chosen, rng = METRICS[name], np.random.default_rng(seed)
    before, after = rng.poisson(rng.choice([0.2, 1, 9], (2, groups, 1)), (2, groups, len(chosen.scale.scores)))
    names = [str(i) for i in range(groups)]
    found = split_change(chosen, "segment", names, before, after)
    back = split_change(chosen, "segment", names, after, before)
    if not before.sum() or not after.sum():
        assert np.isnan(found.change)
        return
    assert found.answering + found.mix == pytest.approx(found.change, abs=1e-9)
    assert back.answering == pytest.approx(-found.answering, abs=1e-9)
    assert back.mix == pytest.approx(-found.mix, abs=1e-9)
    same_people = split_change(chosen, "segment", names, before, before[:, ::-1].copy())
    assert same_people.mix == pytest.approx(0, abs=1e-9)


def test_a_group_that_nobody_answered_in_changes_nothing() -> None:
    before, after = np.array([[0, 0, 0, 5, 5], [0] * 5]), np.array([[5, 0, 0, 0, 5], [0] * 5])
    found = split_change(METRICS["csat"], "segment", ["A", "nobody"], before, after)
    assert (found.answering, found.mix) == (-50, 0)
