"""A drawing as the bytes of a PNG or of a PDF of one page, in the light colours. Never needs a browser.

The PDF holds the painted picture and, unseen above it, its words, so that they can be searched, copied and read aloud.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from cjo_core.charts.painted.painting import SCALE, Words, painted

#: A3 landscape in points, and the margin; dots per inch that a PNG says it has.
PAGE, MARGIN, DPI = (1190.55, 841.89), 22.7, 192


def png(drawing: str, fonts: Sequence[Path] = ()) -> bytes:
    """The drawing as a PNG."""
    picture, _words = painted(drawing, fonts)
    held = BytesIO()
    picture.save(held, "PNG", optimize=False, dpi=(DPI, DPI))
    return held.getvalue()


def pdf(drawing: str, title: str, language: str, fonts: Sequence[Path] = ()) -> bytes:
    """The drawing as a PDF: one page A3 landscape, which printers make A4."""
    picture, words = painted(drawing, fonts, SCALE)
    room = tuple(side - 2 * MARGIN for side in PAGE)
    ratio = min(room[0] / picture.width, room[1] / picture.height)
    left, foot = (PAGE[0] - picture.width * ratio) / 2, PAGE[1] - MARGIN - picture.height * ratio
    codes = {sign: at for at, sign in enumerate(sorted({sign for one in words for sign in one.text}), start=1)}
    page = f"q {picture.width * ratio:.3f} 0 0 {picture.height * ratio:.3f} {left:.3f} {foot:.3f} cm /P Do Q\nBT 3 Tr\n"
    for one in words:
        page += _unseen(one, codes, ratio, left, PAGE[1] - MARGIN)
    image = (
        f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} "
        "/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode"
    )
    return _file(
        [
            f"<< /Type /Catalog /Pages 2 0 R /Lang {_string(language)} "
            "/ViewerPreferences << /DisplayDocTitle true >> >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE[0]} {PAGE[1]}] /Contents 4 0 R "
            "/Resources << /XObject << /P 5 0 R >> /Font << /F 6 0 R >> >> >>",
            _stream("/Filter /FlateDecode", zlib.compress((page + "ET").encode("ascii"))),
            _stream(image, zlib.compress(picture.tobytes(), 6)),
            "<< /Type /Font /Subtype /Type0 /BaseFont /Helvetica /Encoding /Identity-H /DescendantFonts [7 0 R] "
            "/ToUnicode 8 0 R >>",
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Helvetica /DW 500 /FontDescriptor 9 0 R "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
            _stream("", _meanings(codes)),
            "<< /Type /FontDescriptor /FontName /Helvetica /Flags 32 /FontBBox [0 -200 500 800] /ItalicAngle 0 "
            "/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
            f"<< /Title {_string(title)} /Producer (CJO) >>",
        ],
        info=10,
    )


def _unseen(one: Words, codes: dict[str, int], ratio: float, left: float, top: float) -> str:
    """A line of text over its picture, stretched to its width; every sign is half as wide as it is high."""
    if not one.text or not one.width:
        return ""
    size = one.size * ratio
    stretch = 100 * one.width * ratio / (len(one.text) * size * 0.5)
    shown = "".join(f"{codes[sign]:04X}" for sign in one.text)
    x, y = left + one.x * ratio, top - one.y * ratio
    return f"/F {size:.2f} Tf {stretch:.2f} Tz 1 0 0 1 {x:.2f} {y:.2f} Tm <{shown}> Tj\n"


def _meanings(codes: dict[str, int]) -> bytes:
    """What each code stands for."""
    pairs = [f"<{code:04X}> <{sign.encode('utf-16-be').hex()}>" for sign, code in codes.items()]
    blocks = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]
    listed = "".join(f"{len(some)} beginbfchar\n" + "\n".join(some) + "\nendbfchar\n" for some in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Said def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{listed}"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode("ascii")


def _string(text: str) -> str:
    return f"<FEFF{text.encode('utf-16-be').hex()}>"


def _stream(head: str, content: bytes) -> bytes:
    return f"<< {head} /Length {len(content)} >>\nstream\n".encode("ascii") + content + b"\nendstream"


def _file(objects: Sequence[str | bytes], info: int) -> bytes:
    """The objects in order, with the table of where each begins."""
    found, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(found))
        found += f"{number} 0 obj\n".encode() + (one if isinstance(one, bytes) else one.encode("ascii")) + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    tail = f"trailer\n<< /Size {size} /Root 1 0 R /Info {info} 0 R >>\nstartxref\n{len(found)}\n%%EOF\n"
    return found + f"xref\n0 {size}\n0000000000 65535 f \n{table}{tail}".encode("ascii")
