"""`compare`: is the change between two weeks real? `metrics.changes.verdicts` computes it, as for the first screen."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import click

from cjo_core.commands.asking import group_text, note_unknown, print_lines, read_where
from cjo_core.commands.paths import db_option, store_path

_NUMBERS = ("before", "after", "difference", "low", "high", "p", "p_adjusted", "needed")
#: Beside n, where answers have weights.
_EFFECTIVE = ("n_effective_before", "n_effective_after")


@click.command()
@click.option("--metric", "name", default="nps", show_default=True, help="nps, csat, ces, ces_easy or ces1.")
@click.option(
    "--week", "weeks", multiple=True, required=True, metavar="WEEK", help="Twice: before and after, 2026-W40."
)
@click.option("--by", multiple=True, metavar="DIM", help="A row per stage, touchpoint, segment, persona, channel, …")
@click.option(
    "--where", "wanted", multiple=True, metavar="DIM=VALUE", help="Only these answers; DIM=- means not given."
)
@click.option("--json", "as_json", is_flag=True, help="All numbers in full precision.")
@db_option
def compare(
    name: str, weeks: tuple[str, ...], by: tuple[str, ...], wanted: tuple[str, ...], as_json: bool, db: Path | None
) -> None:
    """The change from one week to another per group: difference, 95 % interval, p and a verdict.

    Verdicts are up, down, unclear or too_few (under 30 answers on a side, or hidden to protect a small group). All
    rows are one family of tests: p_adjusted is by Benjamini and Hochberg, and a verdict is clear below 0.05. Every
    answer counts in its own week, also of people who have answered again since.
    Where answers have weights, the effective n stands beside n, and decides what is too few.
    """
    from cjo_core.metrics.catalog import metric
    from cjo_core.metrics.changes.verdicts import changes
    from cjo_core.store.counts.cells import Counting, fresh_cells
    from cjo_core.store.database import open_store
    from cjo_core.survey.filters import Filter
    from cjo_core.survey.periods import read_week

    if len(weeks) != 2:
        raise click.UsageError("--week is needed twice: the week before and the week after")
    before, after = (read_week(week) for week in weeks)
    if before == after:
        raise click.UsageError(f"--week {weeks[0]} is given twice; a week cannot be compared with itself")
    if "week" in by:
        raise click.UsageError("--by week: two weeks are compared already")
    chosen, by, where = metric(name), tuple(dict.fromkeys(by)), Filter(read_where(wanted))
    store = open_store(store_path(db))
    try:
        cells = fresh_cells(Counting(store))
    finally:
        store.close()
    note_unknown(cells, where)
    where = where.counting(latest=False)  # as on the first screen: a past week must not change
    frame = changes(cells, name, where.weeks(before, before), where.weeks(after, after), by)
    effective = _EFFECTIVE if frame[list(_EFFECTIVE)].notna().any(axis=None) else ()
    rows = [_row(record, by, weeks, effective) for record in frame.to_dict("records")]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _print(rows, by, chosen.digits + 1, weighted=bool(effective))


def _row(
    record: dict[Any, Any], by: tuple[str, ...], weeks: tuple[str, ...], effective: tuple[str, ...]
) -> dict[str, Any]:
    from cjo_core.metrics.changes.verdicts import TOO_FEW
    from cjo_core.metrics.privacy.base import HIDDEN

    hidden = record["verdict"] == HIDDEN
    row: dict[str, Any] = {name: record[name] for name in by}
    row |= {"metric": record["metric"], "week_before": weeks[0], "week_after": weeks[1]}
    for name in _NUMBERS:
        number = float(record[name])
        row[name] = None if math.isnan(number) else number
    for name in ("n_before", "n_after"):
        row[name] = None if hidden else int(record[name])
    for name in effective:
        row[name] = None if hidden else float(record[name])
    row["verdict"] = TOO_FEW if hidden else record["verdict"]
    return row


def _print(rows: list[dict[str, Any]], by: tuple[str, ...], digits: int, *, weighted: bool) -> None:
    n = ("n", "n_effective") if weighted else ("n",)
    headers = [*by, "before", *n, "after", *n, "difference", "low", "high", "p adjusted", "verdict"]

    def number(value: float | None, places: int = digits) -> str:
        return "–" if value is None else f"{value:.{places}f}"

    def side(row: dict[str, Any], name: str) -> list[str]:
        effective = [number(row[f"n_effective_{name}"], 1)] if weighted else []
        return [number(row[name]), number(row[f"n_{name}"], 0), *effective]

    lines = [
        [
            *(group_text(row[name]) for name in by),
            *side(row, "before"),
            *side(row, "after"),
            *(number(row[name]) for name in ("difference", "low", "high")),
            number(row["p_adjusted"], 4),
            row["verdict"],
        ]
        for row in rows
    ]
    print_lines([headers, *lines], len(by))
