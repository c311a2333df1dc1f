"""CSV that a spreadsheet cannot be tricked with."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pandas as pd
import pytest

from cjo_core.exchange.exports import frame_csv, safe_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1", "＝1+1", "＋1", "－1", "＠SUM(A1)"]
)
def test_a_text_that_begins_like_a_formula_is_made_harmless(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
        ("good;=1+1;", "good;'=1+1;"),
        ("good; =1+1", "good;' =1+1"),
        ("good;＝1+1", "good;'＝1+1"),
        ("good\n=cmd|' /C calc'!A0", "good\n'=cmd|' /C calc'!A0"),
        ("good\t@SUM(A1)", "good\t'@SUM(A1)"),
        ("good;-cmd|' /C calc'!A0", "good;'-cmd|' /C calc'!A0"),
    ],
)
def test_no_formula_begins_where_another_country_s_spreadsheet_cuts_the_line(text: str, safe: str) -> None:
    assert safe_cell(text) == safe


@pytest.mark.parametrize("text", ["so good ;-)", "a; b", "first\n\nsecond", "5 = 5", "me@example.org", "x\n+++"])
def test_what_people_usually_write_stays(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize("value", [-5, -5.5, "5-", "fine", "", None, True])
def test_numbers_and_plain_texts_stay_as_they_are(value: object) -> None:
    assert safe_cell(value) is value


def test_a_frame_is_written_in_full_precision_and_comes_back_the_same() -> None:
    frame = pd.DataFrame(
        {"=name": ["=A1", "zażółć", None], "value": [1 / 3, -0.1, math.nan], "n": np.array([1, 2, 3], dtype=np.int64)}
    )
    data = frame_csv(frame)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["'=name", "value", "n"]
    assert rows[1:] == [["'=A1", repr(1 / 3), "1"], ["zażółć", "-0.1", "2"], ["", "", "3"]]
