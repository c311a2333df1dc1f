"""Header rows of survey tools: how many there are, what each column is called, and columns found by name.

Never touches the answers below. Two and three header rows are known from SurveyMonkey, Qualtrics and LimeSurvey (VV).
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass

from cjo_core.errors import ImportFailed

_TAG = re.compile(r"<[^<>]{1,200}>")
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
        return Headings(
            names, labels, 2, "Qualtrics", _zone(third), _dropped("Qualtrics", 2, "questions and ImportIds")
        )
    if _is_import_ids(second):
        return Headings(names, (), 1, "Qualtrics", _zone(second), _dropped("Qualtrics", 1, "ImportIds"))
    if sum(bool(re.fullmatch(r"V\d+", name)) for name in names) >= 5 and labels[:2] == ("ResponseID", "ResponseSet"):
        return Headings(names, labels, 1, "Qualtrics", None, _dropped("Qualtrics", 1, "questions"))
    if labels and len(names) > 1 and not labels[0] and any(label.lower() in _SURVEYMONKEY for label in labels):
        return Headings(_filled(names, labels), labels, 1, "SurveyMonkey", None, _dropped("SurveyMonkey", 1, "choices"))
    if {"submitdate", "lastpage"} <= set(labels):
        return Headings(labels, names, 1, "LimeSurvey", None, _dropped("LimeSurvey (VV)", 1, "codes"))
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
    several = "further header rows" if rows > 1 else "second header row"
    return (
        f"this looks like an export of {tool}: its {several} ({what}) {'are' if rows > 1 else 'is'} not counted "
        "as answers",
    )


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
    which = int(number) if number.isascii() and number.isdigit() else 0
    if which and not asked.strip():
        if which <= len(names):
            return which - 1
        raise ImportFailed(f"there is no column {which}; the file has {len(names)} columns")
    for name, nth in ((wanted, 0), (asked, which)) if which else ((wanted, 0),):
        found = _positions(names, labels, name)
        if nth and nth <= len(found):
            return found[nth - 1]
        if len(found) == 1 and not nth:
            return found[0]
        if len(found) > 1 and not nth:
            places = ", ".join(f"“{name}#{i}” (column {at + 1})" for i, at in enumerate(found, 1))
            raise ImportFailed(f"{len(found)} columns are called “{name}”; say which: {places}")
        if nth and found:
            raise ImportFailed(f"there are only {len(found)} columns called “{name}”, no “{wanted}”")
    raise ImportFailed(f"there is no column “{wanted[:80]}”; {_instead(names, wanted)}")


def _instead(names: tuple[str, ...], wanted: str) -> str:
    """Columns whose names hold the one asked for; without any, all that there are."""
    asked = wanted.strip().casefold()
    near = [f"“{name}” (#{i})" for i, name in enumerate(names, 1) if asked and asked in name.casefold()]
    return f"did you mean {' or '.join(near[:4])}?" if near else f"the columns are: {listed(names)}"


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
        f"“{name if len(name) <= 60 else name[:57] + '…'}”" if name else f"#{i}" for i, name in enumerate(names, 1)
    ]
    return ", ".join(shown[:40]) + (f" and {len(shown) - 40} more" if len(shown) > 40 else "")
