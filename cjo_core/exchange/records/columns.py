"""Which column of a file of customers, orders or events holds what. Guesses by the headings alone; never reads rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cjo_core.errors import ImportFailed
from cjo_core.exchange.reading.tables import Table, unique_headings
from cjo_core.locale import N_, _

CUSTOMERS, ORDERS, EVENTS = "customers", "orders", "events"
KINDS = (CUSTOMERS, ORDERS, EVENTS)
#: What each kind of file holds; the first ones of a kind are needed (`NEEDED`).
FIELDS = {
    CUSTOMERS: ("customer", "signed_up"),
    ORDERS: ("customer", "date", "value", "status", "number"),
    EVENTS: ("customer", "date", "stage", "touchpoint", "channel", "name"),
}
NEEDED = {CUSTOMERS: ("customer",), ORDERS: ("customer", "date"), EVENTS: ("customer", "date")}
FIELD_NAMES = {
    "customer": N_("Customer id"),
    "signed_up": N_("Sign-up date"),
    "date": N_("Date"),
    "value": N_("Value"),
    "status": N_("Status"),
    "number": N_("Order number"),
    "stage": N_("Stage"),
    "touchpoint": N_("Touchpoint"),
    "channel": N_("Channel"),
    "name": N_("What happened"),
}
#: What columns are called, by what they hold, in the languages of the interface; the surest words come first. Headings
#: are compared without case, spaces and signs.
_CALLED = {
    "customer": "customerid clientid userid memberid accountid respondentid visitorid customer client user member "
    "respondent visitor idklienta klient 客户编号 客户 用户 会员",
    "signed_up": "signedup signup registered registration joined customersince createdat created since rejestrac 注册",
    "number": "orderid ordernumber orderno ordernr number invoice numerzamówienia nrzamówienia 订单号 订单编号",
    "date": "orderedat orderdate happenedat timestamp datetime date time createdat created when data czas 日期 时间",
    "value": "value amount total revenue price sum wartość kwota 金额 总价 价格",
    "status": "status state 状态",
    "stage": "journeystage stage etap 阶段",
    "touchpoint": "touchpoint punktstyku punkt 触点 接触点",
    "channel": "channel medium kanał 渠道",
    "name": "eventname event action eventtype type name zdarzenie 事件",
}
WORDS = {one: tuple(words.split()) for one, words in _CALLED.items()}
#: A heading that says no more than "id" is the customer's in a list of customers, and the order's in one of orders.
_BARE = frozenset({"id", "no", "nr", "编号"})
#: The order in which columns are given away: what is surest first.
_ORDER = ("number", "customer", "signed_up", "date", "value", "status", "touchpoint", "stage", "channel", "name")


@dataclass(frozen=True)
class RecordOptions:
    """What a file holds, and in which column (by its heading); a field that is None, or not named, is not there.

    `attributes` (of customers): the columns that become attributes; None: all that are left. `day_first` settles the
    order of day and month where nothing proves it.
    """

    kind: str
    columns: Mapping[str, str | None] = field(default_factory=dict)
    attributes: tuple[str, ...] | None = None
    file_name: str = "records.csv"
    day_first: bool | None = None


def guess_columns(table: Table, kind: str) -> dict[str, str]:
    """The columns of a file that its headings give away, by what they hold. No column is taken twice.

    >>> from cjo_core.exchange.reading.tables import read_table
    >>> guess_columns(read_table(b"Order ID,Customer,Order date,Total\\n1,007,2026-11-02,5"), "orders")
    {'customer': 'Customer', 'date': 'Order date', 'value': 'Total', 'number': 'Order ID'}
    """
    names = unique_headings(table.headers)
    bare = [bare_heading(name) for name in table.headers]
    taken: dict[str, int] = {}
    for one in _ORDER:
        if one in fields_of(kind):
            free = [i for i in range(len(names)) if i not in taken.values() and bare[i]]
            if (found := best_column(bare, free, WORDS[one])) is not None:
                taken[one] = found
    owner = "number" if kind == ORDERS else "customer"
    if owner not in taken:
        alone = [i for i, name in enumerate(bare) if name in _BARE and i not in taken.values()]
        taken.update({owner: alone[0]} if alone else {})
    return {one: names[taken[one]] for one in fields_of(kind) if one in taken}


def best_column(bare: list[str], free: list[int], words: tuple[str, ...]) -> int | None:
    """The free column that is called by the surest word; failing that, one whose name holds it."""
    for fits in (lambda name, word: name == word, lambda name, word: word in name):
        for word in words:
            for i in free:
                if fits(bare[i], word):
                    return i
    return None


def bare_heading(heading: str) -> str:
    """A heading as headings are compared: without case, spaces and signs."""
    return re.sub(r"[\W_]+", "", heading.casefold())


def fields_of(kind: str) -> tuple[str, ...]:
    """What a kind of file holds; raises ImportFailed for an unknown kind."""
    if kind not in FIELDS:
        raise ImportFailed(f"“{kind}” is no kind of records; possible are {', '.join(KINDS)}")
    return FIELDS[kind]


def field_name(name: str) -> str:
    """A field as a label."""
    return _(FIELD_NAMES[name])


def positions(table: Table, options: RecordOptions) -> dict[str, int]:
    """The position of each column asked for; raises ImportFailed if one that is needed is not named, or none such is
    there."""
    fields_of(options.kind)
    found = {one: table.column(name) for one, name in options.columns.items() if name is not None}
    for one in NEEDED[options.kind]:
        if one not in found:
            words = _("no column is known to hold “{field}”; say which one does")
            raise ImportFailed(words.format(field=field_name(one)))
    if options.kind == EVENTS and not {"stage", "touchpoint", "name"} & set(found):
        raise ImportFailed(_("events need a column that says what happened: a stage, a touchpoint or a name"))
    return found


def attribute_columns(table: Table, options: RecordOptions, taken: Mapping[str, int]) -> dict[str, int]:
    """The columns that become attributes, by the attribute's name."""
    names = unique_headings(table.headers)
    if options.attributes is not None:
        return {name: table.column(name) for name in options.attributes}
    return {name: i for i, name in enumerate(names) if table.headers[i] and i not in taken.values()}
