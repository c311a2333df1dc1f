"""An Excel workbook (XLSX) into rows of text cells, as a CSV of the same sheet would hold them. Never works out a
formula: the values that were saved with it count.

A workbook is a zip file. It is weighed by its directory, unpacked to no more than that says, and only its XML goes to
the reader: what is read is what was weighed. One stray cell in the last corner of a sheet would cost the reader memory
for all the cells before it, so the extent is looked at too.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from cjo_core.errors import ImportFailed
from cjo_core.exchange.reading.words import listed, quoted
from cjo_core.locale import _, ngettext, whole

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

#: How a zip file begins, and the files of older Office versions, which those with a password are packed in too.
ZIP, OLE = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0"
#: What a workbook may grow to when unpacked: in bytes, in times its size (small ones may), and in cells of a sheet.
MOST_BYTES, MOST_TIMES, SMALL, MOST_CELLS = 400_000_000, 200, 50_000_000, 20_000_000
#: Excel keeps 15 digits of a number, the reader 17: what has more was rounded before it came here.
_DIGITS = 15
_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"}
)
#: A cell that holds something, by its place (C7); one that names none and follows the one before it; a row and its
#: number; the type of a cell that holds an error.
_FILLED = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br=["']([A-Za-z]+)([0-9]+)["'](?:[^<>]*[^<>/])?>""")
_PLACELESS = re.compile(rb"""<(?:\w+:)?c(?:\s(?![^<>]*\br=)[^<>]*)?>""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b(?:[^<>]*\br=["']([0-9]+))?""")
_ERROR = re.compile(rb"""(<(?:\w+:)?c\s(?:[^<>]*\s)?t=)["']e["']""")


@dataclass(frozen=True)
class Sheet:
    """The sheet called `name` of those in `names` that hold something; `lines` are the rows' numbers in it."""

    name: str
    names: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    warnings: tuple[str, ...] = ()


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are those of a workbook, or of what is refused in its place."""
    return data.startswith((*ZIP, OLE))


def read_sheet(data: bytes, wanted: str | None = None) -> Sheet:
    """The sheet called `wanted`, or the first that holds a table; raises ImportFailed if there is none."""
    from python_calamine import CalamineError, CalamineWorkbook

    unpacked = io.BytesIO(_unpacked(data))
    try:
        with CalamineWorkbook.from_filelike(unpacked) as book:
            return _sheet(book, wanted)
    except (CalamineError, ValueError, OverflowError):
        raise _damaged() from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a fault inside the reader, which is no Exception
            raise
        raise _damaged() from None


def _sheet(book: CalamineWorkbook, wanted: str | None) -> Sheet:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    found = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    found.sort(key=lambda one: one.visible != SheetVisibleEnum.Visible)  # hidden ones hold lists and notes: last
    heights = {one.name: book.get_sheet_by_name(one.name).height for one in found}
    names = tuple(name for name, height in heights.items() if height)
    if not names:
        raise ImportFailed(_("the file is empty"))
    if wanted is not None and wanted not in names:
        words = _("there is no sheet “{name}” that holds anything; the sheets are: {names}")
        raise ImportFailed(words.format(name=wanted[:80], names=listed(map(quoted, names))))
    name = wanted or next((name for name in names if heights[name] > 1), names[0])
    sheet = book.get_sheet_by_name(name)
    top = sheet.start[0] if sheet.start else 0
    rows, warnings = _texts(sheet.to_python())
    return Sheet(name, names, rows, list(range(top + 1, top + 1 + len(rows))), warnings)


def _texts(cells: Sequence[Sequence[object]]) -> tuple[list[list[str]], tuple[str, ...]]:
    """The cells as text, and what a person should know about them."""
    timed = {at for row in cells for at, cell in enumerate(row) if isinstance(cell, datetime)}
    errors, long = 0, dict[str, None]()
    rows = []
    for row in cells:
        texts = []
        for at, cell in enumerate(row):
            text = cell if isinstance(cell, str) else cell_text(cell, timed=at in timed)
            if text in _ERRORS:
                errors, text = errors + 1, ""
            elif isinstance(cell, float) and abs(cell) >= 10**_DIGITS:
                long[text] = None
            texts.append(text)
        rows.append(texts)
    warnings = []
    if errors:
        words = ngettext(
            "{count} cell holds an error such as #N/A and counts as blank",
            "{count} cells hold an error such as #N/A and count as blank",
            errors,
        )
        warnings.append(words.format(count=whole(errors)))
    if long:
        words = ngettext(
            "{count} number has more than {digits} digits, which Excel rounds (such as {example}): if it is an id, "
            "export it as text",
            "{count} numbers have more than {digits} digits, which Excel rounds (such as {example}): if they are ids, "
            "export them as text",
            len(long),
        )
        warnings.append(words.format(count=whole(len(long)), digits=whole(_DIGITS), example=next(iter(long))))
    return rows, tuple(warnings)


def cell_text(cell: object, *, timed: bool = False) -> str:
    """What a CSV would hold in the place of a cell; `timed`: its column holds times of day beside the days.

    >>> [cell_text(one) for one in (9.0, 0.1 + 0.2, 1e-7, 1234567890123456789.0, True)]
    ['9', '0.3', '0.0000001', '1234567890123456800', 'TRUE']
    >>> cell_text(datetime(2026, 10, 5, 9, 0, 0, 600)), cell_text(date(2026, 10, 5)), cell_text(timedelta(hours=36))
    ('2026-10-05 09:00:00', '2026-10-05', '36:00:00')
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        if abs(cell) < 2**53 and cell == int(cell):
            return str(int(cell))
        return format(Decimal(repr(cell) if abs(cell) >= 2**53 else f"{cell:.{_DIGITS}g}"), "f")
    if isinstance(cell, datetime):  # days as a fraction are a little off
        return (cell + timedelta(milliseconds=500)).replace(microsecond=0).isoformat(" ")
    if isinstance(cell, date):
        return f"{cell.isoformat()} 00:00:00" if timed else cell.isoformat()
    if isinstance(cell, time):
        return cell_text(datetime.combine(date(2000, 1, 1), cell))[11:]
    if isinstance(cell, timedelta):
        seconds = round(abs(cell).total_seconds())
        sign = "-" if cell < timedelta(0) else ""
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(cell)


def _unpacked(data: bytes) -> bytes:
    """The XML in a workbook as a zip file without compression; raises ImportFailed for what cannot be a workbook."""
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ImportFailed(_("the workbook is protected by a password; save it without one first"))
        raise ImportFailed(_("this is an old Excel file (.xls); save it as .xlsx or as “CSV UTF-8” first"))
    packed = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
            parts = {part.filename: part for part in source.infolist()}
            _weigh(len(data), parts)
            for name, part in parts.items():
                if name.endswith((".xml", ".rels")):
                    target.writestr(name, _checked(source.read(part)))
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError):
        raise _damaged() from None
    return packed.getvalue()


def _weigh(size: int, parts: dict[str, zipfile.ZipInfo]) -> None:
    if not any(name.lower().endswith("workbook.xml") for name in parts):
        words = _("this is a packed file, but no Excel workbook; save the table as .xlsx or as “CSV UTF-8” first")
        raise ImportFailed(words)
    if any(part.flag_bits & 1 for part in parts.values()):
        raise ImportFailed(_("the workbook is protected by a password; save it without one first"))
    total = sum(part.file_size for part in parts.values())
    if total > MOST_BYTES or total > max(SMALL, size * MOST_TIMES):
        words = _("the workbook would grow to {size} MB when unpacked; at most {most} MB are read: save it as a CSV")
        most = min(MOST_BYTES, max(SMALL, size * MOST_TIMES))
        raise ImportFailed(words.format(size=whole(total // 10**6), most=whole(most // 10**6)))


def _checked(part: bytes) -> bytes:
    """A part of a workbook. If it is a sheet: one whose extent can be read, its errors as text, which the reader would
    leave out in silence."""
    if b"sheetData" not in part:
        return part
    columns: set[bytes] = set()
    last = 0
    for match in _FILLED.finditer(part):
        columns.add(match[1])
        last = max(last, int(match[2]))
    width = max((_column(letters) for letters in columns), default=0)
    if _PLACELESS.search(part):
        _before, *rows = _ROW.split(part)  # the number of each row (or None), and what is in it
        last = max([last, *(int(number or 0) for number in rows[::2])]) + rows[::2].count(None)
        width += max((len(_PLACELESS.findall(row)) for row in rows[1::2]), default=0)
    if last * width > MOST_CELLS:
        words = _(
            "a sheet reaches to row {row}, column {column}; at most {most} cells are read: delete what stands apart"
        )
        raise ImportFailed(words.format(row=whole(last), column=whole(width), most=whole(MOST_CELLS)))
    return _ERROR.sub(rb'\1"str"', part)


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _damaged() -> ImportFailed:
    return ImportFailed(_("the workbook is damaged; open it in Excel and save it anew, as .xlsx or as “CSV UTF-8”"))
