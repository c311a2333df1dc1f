"""What commands that ask for numbers share: reading --where, what day it is, and laying out a table in a terminal.
Never computes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cjo_core.metrics.cells import Cells
    from cjo_core.store.database import Store
    from cjo_core.survey.filters import Filter

_NOT_GIVEN = ("", "-")


#: Which answers a command looks at; read it with `read_where`.
where_option = click.option(
    "--where",
    "wanted",
    multiple=True,
    metavar="DIM=VALUE",
    help="Only these answers; twice for one DIM means either, DIM=- not given.",
)


def read_where(wanted: Iterable[str]) -> dict[str, tuple[str | None, ...]]:
    """The names asked for, per dimension; "-" or nothing means not given."""
    found: dict[str, tuple[str | None, ...]] = {}
    for one in wanted:
        dimension, equals, value = one.partition("=")
        if not equals:
            raise click.UsageError(f"--where {one}: write DIM=VALUE, such as --where stage=Purchase")
        name = None if value.strip() in _NOT_GIVEN else value.strip()
        found[dimension.strip()] = (*found.get(dimension.strip(), ()), name)
    return found


def today_of(store: Store) -> date:
    """The day it is for the team."""
    from cjo_core.store.set_up.settings import setting
    from cjo_core.survey.periods import time_zone

    return datetime.now(time_zone(setting(store, "time_zone", "UTC"))).date()


def note_unknown(cells: Cells, where: Filter) -> None:
    """A misspelt name would look like "no answers": say so, beside the result."""
    for dimension, names in where.where.items():
        surveys = tuple(question.survey for question in cells.questions)
        have = surveys if dimension == "survey" else cells.names[dimension]
        known = {name.casefold() for name in have}
        for name in names:
            if name is not None and name.casefold() not in known:
                shown = ", ".join(dict.fromkeys(have)) or "none yet"
                click.echo(f"Note: there is no {dimension} “{name}” (there are: {shown[:400]})", err=True)


def print_lines(lines: Sequence[Sequence[str]], left: int) -> None:
    """Lines of cells as aligned columns, the first `left` of them flush left; the first line is the header."""
    widths = [max(_width(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        cells = [_padded(text, width, i < left) for i, (text, width) in enumerate(zip(line, widths, strict=True))]
        click.echo("  ".join(cells).rstrip())
    if len(lines) == 1:
        click.echo("no answers")


def group_text(name: str | None) -> str:
    """A group's name on one line of a terminal."""
    return "(not given)" if name is None else "".join(c if c.isprintable() else "\ufffd" for c in str(name))


def _width(text: str) -> int:
    """Columns a terminal needs: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int, left: bool) -> str:
    room = " " * (width - _width(text))
    return text + room if left else room + text
