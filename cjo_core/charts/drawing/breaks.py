"""Break marks: a thin upright line in the week in which the question behind a trend changed. Never says what it did to
the answers.

The words of a mark come with the frame, in a column `break_text` ("" or missing: nothing changed in that week).
"""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from cjo_core.charts.pictures import QUIET
from cjo_core.charts.theme import colour
from cjo_core.charts.words import joined, week_teller
from cjo_core.locale import _

#: From this part of the range on, words stand to the left of their mark.
_LATE = 0.6


def break_texts(frame: pd.DataFrame, weeks: list[int]) -> list[str]:
    """What changed in each of the weeks."""
    if "break_text" not in frame:
        return [""] * len(weeks)
    told = zip(frame["week"], frame["break_text"], strict=True)
    found = {int(week): text for week, text in told if isinstance(text, str) and text}
    return [found.get(week, "") for week in weeks]


def break_columns(texts: list[str]) -> dict[str, list[Any]]:
    """The columns that `break_rule` and `break_words` draw. Every other mark has its words a line lower: on a phone two
    neighbours would stand on each other."""
    marks = [sum(bool(text) for text in texts[:i]) for i in range(len(texts))]
    return {
        "break_text": texts,
        "break_late": [i > _LATE * max(len(texts) - 1, 1) for i in range(len(texts))],
        "break_line": [mark % 2 for mark in marks],
    }


def break_rule(x: alt.X, **where: Any) -> alt.Chart:
    """The marks themselves; `where` says from where to where they reach (without it, over the whole height)."""
    changed = alt.Chart().transform_filter("datum.break_text != ''")
    rule = changed.mark_rule(color=colour("muted"), strokeWidth=1, **QUIET)
    return rule.encode(x=x, **where)  # type: ignore[no-any-return]


def break_words(x: alt.X) -> list[alt.Chart]:
    """The words at the top of the marks, on the side where there is room."""
    look: dict[str, Any] = {"color": colour("muted"), "fontSize": 12.5, "baseline": "top", **QUIET}
    sides: list[dict[str, Any]] = [{"align": "left", "dx": 5}, {"align": "right", "dx": -5}]
    text = alt.Text(field="break_text", type="nominal")
    found = []
    for condition, side in zip(("!datum.break_late", "datum.break_late"), sides, strict=True):
        for line in (0, 1):
            some = alt.Chart().transform_filter(f"datum.break_text != '' && {condition} && datum.break_line == {line}")
            words = some.mark_text(dy=16 * line, **side, **look)
            found.append(words.encode(x=x, y=alt.value(0), text=text))
    return found


def break_sentence(texts: list[str], weeks: list[int]) -> str:
    """The marks, said aloud; "" without any."""
    tell = week_teller(weeks)
    message = _("In {week}: {change}.")
    said = [message.format(week=tell(week), change=text) for week, text in zip(weeks, texts, strict=True) if text]
    return joined(*said)
