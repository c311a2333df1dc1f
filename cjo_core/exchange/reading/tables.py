"""A text file or a workbook into a table. Every cell stays text: as a number, an id of 19 digits would lose some.

Never decides what a column means, and never drops a row silently: rows that do not fit are kept aside with their line
and reason.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field, replace

from cjo_core.errors import ImportFailed
from cjo_core.exchange.reading.decoding import decode
from cjo_core.exchange.reading.headings import Headings, find_column, read_headings
from cjo_core.exchange.reading.words import numbered
from cjo_core.exchange.reading.workbooks import Sheet, is_workbook, read_sheet
from cjo_core.locale import _, ngettext, whole

DELIMITERS = (",", ";", "\t")
#: The longest field read, in characters: no comment is longer, a forgotten quotation mark soon is.
FIELD_LIMIT = 5_000_000
_ROWS_TRIED = 100


@dataclass(frozen=True)
class Table:
    """`headers` by position (they may repeat), `rows` as wide as these, and the line on which each row begins.

    `labels` are the columns' names in a further header row; `misfits` are the (line, reason) of rows that cannot be
    placed under the headers; `time_zone` is the zone the file says its times are in; `sheet` is the one read of the
    `sheets` of a workbook that hold something.
    """

    headers: tuple[str, ...]
    rows: list[list[str]]
    line_numbers: list[int]
    encoding: str
    delimiter: str
    warnings: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    misfits: tuple[tuple[int, str], ...] = ()
    tool: str = ""
    time_zone: str | None = None
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    def column(self, wanted: str) -> int:
        """The position of a column by its name; see `headings.find_column`."""
        return find_column(self.headers, self.labels, wanted)


@dataclass
class _Raw:
    """The records of a file before anything is known about headers."""

    records: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    blank: int = 0

    def add(self, record: list[str], line: int) -> None:
        """A record that begins on a line; an empty one is only counted."""
        if any(cell.strip() for cell in record):
            self.records.append(record)
            self.lines.append(line)
        else:
            self.blank += bool(record)


#: How PDF, PNG, JPEG, GIF, gzip, RTF and XML begin.
_NO_TABLES = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf", b"<?xml")


def read_table(
    data: bytes, *, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None
) -> Table:
    """The table in the bytes of a CSV or TAB-separated file, or in a workbook's `sheet` (None: the first with a table);
    raises ImportFailed if there is none."""
    if is_workbook(data):
        return _from_sheet(read_sheet(data, sheet))
    if sheet is not None:
        raise ImportFailed(_("the file is no workbook, so it has no sheet “{name}”").format(name=sheet[:80]))
    if data.startswith(b"SQLite format 3"):
        raise ImportFailed(_("this is a database, not a text file"))
    if data.startswith(_NO_TABLES) or data[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise ImportFailed(
            _("this is a picture, a document or a web page, not a table; export the answers as a CSV first")
        )
    decoded = decode(data, encoding)
    if not decoded.text.strip():
        raise ImportFailed(_("the file is empty"))
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise ImportFailed(_("a delimiter is one character, such as “,”, “;” or a TAB"))
    separator = delimiter or likely_delimiter(decoded.text)
    raw = _records(decoded.text, separator)
    if not raw.records:
        raise ImportFailed(_("the file is empty"))
    return _table(raw, decoded.encoding, separator, decoded.warnings)


def _from_sheet(sheet: Sheet) -> Table:
    raw = _Raw()
    for row, line in zip(sheet.rows, sheet.lines, strict=True):
        raw.add(row, line)
    if not raw.records:
        raise ImportFailed(_("the file is empty"))
    return replace(_table(raw, "Excel", "", sheet.warnings), sheet=sheet.name, sheets=sheet.names)


def _table(raw: _Raw, encoding: str, delimiter: str, found: tuple[str, ...]) -> Table:
    headings = read_headings(raw.records[0], raw.records[1:3])
    warnings = [*found, *headings.warnings]
    if raw.blank:
        words = ngettext("{count} empty row left out", "{count} empty rows left out", raw.blank)
        warnings.append(words.format(count=whole(raw.blank)))
    rows, lines, misfits = _fit(raw, headings, warnings)
    if not rows and not misfits:
        warnings.append(_("the file has a header, but no rows below it"))
    return Table(
        headings.names, rows, lines, encoding, delimiter, tuple(warnings), headings.labels, tuple(misfits),
        headings.tool, headings.time_zone,
    )  # fmt: skip


def likely_delimiter(text: str) -> str:
    """The delimiter that cuts the first rows into the most even number of columns.

    >>> likely_delimiter("id;score;comment\\n1;9;good, quick\\n2;8;fine"), likely_delimiter("score\\n9")
    (';', ',')
    """
    start = text[:200_000]
    whole = len(start) == len(text)
    best, chosen = (0.0, 0), DELIMITERS[0]
    for delimiter in DELIMITERS:
        try:
            reader = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
            widths = [len(row) for _i, row in zip(range(_ROWS_TRIED), reader, strict=False) if row]
        except csv.Error:
            continue
        if not whole and len(widths) < _ROWS_TRIED:
            widths = widths[:-1] or widths  # the last row was cut by us
        (width, times), *_rest = Counter(widths).most_common(1) or [(0, 0)]
        header_fits = 1.0 if widths and widths[0] == width else 0.5
        if width > 1 and (header_fits * times / len(widths), width) > best:
            best, chosen = (header_fits * times / len(widths), width), delimiter
    return chosen


def _records(text: str, delimiter: str) -> _Raw:
    csv.field_size_limit(FIELD_LIMIT)
    raw = _Raw()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for record in reader:
            raw.add(record, begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        words = _("line {line}: the row cannot be read ({error}); is a quotation mark never closed?")
        raise ImportFailed(words.format(line=begins, error=error)) from None
    if raw.lines:
        _refuse_open_quote(text, delimiter, raw.lines[-1], reader.line_num)
    return raw


def _refuse_open_quote(text: str, delimiter: str, begins: int, ends: int) -> None:
    """A quotation mark that is never closed swallows every answer after it: better no import than that."""
    if begins == ends:
        return
    last = io.StringIO(text, newline="").readlines()[begins - 1 :]
    try:
        list(csv.reader(last, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            swallowed = ends - begins + 1
            words = ngettext(
                "line {line}: a quotation mark is opened and never closed, so {count} line would become one field; "
                "close it, or check whether the file is complete",
                "line {line}: a quotation mark is opened and never closed, so {count} lines would become one field; "
                "close it, or check whether the file is complete",
                swallowed,
            )
            raise ImportFailed(words.format(line=begins, count=whole(swallowed))) from None


def _fit(
    raw: _Raw, headings: Headings, warnings: list[str]
) -> tuple[list[list[str]], list[int], list[tuple[int, str]]]:
    """Rows as wide as the header: short ones filled up, long ones put aside, for their columns have slipped."""
    width = len(headings.names)
    rows, lines, misfits, short = [], [], [], []
    for row, line in zip(raw.records[1 + headings.dropped :], raw.lines[1 + headings.dropped :], strict=True):
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            words = ngettext(
                "the row has {count} field, the header {width}; is a delimiter not in quotes?",
                "the row has {count} fields, the header {width}; is a delimiter not in quotes?",
                len(row),
            )
            misfits.append((line, words.format(count=whole(len(row)), width=whole(width))))
            continue
        if len(row) < width:
            short.append(line)
        rows.append((row + [""] * (width - len(row)))[:width])
        lines.append(line)
    if short:
        words = ngettext(
            "too few fields in {count} row ({lines}); the missing ones count as blank",
            "too few fields in {count} rows ({lines}); the missing ones count as blank",
            len(short),
        )
        warnings.append(words.format(count=whole(len(short)), lines=numbered(short)))
    if misfits:
        words = ngettext(
            "too many fields in {count} row ({lines}), left out",
            "too many fields in {count} rows ({lines}), left out",
            len(misfits),
        )
        named = numbered([line for line, _reason in misfits])
        warnings.append(words.format(count=whole(len(misfits)), lines=named))
    return rows, lines, misfits


def unique_headings(headers: tuple[str, ...]) -> list[str]:
    """The headings as a person can choose them: `name#2` is the second of a name, `#5` a fifth one without any."""
    return [
        (f"{name}#{headers[: i + 1].count(name)}" if headers.count(name) > 1 else name) if name else f"#{i + 1}"
        for i, name in enumerate(headers)
    ]
