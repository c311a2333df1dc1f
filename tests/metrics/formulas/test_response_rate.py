"""AAPOR response rates and non-response bias."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.response_rate import Outcomes, nonresponse_bias, response_rates

people = st.integers(0, 500)


def test_rates_of_nobody_have_no_value() -> None:
    rates = response_rates(Outcomes())
    assert all(math.isnan(getattr(rates, f"rr{number}")) for number in range(1, 7))


def test_a_web_survey_by_hand() -> None:
    """1000 invited: 200 complete, 50 partial, 20 refused, 630 delivered and silent, 100 bounced."""
    rates = response_rates(Outcomes(complete=200, partial=50, refused=20, not_reached=630, not_eligible=100))
    assert rates.rr1 == pytest.approx(100 * 200 / 900)
    assert rates.rr2 == pytest.approx(100 * 250 / 900)
    assert rates.rr2 == rates.rr4 == rates.rr6


def test_the_unknown_are_taken_to_be_like_the_known_unless_told() -> None:
    outcomes = Outcomes(complete=30, refused=30, unknown_person=40, not_eligible=20)
    rates = response_rates(outcomes)
    assert rates.eligible == 0.75
    assert rates.rr3 == pytest.approx(100 * 30 / 90)
    assert response_rates(outcomes, eligible=0).rr3 == rates.rr5
    assert response_rates(outcomes, eligible=1).rr3 == rates.rr1


@given(st.tuples(*[people] * 8))
def test_the_rates_stand_in_order(counts: tuple[int, ...]) -> None:
    rates = response_rates(Outcomes(*counts))
    if not math.isnan(rates.rr5):
        assert 0 <= rates.rr1 <= rates.rr3 + 1e-9 <= rates.rr5 + 2e-9 <= 100 + 3e-9
        assert rates.rr2 <= rates.rr4 + 1e-9 <= rates.rr6 + 2e-9
        assert rates.rr1 <= rates.rr2


def test_everybody_answering_leaves_no_bias() -> None:
    assert nonresponse_bias(100, 50, 30) == 0
    assert nonresponse_bias(0, 50, 30) == 20
    assert nonresponse_bias(40, 30, 50) == -12


@pytest.mark.parametrize("eligible", [-0.1, 1.1, math.nan])
def test_an_impossible_eligible_share_is_refused(eligible: float) -> None:
    with pytest.raises(BadValue, match="eligible share"):
        response_rates(Outcomes(complete=1), eligible=eligible)


def test_impossible_outcomes_are_refused() -> None:
    with pytest.raises(BadValue, match="0 or more"):
        Outcomes(complete=-1)
    with pytest.raises(BadValue, match="0 or more"):
        Outcomes(partial=math.nan)


def test_an_impossible_rate_is_refused() -> None:
    with pytest.raises(BadValue, match="per cent"):
        nonresponse_bias(101, 50, 30)
