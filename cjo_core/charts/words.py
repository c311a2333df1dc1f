"""The words of charts: weeks, dimensions, groups, verdicts and bases, in the language spoken now.

Names that teams gave (stages, segments …) are shown as they wrote them. Never computes and never judges.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from cjo_core.charts.numbers import count_text
from cjo_core.locale import N_, _
from cjo_core.locale.tags import own_name
from cjo_core.metrics.privacy.base import FEW, FEW_BELOW, HIDDEN, NONE
from cjo_core.survey.places import dimension_name as dimension_name

UP, DOWN, UNCLEAR, TOO_FEW = "up", "down", "unclear", "too_few"
MARKS = {UP: "▲", DOWN: "▼", UNCLEAR: "●"}

_VERDICTS = {
    UP: N_("clearly higher"),
    DOWN: N_("clearly lower"),
    UNCLEAR: N_("no clear difference"),
    TOO_FEW: N_("too few to judge"),
}
_AGAINST_TARGET = {
    UP: N_("clearly above target"),
    DOWN: N_("clearly below target"),
    UNCLEAR: N_("no clear gap to target"),
    TOO_FEW: N_("too few to judge"),
}


def week_text(week: int) -> str:
    """ "week 46"."""
    return _("week {number}").format(number=int(week) % 100)


def week_and_year(week: int) -> str:
    """ "week 46, 2026"."""
    return _("week {number}, {year}").format(number=int(week) % 100, year=int(week) // 100)


def week_teller(weeks: Sequence[int]) -> Callable[[int], str]:
    """How these weeks are told apart: "week 46", or "week 46, 2026" where there are several years."""
    return week_text if len({week // 100 for week in weeks}) < 2 else week_and_year


def sentence_case(text: str) -> str:
    """The text with a capital at its start, the rest as it is."""
    return text[:1].upper() + text[1:]


def name_of(dimension: str, value: Any) -> str:
    """How a group is called: the name the team gave, "week 46", a language by its own name, or "not given"."""
    if value is None or value != value:
        return _("not given")
    if dimension == "week":
        return week_text(value)
    return own_name(str(value)) if dimension == "language" else str(value)


def size_words(n: float, effective: float | None = None) -> str:
    """ "263", or "263, effective 201" where answers have weights."""
    if effective is None:
        return count_text(n)
    return _("{n}, effective {effective}").format(n=count_text(n), effective=count_text(effective))


def n_text(n: float, effective: float | None = None) -> str:
    """ "n 263", or "n 263, effective 201" where answers have weights."""
    return _("n {n}").format(n=size_words(n, effective))


def base_text(base: str, n: float, effective: float | None = None) -> str:
    """Why a group has no score to look at; "" if it has one.

    The neighbour that is hidden to protect a small group has the same words: they must not tell the two apart.
    """
    if base == HIDDEN:
        return _("hidden for privacy")
    if base == NONE:
        return _("no answers")
    if base == FEW:
        words = _("n {n}: too few to score ({needed} needed)")
        return words.format(n=size_words(n, effective), needed=count_text(FEW_BELOW))
    return ""


def hidden_note() -> str:
    """What "hidden" means, once under a picture that has such groups."""
    return _("Hidden: groups so small that people could be recognised, and where needed a neighbouring group.")


def verdict_text(verdict: str, *, target: bool = False) -> str:
    """The verdict in words; "" where there is none."""
    found = (_AGAINST_TARGET if target else _VERDICTS).get(verdict, "")
    return _(found) if found else ""


def joined(*sentences: str) -> str:
    """Full sentences one after the other, empty ones left out; Chinese full stops bring their own space."""
    found = ""
    for sentence in sentences:
        found += (" " if found and sentence and not found.endswith("。") else "") + sentence
    return found


def listed(names: list[str]) -> str:
    """Names as a list: "Buy, Use, Get support"."""
    return _(", ").join(names)


def width_of(text: str, size: float = 13) -> float:
    """About how many pixels `text` takes: a Chinese sign is as wide as it is high, others less than half of that."""
    return sum(size if unicodedata.east_asian_width(sign) in "WF" else size * 0.47 for sign in text)


def wrapped(text: str, width: float, lines: int = 3, size: float = 13) -> list[str]:
    """`text` in at most `lines` lines of about `width` pixels: long words are broken, what does not fit ends in "…"."""
    found: list[str] = []
    for word in [part for piece in _pieces(text) for part in _broken(piece, width, size)]:
        if found and width_of(found[-1] + word.rstrip(), size) <= width:
            found[-1] += word
        else:
            found.append(word)
    found = [line.strip() for line in found if line.strip()]
    if len(found) > lines:
        found = [*found[: lines - 1], _cut(found[lines - 1] + "…" * 2, width, size)]
    return [_cut(line, width, size) for line in found] or [""]


def word_width(text: str, size: float = 13) -> float:
    """The width of the longest piece of `text` in which no line may break."""
    return max(width_of(piece.rstrip(), size) for piece in _pieces(text))


def _broken(piece: str, width: float, size: float) -> list[str]:
    """A word, broken with hyphens where it is wider than a line; never one or two letters alone."""
    parts, rest = [], piece
    while width_of(rest.rstrip(), size) > width:
        at = next((i for i in range(len(rest) - 3, 2, -1) if width_of(rest[:i] + "-", size) <= width), 0)
        if not at:
            break
        parts.append(rest[:at] + "-")
        rest = rest[at:]
    return [*parts, rest]


def _pieces(text: str) -> list[str]:
    """Where a line may break: after spaces and hyphens, and around every wide sign."""
    pieces = [""]
    for sign in text:
        wide = unicodedata.east_asian_width(sign) in "WF"
        if pieces[-1] and (wide or pieces[-1][-1] in " -/" or unicodedata.east_asian_width(pieces[-1][-1]) in "WF"):
            pieces.append(sign)
        else:
            pieces[-1] += sign
    return pieces


def _cut(line: str, width: float, size: float) -> str:
    if width_of(line, size) <= width:
        return line
    kept = line.rstrip("…")
    while kept and width_of(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"
