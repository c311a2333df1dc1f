"""`run-rules`: assign customers to segments and personas by their rules, as the pages do; for a nightly job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cjo_core.commands.paths import db_option, store_path

if TYPE_CHECKING:
    from cjo_core.store.assigning.running import Run


@click.command("run-rules")
@click.option("--whole", is_flag=True, help="Look at all assigned customers' answers, not only at what has changed.")
@db_option
def run_rules_now(db: Path | None, whole: bool) -> None:
    """Run the rules of segments and personas.

    They run by themselves after imports. Rules about time (days since the last order, age) change from day to day: run
    them nightly. What was given with an answer is never touched.
    """
    from cjo_core.store.assigning.running import run_rules
    from cjo_core.store.database import open_store

    store = open_store(store_path(db))
    try:
        ran = run_rules(store, whole=whole)
    finally:
        store.close()
    click.echo(rules_line(ran))


def rules_line(ran: Run) -> str:
    """What a run did, in one line."""
    return (
        f"{ran.people:,} customers looked at: {ran.came:,} came in, {ran.changed:,} changed over, {ran.left:,} left; "
        f"{ran.responses:,} responses placed anew."
    )
