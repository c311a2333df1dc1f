"""The line of a card and its bars: HTML, so what is looked for is what a browser would draw and a reader would hear."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest

from cjo_core.charts.distribution import distribution
from cjo_core.charts.score_bars import score_bars
from cjo_core.charts.sparkline import sparkline
from cjo_core.locale import LANGUAGES, speaking
from cjo_core.metrics.catalog import METRICS, metric

N = [263, 244, 0, 20, 251, 3, 247, 226, 212, 0, 255, 263]


def paths(drawn: str, layer: str) -> list[str]:
    """The shapes of a layer."""
    found = re.search(rf'<i class="{layer}" style="mask-image:url\(&quot;data:image/svg\+xml,([^&]*)&quot;\)"', drawn)
    return re.findall(r"<path d='([^']*)'", unquote(found[1])) if found else []


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path)]


def told(drawn: str) -> list[str]:
    """What each week says to the mouse and to a reader."""
    return re.findall(r"<li[^>]*><span>(.*?)</span></li>", drawn)


def test_a_line_is_never_drawn_through_a_gap(weekly: Any) -> None:
    """Weeks 37, 40 and 44 have no score: four runs, of 2, 2, 3 and 2 weeks, at their own places."""
    drawn = sparkline(weekly("nps", N), "nps")
    (line,) = paths(drawn, "every")
    runs = [points("M" + run) for run in line.split("M")[1:]]
    assert [len(run) for run in runs] == [2, 2, 3, 2]
    places = [round((x / 100 * 11.5) - 0.25) for run in runs for x, _y in run]
    assert places == [0, 1, 3, 4, 6, 7, 8, 10, 11]
    assert len(paths(drawn, "band")) == 4


def test_heights_are_the_values_on_the_range(weekly: Any) -> None:
    """The usual range of NPS is 0 to 60: a value of 30 lies in the middle."""
    frame = weekly("nps", [90] * 12).assign(value=[0.0, 30, 60] * 4, low=0.0, high=60.0)
    (line,) = paths(sparkline(frame, "nps"), "firm")
    assert [y for _x, y in points(line)] == [100.0, 50.0, 0.0] * 4
    assert 'class="goal" style="top:50.0%"' in sparkline(frame, "nps", 30)
    assert "goal" not in sparkline(frame, "nps")


def test_weeks_with_few_answers_are_in_the_light_line_alone(weekly: Any) -> None:
    drawn = sparkline(weekly("nps", [90, 90, 20, 90, 90]), "nps", weeks=range(202635, 202640))
    (light,), (firm,) = paths(drawn, "every"), paths(drawn, "firm")
    assert (light.count("M"), len(points(light))) == (1, 5)
    assert (firm.count("M"), len(points(firm))) == (2, 4)


def test_a_week_between_two_gaps_is_a_dot(weekly: Any) -> None:
    drawn = sparkline(weekly("nps", [90, 0, 90, 0, 90, 90]), "nps", weeks=range(202635, 202641))
    assert drawn.count('<u class="alone"') == 2
    assert drawn.count('<u class="last"') == 1
    assert "<u" not in sparkline(weekly("nps", [90, 90, 0]), "nps", weeks=range(202635, 202638))


def test_the_page_says_which_weeks_are_shown(weekly: Any) -> None:
    drawn = sparkline(weekly("nps", [90] * 4), "nps", weeks=range(202633, 202645))
    assert ["week 33, 2026" in told(drawn)[0], "week 44, 2026" in told(drawn)[-1]] == [True, True]
    assert "no answers in week 44" in drawn


def test_a_sparkline_shows_the_last_twelve_weeks(weekly: Any) -> None:
    assert len(told(sparkline(weekly("nps", [90] * 15), "nps"))) == 12


@pytest.mark.parametrize(
    ("name", "verdict", "css"),
    [
        ("nps", "up", "last up good"),
        ("nps", "down", "last down bad"),
        ("nps", "unclear", "last"),
        ("ces1", "up", "last up bad"),
        ("ces1", "down", "last down good"),
    ],
)
def test_the_last_point_says_the_verdict(weekly: Any, name: str, verdict: str, css: str) -> None:
    """CES of 2010 asks for effort: up is worse."""
    assert f'<u class="{css}"' in sparkline(weekly(name, [90] * 12), name, None, verdict)


def test_few_answers_never_get_a_colour(weekly: Any) -> None:
    assert '<u class="last low"' in sparkline(weekly("nps", [90] * 11 + [12]), "nps", 40, "down")


def test_every_week_tells_value_interval_and_n(weekly: Any) -> None:
    frame = weekly("csat", [90] * 12)
    last = frame.iloc[-1]
    words = told(sparkline(frame, "csat"))[-1]
    assert words.startswith(f"<b>week 46, 2026</b> {last['value']:.0f}\u202f% (95\u202f% interval ")
    assert words.endswith("n 90)")


def test_hidden_numbers_appear_nowhere(make: Any) -> None:
    frame = make("nps", ["week"], [(202635 + i,) for i in range(5)], [90] * 5)
    frame.loc[1, ["value", "low", "high"]] = 61.234567
    frame.loc[1, "n"] = 4444
    frame.loc[1, "base"] = "hidden"
    drawn = sparkline(frame, "nps", 40)
    assert "hidden" in told(drawn)[1]
    said = " ".join([*told(drawn), *re.findall(r'aria-label="([^"]*)"', drawn)])
    assert not re.search(r"\b61\b|4444|4,444", said)
    assert [len(points(path)) for path in paths(drawn, "firm")] == [4]


@pytest.mark.parametrize("n", [[], [0], [1], [12], [45], [0, 400, 0]])
@pytest.mark.parametrize("name", METRICS)
def test_it_takes_any_number_of_weeks_and_answers(weekly: Any, name: str, n: list[int]) -> None:
    drawn = sparkline(weekly(name, n), name, 5.0)
    assert "nan" not in unquote(drawn).lower()
    assert re.search(r'aria-label="[^"]+[.。]"', drawn)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_every_language(weekly: Any, language: str) -> None:
    with speaking(language):
        drawn = sparkline(weekly("nps", N), "nps", 40) + score_bars([1] * 11, metric("nps"))
    assert "{" not in drawn


def test_bars_are_as_high_as_their_counts_and_tell_their_bands() -> None:
    """Of 4 + 2 + 2 answers: the tallest bar has the most room, half as many give half of it."""
    drawn = score_bars([4, 0, 0, 2, 2], metric("csat"))
    heights = re.findall(r'<i class="(\w+)" style="height:(\d+)%"', drawn)
    assert heights == [
        ("detractor", "78"),
        ("detractor", "0"),
        ("passive", "0"),
        ("promoter", "39"),
        ("promoter", "39"),
    ]
    assert "Satisfied<br>4, 50\u202f%" in drawn
    assert f'aria-label="{distribution([4, 0, 0, 2, 2], "csat").sentence}"' in drawn


def test_where_low_is_good_the_colours_turn_round() -> None:
    assert re.findall(r'<i class="(\w+)"', score_bars([1] * 5, metric("ces1")))[0] == "promoter"


def test_frames_are_left_as_they_were(weekly: Any) -> None:
    frame = weekly("nps", N)
    before = frame.copy(deep=True)
    sparkline(frame, "nps", 40)
    pd.testing.assert_frame_equal(frame, before)
