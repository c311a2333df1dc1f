"""Colours: readable in both themes."""

from __future__ import annotations

import json
import re

import pytest

from cjo_core.charts.theme import HEAT, STRONG, TOKENS, colour, css_tokens, plain

LIGHT, DARK = 0, 1


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("text", ["ink", "muted", "good_text", "bad_text"])
@pytest.mark.parametrize("ground", ["paper", "panel"])
def test_text_stands_out(theme: int, text: str, ground: str) -> None:
    assert contrast(TOKENS[text][theme], TOKENS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("mark", ["good", "bad", "low", "promoter", "passive", "detractor"])
def test_marks_stand_out(theme: int, mark: str) -> None:
    assert contrast(TOKENS[mark][theme], TOKENS["paper"][theme]) >= 3


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("step", range(7))
def test_text_in_every_heat_step_is_readable(theme: int, step: int) -> None:
    pen = TOKENS["paper" if step in STRONG else "ink"][theme]
    assert contrast(HEAT[step][theme], pen) >= 4.5


def test_css_tokens_name_every_colour_once() -> None:
    found = re.findall(r"--([a-z0-9-]+):light-dark\(#[0-9A-F]{6},#[0-9A-F]{6}\)", css_tokens())
    assert len(found) == len(set(found)) == len(TOKENS) + len(HEAT)
    assert {"ink", "good-text", "heat-0", "heat-6"} <= set(found)


def test_a_plain_specification_knows_no_light_dark() -> None:
    spec = {"mark": {"color": colour("ink")}}
    assert json.dumps(plain(spec)) == '{"mark": {"color": "#111111"}}'
    assert plain(spec, dark=True)["mark"]["color"] == "#F1F3F6"
