"""`scores`: a metric per group, as a table, JSON or CSV. `metrics.breakdown` computes it, as for every page."""

from __future__ import annotations

import json
import math
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cjo_core.commands.asking import group_text, note_unknown, print_lines, read_where, today_of, where_option
from cjo_core.commands.explaining import explained, print_explained
from cjo_core.commands.paths import db_option, store_path

if TYPE_CHECKING:
    import pandas as pd

    from cjo_core.metrics.cells import Cells
    from cjo_core.store.database import Store
    from cjo_core.survey.filters import Filter


@click.command()
@click.option("--metric", "name", default="nps", show_default=True, help="nps, csat, ces, ces_easy or ces1.")
@click.option(
    "--by",
    multiple=True,
    metavar="DIM",
    help="A row per stage, touchpoint, segment, persona, channel, language, survey or week.",
)
@where_option
@click.option(
    "--from", "first", metavar="DATE", help="From this day (or week, 2026-W46) on; undated answers then do not count."
)
@click.option("--to", "last", metavar="DATE", help="To this day (or week), included.")
@click.option(
    "--latest/--every",
    "latest",
    default=None,
    help="Count each person's latest answer only, or every answer [default: as each survey says, and every answer in a "
    "single week or in days that are over].",
)
@click.option("--explain", is_flag=True, help="Add how the n of all rows together comes about, and its definition.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@db_option
def scores(
    name: str,
    by: tuple[str, ...],
    wanted: tuple[str, ...],
    first: str | None,
    last: str | None,
    latest: bool | None,
    explain: bool,
    form: str,
    db: Path | None,
) -> None:
    """A metric with its 95 % interval, n and score bands, per group.

    Groups too small to be shown have no numbers and the base "hidden". The table is rounded, JSON and CSV are not.
    Where answers have weights, the metric is weighted (an answer without a weight weighs 1), and n_effective decides
    the base; n and the bands go on counting people.
    """
    from cjo_core.metrics.breakdown import breakdown
    from cjo_core.metrics.catalog import metric
    from cjo_core.store.database import open_store
    from cjo_core.survey.filters import Filter

    chosen = metric(name)
    by = tuple(dict.fromkeys(by))
    where = Filter(read_where(wanted), latest=latest)
    days = _day(first, ends=False), _day(last, ends=True)
    if days[0] and days[1] and days[1] < days[0]:
        raise click.UsageError(f"--to {last} lies before --from {first}")
    if explain and (form == "csv" or not _whole_weeks(*days)):
        raise click.UsageError("--explain goes with whole weeks (--from a Monday, --to a Sunday) as a table or JSON")
    store = open_store(store_path(db))
    try:
        cells, where = _cells(store, where, *days)
        note_unknown(cells, where)
        frame = breakdown(cells, name, by, where)
        why = explained(store, cells, chosen, where, by) if explain else None
    finally:
        store.close()
    parts = [part for part, _low, _high in chosen.parts]
    rows = [_row(record, by, parts) for record in frame.to_dict("records")]
    if form == "json":
        said = rows if why is None else {"scores": rows, **why}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    elif form == "csv":
        from cjo_core.exchange.exports import rows_csv

        headers = [*by, "metric", "value", "low", "high", *_sizes(frame), "base", *parts]
        click.echo(rows_csv(headers, [[row[header] for header in headers] for row in rows]), nl=False)
    else:
        _print_table(rows, by, parts, chosen.digits + 1, _sizes(frame))
        if why is not None:
            print_explained(why)


def _day(raw: str | None, *, ends: bool) -> date | None:
    """The day in --from or --to; a week stands for its Monday or its Sunday."""
    from cjo_core.survey.periods import monday, read_day, read_week

    if raw is None:
        return None
    if "W" in raw.upper():
        first = monday(read_week(raw.upper()))
        return min(first, date.max - timedelta(days=6)) + timedelta(days=6) if ends else first
    return read_day(raw)


def _whole_weeks(first: date | None, last: date | None) -> bool:
    return (first is None or first.weekday() == 0) and (last is None or last.weekday() == 6)


def _cells(store: Store, where: Filter, first: date | None, last: date | None) -> tuple[Cells, Filter]:
    """The counts to look at: those in memory where whole weeks are asked for, else counted between the two days."""
    from cjo_core.store.counts.cells import Counting, fresh_cells
    from cjo_core.store.counts.counting import counted_cells
    from cjo_core.survey.periods import week_of_day

    today = today_of(store)
    if _whole_weeks(first, last):
        weeks = (None if first is None else week_of_day(first), None if last is None else week_of_day(last))
        return fresh_cells(Counting(store)), where.period(*weeks, week_of_day(today))
    over = last is not None and last < today and where.latest is None
    return counted_cells(store, first, last), where.counting(latest=False) if over else where


def _row(record: dict[Any, Any], by: tuple[str, ...], parts: list[str]) -> dict[str, Any]:
    """A group in plain Python values: None for no score, not given, and everything about a hidden group."""
    from cjo_core.metrics.privacy.base import HIDDEN
    from cjo_core.survey.periods import week_name

    hidden = record["base"] == HIDDEN
    row: dict[str, Any] = {name: week_name(int(record[name])) if name == "week" else record[name] for name in by}
    row["metric"] = record["metric"]
    for name in ("value", "low", "high"):
        number = float(record[name])
        row[name] = None if math.isnan(number) else number
    row["n"] = None if hidden else int(record["n"])
    if "n_effective" in record:
        row["n_effective"] = None if hidden else float(record["n_effective"])
    row["base"] = record["base"]
    row.update({part: None if hidden else int(record[part]) for part in parts})
    return row


def _sizes(frame: pd.DataFrame) -> list[str]:
    """The columns of n: the effective one too where answers are weighted."""
    return [name for name in ("n", "n_effective") if name in frame]


def _print_table(
    rows: list[dict[str, Any]], by: tuple[str, ...], parts: list[str], digits: int, sizes: list[str]
) -> None:
    headers = [*by, "value", "low", "high", *sizes, "base", *parts]
    print_lines([headers] + [[_shown(row, name, digits, by) for name in headers] for row in rows], len(by))


def _shown(row: dict[str, Any], name: str, digits: int, by: tuple[str, ...]) -> str:
    value = row[name]
    if name in by:
        return group_text(value)
    if value is None:
        return "no score" if name == "value" and row["base"] == "none" else "–"
    return f"{value:.{digits}f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
