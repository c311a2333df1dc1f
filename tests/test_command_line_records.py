"""`import-customers`, `import-orders`, `import-events`: what they print, and that they store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cjo_core.commands import main
from tests.exchange.workbooks import workbook

FILES = {
    "customers": "id,plan\n007,Plus\n8,Basic\n",
    "orders": "order id,customer,date,total\nA-1,7,2026-11-02,€5\nA-2,8,someday,€5\n",
    "events": "customer,date,stage,event\n8,2026-11-01,Purchase,looked\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for kind, text in FILES.items():
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def run(folder: Path, kind: str, *more: str) -> Result:
    file, db = str(folder / f"{kind}.csv"), str(folder / "cjo.db")
    return CliRunner().invoke(main, [f"import-{kind}", file, "--db", db, *more])


def told(folder: Path, kind: str, *more: str) -> dict[str, object]:
    answer: dict[str, object] = json.loads(run(folder, kind, "--json", *more).stdout)
    return answer


def test_each_kind_is_stored_and_the_join_is_told(folder: Path) -> None:
    for kind in FILES:
        assert run(folder, kind).exit_code == 0
    text = run(folder, "orders").stdout
    assert "         2 read" in text
    assert "         1 there already" in text
    assert "“someday” is no date that can be read (line 3)" in text
    assert "such as 7" in text
    assert "“7” and “007”" in text


def test_json_tells_the_same_with_every_reason(folder: Path) -> None:
    run(folder, "customers")
    found = told(folder, "orders")
    assert (found["read"], found["new"], found["skipped"]) == (2, 1, 1)
    assert found["reasons"] == [{"line": 3, "reason": "“someday” is no date that can be read"}]
    assert found["columns"] == {"customer": "customer", "date": "date", "value": "total", "number": "order id"}
    join = found["join"]
    assert isinstance(join, dict)
    assert join["nearly"] == [["7", "007"]]


def test_a_workbook_is_read_by_the_sheet_named(folder: Path) -> None:
    cells = {"Old": [["id", "plan"], ["1", "Basic"]], "New": [["id", "plan"], ["2", "Plus"], ["3", "Plus"]]}
    (folder / "customers.csv").write_bytes(workbook(cells))  # known by its content, whatever it is called
    shown = run(folder, "customers", "--dry-run")
    assert "         1 read" in shown.stdout
    assert "Read from the sheet “Old”; --sheet chooses another: “New”." in shown.stderr
    assert told(folder, "customers", "--sheet", "New")["new"] == 2
    refused = run(folder, "customers", "--sheet", "Never")
    assert refused.exit_code != 0
    assert "the sheets are: “Old”, “New”" in refused.output


def test_a_dry_run_makes_no_database(folder: Path) -> None:
    text = run(folder, "events", "--dry-run").output
    assert "         1 would be new" in text
    assert not (folder / "cjo.db").exists()


def test_a_column_can_be_named_or_left_out(folder: Path) -> None:
    columns = told(folder, "orders", "--status", "order id", "--number", "")["columns"]
    assert columns == {
        "customer": "customer", "date": "date", "value": "total", "number": None, "status": "order id"
    }  # fmt: skip
    wrong = run(folder, "orders", "--value", "price")
    assert wrong.exit_code == 1
    assert "there is no column “price”" in wrong.output


def test_attributes_can_be_chosen(folder: Path) -> None:
    (folder / "customers.csv").write_text("id,plan,mail\n1,Plus,a@b.example\n", encoding="utf-8")
    assert "“mail” holds e-mail addresses" in run(folder, "customers", "--dry-run").output
    assert "e-mail" not in run(folder, "customers", "--attribute", "plan").output
