"""`import-customers`, `import-orders`, `import-events`: O-data from CSV files and workbooks, and how it joins. Decides
nothing: see `exchange.records`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cjo_core.commands.files import print_reasons, reading_options, store_for, table_of
from cjo_core.commands.paths import db_option, store_path
from cjo_core.commands.rules import rules_line

if TYPE_CHECKING:
    from cjo_core.exchange.records.importing import RecordReport
    from cjo_core.store.odata.joining import JoinReport

_FIELDS = {
    "customers": {"customer": "ids", "signed_up": "sign-up dates"},
    "orders": {
        "customer": "customers' ids",
        "date": "dates",
        "value": "values",
        "status": "statuses",
        "number": "order numbers",
    },
    "events": {
        "customer": "customers' ids",
        "date": "dates",
        "stage": "stages",
        "touchpoint": "touchpoints",
        "channel": "channels",
        "name": "names of what happened",
    },
}
_HELP = {
    "customers": "Load customers from FILE: an id, a sign-up date, and any other columns as attributes.",
    "orders": "Load orders from FILE: customer, date, value, status, order number.",
    "events": "Load events from FILE: customer, date, stage or touchpoint, channel, name.",
}
_MORE = """

    FILE is a CSV or an Excel workbook (XLSX). Columns are found by their headings; an option names one that is not,
    and '' leaves one out. Importing the same file again adds nothing; what has changed in it is brought up to date.
    Customers, orders, events and answers are joined by the id, as text."""


def _command(kind: str) -> click.Command:
    def run(**given: Any) -> None:
        _import(kind, **given)

    options: list[Callable[..., Any]] = [
        click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
        *(
            click.option(f"--{name.replace('_', '-')}", name, metavar="COL", help=f"The column of {what}.")
            for name, what in _FIELDS[kind].items()
        ),
        reading_options,
        db_option,
    ]
    if kind == "customers":
        about = "A column to keep as an attribute; several are possible [default: all others]."
        options.insert(-1, click.option("--attribute", "attributes", multiple=True, metavar="COL", help=about))
    for option in reversed(options):
        run = option(run)
    return click.command(f"import-{kind}", help=_HELP[kind] + _MORE)(run)


def _import(
    kind: str,
    file: Path,
    encoding: str | None,
    delimiter: str | None,
    sheet: str | None,
    dry_run: bool,
    as_json: bool,
    all_reasons: bool,
    db: Path | None,
    day_first: bool | None,
    attributes: tuple[str, ...] = (),
    **columns: str | None,
) -> None:
    from cjo_core.exchange.records.columns import RecordOptions, guess_columns, positions
    from cjo_core.exchange.records.importing import import_records

    table = table_of(file, encoding, delimiter, sheet)
    given = {name: column or None for name, column in columns.items() if column is not None}
    named: dict[str, str | None] = {**guess_columns(table, kind), **given}
    options = RecordOptions(kind, named, attributes or None, file.name, day_first)
    positions(table, options)  # a wrong name is found before a database is made
    path = store_path(db)
    with ExitStack() as stack:
        report = import_records(store_for(path, stack, dry_run), table, options, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(_as_dict(report, named), ensure_ascii=False, indent=2))
    else:
        _print(report, named, file.name, click.format_filename(path), all_reasons)


def _as_dict(report: RecordReport, columns: dict[str, str | None]) -> dict[str, Any]:
    told = asdict(report)
    told["columns"] = columns
    told["reasons"] = [{"line": line, "reason": reason} for line, reason in report.reasons]
    return told


def _print(report: RecordReport, columns: dict[str, str | None], file_name: str, path: str, all_reasons: bool) -> None:
    note = " (dry run: nothing written)" if report.dry_run else ""
    click.echo(f"{file_name} → {report.kind} in {path}{note}")
    used = ", ".join(f"{name} = “{column}”" for name, column in columns.items() if column)
    click.echo(f"Columns: {used}")
    would = "would be " if report.dry_run else ""
    for number, what in (
        (report.read, "read"),
        (report.new, f"{would}new"),
        (report.changed, f"{would}changed"),
        (report.same, "there already"),
        (report.skipped, "skipped"),
    ):
        click.echo(f"{number:>10,} {what}")
    for dimension, names in report.new_names.items():
        click.echo(f"New {dimension}: {', '.join(names)}")
    print_reasons(report.warnings, report.reasons, all_reasons)
    if report.rules.people:
        click.echo(f"\nRules: {rules_line(report.rules)}")
    print_join(report.join)


def print_join(join: JoinReport) -> None:
    """How answers, orders and events find their customers, as a small table."""
    click.echo(f"\nHow they join (customers in the list: {join.customers:,}, {join.idle:,} of them with nothing else)")
    click.echo(f"{'':10}{'rows':>12}{'matched':>12}{'ids':>12}{'unmatched':>12}{'several':>12}")
    for one in join.sources:
        click.echo(
            f"{one.source:10}{one.rows:>12,}{one.matched_rows:>12,}{one.ids:>12,}{one.unmatched_ids:>12,}"
            f"{one.several:>12,}" + (f"   such as {', '.join(one.unmatched)}" if one.unmatched else "")
        )
    if join.apart:
        click.echo(f"Never joined, as their survey keeps its people unknown: {join.apart:,} answers with an id")
    if join.nearly_count:
        some = ", ".join(f"“{one}” and “{other}”" for one, other in join.nearly)
        click.echo(f"Nearly the same (by case, spaces or leading zeros): {join.nearly_count:,} pairs, such as {some}")


import_customers, import_orders, import_events = (_command(kind) for kind in _FIELDS)
