"""Published and independently computed numbers: every case must come out of our formulas within its own tolerance.

Each adapter turns the input of one kind of case into a call of our functions and gives back every number the case
expects. A case of an unknown kind fails: either it gets an adapter, or `LATER` says what it is waiting for.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cjo_core.insight.drivers.explained import lmg, relative_weights, squared_correlations, standardised_slopes
from cjo_core.insight.experiments.looks import OBRIEN_FLEMING, POCOCK, boundary_constant
from cjo_core.insight.paths.attribution import Attribution, attribution
from cjo_core.insight.paths.chains import probabilities, steady_state
from cjo_core.insight.paths.funnel import funnel
from cjo_core.insight.paths.transitions import flow
from cjo_core.insight.paths.visits import paths, visits
from cjo_core.insight.themes.keyness import keyness
from cjo_core.insight.value.buying import Buying, expected_orders, expected_repeats
from cjo_core.insight.value.lifetime import margin_multiple
from cjo_core.metrics.audience.rfm import Cuts, rfm_scores
from cjo_core.metrics.changes.contingency import chi_square, fisher_exact, two_proportion_z
from cjo_core.metrics.changes.control import in_run, mean_moving_range, share_limits, signals, xmr_limits
from cjo_core.metrics.changes.differences import nps_difference_of, share_difference, welch_difference, welch_test
from cjo_core.metrics.changes.multiple import benjamini_hochberg, holm
from cjo_core.metrics.changes.sample_size import n_for_nps_margin, two_proportion_n, two_proportion_power
from cjo_core.metrics.formulas.estimates import z_for
from cjo_core.metrics.formulas.means import acsi_index, mean, moments, moments_of
from cjo_core.metrics.formulas.nps import (
    Bands,
    adjusted_mean_and_se,
    balance_test,
    checked_bands,
    nps,
    nps_from_bands,
    standard_error,
    variance,
    wald_interval,
)
from cjo_core.metrics.formulas.reliability import cronbach_alpha
from cjo_core.metrics.formulas.response_rate import Outcomes, nonresponse_bias, response_rates
from cjo_core.metrics.formulas.rolling import rolling_counts
from cjo_core.metrics.formulas.shares import share, share_of, top_box
from cjo_core.metrics.weights.weighting import (
    design_effect,
    effective_n,
    post_stratification_weights,
    post_stratified_nps_se,
    rake,
    weighted_nps,
)

CASES = json.loads((Path(__file__).parent / "reference_cases.json").read_text(encoding="utf-8"))

LATER = {
    "bgnbd_fit": "the orders of CDNOW's 2,357 customers, which are not kept here",
}
#: Names of the attributes, where a case gives them in its result only.
SWISS = ("Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality")
MTCARS = ("cyl", "disp", "hp", "gear")


def in_order(group: dict[str, float]) -> tuple[float, float, float]:
    return group["promoters"], group["passives"], group["detractors"]


def as_counts(scores: list[int], low: int, high: int) -> np.ndarray:
    return np.bincount(np.array(scores) - low, minlength=high - low + 1)


def by_score(counts: dict[str, int]) -> list[int]:
    return [counts[str(score)] for score in range(1, len(counts) + 1)]


def nps_from_scores(scores: list[int]) -> dict[str, Any]:
    estimate = nps(as_counts(scores, 0, 10))
    raw = moments_of(scores)
    three = [sum(s >= 9 for s in scores), sum(7 <= s <= 8 for s in scores), sum(s <= 6 for s in scores)]
    return {
        "nps": estimate.value,
        "n": estimate.n,
        "variance": variance(*three),
        "se": standard_error(*three),
        "sd_raw": np.sqrt(raw.variance * (raw.n - 1) / raw.n),
    }


def nps_from_counts(**group: float) -> dict[str, Any]:
    three = in_order(group)
    return {"nps": nps_from_bands(*three).value, "variance": variance(*three), "se": standard_error(*three)}


def nps_wald_ci(**group: float) -> dict[str, Any]:
    interval = wald_interval(*in_order(group))
    return {"nps": interval.value, "low": interval.low, "high": interval.high, "moe": interval.margin}


def nps_variance(p_promoter: float, p_passive: float, p_detractor: float) -> dict[str, Any]:
    three = (p_promoter, p_passive, p_detractor)
    return {"nps": nps_from_bands(*three).value, "variance": variance(*three)}


def nps_adjusted_wald_ci(confidence: float, **group: float) -> dict[str, Any]:
    three = in_order(group)
    interval = nps_from_bands(*three, confidence=confidence)
    return {
        "nps": interval.value,
        "adjusted_se": adjusted_mean_and_se(checked_bands(*three))[1],
        "low": interval.low,
        "high": interval.high,
    }


def nps_score_test(**group: float) -> dict[str, Any]:
    test = balance_test(*in_order(group))
    return {"z_squared": test.statistic**2, "p_value": test.p}


def nps_difference(a: dict[str, float], b: dict[str, float]) -> dict[str, Any]:
    # The cases take the higher score minus the lower (nps-diff-02 a - b, nps-diff-04 b - a), and give the centre of the
    # interval as the difference. That our own difference is b - a is pinned in test_differences.
    lower, higher = sorted((a, b), key=lambda group: float(nps_from_bands(*in_order(group)).value))
    result = nps_difference_of(checked_bands(*in_order(lower)), checked_bands(*in_order(higher)))
    return {
        "difference": (result.low + result.high) / 2,
        "se": result.half_width / z_for(0.95),
        "low": result.low,
        "high": result.high,
        "p_value": result.p,
    }


def weighted(groups: dict[str, dict[str, float]], target_shares: dict[str, float]) -> dict[str, Any]:
    counts = np.zeros((len(groups), 11))
    for row, group in zip(counts, groups.values(), strict=True):
        row[10], row[7], row[0] = in_order(group)
    targets = [target_shares[name] for name in groups]
    result = weighted_nps(counts, post_stratification_weights(counts.sum(axis=1), targets))
    return {
        "nps": result.estimate.value,
        "se_linearised": result.se,
        "se_poststratified": post_stratified_nps_se(counts, targets),
        "n_eff_kish": result.n_eff,
    }


def csat_top2(counts: dict[str, int]) -> dict[str, Any]:
    estimate = top_box(by_score(counts), 2)
    return {"csat": estimate.value, "csat_rounded": round(float(estimate.value)), "n": estimate.n}


def wilson_ci(k: int, n: int, confidence: float) -> dict[str, Any]:
    estimate = share(k, n, confidence=confidence)
    return {"low": estimate.low, "high": estimate.high}


def ces_mean(scale: str, counts: dict[str, int] | None = None, scores: list[int] | None = None) -> dict[str, Any]:
    table = by_score(counts) if counts else as_counts(scores or [], 1, 7)
    estimate = mean(table, 1, 7)
    return {"mean": estimate.value, "sum": estimate.value * estimate.n, "n": estimate.n}


def ces_mean_ci_and_agree(scale: str, counts: dict[str, int]) -> dict[str, Any]:
    table = by_score(counts)
    estimate = mean(table, 1, 7)
    return {
        "mean": estimate.value,
        "sd": np.sqrt(moments(table, 1, 7).variance),
        "low": estimate.low,
        "high": estimate.high,
        "agree_5_7": share_of(table, 5, 7, scale_low=1).value,
    }


def ces_mean_ci_small_n(scale: str, scores: list[int], clip_to_scale: list[int]) -> dict[str, Any]:
    table = as_counts(scores, *clip_to_scale)
    estimate = mean(table, *clip_to_scale)
    return {
        "mean": estimate.value,
        "sd": np.sqrt(moments(table, *clip_to_scale).variance),
        "low": estimate.low,
        "high": estimate.high,
        "high_unclipped": 2 * estimate.value - estimate.low,
    }


def welch_t(a: list[float], b: list[float]) -> dict[str, Any]:
    first, second = moments_of(b), moments_of(a)  # the cases take a minus b
    test, interval = welch_test(first, second), welch_difference(first, second)
    return {"t": test.statistic, "df": test.df, "p_value": test.p, "low": interval.low, "high": interval.high}


def newcombe(k1: int, n1: int, k2: int, n2: int, confidence: float) -> dict[str, Any]:
    result = share_difference(k2, n2, k1, n1, confidence=confidence)
    return {"low": result.low, "high": result.high}


def proportion_z(k1: int, n1: int, k2: int, n2: int) -> dict[str, Any]:
    test = two_proportion_z(k2, n2, k1, n1)
    return {"z": test.statistic, "p_value": test.p}


def k_proportions(k: list[int], n: list[int]) -> dict[str, Any]:
    test = chi_square(k, n)
    return {"chi2": test.statistic, "df": test.df, "p_value": test.p}


def fisher(table: list[list[int]]) -> dict[str, Any]:
    (a, b), (c, d) = table
    groups = (c, c + d, a, a + b)  # "greater" means that the first row has the higher share
    return {"p_two_sided": fisher_exact(*groups), "p_greater": fisher_exact(*groups, alternative="greater")}


def xmr(values: list[float], constant: str | float) -> dict[str, Any]:
    limits = xmr_limits(values, constant=3 / 1.128 if constant == "3/1.128" else float(constant))
    return {
        "centre": limits.centre[0],
        "mr_bar": mean_moving_range(values),
        "ucl": limits.high[0],
        "lcl": limits.low[0],
    }


def xmr_signals(
    values: list[float], constant: float, screen_outlier_moving_ranges: bool, run_length: int, index_base: int
) -> dict[str, Any]:
    limits = xmr_limits(values, constant=constant, screened=screen_outlier_moving_ranges)
    found = signals(values, limits, run_length=run_length)
    return {
        "centre": limits.centre[0],
        "lcl": limits.low[0],
        "ucl": limits.high[0],
        "outside": found.outside.nonzero()[0] + index_base,
        "in_run_of_7": in_run(np.array(values) - limits.centre, 7).nonzero()[0] + index_base,
    }


def p_chart(n: Any, defectives: list[int] | None = None, satisfied: list[int] | None = None) -> dict[str, Any]:
    x = defectives or satisfied
    limits = share_limits(x, n)
    outside = signals(share(x, n).value, limits).outside
    one = isinstance(n, int)
    return {
        "centre": limits.centre[0] / 100,
        "lcl": limits.low[0] / 100 if one else limits.low / 100,
        "ucl": limits.high[0] / 100 if one else limits.high / 100,
        "beyond": outside.nonzero()[0] + 1,
    }


def rolling(weeks: list[dict[str, float]]) -> dict[str, Any]:
    weekly = np.array([in_order(week) for week in weeks])
    pooled = rolling_counts(weekly, weeks=len(weeks))[-1]
    return {
        "pooled_nps": nps_from_bands(*pooled).value,
        "mean_of_weekly_nps": nps_from_bands(*weekly.T).value.mean(),
    }


def aapor(e: float, **codes: float) -> dict[str, Any]:
    outcomes = Outcomes(*(codes[code] for code in ("I", "P", "R", "NC", "O", "UH", "UO", "NE")))
    rates = response_rates(outcomes, eligible=e)
    return {f"RR{number}": getattr(rates, f"rr{number}") / 100 for number in range(1, 7)}


def raking(cells: dict[str, int], base_weight: str, margin_stype: dict, margin_sch_wide: dict) -> dict[str, Any]:
    rows, columns = list(margin_stype), list(margin_sch_wide)
    table = [[cells[f"{row} {column}"] for column in columns] for row in rows]
    weights = rake(table, [list(margin_stype.values()), list(margin_sch_wide.values())])
    return {"weights": {f"{r} {c}": weights[i, j] for i, r in enumerate(rows) for j, c in enumerate(columns)}}


def kish(weights_by_cell: dict[str, list[float]]) -> dict[str, Any]:
    weights, counts = zip(*weights_by_cell.values(), strict=True)
    return {
        "deff": design_effect(weights, counts),
        "n_eff": effective_n(weights, counts),
        "n": sum(counts),
    }


def rfm(thresholds: dict[str, list[float]], rule: str, customers: list[dict[str, float]]) -> dict[str, Any]:
    cuts = Cuts(*(np.array(thresholds[name]) for name in ("recency_days", "frequency", "monetary")))
    columns = [[one[name] for one in customers] for name in ("recency_days", "transactions", "amount")]
    return {"rfm": rfm_scores(*columns, cuts=cuts).code}


def attributed(paths: list[dict[str, Any]]) -> tuple[list[str], Attribution]:
    names = list(dict.fromkeys(name for row in paths for name in row["path"]))
    ways = [[names.index(name) for name in row["path"]] for row in paths]
    goals, nulls = ([row.get(key, 0) for row in paths] for key in ("conversions", "nulls"))
    return names, attribution(ways, goals, nulls, len(names), draws=0)


def markov_attribution(paths: list[dict[str, Any]]) -> dict[str, Any]:
    names, found = attributed(paths)
    return {
        "base": found.base,
        "removal": dict(zip(names, found.effect, strict=True)),
        "share": dict(zip(names, found.shares["removal"] / 100, strict=True)),
        "conversions": dict(zip(names, found.credit["removal"], strict=True)),
    }


def heuristic_attribution(paths: list[dict[str, Any]]) -> dict[str, Any]:
    names, found = attributed(paths)
    return {model: dict(zip(names, found.credit[model], strict=True)) for model in ("first", "last", "linear")}


def markov_steady_state(states: list[str], **table: list[list[float]]) -> dict[str, Any]:
    return {"steady": steady_state(table["P"]), "p3": np.linalg.matrix_power(table["P"], 3)}


def transition_matrix_mle(sequence: list[str]) -> dict[str, Any]:
    names = tuple(dict.fromkeys(sequence))
    made = visits([0] * len(sequence), range(len(sequence)), [names.index(one) for one in sequence], names)
    found = probabilities(flow(paths(made, gap=1)).counts)
    return {name: dict(zip(names, row, strict=True)) for name, row in zip(names, found, strict=True)}


def funnel_conversion(counts: list[int]) -> dict[str, Any]:
    found = funnel(counts)
    last = found.iloc[-1]
    return {
        "step": found["step"].tolist()[1:],
        "overall": last["overall"],
        "overall_low": last["overall_low"],
        "overall_high": last["overall_high"],
    }


def attributes_of(dataset: str, names: list[str] | None) -> tuple[str, ...]:
    return tuple(names) if names else SWISS if "swiss" in dataset else MTCARS


def divided(key: str, divide: Callable[..., np.ndarray]) -> Callable[..., dict[str, Any]]:
    """An adapter of a way to divide R² among attributes."""

    def adapter(dataset: str, names: list[str] | None = None, **table: Any) -> dict[str, Any]:
        shares = divide(table["R_xx"], table["r_xy"])
        return {"r2": shares.sum(), key: dict(zip(attributes_of(dataset, names), shares, strict=True))}

    return adapter


def squared_first(dataset: str, r_xy: list[float]) -> dict[str, Any]:
    return {"first": dict(zip(attributes_of(dataset, None), squared_correlations(r_xy), strict=True))}


def bgnbd_conditional(params: dict[str, float], x: int, t_x: float, t: float, **rest: float) -> dict[str, Any]:
    return {"expected": expected_orders(Buying(**params), x, t_x, rest["T"], t)}


def sequential(alpha: float, looks: list[int]) -> dict[str, Any]:
    rules = {"pocock": POCOCK, "obrien_fleming": OBRIEN_FLEMING}
    return {key: [boundary_constant(one, rule, alpha) for one in looks] for key, rule in rules.items()}


def log_likelihood(**counts: int) -> dict[str, Any]:
    found = float(keyness(**counts))
    return {"ll": abs(found), "sign": "+" if found > 0 else "-"}


ADAPTERS: dict[str, Callable[..., dict[str, Any]]] = {
    "nps_from_scores": nps_from_scores,
    "nps_from_counts": nps_from_counts,
    "nps_wald_ci": nps_wald_ci,
    "nps_variance_from_proportions": nps_variance,
    "nps_adjusted_wald_ci": nps_adjusted_wald_ci,
    "nps_score_test_vs_zero": nps_score_test,
    "nps_difference_adjusted_wald": nps_difference,
    "nps_sample_size_precision": lambda variance, confidence, moe: {
        "n": n_for_nps_margin(moe, variance=variance, confidence=confidence)
    },
    "weighted_nps": weighted,
    "csat_top2": csat_top2,
    "wilson_ci": wilson_ci,
    "acsi_index": lambda satisfaction, expectancy, ideal: {
        "equal_weights": acsi_index(satisfaction, expectancy, ideal)
    },
    "ces_mean": ces_mean,
    "ces_mean_ci_and_agree": ces_mean_ci_and_agree,
    "ces_mean_ci_small_n": ces_mean_ci_small_n,
    "welch_t": welch_t,
    "newcombe_difference_ci": newcombe,
    "two_proportion_z": proportion_z,
    "k_proportions_chi2": k_proportions,
    "fisher_exact": fisher,
    "benjamini_hochberg_adjusted": lambda p_values: {"adjusted": benjamini_hochberg(p_values)},
    "holm_adjusted": lambda p_values: {"adjusted": holm(p_values)},
    "xmr_limits": xmr,
    "xmr_signals": xmr_signals,
    "p_chart_limits": p_chart,
    "rolling_pooled_nps": rolling,
    "aapor_rates": aapor,
    "nonresponse_bias": lambda response_rate, mean_respondents, mean_nonrespondents: {
        "bias": nonresponse_bias(100 * response_rate, mean_respondents, mean_nonrespondents)
    },
    "rake": raking,
    "kish_design_effect": kish,
    "rfm_scores": rfm,
    "markov_attribution": markov_attribution,
    "heuristic_attribution": heuristic_attribution,
    "markov_steady_state": markov_steady_state,
    "transition_matrix_mle": transition_matrix_mle,
    "funnel_conversion": funnel_conversion,
    "shapley_lmg": divided("lmg", lmg),
    "johnson_relative_weights": divided("weights", relative_weights),
    "standardised_beta": divided("beta", standardised_slopes),
    "squared_correlation_first": squared_first,
    "clv_margin_multiple": lambda retention, discount: {"multiple": margin_multiple(retention, discount)},
    "bgnbd_conditional_expectation": bgnbd_conditional,
    "bgnbd_expected_repeat": lambda params, t: {"expected": expected_repeats(Buying(**params), t)},
    "group_sequential_constants": sequential,
    "cronbach_alpha": lambda dataset, covariance: {"raw": cronbach_alpha(covariance)},
    "log_likelihood_keyness": log_likelihood,
    "two_proportion_power": lambda n_per_group, p1, p2, alpha: {
        "power": two_proportion_power(n_per_group, 100 * p1, 100 * p2, alpha=alpha)
    },
    "two_proportion_sample_size": lambda p1, p2, power, alpha: {
        "n_per_group": two_proportion_n(100 * p1, 100 * p2, power=power, alpha=alpha)
    },
}


def tolerance_of(case: dict[str, Any], key: str) -> float:
    tolerance = case["tolerance"]
    if isinstance(tolerance, dict):
        return float(tolerance.get(key, tolerance.get("*", 0)))
    return float(tolerance)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_reference_case(case: dict[str, Any]) -> None:
    if case["function"] in LATER:
        pytest.skip(f"not built yet: {LATER[case['function']]}")
    assert case["function"] in ADAPTERS, f"{case['function']} has no adapter and is not listed in LATER"
    got = ADAPTERS[case["function"]](**case["input"])
    for key, expected in case["expected"].items():
        assert key in got, f"the adapter gives no {key}"
        ours, theirs = got[key], expected
        if isinstance(theirs, str):
            assert ours == theirs, key
            continue
        if isinstance(theirs, dict):
            ours, theirs = [ours[name] for name in theirs], list(theirs.values())
        assert np.shape(ours) == np.shape(theirs), key
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=tolerance_of(case, key), err_msg=key)


def test_no_kind_of_case_is_both_built_and_put_off() -> None:
    assert not ADAPTERS.keys() & LATER.keys()
    assert {case["function"] for case in CASES} == ADAPTERS.keys() | LATER.keys()


def test_bands_in_the_adapters_stand_in_our_order() -> None:
    """An adapter that swapped promoters and detractors would only show in the sign: pin it."""
    assert isinstance(checked_bands(*in_order({"detractors": 1, "passives": 2, "promoters": 3})), Bands)
    assert float(checked_bands(*in_order({"detractors": 1, "passives": 2, "promoters": 3})).promoters) == 3
