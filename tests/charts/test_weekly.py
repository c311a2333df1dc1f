"""Lines over weeks: trend, small multiples, control chart."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from cjo_core.charts.control_chart import control_chart
from cjo_core.charts.drawing.axes import apart, span_of, ticks_of, week_labels
from cjo_core.charts.trend import trend
from cjo_core.metrics.catalog import metric

N = [263, 244, 0, 20, 251, 3, 247, 226, 212, 0, 255, 263]


def test_a_week_without_answers_is_a_gap(weekly: Any) -> None:
    picture = trend(weekly("nps", N), "nps")
    assert len(picture.data) == 12
    assert picture.data["value"].isna().tolist() == [n < 5 for n in N]
    assert picture.data["low"].isna().tolist() == [n < 5 for n in N]


def test_a_line_is_never_drawn_through_a_gap(weekly: Any) -> None:
    """Vega-Lite breaks a line at null unless told otherwise; nothing here may tell it otherwise."""
    spec = trend(weekly("nps", N), "nps").spec
    lines = [layer for layer in spec["layer"] if layer["mark"]["type"] in ("line", "area")]
    assert len(lines) == 3
    assert not any({"invalid", "interpolate"} & set(layer["mark"]) or "impute" in str(layer) for layer in lines)
    assert not any("isValid" in str(layer.get("transform")) for layer in lines)


def test_weeks_with_few_answers_are_drawn_lighter(weekly: Any) -> None:
    picture = trend(weekly("nps", N), "nps")
    assert picture.data["solid"].isna().tolist() == [n < 30 for n in N]
    assert picture.data["few"].tolist() == [n == 20 for n in N]
    assert picture.note == "Lighter: weeks with under 30 answers."


def test_a_week_between_two_gaps_is_marked_as_alone(weekly: Any) -> None:
    found = trend(weekly("nps", [90, 0, 90, 0, 90, 90]), "nps").data["alone"].tolist()
    assert found == [1, 0, 1, 0, 0, 0]


def test_the_sentence_tells_value_interval_and_n(weekly: Any) -> None:
    picture = trend(weekly("csat", [90] * 12), "csat", None, 80)
    _week, value, interval, n, _note = picture.table.iloc[-1]
    assert f"{value:.0f}\u202f% (95\u202f% interval {interval}, n {n})" in picture.sentence
    assert "Target: 80\u202f%." in picture.sentence
    assert "week 35 to week 46" in picture.sentence


def test_a_range_is_never_empty() -> None:
    """The usual range of scales begins where that of CES 1.0 ends."""
    assert span_of(metric("ces1"), []) == (4, 5)


def test_ranges_stay_put_until_the_numbers_leave_them() -> None:
    nps = metric("nps")
    assert span_of(nps, [25, 45]) == span_of(nps, []) == (0, 60)
    assert span_of(nps, [-1, 45]) == (-20, 60)
    assert span_of(nps, [-130, float("nan"), None, 99]) == (-100, 100)
    assert span_of(metric("csat"), [43.9]) == (40, 100)
    assert span_of(metric("ces"), [1.2, 6]) == (1, 7)


@pytest.mark.parametrize("name", ["nps", "csat", "ces"])
def test_there_are_three_to_seven_ticks_inside_every_range(name: str) -> None:
    chosen = metric(name)
    for low in range(int(chosen.low), int(chosen.high)):
        span = span_of(chosen, [low])
        ticks = ticks_of(chosen, span)
        assert 3 <= len(ticks) <= 7
        assert span[0] <= ticks[0] < ticks[-1] <= span[1]


def test_weeks_of_two_years_name_their_year() -> None:
    labels = [label.split("|") for label in week_labels([202652, 202653, 202701], [1, None, 1200])]
    assert [label[2] for label in labels] == ["52", "53", "1"]
    assert [label[4] for label in labels] == ["1", "–", "1,200"]
    assert [label[6:] for label in labels] == [["0", "2026"], ["1", "2026"], ["0", "2027"]]
    assert week_labels([202601])[0].endswith("|")


def test_labels_at_line_ends_keep_their_distance() -> None:
    assert apart([36, 37, 10], 6) == [33.5, 39.5, 10]
    placed = sorted(apart([5, 5, 5, 6], 4))
    assert all(b - a > 3.9 for a, b in pairwise(placed))


def _strips(make: Any, names: list[str | None], n: list[int]) -> pd.DataFrame:
    labels = [(name, 202635 + i) for name in names for i in range(4)]
    return make("nps", ["segment", "week"], labels, [one for one in n for _ in range(4)])


def test_groups_get_a_strip_each_over_the_same_weeks(make: Any) -> None:
    picture = trend(_strips(make, ["A", "B", None], [90, 90, 90]), "nps", "segment", 40)
    assert picture.data.groupby("name", sort=False).size().to_dict() == {"A": 4, "B": 4, "not given": 4}
    for lift, rows in picture.data.groupby("strip"):
        assert rows[["y", "y_low", "y_high", "y_target"]].stack().between(lift, lift + 1).all()
    assert picture.table["Segment"].tolist() == ["A"] * 4 + ["B"] * 4 + ["not given"] * 4
    assert picture.sentence.count("95\u202f% interval") == 3


def test_a_strip_with_few_answers_last_says_so_instead_of_a_score(make: Any) -> None:
    labels = [("A", 202635), ("A", 202636)]
    picture = trend(make("nps", ["segment", "week"], labels, [90, 12]), "nps", "segment")
    assert set(picture.data["now"]) == {"n 12: too few to score (30 needed)"}


def test_of_many_groups_the_six_largest_are_drawn_and_all_are_in_the_table(make: Any) -> None:
    picture = trend(_strips(make, list("ABCDEFGH"), [40, 90, 90, 41, 90, 90, 90, 90]), "nps", "segment")
    assert list(dict.fromkeys(picture.data["name"])) == list("BCEFGH")
    assert set(picture.table["Segment"]) == set("ABCDEFGH")
    assert picture.note == "2 smaller groups are in the table only."


def test_a_week_outside_the_limits_is_called_out(limits: pd.DataFrame) -> None:
    picture = control_chart(limits, "nps", 40, trial=False)
    assert [text for text in picture.data["callout"] if text] == ["+17, below the limit"]
    assert "Signal in week 43: +17, below the limit." in picture.sentence
    assert "+35 in week 46, limits +20 to +52, n 240" in picture.sentence
    assert (picture.data["usual_text"].iloc[0], picture.data["target_text"].iloc[0]) == ("usual +36", "target +40")
    assert picture.note == ""


def test_neighbouring_signals_do_not_write_over_each_other(limits: pd.DataFrame) -> None:
    limits.loc[[9, 10], "value"] = [12.0, 14.0]
    limits["signal"] = limits["signal"].astype(object)
    limits.loc[9, "signal"] = "outside"
    assert [text for text in control_chart(limits, "nps").data["callout"] if text] == ["+17, below the limit", "+12"]
    limits.loc[10, "signal"] = "outside"  # from three on, the numbers would only be a row that nobody reads
    assert [text for text in control_chart(limits, "nps").data["callout"] if text] == ["+17, below the limit"]


def test_a_short_baseline_makes_trial_limits(limits: pd.DataFrame) -> None:
    trial, sure = control_chart(limits, "nps"), control_chart(limits, "nps", trial=False)
    assert "13 weeks" in trial.note
    assert "strokeDash" in str(trial.spec)
    assert "strokeDash" not in str(sure.spec)


def test_weeks_without_score_are_gaps_in_a_control_chart(limits: pd.DataFrame) -> None:
    limits.loc[3, ["value", "lower", "upper"]] = float("nan")
    limits.loc[3, "n"] = 0
    data = control_chart(limits, "nps").data
    assert data["value"].isna().tolist() == [i == 3 for i in range(12)]
    assert data["verdict_text"].iloc[3] == "no score"


def test_a_chart_of_too_little_says_that_nothing_can_be_judged(limits: pd.DataFrame) -> None:
    quiet = limits.assign(signal=None)
    assert control_chart(quiet, "nps").sentence.endswith("No week stands out.")
    picture = control_chart(quiet, "nps", judged=False)
    assert picture.sentence.endswith("Nothing can be judged yet.")
    assert set(picture.table["Note"]) == {"too few to judge"}


def test_the_words_of_a_run_over_all_weeks_stay_inside_the_picture(limits: pd.DataFrame) -> None:
    data = control_chart(limits.assign(value=30.0, signal="run"), "nps").data
    assert data["callout"].iloc[-1] == "+30, long run on one side"
    assert data["align"].iloc[-1] == "right"
