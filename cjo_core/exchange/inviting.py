"""A file of customers into invitations, with a report that accounts for every row. Never sends anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cjo_core.errors import BadValue, ImportFailed
from cjo_core.exchange.reading.scores import is_blank
from cjo_core.exchange.reading.tables import Table, unique_headings
from cjo_core.exchange.reading.words import quoted
from cjo_core.exchange.records.columns import WORDS, bare_heading, best_column
from cjo_core.exchange.records.reading import read_id
from cjo_core.locale import N_, _, ngettext, whole
from cjo_core.locale.tags import closest
from cjo_core.store.database import Store
from cjo_core.store.invitations.making import LATELY, THERE, TWICE, UNSUBSCRIBED, VALID_DAYS, invite
from cjo_core.store.set_up.audience import check_name, known_place
from cjo_core.store.set_up.surveys import survey as find_survey
from cjo_core.survey.invitations import EMAIL, EMAIL_LIMIT, Invitee
from cjo_core.survey.places import Place, dimension_name
from cjo_core.survey.surveys import Survey

PLACED = ("stage", "touchpoint", "segment", "persona", "channel")
#: What a file may hold; only the customer is needed.
FIELDS = ("customer", "email", "language", *PLACED)
#: What columns are called beside `records.columns.WORDS`.
_CALLED = {
    "email": "email emailaddress mail mailaddress adresemail 电子邮件 邮箱 邮件地址",
    "language": "language lang locale język jezyk 语言",
    "segment": "segment customersegment 客户群 细分",
    "persona": "persona 人物画像 画像",
}
_ORDER = ("email", "customer", "language", "touchpoint", "stage", "segment", "persona", "channel")
_WHY = {
    TWICE: N_("the customer stands in the file twice; the first row counts"),
    THERE: N_("the customer is in this batch already"),
    UNSUBSCRIBED: N_("the customer wants no more invitations"),
}
#: Names that are listed in a warning.
_LISTED = 5


@dataclass(frozen=True)
class InviteReport:
    """What became of a file: `read` = `made` + `skipped`; in a dry run, what would become of it."""

    read: int
    made: int
    without_address: int
    reasons: tuple[tuple[int, str], ...]
    warnings: tuple[str, ...]
    numbers: tuple[int, ...] = ()
    dry_run: bool = False

    @property
    def skipped(self) -> int:
        return self.read - self.made


def guess_invitation_columns(table: Table) -> dict[str, str]:
    """The columns of a file that its headings give away, by what they hold. No column is taken twice.

    >>> from cjo_core.exchange.reading.tables import read_table
    >>> guess_invitation_columns(read_table(b"ID,E-mail,Lang,Shop\\n7,a@b.pl,pl,x"))
    {'customer': 'ID', 'email': 'E-mail', 'language': 'Lang'}
    """
    names = unique_headings(table.headers)
    bare = [bare_heading(name) for name in table.headers]
    taken: dict[str, int] = {}
    for one in _ORDER:
        free = [i for i in range(len(names)) if i not in taken.values() and bare[i]]
        words = tuple(_CALLED[one].split()) if one in _CALLED else WORDS[one]
        if (found := best_column(bare, free, words)) is not None:
            taken[one] = found
    if "customer" not in taken:
        alone = [i for i, name in enumerate(bare) if name in ("id", "no", "nr", "编号") and i not in taken.values()]
        taken.update({"customer": alone[0]} if alone else {})
    return {one: names[taken[one]] for one in FIELDS if one in taken}


def import_invitations(
    store: Store,
    survey: str,
    batch: str,
    table: Table,
    columns: Mapping[str, str | None],
    *,
    now: datetime,
    valid_days: int = VALID_DAYS,
    dry_run: bool = False,
) -> InviteReport:
    """Invite the customers in a table; with `dry_run` nothing is written. Raises ImportFailed without a column of
    customers, NotFound for the survey, BadValue for the batch."""
    asked = find_survey(store, survey)
    people, reasons, warnings = _read(store, asked, table, columns)
    done = invite(store, survey, batch, people, now=now, valid_days=valid_days, dry_run=dry_run)
    for one, why, when in done.left_out:
        if why == LATELY and when is not None:
            words = _("the customer was asked on {day} already, and nobody is asked that often")
            reasons.append((one.line, words.format(day=when.date().isoformat())))
        else:
            reasons.append((one.line, _(_WHY[why])))
    left_out = {one.line for one, _why, _when in done.left_out}
    return InviteReport(
        read=len(table.rows) + len(table.misfits),
        made=len(done.made),
        without_address=sum(one.email is None for one in people if one.line not in left_out),
        reasons=tuple(sorted(reasons)),
        warnings=(*table.warnings, *warnings),
        numbers=tuple(done.made),
        dry_run=dry_run,
    )


def _read(
    store: Store, survey: Survey, table: Table, columns: Mapping[str, str | None]
) -> tuple[list[Invitee], list[tuple[int, str]], list[str]]:
    at = {one: table.column(name) for one, name in columns.items() if name is not None}
    if "customer" not in at:
        raise ImportFailed(_("no column is known to hold “{field}”; say which one does").format(field=_("Customer id")))
    people: list[Invitee] = []
    reasons = list(table.misfits)
    places: dict[Place, tuple[Place, dict[str, str]]] = {}
    unknown: Counter[tuple[str, str]] = Counter()
    for row, line in zip(table.rows, table.line_numbers, strict=True):
        cells = {one: row[i].strip() for one, i in at.items() if not is_blank(row[i])}
        try:
            given = Place(**{one: check_name(cells[one]) for one in PLACED if one in cells})
            if given not in places:
                places[given] = known_place(store, given)
            place, odd = places[given]
            if odd and survey.unknown_values == "refuse":
                raise BadValue(_unknown_names(odd))
            language = cells.get("language")
            spoken = None if language is None else closest(language.replace("_", "-"), survey.languages)
            if language is not None and spoken is None:
                unknown["language", language] += 1
            people.append(Invitee(read_id(row[at["customer"]]), _email(cells.get("email")), spoken, place, line))
            unknown.update(odd.items())
        except BadValue as error:
            reasons.append((line, str(error)))
    return people, reasons, _warnings(unknown)


def _email(text: str | None) -> str | None:
    if text is None:
        return None
    address = text.removeprefix("mailto:").strip()
    name, _at, domain = address.rpartition("@")
    try:  # as mail servers know it: żółw.pl is xn--w-uga1v8h.pl to them, and few take such letters before the @
        known = f"{name.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError:
        known = ""
    if len(known) > EMAIL_LIMIT or not EMAIL.fullmatch(known):
        raise BadValue(_("“{text}” is no e-mail address").format(text=address[:60]))
    return known


def _unknown_names(odd: Mapping[str, str]) -> str:
    dimension, name = next(iter(odd.items()))
    words = _("there is no {dimension} “{name}”")
    return words.format(dimension=dimension_name(dimension).lower(), name=name[:80])


def _warnings(unknown: Counter[tuple[str, str]]) -> list[str]:
    """What is left out of the invitations because nobody has set it up."""
    found = []
    for dimension in ("language", *PLACED):
        names = [name for (one, name) in unknown if one == dimension]
        if names:
            count = sum(n for (one, _name), n in unknown.items() if one == dimension)
            words = ngettext(
                "{field}: {names} is not known and left out ({count} row)",
                "{field}: {names} are not known and left out ({count} rows)",
                count,
            )
            shown = ", ".join(quoted(name) for name in names[:_LISTED]) + (" …" if len(names) > _LISTED else "")
            found.append(words.format(field=dimension_name(dimension), names=shown, count=whole(count)))
    return found
