"""`init` and `demo`: a new store, empty or with made-up answers. Never touches one that exists."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from cjo_core.commands.paths import chosen_path, db_option, store_path


@click.command()
@click.option("--time-zone", default="UTC", show_default=True, help="Where days begin, such as Europe/Warsaw.")
@click.option("--organisation", default="", help="The name shown above the pages.")
@click.option(
    "--stages",
    default="loyalty",
    show_default=True,
    help='The journey: "A, B, C", or one of the templates loyalty, advocacy, support.',
)
@db_option
def init(time_zone: str, organisation: str, stages: str, db: Path | None) -> None:
    """Make a new database with three starter surveys and the stages of a journey."""
    from cjo_core.exchange.starter import STARTERS, make_store, read_stages

    path, names = store_path(db), read_stages(stages)
    make_store(path, time_zone=time_zone, organisation=organisation, stages=names).close()
    shown = click.format_filename(path)  # which may hold bytes that are no text
    click.echo(f"{shown} is ready. Time zone: {time_zone}. Stages: {', '.join(names)}.")
    click.echo("Surveys, open for answers at /s/<name>: " + ", ".join(slug for slug, _title, _kind in STARTERS))
    click.echo("Start the app with:  python -m cjo_core serve" + ("" if db is None else f" --db {shown}"))


@click.command()
@click.option("--responses", type=click.IntRange(1, 10_000_000), default=20_000, show_default=True, help="How many.")
@click.option("--seed", type=int, default=7, show_default=True, help="Same seed and date, same answers.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day [default: yesterday].")
@click.option(
    "--live", is_flag=True, help="Let answers come in now, until Ctrl+C; makes the demo only if it is missing."
)
@click.option("--per-minute", type=click.FloatRange(0.1, 6000), default=30, show_default=True, help="With --live.")
@click.option("--minutes", type=click.FloatRange(0, min_open=True), help="With --live: stop by itself.")
@db_option
def demo(
    responses: int,
    seed: int,
    until: datetime | None,
    live: bool,
    per_minute: float,
    minutes: float | None,
    db: Path | None,
) -> None:
    """Make a demo database: a believable year of made-up answers, sealed off from real ones.

    With --live, answers keep coming into the one there is, so that an open screen moves.
    """
    from cjo_core.store.database import demo_path

    path = chosen_path(db) or demo_path()
    shown = click.format_filename(path)
    if not live or not path.exists():
        make_demo_at(path, responses=responses, seed=seed, until=None if until is None else until.date())
        click.echo(f"{shown} holds {responses:,} made-up answers (seed {seed}); every page that shows them says so.")
        if path.name != demo_path().name:
            click.echo(f"The app shows it once it is called {demo_path().name}.")
        elif not live:
            where = "" if chosen_path(db) is None else f" --db {shown}"
            click.echo(f"Look at it with:  python -m cjo_core serve --demo{where}")
    if live:
        _stream(path, per_minute, seed, minutes)


def _stream(path: Path, per_minute: float, seed: int, minutes: float | None) -> None:
    """Stream until the time is over or somebody presses Ctrl+C; both are a good end."""
    from cjo_core.exchange.demo import stream_answers

    count = 0

    shown = click.format_filename(path)

    def stored() -> None:
        nonlocal count
        count += 1
        if count == 1:
            click.echo(f"Answers are coming into {shown}, about {per_minute:g} a minute. Ctrl+C ends it.")

    try:
        stream_answers(path, per_minute=per_minute, seed=seed, minutes=minutes, stored=stored)
    except KeyboardInterrupt:
        click.echo()
    click.echo(f"{count:,} made-up answers came in." if count != 1 else "1 made-up answer came in.")


def make_demo_at(path: Path | None, *, responses: int, seed: int, until: date | None) -> Path:
    """Make the demo store, by default in its own place beside the real one, and return where it is."""
    from cjo_core.exchange.demo import make_demo
    from cjo_core.store.database import demo_path

    path = path or demo_path()
    yesterday = datetime.now(UTC).date() - timedelta(days=1)  # the demo wants days that are over
    make_demo(path, responses=responses, seed=seed, until=until or yesterday).close()
    return path
