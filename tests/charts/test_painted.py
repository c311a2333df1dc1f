"""Drawings painted without a browser: shapes where they belong, every word there, and files that programs can open."""

from __future__ import annotations

import re
from io import BytesIO

import numpy as np
from PIL import Image

from cjo_core.charts.journey_map.drawing import drawing as journey_map
from cjo_core.charts.painted import SCALE, pdf, png, texts, unreadable
from tests.charts.test_journey_map import TWO


def svg(inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="60" font-family="sans-serif">{inside}</svg>'


def pixels(drawing: str) -> np.ndarray:
    with Image.open(BytesIO(png(drawing))) as picture:
        return np.asarray(picture.convert("RGBA"))


def test_a_shape_stands_where_its_group_was_moved_to() -> None:
    found = pixels(svg('<g transform="translate(10 20)"><rect x="5" y="5" width="20" height="10" fill="#1F5FAF"/></g>'))
    assert found.shape == (60 * SCALE, 100 * SCALE, 4)
    assert tuple(found[30 * SCALE, 25 * SCALE]) == (0x1F, 0x5F, 0xAF, 255)
    assert (found[30 * SCALE, 37 * SCALE] == found[2, 2]).all()


def test_words_are_drawn_and_letters_nobody_has_are_named() -> None:
    assert (pixels(svg('<text x="0" y="20">Zażółć</text>')) != pixels(svg(""))).any()
    assert unreadable(["Zażółć gęślą jaźń", "+35 → −4 %"]) == ""
    assert unreadable(["a\U00013000b", "\U00013000 \U0001faf8"]) == "\U00013000"  # a hieroglyph is one, a hand is none


def test_a_whole_journey_map_is_painted_on_white() -> None:
    drawing = journey_map(TWO, "Nordhaus")
    found = pixels(drawing)
    assert tuple(found[0, 0]) == (255, 255, 255, 255)
    assert (found[..., :3].min(axis=2) < 60).sum() > 1_000  # ink


def test_a_pdf_is_one_page_with_the_fonts_of_its_words() -> None:
    file = pdf(journey_map(TWO, "Nordhaus"))
    assert file.startswith(b"%PDF-")
    assert re.search(rb"/Count 1\b", file)
    assert b"/ToUnicode" in file  # its words can be searched and copied


def test_the_texts_of_a_drawing_are_its_words() -> None:
    assert texts(svg("<text>one</text><text>&lt;two&gt;</text>")) == ["one", "<two>"]
