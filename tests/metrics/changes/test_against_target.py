"""The test against a target agrees with the interval on the screen: it is the same statement, turned round."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cjo_core.metrics.catalog import METRICS, Metric
from cjo_core.metrics.changes.against_target import mean_against, share_against
from cjo_core.metrics.changes.verdicts import DOWN, TOO_FEW, UNCLEAR, UP, against_target
from cjo_core.survey.filters import EVERYTHING
from tests.made_cells import Given, make_cells


@st.composite
def some_counts(draw: st.DrawFn) -> tuple[Metric, list[int], float]:
    chosen = METRICS[draw(st.sampled_from(list(METRICS)))]
    width = chosen.scale.high - chosen.scale.low + 1
    counts = draw(st.lists(st.integers(0, 60), min_size=width, max_size=width).filter(lambda row: sum(row) > 2))
    inside = st.floats(chosen.low + 1, chosen.high - 1)
    return chosen, counts, draw(inside)


@given(some_counts())
def test_p_is_below_5_per_cent_exactly_when_the_interval_leaves_the_target_out(
    made: tuple[Metric, list[int], float],
) -> None:
    chosen, counts, target = made
    if max(counts) == sum(counts):
        return  # answers that are all alike have an interval of another kind
    estimate = chosen.evaluate(np.array(counts))
    outside = not estimate.low <= target <= estimate.high
    near = min(abs(estimate.low - target), abs(estimate.high - target)) < 1e-6
    assert near or (chosen.against(np.array(counts), target) < 0.05) == outside


def test_the_share_test_is_the_score_test_of_one_proportion() -> None:
    z = (44 - 60) / np.sqrt(100 * 0.6 * 0.4)
    assert share_against(44, 100, 60) == pytest.approx(2 * stats.norm.cdf(z))


def test_the_mean_test_is_student_s_t() -> None:
    raw = [1] * 3 + [4] * 9 + [5] * 20
    assert mean_against([3, 0, 0, 9, 20], 1, 5, 4.0) == pytest.approx(stats.ttest_1samp(raw, 4.0).pvalue)


def test_nothing_to_count_gives_no_p() -> None:
    for chosen in METRICS.values():
        nothing = np.zeros(chosen.scale.high - chosen.scale.low + 1, int)
        assert np.isnan(chosen.against(nothing, 5.0))


def test_groups_are_above_below_or_unclear_and_small_ones_are_not_judged() -> None:
    answers = [
        *(Given(10, stage="Good") for _i in range(90)),
        *(Given(0, stage="Good") for _i in range(10)),
        *(Given(10, stage="Bad") for _i in range(20)),
        *(Given(0, stage="Bad") for _i in range(80)),
        *(Given(10, stage="Near") for _i in range(71)),
        *(Given(0, stage="Near") for _i in range(29)),
        *(Given(0, stage="Few") for _i in range(12)),
    ]
    found = against_target(make_cells(answers), "nps", "stage", EVERYTHING, 40).set_index("stage")["verdict"]
    assert found.to_dict() == {"Good": UP, "Bad": DOWN, "Near": UNCLEAR, "Few": TOO_FEW}
