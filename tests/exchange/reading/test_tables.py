"""Texts into tables: delimiters, quotes, header rows, rows that do not fit."""

from __future__ import annotations

import pytest

from cjo_core.errors import ImportFailed
from cjo_core.exchange.reading.tables import Table, read_table


def _table(text: str) -> Table:
    return read_table(text.encode())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_by_content(delimiter: str) -> None:
    table = _table(delimiter.join(["id", "score", "comment"]) + "\n" + delimiter.join(["1", "9", '"a, b; c"']) + "\n")
    assert table.headers == ("id", "score", "comment")
    assert table.rows == [["1", "9", "a, b; c"]]
    assert table.delimiter == delimiter


def test_commas_in_comments_do_not_hide_semicolons() -> None:
    table = _table("id;score;comment\n1;9;quick, kind, cheap\n2;8;fine\n3;7;slow, sadly\n")
    assert table.rows[0] == ["1", "9", "quick, kind, cheap"]


def test_a_file_with_one_column_is_fine() -> None:
    assert _table("score\n9\n10\n").rows == [["9"], ["10"]]


def test_quoted_fields_may_hold_line_breaks_and_lines_are_those_of_the_file() -> None:
    table = _table('score,comment\n9,"one\ntwo\r\nthree"\n8,"said ""hi"""\n\n7,x\n')
    assert table.rows == [["9", "one\ntwo\r\nthree"], ["8", 'said "hi"'], ["7", "x"]]
    assert table.line_numbers == [2, 5, 7]


def test_everything_stays_text() -> None:
    assert _table("id,score\n0012345678901234567,9.0\n").rows == [["0012345678901234567", "9.0"]]


def test_empty_rows_are_left_out() -> None:
    table = _table("score,comment\n9,a\n,\n\n   ,\n8,b\n")
    assert table.rows == [["9", "a"], ["8", "b"]]
    assert "2 empty rows left out" in table.warnings


def test_short_rows_are_filled_up_and_named() -> None:
    table = _table("score,comment,segment\n9,a,New\n8,b\n")
    assert table.rows[1] == ["8", "b", ""]
    assert "too few fields in 1 row (line 3)" in table.warnings[0]


def test_rows_with_too_many_fields_are_put_aside() -> None:
    table = _table("score,comment\n9,good, but slow\n8,fine\n7,trailing,,\n")
    assert table.rows == [["8", "fine"], ["7", "trailing"]]
    assert table.misfits == ((2, "the row has 3 fields, the header 2; is a delimiter not in quotes?"),)


def test_an_open_quotation_mark_does_not_swallow_the_rest() -> None:
    with pytest.raises(ImportFailed, match=r"line 3: a quotation mark is opened and never closed, so 3 lines"):
        _table('score,comment\n9,a\n8,"oops\n7,b\n6,c\n')


@pytest.mark.parametrize("data", [b"", b"  \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(ImportFailed, match="empty"):
        read_table(data)


def test_a_header_without_rows_is_a_table_with_a_warning() -> None:
    table = _table("score,comment\n")
    assert table.rows == []
    assert "no rows" in table.warnings[-1]


def test_databases_are_known_for_what_they_are() -> None:
    with pytest.raises(ImportFailed, match="database"):
        read_table(b"SQLite format 3\x00")


def test_headings_are_cleaned() -> None:
    table = _table('\ufeff"<b>How\xa0likely</b>\n is it &amp; why?", score \n9,8\n')
    assert table.headers == ("How likely is it & why?", "score")


def test_columns_are_found_exactly_then_loosely() -> None:
    table = _table("Score,score , NPS Score\n1,2,3\n")
    assert [table.column(name) for name in ("Score", "nps score", "#3")] == [0, 2, 2]


def test_columns_of_the_same_name_are_kept_apart_by_position() -> None:
    table = _table("score,why,score\n1,x,3\n")
    assert [table.column(name) for name in ("score#1", "score#2")] == [0, 2]
    with pytest.raises(ImportFailed, match=r"2 columns are called “score”.*“score#2”"):
        table.column("score")
    with pytest.raises(ImportFailed, match="only 2"):
        table.column("score#3")


def test_a_heading_with_a_number_sign_is_found_by_its_own_name() -> None:
    assert _table("a#2,a,a\n1,2,3\n").column("a#2") == 0


def test_an_unknown_column_is_answered_with_those_there_are() -> None:
    table = _table(",Overall score,why\n1,2,3\n")
    with pytest.raises(ImportFailed, match=r"the columns are: #1, “Overall score”, “why”"):
        table.column("nps")
    with pytest.raises(ImportFailed, match="did you mean “Overall score” \\(#2\\)"):
        table.column("score")
    with pytest.raises(ImportFailed, match="no column 9"):
        table.column("#9")


SURVEYMONKEY = (
    "RespondentID,How likely?,Which shops?,,Why?\n"
    ",Response,Berlin,Paris,Open-Ended Response\n"
    "3292879998,9,Berlin,,fine\n3292879999,3,,Paris,slow\n"
)


def test_the_second_header_row_of_surveymonkey_is_not_an_answer() -> None:
    table = _table(SURVEYMONKEY)
    assert len(table.rows) == 2
    assert table.line_numbers == [3, 4]
    assert table.headers[2:4] == ("Which shops?", "Which shops? / Paris")
    assert table.column("paris") == 3
    assert "SurveyMonkey" in table.warnings[0]


QUALTRICS = (
    "StartDate,Status,Finished,ResponseId,Q1\n"
    'Start Date,Response Type,Finished,Response ID,"How likely\nis it?"\n'
    '"{""ImportId"":""startDate"",""timeZone"":""America/Denver""}","{""ImportId"":""status""}",'
    '"{""ImportId"":""finished""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}"\n'
    "2026-10-05 09:00:00,IP Address,True,R_1,9\n2026-10-05 10:00:00,Spam,True,R_2,0\n"
    "2026-10-05 11:00:00,IP Address,False,R_3,8\n"
)


def test_the_three_header_rows_of_qualtrics_are_read() -> None:
    table = _table(QUALTRICS)
    assert len(table.rows) == 3
    assert table.line_numbers[0] == 5
    assert table.tool == "Qualtrics"
    assert table.time_zone == "America/Denver"
    assert table.column("How likely is it?") == table.column("Q1") == 4


def test_the_two_header_rows_of_older_qualtrics_files_are_read() -> None:
    table = _table("V1,V2,V3,V4,V5,Q1,\nResponseID,ResponseSet,Name,X,Y,How?,\nR_1,Set,Anon,,,9,\n")
    assert table.rows == [["R_1", "Set", "Anon", "", "", "9", ""]]
    assert table.column("ResponseID") == 0


def test_the_two_header_rows_of_a_limesurvey_vv_file_are_read() -> None:
    table = _table(
        "Response ID\tDate submitted\tLast page\tHow likely?\nid\tsubmitdate\tlastpage\tQ1\n1\t2026-10-05\t3\t9\n"
    )
    assert table.headers == ("id", "submitdate", "lastpage", "Q1")
    assert table.column("How likely?") == 3
    assert table.rows == [["1", "2026-10-05", "3", "9"]]


def test_a_row_of_answers_is_not_taken_for_a_header() -> None:
    assert len(_table("id,score,comment\n,9,Response was quick\n2,8,ok\n").rows) == 2


@pytest.mark.parametrize("text", [",,,\n,,,\n", ";;\n", '""\n', '"","",""\r\n'])
def test_a_file_of_blank_records_only_is_empty(text: str) -> None:
    with pytest.raises(ImportFailed, match="the file is empty"):
        _table(text)


def test_a_column_number_of_thousands_of_digits_is_no_column() -> None:
    table = _table("score,comment\n9,fine\n")
    for wanted in ("#" + "9" * 5_000, "score#" + "9" * 5_000):
        with pytest.raises(ImportFailed, match="there is no column"):
            table.column(wanted)
