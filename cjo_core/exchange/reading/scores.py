"""Columns of scores and of weights: numbers, blanks, and what is neither. Never changes one or guesses the scale."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from cjo_core.errors import BadValue
from cjo_core.exchange.reading.words import listed
from cjo_core.locale import _, ngettext, whole
from cjo_core.survey.responses import HEAVIEST
from cjo_core.survey.scales import Scale

#: What tools write for "no answer" (compared without regard to case).
BLANKS = frozenset(
    {"", "na", "n/a", "#n/a", "n.a.", "null", "none", "nan", "nil", "-", "--", "–", "—", ".", "(blank)", "无", "brak"}
)
#: From this many scores on, a score that never occurs says something.
MANY = 50
_WEIGHT = re.compile(r"\d*[.,]?\d+(?:[eE][+-]?\d{1,3})?|\d+[.,]", re.ASCII)
_WHOLE = re.compile(r"(\d{1,3})(?:[.,]0+)?", re.ASCII)


def is_blank(raw: str) -> bool:
    """Whether a cell means "no answer".

    >>> [is_blank(cell) for cell in ("", " NA ", "n/a", "—", "0", "no")]
    [True, True, True, True, False, False]
    """
    return raw.strip().casefold() in BLANKS


def read_score(raw: str, scale: Scale) -> int:
    """The score in a cell: 9, “9 ”, 9.0; raises BadValue for everything that is not a whole number on the scale.

    >>> from cjo_core.survey.scales import NPS_SCALE
    >>> read_score("9.0", NPS_SCALE)
    9
    """
    match = _WHOLE.fullmatch(raw.strip())
    return scale.read(match[1] if match and int(match[1]) in scale.scores else raw)


def read_weight(raw: str) -> float:
    """The weight in a cell: 1, 0.85 or 0,85; raises BadValue for all that is no weight.

    >>> read_weight(" 0,85 ")
    0.85
    """
    if is_blank(raw):
        raise BadValue(_("no weight (“{text}”)").format(text=raw.strip()))
    text = raw.strip()
    try:
        weight = float(text.replace(",", ".")) if _WEIGHT.fullmatch(text) else 0.0
    except ValueError:
        weight = 0.0
    if not 0 < weight < HEAVIEST:
        words = _("the weight “{text}” is not a number above 0 and below {limit}")
        raise BadValue(words.format(text=text[:40], limit=whole(HEAVIEST)))
    return weight


def scale_warnings(kind: str, scale: Scale, scores: Mapping[int, int], off: Counter[str]) -> list[str]:
    """What the scores say against the scale they were declared to be on. `off` counts the cells that are not on it."""
    n = sum(scores.values())
    numbers = {int(match[1]): times for raw, times in off.items() if (match := _WHOLE.fullmatch(raw.strip()))}
    found = []
    if n >= MANY and kind == "nps" and not scores.get(0) and scores.get(1):
        words = ngettext(
            "the score 0 never occurs among {n}, but 1 does ({count} time): people may have answered on a scale from "
            "1 to 10, which gives another NPS than one from 0 to 10",
            "the score 0 never occurs among {n}, but 1 does ({count} times): people may have answered on a scale from "
            "1 to 10, which gives another NPS than one from 0 to 10",
            scores[1],
        )
        found.append(words.format(n=whole(n), count=whole(scores[1])))
    elif n >= MANY and max(scores, default=0) * 2 <= scale.high:
        words = _(
            "no score is above {highest} among {n}: people may have answered on a shorter scale than {low} to {high}"
        )
        found.append(words.format(highest=max(scores), n=whole(n), low=scale.low, high=scale.high))
    if (outside := sum(numbers.values())) * 20 > n + outside:
        words = ngettext(
            "outside the scale {low} to {high}: {count} number (such as {examples}); is this column on another scale?",
            "outside the scale {low} to {high}: {count} numbers (such as {examples}); is this column on another scale?",
            outside,
        )
        some = listed(map(str, sorted(numbers)[:6]))
        found.append(words.format(low=scale.low, high=scale.high, count=whole(outside), examples=some))
    return found
