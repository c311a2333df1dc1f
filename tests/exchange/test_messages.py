"""What is said about a file is said in the reader's language, whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cjo_core import locale
from cjo_core.errors import CjoError
from cjo_core.exchange.importing import ImportOptions, import_table
from cjo_core.exchange.reading.tables import read_table
from cjo_core.exchange.starter import make_store
from cjo_core.store.database import Store

ENGLISH = re.compile(r"\b(the|is|are|and|or|rows?|lines?|score|no|not|in|of|such|as|date)\b")
HEAD = "nr;ocena;komentarz;data;segment\n"
MESSY = (
    HEAD
    + "jan@firma.pl;9;świetna obsługa;3/4/2026;Nowi\n"
    + "jan@firma.pl;9;świetna obsługa;3/4/2026;Nowi\n"
    + "k2;;wszystko źle i łatwo;5/5/2026;Stali\n"
    + "k3;brak;;;\n"
    + "k4;11;;5/5/2026;Stali\n"
    + "k5;8;;1980-01-01;Stali\n"
    + "k6;7;;wczoraj;Stali\n"
    + "k7;6;;2031-01-01;Stali\n"
    + "k8;5;;45000;Stali\n"
    + "k9;4\n"
    + "k10;3;a;5/5/2026;Stali;za dużo\n"
    + ";;;;\n"
    + f"k11;2;{'długi komentarz ' * 200};31/31/2026;Stali\n"
)
OPTIONS = ImportOptions(
    "nps", "ocena", "messy.csv", date="data", comment="komentarz", respondent="nr", segment="segment"
)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "cjo.db")
    yield made
    made.close()


def said(store: Store) -> list[str]:
    """Every warning and reason about the messy file, quotations left out."""
    report = import_table(store, read_table(MESSY.encode("cp1250")), OPTIONS, now=NOW)
    texts = [*report.warnings, *(reason for _line, reason in report.reasons)]
    assert len(report.warnings) >= 9
    assert len(report.reasons) >= 6
    return [re.sub("[„“][^“”]*”", "", text).replace("UTF-8", "") for text in texts]


def test_a_messy_file_is_reported_in_polish(store: Store) -> None:
    with locale.speaking("pl"):
        assert not [text for text in said(store) if ENGLISH.search(text)]


def test_a_messy_file_is_reported_in_chinese(store: Store) -> None:
    with locale.speaking("zh"):
        for text in said(store):
            assert re.search("[一-鿿]", text)
            assert not ENGLISH.search(text), text


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"SQLite format 3", b'a,b\n1,"2\n3,4\n'])
@pytest.mark.parametrize("language", ["pl", "zh"])
def test_a_file_that_is_none_is_refused_in_the_language(language: str, data: bytes) -> None:
    with locale.speaking(language), pytest.raises(CjoError) as refused:
        read_table(data)
    assert not ENGLISH.search(str(refused.value))


def test_a_day_is_named_as_the_language_names_it(store: Store) -> None:
    for language, day in (("en", "3 April"), ("pl", "3 kwietnia"), ("zh", "4月3日")):
        with locale.speaking(language):
            report = import_table(store, read_table(MESSY.encode()), OPTIONS, dry_run=True, now=NOW)
            assert any(day in reason for _line, reason in report.reasons)
