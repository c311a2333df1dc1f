"""Tests on tables of counts, against scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cjo_core.errors import BadValue
from cjo_core.metrics.changes.contingency import chi_square, fisher_exact, two_proportion_z

few = settings(max_examples=50, deadline=None)
pair = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
pairs = st.lists(pair, min_size=1, max_size=6)


@few
@given(pairs, st.sampled_from(["two-sided", "greater", "less"]), st.data())
def test_fisher_for_many_tables_at_once_is_fisher_for_each(first: list, alternative: str, data: st.DataObject) -> None:
    second = data.draw(st.lists(pair, min_size=len(first), max_size=len(first)))
    (xa, na), (xb, nb) = np.array(first).T, np.array(second).T
    ours = fisher_exact(xa, na, xb, nb, alternative=alternative)
    for index in range(len(first)):
        table = [[xb[index], nb[index] - xb[index]], [xa[index], na[index] - xa[index]]]
        theirs = stats.fisher_exact(table, alternative=alternative).pvalue
        assert ours[index] == pytest.approx(theirs, rel=1e-6, abs=1e-12)


def test_fisher_holds_its_ground_with_large_groups() -> None:
    ours = float(fisher_exact(3, 200_000, 14, 150_000))
    assert ours == pytest.approx(stats.fisher_exact([[3, 199_997], [14, 149_986]]).pvalue, rel=1e-6)


@pytest.mark.parametrize("groups", [(29, 33, 18, 33), (15, 43, 29, 43), (12, 14, 6, 14)])
def test_fisher_counts_the_mirrored_table_although_rounding_sets_it_apart(groups: tuple[int, int, int, int]) -> None:
    """With groups of one size every table has an equally likely mirror, which differs in the last digit only."""
    xa, na, xb, nb = groups
    assert float(fisher_exact(*groups)) == pytest.approx(stats.fisher_exact([[xa, na - xa], [xb, nb - xb]]).pvalue)
    one_tail = min(float(fisher_exact(*groups, alternative=side)) for side in ("less", "greater"))
    assert float(fisher_exact(*groups)) == pytest.approx(2 * one_tail)


def test_fisher_of_an_empty_side_has_no_value() -> None:
    assert np.isnan(fisher_exact([0, 1], [0, 3], [2, 2], [4, 4])).tolist() == [True, False]
    assert fisher_exact([], [], [], []).size == 0


def test_fisher_refuses_parts_of_people() -> None:
    with pytest.raises(BadValue, match="whole"):
        fisher_exact(1.5, 3, 1, 3)


def test_z_of_equal_shares_is_nothing_and_of_an_empty_side_is_unknown() -> None:
    test = two_proportion_z([0, 5, 2, 0], [5, 5, 4, 0], [0, 7, 4, 1], [7, 7, 8, 2])
    assert test.statistic.tolist()[:3] == [0, 0, 0]
    assert test.p.tolist()[:3] == [1, 1, 1]
    assert np.isnan(test.p[3])


@few
@given(st.lists(pair, min_size=2, max_size=6))
def test_chi_square_is_the_one_scipy_gives(groups: list[tuple[int, int]]) -> None:
    x, n = np.array(groups).T
    if not 0 < x.sum() < n.sum():
        return
    theirs = stats.chi2_contingency([x, n - x], correction=False)
    ours = chi_square(x, n)
    expected = [theirs.statistic, theirs.dof, theirs.pvalue]
    np.testing.assert_allclose([ours.statistic, ours.df, ours.p], expected, atol=1e-9)


@few
@given(pair, pair)
def test_chi_square_of_two_groups_is_z_squared(a: tuple[int, int], b: tuple[int, int]) -> None:
    square, z = chi_square([a[0], b[0]], [a[1], b[1]]), two_proportion_z(*a, *b)
    np.testing.assert_allclose([square.statistic, square.p], [z.statistic**2, z.p], atol=1e-9)


def test_empty_groups_are_left_out_of_chi_square() -> None:
    with_empty, without = chi_square([3, 0, 8], [10, 0, 10]), chi_square([3, 8], [10, 10])
    assert float(with_empty.df) == 1
    assert float(with_empty.p) == pytest.approx(float(without.p))


def test_chi_square_of_one_group_has_no_value() -> None:
    assert np.isnan(chi_square([3, 0], [10, 0]).p)
    assert np.isnan(chi_square([3], [10]).p)


def test_chi_square_where_all_agree_finds_nothing() -> None:
    test = chi_square([[10, 20], [0, 0]], [[10, 20], [10, 20]])
    assert test.statistic.tolist() == [0, 0]
    assert test.p.tolist() == [1, 1]


def test_chi_square_of_one_number_is_refused() -> None:
    with pytest.raises(BadValue, match="list of groups"):
        chi_square(3, 10)
