"""A sheet to draw on: lines of text, rules and shapes, kept as the parts of an SVG. Always in the light colours."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from unicodedata import category, east_asian_width

from cjo_core.charts.journey_map.content import BAD, GOOD
from cjo_core.charts.theme import TOKENS
from cjo_core.charts.words import wrapped

#: Width of the lane names, and the space inside a cell.
GUTTER, PAD = 128, 10

#: Nobody knows which font draws it, so room is left for a wider one; and bold letters are wider.
WIDER, BOLDER = 1.12, 1.06
_LATIN = "'Source Sans 3','Source Sans Pro','Segoe UI','Noto Sans',Arial,'Liberation Sans','DejaVu Sans'"
_CHINESE = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC'"
#: Latin letters from a Latin font, Chinese signs from a Chinese one: whoever has only one of these draws what it can.
FONTS = f"{_LATIN},{_CHINESE},sans-serif"
#: Who paints without a browser takes the first family there is for a whole line, and any font for what that one lacks.
_CHINESE_FIRST = f"{_CHINESE},{_LATIN},sans-serif"
_MARKS_FIRST = f"'DejaVu Sans','Segoe UI Symbol','Apple Symbols',{_LATIN},sans-serif"
#: The colours of what stands out: of marks and of words.
TONES = {BAD: ("bad", "bad_text"), GOOD: ("good", "good_text")}
#: Control characters and halves of signs, which XML does not know.
_UNSHOWN = {"Cc", "Cs", "Cn"}


def _family(words: str) -> str:
    """The fonts of a line that needs others than the drawing's own, as an attribute."""
    if any(east_asian_width(sign) in "WF" for sign in words):
        return f' font-family="{_CHINESE_FIRST}"'
    return f' font-family="{_MARKS_FIRST}"' if "◆" in words else ""


def ink_of(token: str) -> str:
    """A colour by its name, as paper has it."""
    return TOKENS[token][0]


@dataclass
class Shapes:
    """What has been drawn so far; `column` is the width of a stage."""

    column: float
    shapes: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 14,
        *,
        bold: bool = False,
        ink: str = "ink",
        anchor: str = "start",
    ) -> None:
        """One line of text; `y` is its foot."""
        weight = ' font-weight="600"' if bold else ""
        place = "" if anchor == "start" else f' text-anchor="{anchor}"'
        look = f'font-size="{size:g}" fill="{ink_of(ink)}"{weight}{place}{_family(words)}'
        shown = "".join(" " if category(sign) in _UNSHOWN else sign for sign in words)
        self.shapes.append(f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(shown)}</text>')

    def lines(
        self,
        x: float,
        y: float,
        words: str,
        width: float,
        most: int,
        size: float = 14,
        *,
        bold: bool = False,
        ink: str = "ink",
    ) -> float:
        """Text in as many lines as it needs; returns where the next thing may stand."""
        for one in wrapped(words, width / (WIDER * (BOLDER if bold else 1.0)), most, size):
            y += size * 1.25
            self.text(x, y - size * 0.25, one, size, bold=bold, ink=ink)
        return y

    def rule(
        self, x0: float, y0: float, x1: float, y1: float, ink: str = "faint", width: float = 1, more: str = ""
    ) -> None:
        """A straight line."""
        ends = f'x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}"'
        self.shapes.append(f'<line {ends} stroke="{ink_of(ink)}" stroke-width="{width:g}"{more}/>')

    def shape(self, tag: str, **attributes: object) -> None:
        """Any other shape, by its attributes ("_" stands for "-")."""
        said = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
        self.shapes.append(f"<{tag}{said}/>")

    def middle(self, i: int) -> float:
        """The middle of a stage."""
        return GUTTER + (i + 0.5) * self.column

    @property
    def room(self) -> float:
        """How wide the text of a cell may be."""
        return self.column - 2 * PAD
