"""A file of customers becomes invitations: every row that does not is explained."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cjo_core.errors import ImportFailed
from cjo_core.exchange.inviting import guess_invitation_columns, import_invitations
from cjo_core.exchange.reading.tables import read_table
from cjo_core.store.database import Store, create_store
from cjo_core.store.invitations.reading import invitations
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.places import Place
from cjo_core.survey.surveys import Question, Survey, Wording

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = create_store(tmp_path / "cjo.db")
    add_names(made, "segment", ["Frequent"])
    words = {"en": Wording("Recommend?"), "pl": Wording("Polecisz?")}
    save_survey(made, Survey("shop", "Shop", (Question("nps", words),)))
    save_survey(made, Survey("strict", "Strict", (Question("nps", words),), unknown_values="refuse"))
    return made


FILE = b"""Customer ID,E-mail,Language,Segment
007,ada@example.org,pl-PL,frequent
008,,en,
009,not an address,en,Frequent
,bob@example.org,en,Frequent
007,ada@example.org,pl,Frequent
1.5E+11,eve@example.org,en,Frequent
010,mailto:Zoe@Example.org,tlh,Unheard of
"""


def test_every_row_is_an_invitation_or_says_why_not(store: Store) -> None:
    table = read_table(FILE)
    columns = guess_invitation_columns(table)
    assert columns == {"customer": "Customer ID", "email": "E-mail", "language": "Language", "segment": "Segment"}
    tried = import_invitations(store, "shop", "a", table, columns, now=NOW, dry_run=True)
    assert invitations(store, "shop") == []
    report = import_invitations(store, "shop", "a", table, columns, now=NOW)
    assert (tried.made, tried.reasons) == (report.made, report.reasons)
    assert (report.read, report.made, report.skipped, report.without_address) == (7, 3, 4, 1)
    assert [line for line, _why in report.reasons] == [4, 5, 6, 7]
    assert "no e-mail address" in report.reasons[0][1]
    assert "no customer id" in report.reasons[1][1]
    assert "twice" in report.reasons[2][1]
    assert "shortened by a spreadsheet" in report.reasons[3][1]
    assert any("tlh" in warning for warning in report.warnings)
    assert any("Unheard of" in warning for warning in report.warnings)
    made = {one.customer: one for one in invitations(store, "shop")}
    assert (made["007"].language, made["007"].place) == ("pl", Place(segment="Frequent"))
    assert (made["010"].email, made["010"].language, made["010"].place) == ("zoe@example.org", None, Place())


def test_a_strict_survey_invites_nobody_by_a_name_it_does_not_know(store: Store) -> None:
    table = read_table(b"id,segment\n1,Frequent\n2,Rare")
    report = import_invitations(store, "strict", "a", table, {"customer": "id", "segment": "segment"}, now=NOW)
    assert report.made == 1
    assert "there is no segment “Rare”" in report.reasons[0][1]


def test_the_same_file_again_invites_nobody_and_says_when_they_were_asked(store: Store) -> None:
    table = read_table(b"id\n1\n2")
    columns = guess_invitation_columns(table)
    import_invitations(store, "shop", "a", table, columns, now=NOW)
    again = import_invitations(store, "shop", "a", table, columns, now=NOW)
    assert again.made == 0
    assert "in this batch already" in again.reasons[0][1]
    other = import_invitations(store, "shop", "b", table, columns, now=NOW)
    assert other.made == 0
    assert "2026-11-22" in other.reasons[0][1]


def test_a_file_without_customers_is_refused(store: Store) -> None:
    with pytest.raises(ImportFailed, match="no column is known to hold"):
        import_invitations(store, "shop", "a", read_table(b"mail\na@b.org"), {"email": "mail"}, now=NOW)


def test_addresses_are_kept_as_mail_servers_know_them(store: Store) -> None:
    file = "id,mail\n1,a@żółw.pl\n2,jürgen@example.org\n3,a@b..pl\n".encode()
    report = import_invitations(store, "shop", "a", read_table(file), {"customer": "id", "email": "mail"}, now=NOW)
    assert [one.email for one in invitations(store, "shop")] == ["a@xn--w-uga1v8h.pl"]
    assert [line for line, _why in report.reasons] == [3, 4]
    assert "“jürgen@example.org” is no e-mail address" in report.reasons[0][1]
