"""Breakdowns: what every page, export and command shows, down to the columns."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cjo_core.errors import BadValue
from cjo_core.metrics.breakdown import COLUMNS, breakdown
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.formulas.nps import nps
from cjo_core.metrics.formulas.shares import share
from cjo_core.survey.filters import Filter
from tests.made_cells import Given, asked, make_cells


def test_a_breakdown_gives_value_interval_n_and_bands_per_group() -> None:
    answers = [Given(s, stage="Buy") for s in [10] * 30 + [8] * 20 + [2] * 10] + [Given(10, stage="Use")] * 5
    found = breakdown(make_cells(answers), "nps", ["stage"])
    buy, use = found.itertuples()
    expected = nps([0, 0, 10, 0, 0, 0, 0, 0, 20, 0, 30])
    assert (buy.stage, buy.metric, buy.n, buy.base) == ("Buy", "nps", 60, "ok")
    assert [buy.value, buy.low, buy.high] == [float(expected.value), float(expected.low), float(expected.high)]
    assert (buy.promoters, buy.passives, buy.detractors) == (30, 20, 10)
    assert buy.counts == [0, 0, 10, 0, 0, 0, 0, 0, 20, 0, 30]
    assert (use.n, use.base, use.value) == (5, "few", 100)
    assert list(found.columns) == ["stage", *COLUMNS, "detractors", "passives", "promoters", "counts"]


def test_without_groups_there_is_one_row_even_of_nobody() -> None:
    (row,) = breakdown(make_cells([]), "nps").itertuples()
    assert (row.n, row.base, row.counts) == (0, "none", [0] * 11)
    assert math.isnan(row.value)
    assert breakdown(make_cells([]), "nps", ["stage"]).empty
    assert breakdown(make_cells([]), "nps", ["week"]).columns[0] == "week"


def test_the_base_follows_n() -> None:
    answers = [Given(9, stage=f"{n}") for n in (1, 29, 30, 59, 60) for _ in range(n)]
    assert breakdown(make_cells(answers), "nps", ["stage"])["base"].tolist() == ["few", "few", "low", "low", "ok"]


def test_a_wide_interval_is_flagged_where_there_is_a_value() -> None:
    split = [Given(10, stage="split"), Given(0, stage="split")] * 30
    sure = [Given(10, stage="sure")] * 300
    found = breakdown(make_cells(split + sure, names={"stage": ["sure", "split"]}), "nps", ["stage"])
    assert found["wide"].tolist() == [False, True]


def test_hidden_groups_show_nothing_at_all() -> None:
    answers = [Given(10, stage="A")] * 3 + [Given(10, stage="B")] * 40 + [Given(10, stage="C")] * 50
    found = breakdown(make_cells(answers, [asked(floor=5)]), "nps", ["stage"]).set_index("stage")
    assert found["base"].tolist() == ["hidden", "hidden", "low"]
    hidden = found[found["base"] == "hidden"]
    assert hidden[["value", "low", "high"]].isna().all(axis=None)
    assert hidden[["n", "promoters", "passives", "detractors"]].eq(0).all(axis=None)
    assert not hidden["wide"].any()
    assert hidden["counts"].isna().all()
    (alone,) = breakdown(make_cells(answers, [asked(floor=5)]), "nps", (), Filter({"stage": ("A",)})).itertuples()
    assert (alone.base, alone.n) == ("hidden", 0)


def test_weeks_are_whole_numbers_in_order() -> None:
    found = breakdown(make_cells([Given(9, week=202602), Given(9, week=202552), Given(9)]), "nps", ["week"])
    assert found["week"].tolist() == [202552, 202602]
    assert found["week"].dtype == np.int64


def test_shares_and_means_of_known_answers() -> None:
    csat = make_cells([Given(s) for s in [5] * 40 + [4] * 34 + [3] * 20 + [1] * 13], [asked("csat")])
    (row,) = breakdown(csat, "csat").itertuples()
    expected = share(74, 107)
    assert [row.value, row.low, row.high] == [float(expected.value), float(expected.low), float(expected.high)]
    assert (row.satisfied, row.neutral, row.dissatisfied) == (74, 20, 13)
    ces = make_cells([Given(s) for s in (4, 5, 6, 7, 7)], [asked("ces")])
    (mean,) = breakdown(ces, "ces").itertuples()
    assert (mean.value, round(mean.low, 2), mean.high) == (5.8, 4.18, 7)
    (easy,) = breakdown(ces, "ces_easy").itertuples()
    assert (easy.value, easy.n, easy.easy) == (80, 5, 4)


@pytest.mark.parametrize(("name", "by"), [("stars", []), ("nps", ["colour"])])
def test_unknown_metrics_and_dimensions_are_refused(name: str, by: list[str]) -> None:
    with pytest.raises(BadValue):
        breakdown(make_cells([]), name, by)


@pytest.mark.parametrize("name", list(METRICS))
def test_the_catalog_is_complete_and_consistent(name: str) -> None:
    one = METRICS[name]
    scores = list(one.scale.scores)
    covered = [score for _part, first, last in one.parts for score in range(first, last + 1)]
    assert covered == scores
    assert all((one.label, one.asks, one.formula, one.definition, one.interval))
    best, worst = np.eye(len(scores), dtype=np.int64)[[-1, 0]] * 50
    assert [float(one.evaluate(side).value) for side in (worst, best)] == [one.low, one.high]
    assert one.compare(worst, best).difference == one.high - one.low
    assert one.high_is_good == one.scale.high_is_good
