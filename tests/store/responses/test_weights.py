"""Weights through the store: the published cases, who pays for them, and what happens when they change."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cjo_core.errors import BadValue, NotFound
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.cells import tally
from cjo_core.metrics.changes.verdicts import against_rest
from cjo_core.metrics.counts.heavier import WEIGHTLESS
from cjo_core.metrics.privacy.people import ANY, Answered, Words, answerers
from cjo_core.metrics.weights.weighting import post_stratification_weights
from cjo_core.store.checking import differences
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.counts.since import tally_since
from cjo_core.store.database import Store
from cjo_core.store.responses.quarantine import held, release, report
from cjo_core.store.responses.weights import save_weights, weighted_surveys
from cjo_core.store.responses.writes import delete_response, save_response, save_responses
from cjo_core.store.set_up.audience import add_names
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Response
from tests.store.conftest import Maker

CASES = {
    case["id"]: case
    for case in json.loads((Path(__file__).parents[2] / "metrics" / "reference_cases.json").read_text())
}


def weighted(response: Response, weight: float) -> Response:
    return replace(response, weight=weight)


def test_the_weighted_nps_of_r_through_the_store(store: Store, make: Maker) -> None:
    case: dict[str, Any] = CASES["nps-w-01"]
    regions = case["input"]["groups"]
    add_names(store, "segment", list(regions))
    sizes = [sum(bands.values()) for bands in regions.values()]
    weights = post_stratification_weights(sizes, list(case["input"]["target_shares"].values()))
    for (region, bands), weight in zip(regions.items(), weights, strict=True):
        scores = [2] * bands["detractors"] + [7] * bands["passives"] + [10] * bands["promoters"]
        save_responses(store, [weighted(make(s, place=Place(segment=region)), float(weight)) for s in scores])
    row = breakdown(fresh_cells(Counting(store)), "nps").iloc[0]
    expected = case["expected"]
    assert row["value"] == pytest.approx(expected["nps"], abs=1e-9)
    assert row["n_effective"] == pytest.approx(expected["n_eff_kish"], abs=1e-6)
    assert row["n"] == sum(sizes)
    # the adjusted interval of so many answers alike: within a hair of the linearised error's own
    assert (row["high"] - row["low"]) / 2 == pytest.approx(1.96 * expected["se_linearised"], rel=0.005)


def test_the_effective_n_of_raked_weights_through_the_store(store: Store, make: Maker) -> None:
    case = CASES["kish-01"]
    given = list(case["input"]["weights_by_cell"].values())
    save_responses(store, [weighted(make(i % 11), w) for w, n in given for i in range(n)])
    row = breakdown(fresh_cells(Counting(store)), "nps").iloc[0]
    assert row["n"] == case["expected"]["n"]
    assert row["n_effective"] == pytest.approx(case["expected"]["n_eff"], abs=1e-6)


def test_weights_of_one_change_nothing_but_say_so(store: Store, make: Maker) -> None:
    scores = [i % 11 for i in range(70)]
    save_responses(store, [make(s, place=Place(stage="Buy" if s % 2 else "Use")) for s in scores])
    counting = Counting(store)
    cells = fresh_cells(counting)
    assert cells.heavier is WEIGHTLESS
    plain, rest = breakdown(cells, "nps", ["stage"]), against_rest(cells, "nps", "stage", EVERYTHING)
    save_weights(store, dict.fromkeys(range(1, 71), 1.0))
    found = breakdown(fresh_cells(counting), "nps", ["stage"])
    again = against_rest(fresh_cells(counting), "nps", "stage", EVERYTHING)
    assert (found["n_effective"] == found["n"]).all()
    numbers = ["value", "low", "high", "n"]
    np.testing.assert_allclose(found[numbers], plain[numbers], atol=1e-9)
    np.testing.assert_allclose(again[["difference", "low", "high", "p"]], rest[["difference", "low", "high", "p"]])
    assert again["verdict"].tolist() == rest["verdict"].tolist()


def test_an_unweighted_survey_beside_a_weighted_one_stays_as_it_is(store: Store, make: Maker) -> None:
    save_responses(store, [weighted(make(9), 3.0), make(2), make(3, kind="csat")])
    cells = fresh_cells(Counting(store))
    assert tally(cells, "csat").weighed is None
    assert tally(cells, "nps", (), Filter().only(survey=["csat"])).weighed is None
    assert "n_effective" not in breakdown(cells, "csat")
    assert weighted_surveys(store) == ("nps",)


def test_an_answer_without_a_weight_weighs_one(store: Store, make: Maker) -> None:
    save_responses(store, [weighted(make(9), 3.0), make(2)])
    assert breakdown(fresh_cells(Counting(store)), "nps")["value"].iloc[0] == pytest.approx(50)


def test_few_effective_answers_are_few_whatever_n_is(store: Store, make: Maker) -> None:
    save_responses(store, [weighted(make(i % 11), 1.0) for i in range(100)])
    counting = Counting(store)
    assert breakdown(fresh_cells(counting), "nps")["base"].iloc[0] == "ok"
    save_weights(store, dict.fromkeys(range(1, 11), 100.0))
    row = breakdown(fresh_cells(counting), "nps").iloc[0]
    assert row["n"] == 100
    assert row["n_effective"] < 30
    assert row["base"] == "few"


def test_the_privacy_floor_counts_people_not_weights(store: Store, make: Maker) -> None:
    save_responses(store, [weighted(make(9, place=Place(stage="Buy")), 50.0) for _i in range(4)])
    save_responses(store, [weighted(make(3, place=Place(stage="Use")), 0.01) for _i in range(40)])
    frame = breakdown(fresh_cells(Counting(store)), "nps", ["stage"])
    assert frame["base"].tolist() == ["hidden", "hidden"]
    assert frame["n_effective"].tolist() == [0, 0]
    assert frame["evidence"].tolist() == [None, None]


def test_weights_follow_a_deletion_and_a_stay_in_quarantine(store: Store, make: Maker) -> None:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    save_responses(store, [weighted(make(10, at=at), 5.0), weighted(make(0, at=at), 2.0), make(0, at=at)])
    counting = Counting(store)
    assert breakdown(fresh_cells(counting), "nps")["value"].iloc[0] == pytest.approx(100 * (5 - 3) / 8)
    report(store, 1, now=at)
    assert breakdown(fresh_cells(counting), "nps")["value"].iloc[0] == pytest.approx(-100)
    assert held(store)[0].response.weight == 5.0
    release(store, [held(store)[0].id])
    assert breakdown(fresh_cells(counting), "nps")["value"].iloc[0] == pytest.approx(25)
    delete_response(store, 2)
    assert breakdown(fresh_cells(counting), "nps")["value"].iloc[0] == pytest.approx(100 * 4 / 6)
    assert not differences(counting)


def test_the_check_finds_weights_that_are_wrong_in_memory(store: Store, make: Maker) -> None:
    save_response(store, weighted(make(9), 3.0))
    counting = Counting(store)
    fresh_cells(counting)
    assert counting.cells is not None
    counting.cells = replace(counting.cells, heavier=WEIGHTLESS)
    assert differences(counting) == ["weights: 0 cells in memory, summing to 0, against 3"]


def test_answers_since_a_moment_are_weighted_only_where_people_are_known(store: Store, make: Maker) -> None:
    begin, later = datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 2, 13, tzinfo=UTC)
    save_responses(store, [make(9, at=later), make(2, at=later)])
    assert tally_since(store, "nps", "nps", begin).weighed is None
    save_weights(store, {1: 3.0})
    assert tally_since(store, "nps", "nps", begin).weighed is None
    with store.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 1")
    found = tally_since(store, "nps", "nps", begin)
    assert found.weighed is not None
    assert found.counts.sum() == 2
    assert found.weighed[0, [11 + 9, 11 + 2, 22 + 9, 22 + 2]].tolist() == [3, 1, 9, 1]


@pytest.mark.parametrize("weight", [0.0, -1.0, 1_000_000.0, float("nan"), float("inf")])
def test_a_weight_that_is_none_is_refused(store: Store, make: Maker, weight: float) -> None:
    save_response(store, make(9))
    with pytest.raises(BadValue, match="weight"):
        save_weights(store, {1: weight})
    with pytest.raises(BadValue, match="weight"):
        weighted(make(9), weight)
    assert weighted_surveys(store) == ()


def test_weights_of_unknown_responses_are_refused_as_a_whole(store: Store, make: Maker) -> None:
    save_response(store, make(9))
    with pytest.raises(NotFound):
        save_weights(store, {1: 2.0, 99: 1.0})
    assert weighted_surveys(store) == ()


def test_people_counted_for_privacy_have_no_weights(store: Store, make: Maker) -> None:
    """Their cells are numbered by survey, so the weights of a question would be those of another."""
    save_responses(store, [weighted(make(i % 11), 3.0) for i in range(20)])
    nobody = Words(*(np.zeros(0, np.int64) for _i in range(3)))
    people = answerers(fresh_cells(Counting(store)), Answered(1, "nps", 5, nobody))
    assert people.heavier is WEIGHTLESS
    assert tally(people, ANY).n.tolist() == [20]
