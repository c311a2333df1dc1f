"""`weigh`: weights for the answers a survey has, from the known sizes of its groups. `exchange.weighing` works them
out."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cjo_core.commands.asking import group_text, print_lines
from cjo_core.commands.files import table_of
from cjo_core.commands.paths import db_option, store_path

if TYPE_CHECKING:
    from cjo_core.exchange.weighing import Weighing
    from cjo_core.store.database import Store


@click.command()
@click.option("--survey", required=True, metavar="SLUG", help="The survey (the end of its link).")
@click.option("--by", multiple=True, metavar="DIM", help="segment, persona, channel or language.")
@click.option(
    "--targets",
    "files",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV or XLSX file of two columns under a heading: group, share. One for each --by, in the same order.",
)
@click.option(
    "--cap", type=float, is_flag=False, flag_value=5.0, metavar="[TIMES]", help="Cut weights above 5 (TIMES) medians."
)
@click.option("--without-empty", is_flag=True, help="Leave groups without answers out of the targets.")
@click.option("--replace", is_flag=True, help="Put the new weights in the place of those there are.")
@click.option("--remove", is_flag=True, help="Take all weights of the survey away instead.")
@click.option("--dry-run", is_flag=True, help="Report what would happen; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@db_option
def weigh(
    survey: str,
    by: tuple[str, ...],
    files: tuple[Path, ...],
    cap: float | None,
    without_empty: bool,
    replace: bool,
    remove: bool,
    dry_run: bool,
    as_json: bool,
    db: Path | None,
) -> None:
    """Weigh the answers a survey has, so that its groups have the shares they are known to have.

    With one --by: target share / share of the answers. With several, each with its own file, their margins are raked.
    Shares may be in any unit; "A | B" in a row stands for both groups together. Answers without a group weigh 1, and so
    do those that come later: weigh again then, with --replace. --remove makes everything as it was.
    """
    from cjo_core.store.database import open_store

    if (remove and (by or files)) or (not remove and (not by or len(by) != len(files))):
        raise click.UsageError("give one --targets file for each --by, or --remove alone")
    store = open_store(store_path(db))
    try:
        if remove:
            _remove(store, survey, dry_run=dry_run)
            return
        found = _found(store, survey, by, files, cap, without_empty)
        if found.weighted and not replace and not dry_run:
            raise click.UsageError(
                f"{found.weighted:,} responses of “{found.survey}” have weights; --replace puts new ones in their place"
            )
        if not dry_run:
            from cjo_core.store.responses.weights import save_weights

            save_weights(store, found.weights)
    finally:
        store.close()
    if as_json:
        click.echo(json.dumps(_as_dict(found, dry_run=dry_run), ensure_ascii=False, indent=2))
    else:
        _print(found, dry_run=dry_run)


def _found(
    store: Store, survey: str, by: tuple[str, ...], files: tuple[Path, ...], cap: float | None, without_empty: bool
) -> Weighing:
    from cjo_core.exchange.weighing import DIMENSIONS, read_targets, weighing
    from cjo_core.store.counts.cells import Counting, fresh_cells
    from cjo_core.store.set_up.audience import names

    targets = [
        read_targets(name, table_of(file), names(store, name) if name in DIMENSIONS else ())
        for name, file in zip(by, files, strict=True)
    ]
    return weighing(store, fresh_cells(Counting(store)), survey, targets, cap=cap, without_empty=without_empty)


def _remove(store: Store, slug: str, *, dry_run: bool) -> None:
    from cjo_core.store.responses.weights import placed_responses, remove_weights
    from cjo_core.store.set_up.surveys import survey

    slug = survey(store, slug).slug
    if dry_run:
        have = sum(one.weighted for one in placed_responses(store, slug, ()))
        click.echo(f"{have:,} weights would be removed (dry run: nothing written)")
    else:
        click.echo(f"{remove_weights(store, slug):,} weights removed; every answer of “{slug}” weighs 1")


def _as_dict(found: Weighing, *, dry_run: bool) -> dict[str, Any]:
    told = asdict(found)
    del told["weights"]
    return told | {"dry_run": dry_run}


def _print(found: Weighing, *, dry_run: bool) -> None:
    click.echo(f"survey “{found.survey}”" + (" (dry run: nothing written)" if dry_run else ""))
    lines = [["group", "n", "share", "target", "weight"]]
    for one in found.groups:
        name = group_text(f"{one.dimension}: {' | '.join(one.names)}")
        lines.append([name, f"{one.n:,}", f"{one.share:.1f} %", f"{one.target:.1f} %", f"{one.weight:.3f}"])
    print_lines(lines, 1)
    weighed = found.n - found.not_given
    click.echo(f"\n{weighed:,} answers are as precise as {found.effective:.1f} without weights", nl=False)
    click.echo(f" (design effect {found.design_effect:.2f})")
    click.echo(f"weights from {found.smallest:.3f} to {found.largest:.3f}, 1 on average")
    if found.cut:
        click.echo(f"{found.cut:,} weights were cut, so the shares miss their targets a little")
    if found.not_given:
        click.echo(f"{found.not_given:,} answers have no group: they weigh 1")
    if found.empty:
        click.echo("left out, for nobody there answered: " + ", ".join(" | ".join(names) for names in found.empty))
    if found.weighted:
        verb = "would be replaced" if dry_run else "replaced"
        click.echo(f"{found.weighted:,} weights there were before: {verb}")
