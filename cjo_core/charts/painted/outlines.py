"""The path data of our drawings as points: straight and curved pieces, absolute and relative. Never paints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

Point = tuple[float, float]

_PIECE = re.compile(r"([MLCHVZmlchvz])|(-?\d+(?:\.\d+)?)")
#: Into how many straight pieces a curved one is cut.
_CUTS = 24
_TAKES = {"M": 2, "L": 2, "C": 6, "H": 1, "V": 1, "Z": 0}


def outline(data: str) -> tuple[list[Point], bool]:
    """The points of a path with one beginning, and whether it is closed.

    >>> outline("M0,0h4v2z")
    ([(0.0, 0.0), (4.0, 0.0), (4.0, 2.0)], True)
    """
    points: list[Point] = []
    for command, numbers in _commands(data):
        if command in "Zz":
            return points, True
        _go(points, command, numbers)
    return points, False


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with its numbers; what is repeated without a letter is said again."""
    command, numbers = "", list[float]()
    for letter, number in _PIECE.findall(data):
        if letter:
            command, numbers = letter, []
            if letter in "Zz":
                yield letter, []
            continue
        numbers.append(float(number))
        if len(numbers) == _TAKES[command.upper()]:
            yield command, numbers
            numbers = []


def _go(points: list[Point], command: str, numbers: Sequence[float]) -> None:
    x, y = points[-1] if points else (0.0, 0.0)
    left, top = (x, y) if command.islower() else (0.0, 0.0)
    match command.upper():
        case "H":
            points.append((left + numbers[0], y))
        case "V":
            points.append((x, top + numbers[0]))
        case "C":
            one, two, end = ((left + numbers[i], top + numbers[i + 1]) for i in (0, 2, 4))
            points += [_between((x, y), one, two, end, i / _CUTS) for i in range(1, _CUTS + 1)]
        case _:
            points.append((left + numbers[0], top + numbers[1]))


def _between(start: Point, one: Point, two: Point, end: Point, t: float) -> Point:
    """A point of a cubic Bézier curve."""
    u = 1 - t
    shares = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
    ends = (start, one, two, end)
    return sum(a * p[0] for a, p in zip(shares, ends, strict=True)), sum(
        a * p[1] for a, p in zip(shares, ends, strict=True)
    )


def dashes(points: Sequence[Point], lengths: Sequence[float]) -> list[list[Point]]:
    """The pieces of a line that are drawn, where it is drawn and left out by turns.

    >>> dashes([(0.0, 0.0), (10.0, 0.0)], [4, 2])
    [[(0.0, 0.0), (4.0, 0.0)], [(6.0, 0.0), (10.0, 0.0)]]
    """
    found: list[list[Point]] = [[points[0]]]
    turn, left = 0, float(lengths[0])
    for (x0, y0), (x1, y1) in pairwise(points):
        whole = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        gone = 0.0
        while whole - gone > left:
            gone += left
            at = (x0 + (x1 - x0) * gone / whole, y0 + (y1 - y0) * gone / whole)
            found = [*found[:-1], [*found[-1], at]] if turn % 2 == 0 else [*found, [at]]
            turn += 1
            left = float(lengths[turn % len(lengths)])
        left -= whole - gone
        if turn % 2 == 0:
            found[-1].append((x1, y1))
    return [piece for piece in found if len(piece) > 1]
