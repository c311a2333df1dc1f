"""Settings and import on the screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput

from cjo_core.store.database import Store
from cjo_core.store.responses.reads import rows
from cjo_core.store.responses.weights import weighted_surveys
from cjo_core.store.set_up.audience import add_names, names
from cjo_core.store.set_up.settings import setting
from tests.exchange.workbooks import workbook
from tests.pages.conftest import open_page, unfolded, words

FILE = (
    b"id,score,comment,when\n1,9,good,2026-10-01\n2,11,too much,2026-10-02\n3,,nothing,2026-10-03\n4,0,bad,2026-10-04\n"
)


def test_names_are_added_one_per_line(real: Store) -> None:
    at = open_page("set_up/settings.py")
    at.text_area(key="names_segment_0").set_value("New\n  Returning  \n\nnew")
    next(button for button in at.button if button.form_id == "add_segment").click()
    at.run()
    assert not at.exception
    assert names(real, "segment") == ["New", "Returning"]


def test_a_target_is_kept_and_can_be_taken_away(real: Store) -> None:
    at = open_page("set_up/settings.py")
    at.number_input[0].set_value(40.0)
    next(button for button in at.button if button.form_id == "targets").click()
    at.run()
    assert setting(real, "target_nps") == "40.0"


def test_an_import_shows_what_would_happen_before_it_happens(real: Store) -> None:
    at = open_page("set_up/import_file.py")
    at.file_uploader[0].upload("answers.csv", FILE)
    at.run()
    assert not at.exception
    text = words(at)
    assert "What would happen" in text
    assert rows(real) == []
    at.button(key="import_now").click()
    at.run()
    assert sorted(row.score or 0 for row in rows(real)) == [0, 9]
    assert at.button(key="import_results").label == "See the results", "the numbers, not a hunt for them, come next"
    assert not [one for one in at.button if one.key == "import_now"], "the field is empty again"
    at.file_uploader[0].upload("answers.csv", FILE)
    at.run()
    assert at.button(key="import_now").disabled, "the same file again has nothing new"


def test_an_unreadable_file_is_refused_in_words(real: Store) -> None:
    at = open_page("set_up/import_file.py")
    at.file_uploader[0].upload("answers.csv", b"")
    at.run()
    assert not at.exception
    assert at.error


def test_demo_data_are_sealed_against_imports(demo: Path) -> None:
    at = open_page("set_up/import_file.py")
    assert "sealed" in words(at)
    assert not at.file_uploader


@pytest.mark.parametrize("heads", ["提交时间,评分,原因", "Data,Ocena,Komentarz", "Submitted,Score,Reason"])
def test_the_columns_are_guessed_in_each_language(heads: str, real: Store) -> None:
    at = open_page("set_up/import_file.py")
    at.file_uploader[0].upload("answers.csv", f"{heads}\n2025-11-01,9,!\n".encode())
    at.run()
    assert [at.selectbox(key=f"column_{one}").value for one in ("date", "score", "comment")] == heads.split(",")


def test_a_column_of_weights_is_chosen_capped_and_told_of_on_the_pages(real: Store) -> None:
    at = open_page("set_up/import_file.py")
    day = (datetime.now(UTC) - timedelta(days=8)).date()
    lines = [f"{(10, 0, 8)[i % 3]},7,{day},{90 if i == 0 else 1 + i % 3}" for i in range(60)]
    at.file_uploader[0].upload("answers.csv", "\n".join(["score,growth,date,weight", *lines]).encode())
    at.run()
    assert at.selectbox(key="column_weight").value == "weight"
    at.checkbox(key="import_cap").check().run()
    at.button(key="import_now").click().run()
    assert not at.exception
    told = words(at)
    assert "1 row" in told
    assert "without weights" in told
    assert weighted_surveys(real) == ("answers",)
    shown = words(unfolded(open_page("see/over_time.py")))
    assert "Each answer counts by its weight" in shown


def test_an_encoding_can_be_chosen_where_finding_out_went_wrong(real: Store) -> None:
    at = open_page("set_up/import_file.py")
    at.file_uploader[0].upload("answers.csv", "score,comment\n9,świetnie\n".encode("cp1250"))
    at.run()
    at.selectbox(key="import_encoding").set_value("cp1250")
    at.run()
    assert not at.exception
    at.button(key="import_now").click()
    at.run()
    assert [row.comment for row in rows(real)] == ["świetnie"]


def test_names_that_are_refused_stay_in_the_field(real: Store) -> None:
    at = open_page("set_up/settings.py")
    typed = "New\n" + "x" * 500
    at.text_area(key="names_segment_0").set_value(typed)
    next(button for button in at.button if button.form_id == "add_segment").click()
    at.run()
    assert at.error
    assert at.text_area(key="names_segment_0").value == typed
    assert names(real, "segment") == []


def _public_address(at: AppTest) -> TextInput:
    return next(one for one in at.text_input if one.label == "Address of this server in links")


def test_the_address_that_is_set_stands_in_links(real: Store) -> None:
    at = open_page("set_up/settings.py")
    _public_address(at).set_value(" https://ask.example.org/ ")
    next(button for button in at.button if button.form_id == "organisation").click()
    at.run()
    assert not at.error
    surveys = open_page("collect/surveys.py")
    assert "https://ask.example.org/s/recommend" in [code.value for code in surveys.code]
    assert not surveys.info, "links with that address work on other devices too"


@pytest.mark.parametrize("typed", ["ask.example.org", "https://", "https://[", "https://ask example.org"])
def test_what_is_no_address_is_refused_and_nothing_is_saved(real: Store, typed: str) -> None:
    at = open_page("set_up/settings.py")
    at.text_input[0].set_value("Another name")
    _public_address(at).set_value(typed)
    next(button for button in at.button if button.form_id == "organisation").click()
    at.run()
    assert "it must begin with" in at.error[0].value
    assert setting(real, "public_address") == ""
    assert setting(real, "organisation") != "Another name"


def test_a_file_goes_on_with_the_series_of_a_survey_at_its_place(real: Store) -> None:
    add_names(real, "touchpoint", ["Till"], stage="Purchase")
    at = open_page("set_up/import_file.py")
    at.file_uploader[0].upload("last-year.csv", FILE)
    at.run()
    at.selectbox(key="import_survey_nps").set_value("recommend")
    at.selectbox(key="import_touchpoint").set_value("Till")
    at.run()
    at.button(key="import_now").click().run()
    assert not at.exception
    assert {(row.survey, row.stage, row.touchpoint) for row in rows(real)} == {("recommend", "Purchase", "Till")}


def test_a_place_that_cannot_be_is_said_beside_the_choices(real: Store) -> None:
    add_names(real, "touchpoint", ["Till"], stage="Purchase")
    at = open_page("set_up/import_file.py")
    at.file_uploader[0].upload("last-year.csv", FILE)
    at.run()
    at.selectbox(key="import_stage").set_value("Loyalty")
    at.selectbox(key="import_touchpoint").set_value("Till")
    at.run()
    assert not at.exception
    assert "belongs to the stage" in at.error[0].value.replace("\\", "")
    assert at.selectbox(key="import_stage").value == "Loyalty", "what was chosen stays, to be mended"


def test_a_workbook_comes_in_as_it_is_by_the_sheet_chosen(real: Store) -> None:
    sheets = {"Notes": [["read me"]], "May": [["score"], [9]], "June": [["score"], [10], [2]]}
    at = open_page("set_up/import_file.py")
    at.file_uploader[0].upload("answers.xlsx", workbook(sheets))
    at.run()
    assert not at.exception
    assert "import_encoding" not in [one.key for one in at.selectbox], "a workbook says its encoding itself"
    sheet = next(one for one in at.selectbox if one.label == "Sheet")
    assert (sheet.options, sheet.value) == (["Notes", "May", "June"], "May")
    assert "Store 1 answer" in [one.label for one in at.button]
    sheet.set_value("June").run()
    assert "Store 2 answers" in [one.label for one in at.button]
    at.button(key="import_now").click().run()
    assert not at.exception
    assert sorted(row.score for row in rows(real)) == [2, 10]


def test_an_excel_file_that_cannot_be_read_is_refused_with_the_way_to_go_on(real: Store) -> None:
    at = open_page("set_up/import_file.py")
    at.file_uploader[0].upload("answers.xlsx", b"PK\x03\x04 and so on")
    at.run()
    assert not at.exception
    assert "CSV UTF" in at.error[0].value.replace("\\", "")


def test_the_time_of_sending_is_preferred_to_that_of_opening(real: Store) -> None:
    at = open_page("set_up/import_file.py")
    at.file_uploader[0].upload("export.csv", b"StartDate,EndDate,score\n2026-10-01,2026-10-02,9\n")
    at.run()
    assert at.selectbox(key="column_date").value == "EndDate"
