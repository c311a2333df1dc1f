"""`import`: a file of answers into the store, and the report on it. Decides nothing: see `exchange.importing`."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cjo_core.commands.files import print_reasons, reading_options, store_for, table_of
from cjo_core.commands.paths import db_option, store_path

if TYPE_CHECKING:
    from cjo_core.exchange.importing import Report


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--metric",
    required=True,
    help="What the scores are: nps (0–10), csat (1–5), ces or ces_easy (1–7), or ces1 (1–5, low is good).",
)
@click.option("--score", required=True, metavar="COL", help="The column of scores.")
@click.option("--date", metavar="COL", help="The column of dates; without it the answers are undated.")
@click.option("--comment", metavar="COL", help="The column of comments.")
@click.option("--id", "respondent", metavar="COL", help="The column of respondents' ids.")
@click.option("--segment", metavar="COL", help="The column of segments.")
@click.option("--persona", metavar="COL", help="The column of personas.")
@click.option("--channel", metavar="COL", help="The column of channels.")
@click.option("--language", metavar="COL", help="The column of languages.")
@click.option("--weight", metavar="COL", help="The column of weights; without it every answer weighs 1.")
@click.option("--cap-weights", is_flag=True, help="Cut weights above five medians.")
@click.option("--stage-column", metavar="COL", help="The column of stages.")
@click.option("--touchpoint-column", metavar="COL", help="The column of touchpoints.")
@click.option("--stage", metavar="NAME", help="The stage of the whole file.")
@click.option("--touchpoint", metavar="NAME", help="The touchpoint of the whole file; a new one needs --stage.")
@click.option("--survey", metavar="SLUG", help="The survey they belong to [default: one made for the file].")
@reading_options
@db_option
def import_file(
    file: Path,
    encoding: str | None,
    delimiter: str | None,
    sheet: str | None,
    dry_run: bool,
    as_json: bool,
    all_reasons: bool,
    db: Path | None,
    **columns: Any,
) -> None:
    """Load the answers in FILE (CSV or TAB-separated in any sane encoding, or an Excel workbook: XLSX).

    Columns are named by their heading; name#2 is the second of that name, #5 the fifth column. Importing the same file
    again adds nothing.
    """
    from cjo_core.exchange.importing import ImportOptions, import_table, kind_of

    options = ImportOptions(file_name=file.name, **columns)
    kind_of(options.metric)
    table = table_of(file, encoding, delimiter, sheet)
    for name in options.columns.values():
        table.column(name)  # a wrong name is found before a database is made
    path = store_path(db)
    with ExitStack() as stack:
        store = store_for(path, stack, dry_run)
        report = import_table(store, table, options, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(_as_dict(report), ensure_ascii=False, indent=2))
    else:
        _print(report, options.file_name, click.format_filename(path), all_reasons)


def _as_dict(report: Report) -> dict[str, Any]:
    return {
        "read": report.read,
        "stored": report.stored,
        "skipped": report.skipped,
        "duplicate": report.duplicate,
        "warnings": list(report.warnings),
        "survey": report.survey,
        "new_names": {dimension: list(names) for dimension, names in report.new_names.items()},
        "dry_run": report.dry_run,
        "reasons": [{"line": line, "reason": reason} for line, reason in report.reasons],
    }


def _print(report: Report, file_name: str, path: str, all_reasons: bool) -> None:
    click.echo(
        f"{file_name} → survey “{report.survey}” in {path}" + (" (dry run: nothing written)" if report.dry_run else "")
    )
    for number, what in (
        (report.read, "read"),
        (report.stored, "would be stored" if report.dry_run else "stored"),
        (report.skipped, "skipped"),
        (report.duplicate, "duplicate"),
    ):
        click.echo(f"{number:>10,} {what}")
    print_reasons(report.warnings, report.reasons, all_reasons)
