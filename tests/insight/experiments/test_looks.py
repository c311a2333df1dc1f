"""Boundaries keep the promise they make: five false alarms in a hundred experiments, however often one looks."""

from __future__ import annotations

import numpy as np
import pytest

from cjo_core.errors import BadValue
from cjo_core.insight.experiments.looks import OBRIEN_FLEMING, POCOCK, boundaries, boundary_constant, false_alarm


@pytest.mark.parametrize("rule", [POCOCK, OBRIEN_FLEMING])
def test_experiments_without_an_effect_stop_in_five_of_a_hundred(rule: str) -> None:
    random = np.random.default_rng(2)
    sums = random.normal(size=(200_000, 4)).cumsum(axis=1)
    z = np.abs(sums) / np.sqrt(np.arange(1, 5))
    assert (z >= boundaries(4, rule)).any(axis=1).mean() == pytest.approx(0.05, abs=0.002)


def test_one_look_is_the_ordinary_test() -> None:
    for rule in (POCOCK, OBRIEN_FLEMING):
        assert boundary_constant(1, rule) == pytest.approx(1.959964, abs=1e-5)


def test_more_looks_ask_for_more_and_the_integral_stays_exact() -> None:
    found = [boundary_constant(looks) for looks in (1, 2, 5, 10, 20)]
    assert found == sorted(found)
    assert false_alarm(boundaries(20)) == pytest.approx(0.05, abs=1e-6)


@pytest.mark.parametrize(
    ("looks", "rule", "alpha"), [(0, POCOCK, 0.05), (21, POCOCK, 0.05), (2, "", 0.05), (2, POCOCK, 1)]
)
def test_what_no_plan_can_be_is_refused(looks: int, rule: str, alpha: float) -> None:
    with pytest.raises(BadValue):
        boundary_constant(looks, rule, alpha)
