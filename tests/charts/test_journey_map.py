"""The journey map as a picture, as lanes, as a list and as one drawing: all of it there, safe, and gaps stay gaps."""

from __future__ import annotations

import re
from dataclasses import replace
from math import isnan
from xml.etree import ElementTree

import altair as alt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjo_core import locale
from cjo_core.charts.drawing.rows import NAN, Row
from cjo_core.charts.journey_map.content import Column, Going, JourneyMap, Quote, Remark
from cjo_core.charts.journey_map.curve import curve, min_width
from cjo_core.charts.journey_map.drawing import MARGIN, drawing
from cjo_core.charts.journey_map.lanes import lanes_html, list_html
from cjo_core.charts.journey_map.paths import band, line
from cjo_core.charts.journey_map.sheet import sheet
from cjo_core.metrics.catalog import METRICS

NPS = METRICS["nps"]


def row(value: float, n: int = 100, base: str = "ok", verdict: str = "unclear") -> Row:
    return Row(("x",), value, value - 10, value + 10, n, base, verdict, "", NPS)


GAP = Row(("x",), 90.0, -20.0, 100.0, 2, "few", "too_few", "too few to judge", NPS)
NASTY = '<script>alert("x")</script>&'
COLUMNS = (
    Column(
        NASTY,
        row(40, verdict="up"),
        others=(row(60),),
        going=Going("2,119", "2,119 customers", "77 %"),
        touchpoints=(f"Shop {NASTY}",),
        remarks=(Remark("good", f"The whole stage {NASTY}", "NPS +20 (+9 to +31), n 100"),),
        quote=Quote("9", "good", "Promoter, score 9", f"Fine {NASTY}", "en"),
        owner=f"Sales {NASTY}",
        notes=(f"Needs: {NASTY}",),
    ),
    Column("Use", GAP, remarks=(Remark("plain", "Too few answers to judge"),), going=Going("12", "12 customers")),
    Column("Get support", row(-20, verdict="down"), remarks=(Remark("bad", "Business customers", "NPS −65"),)),
)
MAP = JourneyMap(
    "Journey map · Shop", "It hurts.", "Bright spot: Buy.", NPS, COLUMNS, target=40.0, foot="What marks mean."
)
TWO = replace(
    MAP,
    columns=tuple(
        replace(one, second=row(10), change=Remark("good", "clearly up", "NPS +30 (+9 to +50)")) for one in COLUMNS
    ),
    names=("this period", "the 6 weeks before"),
    change_title="Against the 6 weeks before",
)


def texts(svg: str) -> str:
    return " ".join(ElementTree.fromstring(svg).itertext())


def test_a_stage_without_a_score_breaks_the_curve_and_is_never_drawn() -> None:
    data = curve(MAP).data
    gap = data[data["stage"] == "Use"].iloc[0]
    assert gap["line"] == "gap"
    assert isnan(gap["value"])
    assert isnan(gap["high"])
    assert gap["text"] == "n 2\ntoo few to score"
    assert data[data["line"] == "main"]["value"].tolist() == [40, -20]


def test_the_curve_is_a_chart_that_vega_accepts_and_says_itself_aloud() -> None:
    for found in (MAP, TWO):
        picture = curve(found)
        alt.Chart.from_dict(picture.spec | {"data": {"values": []}})
        assert "Get support: −20 (95\u202f% interval −30 to −10, n 100)" in picture.sentence
        assert "1 stage has no score: Use." in picture.sentence
        assert "Target: +40." in picture.sentence
    assert "Compared with: the 6 weeks before." in curve(TWO).sentence


def test_two_curves_are_named_at_their_last_points() -> None:
    data = curve(TWO).data
    named = data[data["name"] != ""]
    assert named[["stage", "line", "name"]].to_numpy().tolist() == [
        ["Get support", "main", "this period"],
        ["Get support", "second", "the 6 weeks before"],
    ]


def test_the_table_holds_both_curves() -> None:
    table = curve(TWO).table
    assert table["Curve"].tolist() == ["this period"] * 4 + ["the 6 weeks before"] * 3
    assert len(curve(MAP).table) == 4


def test_a_map_of_many_stages_scrolls() -> None:
    many = replace(MAP, columns=tuple(Column(f"Stage {i}", row(i)) for i in range(12)))
    assert curve(many).min_width == min_width(12) > 1400


@pytest.mark.parametrize("made", [lanes_html, list_html, drawing])
@pytest.mark.parametrize("found", [MAP, TWO])
def test_everything_people_wrote_is_escaped(made: object, found: JourneyMap) -> None:
    text = made(found)  # type: ignore[operator]
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_lanes_without_content_are_left_out() -> None:
    bare = replace(MAP, columns=tuple(Column(one.stage, one.row) for one in COLUMNS))
    assert lanes_html(bare).count('class="lane"') == 1
    assert lanes_html(MAP).count('class="lane"') == 7
    assert lanes_html(TWO).count('class="lane"') == 8


def test_the_lanes_stand_in_as_many_columns_as_the_curve() -> None:
    html = lanes_html(MAP)
    assert "--stages:3" in html
    for lane in html.split('<div class="jm">')[1:]:
        assert len(re.findall(r'<div class="(?:|flow|pain|bright)">', lane)) == 3


def test_the_drawing_is_one_well_formed_svg_with_everything_in_it() -> None:
    svg = drawing(TWO, "Nordhaus · demo data")
    said = texts(svg)
    for words in (
        "It hurts.",
        "Get support",
        "+40",
        "−20",
        "n 100",
        "n 2",
        "too few to score",
        "2,119",
        "77 %",
        "Business",
    ):
        assert words in said
    for words in ("clearly up", "this period", "the 6 weeks before", "target +40", "Sales", "Nordhaus · demo data"):
        assert words in said
    assert "light-dark" not in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_no_text_of_the_drawing_leaves_its_sheet(language: str) -> None:
    locale.use(language)
    long = "Sehr lange Stufe mit vielen Wörtern und 很长的阶段名称需要换行显示"
    columns = tuple(
        replace(one, stage=f"{long} {i}", touchpoints=(long,) * 5, notes=(long,) * 4)
        for i, one in enumerate(COLUMNS * 4)
    )
    svg = ElementTree.fromstring(drawing(replace(MAP, columns=columns)))
    _x, _y, width, height = (float(part) for part in svg.attrib["viewBox"].split())
    for text in svg.iter("{http://www.w3.org/2000/svg}text"):
        assert 0 <= float(text.attrib["x"]) <= width - 2 * MARGIN + 1
        assert 0 < float(text.attrib["y"]) <= height - 2 * MARGIN + 1
    locale.use("en")


def test_the_sheet_prints_itself_and_loads_nothing() -> None:
    page = sheet(drawing(MAP), f"Map {NASTY}", "journey-map")
    assert "@page{size:A3 landscape" in page
    assert "<title>Map &lt;script&gt;" in page
    assert not re.search(r'(src|href)="', page)


points = st.lists(st.floats(-100, 100), min_size=2, max_size=9)


@given(points)
def test_a_smooth_line_never_leaves_the_range_of_its_neighbours(values: list[float]) -> None:
    path = line([(10.0 * i, y) for i, y in enumerate(values)])
    numbers = [float(x) for x in re.findall(r"-?\d+\.\d", path)]
    assert min(values) - 0.11 <= min(numbers[1::2])
    assert max(numbers[1::2]) <= max(values) + 0.11
    assert sorted(numbers[0::2]) == numbers[0::2]


def test_a_band_is_closed_and_nothing_is_nothing() -> None:
    assert band([(0, 0), (10, 0)], [(0, 5), (10, 5)]) == "M0.0,0.0L10.0,0.0L10.0,5.0L0.0,5.0Z"
    assert (line([]), band([], [])) == ("", "")


def test_a_hidden_stage_has_no_number_anywhere() -> None:
    hidden = Row(("x",), NAN, NAN, NAN, 0, "hidden", "none", "", NPS)
    found = replace(MAP, columns=(COLUMNS[0], Column("Tiny", hidden), COLUMNS[2]))
    assert "hidden for privacy" in texts(drawing(found))
    assert curve(found).data.query("stage == 'Tiny'")["n_text"].tolist() == ["–"]


def test_the_values_of_two_curves_stand_on_the_sides_that_point_away_from_each_other() -> None:
    data = curve(TWO).data
    sides = data[data["line"].isin(["main", "second"])].set_index(["stage", "line"])["side"]
    assert (sides["Get support", "main"], sides["Get support", "second"]) == ("below", "above")
    assert (sides[NASTY, "main"], sides[NASTY, "second"]) == ("above", "below")
    assert set(curve(MAP).data.query("line == 'main'")["side"]) == {"above"}
