"""Drawings painted without a browser: shapes where they belong, every word there, and files that programs can open."""

from __future__ import annotations

import re
import zlib
from io import BytesIO

import pytest
from PIL import Image

from cjo_core.charts.journey_map.drawing import drawing as journey_map
from cjo_core.charts.painted.files import pdf, png
from cjo_core.charts.painted.lettering import runs, unreadable
from cjo_core.charts.painted.outlines import dashes, outline
from cjo_core.charts.painted.painting import painted, texts
from tests.charts.test_journey_map import TWO

WHITE, BLACK, BLUE = (255, 255, 255), (0, 0, 0), (31, 95, 175)


def svg(*shapes: str, width: int = 100, height: int = 60) -> str:
    inside = "".join(shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"><title>t</title>'
        f'<g transform="translate(10 20)">{inside}</g></svg>'
    )


def at(drawing: str, x: float, y: float) -> tuple[int, ...]:
    """The colour at a place of the drawing."""
    picture, _words = painted(drawing)
    found = picture.getpixel((round(x * 2), round(y * 2)))
    assert isinstance(found, tuple)
    return found


def test_a_shape_stands_where_its_group_was_moved_to() -> None:
    drawing = svg('<rect x="5" y="5" width="20" height="10" fill="#1F5FAF"/>')
    assert at(drawing, 25, 30) == BLUE
    assert at(drawing, 12, 22) == WHITE
    assert at(drawing, 37, 30) == WHITE


def test_a_rule_of_one_unit_is_sharp() -> None:
    drawing = svg('<line x1="0" y1="10" x2="50" y2="10" stroke="#000000" stroke-width="1"/>')
    assert [at(drawing, 30, 30 + step) for step in (-1, -0.5, 0, 0.5)] == [WHITE, BLACK, BLACK, WHITE]


def test_half_opaque_ink_is_half_as_dark() -> None:
    assert at(svg('<circle cx="20" cy="10" r="8" fill="#000000" opacity="0.5"/>'), 30, 30)[0] in (127, 128)


def test_a_corner_is_cut_off_where_it_is_rounded() -> None:
    drawing = svg('<rect width="40" height="30" rx="12" fill="#000000"/>')
    assert at(drawing, 10.5, 20.5) == WHITE
    assert at(drawing, 30, 20.5) == BLACK


@pytest.mark.parametrize(
    ("data", "points", "closed"),
    [
        ("M1,2L3,4", [(1, 2), (3, 4)], False),
        ("M0,0h16l-8,14z", [(0, 0), (16, 0), (8, 14)], True),
        ("M0,0L1,1 2,2V5H0Z", [(0, 0), (1, 1), (2, 2), (2, 5), (0, 5)], True),
    ],
)
def test_path_data_becomes_points(data: str, points: list[tuple[float, float]], closed: bool) -> None:
    assert outline(data) == (points, closed)


def test_a_curve_ends_where_it_says_and_passes_through_its_middle() -> None:
    points, _closed = outline("M0.0,0.0C0.0,10.0,10.0,10.0,10.0,0.0")
    assert points[-1] == (10, 0)
    assert points[12] == pytest.approx((5, 7.5))  # (0 + 3·0 + 3·10 + 10)/8 and (0 + 3·10 + 3·10 + 0)/8


def test_dashes_go_on_round_a_corner() -> None:
    assert dashes([(0, 0), (3, 0), (3, 5)], [4, 2]) == [[(0, 0), (3, 0), (3, 1)], [(3, 3), (3, 5)]]


def test_text_is_written_from_its_anchor_on() -> None:
    texts_at = {
        anchor: painted(svg(f'<text x="40" y="20" font-size="14" text-anchor="{anchor}">Buy</text>'))[1][0]
        for anchor in ("start", "middle", "end")
    }
    width = texts_at["start"].width
    assert texts_at["start"].x == 100
    assert texts_at["middle"].x == pytest.approx(100 - width / 2)
    assert texts_at["end"].x == pytest.approx(100 - width)


def test_signs_without_a_letter_are_left_out_and_letters_nobody_has_are_named() -> None:
    assert unreadable(["Zażółć gęślą jaźń", "+35 → −4 %"]) == ""
    assert unreadable(["a\U00013000b", "\U00013000 \U0001faf8"]) == "\U00013000"  # a hieroglyph is one, a hand is none
    assert "".join(run.text for run in runs("a\U00013000b", 14, 400)) == "ab"


def test_a_png_says_how_large_it_is_meant() -> None:
    with Image.open(BytesIO(png(svg()))) as picture:
        assert picture.size == (200, 120)
        assert picture.info["dpi"][0] == pytest.approx(192, abs=0.1)


def streams(file: bytes) -> list[bytes]:
    return re.findall(rb"stream\n(.*?)\nendstream", file, re.DOTALL)


def test_a_pdf_is_one_page_with_its_words_unseen_above_the_picture() -> None:
    words = "Zażółć <b>&amp; 10 %"
    file = pdf(svg(f'<text x="0" y="20" font-size="14">{words.replace("<", "&lt;")}</text>'), "It hurts in Buy.", "en")
    assert len(re.findall(rb"/Type /Page ", file)) == 1
    page, image, meanings = streams(file)
    codes = {
        int(code, 16): bytes.fromhex(sign.decode()).decode("utf-16-be")
        for code, sign in re.findall(rb"<([0-9A-F]{4})> <([0-9a-f]+)>\n", meanings.replace(b"endbfchar", b"\n"))
    }
    shown = re.findall(rb"<([0-9A-F]+)> Tj", zlib.decompress(page))
    said = "".join(codes[int(shown[0][i : i + 4], 16)] for i in range(0, len(shown[0]), 4))
    assert said == "Zażółć <b>& 10 %"
    assert b"3 Tr" in zlib.decompress(page)
    assert len(zlib.decompress(image)) == 200 * 120 * 3


def test_every_object_of_a_pdf_lies_where_its_table_says() -> None:
    file = pdf(svg('<text x="0" y="20">Buy</text>'), "t", "pl")
    start = int(re.search(rb"startxref\n(\d+)", file).group(1))  # type: ignore[union-attr]
    assert file[start:].startswith(b"xref\n0 11\n")
    places = [int(place) for place in re.findall(rb"(\d{10}) 00000 n ", file[start:])]
    assert [file[place:].split(b" ", 1)[0] for place in places] == [str(i).encode() for i in range(1, 11)]


def test_a_whole_journey_map_is_painted_with_each_of_its_words() -> None:
    drawing = journey_map(TWO, "Nordhaus")
    picture, words = painted(drawing)
    assert [one.text for one in words] == texts(drawing)
    assert all(one.x >= 0 and one.x + one.width <= picture.width for one in words)
    assert all(one.size <= one.y <= picture.height for one in words)


def test_the_texts_of_a_drawing_are_its_words() -> None:
    assert texts(svg("<text>one</text>", "<text>&lt;two&gt;</text>")) == ["one", "<two>"]
