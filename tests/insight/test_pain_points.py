"""Pain points: found by the rule, by hand and by a slow second computation; ranked by three numbers; nobody exposed."""

from __future__ import annotations

from math import erfc, sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.insight.importance import Importance, correlation, importance
from cjo_core.insight.pain_points import Findings, Spot, pain_points
from cjo_core.survey.filters import EVERYTHING, Filter
from tests.made_cells import Given, asked, make_cells

Z = NormalDist().inv_cdf(0.975)


def people(promoters: int, passives: int, detractors: int, **place: str) -> list[Given]:
    return [Given(score, week=202640, **place) for score in [10] * promoters + [8] * passives + [3] * detractors]


def places(spots: tuple[Spot, ...]) -> list[tuple[str, str | None]]:
    return [(spot.stage, spot.part) for spot in spots]


THREE = people(60, 20, 20, stage="Buy") + people(60, 20, 20, stage="Use") + people(30, 20, 50, stage="Support")


def test_a_stage_far_below_the_others_is_a_pain_point_with_its_three_numbers() -> None:
    """By hand: Support −20; the others 120 − 40 of 200 = +40; gap −60; a third of all answers; weight 60 / 3 = 20.

    Adjusted Wald with (0.75, 1.5, 0.75) added on either side: centres 100 · −20/103 and 100 · 80/203, p from their z.
    """
    found = pain_points(make_cells(THREE), ["nps"], EVERYTHING)
    (pain,) = found.pains
    assert (pain.stage, pain.dimension, pain.part, pain.metric) == ("Support", "stage", None, "nps")
    assert (pain.value, pain.rest, pain.gap, pain.n) == (-20, 40, pytest.approx(-60), 100)
    centre = 100 * (-20 / 103 - 80 / 203)
    spread = sqrt(_variance(30.75, 50.75, 103) + _variance(120.75, 40.75, 203))
    assert (pain.low, pain.high) == (pytest.approx(centre - 100 * Z * spread), pytest.approx(centre + 100 * Z * spread))
    assert pain.reach == pytest.approx(1 / 3)
    assert pain.weight == pytest.approx(20)
    assert (pain.importance, found.weighed, found.judged, found.small) == (None, False, 3, 0)
    assert places(found.brights) == [("Buy", None), ("Use", None)]


def _variance(promoters: float, detractors: float, n: float) -> float:
    p, d = promoters / n, detractors / n
    return (p + d - (p - d) ** 2) / n


def test_where_low_is_good_the_stage_that_takes_more_effort_hurts() -> None:
    """CES 1.0: 1 is little effort. Support 4.0, the others 2.0; a correlation of −0.5 with recommending is one of 0.5
    of little effort."""
    given = [
        Given(score, week=202640, stage=stage)
        for stage, scores in (("Buy", (1, 3)), ("Use", (2, 2)), ("Support", (3, 5)))
        for score in scores * 50
    ]
    cells = make_cells(given, [("ces1", "main", 1)])
    links = {("ces1", "stage", "Support"): Importance(-0.5, -0.6, -0.4, 100)}
    found = pain_points(cells, ["ces1"], EVERYTHING, links)
    assert places(found.pains) == [("Support", None)]
    (pain,) = found.pains
    assert (pain.value, pain.rest, pain.gap, pain.size) == (4.0, 2.0, 2.0, 100.0)
    assert (pain.importance, round(pain.weight, 6)) == (0.5, round(100 / 3 * 0.5, 6))
    assert set(places(found.brights)) == {("Buy", None), ("Use", None)}


def test_noise_is_no_pain_point() -> None:
    answers = people(50, 25, 25, stage="Buy") + people(47, 25, 28, stage="Use") + people(52, 24, 24, stage="Support")
    found = pain_points(make_cells(answers), ["nps"], EVERYTHING)
    assert (found.pains, found.brights, found.judged) == ((), (), 3)


def test_a_clear_gap_under_ten_points_is_no_pain_point() -> None:
    """9 points on 20,000 answers each are certain, and too small to act on."""
    answers = people(9000, 6000, 5000, stage="Buy") + people(8100, 6000, 5900, stage="Use")
    assert pain_points(make_cells(answers), ["nps"], EVERYTHING).pains == ()
    worse = people(9000, 6000, 5000, stage="Buy") + people(7900, 6000, 6100, stage="Use")
    assert places(pain_points(make_cells(worse), ["nps"], EVERYTHING).pains) == [("Use", None)]


def test_a_stage_of_29_answers_is_too_small_however_bad() -> None:
    answers = people(60, 20, 20, stage="Buy") + people(60, 20, 20, stage="Use") + people(0, 0, 29, stage="Support")
    found = pain_points(make_cells(answers), ["nps"], EVERYTHING)
    assert found.pains == ()
    assert found.small == 1


def segments(stage: str, **mixes: tuple[int, int, int]) -> list[Given]:
    return [one for name, mix in mixes.items() for one in people(*mix, stage=stage, segment=name)]


GOOD = (60, 20, 20)


def test_a_segment_that_hurts_in_one_stage_is_named_and_the_stage_is_not() -> None:
    answers = segments("Buy", Firms=GOOD, Homes=GOOD) + segments("Use", Firms=GOOD, Homes=GOOD)
    answers += segments("Support", Firms=(20, 20, 60), Homes=GOOD)
    (pain,) = pain_points(make_cells(answers), ["nps"], EVERYTHING).pains
    assert (pain.stage, pain.dimension, pain.part) == ("Support", "segment", "Firms")
    assert (pain.value, pain.beside, pain.rest) == (-40, 40, 40)
    assert pain.explains
    assert pain.where == {"stage": "Support", "segment": "Firms"}
    assert pain.reach == pytest.approx(1 / 6)


def test_what_is_left_of_a_stage_is_listed_beside_its_worst_part() -> None:
    """Homes alone: NPS 0 against +40 elsewhere; Firms are taken out and stand for themselves."""
    answers = segments("Buy", Firms=GOOD, Homes=GOOD) + segments("Use", Firms=GOOD, Homes=GOOD)
    answers += segments("Support", Firms=(0, 10, 90), Homes=(40, 20, 40))
    first, second = pain_points(make_cells(answers), ["nps"], EVERYTHING).pains
    assert (first.part, first.value, first.explains) == ("Firms", -90, False)
    assert (second.stage, second.part, second.without) == ("Support", None, ("Firms",))
    assert (second.value, second.gap, second.n) == (0, -40, 100)
    assert second.reach == pytest.approx(1 / 6)


def test_a_segment_that_is_unhappy_like_its_whole_stage_is_not_named_beside_it() -> None:
    bad = (20, 20, 60)
    answers = segments("Buy", Firms=GOOD, Homes=GOOD) + segments("Support", Firms=bad, Homes=bad)
    assert places(pain_points(make_cells(answers), ["nps"], EVERYTHING).pains) == [("Support", None)]


def test_a_touchpoint_is_named_where_it_alone_hurts() -> None:
    answers = people(60, 20, 20, stage="Buy", touchpoint="Shop") + people(60, 20, 20, stage="Use", touchpoint="App")
    answers += people(60, 20, 20, stage="Support", touchpoint="Chat")
    answers += people(20, 20, 60, stage="Support", touchpoint="Hotline")
    (pain,) = pain_points(make_cells(answers), ["nps"], EVERYTHING).pains
    assert (pain.stage, pain.dimension, pain.part) == ("Support", "touchpoint", "Hotline")


def test_two_metrics_that_say_the_same_of_a_place_are_one_line() -> None:
    questions = [asked("nps"), asked("csat")]
    answers = THREE + [Given(5 if i % 5 else 2, 1, 202640, stage=s) for s in ("Buy", "Use") for i in range(100)]
    answers += [Given(2 if i % 5 else 5, 1, 202640, stage="Support") for i in range(100)]
    found = pain_points(make_cells(answers, questions), ["nps", "csat"], EVERYTHING)
    (pain,) = found.pains
    assert {pain.metric, *pain.also} == {"nps", "csat"}
    assert found.judged == 6
    # CSAT: 20 % against 80 % is 60 points of a share, 120 of −100 … +100
    assert (pain.metric, pain.size) == ("csat", pytest.approx(120))


def test_importance_turns_the_rank_and_its_numbers_stand_beside_it() -> None:
    answers = THREE + people(45, 20, 35, stage="Leave")
    cells = make_cells(answers)
    plain = pain_points(cells, ["nps"], EVERYTHING)
    assert places(plain.pains)[0] == ("Support", None)
    known = {
        ("nps", "stage", "Support"): Importance(0.1, 0.0, 0.2, 300),
        ("nps", "stage", "Leave"): Importance(0.8, 0.7, 0.9, 300),
    }
    weighed = pain_points(make_cells(THREE + people(30, 20, 50, stage="Leave")), ["nps"], EVERYTHING, known)
    assert places(weighed.pains) == [("Leave", None), ("Support", None)]
    first = weighed.pains[0]
    assert (first.importance, first.paired) == (0.8, 300)
    assert first.weight == pytest.approx(first.size * first.reach * 0.8)
    assert weighed.weighed


def test_where_importance_is_not_known_the_mean_of_the_known_ones_stands_in() -> None:
    cells = make_cells(THREE + people(30, 20, 50, stage="Leave"))
    known = {("nps", "stage", "Support"): Importance(0.4, 0.3, 0.5, 300)}
    found = {spot.stage: spot for spot in pain_points(cells, ["nps"], EVERYTHING, known).pains}
    assert found["Leave"].importance is None
    assert found["Leave"].weight == pytest.approx(found["Support"].weight)


def test_a_protected_group_is_never_a_pain_point() -> None:
    answers = people(60, 20, 20, stage="Buy") + people(60, 20, 20, stage="Use")
    answers += people(0, 0, 60, stage="Support", segment="Firms") + people(0, 0, 3, stage="Support", segment="Homes")
    found = pain_points(make_cells(answers, [asked(floor=5)]), ["nps"], EVERYTHING)
    assert all(spot.dimension == "stage" for spot in found.pains)
    assert places(found.pains) == [("Support", None)]


def test_a_filter_on_one_segment_looks_at_stages_and_touchpoints_only() -> None:
    answers = segments("Buy", Firms=GOOD, Homes=GOOD) + segments("Support", Firms=(20, 20, 60), Homes=GOOD)
    found = pain_points(make_cells(answers), ["nps"], Filter({"segment": ("Firms",)}))
    assert places(found.pains) == [("Support", None)]
    assert found.judged == 2


def test_stages_of_another_journey_are_no_part_of_the_others() -> None:
    """Support is −20 against +40 of its own journey; the other journey at −100 would have hidden it."""
    cells = make_cells(THREE + people(0, 0, 400, stage="Elsewhere"))
    (pain,) = pain_points(cells, ["nps"], EVERYTHING, stages=["Buy", "Use", "Support"]).pains
    assert (pain.stage, pain.rest) == ("Support", 40)
    assert places(pain_points(cells, ["nps"], EVERYTHING).pains) == [("Elsewhere", None)]


def test_nobody_answering_finds_nothing() -> None:
    assert pain_points(make_cells([]), ["nps"], EVERYTHING) == Findings((), (), 0, 0, False)
    unplaced = pain_points(make_cells(people(50, 0, 50)), ["nps"], EVERYTHING)
    assert (unplaced.pains, unplaced.judged) == ((), 0)


def test_a_journey_in_which_nothing_differs_seldom_has_a_finding() -> None:
    """150 journeys of five stages and three segments, 60 answers in each: q 0.05 lets about one in twenty through."""
    rng = np.random.default_rng(23)
    alarms = 0
    for _i in range(150):
        mixes = rng.multinomial(60, [0.5, 0.3, 0.2], size=(5, 3))
        answers = [
            one
            for stage, some in enumerate(mixes)
            for segment, mix in enumerate(some.tolist())
            for one in people(*mix, stage=f"S{stage}", segment=f"G{segment}")
        ]
        found = pain_points(make_cells(answers), ["nps"], EVERYTHING)
        alarms += bool(found.pains or found.brights)
    assert alarms / 150 <= 0.08


mix = st.tuples(st.integers(0, 90), st.integers(0, 60), st.integers(0, 90))


@settings(max_examples=60, deadline=None)
@given(st.lists(mix, min_size=2, max_size=6))
def test_stages_are_found_as_a_slow_second_computation_finds_them(mixes: list[tuple[int, int, int]]) -> None:
    answers = [one for i, some in enumerate(mixes) for one in people(*some, stage=f"S{i}")]
    found = pain_points(make_cells(answers), ["nps"], EVERYTHING)
    down, up = _slowly(mixes)
    assert {spot.stage for spot in found.pains} == down
    assert {spot.stage for spot in found.brights} == up
    weights = [spot.weight for spot in found.pains]
    assert weights == sorted(weights, reverse=True)


def _slowly(mixes: list[tuple[int, int, int]]) -> tuple[set[str], set[str]]:
    """The rule for stages in plain arithmetic: adjusted Wald, step-up Benjamini–Hochberg, ten points."""
    tests = []
    for i, own in enumerate(mixes):
        rest = [sum(other[k] for j, other in enumerate(mixes) if j != i) for k in range(3)]
        if sum(own) < 30 or sum(rest) < 30:
            continue
        (a, va), (b, vb) = _adjusted(*own), _adjusted(*rest)
        raw = 100 * ((own[0] - own[2]) / sum(own) - (rest[0] - rest[2]) / sum(rest))
        tests.append((erfc(abs(a - b) / sqrt(va + vb) / sqrt(2)), raw, f"S{i}"))
    tests.sort()
    passed = max((k for k, (p, _r, _s) in enumerate(tests, 1) if p < 0.05 * k / len(tests)), default=0)
    clear = [(raw, stage) for _p, raw, stage in tests[:passed] if abs(raw) >= 10]
    return {stage for raw, stage in clear if raw < 0}, {stage for raw, stage in clear if raw > 0}


def _adjusted(promoters: float, passives: float, detractors: float) -> tuple[float, float]:
    n = promoters + passives + detractors + 3
    return (promoters - detractors) / n, _variance(promoters + 0.75, detractors + 0.75, n)


def test_importance_is_the_correlation_with_recommending_elsewhere() -> None:
    rng = np.random.default_rng(3)
    rows = []
    x, y = [], []
    for i in range(200):
        csat, nps = int(rng.integers(1, 6)), int(rng.integers(0, 11))
        nps = min(10, nps // 2 + csat)
        rows += [(f"c{i}", "csat", "Buy", "Shop", csat), (f"c{i}", "nps", "Use", None, nps)]
        x.append(csat)
        y.append(nps)
    scores = pd.DataFrame(rows, columns=["customer", "kind", "stage", "touchpoint", "score"])
    found = importance(scores)
    assert found["csat", "stage", "Buy"].r == pytest.approx(pd.Series(x).corr(pd.Series(y)))
    assert found["csat", "touchpoint", "Shop"].n == 200
    assert found["csat", "stage", "Buy"].low < found["csat", "stage", "Buy"].r < found["csat", "stage", "Buy"].high
    # a recommendation is never compared with itself: nobody recommended twice
    assert ("nps", "stage", "Use") not in found


def test_fishers_interval_of_a_correlation() -> None:
    """r = 0.5, n = 103: tanh(0.549306 ± 1.959964 / 10) = 0.3393 … 0.6323 (Fisher's z by hand)."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=103)
    noise = rng.normal(size=103)
    x = (x - x.mean()) / x.std()
    noise = noise - noise.mean() - x * (x @ noise) / (x @ x)
    y = 0.5 * x + sqrt(0.75) * noise / noise.std()
    link = correlation(x, y)
    assert link is not None
    assert (link.r, link.low, link.high) == (
        pytest.approx(0.5),
        pytest.approx(0.3393, abs=1e-4),
        pytest.approx(0.6323, abs=1e-4),
    )


def test_few_customers_tell_no_importance() -> None:
    rows = [
        (f"c{i}", kind, "Buy" if kind == "csat" else "Use", None, i % 5 + 1)
        for i in range(49)
        for kind in ("csat", "nps")
    ]
    scores = pd.DataFrame(rows, columns=["customer", "kind", "stage", "touchpoint", "score"])
    assert importance(scores) == {}
    assert importance(scores.iloc[:0]) == {}
