"""Weights from files: what is one and what is not, how they are capped, and that page, file and command line agree."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cjo_core.__main__ import main
from cjo_core.exchange.exports import breakdown_csv
from cjo_core.exchange.importing import Report
from cjo_core.exchange.reading.weights import guess_weight_column
from cjo_core.exchange.results import outcome
from cjo_core.metrics.breakdown import breakdown
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.database import Store, open_store
from cjo_core.store.responses.weights import weighted_surveys
from cjo_core.store.set_up.surveys import survey
from cjo_core.survey.filters import EVERYTHING, Filter

Load = Callable[..., Report]


def _weights(store: Store) -> list[float]:
    with store.reading() as connection:
        rows = connection.execute("SELECT weight FROM response_weights ORDER BY response_id").fetchall()
    return [row[0] for row in rows]


def test_weights_are_numbers_with_a_point_or_a_comma(load: Load, store: Store) -> None:
    load('score,wt\n9,1\n8,0.85\n7,"0,5"\n6,2e-1\n5,.25\n', weight="wt")
    assert _weights(store) == [1.0, 0.85, 0.5, 0.2, 0.25]


@pytest.mark.parametrize("bad", ["0", "-1", "abc", "1e6", "nan", "inf", "1 000", "1.2.3", "0x1", "", "NA"])
def test_a_row_with_a_bad_weight_is_refused_with_its_line_and_reason(load: Load, store: Store, bad: str) -> None:
    report = load(f"score,wt\n9,1.5\n8,{bad}\n7,0.5\n", weight="wt")
    assert (report.stored, report.skipped) == (2, 1)
    line, reason = report.reasons[0]
    assert line == 3
    assert "weight" in reason
    assert (bad or "“”") in reason
    assert _weights(store) == [1.5, 0.5]


def test_a_file_without_a_column_of_weights_weighs_nothing(load: Load, store: Store) -> None:
    load("score,weight\n9,3\n")
    assert weighted_surveys(store) == ()


def test_weights_above_five_medians_are_cut_if_asked_for_and_the_report_says_so(load: Load, store: Store) -> None:
    text = "score,wt\n" + "9,2\n" * 5 + "1,50\n"
    report = load(text, weight="wt", cap_weights=True)
    assert _weights(store) == [2.0] * 5 + [10.0]
    assert "weights above 5 medians were cut to 10: 1 row" in report.warnings
    assert any("6 answers are as precise as 3.3 without weights" in said for said in report.warnings)


def test_weights_stay_as_they_are_unless_a_cap_is_asked_for(load: Load, store: Store) -> None:
    report = load("score,wt\n" + "9,2\n" * 5 + "1,50\n", weight="wt")
    assert _weights(store)[-1] == 50.0
    assert not any("cut" in said for said in report.warnings)


def test_the_same_file_again_changes_no_weight_and_says_so(load: Load, store: Store) -> None:
    load("id,score,wt\na,9,2\n", weight="wt", respondent="id")
    report = load("id,score,wt\na,9,7\n", weight="wt", respondent="id")
    assert (report.stored, report.duplicate) == (0, 1)
    assert any("with the weight it had then" in said for said in report.warnings)
    assert _weights(store) == [2.0]


def test_a_dry_run_says_what_the_weights_do_and_writes_none(load: Load, store: Store) -> None:
    report = load("score,wt\n9,1\n8,3\n", weight="wt", dry_run=True)
    assert any("2 answers are as precise as 1.6 without weights" in said for said in report.warnings)
    assert weighted_surveys(store) == ()


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (["score", "Weight"], 1),
        (["权重", "score"], 0),
        (["ocena", "WAGA"], 1),
        (["final_weight", "score"], 0),
        (["growth", "Your weight", "score"], None),
    ],
)
def test_a_column_of_weights_is_known_by_its_whole_name(headings: list[str], found: int | None) -> None:
    assert guess_weight_column(headings) == found


def test_weighted_page_file_and_command_line_agree_to_the_last_decimal(tmp_path: Path) -> None:
    path, file = tmp_path / "cjo.db", tmp_path / "answers.csv"
    rows = [f"{i * 7 % 11},{0.2 + i % 9 * 0.37:.3f},{('A', 'B', 'C')[i % 3]}" for i in range(400)]
    file.write_text("score,weight,segment\n" + "\n".join(rows) + "\n")
    arguments = ["--score", "score", "--metric", "nps", "--weight", "weight", "--segment", "segment", "--db", str(path)]
    assert CliRunner().invoke(main, ["import", str(file), *arguments]).exit_code == 0

    store = open_store(path)
    frame = breakdown(fresh_cells(Counting(store)), "nps", ["segment"])
    store.close()
    ask = ["scores", "--metric", "nps", "--by", "segment", "--db", str(path), "--format"]
    said = json.loads(CliRunner().invoke(main, [*ask, "json"]).stdout)
    printed = CliRunner().invoke(main, [*ask, "csv"]).stdout
    assert breakdown_csv(frame).decode("utf-8-sig").splitlines() == printed.splitlines()
    lines = list(csv.DictReader(io.StringIO(printed)))
    for record, one, line in zip(frame.to_dict("records"), said, lines, strict=True):
        mine = [row.split(",") for row in rows if row.endswith(str(record["segment"]))]
        weights = [float(weight) for _score, weight, _name in mine]
        signs = [(int(score) >= 9) - (int(score) <= 6) for score, _weight, _name in mine]
        value = 100 * sum(w * x for w, x in zip(weights, signs, strict=True)) / sum(weights)
        assert record["value"] == pytest.approx(value, abs=1e-9)
        assert record["n_effective"] == pytest.approx(sum(weights) ** 2 / sum(w * w for w in weights), abs=1e-9)
        for column in ("value", "low", "high", "n_effective"):
            assert one[column] == float(line[column]) == record[column]
        assert one["n"] == int(line["n"]) == len(mine)


def test_scores_between_days_are_weighted_like_those_of_all_weeks(tmp_path: Path) -> None:
    path, file = tmp_path / "cjo.db", tmp_path / "answers.csv"
    rows = [f"{i % 11},{1 + i % 4},2026-03-{1 + i % 28:02d}" for i in range(200)]
    file.write_text("score,wt,date\n" + "\n".join(rows) + "\n")
    arguments = ["--score", "score", "--metric", "nps", "--weight", "wt", "--date", "date", "--db", str(path)]
    assert CliRunner().invoke(main, ["import", str(file), *arguments]).exit_code == 0
    ask = ["scores", "--db", str(path), "--format", "json"]
    whole = CliRunner().invoke(main, ask).stdout
    days = CliRunner().invoke(main, [*ask, "--from", "2026-03-01", "--to", "2026-03-28"]).stdout
    for one, other in zip(json.loads(whole), json.loads(days), strict=True):
        assert one["value"] == pytest.approx(other["value"], abs=1e-9)
        assert one["n_effective"] == pytest.approx(other["n_effective"], abs=1e-9)


def test_the_results_of_a_survey_are_weighted_like_its_breakdown(load: Load, store: Store) -> None:
    load("score,wt\n" + "\n".join(f"{i % 11},{1 + i % 4}" for i in range(90)), weight="wt", survey="heavy")
    cells = fresh_cells(Counting(store))
    row = breakdown(cells, "nps", (), Filter().only(survey="heavy")).iloc[0]
    [result] = outcome(store, cells, survey(store, "heavy"), EVERYTHING).results.values()
    assert (result.value, result.low, result.high) == (row["value"], row["low"], row["high"])
    assert (result.n, result.effective, result.base) == (row["n"], row["n_effective"], row["base"])
