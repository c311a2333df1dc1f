"""What holds for every chart: valid, cached, without data in its specification, and silent about what is hidden."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

from cjo_core.charts.control_chart import control_chart
from cjo_core.charts.distribution import distribution
from cjo_core.charts.dots import dots
from cjo_core.charts.heat_map import heat_map
from cjo_core.charts.pictures import Picture
from cjo_core.charts.trend import trend
from cjo_core.locale import LANGUAGES, speaking

METRICS = ["nps", "csat", "ces", "ces_easy"]
LONG = "Customers who came through the autumn sale"
NAMES = [LONG, "获得客户支持服务", "Zażółć gęślą jaźń", "<b>&\"'|\\ \n</b>"]
Draw = Callable[[str, int, list[str | None], int], Picture]


@pytest.fixture(params=["dots", "heat_map", "trend", "strips", "control_chart", "distribution"])
def draw(request: pytest.FixtureRequest, make: Any) -> Draw:
    """Every kind of chart, as a function of metric, answers per group, names and number of groups."""

    def one(metric: str, n: int, names: list[str | None], groups: int) -> Picture:
        weeks = [(202635 + i,) for i in range(groups)]
        named = [(name,) for name in names[:groups]]
        pairs = [(*name, *week) for name in named for week in weeks]
        match request.param:
            case "dots":
                return dots(make(metric, ["segment"], named, [n] * len(named)), metric, "segment", 5.0)
            case "heat_map":
                return heat_map(
                    make(metric, ["segment", "week"], pairs, [n] * len(pairs)), metric, "segment", "week", 5.0
                )
            case "trend":
                return trend(make(metric, ["week"], weeks, [n] * len(weeks)), metric, None, 5.0)
            case "strips":
                return trend(make(metric, ["segment", "week"], pairs, [n] * len(pairs)), metric, "segment", 5.0)
            case "control_chart":
                frame = make(metric, ["week"], weeks, [n] * len(weeks))
                frame = frame.assign(lower=frame["low"], upper=frame["high"], centre=frame["value"])
                return control_chart(frame.assign(signal="outside", baseline=True), metric, 5.0)
            case _:
                frame = make(metric, ["segment"], named, [n] * len(named))
                return distribution(frame["counts"].iloc[0] if len(frame) else None, metric)

    return one


@pytest.mark.parametrize("metric", METRICS)
def test_every_specification_is_valid_vega_lite(draw: Draw, metric: str) -> None:
    alt.LayerChart.from_dict(draw(metric, 80, NAMES, 4).spec, validate=True)


def test_a_specification_holds_no_data_and_no_names(draw: Draw) -> None:
    text = json.dumps(draw("nps", 80, NAMES, 4).spec, ensure_ascii=False)
    assert not re.search(r'"(values|datasets|data)": ?[\[{](?!-?\d)', text)
    assert not any(name in text for name in NAMES[:3])


def test_every_colour_of_a_specification_follows_the_theme(draw: Draw) -> None:
    text = json.dumps(draw("nps", 80, NAMES, 4).spec)
    assert not re.search(r"#[0-9a-fA-F]{3,6}", re.sub(r"light-dark\(#\w{6},#\w{6}\)", "", text))


def test_a_specification_is_made_once_per_shape_and_language(draw: Draw) -> None:
    first, again = draw("nps", 80, NAMES, 4), draw("nps", 80, NAMES, 4)
    assert first.spec is again.spec
    with speaking("pl"):
        assert draw("nps", 80, NAMES, 4).spec is not first.spec


def test_drawing_again_is_fast(draw: Draw) -> None:
    draw("nps", 80, NAMES, 4)
    best = min(_seconds(lambda: draw("nps", 80, NAMES, 4)) for _ in range(5))
    assert best < 0.05  # making a specification takes 50 to 150 ms, all else here a few


def _seconds(call: Callable[[], object]) -> float:
    """The work of a call: what others on the machine do meanwhile is not counted."""
    start = time.thread_time()
    call()
    return time.thread_time() - start


@pytest.mark.parametrize("n", [0, 1, 12, 45, 400])
@pytest.mark.parametrize("groups", [0, 1, 4])
@pytest.mark.parametrize("metric", ["nps", "ces"])
def test_every_chart_takes_any_number_of_groups_and_answers(draw: Draw, metric: str, n: int, groups: int) -> None:
    picture = draw(metric, n, [*NAMES[:3], None], groups)
    assert picture.sentence.strip().endswith((".", "。"))
    assert "nan" not in picture.sentence.lower()
    assert picture.height > 0
    alt.LayerChart.from_dict(picture.spec, validate=True)
    texts = [x for x in picture.data.to_numpy().ravel() if isinstance(x, str)]
    assert not any(re.search(r"\bnan\b|\binf\b", text) for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_speaks_every_language(draw: Draw, language: str) -> None:
    with speaking(language):
        picture = draw("nps", 80, NAMES, 4)
    assert picture.sentence
    assert "{" not in picture.sentence + picture.note


def test_every_column_a_specification_reads_is_in_the_data(draw: Draw) -> None:
    picture = draw("nps", 80, NAMES, 4)
    fields = set(re.findall(r'"field": "(\w+)"', json.dumps(picture.spec)))
    fields |= set(re.findall(r"datum\.(\w+)", json.dumps(picture.spec))) - {"label", "value"}
    assert fields <= set(picture.data.columns)


def test_the_data_of_empty_pictures_have_the_same_columns(draw: Draw) -> None:
    assert list(draw("nps", 80, NAMES, 0).data.columns) == list(draw("nps", 80, NAMES, 4).data.columns)


def test_frames_are_left_as_they_were(make: Any) -> None:
    frame = make("nps", ["segment"], [(name,) for name in NAMES], [80, 3, 20, 0])
    before = frame.copy(deep=True)
    dots(frame, "nps", "segment", 40)
    pd.testing.assert_frame_equal(frame, before)


SECRET = 61.234567


def _leaks(picture: Picture) -> list[str]:
    """Every place of a picture in which the secret stands, however rounded."""
    everything = [json.dumps(picture.spec), picture.sentence, picture.note]
    everything += [str(x) for table in (picture.data, picture.table) for x in table.to_numpy().ravel().tolist()]
    return [text for text in everything if re.search(r"61\.2|(?<!\d)61(?!\d)|\b4444\b|4,444", text)]


def _secretive(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with numbers in a hidden row that ought never to be there: charts must not rely on others for that."""
    frame = frame.copy()
    at = frame.index[1]
    frame.loc[at, ["value", "low", "high"]] = SECRET
    frame.loc[at, "n"] = 4444
    frame.loc[at, "base"] = "hidden"
    return frame


def test_hidden_numbers_appear_nowhere(make: Any, limits: pd.DataFrame) -> None:
    weeks = [(202635 + i,) for i in range(5)]
    pairs = [(name, week[0]) for name in ("A", "B") for week in weeks]
    by_week = _secretive(make("nps", ["week"], weeks, [90] * 5))
    by_both = _secretive(make("nps", ["segment", "week"], pairs, [90] * 10))
    pictures = [
        trend(by_week, "nps", None, 40),
        trend(by_both, "nps", "segment", 40),
        dots(_secretive(make("nps", ["segment"], [("A",), ("B",), ("C",)], [90] * 3)), "nps", "segment", 40),
        heat_map(by_both, "nps", "segment", "week", 40),
        control_chart(_secretive(limits.assign(low=0.0, high=0.0, base="ok")), "nps", 40),
    ]
    for picture in pictures:
        assert not _leaks(picture)
        assert "hidden" in " ".join(str(x) for x in picture.data.to_numpy().ravel())


def test_the_distribution_of_a_hidden_group_is_empty() -> None:
    picture = distribution(None, "nps")
    assert picture.data["n"].sum() == 0
    assert picture.table["Answers"].isna().all()
    assert "hidden" in picture.sentence


def test_numpy_counts_are_welcome() -> None:
    assert distribution(list(np.arange(5)), "csat").data["n"].tolist() == [0, 1, 2, 3, 4]
