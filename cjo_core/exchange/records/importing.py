"""Files of customers, orders and events into the store, once each, with a report that accounts for every row.

Every row read is new, changes what was there, was there already, or is skipped (with its line and the reason). What
"the same" means:

* a customer: the id. Attributes and sign-up date that are given replace those that were; the others stay.
* an order with a number: the number. Its status and value may change. One file may name it once: several rows of one
  number would be the lines of an order, and only their sum its value.
* an order without a number: customer, time, value, and which of several equal rows it is. Its status may change.
* an event: customer, time, name and place as written, and which of several equal rows it is.

So the same file again adds nothing, and files may come in any order. What is new may change who belongs to a segment or
persona: their rules run at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cjo_core.errors import StoreError
from cjo_core.exchange.reading.naming import Naming, Placed, add_new_names, place_rows
from cjo_core.exchange.reading.tables import Table
from cjo_core.exchange.records.columns import CUSTOMERS, ORDERS, RecordOptions
from cjo_core.exchange.records.reading import Line, Lines, read_lines
from cjo_core.locale import _, ngettext, whole
from cjo_core.store.assigning.running import Run, run_rules
from cjo_core.store.database import DEMO, Store
from cjo_core.store.odata.joining import JoinReport, join_report
from cjo_core.store.odata.saving import Saved, save_customers, save_events, save_orders
from cjo_core.store.set_up.settings import team_zone
from cjo_core.survey.periods import utc_text
from cjo_core.survey.records import Customer, Event, Order, record_key


@dataclass(frozen=True)
class RecordReport:
    """What became of a file: `read` = `new` + `changed` + `same` + `skipped`; in a dry run, what would become of it.
    `join` is how everything in the store joins afterwards (in a dry run: as it is), `rules` whom the rules moved."""

    kind: str
    read: int
    new: int
    changed: int
    same: int
    skipped: int
    join: JoinReport
    warnings: tuple[str, ...] = ()
    reasons: tuple[tuple[int, str], ...] = ()
    new_names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dry_run: bool = False
    rules: Run = field(default_factory=Run)


def import_records(
    store: Store, table: Table, options: RecordOptions, *, dry_run: bool = False, now: datetime | None = None
) -> RecordReport:
    """Store the customers, orders or events in a table; with `dry_run` nothing is written, not even names.

    Raises ImportFailed if the file cannot be imported at all, and StoreError for a store of demo data: it is sealed.
    """
    if store.kind == DEMO:
        raise StoreError(_("demo data are sealed: real records cannot be imported into them"))
    with store.reading() as connection:
        zone = team_zone(connection)
    read = read_lines(table, options, zone, now or datetime.now(UTC))
    names: dict[str, tuple[str, ...]] = {}
    if options.kind == CUSTOMERS:
        people = _people(read)
        saved, given = save_customers(store, people, dry_run=dry_run), len(people)
    elif options.kind == ORDERS:
        orders = _orders(read)
        saved, given = save_orders(store, orders, dry_run=dry_run), len(orders)
    else:
        placed, naming = place_rows(store, read)
        names = {dimension: tuple(added) for dimension, added in naming.new.items()}
        saved, given = _save_events(store, placed, naming, dry_run), len(placed)
    ran = run_rules(store, now=now) if not dry_run and (saved.new or saved.changed) else Run()
    accepted = len(table.rows) + len(table.misfits) - len(read.reasons)
    return RecordReport(
        kind=options.kind,
        read=len(table.rows) + len(table.misfits),
        new=saved.new,
        changed=saved.changed,
        same=saved.same + accepted - given,
        skipped=len(read.reasons),
        join=join_report(store),
        warnings=tuple(read.warnings),
        reasons=tuple(sorted(read.reasons)),
        new_names=names,
        dry_run=dry_run,
        rules=ran,
    )


def _people(read: Lines) -> list[Customer]:
    """One customer per id: what later rows of the file say goes before what earlier ones say."""
    found: dict[str, Customer] = {}
    for row in read.rows:
        before = found.get(row.customer, Customer(row.customer))
        attributes = {**before.attributes, **row.texts}
        found[row.customer] = Customer(row.customer, row.moment or before.signed_up_at, attributes)
    if repeated := len(read.rows) - len(found):
        words = ngettext(
            "several rows for one customer: {count} row adds to what an earlier one says",
            "several rows for one customer: {count} rows add to what earlier ones say",
            repeated,
        )
        read.warnings.append(words.format(count=whole(repeated)))
    return list(found.values())


def _orders(read: Lines) -> list[Order]:
    """The orders by their key; a number that comes again with other contents is refused."""
    found: dict[bytes, Order] = {}
    lines: dict[bytes, int] = {}
    times: dict[tuple[str, ...], int] = {}
    for row in read.rows:
        number = row.texts.get("number")
        moment = _moment(row)
        if number is not None:
            key = record_key("order", number)
        else:
            base = (row.customer, utc_text(moment), "" if row.value is None else repr(row.value))
            times[base] = times.get(base, 0) + 1
            key = record_key("unnumbered order", *base, str(times[base]))
        order = Order(key, row.customer, moment, row.value, row.texts.get("status"), number)
        if found.setdefault(key, order) != order:
            words = _(
                "the order “{number}” stands in line {line} already, with other contents; a file needs one row per "
                "order"
            )
            read.reasons.append((row.line, words.format(number=(number or "")[:40], line=lines[key])))
            continue
        lines.setdefault(key, row.line)
    return list(found.values())


def _save_events(store: Store, placed: list[tuple[Line, Placed]], naming: Naming, dry_run: bool) -> Saved:
    if not dry_run:
        add_new_names(store, naming)
    return save_events(store, _events(placed), dry_run=dry_run)


def _events(placed: Iterable[tuple[Line, Placed]]) -> Iterable[Event]:
    times: dict[tuple[str, ...], int] = {}
    for row, where in placed:
        name, moment = row.texts.get("name", ""), _moment(row)
        written = [f"{dimension}={text.casefold()}" for dimension, text in row.names]
        base = (row.customer, utc_text(moment), name, *written)
        times[base] = times.get(base, 0) + 1
        yield Event(record_key("event", *base, str(times[base])), row.customer, moment, name, where.place)


def _moment(row: Line) -> datetime:
    if row.moment is None:
        raise ValueError(f"line {row.line} has no time")  # reading refuses such rows
    return row.moment
