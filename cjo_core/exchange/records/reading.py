"""Rows of a file as customers, orders and events to be, or the reason why not. Never stores or looks up anything.

An id is kept exactly as written, but for the space around it. A row without an id is left out; so is one whose date or
amount is there but cannot be read: an order in the wrong month, or of the wrong value, is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from cjo_core.errors import BadValue
from cjo_core.exchange.reading.dates import Dates, read_dates, zone_of
from cjo_core.exchange.reading.scores import is_blank
from cjo_core.exchange.reading.tables import Table
from cjo_core.exchange.reading.words import quoted
from cjo_core.exchange.records.amounts import Amounts, read_amounts
from cjo_core.exchange.records.columns import CUSTOMERS, RecordOptions, attribute_columns, positions
from cjo_core.locale import _, ngettext, whole
from cjo_core.store.set_up.audience import check_name
from cjo_core.survey.responses import plain_text

#: The longest id, and the longest text of an attribute, a status or the name of an event.
ID_LIMIT, TEXT_LIMIT = 200, 500
#: More columns than this are not attributes of people.
ATTRIBUTES_LIMIT = 100
_PLACED = ("stage", "touchpoint", "channel")
#: What a spreadsheet makes of a long number: 1.23457E+11.
_SHORTENED = re.compile(r"\d[.,]?\d*[eE]\+\d+", re.ASCII)


@dataclass(frozen=True)
class Line:
    """A row that can be stored; `names` are its stage, touchpoint and channel as written, by dimension."""

    line: int
    customer: str
    moment: datetime | None = None
    value: float | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    names: tuple[tuple[str, str], ...] = ()


@dataclass
class Lines:
    """What came of a table's rows: those to store, the (line, reason) of the others, and what a person should know."""

    rows: list[Line] = field(default_factory=list)
    reasons: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Columns:
    at: Mapping[str, int]
    attributes: Mapping[str, int]
    dates: Dates | None
    amounts: Amounts | None


def read_lines(table: Table, options: RecordOptions, zone: ZoneInfo, now: datetime) -> Lines:
    """The rows of a table of customers, orders or events."""
    at = positions(table, options)
    read = Lines(reasons=list(table.misfits), warnings=list(table.warnings))
    attributes = attribute_columns(table, options, at) if options.kind == CUSTOMERS else {}
    if len(attributes) > ATTRIBUTES_LIMIT:
        words = _("the file has {count} columns beside the id; at most {limit} can be attributes: choose them")
        raise BadValue(words.format(count=whole(len(attributes)), limit=ATTRIBUTES_LIMIT))
    moment = at.get("signed_up" if options.kind == CUSTOMERS else "date")
    dates = None if moment is None else _dates(table, moment, zone, now, options.day_first, read)
    amounts = read_amounts(row[at["value"]] for row in table.rows) if "value" in at else None
    columns = _Columns(at, attributes, dates, amounts)
    for row, line in zip(table.rows, table.line_numbers, strict=True):
        try:
            read.rows.append(_line(row, line, columns, options.kind))
        except BadValue as error:
            read.reasons.append((line, str(error)))
    read.reasons.sort()
    read.warnings += _mailing(read.rows, attributes)
    return read


def _dates(table: Table, column: int, zone: ZoneInfo, now: datetime, day_first: bool | None, read: Lines) -> Dates:
    """The dates of a column; blank cells and days that mean "unknown" are not asked about (their rows say so)."""
    zone = zone_of(table.time_zone, zone, read.warnings)
    raws = [row[column] for row in table.rows if not is_blank(row[column])]
    found = read_dates(raws, zone, now, day_first=day_first)
    if unknown := {raw for raw, moment in found.moments.items() if moment is None}:
        found = read_dates([raw for raw in raws if raw.strip() not in unknown], zone, now, day_first=day_first)
    read.warnings += found.warnings
    return found


def _line(row: list[str], line: int, columns: _Columns, kind: str) -> Line:
    customer = read_id(row[columns.at["customer"]])
    moment = _moment(row, columns, kind)
    value = None
    if columns.amounts is not None:
        raw = row[columns.at["value"]].strip()
        if raw in columns.amounts.refused:
            raise BadValue(columns.amounts.refused[raw])
        value = columns.amounts.values[raw]
    if kind == CUSTOMERS:
        return Line(line, customer, moment, texts=_texts(row, columns.attributes))
    texts = _texts(row, {one: i for one, i in columns.at.items() if one in ("status", "number", "name")})
    names = tuple(
        (one, check_name(row[columns.at[one]]))
        for one in _PLACED
        if one in columns.at and not is_blank(row[columns.at[one]])
    )
    return Line(line, customer, moment, value, texts, names)


def read_id(cell: str) -> str:
    """The id of a customer in a cell; raises BadValue."""
    if is_blank(cell) or not (customer := " ".join(plain_text(cell).split("\n"))):
        raise BadValue(_("no customer id"))
    if _SHORTENED.fullmatch(customer):
        words = _("the id “{text}” was shortened by a spreadsheet; format the column as text and save it anew")
        raise BadValue(words.format(text=customer))
    if len(customer) > ID_LIMIT:
        words = _("the id “{text}…” is longer than {limit} characters")
        raise BadValue(words.format(text=customer[:40], limit=ID_LIMIT))
    return customer


def _moment(row: list[str], columns: _Columns, kind: str) -> datetime | None:
    if columns.dates is None:
        return None
    raw = row[columns.at["signed_up" if kind == CUSTOMERS else "date"]].strip()
    if raw in columns.dates.refused:
        raise BadValue(columns.dates.refused[raw])
    moment = None if is_blank(raw) else columns.dates.moments.get(raw)
    if moment is None and kind != CUSTOMERS:
        raise BadValue(_("no date"))
    return moment


def _texts(row: list[str], wanted: Mapping[str, int]) -> dict[str, str]:
    """The cells that are given, without control characters; too long ones are refused."""
    found = {}
    for name, i in wanted.items():
        if is_blank(row[i]) or not (text := plain_text(row[i])):
            continue
        if len(text) > TEXT_LIMIT:
            words = _("“{name}” is longer than {limit} characters")
            raise BadValue(words.format(name=name[:60], limit=TEXT_LIMIT))
        found[name] = text
    return found


def _mailing(rows: list[Line], attributes: Mapping[str, int]) -> list[str]:
    """What is said of e-mail addresses: ids and attributes that name nobody are safer to keep."""
    found = []
    if ids := sum("@" in row.customer for row in rows):
        words = ngettext(
            "the ids hold e-mail addresses ({count} row); ids that name nobody are safer to keep",
            "the ids hold e-mail addresses ({count} rows); ids that name nobody are safer to keep",
            ids,
        )
        found.append(words.format(count=whole(ids)))
    for name in attributes:
        if any("@" in row.texts.get(name, "") for row in rows):
            words = _("the column {name} holds e-mail addresses; leave it out unless you need it")
            found.append(words.format(name=quoted(name)))
    return found
