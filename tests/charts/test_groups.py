"""Groups side by side: dots, heat map, distribution."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from cjo_core.charts.distribution import distribution
from cjo_core.charts.dots import dots
from cjo_core.charts.drawing.rows import Row
from cjo_core.charts.heat_map import EDGES, _step, heat_legend_html, heat_map
from cjo_core.charts.words import width_of, wrapped
from cjo_core.metrics.catalog import METRICS, metric

STAGES = ["Become aware", "Consider", "Buy", "Use"]


def test_not_given_comes_last_and_order_is_kept(make: Any) -> None:
    frame = make("csat", ["stage"], [(None,), ("Use",), ("Buy",)], [90, 90, 90])
    assert dots(frame, "csat", "stage").data["name"].tolist() == ["Use", "Buy", "not given"]


def test_a_group_has_value_interval_and_n_written_beside_it(make: Any) -> None:
    frame = make("csat", ["stage"], [("Buy",)], [90])
    row = frame.iloc[0]
    picture = dots(frame, "csat", "stage", 80)
    assert picture.data["text"].tolist() == [f"{row.value:.0f}\u202f%, {row.low:.0f} to {row.high:.0f}, n 90"]
    assert (
        f"{row.value:.0f}\u202f% (95\u202f% interval {row.low:.0f}\u202f% to {row.high:.0f}\u202f%, n 90)"
        in picture.sentence
    )


def test_groups_with_few_answers_have_words_and_no_dot(make: Any) -> None:
    frame = make("csat", ["stage"], [("Buy",), ("Use",), ("Consider",)], [90, 19, 2])
    picture = dots(frame, "csat", "stage", 80)
    assert picture.data["judged"].tolist() == [True, False, False]
    assert picture.data["value"].notna().tolist() == [True, False, False]
    assert "n 19: too few to score (30 needed)" in picture.data["text"].tolist() or "hidden for privacy" in picture.note
    assert picture.data["text"].iloc[2] == "hidden for privacy"
    assert picture.table["n"].isna().tolist()[2]


def test_without_verdicts_a_whole_interval_beside_the_target_decides(make: Any) -> None:
    frame = make("csat", ["stage"], [("Buy",)], [4000])
    value = float(frame["value"].iloc[0])
    found = [dots(frame, "csat", "stage", aim).data.iloc[0] for aim in (value - 20, value + 20, value)]
    assert [row["verdict"] for row in found] == ["up", "down", "unclear"]
    assert [row["tone"] for row in found] == ["good", "bad", "plain"]
    assert found[1]["verdict_text"] == "clearly below target"
    assert dots(frame, "csat", "stage").data["verdict"].tolist() == ["none"]


def test_a_group_with_a_target_of_its_own_has_its_tick_there(make: Any) -> None:
    frame = make("csat", ["touchpoint"], [("Cart",), ("Desk",)], [90, 90])
    picture = dots(frame, "csat", "touchpoint", 80, {"Cart": 85.0, "Elsewhere": 10.0})
    assert picture.data["target"].tolist() == [85, 80]
    assert "Target: 80\u202f%. Targets of their own: Cart 85\u202f%." in picture.sentence
    alone = dots(frame, "csat", "touchpoint", None, {"Cart": 85.0})
    assert alone.data["target"].isna().tolist() == [False, True]
    assert "Target:" not in alone.sentence


def test_verdicts_that_are_given_win_over_the_target(make: Any) -> None:
    frame = make("csat", ["stage"], [("Buy",)], [4000]).assign(verdict="unclear")
    assert dots(frame, "csat", "stage", 1).data["verdict"].tolist() == ["unclear"]
    words = frame.assign(verdict="down", verdict_text="clearly below the rest")
    assert dots(words, "csat", "stage").data["verdict_text"].tolist() == ["clearly below the rest"]


def test_labels_of_the_page_replace_names(make: Any) -> None:
    frame = make("csat", ["stage"], [("Buy",), (None,)], [90, 90]).assign(label=["Kaufen", None])
    assert dots(frame, "csat", "stage").data["name"].tolist() == ["Kaufen", "not given"]


def test_long_names_get_a_line_of_their_own(make: Any) -> None:
    short = dots(make("csat", ["stage"], [("Buy",)], [90]), "csat", "stage")
    long = dots(make("csat", ["stage"], [("Customers who came through the autumn",)], [90]), "csat", "stage")
    assert long.height > short.height


def _grid(make: Any, name: str = "csat") -> pd.DataFrame:
    labels = [(segment, stage) for segment in ("New", "Old") for stage in STAGES]
    return make(name, ["segment", "stage"], labels, [90, 90, 12, 90, 90, 90, 90, 90])


def test_every_combination_has_a_cell(make: Any) -> None:
    frame = _grid(make).drop(index=[1]).reset_index(drop=True)
    picture = heat_map(frame, "csat", "segment", "stage", 80)
    assert len(picture.data) == len(picture.table) == 8
    assert list(dict.fromkeys(picture.data["column"])) == STAGES
    assert picture.data["small"].tolist()[:3] == ["n 90", "–", "n 12"]
    assert picture.data["step"].tolist()[1:3] == [-1, -1]
    assert picture.table["Note"].tolist()[1] == "no answers"


def test_groups_without_answers_can_be_named(make: Any) -> None:
    picture = heat_map(
        _grid(make), "csat", "segment", "stage", 80, row_names=["New", "Old", "Gone"], column_names=STAGES
    )
    assert picture.data["small"].tolist()[-4:] == ["–"] * 4


def test_no_answer_is_left_out_because_its_group_was_not_named(make: Any) -> None:
    frame = make("csat", ["segment", "stage"], [("New", "Buy"), ("Odd", "Buy"), (None, "Buy")], [90, 90, 90])
    picture = heat_map(frame, "csat", "segment", "stage", row_names=["New"], column_names=["Buy"])
    assert picture.table["Segment"].tolist() == ["New", "Odd", "not given"]


def test_columns_keep_the_teams_order_where_lines_have_holes(make: Any) -> None:
    pairs = [("New", "Use"), ("Old", "Buy"), ("Old", "Use"), ("Old", "Recommend")]
    frame = make("csat", ["segment", "stage"], pairs, [90] * 4)
    assert list(dict.fromkeys(heat_map(frame, "csat", "segment", "stage").data["column"])) == [
        "Buy",
        "Use",
        "Recommend",
    ]


def test_without_a_target_colours_are_measured_from_the_whole(make: Any) -> None:
    frame = _grid(make)
    assert "No target is set" in heat_map(frame, "csat", "segment", "stage").note
    assert "70\u202f%" in heat_map(frame, "csat", "segment", "stage", whole=70.0).note
    assert "the target of 80\u202f%" in heat_map(frame, "csat", "segment", "stage", 80).note


def test_where_verdicts_are_given_only_clear_cells_are_coloured(make: Any) -> None:
    frame = _grid(make).assign(verdict=["up", "unclear", "up", "down", "unclear", "unclear", "unclear", "none"])
    steps = heat_map(frame, "csat", "segment", "stage", float(frame["value"].mean())).data["step"].tolist()
    assert steps[0] > 3 > steps[3]
    assert steps[2] == -1
    assert set(steps[4:] + steps[1:2]) == {3}


@pytest.mark.parametrize("name", METRICS)
def test_seven_steps_run_from_far_below_to_far_above(name: str) -> None:
    chosen = metric(name)
    edges = EDGES[chosen.unit]
    gaps = [edges[0] - 0.1, *edges]
    rows = [Row((), 4 + gap, 0, 9, 90, "ok", "none", "", chosen) for gap in gaps]
    worst_to_best = list(range(7)) if chosen.high_is_good else list(range(6, -1, -1))
    assert [_step(row, 4.0, certain=False) for row in rows] == worst_to_best


def test_the_legend_names_its_edges_and_uses_the_tokens() -> None:
    legend = heat_legend_html("csat", 80)
    assert all(f"var(--heat-{step})" in legend for step in range(7))
    assert all(f">{edge}<" in legend for edge in ("−25", "−15", "−5", "+5", "+10", "+15"))
    assert "above target" in legend
    assert "−0.8" in heat_legend_html("ces")
    assert "above the whole" in heat_legend_html("ces")


def test_many_columns_ask_for_more_room(make: Any) -> None:
    labels = [("New", f"Touchpoint {i}") for i in range(14)]
    frame = make("nps", ["segment", "touchpoint"], labels, [50] * 14)
    assert heat_map(frame, "nps", "segment", "touchpoint").min_width > 14 * 60
    assert heat_map(_grid(make), "csat", "segment", "stage").min_width < 14 * 60


def test_names_are_broken_into_lines_that_fit() -> None:
    assert wrapped("Get support", 50) == ["Get", "support"]
    assert wrapped("获得客户支持服务", 53) == ["获得客户", "支持服务"]
    for text in ("Customers who came through the autumn sale", "Donaudampfschifffahrtsgesellschaft", "", "客" * 40):
        lines = wrapped(text, 70)
        assert 1 <= len(lines) <= 3
        assert all(width_of(line) <= 70 for line in lines)


def test_a_distribution_counts_and_shares_every_score() -> None:
    picture = distribution([1, 0, 2, 7, 4], "csat")
    assert picture.data["band"].tolist() == ["detractor", "detractor", "passive", "promoter", "promoter"]
    assert picture.data["share_text"].tolist() == ["7\u202f%", "", "14\u202f%", "50\u202f%", "29\u202f%"]
    assert picture.table["Answers"].tolist() == [1, 0, 2, 7, 4]
    assert picture.sentence.startswith("CSAT, answers per score, n 14. Dissatisfied: 1 answer, 7\u202f%.")
    assert [foot for foot in picture.data["foot"] if foot] == [
        "dissatisfied\n1, 7\u202f%",
        "neutral\n2, 14\u202f%",
        "satisfied\n11, 79\u202f%",
    ]


def test_nobody_answered_is_said_plainly() -> None:
    assert distribution([0] * 11, "nps").sentence == "NPS, answers per score: no answers."


def test_five_channels_beside_long_touchpoints_fit_the_card_of_a_small_screen(make: Any) -> None:
    channels = ["Website", "Mobile app", "E-mail", "Phone", None]
    labels = [(touchpoint, channel) for touchpoint in ("Customer reviews", "Delivery") for channel in channels]
    picture = heat_map(make("nps", ["touchpoint", "channel"], labels, [90] * 10), "nps", "touchpoint", "channel")
    assert picture.min_width <= 479  # the width of the card on a screen of 1,280 px
