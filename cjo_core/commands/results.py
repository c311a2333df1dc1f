"""`results`: what came out of one survey, question by question. `exchange.results` computes it, as for the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from cjo_core.commands.asking import group_text, note_unknown, print_lines, read_where, today_of, where_option
from cjo_core.commands.paths import db_option, store_path


@click.command()
@click.argument("survey", metavar="SURVEY")
@where_option
@click.option(
    "--from", "first", metavar="WEEK", help="From this week (2026-W46) on; undated answers then do not count."
)
@click.option("--to", "last", metavar="WEEK", help="To this week, included.")
@click.option("--language", default="en", show_default=True, help="In which language to name questions and options.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@db_option
def results(
    survey: str,
    wanted: tuple[str, ...],
    first: str | None,
    last: str | None,
    language: str,
    form: str,
    as_json: bool,
    db: Path | None,
) -> None:
    """What came out of SURVEY (the end of its link), question by question.

    A row per question, then one per score or option; "value" is a score, a mean, or a share in per cent with its 95 %
    interval. Questions answered by too few to be shown have no numbers and the base "hidden". Where answers have
    weights, values and shares are weighted, and n_effective decides the base; n and "chose" go on counting people.
    Where the survey counts each person once, their latest scores count; in a single week, and in weeks that are over,
    every score does. Options and texts always count every answer.
    """
    from cjo_core.exchange.results import outcome, outcome_columns, outcome_rows
    from cjo_core.store.counts.cells import Counting, fresh_cells
    from cjo_core.store.database import open_store
    from cjo_core.store.set_up.surveys import survey as find_survey
    from cjo_core.survey.filters import Filter
    from cjo_core.survey.periods import read_week, week_of_day

    begin, end = (None if one is None else read_week(one.upper()) for one in (first, last))
    store = open_store(store_path(db))
    try:
        one, cells = find_survey(store, survey), fresh_cells(Counting(store))
        where = Filter(read_where(wanted)).period(begin, end, week_of_day(today_of(store)))
        note_unknown(cells, where)
        found = outcome(store, cells, one, where)
        rows, columns = outcome_rows(found, (language, one.default_language)), outcome_columns(found)
    finally:
        store.close()
    if as_json or form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif form == "csv":
        from cjo_core.exchange.exports import rows_csv

        click.echo(rows_csv(list(columns), [[row[name] for name in columns] for row in rows]), nl=False)
    else:
        print_lines(_lines(rows), 2)


def _lines(rows: list[dict[str, Any]]) -> list[list[str]]:
    """The table: a question with its kind, then what was chosen."""
    sizes = [name for name in ("n", "n_effective") if any(name in row for row in rows)]
    columns = ["value", "low", "high", *sizes, "chose"]
    found = [["#", "question or option", *columns, "base"]]
    for row in rows:
        whole = row["row"] == "question"
        name = group_text(f"{row['question']} ({row['kind']})" if whole else f"  {row['option']}")
        numbers = [_shown(row[column]) for column in columns]
        found.append([str(row["position"]) if whole else "", name, *numbers, row["base"] if whole else ""])
    return found


def _shown(value: Any) -> str:
    return "" if value is None else f"{value:.2f}" if isinstance(value, float) else f"{value:,}"
