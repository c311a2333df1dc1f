"""Smooth lines through points from left to right that never overshoot, as SVG path data. Numbers in, text out.

References
----------
.. [1] Steffen, M. (1990). A simple method for monotonic interpolation in one dimension. Astronomy and Astrophysics 239,
   443-450. (What Vega draws as "monotone".)
"""

from __future__ import annotations

from collections.abc import Sequence

Point = tuple[float, float]


def line(points: Sequence[Point]) -> str:
    """The path through the points.

    >>> line([(0, 0), (10, 5)])
    'M0.0,0.0L10.0,5.0'
    """
    return f"M{_at(points[0])}" + _onward(points) if points else ""


def band(lower: Sequence[Point], upper: Sequence[Point]) -> str:
    """The closed shape between two such lines."""
    if not lower:
        return ""
    back = list(reversed(upper))
    return f"M{_at(lower[0])}{_onward(lower)}L{_at(back[0])}{_onward(back)}Z"


def _at(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"


def _onward(points: Sequence[Point]) -> str:
    """From the first point to the last: straight for two, cubic pieces for more."""
    if len(points) < 3:
        return "".join(f"L{_at(point)}" for point in points[1:])
    slopes = _slopes(points)
    found = []
    for i in range(len(points) - 1):
        (x0, y0), (x1, y1) = points[i], points[i + 1]
        third = (x1 - x0) / 3
        leaving, coming = (x0 + third, y0 + third * slopes[i]), (x1 - third, y1 - third * slopes[i + 1])
        found.append(f"C{_at(leaving)},{_at(coming)},{_at((x1, y1))}")
    return "".join(found)


def _slopes(points: Sequence[Point]) -> list[float]:
    """The slope at each point, limited so that no piece leaves the range of its two ends."""
    steps = [points[i + 1][0] - points[i][0] for i in range(len(points) - 1)]
    secants = [(points[i + 1][1] - points[i][1]) / steps[i] for i in range(len(steps))]
    slopes = [0.0] * len(points)
    for i in range(1, len(points) - 1):
        (h0, h1), (s0, s1) = (steps[i - 1], steps[i]), (secants[i - 1], secants[i])
        if s0 * s1 > 0:
            middle = (s0 * h1 + s1 * h0) / (h0 + h1)
            size = 2 * min(abs(s0), abs(s1), 0.5 * abs(middle))
            slopes[i] = size if s0 > 0 else -size
    slopes[0] = (3 * secants[0] - slopes[1]) / 2
    slopes[-1] = (3 * secants[-1] - slopes[-2]) / 2
    return slopes
