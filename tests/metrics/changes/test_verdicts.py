"""Verdicts: up, down, unclear, too few; corrected over the view."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.errors import BadValue
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.cells import Cells
from cjo_core.metrics.changes.multiple import benjamini_hochberg
from cjo_core.metrics.changes.verdicts import DOWN, TOO_FEW, UNCLEAR, UP, Sides, against_rest, changes, compared, judged
from cjo_core.metrics.weights.evidence import evidence_of
from cjo_core.survey.filters import EVERYTHING, Filter
from tests.made_cells import Given, make_cells

BEFORE, AFTER = Filter({}, 202640, 202640), Filter({}, 202641, 202641)


def people(promoters: int, passives: int, detractors: int, week: int, stage: str | None = None) -> list[Given]:
    scores = [10] * promoters + [8] * passives + [3] * detractors
    return [Given(score, week=week, stage=stage) for score in scores]


def two_weeks(before: tuple[int, int, int], after: tuple[int, int, int]) -> Cells:
    return make_cells(people(*before, 202640) + people(*after, 202641))


def test_from_46_to_39_with_some_ninety_answers_each_is_no_clear_change() -> None:
    (row,) = changes(two_weeks((52, 23, 12), (57, 17, 20)), "nps", BEFORE, AFTER).itertuples()
    assert (round(row.before), row.n_before, round(row.after), row.n_after) == (46, 87, 39, 94)
    assert row.verdict == UNCLEAR
    assert round(row.difference) == -7
    assert round((row.high - row.low) / 2) == 22
    assert row.low < 0 < row.high
    assert abs(row.difference) < row.needed


def test_large_changes_are_clear_in_both_directions() -> None:
    low, high = (20, 40, 60), (80, 30, 10)
    assert changes(two_weeks(low, high), "nps", BEFORE, AFTER)["verdict"].tolist() == [UP]
    assert changes(two_weeks(high, low), "nps", BEFORE, AFTER)["verdict"].tolist() == [DOWN]


def test_below_thirty_answers_on_a_side_there_is_no_verdict_but_a_difference() -> None:
    for before, after in [((29, 0, 0), (0, 0, 90)), ((90, 0, 0), (0, 0, 29))]:
        (row,) = changes(two_weeks(before, after), "nps", BEFORE, AFTER).itertuples()
        assert row.verdict == TOO_FEW
        assert row.difference == -200
    assert changes(two_weeks((30, 0, 0), (0, 0, 30)), "nps", BEFORE, AFTER)["verdict"].tolist() == [DOWN]


def test_a_side_without_answers_has_no_value_and_no_difference() -> None:
    (row,) = changes(make_cells(people(40, 0, 0, 202641)), "nps", BEFORE, AFTER).itertuples()
    assert (row.n_before, row.n_after, row.verdict) == (0, 40, TOO_FEW)
    assert np.isnan([row.before, row.difference, row.p]).all()
    (nothing,) = changes(make_cells([]), "nps", BEFORE, AFTER).itertuples()
    assert (nothing.n_before, nothing.n_after, nothing.verdict) == (0, 0, TOO_FEW)


def test_groups_on_one_side_only_are_in_the_view_in_the_teams_order() -> None:
    answers = people(40, 0, 0, 202640, "Old") + people(40, 0, 0, 202641, "New") + people(40, 5, 5, 202641, "Both")
    cells = make_cells(answers + people(40, 5, 5, 202640, "Both"), names={"stage": ["Old", "Both", "New"]})
    found = changes(cells, "nps", BEFORE, AFTER, ["stage"]).set_index("stage")
    assert list(found.index) == ["Old", "Both", "New"]
    assert found["n_before"].tolist() == [40, 50, 0]
    assert found["n_after"].tolist() == [0, 50, 40]
    assert found["verdict"].tolist() == [TOO_FEW, UNCLEAR, TOO_FEW]


def test_a_view_with_many_groups_needs_more_than_one_group_alone() -> None:
    """p of about 0.03 is clear by itself, not among ten groups that stayed as they were."""
    moved = people(40, 30, 30, 202640, "moved") + people(56, 22, 22, 202641, "moved")
    (alone,) = changes(make_cells(moved), "nps", BEFORE, AFTER, ["stage"]).itertuples()
    assert 0.01 < alone.p < 0.05
    assert alone.verdict == UP
    still = [one for i in range(9) for week in (202640, 202641) for one in people(40, 30, 30, week, f"still {i}")]
    view = changes(make_cells(moved + still), "nps", BEFORE, AFTER, ["stage"])
    assert set(view["verdict"]) == {UNCLEAR}
    assert np.allclose(view["p_adjusted"], benjamini_hochberg(view["p"]))
    apart = changes(make_cells(moved + still), "nps", BEFORE, AFTER, ["stage"], adjust=False)
    assert np.array_equal(apart["p"], apart["p_adjusted"])


def test_groups_that_are_not_judged_do_not_count_in_the_family() -> None:
    rows = pd.DataFrame(
        {"verdict": ["", TOO_FEW, "hidden"], "p": [0.04, 0.5, np.nan], "difference": [1.0, 2.0, np.nan]}
    )
    found = judged(rows)
    assert found["verdict"].tolist() == [UP, TOO_FEW, "hidden"]
    assert found["p_adjusted"].round(6).tolist()[0] == 0.04
    assert found["p_adjusted"].isna().tolist() == [False, True, True]
    assert judged(rows.iloc[:0]).empty


def test_each_group_is_compared_with_all_the_others() -> None:
    cells = make_cells(people(10, 0, 40, 202641, "A") + people(60, 20, 20, 202641, "B") + people(30, 10, 10, 202641))
    found = against_rest(cells, "nps", "stage", EVERYTHING)
    assert found["stage"].tolist() == ["A", "B", None]
    assert (found["n_before"] + found["n_after"]).tolist() == [200, 200, 200]
    first = found.iloc[0]
    assert (first["after"], first["before"], first["n_before"]) == (-60, pytest.approx(40), 150)
    assert found["verdict"].tolist() == [DOWN, UP, UP]
    one = against_rest(make_cells(people(40, 0, 0, 202641, "A")), "nps", "stage", EVERYTHING)
    assert one["verdict"].tolist() == [TOO_FEW]
    assert against_rest(make_cells([]), "nps", "stage", EVERYTHING).empty


counts = st.tuples(*[st.integers(0, 120)] * 3)


@settings(max_examples=60, deadline=None)
@given(counts, counts)
def test_a_verdict_never_contradicts_its_interval(before: tuple[int, int, int], after: tuple[int, int, int]) -> None:
    (row,) = changes(two_weeks(before, after), "nps", BEFORE, AFTER).itertuples()
    (back,) = changes(two_weeks(after, before), "nps", BEFORE, AFTER).itertuples()
    mirrored = {UP: DOWN, DOWN: UP}
    assert back.verdict == mirrored.get(row.verdict, row.verdict)
    if row.verdict == UP:
        assert row.low > 0
    if row.verdict == UNCLEAR:
        assert row.low <= 0 <= row.high or row.p >= 0.05
    if row.n_before and row.n_after:
        assert row.low <= row.difference <= row.high


@pytest.mark.parametrize("name", list(METRICS))
def test_every_metric_has_its_verdicts(name: str) -> None:
    scale = METRICS[name].scale
    answers = [Given(scale.low + 1, week=202640)] * 50 + [Given(scale.high, week=202641)] * 50
    cells = make_cells(answers, [(METRICS[name].kind, "main", 1)])
    assert changes(cells, name, BEFORE, AFTER)["verdict"].tolist() == [UP]
    assert changes(cells, name, AFTER, BEFORE)["verdict"].tolist() == [DOWN]


def test_a_metric_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadValue, match="possible are nps"):
        changes(make_cells([]), "stars", BEFORE, AFTER)


@pytest.mark.parametrize("name", list(METRICS))
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), weighted=st.booleans())
def test_a_row_is_the_same_alone_and_among_others(name: str, seed: int, weighted: bool) -> None:
    """Not a bit of it may differ, or a screen that compares many groups at once would contradict the command line."""
    chosen, rng = METRICS[name], np.random.default_rng(seed)

    def side(rows: int) -> np.ndarray:
        counts = rng.poisson(rng.choice([0.0, 0.3, 3, 40], (rows, 1)), (rows, len(chosen.scale.scores)))
        if not weighted:
            return counts
        mean = rng.uniform(0.1, 3, counts.shape)
        return evidence_of(counts, counts * mean, counts * mean**2 * rng.uniform(1, 2, counts.shape))

    sizes = rng.integers(0, 5, 3)
    views = [Sides((), [()] * n, rng.random(n) < 0.2, side(n), side(n)) for n in sizes]
    together = compared(chosen, views)
    rows = [
        Sides((), [()], view.hidden[i : i + 1], view.before[i : i + 1], view.after[i : i + 1])
        for view in views
        for i in range(len(view.labels))
    ]
    alone = [compared(chosen, [row]) for row in rows]
    for column, values in together.items():
        one_by_one = [value for columns in alone for value in columns[column]]
        assert np.array_equal(
            np.array(list(values)), np.array(one_by_one), equal_nan=column not in ("metric", "verdict")
        )
