"""A drawing of ours painted as a picture: the parts of SVG that `journey_map.drawing` uses, and no others.

Shapes are painted at four times their size and made smaller, so that slanting edges are smooth. Never reads a drawing
that comes from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from PIL import Image, ImageDraw

from cjo_core.charts.painted.lettering import REGULAR, SEMIBOLD, runs
from cjo_core.charts.painted.outlines import Point, dashes, outline

#: Pixels of the picture for each of the drawing, and how many times finer shapes are painted.
SCALE, FINER = 2, 4
_SVG = "{http://www.w3.org/2000/svg}"
Mask = Callable[[ImageDraw.ImageDraw, Callable[[Point], Point], float], None]


class Words(NamedTuple):
    """A line of text where it stands: its left foot, how wide and how high it is."""

    text: str
    x: float
    y: float
    width: float
    size: float


def _read(drawing: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawing)  # noqa: S314  made by ourselves, every word in it escaped


def texts(drawing: str) -> list[str]:
    """The lines of text of a drawing."""
    return [part.text or "" for part in _read(drawing).iter(f"{_SVG}text")]


def painted(drawing: str, fonts: Sequence[Path] = (), scale: float = SCALE) -> tuple[Image.Image, list[Words]]:
    """The picture of a drawing, and its lines of text with their places in pixels."""
    root = _read(drawing)
    wide, high = (round(float(root.attrib[side]) * scale) for side in ("width", "height"))
    picture = Image.new("RGB", (wide, high), "#FFFFFF")
    said: list[Words] = []
    for part, left, top in _parts(root, 0.0, 0.0):
        if part.tag == f"{_SVG}text":
            said.append(_write(picture, part, (left, top), scale, fonts))
        else:
            _paint(picture, part, (left, top), scale)
    return picture, said


def _parts(group: ElementTree.Element, left: float, top: float) -> Iterator[tuple[ElementTree.Element, float, float]]:
    """Every shape and where its group has been moved to."""
    for part in group:
        if part.tag == f"{_SVG}g":
            moved = part.get("transform", "translate(0 0)").removeprefix("translate(").removesuffix(")").split()
            yield from _parts(part, left + float(moved[0]), top + float(moved[1]))
        elif part.tag != f"{_SVG}title":
            yield part, left, top


def _write(
    picture: Image.Image, part: ElementTree.Element, corner: Point, scale: float, fonts: Sequence[Path]
) -> Words:
    text, size = part.text or "", float(part.get("font-size", 14)) * scale
    pieces = runs(text, size, SEMIBOLD if part.get("font-weight") else REGULAR, fonts)
    width = sum(piece.width for piece in pieces)
    x = (corner[0] + float(part.get("x", 0))) * scale
    y = (corner[1] + float(part.get("y", 0))) * scale
    x -= {"middle": width / 2, "end": width}.get(part.get("text-anchor", ""), 0.0)
    pen = ImageDraw.Draw(picture)
    at = x
    for piece in pieces:
        pen.text((at, y), piece.text, font=piece.face, fill=part.get("fill", "#000000"), anchor="ls")
        at += piece.width
    return Words(text, x, y, width, size)


def _paint(picture: Image.Image, part: ElementTree.Element, corner: Point, scale: float) -> None:
    """Fill and stroke of one shape."""
    opacity, broad = float(part.get("opacity", 1)), float(part.get("stroke-width", 1))
    points, closed = _outline_of(part)
    moved = [((x + corner[0]) * scale, (y + corner[1]) * scale) for x, y in points]
    fill, stroke = part.get("fill", "#000000" if part.tag != f"{_SVG}line" else "none"), part.get("stroke", "none")
    if fill != "none" and closed:
        _lay(picture, moved, fill, opacity, 1, lambda pen, at, _grain: pen.polygon([at(p) for p in moved], fill=255))
    if stroke == "none":
        return
    line = [*moved, moved[0]] if closed else moved
    lengths = [float(x) * scale for x in part.get("stroke-dasharray", "").split()]
    pieces = dashes(line, lengths) if lengths else [line]
    thick, round_ends = broad * scale, part.get("stroke-linecap") == "round"

    def draw(pen: ImageDraw.ImageDraw, at: Callable[[Point], Point], grain: float) -> None:
        for piece in pieces:
            _stroke(pen, [at(p) for p in piece], thick * grain, round_ends)

    _lay(picture, line, stroke, opacity, thick, draw)


def _stroke(pen: ImageDraw.ImageDraw, points: Sequence[Point], thick: float, round_ends: bool) -> None:
    half = thick / 2
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 == x1 or y0 == y1:  # a polygon would be one point broader
            wide, high = (half, 0.0) if x0 == x1 else (0.0, half)
            left, right = round(min(x0, x1) - wide), round(max(x0, x1) + wide)
            top, foot = round(min(y0, y1) - high), round(max(y0, y1) + high)
            if left < right and top < foot:
                pen.rectangle((left, top, right - 1, foot - 1), fill=255)
            continue
        long = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        dx, dy = (y1 - y0) / long * half, (x0 - x1) / long * half
        pen.polygon([(x0 + dx, y0 + dy), (x1 + dx, y1 + dy), (x1 - dx, y1 - dy), (x0 - dx, y0 - dy)], fill=255)
    for x, y in points if round_ends else points[1:-1]:
        pen.ellipse((x - half, y - half, x + half, y + half), fill=255)


def _lay(picture: Image.Image, points: Sequence[Point], ink: str, opacity: float, thick: float, draw: Mask) -> None:
    """Lay colour where a finer mask says so, no further than the shape goes."""
    edge = int(thick) + 2
    left, top = (int(min(p[i] for p in points)) - edge for i in (0, 1))
    right, foot = (int(max(p[i] for p in points)) + edge for i in (0, 1))
    mask = Image.new("L", ((right - left) * FINER, (foot - top) * FINER))
    draw(ImageDraw.Draw(mask), lambda p: ((p[0] - left) * FINER, (p[1] - top) * FINER), FINER)
    small = mask.reduce(FINER).point(lambda level: round(level * opacity))
    picture.paste(Image.new("RGB", small.size, ink), (left, top), small)


def _outline_of(part: ElementTree.Element) -> tuple[list[Point], bool]:
    """Any shape as points, and whether it is closed."""
    number = {name: float(value) for name, value in part.attrib.items() if name in _NUMBERS}
    if part.tag == f"{_SVG}path":
        return outline(part.attrib["d"])
    if part.tag == f"{_SVG}line":
        return [(number["x1"], number["y1"]), (number["x2"], number["y2"])], False
    if part.tag == f"{_SVG}circle":
        return _rounded(number["cx"], number["cy"], 0, 0, number["r"]), True
    x, y, wide, high = number.get("x", 0.0), number.get("y", 0.0), number["width"], number["height"]
    r = min(number.get("rx", 0.0), wide / 2, high / 2)
    return _rounded(x + wide / 2, y + high / 2, wide / 2 - r, high / 2 - r, r), True


_NUMBERS = {"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "width", "height"}
#: A quarter of a circle in nine steps.
_QUARTER = [(1.0, 0.0), (0.9808, 0.1951), (0.9239, 0.3827), (0.8315, 0.5556), (0.7071, 0.7071)]
_QUARTER += [(y, x) for x, y in reversed(_QUARTER[:-1])]


def _rounded(x: float, y: float, wide: float, high: float, r: float) -> list[Point]:
    """A rectangle with rounded corners, by its middle and half its straight sides."""
    turns = ((1, 1, _QUARTER), (-1, 1, _QUARTER[::-1]), (-1, -1, _QUARTER), (1, -1, _QUARTER[::-1]))
    return [(x + sx * (wide + r * a), y + sy * (high + r * b)) for sx, sy, bow in turns for a, b in bow]
