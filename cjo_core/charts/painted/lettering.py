"""Letters for painted drawings: which font has a sign, and a line of text cut into runs of one font each.

A caller gives the fonts it has; after them come those of this computer, among them one for Chinese. Never downloads
any.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

Face = ImageFont.FreeTypeFont
#: Families that systems have, as files (regular, bold) and the place of simplified Chinese in a collection.
_SYSTEM = (
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", 0),
    ("segoeui.ttf", "segoeuib.ttf", 0),
    ("Arial.ttf", "Arial Bold.ttf", 0),
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", 0),
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", 2),
    ("NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf", 0),
    ("SourceHanSansSC-Regular.otf", "SourceHanSansSC-Bold.otf", 0),
    ("PingFang.ttc", "PingFang.ttc", 2),
    ("Hiragino Sans GB.ttc", "Hiragino Sans GB.ttc", 0),
    ("msyh.ttc", "msyhbd.ttc", 0),
    ("wqy-microhei.ttc", "wqy-microhei.ttc", 0),
    ("DroidSansFallbackFull.ttf", "DroidSansFallbackFull.ttf", 0),
)
REGULAR, SEMIBOLD = 400, 600
#: No font has this sign, so it shows how a font draws what it lacks.
_NOBODYS = "\U0010fffd"
#: Signs that stand in for one that no font has.
_SPACES = {"\u202f": "\u00a0", "\u2009": "\u00a0"}


@dataclass(frozen=True)
class Run:
    """A piece of text that one font draws, and how far it goes."""

    text: str
    face: Face
    width: float


@lru_cache(maxsize=8)
def _files(own: tuple[Path, ...]) -> tuple[tuple[str, str, int], ...]:
    """The fonts there are: the caller's first."""
    found = [(str(path), str(path), 0) for path in own if path.is_file()]
    for regular, bold, index in _SYSTEM:
        try:
            file = ImageFont.truetype(regular, 12, index=index).path
        except OSError:
            continue
        try:
            heavy = ImageFont.truetype(bold, 12, index=index).path
        except OSError:
            heavy = file
        found.append((str(file), str(heavy), index))
    return tuple(found)


@lru_cache(maxsize=512)
def _face(file: str, index: int, size: float, weight: int) -> Face:
    face = ImageFont.truetype(file, size, index=index, layout_engine=ImageFont.Layout.BASIC)
    with suppress(OSError, NotImplementedError, ValueError):  # a font of one weight
        face.set_variation_by_axes([weight])
    return face


@lru_cache(maxsize=16_384)
def _font_with(sign: str, own: tuple[Path, ...]) -> int | None:
    """The first font that has a sign."""
    for at, (file, _bold, index) in enumerate(_files(own)):
        face = _face(file, index, 20, REGULAR)
        if bytes(face.getmask(sign)) != bytes(face.getmask(_NOBODYS)):
            return at
    return None


def unreadable(text: Iterable[str], own: Sequence[Path] = ()) -> str:
    """The letters of a text that no font here has, each once; signs such as emoji are passed over."""
    signs = sorted({sign for part in text for sign in part if unicodedata.category(sign)[0] in "LN"})
    return "".join(sign for sign in signs if _font_with(sign, tuple(own)) is None)


def runs(text: str, size: float, weight: int, own: Sequence[Path] = ()) -> list[Run]:
    """A line of text as runs; signs that no font here has are left out."""
    files = _files(tuple(own))
    pieces: list[tuple[int, str]] = []
    for said in text:
        sign = said if _font_with(said, tuple(own)) is not None else _SPACES.get(said, said)
        at = _font_with(sign, tuple(own))
        if at is None:
            continue
        if pieces and (pieces[-1][0] == at or sign == " "):
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + sign)
        else:
            pieces.append((at, sign))
    found = []
    for at, piece in pieces:
        regular, bold, index = files[at]
        face = _face(bold if weight > REGULAR else regular, index, size, weight)
        found.append(Run(piece, face, face.getlength(piece)))
    return found
