"""The colours of CJO, each once, for light and dark. Charts and HTML pieces take them from here; nothing else names
a colour.

Every colour is written as CSS `light-dark(#light,#dark)`: charts are SVG and HTML follows the page's `color-scheme`,
so both change with the theme at once, without a rerun. A canvas or a server-side export does not know `light-dark`:
see `plain`. Contrast on paper is 4.5:1 or more for text and 3:1 for marks in both themes (tested). Never knows what
a colour is used on.
"""

from __future__ import annotations

import json
import re
from typing import Any

#: token: (light, dark). The names are those of the CSS variables, with `_` for `-`.
TOKENS: dict[str, tuple[str, str]] = {
    "ink": ("#111111", "#F1F3F6"),
    "muted": ("#59616E", "#A9B2BF"),
    "paper": ("#FFFFFF", "#12151A"),
    "panel": ("#F4F6F8", "#1B2027"),
    "border": ("#DDE1E6", "#343C47"),
    "faint": ("#E6E9EE", "#272E37"),
    "line": ("#C9CFD7", "#434D5A"),
    "accent": ("#1F5FAF", "#3576D0"),
    "good": ("#1F5FAF", "#7FB2F0"),
    "good_text": ("#174A8B", "#A5CBF8"),
    "good_soft": ("#E8F0FA", "#1A2A3F"),
    "bad": ("#B8560B", "#F0A25E"),
    "bad_text": ("#9A4308", "#F6B880"),
    "bad_soft": ("#FCEFE3", "#3A2716"),
    "promoter": ("#1F5FAF", "#5F97D5"),
    "passive": ("#8A93A0", "#6B7583"),
    "detractor": ("#D0702A", "#D98A47"),
    "low": ("#8A93A0", "#7D8794"),
    "band": ("#DDE3EA", "#2A323D"),
}

#: Seven steps from far below the target to far above it, (light, dark).
HEAT: tuple[tuple[str, str], ...] = (
    ("#A84B0A", "#F0A25E"),
    ("#D98A4C", "#96592A"),
    ("#F3D3BA", "#573D28"),
    ("#EEF0F3", "#2A313A"),
    ("#CFE0F3", "#27405E"),
    ("#7FAEDF", "#376AA6"),
    ("#2B69B5", "#79AEEE"),
)
MIDDLE = 3
#: Steps whose text is written in paper; the others take ink.
STRONG = (0, 6)

#: What every chart's specification says about itself; Streamlit's own theme fills in the rest (its font).
CONFIG: dict[str, Any] = {}


def both(light: str, dark: str) -> str:
    """One CSS colour for both themes."""
    return f"light-dark({light},{dark})"


def colour(token: str) -> str:
    """The colour called `token`, for both themes.

    >>> colour("ink")
    'light-dark(#111111,#F1F3F6)'
    """
    return both(*TOKENS[token])


def css_tokens() -> str:
    """All colours as CSS variables (`--ink:…;--good-text:…;--heat-0:…`), to stand inside one rule of a page's style
    sheet.

    >>> css_tokens().startswith("--ink:light-dark(#111111,#F1F3F6);--muted:")
    True
    """
    named = [(name.replace("_", "-"), pair) for name, pair in TOKENS.items()]
    named += [(f"heat-{step}", pair) for step, pair in enumerate(HEAT)]
    return ";".join(f"--{name}:{both(*pair)}" for name, pair in named)


def plain(spec: dict[str, Any], *, dark: bool = False) -> dict[str, Any]:
    """A copy of a chart's specification with plain colours, for drawing outside a browser."""
    choose = r"\2" if dark else r"\1"
    return dict(json.loads(re.sub(r"light-dark\((#\w+),(#\w+)\)", choose, json.dumps(spec))))


CONFIG.update(
    {
        "view": {"strokeWidth": 0},
        "axis": {
            "labelColor": colour("muted"),
            "titleColor": colour("muted"),
            "gridColor": colour("faint"),
            "aria": False,  # marks, sentence and table say it; an axis would read out its coded labels
            "labelFontSize": 12.5,
            "labelFontWeight": 400,
            "labelFlush": False,
            "labelOverlap": False,
            "domain": False,
            "ticks": False,
        },
        "text": {"color": colour("ink"), "fontSize": 13},
    }
)
