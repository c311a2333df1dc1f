"""The --db option, on the group and on every command, and the path that results. Never opens anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def db_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command its own --db, which wins over that of the group."""
    option = click.option(
        "--db", type=click.Path(path_type=Path), help="The database [default: $CJO_DB, else data/cjo.db]."
    )
    return option(command)


def chosen_path(db: Path | None) -> Path | None:
    """The path somebody asked for, here or before the command's name; None if nobody did."""
    return db or click.get_current_context().obj


def store_path(db: Path | None) -> Path:
    """The path of the real store."""
    from cjo_core.store.database import default_path

    return chosen_path(db) or default_path()
