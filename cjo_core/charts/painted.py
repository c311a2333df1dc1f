"""A drawing (SVG) painted as PNG or PDF on the server, in the light colours. Needs no browser and downloads no fonts.

vl-convert brings letters for European languages; for others the computer must have a font.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from xml.etree import ElementTree

import vl_convert

#: Pixels of the picture for each of the drawing.
SCALE = 2
#: No font has this sign, so it shows what is drawn for one that is lacking.
_NOBODYS = "\U0010fffd"


def png(drawing: str) -> bytes:
    """The drawing as a picture on white."""
    return vl_convert.svg_to_png(drawing, scale=SCALE)


def pdf(drawing: str) -> bytes:
    """The drawing as a page of its own size: sharp when enlarged, its words can be searched and copied."""
    return vl_convert.svg_to_pdf(drawing)


def texts(drawing: str) -> list[str]:
    """The lines of text of a drawing of ours."""
    root = ElementTree.fromstring(drawing)  # noqa: S314  made by ourselves, every word in it escaped
    return [part.text or "" for part in root.iter("{http://www.w3.org/2000/svg}text")]


def unreadable(lines: Iterable[str]) -> str:
    """The letters that no font here has, each once; signs such as emoji are passed over."""
    letters = {sign for line in lines for sign in line if unicodedata.category(sign)[0] in "LN"}
    return "".join(sorted(letter for letter in letters if not _has_font(letter)))


@lru_cache(maxsize=16_384)
def _has_font(letter: str) -> bool:
    """Latin letters come along; of the rest each is painted once, small, to see whether something is drawn for it."""
    return letter < "\u0250" or _painted(letter) not in _lacking()


@cache
def _lacking() -> tuple[bytes, bytes]:
    """What is drawn for a letter that no font has: a sign for it, or nothing."""
    return _painted(_NOBODYS), _painted(" ")


def _painted(sign: str) -> bytes:
    return vl_convert.svg_to_png(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16">'
        f'<text y="13" font-size="12" font-family="sans-serif">{sign}</text></svg>'
    )
