"""Scores written as words, and files that are no tables."""

from __future__ import annotations

import pytest

from cjo_core.errors import ImportFailed
from cjo_core.exchange.importing import ImportOptions, Report, import_table
from cjo_core.exchange.reading.score_words import number_of, words_of
from cjo_core.exchange.reading.tables import read_table
from cjo_core.store.database import Store
from cjo_core.store.responses.reads import rows


def brought_in(store: Store, metric: str, cells: list[str]) -> Report:
    lines = "\n".join(f'"{cell}"' for cell in cells)
    return import_table(store, read_table(f"score\n{lines}\n".encode()), ImportOptions(metric, "score"))


def scores(store: Store) -> list[int | None]:
    return sorted(row.score for row in rows(store) if row.score is not None)


def test_words_on_one_ladder_are_read_and_said(store: Store) -> None:
    cells = ["Very satisfied", "very Satisfied ", "Somewhat dissatisfied", "Not applicable", "3"]
    report = brought_in(store, "csat", cells)
    assert (report.stored, report.skipped) == (4, 1)
    assert scores(store) == [2, 3, 5, 5]
    (said,) = [words for words in report.warnings if "read as scores" in words]
    assert "“Somewhat dissatisfied” as 2 (1)" in said
    assert any("Not applicable" in reason for _line, reason in report.reasons)


@pytest.mark.parametrize(
    ("metric", "cells"),
    [
        ("csat", ["Extremely satisfied", "Moderately satisfied"]),  # of a scale of seven
        ("csat", ["good", "poor"]),  # 4 and 2, or 3 and 1
        ("ces", ["Strongly agree", "Agree", "Disagree"]),  # perhaps of a scale of five
        ("nps", ["Very likely", "Unlikely"]),
    ],
)
def test_words_that_could_mean_other_scores_are_refused(store: Store, metric: str, cells: list[str]) -> None:
    report = brought_in(store, metric, cells)
    assert (report.stored, report.skipped) == (0, len(cells))


def test_chinese_and_polish_words_are_read(store: Store) -> None:
    assert words_of("csat", ["非常满意", "一般"]) == {"非常满意": 5, "一般": 3}
    assert words_of("ces", ["Raczej łatwo", "bardzo trudno"]) == {"raczej łatwo": 5, "bardzo trudno": 1}


def test_the_number_in_front_of_its_meaning_is_the_score(store: Store) -> None:
    report = brought_in(store, "nps", ["10 - Extremely likely", "7", "0 - Not at all likely"])
    assert report.stored == 3
    assert scores(store) == [0, 7, 10]


@pytest.mark.parametrize("damaged", ["5-May", "01-May", "Jun-25", "3 - 4", "6.5 - good"])
def test_what_a_spreadsheet_made_of_a_range_is_no_score(damaged: str) -> None:
    assert number_of(damaged) is None


@pytest.mark.parametrize(
    "begins", [b"%PDF-1.7\n", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"\x1f\x8b\x08", b"\n<!DOCTYPE html>\n<p>"]
)
def test_a_file_of_another_kind_is_named_as_such(begins: bytes) -> None:
    with pytest.raises(ImportFailed, match="not a table"):
        read_table(begins + b"a,b\n1,2\n" * 20)
