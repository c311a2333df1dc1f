"""`check`: whether the database is sound and what the pages count is what the answers say. It changes nothing,
but empties the log beside the file."""

from __future__ import annotations

from pathlib import Path

import click

from cjo_core.commands.paths import db_option, store_path


@click.command()
@db_option
def check(db: Path | None) -> None:
    """Compare the counts behind every page with a recount of all answers, and check the file.

    The counts are taken from the snapshot beside the file, if there is one, as the pages do. Prints OK, or what
    differs; the exit status is then 1. It also brings the log beside the file into it, so that no older copy of what
    was erased stays there.
    """
    from cjo_core.store.checking import differences, faults_of_file
    from cjo_core.store.counts.cells import Counting
    from cjo_core.store.database import open_store
    from cjo_core.store.responses.erasing import finish_erasing

    store = open_store(store_path(db))
    try:
        counting = Counting(store)
        found = [*faults_of_file(store), *differences(counting)]
        read = counting.last_answer
        folded = bool(found) or (store.fold() and finish_erasing(store))  # a damaged file is left as it is
    finally:
        store.close()
    if not folded:
        click.echo(
            "Somebody was reading all the while, so the log beside the file could not be emptied: try again later."
        )
    for line in found:
        click.echo(line)
    if found:
        raise click.ClickException("the database is not as it should be (see above)")
    click.echo(f"OK: the file is sound, and the counts are those of all answers (the newest is number {read:,}).")
