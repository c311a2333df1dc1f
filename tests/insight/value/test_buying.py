"""BG/NBD and gamma-gamma find again what made-up customers were made of, and agree with their own definitions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta, gamma

from cjo_core.errors import BadValue
from cjo_core.insight.value.buying import (
    Buying,
    Histories,
    active,
    expected_orders,
    expected_repeats,
    fitted,
    histories,
)
from cjo_core.insight.value.lifetime import margin_multiple
from cjo_core.insight.value.spending import Spending, expected_value, fitted_spending

CDNOW = Buying(0.243, 4.414, 0.793, 2.426)


def customers(model: Buying, n: int, until: float, seed: int = 1) -> Histories:
    """So many customers who live as the model says."""
    random = np.random.default_rng(seed)
    rate, leaving = random.gamma(model.r, 1 / model.alpha, n), random.beta(model.a, model.b, n)
    known = random.uniform(until / 2, until, n)
    x, last = np.zeros(n), np.zeros(n)
    for i in range(n):
        now = 0.0
        while True:
            now += random.exponential(1 / rate[i])
            if now > known[i]:
                break
            x[i], last[i] = x[i] + 1, now
            if random.random() < leaving[i]:
                break
    return Histories(x, last, known)


def test_the_likelihood_is_that_of_integrating_over_all_customers() -> None:
    """Given rate and leaving: the density of x orders with the last at t_x; then over gamma and beta by quadrature."""
    model, x, last, known = Buying(0.8, 5.0, 1.2, 2.5), 3, 11.0, 20.0

    def over_rate(power: float, time: float) -> float:
        density = gamma(model.r, scale=1 / model.alpha).pdf
        return quad(lambda rate: rate**power * np.exp(-rate * time) * density(rate), 0, np.inf)[0]

    def over_leaving(f: object) -> float:
        return quad(lambda p: f(p) * beta(model.a, model.b).pdf(p), 0, 1)[0]  # type: ignore[operator]

    stayed = over_leaving(lambda p: (1 - p) ** x) * over_rate(x, known)
    left = over_leaving(lambda p: p * (1 - p) ** (x - 1)) * over_rate(x, last)
    from cjo_core.insight.value.buying import _log_likelihood

    ours = _log_likelihood(model, *(np.array([float(one)]) for one in (x, last, known)))
    assert float(ours[0]) == pytest.approx(np.log(stayed + left), rel=1e-6)
    assert float(active(model, x, last, known)) == pytest.approx(stayed / (stayed + left), rel=1e-6)


def test_fitting_finds_what_the_customers_were_made_of() -> None:
    truth = Buying(0.6, 8.0, 0.8, 2.5)
    made = customers(truth, 5_000, 80.0)
    found = fitted(made)
    assert found.r == pytest.approx(truth.r, rel=0.2)
    assert found.alpha == pytest.approx(truth.alpha, rel=0.25)
    assert found.a / (found.a + found.b) == pytest.approx(truth.a / (truth.a + truth.b), rel=0.15)
    times = np.array([10.0, 40.0])
    np.testing.assert_allclose(expected_repeats(found, times), expected_repeats(truth, times), rtol=0.06)


def test_the_fit_does_not_depend_on_the_unit_of_time() -> None:
    made = customers(Buying(0.6, 8.0, 0.8, 2.5), 2_000, 80.0)
    weeks, days = fitted(made), fitted(Histories(made.x, 7 * made.last, 7 * made.known))
    assert days.r == pytest.approx(weeks.r, rel=1e-3)
    assert days.alpha == pytest.approx(7 * weeks.alpha, rel=1e-3)


def test_new_customers_buy_as_often_as_made_up_ones_do() -> None:
    model = Buying(0.6, 8.0, 0.8, 2.5)
    random = np.random.default_rng(9)
    n, orders = 20_000, 0
    rate, leaving = random.gamma(model.r, 1 / model.alpha, n), random.beta(model.a, model.b, n)
    for i in range(n):
        now = random.exponential(1 / rate[i])
        while now <= 30:
            orders += 1
            if random.random() < leaving[i]:
                break
            now += random.exponential(1 / rate[i])
    assert float(expected_repeats(model, 30.0)) == pytest.approx(orders / n, rel=0.05)


def test_a_new_customer_s_future_is_that_of_everybody() -> None:
    assert float(expected_orders(CDNOW, 0, 0, 0, 30.0)) == pytest.approx(float(expected_repeats(CDNOW, 30.0)))


def test_whoever_bought_often_and_then_fell_silent_has_rather_left() -> None:
    often, seldom = active(CDNOW, [20, 2], [10, 10], [40, 40])
    assert often < seldom
    assert float(active(CDNOW, 0, 0, 40)) == 1


def test_a_model_at_the_gap_of_its_formula_is_as_its_neighbours() -> None:
    at, beside = (expected_repeats(Buying(0.5, 5.0, a, 2.0), 20.0) for a in (1.0, 1.001))
    assert float(at) == pytest.approx(float(beside), rel=1e-3)


def test_histories_begin_with_the_first_order_and_end_where_we_look() -> None:
    found = histories([1, 1, 1, 2, 3], [0, 5, 99, 20, 99], until=50)
    assert found.x.tolist() == [1, 0]
    assert found.last.tolist() == [5, 0]
    assert found.known.tolist() == [50, 30]


def test_without_anybody_who_came_back_nothing_is_known() -> None:
    with pytest.raises(BadValue, match="nobody has bought twice"):
        fitted(Histories(np.zeros(3), np.zeros(3), np.full(3, 9.0)))


def test_a_last_order_after_the_end_is_refused() -> None:
    with pytest.raises(BadValue, match="after the end"):
        active(CDNOW, 1, 10, 5)


def test_spending_finds_what_the_orders_were_made_of_and_draws_small_histories_to_the_middle() -> None:
    random, truth = np.random.default_rng(4), Spending(6.0, 4.0, 15.0)
    n = 1 + random.poisson(2, 6_000)
    own = random.gamma(truth.q, 1 / truth.v, 6_000)
    mean = random.gamma(truth.p * n, 1 / (own * n))
    found = fitted_spending(n, mean)
    everybody = truth.p * truth.v / (truth.q - 1)
    assert float(expected_value(found, 0, 0)) == pytest.approx(everybody, rel=0.05)
    one, many = expected_value(found, [1, 50], [200.0, 200.0])
    assert everybody < one < many < 200


def test_values_that_are_all_alike_tell_nothing() -> None:
    with pytest.raises(BadValue, match="at least 2"):
        fitted_spending([1, 1], [5.0, 5.0])


def test_the_margin_multiple_is_the_sum_of_all_discounted_margins() -> None:
    summed = sum((0.7 / 1.2) ** t for t in range(1, 400))
    assert float(margin_multiple(0.7, 0.2)) == pytest.approx(summed)
    assert float(margin_multiple(0.7, 0.2, first_at_once=True)) == pytest.approx(1 + summed)
    with pytest.raises(BadValue, match="0 to 1"):
        margin_multiple(1.2, 0.1)
