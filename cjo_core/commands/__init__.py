"""The command line's commands, a file each. It calls what the pages call, and never computes.

set_up.py   init, demo
imports.py  import
records.py  import-customers, import-orders, import-events
rules.py    run-rules
invitations.py  send-invitations
scores.py   scores
compare.py  compare
results.py  results
serve.py    serve
check.py    check

paths.py       where the database is
files.py       how a file is read, and why rows were skipped
asking.py      what `scores` and `compare` share
explaining.py  `scores --explain`

Its text is English (a terminal and its scripts have no language of their own). Exit status: 0 fine, 1 a plain
"Error: …", 2 wrong usage.

Everything dear to import is imported inside the command that needs it, so that --help is quick.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import click

from cjo_core.commands.check import check
from cjo_core.commands.compare import compare
from cjo_core.commands.erasing import erase
from cjo_core.commands.imports import import_file
from cjo_core.commands.invitations import send_invitations
from cjo_core.commands.records import import_customers, import_events, import_orders
from cjo_core.commands.results import results
from cjo_core.commands.rules import run_rules_now
from cjo_core.commands.scores import scores
from cjo_core.commands.serve import serve
from cjo_core.commands.set_up import demo, init
from cjo_core.commands.weigh import weigh
from cjo_core.errors import CjoError


class _Commands(click.Group):
    """Turns every error of ours, and those of files, into one sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CjoError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            raise  # whoever read our output has left; click ends quietly
        except OSError as error:
            raise click.ClickException(f"{error.filename or ''}: {error.strerror or error}".strip(": ")) from error
        except sqlite3.Error as error:
            raise click.ClickException(f"the database cannot be used: {error}") from error
        except (OverflowError, UnicodeError) as error:  # a number or a text that nobody thought of
            raise click.ClickException(f"a value that was given cannot be used: {error}") from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--db", type=click.Path(path_type=Path), help="The database [default: $CJO_DB, else data/cjo.db].")
@click.pass_context
def main(ctx: click.Context, db: Path | None) -> None:
    """Customer feedback by journey stage, segment and persona: collect, import, see.

    Start with:  python -m cjo_core serve
    """
    ctx.obj = db


for command in (
    init,
    demo,
    import_file,
    import_customers,
    import_orders,
    import_events,
    weigh,
    scores,
    compare,
    results,
    serve,
    check,
    erase,
    run_rules_now,
    send_invitations,
):
    main.add_command(command)
