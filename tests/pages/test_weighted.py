"""Weighted answers on the pages: wherever n stands, the effective n that judges stands beside it; else nowhere.

The numbers are worked by hand: of 60 answers in a week of a stage, 30 weigh 1 and 30 weigh 3, so Σw = 120, Σw² = 300
and the effective n is 120² ⁄ 300 = 48.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from cjo_core.__main__ import main
from cjo_core.charts.control_chart import control_chart
from cjo_core.charts.drawing.rows import rows_of
from cjo_core.charts.heat_map import heat_map
from cjo_core.charts.journey_map.content import n_words
from cjo_core.charts.trend import trend
from cjo_core.insight.control import control_weeks
from cjo_core.insight.journey_map import experience_curve
from cjo_core.insight.pain_points import pain_points
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.cells import Cells
from cjo_core.metrics.changes.verdicts import changes
from cjo_core.store.actions import actions, set_done
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.database import Store
from cjo_core.store.responses.writes import save_responses
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey, survey
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.periods import add_weeks, week_name, week_of
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.survey.surveys import Option, Question, Survey, Wording
from pages.ui.pieces.figures import verdict_html

from .conftest import open_page, words

WEEKS, STAGES = 6, ("Purchase", "Use")
NOW = datetime.now(UTC)
LAST = week_of(NOW, ZoneInfo("Europe/Warsaw"))  # where it is Monday before it is in UTC
SIZE = "60, effective 48"


@pytest.fixture
def store(real: Store) -> Store:
    """Six weeks; in each, 60 people in either stage, all promoters in one and half of them detractors in the other."""
    asked = survey(real, "recommend")
    add_names(real, "segment", ["New"])
    kept = [
        Response(
            asked.id or 0,
            (Answer(asked.questions[0].id, 10 if stage == "Purchase" or i % 2 else 2, None),),
            new_submission_key(),
            NOW - timedelta(weeks=back),
            Place(stage=stage, segment="New"),
            weight=float(weight),
        )
        for back in range(WEEKS)
        for stage in STAGES
        for weight in (1, 3)
        for i in range(30)
    ]
    save_responses(real, kept)
    return real


@pytest.fixture
def cells(store: Store) -> Cells:
    return fresh_cells(Counting(store))


def test_a_change_tells_the_effective_n_of_both_sides(cells: Cells) -> None:
    before, after = (Filter().weeks(week, week) for week in (add_weeks(LAST, -1), LAST))
    row = changes(cells, "nps", before, after, ["stage"]).iloc[0]
    assert (row["n_before"], row["n_effective_before"]) == (60, pytest.approx(48))
    assert (row["n_after"], row["n_effective_after"], row["fewest"]) == (60, pytest.approx(48), pytest.approx(48))


def test_the_command_compare_prints_the_effective_n_beside_n(store: Store) -> None:
    weeks = ["--week", week_name(add_weeks(LAST, -1)), "--week", week_name(LAST)]
    asked = ["compare", "--db", str(store.path), "--by", "stage", *weeks]
    rows = json.loads(CliRunner().invoke(main, [*asked, "--json"]).stdout)
    assert [row["n_after"] for row in rows] == [60, 60]
    assert [row[side] for row in rows for side in ("n_effective_before", "n_effective_after")] == pytest.approx(
        [48] * 4
    )
    head, line = CliRunner().invoke(main, asked).stdout.splitlines()[:2]
    assert head.split().count("n_effective") == 2
    assert line.split()[2:4] == ["60", "48.0"]


def test_a_verdict_that_cannot_be_given_says_by_which_n(cells: Cells) -> None:
    before, after = (Filter().weeks(week, week) for week in (add_weeks(LAST, -1), LAST))
    row = changes(cells, "nps", before, after, ["stage"]).assign(verdict="too_few", fewest=11.4).iloc[0]
    assert "effective n 11 on the smaller side, 30 needed" in verdict_html(METRICS["nps"], row, "on last week")
    plain = row.copy()
    plain["n_effective_before"] = plain["n_effective_after"] = float("nan")
    assert "11 answers on the smaller side" in verdict_html(METRICS["nps"], plain, "on last week")


def test_a_control_chart_tells_it_under_each_week_in_tooltip_sentence_and_table(cells: Cells) -> None:
    found = control_weeks(cells, "nps", LAST, Filter({"stage": ("Use",)}))
    picture = control_chart(found.frame, "nps", trial=found.trial, judged=found.judged)
    assert picture.data["n_text"].tolist() == ["0"] * (12 - WEEKS) + [SIZE] * WEEKS
    assert picture.data["at"].iloc[-1].split("|")[8] == "48"
    assert f"n {SIZE}" in picture.sentence
    assert picture.table["Effective n"].tolist()[-1] == 48
    assert "[8]" in str(picture.spec)


def test_a_trend_tells_it_under_each_week(cells: Cells) -> None:
    picture = trend(breakdown(cells, "nps", ["week"], Filter({"stage": ("Use",)})), "nps")
    assert {at.split("|")[8] for at in picture.data["at"]} == {"48"}


def test_a_heat_map_has_it_in_brackets_and_room_for_it(cells: Cells) -> None:
    frame = breakdown(cells, "nps", ["segment", "stage"])
    picture = heat_map(frame, "nps", "segment", "stage")
    assert set(picture.data["small"]) == {"n 360 (288)"}
    assert "In brackets: the effective n" in picture.note
    assert set(picture.table["Effective n"]) == {288}
    plain = heat_map(frame.drop(columns="n_effective"), "nps", "segment", "stage")
    assert set(plain.data["small"]) == {"n 360"}
    assert "brackets" not in plain.note


def test_the_journey_map_has_it_in_its_curve_its_lane_and_its_findings(cells: Cells) -> None:
    where = Filter().weeks(LAST, LAST)
    curve = experience_curve(cells, "nps", where)
    use = rows_of(curve[curve["stage"] == "Use"], METRICS["nps"], ("stage",))[0]
    assert n_words(use)[0] == f"n {SIZE}"
    assert f"n {SIZE}" in use.score
    spot = pain_points(cells, ["nps"], where).pains[0]
    assert (spot.stage, spot.n, spot.effective) == ("Use", 60, pytest.approx(48))


PAGES = {"see/journey.py": 2, "see/stages.py": 1, "see/over_time.py": 1, "see/this_week.py": 1, "see/results.py": 1}


@pytest.mark.parametrize("page", PAGES)
def test_pages_print_it_wherever_n_stands(store: Store, page: str) -> None:
    at = open_page(page, weeks="all")
    assert not at.exception
    assert words(at).count(", effective ") >= PAGES[page]


@pytest.mark.parametrize("page", PAGES)
def test_without_weights_no_page_speaks_of_an_effective_n(demo: Path, page: str) -> None:
    at = open_page(page)
    assert not at.exception
    assert "effective" not in words(at)


def test_a_planned_action_tells_it_for_its_beginning_and_for_both_sides_of_its_effect(store: Store) -> None:
    at = open_page("see/journey.py", weeks="all")
    at.text_input(key="pain_1_title").set_value("Show old orders")
    next(button for button in at.button if button.label == "Add").click().run()
    assert "(n 360, effective 288)" in words(open_page("see/actions.py"))
    [one] = actions(store)
    set_done(store, one.id, NOW - timedelta(weeks=2))
    text = words(open_page("see/actions.py"))
    # three weeks before the one in which it was done, which is on neither side, and two since
    assert "Before: n 180, effective 144. Since: n 120, effective 96." in text


def test_without_weights_no_side_of_a_change_has_an_effective_n(demo: Path, real: Store) -> None:
    frame = changes(fresh_cells(Counting(real)), "nps", EVERYTHING.weeks(LAST, LAST), EVERYTHING.weeks(1, 2))
    assert frame[["n_effective_before", "n_effective_after"]].isna().all(axis=None)


def test_the_page_of_results_shows_weighted_shares_and_says_so(real: Store) -> None:
    options = (Option("web", {"en": "Web"}), Option("shop", {"en": "Shop"}))
    save_survey(real, Survey("how", "How", (Question("single", {"en": Wording("How?")}, options=options),)))
    asked = survey(real, "how")
    [question] = asked.questions
    for i in range(40):  # 30 weigh 1 and came by the web, 10 weigh 3 and came to the shop: half and half
        given = (Answer(question.id, None, None, (question.options[i % 4 == 0].id,)),)
        weight = 3.0 if i % 4 == 0 else 1.0
        save_responses(real, [Response(asked.id or 0, given, new_submission_key(), NOW, Place(), weight=weight)])
    text = words(open_page("see/results.py", results_of="how"))
    assert text.count("<b>50\u202f%</b>") == 2
    assert "30 people" in text
    assert "Shares are weighted, n 40, effective 30;" in text  # 60² ⁄ (30 + 10 · 9)
