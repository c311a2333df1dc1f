"""The pictures of ways through the journey: valid, honest about what is hidden, and told aloud."""

from __future__ import annotations

import json
import re

import altair as alt
import numpy as np
import pandas as pd
import pytest

from cjo_core.charts.paths.flow import MOST, flow_picture
from cjo_core.charts.paths.funnel_bars import funnel_bars
from cjo_core.charts.paths.share_dots import share_dots
from cjo_core.charts.paths.share_line import share_line
from cjo_core.charts.pictures import Picture
from cjo_core.insight.paths.funnel import funnel
from cjo_core.locale import LANGUAGES, speaking

NAMES = ["Become aware", "获得客户支持服务", "<b>&\"'|\\ \n</b>", "Zażółć gęślą jaźń"]
NAN = float("nan")


def a_funnel(counts: list[int], hidden: list[bool] | None = None) -> pd.DataFrame:
    names = NAMES[: len(counts)]
    return funnel(counts).assign(name=names, hidden=hidden if hidden is not None else [False] * len(counts))


def a_flow(k: int, n: int = 50) -> Picture:
    pairs = [(i, j) for i in range(k) for j in range(k)]
    links = pd.DataFrame(pairs, columns=["came", "went"])
    links = links.assign(n=[n + i for i in range(len(links))], customers=n, share=100 / (k + 1))
    links = links.assign(quick=3600.0, median=7200.0, slow=90_000.0)
    stages = pd.DataFrame({"name": [NAMES[i % 4] + str(i) for i in range(k)], "visits": 500.0, "customers": 400.0})
    return flow_picture(links, stages.assign(begun=40.0, ended=10.0))


def shares(values: list[float]) -> pd.DataFrame:
    low, high = ([x + d for x in values] for d in (-3, 3))
    frame = pd.DataFrame({"name": NAMES[: len(values)], "value": values, "low": low, "high": high, "n": 120})
    return frame.assign(label=[str(i) for i in range(len(values))], few=False, why="")


def pictures() -> list[Picture]:
    return [
        funnel_bars(a_funnel([1000, 620, 310, 40])),
        a_flow(4),
        share_dots(shares([10, 40, NAN]), "Shares.", "Stage"),
        share_line(shares([10, NAN, 30, 35]), "Shares.", "Week"),
    ]


@pytest.mark.parametrize("which", range(4))
def test_every_specification_is_valid_and_holds_neither_data_nor_names(which: int) -> None:
    spec = pictures()[which].spec
    alt.LayerChart.from_dict(spec, validate=True)
    text = json.dumps(spec, ensure_ascii=False)
    assert not re.search(r'"(values|datasets|data)": ?[\[{](?!-?\d)', text)
    assert not any(name in text for name in NAMES[:2])
    assert not re.search(r"#[0-9a-fA-F]{3,6}", re.sub(r"light-dark\(#\w{6},#\w{6}\)", "", text))
    assert pictures()[which].spec is spec


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_can_be_told_in_every_language(language: str) -> None:
    with speaking(language):
        for picture in pictures():
            assert len(picture.sentence) > 10
            assert "nan" not in picture.sentence
            assert not picture.table.isna().all(axis=None)


def test_a_hidden_step_has_a_name_and_no_number_anywhere() -> None:
    picture = funnel_bars(a_funnel([1000, 620, 3], [False, False, True]))
    assert "3" not in picture.data["text"][2]
    assert np.isnan(picture.data["overall"][2])
    assert picture.data["below"][1] == ""
    assert pd.isna(picture.table.iloc[2, 1])
    assert picture.note


def test_only_a_step_that_clearly_loses_most_is_coloured() -> None:
    assert funnel_bars(a_funnel([1000, 800, 400])).data["tone"].tolist() == [False, True, False]
    assert not funnel_bars(a_funnel([100, 50, 24])).data["tone"].any()


def test_a_weak_step_behind_the_goal_is_no_leak() -> None:
    assert not funnel_bars(a_funnel([1000, 800, 630, 30]), goal=2).data["tone"][2]


def test_forward_links_lie_above_and_steps_back_below() -> None:
    data = a_flow(4).data
    floor = data.loc[data["kind"] == "node", "y2"].iloc[0]
    assert (data.loc[data["kind"] == "forward", "y"] > floor).all()
    assert (data.loc[data["kind"] == "back", "y"] < floor).all()
    assert data[["y", "y2"]].min().min() >= -1e-6
    assert data[["y", "y2"]].max().max() <= 1 + 1e-6


def test_a_link_is_as_thick_as_it_is_often_taken() -> None:
    data = a_flow(3).data
    forward = data[data["kind"] == "forward"]
    thick = (forward["y"] - forward["y2"]).groupby(forward["link"]).median()
    assert thick["0-1"] < thick["0-2"] < thick["1-2"]


def test_of_many_links_the_largest_are_drawn_and_all_are_told() -> None:
    picture = a_flow(7)
    drawn = picture.data.loc[picture.data["kind"].isin(["forward", "back"]), "link"].nunique()
    loops = (picture.data["kind"] == "loop").sum()
    assert drawn + loops == MOST
    assert len(picture.table) == 49
    assert "19" in picture.note


def test_a_flow_without_links_says_so() -> None:
    stages = pd.DataFrame({"name": ["a", "b"], "visits": NAN, "customers": NAN, "begun": NAN, "ended": NAN})
    columns = ["came", "went", "n", "customers", "share", "quick", "median", "slow"]
    picture = flow_picture(pd.DataFrame(columns=columns), stages)
    assert "enough customers" in picture.sentence
    assert picture.data["customers"].tolist() == ["hidden", "hidden"]


def test_a_period_without_a_share_is_a_gap() -> None:
    data = share_line(shares([10, NAN, 30, 35]), "Shares.", "Week").data
    assert data["alone"].tolist() == [True, False, False, False]
    assert np.isnan(data["value"][1])
    assert data["n_text"][1] == "–"
