"""QR codes for print: several on an A4 page, one per touchpoint or shop, with lines to cut along. One HTML file that
needs nothing from anywhere. Never looks up a name or a survey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import segno

from cjo_core.errors import BadValue
from cjo_core.locale import _

#: How many cards fit on a page, as columns and rows.
LAYOUTS = {1: (1, 1), 2: (1, 2), 4: (2, 2), 6: (2, 3), 8: (2, 4), 12: (3, 4)}
#: More codes than this are a printing house's work.
MOST = 600


@dataclass(frozen=True)
class Card:
    """One code: where it leads, what it is for (a touchpoint, a shop, or nothing), and the address people can type."""

    link: str
    label: str
    typed: str


def print_sheet(
    cards: Sequence[Card], *, title: str, invitation: str, language: str, leftward: bool = False, per_page: int = 4
) -> str:
    """The pages as HTML: on each card its `title` (the question), the `invitation` to scan, code, label and address."""
    if per_page not in LAYOUTS:
        words = _("{number} codes do not fit evenly on a page; possible are {possible}")
        raise BadValue(words.format(number=per_page, possible=", ".join(map(str, LAYOUTS))))
    if not 0 < len(cards) <= MOST:
        raise BadValue(
            _("{number} codes cannot be printed at once; 1 to {most} can").format(number=len(cards), most=MOST)
        )
    columns, rows = LAYOUTS[per_page]
    pages = [cards[i : i + per_page] for i in range(0, len(cards), per_page)]
    body = "\n".join(f"<section>{''.join(_card(one, title, invitation) for one in page)}</section>" for page in pages)
    turned = ' dir="rtl"' if leftward else ""
    size = f"--c:{columns};--r:{rows};--q:{min(178 / columns * 0.62, 250 / rows * 0.56):.0f}mm;--f:{_FONT[per_page]}pt"
    style = _STYLE if per_page > 1 else _STYLE + "article{border:0}\n"  # nothing to cut
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"{turned}>\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>:root{{{size}}}{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _card(one: Card, title: str, invitation: str) -> str:
    code = segno.make(one.link, error="m", micro=False).svg_inline(
        omitsize=True, border=0, svgclass=None, lineclass=None
    )
    label = f'<p class="l">{escape(one.label)}</p>' if one.label else ""
    asked = f'<p class="i">{escape(invitation)}</p>' if invitation else ""
    return f'<article><h2>{escape(title)}</h2>{asked}{code}{label}<p class="a">{escape(one.typed)}</p></article>'


#: The size of the question, by cards per page.
_FONT = {1: 34, 2: 24, 4: 16, 6: 14, 8: 12, 12: 10}
_STYLE = """
@page{size:A4;margin:0}
*{box-sizing:border-box;margin:0}
body{background:#fff;color:#111;font-family:system-ui,"Noto Sans SC","Microsoft YaHei",sans-serif}
section{width:210mm;height:296.5mm;display:grid;break-after:page;overflow:hidden;
  grid-template:repeat(var(--r),1fr)/repeat(var(--c),1fr)}
section:last-child{break-after:auto}
article{display:flex;flex-direction:column;align-items:center;justify-content:center;gap:2.5mm;padding:8mm;text-align:center;
  border:.3mm dashed #999;margin:-.15mm;overflow:hidden;overflow-wrap:anywhere}
h2{font-size:var(--f);line-height:1.2;font-weight:600;text-wrap:balance}
svg{width:var(--q);height:var(--q);flex:none}
.i{font-size:calc(var(--f)*.75)}
.l{font-size:calc(var(--f)*.85);font-weight:600}
.a{font-size:calc(var(--f)*.6);color:#333}
@media screen{body{background:#ddd}section{background:#fff;margin:0 auto 8mm}}
"""
