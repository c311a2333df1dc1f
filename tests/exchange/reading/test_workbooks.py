"""Workbooks into tables: the same text as in a CSV, the sheet chosen, and nothing that can hurt the reader."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO

import pytest

from cjo_core.errors import CjoError, ImportFailed
from cjo_core.exchange.importing import Report
from cjo_core.exchange.reading import workbooks
from cjo_core.exchange.reading.tables import Table, read_table
from tests.exchange.workbooks import Cell, packed, workbook

NINE = datetime(2026, 10, 5, 9, 0, 1, tzinfo=UTC)


def _rows(*rows: list[Cell]) -> Table:
    return read_table(workbook({"Answers": rows}))


def test_cells_become_the_text_a_csv_would_hold() -> None:
    table = _rows(["id", "a", "b", "c"], ["007", 9.0, 0.1 + 0.2, True], [1e-7, 1e14, -2.5, "naïve <b> 😀"])
    assert table.rows == [["007", "9", "0.3", "TRUE"], ["0.0000001", "100000000000000", "-2.5", "naïve <b> 😀"]]
    assert (table.encoding, table.warnings) == ("Excel", ())


def test_dates_come_in_an_order_that_cannot_be_mistaken() -> None:
    table = _rows(["when", "day", "clock", "took"], [NINE, (46300, 2), (0.5, 3), (1.5, 4)])
    assert table.rows == [["2026-10-05 09:00:01", "2026-10-05", "12:00:00", "36:00:00"]]


def test_a_midnight_among_times_is_a_time() -> None:
    assert _rows(["when"], [NINE], [datetime(2026, 10, 6, tzinfo=UTC)]).rows[1] == ["2026-10-06 00:00:00"]


def test_errors_are_blank_and_counted() -> None:
    table = _rows(["score", "why"], ["=#N/A", "ok"], [9, "=#REF!"])
    assert table.rows == [["", "ok"], ["9", ""]]
    assert table.warnings == ("2 cells hold an error such as #N/A and count as blank",)


def test_ids_that_excel_has_rounded_are_told_of() -> None:
    table = _rows(["id"], [1234567890123456789], ["1234567890123456789"], [123456789012345])
    assert table.rows == [["1234567890123456800"], ["1234567890123456789"], ["123456789012345"]]
    assert "1 number has more than 15 digits" in table.warnings[0]


def test_lines_are_the_rows_of_the_sheet_wherever_the_table_begins() -> None:
    table = read_table(workbook({"A": [["score", "why"], [9, "a"], [None, None], [8, "b"]]}, first="C5"))
    assert (table.headers, table.line_numbers) == (("score", "why"), [6, 8])
    assert table.warnings == ("1 empty row left out",)


def test_header_rows_of_survey_tools_are_known_in_workbooks_too() -> None:
    first: list[Cell] = ["RespondentID", "How likely?", "Why?"]
    table = _rows(first, [None, "Response", "Open-Ended Response"], [3292879998, 9, "fine"])
    assert (table.tool, table.rows) == ("SurveyMonkey", [["3292879998", "9", "fine"]])


SHEETS: dict[str, list[list[Cell]]] = {"Lists": [["a"], ["b"]], "Cover": [["hello"]], "Blank": [], "Q1": [["n"], [9]]}


def test_the_first_sheet_in_sight_that_holds_a_table_is_read() -> None:
    table = read_table(workbook(SHEETS, hidden=["Lists"]))
    assert (table.sheet, table.sheets) == ("Q1", ("Cover", "Q1", "Lists"))


def test_a_sheet_is_read_by_its_name() -> None:
    assert read_table(workbook(SHEETS), sheet="Q1").rows == [["9"]]
    with pytest.raises(ImportFailed, match="no sheet “Q2” that holds anything; the sheets are: “Lists”, “Cover”, “Q1”"):
        read_table(workbook(SHEETS), sheet="Q2")
    with pytest.raises(ImportFailed, match="no workbook, so it has no sheet “Q1”"):
        read_table(b"n\n9\n", sheet="Q1")


def test_a_workbook_without_cells_is_refused() -> None:
    with pytest.raises(ImportFailed, match="empty"):
        read_table(workbook({"A": [], "B": [[None]]}))


def test_the_same_answers_as_csv_and_as_workbook_are_stored_once(load: Callable[..., Report]) -> None:
    columns = {"date": "when", "respondent": "id", "comment": "why"}
    csv = "id,when,score,why\n007,2026-10-05 09:00:01,9,quick\n008,2026-10-05 09:00:01,0,\n"
    cells: list[list[Cell]] = [["id", "when", "score", "why"], ["007", NINE, 9, "quick"], ["008", NINE, 0, None]]
    assert load(csv, **columns).stored == 2
    again = load(workbook({"A": cells, "B": cells}), file_name="answers.xlsx", **columns)
    assert (again.stored, again.duplicate, again.survey) == (0, 2, "answers")


def _with(data: bytes, **changed: bytes) -> bytes:
    """A workbook whose parts that end so are exchanged, or come in addition."""
    with zipfile.ZipFile(BytesIO(data)) as source:
        return packed({name: source.read(name) for name in source.namelist()} | changed)


def _sheet_of(rows: bytes) -> bytes:
    sheet = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    return _with(workbook({"A": [["a"]]}), **{"xl/worksheets/sheet1.xml": sheet})


def test_a_workbook_that_would_grow_out_of_bounds_is_not_unpacked() -> None:
    with pytest.raises(ImportFailed, match="grow to 60 MB when unpacked; at most 50 MB"):
        read_table(_with(workbook({"A": [["a"]]}), bomb=bytes(60_000_000)))


def test_a_stray_cell_in_the_last_corner_is_refused_before_it_costs_memory() -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(ImportFailed, match=r"row 1,048,576, column 16,384; at most 20,000,000 cells"):
        read_table(_sheet_of(far))


def test_cells_that_do_not_say_where_they_are_follow_one_another() -> None:
    rows = b"<row>" + b'<c t="str"><v>score</v></c>' * 2 + b"</row><row><c><v>9</v></c><c><v>8</v></c></row>"
    assert read_table(_sheet_of(rows)).rows == [["9", "8"]]
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFC9"/><c><v>1</v></c></row>'
    with pytest.raises(ImportFailed, match="row 1,048,57"):
        read_table(_sheet_of(b"<row>" + b"<c><v>1</v></c>" * 30 + b"</row>" + far))


def test_a_part_that_is_longer_than_the_directory_says_is_damage() -> None:
    sound = bytearray(workbook({"A": [["score"], [9]]}))
    at = sound.rindex(b"xl/worksheets/sheet1.xml") - 46 + 24  # its uncompressed size in the directory of the zip file
    sound[at : at + 4] = (20).to_bytes(4, "little")
    with pytest.raises(ImportFailed, match="damaged"):
        read_table(bytes(sound))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (workbooks.OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (workbooks.OLE + bytes(600), r"old Excel file \(\.xls\)"),
        (packed({"word/document.xml": b"<w/>"}), "no Excel workbook"),
        (packed({}), "no Excel workbook"),
        (packed({"xl/workbook.xml": b"<w/>"}), "damaged"),
        (b"PK\x03\x04rest", "damaged"),
    ],
)
def test_what_is_no_workbook_that_can_be_read_is_named(data: bytes, words: str) -> None:
    with pytest.raises(ImportFailed, match=words):
        read_table(data)


def test_no_damage_is_anything_but_a_table_or_a_refusal() -> None:
    sound = workbook({"A": [["id", "score", "when"], *[[i, i % 11, NINE] for i in range(50)]]})
    chance, read = random.Random(5), 0
    for _time in range(300):
        broken = bytearray(sound)
        for _change in range(3):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        end = chance.choice((len(sound), chance.randrange(len(sound))))
        with suppress(CjoError):
            read += len(read_table(bytes(broken[:end])).headers)
    assert read
