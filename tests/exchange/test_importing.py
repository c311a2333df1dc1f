"""Files into answers: every row accounted for, nothing twice, nothing written by a dry run."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from cjo_core.errors import BadValue, ImportFailed, StoreError
from cjo_core.exchange.importing import ImportOptions, Report, import_table
from cjo_core.exchange.reading.tables import Table, read_table
from cjo_core.store.database import DEMO, Store, create_store
from cjo_core.store.set_up.audience import add_names, names, touchpoints_by_stage
from cjo_core.store.set_up.surveys import save_survey, survey, surveys
from cjo_core.survey.surveys import Question, Survey
from tests.exchange.reading.test_tables import QUALTRICS
from tests.made_stores import nordhaus

from .conftest import NOW

Load = Callable[..., Report]
Stored = Callable[..., list[tuple[Any, ...]]]


def _numbers(report: Report) -> tuple[int, int, int, int]:
    return report.read, report.stored, report.skipped, report.duplicate


def _has(report: Report, *words: str) -> bool:
    return any(all(word in warning for word in words) for warning in report.warnings)


# scores


def test_whole_numbers_are_scores_however_they_are_written(load: Load, stored: Stored) -> None:
    report = load('score\n9\n"9 "\n9.0\n"9,00"\n0\n10\n')
    assert _numbers(report) == (6, 6, 0, 0)
    assert stored("score") == [(9,), (9,), (9,), (9,), (0,), (10,)]


def test_other_scores_are_skipped_with_line_and_reason(load: Load) -> None:
    report = load("score\n9.5\n11\nabc\n９\n-1\n1e1\n9\n")
    assert _numbers(report) == (7, 1, 6, 0)
    assert [line for line, _reason in report.reasons] == [2, 3, 4, 5, 6, 7]
    assert report.reasons[0][1] == "“9.5” is not on the scale 0–10."


def test_blank_scores_are_skipped_never_zero(load: Load) -> None:
    report = load('score,comment\n,a\nNA,\nn/a,\nnull,\n-,\nNone,b\n"  ",d\n9,c\n', comment="comment")
    assert _numbers(report) == (8, 1, 7, 0)
    assert report.reasons[1] == (3, "no score (“NA”)")
    assert _has(report, "no score in 7 rows", "1 “NA”", "empty")
    assert _has(report, "a comment, but no score, in 3 rows")


def test_rows_that_do_not_fit_are_counted_as_skipped(load: Load) -> None:
    report = load("score,comment\n9,good, but slow\n8,fine\n")
    assert _numbers(report) == (2, 1, 1, 0)
    assert report.reasons[0][0] == 2


@pytest.mark.parametrize(("metric", "allowed"), [("csat", "12345"), ("ces", "1234567"), ("ces_easy", "1234567")])
def test_the_metric_declares_the_scale(load: Load, metric: str, allowed: str) -> None:
    report = load("score\n" + "\n".join("0123456789"), metric=metric)
    assert report.stored == len(allowed)


def test_an_unknown_metric_is_refused(load: Load) -> None:
    with pytest.raises(ImportFailed, match="nps, csat, ces, ces_easy"):
        load("score\n9\n", metric="happiness")


def test_a_missing_zero_on_the_nps_scale_is_flagged(load: Load) -> None:
    assert _has(load("score\n" + "1\n9\n" * 40), "0 never occurs among 80", "1 to 10")
    assert not _has(load("score\n" + "0\n1\n9\n" * 40, file_name="b.csv"), "never occurs")
    assert not _has(load("score\n" + "1\n9\n" * 4, file_name="c.csv"), "never occurs")  # too few to tell


def test_a_column_on_another_scale_is_flagged(load: Load) -> None:
    assert _has(load("score\n" + "5\n4\n" * 40), "no score is above 5", "shorter scale")
    assert _has(load("score\n" + "5\n9\n" * 9, metric="csat", file_name="b.csv"), "outside the scale 1 to 5", "9")
    assert _has(load("score\nYes\nNo\n", file_name="c.csv"), "right column")


# dates, comments, ids


def test_dates_are_read_in_the_teams_zone(load: Load, stored: Stored) -> None:
    load("score,date\n9,2026-11-15 23:30\n8,2026-11-16 00:30\n7,2026-11-16T00:30:00Z\n", date="date")
    assert stored("submitted_at_utc", "week") == [
        ("2026-11-15T22:30:00Z", "2026-W46"),
        ("2026-11-15T23:30:00Z", "2026-W47"),
        ("2026-11-16T00:30:00Z", "2026-W47"),
    ]


def test_a_date_that_cannot_be_read_costs_the_row_not_the_trend(load: Load, stored: Stored) -> None:
    report = load("score,date\n9,soon\n8,2031-01-01\n7,\n6,1980-01-01 00:00:00\n5,2026-11-02\n", date="date")
    assert _numbers(report) == (5, 3, 2, 0)
    assert [reason for _line, reason in report.reasons] == [
        "“soon” is no date that can be read",
        "the date “2031-01-01” lies in the future",
    ]
    assert stored("score", "week") == [(7, None), (6, None), (5, "2026-W45")]
    assert _has(report, "no date in 2 rows", "1980-01-01")


def test_dates_left_open_are_added_by_importing_again_with_the_option(load: Load, stored: Stored) -> None:
    text = "score,date\n9,3/4/2026\n8,5/5/2026\n"
    first = load(text, date="date")
    assert _numbers(first) == (2, 1, 1, 0)
    assert _has(first, "say which comes first")
    assert _numbers(load(text, date="date", day_first=True)) == (2, 1, 0, 1)
    assert stored("submitted_at_utc")[1] == ("2026-04-03T10:00:00Z",)


def test_comments_are_cleaned_and_blank_ones_are_none(load: Load, stored: Stored) -> None:
    load('score,why\n9,"  two\r\nlines\x07 "\n8,NA\n7,-\n6,   \n5,"no, never"\n', comment="why")
    assert stored("comment") == [("two\nlines",), (None,), (None,), (None,), ("no, never",)]


def test_a_comment_too_long_is_cut_and_its_line_named(load: Load, stored: Stored) -> None:
    report = load(f"score,why\n9,short\n8,{'x' * 2500}\n", comment="why")
    assert len(stored("comment")[1][0]) == 2000
    assert _has(report, "cut to 2,000 characters", "line 3")


def test_ids_stay_text(load: Load, stored: Stored) -> None:
    load("id,score\n0012345678901234567,9\n1.50,8\n", respondent="id")
    assert stored("respondent") == [("0012345678901234567",), ("1.50",)]


def test_ids_that_are_addresses_are_pointed_out(load: Load) -> None:
    assert _has(load("id,score\nann@example.org,9\n", respondent="id"), "e-mail", "1 row")


# once each


def test_the_same_file_again_adds_nothing(load: Load, stored: Stored) -> None:
    text = "id,score,why\n1,9,a\n2,8,\n2,8,\n3,x,\n"
    assert _numbers(load(text, respondent="id", comment="why")) == (4, 2, 1, 1)
    assert _numbers(load(text, respondent="id", comment="why")) == (4, 0, 1, 3)
    assert len(stored("score")) == 2


def test_a_file_that_has_grown_adds_what_is_new_in_any_order(load: Load, stored: Stored) -> None:
    rows = [f"{i},{i % 11},2026-10-{i % 28 + 1:02d}\n" for i in range(60)]
    header = "id,score,date\n"
    load(header + "".join(rows[:40]), respondent="id", date="date")
    assert _numbers(load(header + "".join(reversed(rows)), respondent="id", date="date")) == (60, 20, 0, 40)
    assert len(stored("score")) == 60


def test_a_person_may_answer_again(load: Load) -> None:
    text = "id,score,date\n1,9,2026-10-01\n1,9,2026-10-08\n1,3,2026-10-08\n"
    assert _numbers(load(text, respondent="id", date="date")) == (3, 3, 0, 0)


def test_two_undated_answers_of_a_person_that_differ_in_words_both_count(load: Load) -> None:
    text = "id,score,why\n1,9,fast\n1,9,kind\n1,9,fast\n"
    assert _numbers(load(text, respondent="id", comment="why")) == (3, 2, 0, 1)
    assert _numbers(load(text, respondent="id", comment="why")) == (3, 0, 0, 3)


def test_equal_answers_without_ids_all_count_but_only_once(load: Load, stored: Stored) -> None:
    assert _numbers(load("score\n9\n9\n9\n3\n")) == (4, 4, 0, 0)
    assert _numbers(load("score\n9\n9\n9\n3\n")) == (4, 0, 0, 4)
    assert _numbers(load("score\n9\n9\n9\n3\n9\n")) == (5, 1, 0, 4)
    assert len(stored("score")) == 5


def test_columns_asked_for_later_do_not_count_identified_answers_twice(load: Load) -> None:
    text = "id,score,why,seg\n1,9,a,New\n2,8,b,Old\n"
    load(text, respondent="id")
    assert load(text, respondent="id", comment="why", segment="seg").stored == 0


def test_a_file_read_again_with_other_columns_is_pointed_out(load: Load) -> None:
    text = "score,date\n9,2026-10-01\n8,2026-10-02\n"
    load(text)
    assert _has(load(text, date="date"), "count twice")


def test_equal_answers_of_another_file_are_pointed_out(load: Load) -> None:
    load("score\n9\n8\n", survey="shop", file_name="january.csv")
    report = load("score\n9\n7\n", survey="shop", file_name="february.csv")
    assert _numbers(report) == (2, 1, 0, 1)
    assert _has(report, "cannot be told apart", "1 row")


def test_two_surveys_never_share_answers(load: Load) -> None:
    assert load("id,score\n1,9\n", respondent="id", survey="one").stored == 1
    assert load("id,score\n1,9\n", respondent="id", survey="two").stored == 1


_CELLS = st.sampled_from(["9", "10", "0", "3.0", "", "NA", "x", "11", "7 "])
_DATES = st.sampled_from(["2026-10-01", "2026-10-02 10:00", "", "13/10/2026", "1/2/2026", "nonsense", "2040-01-01"])
_IDS = st.sampled_from(["a", "b", "c", "", "NA"])
_WORDS = st.sampled_from(["", "good", "so, so", 'say "no"', "two\nlines", "NA"])
_ROWS = st.lists(st.tuples(_IDS, _CELLS, _DATES, _WORDS, st.sampled_from(["New", "new", "Old", ""])), max_size=25)


def _csv(rows: list[tuple[str, ...]]) -> Table:
    quoted = ["id,score,date,why,seg"]
    quoted += [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    return read_table("\n".join(quoted).encode())


@settings(max_examples=40, deadline=None)
@given(_ROWS, _ROWS, st.booleans(), st.booleans(), st.randoms(use_true_random=False))
def test_every_row_is_accounted_for_and_nothing_is_stored_twice(
    rows: list[tuple[str, ...]], more: list[tuple[str, ...]], with_id: bool, with_date: bool, shuffle: Any
) -> None:
    options = ImportOptions(
        "nps",
        "score",
        comment="why",
        segment="seg",
        respondent="id" if with_id else None,
        date="date" if with_date else None,
        day_first=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        store = nordhaus(Path(folder) / "cjo.db")
        first = import_table(store, _csv(rows), options, now=NOW)
        again = import_table(store, _csv(rows), options, now=NOW)
        grown = list(rows + more)
        shuffle.shuffle(grown)
        planned = import_table(store, _csv(grown), options, dry_run=True, now=NOW)
        longer = import_table(store, _csv(grown), options, now=NOW)
        for report in (first, again, planned, longer):
            assert report.read == report.stored + report.skipped + report.duplicate
            assert len(report.reasons) == report.skipped
        assert again.stored == 0
        assert _numbers(planned) == _numbers(longer)
        other = nordhaus(Path(folder) / "other.db")
        at_once = import_table(other, _csv(grown), options, now=NOW)
        assert at_once.stored == first.stored + longer.stored
        store.close()
        other.close()


# a dry run


def _tables(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    dump = list(connection.iterdump())
    connection.close()
    return dump


def test_a_dry_run_says_what_would_happen_and_writes_nothing(store: Store, load: Load) -> None:
    store.close()  # folds the log into the file
    before = store.path.read_bytes()
    from cjo_core.store.database import open_store

    again = open_store(store.path)
    table = read_table(b"score,seg,stage\n9,Brand new,Buy\n11,x,y\n")
    options = ImportOptions("nps", "score", "a.csv", segment="seg", stage_column="stage", survey="new-one")
    report = import_table(again, table, options, dry_run=True, now=NOW)
    again.close()
    assert _numbers(report) == (2, 1, 1, 0)
    assert report.new_names == {"stage": ("Buy",), "segment": ("Brand new",)}
    assert store.path.read_bytes() == before


def test_a_dry_run_in_an_open_store_changes_no_table(store: Store, load: Load) -> None:
    load("score\n9\n")
    before, version = _tables(store.path), store.version()
    load("score\n9\n8\n", dry_run=True)
    assert (_tables(store.path), store.version()) == (before, version)


# surveys


def test_a_closed_survey_is_made_for_the_file_and_found_again(store: Store, load: Load) -> None:
    report = load("id,score\n1,9\n", file_name="Spring Mailing 2026.csv", respondent="id")
    made = survey(store, report.survey)
    assert (made.slug, made.title, made.status, made.identified) == (
        "spring-mailing-2026",
        "Spring Mailing 2026.csv",
        "closed",
        True,
    )
    assert set(made.languages) == {"en", "zh", "pl"}
    assert load("id,score\n1,9\n", file_name="Spring Mailing 2026.csv", respondent="id").survey == made.slug


def test_without_ids_small_groups_are_protected(store: Store, load: Load) -> None:
    assert survey(store, load("score\n9\n").survey).identified is False


def test_another_column_of_the_same_file_gets_a_survey_of_its_own(store: Store, load: Load) -> None:
    text = "score,sat\n9,5\n8,4\n"
    assert load(text).survey == "answers"
    assert load(text, metric="csat", score="sat").survey == "answers-csat"
    assert _numbers(load(text, metric="csat", score="sat")) == (2, 0, 0, 2)


def test_a_file_called_like_a_survey_that_collects_does_not_mix_with_it(load: Load) -> None:
    assert load("score\n9\n", file_name="recommend.csv").survey == "recommend-nps"


def test_answers_go_into_the_survey_that_is_named(store: Store, load: Load) -> None:
    assert load("score\n9\n", survey="recommend").survey == "recommend"
    assert load("score\n9\n", survey="last-year").survey == "last-year"
    assert [one.slug for one in surveys(store)][-1] == "last-year"


def test_a_survey_of_another_kind_is_refused(load: Load) -> None:
    with pytest.raises(ImportFailed, match="asks no nps question"):
        load("score\n9\n", survey="satisfaction")


@pytest.mark.parametrize(("slug", "error"), [("Not A Slug", BadValue), ("demo-mine", StoreError)])
def test_a_survey_name_that_is_not_allowed_writes_nothing(
    store: Store, load: Load, slug: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        load("score,seg\n9,Fresh\n", survey=slug, segment="seg")
    assert names(store, "segment") == []


def test_demo_data_are_sealed(tmp_path: Path) -> None:
    demo = create_store(tmp_path / "demo.db", DEMO)
    save_survey(demo, Survey("demo-nps", "Demo", (Question("nps"),)))
    with pytest.raises(StoreError, match="sealed"):
        import_table(demo, read_table(b"score\n9\n"), ImportOptions("nps", "score"), now=NOW)
    demo.close()


# places


def test_unknown_names_are_added_and_reported(store: Store, load: Load, stored: Stored) -> None:
    add_names(store, "segment", ["Élite"])
    report = load(
        "score,seg,who,how,lang\n9,New,Ada,web,pl_PL\n8,new ,,Web,EN\n7,élite,NA,,Polish\n",
        segment="seg",
        persona="who",
        channel="how",
        language="lang",
    )
    assert report.new_names == {"segment": ("New",), "persona": ("Ada",), "channel": ("web",)}
    assert _has(report, "new segment: New")
    assert stored("segment", "persona", "channel", "language") == [
        ("New", "Ada", "web", "pl"),
        ("New", None, "web", "en"),
        ("Élite", None, None, "Polish"),
    ]


def test_names_of_skipped_rows_are_not_added(store: Store, load: Load) -> None:
    load("score,seg\n9,Kept\nNA,Dropped\n", segment="seg")
    assert names(store, "segment") == ["Kept"]


def test_a_column_of_something_else_is_not_taken_for_segments(store: Store, load: Load) -> None:
    rows = "".join(f"9,customer {i}\n" for i in range(300))
    with pytest.raises(ImportFailed, match="right one"):
        load("score,seg\n" + rows, segment="seg")
    assert names(store, "segment") == []


def test_a_name_too_long_skips_its_row(load: Load) -> None:
    report = load(f"score,seg\n9,{'x' * 121}\n8,New\n", segment="seg")
    assert _numbers(report) == (2, 1, 1, 0)


def test_a_stage_holds_for_the_whole_file_and_is_added(store: Store, load: Load, stored: Stored) -> None:
    report = load("score\n9\n", stage="Delivery")
    assert _has(report, "new stage: Delivery")
    assert stored("stage") == [("Delivery",)]
    assert load("score\n8\n", stage="purchase", file_name="b.csv").new_names == {}


def test_a_touchpoint_must_exist_or_come_with_its_stage(store: Store, load: Load, stored: Stored) -> None:
    with pytest.raises(ImportFailed, match="no touchpoint “Cart”"):
        load("score\n9\n", touchpoint="Cart")
    load("score\n9\n", touchpoint="Cart", stage="Purchase")
    assert touchpoints_by_stage(store)["Purchase"] == ["Cart"]
    load("score\n8\n", touchpoint="cart", file_name="b.csv")
    assert stored("stage", "touchpoint") == [("Purchase", "Cart")] * 2
    with pytest.raises(ImportFailed, match="belongs to the stage “Purchase”"):
        load("score\n9\n", touchpoint="Cart", stage="Use")


def test_rows_may_name_their_own_stage_and_touchpoint(load: Load, stored: Stored) -> None:
    text = "score,at,point\n9,Use,App\n8,Loyalty,App\n7,,Nowhere\n6,Use,\n"
    report = load(text, stage_column="at", touchpoint_column="point")
    assert stored("stage", "touchpoint") == [("Use", "App"), ("Use", "App"), ("Use", None)]
    assert report.reasons == ((4, "the touchpoint “Nowhere” is unknown, and the row names no stage to add it to"),)
    assert _has(report, "“App” belongs to the stage “Use”")


def test_the_same_ids_at_another_touchpoint_are_other_answers(load: Load) -> None:
    text = "id,score\n1,9\n2,8\n"
    load(text, respondent="id", survey="shop", stage="Purchase")
    assert load(text, respondent="id", survey="shop", stage="Use").stored == 2


# tools


def test_a_qualtrics_export_brings_its_zone_and_its_spam_marks(load: Load, stored: Stored) -> None:
    report = load(QUALTRICS, score="Q1", date="StartDate", respondent="ResponseId")
    assert _numbers(report) == (3, 2, 1, 0)
    assert report.reasons == ((6, "marked “Spam” by Qualtrics"),)
    assert stored("submitted_at_utc")[0] == ("2026-10-05T15:00:00Z",)
    assert _has(report, "America/Denver")
    assert _has(report, "unfinished", "1 row")


def test_an_import_is_noted_in_the_store(store: Store, load: Load) -> None:
    load("score\n9\nx\n")
    with store.reading() as connection:
        rows = connection.execute("SELECT imported_at, file_name, stored, duplicate, skipped FROM imports").fetchall()
    assert rows == [("2026-11-21T12:00:00Z", "answers.csv", 1, 0, 1)]


def test_a_missing_column_names_those_there_are(load: Load) -> None:
    with pytest.raises(ImportFailed, match="“score”"):
        load("score\n9\n", comment="why")


def test_a_file_called_by_bytes_that_are_no_text_is_imported_under_a_name_that_can_be_shown(
    store: Store, load: Load
) -> None:
    name = b"nps-\xff\x1b[31m.csv".decode("utf-8", "surrogateescape")
    report = load("score\n9\n", file_name=name)
    assert report.stored == 1
    assert survey(store, report.survey).title == "nps-��[31m.csv"
    assert load("score\n9\n", file_name=name).duplicate == 1
    only_bytes = load("score\n9\n", file_name=b"\xff\xfe.csv".decode("utf-8", "surrogateescape"))
    assert only_bytes.survey.startswith("import-")
