"""Alpha is 1 where items say the same, and low where they say nothing of each other."""

from __future__ import annotations

import numpy as np
import pytest

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.reliability import alpha_of_answers, cronbach_alpha


def test_items_that_say_the_same_are_wholly_reliable() -> None:
    assert alpha_of_answers([[1, 1, 1], [3, 3, 3], [5, 5, 5]]) == pytest.approx(1)


def test_items_that_have_nothing_to_do_with_each_other_are_not() -> None:
    assert cronbach_alpha(np.eye(4)) == pytest.approx(0)


def test_items_that_cancel_out_have_no_alpha() -> None:
    assert np.isnan(cronbach_alpha([[1, -1], [-1, 1]]))


@pytest.mark.parametrize("answers", [[[1, 2]], [[1, np.nan], [2, 3]], [1, 2, 3]])
def test_incomplete_answers_are_refused(answers: list) -> None:
    with pytest.raises(BadValue, match="complete rows"):
        alpha_of_answers(answers)


def test_one_item_is_refused() -> None:
    with pytest.raises(BadValue, match="two items"):
        cronbach_alpha([[1.0]])
