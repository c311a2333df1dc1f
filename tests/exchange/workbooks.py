"""A workbook made by hand: the few parts of an XLSX file that a reader needs, so that every test shows its cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
#: Style 0 is plain, 1 a date with a time (built-in format 22), 2 a date alone (14), 3 a time of day (21), 4 hours (46).
_STYLES = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 22, 14, 21, 46))
#: A cell: None is empty, `"=…"` an error's name, a pair (number, style) is written as that, all else by its type.
Cell = str | int | float | bool | datetime | tuple[float, int] | None


def workbook(sheets: dict[str, Sequence[Sequence[Cell]]], *, hidden: Sequence[str] = (), first: str = "A1") -> bytes:
    """The bytes of a workbook; the cells of each sheet begin at `first`."""
    rels, names, parts = "", "", {}
    for i, (name, rows) in enumerate(sheets.items(), 1):
        state = ' state="hidden"' if name in hidden else ""
        names += f'<sheet name="{escape(name)}" sheetId="{i}" r:id="rId{i}"{state}/>'
        rels += f'<Relationship Id="rId{i}" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        parts[f"xl/worksheets/sheet{i}.xml"] = f'<worksheet xmlns="{_MAIN}">{_sheet(rows, first)}</worksheet>'
    rels += f'<Relationship Id="rId0" Type="{_DOCUMENT}/styles" Target="styles.xml"/>'
    parts["xl/workbook.xml"] = f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{names}</sheets></workbook>'
    root = f'<Relationship Id="rId1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/>'
    parts["_rels/.rels"] = f'<Relationships xmlns="{_PACKAGE}">{root}</Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{_PACKAGE}">{rels}</Relationships>'
    parts["xl/styles.xml"] = f'<styleSheet xmlns="{_MAIN}"><cellXfs>{_STYLES}</cellXfs></styleSheet>'
    return packed({name: (_XML + text).encode() for name, text in parts.items()})


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip file of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _sheet(rows: Sequence[Sequence[Cell]], first: str) -> str:
    column, top = ord(first[0]), int(first[1:])
    lines = ""
    for i, row in enumerate(rows):
        cells = "".join(_cell(cell, f"{chr(column + j)}{top + i}") for j, cell in enumerate(row))
        lines += f'<row r="{top + i}">{cells}</row>'
    return f"<sheetData>{lines}</sheetData>"


def _cell(cell: Cell, at: str) -> str:
    if cell is None:
        return f'<c r="{at}"/>'
    if isinstance(cell, bool):
        return f'<c r="{at}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, datetime):
        cell = ((cell - datetime(1899, 12, 30, tzinfo=cell.tzinfo)) / timedelta(days=1), 1)
    if isinstance(cell, tuple):
        return f'<c r="{at}" s="{cell[1]}"><v>{cell[0]!r}</v></c>'
    if isinstance(cell, str) and cell.startswith("="):
        return f'<c r="{at}" t="e"><f>1/0</f><v>{cell[1:]}</v></c>'
    if isinstance(cell, str):
        return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    return f'<c r="{at}"><v>{cell!r}</v></c>'
