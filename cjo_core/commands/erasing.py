"""`erase`: one customer out of every table, for good, as the page does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cjo_core.commands.paths import db_option, store_path

if TYPE_CHECKING:
    from cjo_core.store.responses.erasing import Erased


@click.command()
@click.option("--customer", required=True, help="The customer's id, exactly as it is stored.")
@click.option("--keep-scores", is_flag=True, help="Leave the scores of known surveys, as nobody's and without words.")
@click.option("--dry-run", is_flag=True, help="Say what would be erased, and erase nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@db_option
def erase(customer: str, keep_scores: bool, dry_run: bool, yes: bool, db: Path | None) -> None:
    """Erase one customer from every table. This cannot be undone.

    Answers, what waits in quarantine, orders, events, attributes and assignments go; invitations stay as nobody's, so
    that response rates stay true. In surveys that keep their people unknown only the person goes, the answer stays, and
    how many there were is not said. Backups, exported files and other programs that were told keep what they have, and
    importing an old file again brings it back.
    """
    from cjo_core.store.database import open_store
    from cjo_core.store.responses.erasing import erase_customer, to_be_erased

    store = open_store(store_path(db))
    try:
        now = datetime.now(UTC)
        found = to_be_erased(store, customer, now=now)
        click.echo(f"{customer}: {_words(found)}.")
        if dry_run:
            click.echo("Dry run: nothing was erased.")
            return
        if not yes:
            click.confirm("Erase all this for good?", abort=True)
        done = erase_customer(store, customer, keep_scores=keep_scores, now=now)
    finally:
        store.close()
    kept = " The scores stay, as nobody's and without words." if keep_scores and done.responses else ""
    click.echo(f"Erased: {_words(done)}.{kept}")
    if done.left_in_log:
        click.echo(
            "Somebody was reading all the while, so an older copy is still in the log beside the database file.\n"
            "The app removes it when nobody reads; without it: python -m cjo_core check"
        )


def _words(found: Erased) -> str:
    """What there is, in one line."""
    counts = (
        (found.responses, "responses"),
        (found.held, "held in quarantine"),
        (found.orders, "orders"),
        (found.events, "events"),
        (found.assignments, "assignments"),
        (found.invitations, "invitations"),
    )
    told = [f"{name}: {count:,}" for count, name in counts if count] + (["attributes"] if found.profile else [])
    return ", ".join(told) or "nothing that may be told"
