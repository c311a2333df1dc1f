"""Invitations by mail, over a real connection to a small mail server: each once, however often the sender stops."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from cjo_core.commands import main
from cjo_core.errors import BadValue
from cjo_core.exchange.mailing.sending import SendReport, send_due
from cjo_core.exchange.mailing.server import PASSWORD_VARIABLE, MailFailed, MailServer, mail_server, save_mail_server
from cjo_core.store.database import Store, create_store
from cjo_core.store.invitations.making import invite
from cjo_core.store.invitations.reading import invitation_of, invitations
from cjo_core.store.invitations.sending import in_doubt, let_go, save_mail_text
from cjo_core.store.invitations.stopping import revoke, unsubscribe
from cjo_core.store.set_up.settings import save_setting
from cjo_core.store.set_up.surveys import save_status, save_survey
from cjo_core.survey.invitations import Invitee
from cjo_core.survey.surveys import Question, Survey, Texts, Wording
from tests.exchange.post_office import PostOffice

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
BASE = "https://ask.example.org"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = create_store(tmp_path / "cjo.db")
    words = {
        "en": Wording("Would you <recommend> us?", "not at all", "certainly"),
        "pl": Wording("Czy nas polecisz?", "na pewno nie", "na pewno tak"),
    }
    texts = {"en": Texts("Nordhaus", "Dear customer,\n\nten seconds are enough."), "pl": Texts("Nordhaus po polsku")}
    save_survey(made, Survey("shop", "Nordhaus", (Question("nps", words, key="nps"),), texts=texts))
    people = [Invitee(str(i), f"p{i}@example.org", "pl" if i == 1 else None) for i in range(5)]
    invite(made, "shop", "a", people, now=NOW)
    return made


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as opened:
        yield opened


def server(office: PostOffice) -> MailServer:
    return MailServer("127.0.0.1", office.port, "none", "", "ask@nordhaus.example", "Nordhaus")


def send(store: Store, office: PostOffice, *, now: datetime = NOW, **how: bool) -> SendReport:
    return send_due(
        store, "shop", "a", base=BASE, server=server(office), clock=lambda: now, wait=lambda _s: None, **how
    )


def states(store: Store, now: datetime = NOW) -> list[str]:
    return [one.state(now) for one in invitations(store, "shop")]


def test_everybody_gets_one_mail_with_a_link_of_their_own(store: Store, office: PostOffice) -> None:
    report = send(store, office)
    assert (report.due, report.sent, report.problem) == (5, 5, "")
    assert sorted(office.recipients) == [f"p{i}@example.org" for i in range(5)]
    codes = {re.search(r"/i/([a-z2-7]{24})", part)[1] for part in map(plain, office.taken)}  # type: ignore[index]
    assert len(codes) == 5
    assert all(invitation_of(store, code) for code in codes)
    assert send(store, office).due == 0
    assert states(store) == ["sent"] * 5


def test_an_address_that_no_server_knows_stops_nobody_elses_mail(store: Store, office: PostOffice) -> None:
    with store.writing() as connection:
        connection.execute("UPDATE invitations SET email = 'jürgen@example.org' WHERE id = 1")
    report = send(store, office)
    assert (report.sent, report.bounced, report.problem) == (4, 1, "")
    assert states(store) == ["bounced", "sent", "sent", "sent", "sent"]


def plain(message: object) -> str:
    return message.get_body(("plain",)).get_content()  # type: ignore[attr-defined, no-any-return]


def test_a_mail_says_in_its_language_what_is_asked_and_each_score_only_chooses(
    store: Store, office: PostOffice
) -> None:
    send(store, office)
    english, polish = office.taken[0], office.taken[1]
    assert (english["Subject"], polish["Subject"]) == ("Nordhaus", "Nordhaus po polsku")
    html = english.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert len(re.findall(r'href="https://ask\.example\.org/i/[a-z2-7]{24}\?q_nps=\d+"', html)) == 11
    assert "Would you &lt;recommend&gt; us?" in html
    assert "ten seconds are enough" in html
    assert not re.search(r"<img|<script|<link|@import|url\(", html)
    assert "Czy nas polecisz?" in plain(polish)
    assert "na pewno nie" in plain(polish)


def test_a_mail_can_be_unsubscribed_from_with_one_click(store: Store, office: PostOffice) -> None:
    send(store, office)
    for message in office.taken:
        leave = re.fullmatch(r"<(https://ask\.example\.org/u/[a-z2-7]{24})>", str(message["List-Unsubscribe"]))
        assert leave
        assert leave[1] in plain(message)
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_teams_own_words_replace_those_of_the_survey(store: Store, office: PostOffice) -> None:
    save_mail_text(store, "shop", "en", "How\r\nBcc: a@b.org", "Please help us.")
    send(store, office)
    assert office.taken[0]["Subject"] == "How Bcc: a@b.org"
    assert office.taken[0]["Bcc"] is None
    assert "Please help us." in plain(office.taken[0])
    assert "ten seconds" not in plain(office.taken[0])


def test_a_dry_run_counts_and_sends_nothing(store: Store, office: PostOffice) -> None:
    assert send(store, office, dry_run=True).due == 5
    assert office.taken == []
    assert states(store) == ["waiting"] * 5


def test_an_address_that_takes_no_mail_bounces_and_one_that_is_busy_is_tried_again(
    store: Store, office: PostOffice
) -> None:
    office.codes = {"p1@example.org": 550, "p2@example.org": 450}
    report = send(store, office)
    assert (report.sent, report.bounced, report.later) == (3, 1, 1)
    assert states(store) == ["sent", "bounced", "waiting", "sent", "sent"]
    office.codes = {}
    assert send(store, office).sent == 1


def test_a_connection_that_breaks_inside_a_mail_leaves_one_in_doubt_and_nobody_gets_two(
    store: Store, office: PostOffice
) -> None:
    office.breaks_after = 2
    report = send(store, office)
    assert report.sent == 2
    assert "broke" in report.problem
    assert states(store) == ["sent", "sent", "uncertain", "waiting", "waiting"]
    office.breaks_after = None
    assert send(store, office).sent == 2, "the one in doubt is not sent again by itself"
    assert sorted(office.recipients) == [f"p{i}@example.org" for i in (0, 1, 3, 4)]
    doubtful = [one.id for one in invitations(store, "shop") if one.sending]
    assert let_go(store, doubtful) == 1
    assert send(store, office).sent == 1


def test_a_connection_that_breaks_before_a_mail_leaves_none_in_doubt(store: Store, office: PostOffice) -> None:
    office.breaks_after, office.breaks_in_mail = 2, False
    assert send(store, office).sent == 2
    assert states(store) == ["sent", "sent", "waiting", "waiting", "waiting"]


def test_a_sender_that_dies_between_two_mails_is_gone_on_with(store: Store, office: PostOffice) -> None:
    class Died(Exception):
        pass

    def die(report: SendReport) -> None:
        if report.sent == 2:
            raise Died

    with pytest.raises(Died):
        send_due(
            store, "shop", "a", base=BASE, server=server(office), told=die, clock=lambda: NOW, wait=lambda _s: None
        )
    assert send(store, office).sent == 3
    assert sorted(office.recipients) == [f"p{i}@example.org" for i in range(5)]


def test_who_was_revoked_or_unsubscribed_gets_no_mail(store: Store, office: PostOffice) -> None:
    one, two, *_others = invitations(store, "shop")
    revoke(store, [one.id], now=NOW)
    unsubscribe(store, two, now=NOW)
    assert send(store, office).sent == 3
    assert "p1@example.org" not in office.recipients


def test_reminders_go_to_the_silent_after_a_week_and_at_most_twice(store: Store, office: PostOffice) -> None:
    know_everybody(store)
    send(store, office)
    with store.writing() as connection:
        connection.execute("UPDATE invitations SET answered_on = '2026-11-23' WHERE customer IN ('0', '1')")
    assert send(store, office, reminders=True, now=NOW + timedelta(days=6)).due == 0
    for week in (7, 14):
        assert send(store, office, reminders=True, now=NOW + timedelta(days=week)).sent == 3
        assert send(store, office, reminders=True, now=NOW + timedelta(days=week + 1)).due == 0
    assert send(store, office, reminders=True, now=NOW + timedelta(days=30)).due == 0
    assert states(store)[2:] == ["reminded"] * 3
    codes = {re.search(r"/i/(\w+)", plain(one))[1] for one in office.taken if one["To"] == "p2@example.org"}  # type: ignore[index]
    assert len(codes) == 1, "a reminder says the same link again"


def know_everybody(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 1")
        connection.execute("UPDATE invitations SET unknown = 0")


def answered(store: Store, *customers: str) -> None:
    with store.writing() as connection:
        for customer in customers:
            connection.execute(
                "UPDATE invitations SET answered_on = '2026-11-23', begun_on = '2026-11-23' WHERE customer = ?",
                [customer],
            )


def noted(store: Store) -> list[tuple[object, ...]]:
    """All that is kept of mails, person by person."""
    with store.reading() as connection:
        return connection.execute(
            "SELECT sending_at, sent_at, reminded_at, reminders FROM invitations ORDER BY id"
        ).fetchall()


def test_only_the_silent_of_unknown_people_are_reminded_and_nothing_kept_or_said_tells_who(
    store: Store, office: PostOffice
) -> None:
    office.codes = {"p4@example.org": 550}
    assert send(store, office).bounced == 1, "a first mail bounces whoever has answered"
    office.recipients.clear()
    answered(store, "0", "1")
    office.codes = {"p3@example.org": 550}
    later = NOW + timedelta(days=7)
    report = send(store, office, reminders=True, now=later)
    assert (report.due, report.sent, report.bounced, report.gone, report.unknown) == (4, 4, 0, 0, True)
    assert office.recipients == ["p2@example.org"]
    assert len(set(noted(store)[:4])) == 1
    assert [one.state(later) for one in invitations(store, "shop")] == ["sent"] * 4 + ["bounced"]
    office.recipients.clear()
    again = send(store, office, reminders=True, now=later + timedelta(days=7))
    assert (again.due, again.sent, office.recipients) == (4, 4, ["p2@example.org"])
    assert len(set(noted(store)[:4])) == 1


def test_who_answered_before_the_first_mail_gets_none_and_looks_as_if_they_had(
    store: Store, office: PostOffice
) -> None:
    answered(store, "0")
    assert send(store, office).sent == 5
    assert "p0@example.org" not in office.recipients
    assert states(store) == ["sent"] * 5


def test_a_reminder_in_doubt_is_counted_and_never_named(store: Store, office: PostOffice) -> None:
    send(store, office)
    office.recipients.clear()
    answered(store, "0")
    office.breaks_after = 0
    later = NOW + timedelta(days=7)
    assert "broke" in send(store, office, reminders=True, now=later).problem
    assert not any(one.sending for one in invitations(store, "shop"))
    doubtful = in_doubt(store, "shop")
    assert len(doubtful) == 1
    office.breaks_after = None
    assert let_go(store, doubtful) == 1
    send(store, office, reminders=True, now=later)
    assert len(set(noted(store))) == 1


def test_the_command_counts_the_answered_of_unknown_people_among_those_to_be_reminded(
    store: Store, office: PostOffice
) -> None:
    save_mail_server(store, replace(server(office), per_minute=6000))
    save_setting(store, "public_address", BASE)
    answered(store, "0", "1", "2", "3")
    with store.writing() as connection:
        connection.execute("UPDATE invitations SET sent_at = '2026-01-01T09:00:00Z', expires_at = NULL")
    command = ["send-invitations", "shop", "--reminders", "--db", str(store.path)]
    dry = CliRunner().invoke(main, [*command, "--dry-run"])
    assert "to those of 5 people who have not answered would be sent" in dry.output
    done = CliRunner().invoke(main, command)
    assert "5 of 5 done" in done.output
    assert office.recipients == ["p4@example.org"]


def test_mails_keep_their_distance(store: Store, office: PostOffice) -> None:
    waited: list[float] = []
    slow = replace(server(office), per_minute=30)
    send_due(store, "shop", "a", base=BASE, server=slow, clock=lambda: NOW, wait=waited.append)
    assert waited == [2.0] * 4


def test_nothing_is_sent_for_a_survey_that_is_not_open(store: Store, office: PostOffice) -> None:
    save_status(store, "shop", "paused")
    with pytest.raises(BadValue, match="takes no answers now"):
        send(store, office)


def test_a_server_that_is_not_there_and_a_missing_password_say_so(
    store: Store, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = replace(server(office), port=free.getsockname()[1])
    with pytest.raises(MailFailed, match="cannot be used"):
        send_due(store, "shop", "a", base=BASE, server=nobody, clock=lambda: NOW)
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    with pytest.raises(MailFailed, match=PASSWORD_VARIABLE):
        send_due(store, "shop", "a", base=BASE, server=replace(server(office), user="me"), clock=lambda: NOW)
    assert states(store) == ["waiting"] * 5


def test_the_server_is_kept_in_the_settings_and_its_password_is_not(
    store: Store, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mail_server(store) is None
    monkeypatch.setenv(PASSWORD_VARIABLE, "s3cret-of-mine")
    mine = replace(server(office), user="me", per_minute=12)
    save_mail_server(store, mine)
    assert mail_server(store) == mine
    store.close()
    assert b"s3cret-of-mine" not in store.path.read_bytes()
    with pytest.raises(BadValue, match="no e-mail address"):
        replace(mine, sender="me\r\nBcc: all@example.org")


def test_the_command_sends_what_the_page_would(store: Store, office: PostOffice) -> None:
    save_mail_server(store, replace(server(office), per_minute=6000))
    save_setting(store, "public_address", BASE)
    run = CliRunner()
    command = ["send-invitations", "shop", "--batch", "a", "--db", str(store.path)]
    dry = run.invoke(main, [*command, "--dry-run"])
    assert "5 invitations would be sent" in dry.output
    assert office.taken == []
    assert run.invoke(main, command).exit_code == 0
    assert len(office.taken) == 5
