"""The command line as people and scripts use it."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from cjo_core.commands import main
from cjo_core.metrics.breakdown import breakdown
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.database import open_store
from cjo_core.store.responses.writes import save_responses
from cjo_core.store.set_up.audience import add_names
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, new_submission_key

ROOT = Path(__file__).parents[1]
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("scores", "--metric", "nps")` in a world whose database is a passing one."""
    monkeypatch.setenv("CJO_DB", str(tmp_path / "cjo.db"))

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments))

    return invoke


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "spring.csv"
    path.write_text(
        "id,nps,when,why,seg\n1,9,2026-10-05 10:00,quick,New\n2,10,2026-10-06,,New\n3,NA,2026-10-07,none,Old\n"
        "4,2,2026-10-13,slow,Old\n5,11,2026-10-14,,Old\n"
    )
    return path


IMPORT = ("--metric", "nps", "--score", "nps", "--date", "when", "--comment", "why", "--id", "id", "--segment", "seg")


def _many(path: Path) -> None:
    """400 answers to the starter surveys, dated and not, in two stages and segments."""
    store = open_store(path)
    add_names(store, "segment", ["New", "Old"])
    start = datetime(2026, 9, 28, 8, tzinfo=UTC)
    save_responses(
        store,
        [
            Response(
                1,
                (Answer(1, i * 7 % 11),),
                new_submission_key(),
                None if i % 10 == 0 else start + timedelta(hours=3 * i),
                Place(stage=("Use", "Purchase")[i % 2], segment=("New", "Old", None)[i % 3]),
            )
            for i in range(400)
        ],
    )
    store.close()


def test_help_names_the_commands_and_is_quick_to_import(run: Run) -> None:
    shown = run("--help").output
    assert all(name in shown for name in ("init", "demo", "import", "scores", "serve"))
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, cjo_core.commands; print(sorted(sys.modules))"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert not any(
        f"'{name}'" in loaded for name in ("streamlit", "pandas", "numpy", "altair", "sqlite_utils", "uvicorn")
    )


# init


def test_init_makes_a_store_once(run: Run, tmp_path: Path) -> None:
    made = run("init", "--time-zone", "Europe/Warsaw", "--organisation", "Acme", "--stages", "Find, Buy")
    assert made.exit_code == 0
    assert "Find, Buy" in made.output
    before = (tmp_path / "cjo.db").read_bytes()
    again = run("init")
    assert again.exit_code == 1
    assert again.stderr.startswith("Error: ")
    assert "exists already" in again.stderr
    assert (tmp_path / "cjo.db").read_bytes() == before


def test_the_database_may_be_named_before_or_after_the_command(run: Run, tmp_path: Path) -> None:
    assert run("--db", str(tmp_path / "one.db"), "init").exit_code == 0
    assert run("init", "--db", str(tmp_path / "two.db")).exit_code == 0
    assert run("--db", str(tmp_path / "one.db"), "init", "--db", str(tmp_path / "three.db")).exit_code == 0
    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["one.db", "three.db", "two.db"]


def test_a_wrong_setting_leaves_no_file(run: Run, tmp_path: Path) -> None:
    failed = run("init", "--time-zone", "Mars/Base")
    assert failed.exit_code == 1
    assert "Mars/Base" in failed.stderr
    assert not (tmp_path / "cjo.db").exists()


# import


def test_import_makes_the_store_and_accounts_for_every_row(run: Run, answers: Path) -> None:
    shown = run("import", str(answers), *IMPORT)
    assert shown.exit_code == 0
    assert "did not exist and was made" in shown.stderr
    for line in (
        "5 read",
        "3 stored",
        "2 skipped",
        "0 duplicate",
        "new segments: New, Old",
        "“11” is not on the scale",
    ):
        assert line in shown.stdout


def test_import_again_adds_nothing_and_says_so_in_json(run: Run, answers: Path) -> None:
    first = json.loads(run("import", str(answers), *IMPORT, "--json").stdout)
    again = json.loads(run("import", str(answers), *IMPORT, "--json").stdout)
    assert {key: first[key] for key in ("read", "stored", "skipped", "duplicate")} == {
        "read": 5,
        "stored": 3,
        "skipped": 2,
        "duplicate": 0,
    }
    assert (again["stored"], again["duplicate"]) == (0, 3)
    assert first["survey"] == "spring"
    assert first["reasons"][0] == {"line": 4, "reason": "no score (“NA”)"}
    assert isinstance(first["warnings"], list)


def test_a_dry_run_makes_no_file(run: Run, answers: Path, tmp_path: Path) -> None:
    shown = run("import", str(answers), *IMPORT, "--dry-run")
    assert "3 would be stored" in shown.stdout
    assert "nothing written" in shown.stdout
    assert not (tmp_path / "cjo.db").exists()


def test_every_skipped_row_is_named_on_request(run: Run, answers: Path) -> None:
    shown = run("import", str(answers), *IMPORT, "--all-reasons").stdout
    assert "line 4: no score (“NA”)" in shown
    assert "line 6: “11” is not on the scale 0–10." in shown


def test_a_wrong_column_is_said_before_a_database_is_made(run: Run, answers: Path, tmp_path: Path) -> None:
    failed = run("import", str(answers), "--metric", "nps", "--score", "grade")
    assert failed.exit_code == 1
    assert failed.stderr == "Error: there is no column “grade”; the columns are: “id”, “nps”, “when”, “why”, “seg”\n"
    assert not (tmp_path / "cjo.db").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["import", "nowhere.csv", "--metric", "nps", "--score", "x"], 2, "does not exist"),
        (["import", "{file}", "--score", "nps"], 2, "--metric"),
        (["import", "{file}", "--metric", "joy", "--score", "nps"], 1, "no metric “joy”"),
        (["import", "{file}", "--metric", "nps", "--score", "nps", "--encoding", "klingon"], 1, "klingon"),
        (["scores", "--metric", "nps"], 1, "no database"),
        (["scores", "--format", "xml"], 2, "xml"),
        (["dance"], 2, "dance"),
    ],
)
def test_mistakes_are_answered_in_a_sentence(
    run: Run, answers: Path, arguments: list[str], status: int, words: str
) -> None:
    failed = run(*[argument.replace("{file}", str(answers)) for argument in arguments])
    assert failed.exit_code == status
    assert words in failed.stderr
    assert "Traceback" not in failed.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["demo", "--until", "0001-01-05"], "a demo cannot end on 0001-01-05"),
        (["demo", "--until", "9999-12-31"], "a demo cannot end on 9999-12-31"),
        (["init", "--organisation", "Acme\udcff"], "cannot be shown"),
        (["init", "--stages", "Buy\udcff, Use"], "cannot be shown"),
        (["init", "--stages", "Buy\x1b[31m, Use"], "cannot be shown"),
        (["init", "--db", "{folder}/demo.db"], "name of the demo data"),
        (["import", "{file}", "--metric", "nps", "--score", "#" + "9" * 5_000], "there is no column"),
        (["import", "{file}", "--metric", "nps", "--score", "nps", "--survey", "\udcff"], "cannot be used"),
    ],
)
def test_values_beyond_all_bounds_are_answered_in_a_sentence_and_leave_no_file(
    run: Run, answers: Path, tmp_path: Path, arguments: list[str], words: str
) -> None:
    failed = run(*(part.replace("{file}", str(answers)).replace("{folder}", str(tmp_path)) for part in arguments))
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert words in failed.stderr
    assert failed.stderr.rstrip("\n").count("\n") == 0 or "was made" in failed.stderr
    assert not (tmp_path / "demo.db").exists()


def test_a_file_and_a_database_called_by_bytes_that_are_no_text_are_used(run: Run, answers: Path) -> None:
    odd = answers.rename(answers.with_name("odd-\udcff.csv"))
    shown = run("import", str(odd), *IMPORT, "--db", str(odd.with_name("odd-\udcff.db")))
    assert (shown.exit_code, "3 stored" in shown.stdout) == (0, True), shown.exception
    assert run("init", "--db", str(odd.with_name("own-\udcff.db"))).exit_code == 0


@pytest.mark.parametrize("zone", ["Europe/Warsaw", "America/New_York", "UTC"])
@pytest.mark.parametrize(
    "days", [("--to", "9999-12-31"), ("--to", "9999-W52"), ("--from", "0001-01-01"), ("--from", "0001-01-02")]
)
def test_the_ends_of_the_calendar_may_be_asked_for(run: Run, tmp_path: Path, zone: str, days: tuple[str, str]) -> None:
    run("init", "--time-zone", zone)
    _many(tmp_path / "cjo.db")
    shown = run("scores", "--format", "json", *days)
    assert shown.exit_code == 0, shown.stderr
    assert json.loads(shown.stdout)[0]["n"] == 360


def test_a_damaged_database_is_said_to_be_one(run: Run, tmp_path: Path) -> None:
    run("init")
    path = tmp_path / "cjo.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    failed = run("scores")
    assert failed.exit_code == 1
    assert "the database cannot be used" in failed.stderr


# scores


def test_scores_say_value_interval_and_n(run: Run, tmp_path: Path) -> None:
    run("init")
    _many(tmp_path / "cjo.db")
    shown = run("scores", "--metric", "nps", "--by", "stage").stdout.splitlines()
    assert shown[0].split() == ["stage", "value", "low", "high", "n", "base", "detractors", "passives", "promoters"]
    assert [line.split()[0] for line in shown[1:]] == ["Purchase", "Use"]


def test_explained_scores_account_for_n_and_tell_their_definition(run: Run, tmp_path: Path) -> None:
    run("init")
    _many(tmp_path / "cjo.db")
    where = ("--where", "segment=New", "--from", "2026-W40", "--to", "2026-W43")
    said = json.loads(run("scores", "--by", "stage", *where, "--explain", "--format", "json").stdout)
    steps = {step["step"]: step["count"] for step in said["ledger"]}
    assert steps["counted"] == sum(row["n"] for row in said["scores"])
    assert steps["received"] == 400
    assert steps["undated"] == -40
    totals = {step["step"] for step in said["ledger"] if step["total"]}
    reasons = sum(count for name, count in steps.items() if name not in totals)
    assert steps["received"] + reasons == steps["counted"]
    definition = said["definition"]
    assert definition["bands"] == {"detractors": [0, 6], "passives": [7, 8], "promoters": [9, 10]}
    assert {one["version"] for one in definition["wordings"]} == {1}
    shown = run("scores", *where, "--explain").stdout
    assert "left out by the filters" in shown
    assert "% promoters (9–10) − % detractors (0–6)" in shown


def test_a_protected_number_is_not_explained(run: Run, tmp_path: Path) -> None:
    run("init")
    store = open_store(tmp_path / "cjo.db")
    save_responses(store, [Response(1, (Answer(1, 9),), new_submission_key(), None) for _i in range(3)])
    store.close()
    said = json.loads(run("scores", "--explain", "--format", "json").stdout)
    assert said["ledger"] is None
    assert "hidden" in run("scores", "--explain").stdout


def test_an_explanation_needs_whole_weeks_and_a_form_that_can_hold_it(run: Run) -> None:
    run("init")
    for wrong in (("--from", "2026-10-07"), ("--format", "csv")):
        refused = run("scores", "--explain", *wrong)
        assert refused.exit_code == 2
        assert "--explain goes with whole weeks" in refused.stderr


def test_json_csv_and_the_pages_agree_to_the_last_digit(run: Run, tmp_path: Path) -> None:
    run("init")
    _many(tmp_path / "cjo.db")
    by = ["--by", "segment", "--by", "week"]
    rows = json.loads(run("scores", *by, "--format", "json").stdout)
    table = list(csv.DictReader(io.StringIO(run("scores", *by, "--format", "csv").stdout)))
    store = open_store(tmp_path / "cjo.db")
    frame = breakdown(fresh_cells(Counting(store)), "nps", ["segment", "week"])
    store.close()
    shown = frame[frame["base"] != "hidden"]
    assert [row["value"] for row in rows if row["base"] != "hidden"] == shown["value"].tolist()
    assert [float(row["low"]) for row in table if row["base"] != "hidden"] == shown["low"].tolist()
    assert {row["segment"] for row in rows} == {"New", "Old", None}
    assert all(row["week"].startswith("2026-W") for row in rows)
    assert list(rows[0])[:6] == ["segment", "week", "metric", "value", "low", "high"]
    for row in rows:
        if row["base"] != "hidden":
            assert row["detractors"] + row["passives"] + row["promoters"] == row["n"]


def test_hidden_groups_tell_nothing(run: Run, tmp_path: Path) -> None:
    run("init")
    store = open_store(tmp_path / "cjo.db")
    places = [Place(stage="Use")] * 3 + [Place(stage="Purchase")] * 40
    save_responses(store, [Response(1, (Answer(1, 9),), new_submission_key(), None, place) for place in places])
    store.close()
    rows = {row["stage"]: row for row in json.loads(run("scores", "--by", "stage", "--format", "json").stdout)}
    assert rows["Use"]["base"] == "hidden"
    for key in ("value", "low", "high", "n", "promoters", "passives", "detractors"):
        assert rows["Use"][key] is None


def test_nothing_to_count_is_no_score(run: Run) -> None:
    run("init")
    assert "no score" in run("scores").stdout
    (row,) = json.loads(run("scores", "--format", "json").stdout)
    assert (row["value"], row["n"], row["base"]) == (None, 0, "none")
    assert json.loads(run("scores", "--by", "stage", "--format", "json").stdout) == []


def _n(run: Run, *arguments: str) -> Any:
    return sum(row["n"] or 0 for row in json.loads(run("scores", *arguments, "--format", "json").stdout))


def test_filters_narrow_and_the_same_dimension_twice_means_either(run: Run, tmp_path: Path) -> None:
    run("init")
    _many(tmp_path / "cjo.db")
    new, old, none = (_n(run, "--where", f"segment={name}") for name in ("New", "Old", "-"))
    assert new + old + none == _n(run) == 400
    assert _n(run, "--where", "segment=new", "--where", "segment=Old") == new + old
    assert _n(run, "--where", "segment=") == none
    assert _n(run, "--where", "segment=New", "--where", "stage=Use") < new


def test_a_misspelt_name_is_pointed_out(run: Run, tmp_path: Path) -> None:
    run("init")
    shown = run("scores", "--where", "stage=Purchas")
    assert shown.exit_code == 0
    assert "there is no stage “Purchas”" in shown.stderr
    assert run("scores", "--where", "weather=nice").exit_code == 1
    assert run("scores", "--where", "nonsense").exit_code == 2
    assert run("scores", "--by", "weather").exit_code == 1


def test_any_two_days_may_be_asked_for(run: Run, tmp_path: Path) -> None:
    run("init", "--time-zone", "Europe/Warsaw")
    _many(tmp_path / "cjo.db")
    with closing(sqlite3.connect(tmp_path / "cjo.db")) as connection:
        days = [
            datetime.fromisoformat(row[0]).astimezone(ZoneInfo("Europe/Warsaw")).date()
            for row in connection.execute("SELECT submitted_at FROM responses WHERE submitted_at IS NOT NULL")
        ]
    assert _n(run, "--from", "2026-10-01", "--to", "2026-10-09") == sum(
        date(2026, 10, 1) <= day <= date(2026, 10, 9) for day in days
    )
    week = _n(run, "--from", "2026-W41", "--to", "2026-W41")
    assert week == _n(run, "--from", "2026-10-05", "--to", "2026-10-11")
    assert week == sum(_n(run, "--from", f"2026-10-{day:02d}", "--to", f"2026-10-{day:02d}") for day in range(5, 12))
    assert _n(run, "--from", "2026-01-01") == len(days) == 360
    assert run("scores", "--from", "2026-10-09", "--to", "2026-10-01").exit_code == 2
    assert run("scores", "--from", "last week").exit_code == 1


def test_csv_is_safe_to_open_in_a_spreadsheet(run: Run, tmp_path: Path) -> None:
    (tmp_path / "evil.csv").write_text("score,seg\n" + "9,=1+1\n" * 6)
    run("import", str(tmp_path / "evil.csv"), "--metric", "nps", "--score", "score", "--segment", "seg")
    assert "'=1+1,nps," in run("scores", "--by", "segment", "--format", "csv").stdout
    assert '"=1+1"' in run("scores", "--by", "segment", "--format", "json").stdout


# as a process of its own


def _process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cjo_core", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_file_is_imported_and_scored_from_a_shell(tmp_path: Path, answers: Path) -> None:
    database = str(tmp_path / "shell.db")
    assert _process("import", str(answers), *IMPORT, "--db", database).returncode == 0
    (row,) = json.loads(_process("--db", database, "scores", "--metric", "nps", "--format", "json").stdout)
    assert (row["n"], row["promoters"], row["detractors"]) == (3, 2, 1)
    assert row["value"] == pytest.approx(100 / 3)


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    database = tmp_path / "pipe.db"
    _process("init", "--db", str(database))
    _many(database)
    shell = f'"{sys.executable}" -m cjo_core --db "{database}" scores --by week --by segment --format json | head -1'
    done = subprocess.run(["/bin/sh", "-c", shell], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "[\n"
    assert "Traceback" not in done.stderr
    assert "Error" not in done.stderr
