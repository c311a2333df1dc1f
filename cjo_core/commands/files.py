"""What the commands that bring in files share: how one is read, the store it goes into, and why rows were skipped."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from cjo_core.exchange.reading.tables import Table
    from cjo_core.store.database import Store

F = TypeVar("F", bound=Callable[..., object])
#: How many reasons, and lines of each, are printed without --all-reasons.
_GROUPS, _LINES = 15, 12
_OPTIONS = (
    click.option(
        "--day-first/--month-first", default=None, help="The order of dates such as 3/4/2026, where nothing proves it."
    ),
    click.option("--encoding", help="Such as utf-8, gb18030, cp949, cp1252 [default: found by content]."),
    click.option("--delimiter", help="Such as , or ; [default: found by content]."),
    click.option("--sheet", metavar="NAME", help="The sheet of a workbook [default: the first that holds a table]."),
    click.option("--dry-run", is_flag=True, help="Report what would happen; write nothing."),
    click.option("--json", "as_json", is_flag=True, help="Report as JSON, with every reason."),
    click.option("--all-reasons", is_flag=True, help="Name every row that was skipped."),
)


def reading_options(command: F) -> F:
    """How a file is read and reported on."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def table_of(file: Path, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None) -> Table:
    """The file as a table; says which sheet was read where nobody chose one of several."""
    from cjo_core.exchange.reading.tables import read_table

    separator = "\t" if delimiter in ("\\t", "TAB") else delimiter
    table = read_table(file.read_bytes(), encoding=encoding, delimiter=separator, sheet=sheet)
    if sheet is None and len(table.sheets) > 1:
        others = ", ".join(f"“{name}”" for name in table.sheets if name != table.sheet)
        click.echo(f"Read from the sheet “{table.sheet}”; --sheet chooses another: {others}.", err=True)
    return table


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


def print_reasons(warnings: Sequence[str], reasons: Sequence[tuple[int, str]], every: bool) -> None:
    """Warnings, and why rows were skipped: each with its line, or the commonest reasons with some lines."""
    if warnings:
        click.echo("\nWarnings")
        for warning in warnings:
            click.echo(f"  ! {warning}")
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
