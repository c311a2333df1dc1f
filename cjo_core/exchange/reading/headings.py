"""Header rows of survey tools: how many there are, what each column is called, and columns found by name.

Never touches the answers below. Two and three header rows are known from SurveyMonkey, Qualtrics and LimeSurvey (VV).
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass

from cjo_core.errors import ImportFailed
from cjo_core.exchange.reading.words import listed as as_list
from cjo_core.exchange.reading.words import quoted
from cjo_core.locale import N_, _, ngettext

_TAG = re.compile(r"<[^<>]{1,200}>")
#: What further header rows hold.
_QUESTIONS, _IDS, _BOTH = N_("questions"), N_("ImportIds"), N_("questions and ImportIds")
_CHOICES, _CODES = N_("choices"), N_("codes")
#: What SurveyMonkey writes under a question that has one column.
_SURVEYMONKEY = frozenset({"response", "open-ended response"})


@dataclass(frozen=True)
class Headings:
    """The columns' names, their names in a further header row (if there is one), and what was dropped and why."""

    names: tuple[str, ...]
    labels: tuple[str, ...] = ()
    dropped: int = 0
    tool: str = ""
    time_zone: str | None = None
    warnings: tuple[str, ...] = ()


def clean_heading(raw: str) -> str:
    """A heading on one line, without HTML, hard spaces and byte order marks.

    >>> clean_heading("<strong>How\\xa0likely</strong>\\n are you?")
    'How likely are you?'
    """
    text = _TAG.sub(" ", raw.replace("\ufeff", "")) if "<" in raw else raw.replace("\ufeff", "")
    return " ".join(html.unescape(text).split())


def read_headings(first: list[str], following: list[list[str]]) -> Headings:
    """The headings in a file's first row, given the rows that follow it."""
    names = tuple(clean_heading(cell) for cell in first)
    second = following[0] if following else []
    third = following[1] if len(following) > 1 else []
    labels = tuple(clean_heading(cell) for cell in second)
    if _is_import_ids(third):
        return Headings(names, labels, 2, "Qualtrics", _zone(third), _dropped("Qualtrics", 2, _BOTH))
    if _is_import_ids(second):
        return Headings(names, (), 1, "Qualtrics", _zone(second), _dropped("Qualtrics", 1, _IDS))
    if sum(bool(re.fullmatch(r"V\d+", name)) for name in names) >= 5 and labels[:2] == ("ResponseID", "ResponseSet"):
        return Headings(names, labels, 1, "Qualtrics", None, _dropped("Qualtrics", 1, _QUESTIONS))
    if labels and len(names) > 1 and not labels[0] and any(label.lower() in _SURVEYMONKEY for label in labels):
        return Headings(_filled(names, labels), labels, 1, "SurveyMonkey", None, _dropped("SurveyMonkey", 1, _CHOICES))
    if {"submitdate", "lastpage"} <= set(labels):
        return Headings(labels, names, 1, "LimeSurvey", None, _dropped("LimeSurvey (VV)", 1, _CODES))
    return Headings(names)


def _is_import_ids(row: list[str]) -> bool:
    found = [cell for cell in row if cell.strip()]
    return bool(found) and sum('"ImportId"' in cell for cell in found) * 2 > len(found)


def _zone(row: list[str]) -> str | None:
    """The time zone that Qualtrics names in its ImportId row."""
    for cell in row:
        try:
            zone = json.loads(cell).get("timeZone")
        except (ValueError, AttributeError):
            continue
        if isinstance(zone, str) and zone not in ("Z", ""):
            return zone
        if zone == "Z":
            return "UTC"
    return None


def _dropped(tool: str, rows: int, what: str) -> tuple[str, ...]:
    words = (
        _("this looks like an export of {tool}: its further header rows ({what}) are not counted as answers")
        if rows > 1
        else _("this looks like an export of {tool}: its second header row ({what}) is not counted as answers")
    )
    return (words.format(tool=tool, what=_(what)),)


def _filled(names: tuple[str, ...], labels: tuple[str, ...]) -> tuple[str, ...]:
    """SurveyMonkey leaves the heading of continuation columns blank: “question / choice” takes its place."""
    filled: list[str] = []
    question = ""
    for name, label in zip(names, [*labels, *[""] * len(names)], strict=False):
        question = name or question
        filled.append(name or (f"{question} / {label}" if label else question))
    return tuple(filled)


def find_column(names: tuple[str, ...], labels: tuple[str, ...], wanted: str) -> int:
    """The position of the column called `wanted`: exactly, then without regard to case and spaces, then by its label.

    `name#2` is the second of several columns with the same name, `#5` the fifth column whatever it is called. Raises
    ImportFailed if there is none, or more than one.
    """
    if wanted in names and names.count(wanted) == 1:
        return names.index(wanted)
    asked, _mark, number = wanted.rpartition("#")
    which = int(number) if len(number) <= 9 and number.isascii() and number.isdigit() else 0
    if which and not asked.strip():
        if which <= len(names):
            return which - 1
        words = ngettext(
            "there is no column {number}; the file has {count} column",
            "there is no column {number}; the file has {count} columns",
            len(names),
        )
        raise ImportFailed(words.format(number=which, count=len(names)))
    for name, nth in ((wanted, 0), (asked, which)) if which else ((wanted, 0),):
        found = _positions(names, labels, name)
        if nth and nth <= len(found):
            return found[nth - 1]
        if len(found) == 1 and not nth:
            return found[0]
        if len(found) > 1 and not nth:
            raise ImportFailed(_which(name, found))
        if nth and found:
            words = ngettext(
                "there is only {count} column called “{name}”, no “{wanted}”",
                "there are only {count} columns called “{name}”, no “{wanted}”",
                len(found),
            )
            raise ImportFailed(words.format(count=len(found), name=name, wanted=wanted))
    raise ImportFailed(_missing(names, wanted))


def _which(name: str, found: list[int]) -> str:
    """Several columns have the name: how to say which."""
    place = _("“{name}” (column {number})")
    places = as_list(place.format(name=f"{name}#{i}", number=at + 1) for i, at in enumerate(found, 1))
    words = ngettext(
        "{count} column is called “{name}”; say which: {places}",
        "{count} columns are called “{name}”; say which: {places}",
        len(found),
    )
    return words.format(count=len(found), name=name, places=places)


def _missing(names: tuple[str, ...], wanted: str) -> str:
    """No column has the name: those whose names hold it; without any, all that there are."""
    asked = wanted.strip().casefold()
    near = [f"{quoted(name)} (#{i})" for i, name in enumerate(names, 1) if asked and asked in name.casefold()]
    if near:
        words = _("there is no column “{name}”; did you mean {columns}?")
        return words.format(name=wanted[:80], columns=_(" or ").join(near[:4]))
    words = _("there is no column “{name}”; the columns are: {columns}")
    return words.format(name=wanted[:80], columns=listed(names))


def _positions(names: tuple[str, ...], labels: tuple[str, ...], wanted: str) -> list[int]:
    exact = [i for i, name in enumerate(names) if name == wanted]
    if exact:
        return exact
    folded = clean_heading(wanted).casefold()
    for row in (names, labels):
        if folded and (found := [i for i, name in enumerate(row) if name.casefold() == folded]):
            return found
    return []


def listed(names: tuple[str, ...]) -> str:
    """The columns for a message: long names cut, blank ones by their number, at most forty."""
    shown = [
        quoted(name if len(name) <= 60 else name[:57] + "…") if name else f"#{i}" for i, name in enumerate(names, 1)
    ]
    if len(shown) <= 40:
        return as_list(shown)
    more = len(shown) - 40
    return ngettext("{names} and {count} more", "{names} and {count} more", more).format(
        names=as_list(shown[:40]), count=more
    )
