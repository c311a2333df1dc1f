"""How answers, orders and events find their customers, as a small table. Shows what the core has counted."""

from __future__ import annotations

from cjo_core.charts.numbers import count_text
from cjo_core.charts.words import listed
from cjo_core.locale import _, ngettext
from cjo_core.store.odata.joining import ANSWERS, EVENTS, ORDERS, Joined, JoinReport
from pages.ui.pieces.html import card_title, escape, html, note


def show_joins(join: JoinReport) -> None:
    """The table, and a sentence on each thing that does not fit."""
    people = ngettext("{count} customer in the list", "{count} customers in the list", join.customers)
    card_title(_("How they join"), people.format(count=count_text(join.customers)))
    heads = (_("Rows"), _("Of known customers"), _("Different ids"), _("Ids without a customer"), _("Several per id"))
    head = "".join(f"<th scope='col'>{escape(text)}</th>" for text in heads)
    names = {ANSWERS: _("Answers"), ORDERS: _("Orders"), EVENTS: _("Events")}
    body = "".join(_row(names[one.source], one) for one in join.sources)
    table = f"<table class='joins'><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
    html(f"<div class='wide'>{table}</div>")
    for sentence in _sentences(join):
        note(sentence)


def _row(name: str, one: Joined) -> str:
    numbers = (one.rows, one.matched_rows, one.ids, one.unmatched_ids, one.several)
    cells = "".join(f"<td>{escape(count_text(n))}</td>" for n in numbers)
    return f"<tr><th scope='row'>{escape(name)}</th>{cells}</tr>"


def _sentences(join: JoinReport) -> list[str]:
    said = []
    unknown = dict.fromkeys(one for source in join.sources for one in source.unmatched)
    if unknown:
        words = _("Nothing is dropped: ids without a customer are kept as they are, such as {ids}.")
        said.append(words.format(ids=listed(list(unknown)[:5])))
    if join.nearly_count:
        words = ngettext(
            "{count} id differs from another only by letter case, spaces or leading zeros: {pairs}. They count as "
            "different people until your files agree.",
            "{count} ids differ from others only by letter case, spaces or leading zeros, such as {pairs}. They count "
            "as different people until your files agree.",
            join.nearly_count,
        )
        pairs = listed([_("{one} and {other}").format(one=one, other=other) for one, other in join.nearly[:3]])
        said.append(words.format(count=count_text(join.nearly_count), pairs=pairs))
    if join.apart:
        words = ngettext(
            "{count} answer with an id is never joined: its survey keeps its people unknown.",
            "{count} answers with an id are never joined: their surveys keep their people unknown.",
            join.apart,
        )
        said.append(words.format(count=count_text(join.apart)))
    if join.idle:
        words = ngettext(
            "{count} customer in the list has no answer, order or event.",
            "{count} customers in the list have no answer, order or event.",
            join.idle,
        )
        said.append(words.format(count=count_text(join.idle)))
    return said
