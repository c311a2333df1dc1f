"""`import`: a CSV file into the store, and the report on it. Decides nothing: see `exchange.importing`."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cjo_core.commands.paths import db_option, store_path

if TYPE_CHECKING:
    from cjo_core.exchange.importing import Report
    from cjo_core.store.database import Store

#: How many reasons, and lines of each, are printed without --all-reasons.
_GROUPS, _LINES = 15, 12


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--metric", required=True, help="What the scores are: nps (0–10), csat (1–5), ces or ces_easy (1–7).")
@click.option("--score", required=True, metavar="COL", help="The column of scores.")
@click.option("--date", metavar="COL", help="The column of dates; without it the answers are undated.")
@click.option("--comment", metavar="COL", help="The column of comments.")
@click.option("--id", "respondent", metavar="COL", help="The column of respondents' ids.")
@click.option("--segment", metavar="COL", help="The column of segments.")
@click.option("--persona", metavar="COL", help="The column of personas.")
@click.option("--channel", metavar="COL", help="The column of channels.")
@click.option("--language", metavar="COL", help="The column of languages.")
@click.option("--stage-column", metavar="COL", help="The column of stages.")
@click.option("--touchpoint-column", metavar="COL", help="The column of touchpoints.")
@click.option("--stage", metavar="NAME", help="The stage of the whole file.")
@click.option("--touchpoint", metavar="NAME", help="The touchpoint of the whole file; a new one needs --stage.")
@click.option("--survey", metavar="SLUG", help="The survey they belong to [default: one made for the file].")
@click.option(
    "--day-first/--month-first", default=None, help="The order of dates such as 3/4/2026, where nothing proves it."
)
@click.option("--encoding", help="Such as utf-8, gb18030, cp949, cp1252 [default: found by content].")
@click.option("--delimiter", help="Such as , or ; [default: found by content].")
@click.option("--dry-run", is_flag=True, help="Report what would happen; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON, with every reason.")
@click.option("--all-reasons", is_flag=True, help="Name every row that was skipped.")
@db_option
def import_file(
    file: Path,
    encoding: str | None,
    delimiter: str | None,
    dry_run: bool,
    as_json: bool,
    all_reasons: bool,
    db: Path | None,
    **columns: Any,
) -> None:
    """Load the answers in FILE (CSV or TAB-separated, any sane encoding).

    Columns are named by their heading; name#2 is the second of that name, #5 the fifth column. Importing the same file
    again adds nothing.
    """
    from cjo_core.exchange.importing import ImportOptions, import_table, kind_of
    from cjo_core.exchange.tables import read_table

    options = ImportOptions(file_name=file.name, **columns)
    kind_of(options.metric)
    table = read_table(
        file.read_bytes(), encoding=encoding, delimiter="\t" if delimiter in ("\\t", "TAB") else delimiter
    )
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


def store_for(path: Path, stack: ExitStack, dry_run: bool) -> Store:
    """The store, made if there is none; a dry run without one gets a passing one of its own."""
    from cjo_core.exchange.starter import make_store
    from cjo_core.store.database import open_store

    if path.exists() and path.stat().st_size > 0:
        store = open_store(path)
    elif dry_run:
        click.echo(f"There is no database at {path} yet; an import would make it.", err=True)
        store = make_store(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "dry-run.db")
    else:
        store = make_store(path)
        click.echo(f"{path} did not exist and was made (time zone UTC; init chooses another).", err=True)
    stack.callback(store.close)
    return store


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
    if report.warnings:
        click.echo("\nWarnings")
        for warning in report.warnings:
            click.echo(f"  ! {warning}")
    print_reasons(report.reasons, all_reasons)


def print_reasons(reasons: Sequence[tuple[int, str]], every: bool) -> None:
    """Why rows were skipped: each with its line, or the commonest reasons with some lines."""
    if reasons and every:
        click.echo("\nSkipped rows")
        for line, reason in reasons:
            click.echo(f"  line {line}: {reason}")
    elif reasons:
        click.echo("\nSkipped rows, by reason (--all-reasons names every row)")
        _print_groups(reasons)


def _print_groups(reasons: Sequence[tuple[int, str]]) -> None:
    groups: dict[str, list[int]] = {}
    for line, reason in reasons:
        groups.setdefault(reason, []).append(line)
    ranked = sorted(groups.items(), key=lambda item: -len(item[1]))
    for reason, lines in ranked[:_GROUPS]:
        some = ", ".join(map(str, lines[:_LINES])) + (" …" if len(lines) > _LINES else "")
        click.echo(f"{len(lines):>10,} × {reason} (line{'' if len(lines) == 1 else 's'} {some})")
    if len(ranked) > _GROUPS:
        rest = sum(len(lines) for _reason, lines in ranked[_GROUPS:])
        click.echo(f"{rest:>10,} × for {len(ranked) - _GROUPS} other reasons")
