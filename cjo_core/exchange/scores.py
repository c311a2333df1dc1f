"""A column of scores: whole numbers, blanks, and what is neither. Never changes a score or guesses the scale."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from cjo_core.exchange.decoding import counted
from cjo_core.survey.scales import Scale

#: What tools write for "no answer" (compared without regard to case).
BLANKS = frozenset(
    {"", "na", "n/a", "#n/a", "n.a.", "null", "none", "nan", "nil", "-", "--", "–", "—", ".", "(blank)", "无", "brak"}
)
#: From this many scores on, a score that never occurs says something.
MANY = 50
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


def scale_warnings(kind: str, scale: Scale, scores: Mapping[int, int], off: Counter[str]) -> list[str]:
    """What the scores say against the scale they were declared to be on. `off` counts the cells that are not on it."""
    n = sum(scores.values())
    numbers = {int(match[1]): times for raw, times in off.items() if (match := _WHOLE.fullmatch(raw.strip()))}
    found = []
    if n >= MANY and kind == "nps" and not scores.get(0) and scores.get(1):
        found.append(
            f"the score 0 never occurs among {n:,}, but 1 does ({counted(scores[1], 'time')}): people may have "
            "answered on a "
            "scale from 1 to 10, which gives another NPS than one from 0 to 10"
        )
    elif n >= MANY and max(scores, default=0) * 2 <= scale.high:
        found.append(
            f"no score is above {max(scores)} among {n:,}: people may have answered on a shorter scale than "
            f"{scale.low} to {scale.high}"
        )
    if sum(numbers.values()) * 20 > n + sum(numbers.values()):
        some = ", ".join(map(str, sorted(numbers)[:6]))
        found.append(
            f"outside the scale {scale.low} to {scale.high}: {counted(sum(numbers.values()), 'number')} "
            f"(such as {some}); is this column on another scale?"
        )
    return found
