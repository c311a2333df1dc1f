"""`check`: whether the database is sound and what the pages count is what the answers say. It changes nothing."""

from __future__ import annotations

from pathlib import Path

import click

from cjo_core.commands.paths import db_option, store_path


@click.command()
@db_option
def check(db: Path | None) -> None:
    """Compare the counts behind every page with a recount of all answers, and check the file.

    The counts are taken from the snapshot beside the file, if there is one, as the pages do. Prints OK, or what
    differs; the exit status is then 1.
    """
    from cjo_core.store.cells import Counting
    from cjo_core.store.checking import differences, faults_of_file
    from cjo_core.store.database import open_store

    store = open_store(store_path(db))
    try:
        counting = Counting(store)
        found = [*faults_of_file(store), *differences(counting)]
        read = counting.last_answer
    finally:
        store.close()
    for line in found:
        click.echo(line)
    if found:
        raise click.ClickException("the database is not as it should be (see above)")
    click.echo(f"OK: the file is sound, and the counts are those of all answers (the newest is number {read:,}).")
