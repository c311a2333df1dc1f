"""Reach people: every way opens, in every language, and the files it gives hold what they promise."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from cjo_core.store.database import Store
from cjo_core.store.invitations.answering import save_invited
from cjo_core.store.invitations.making import invite
from cjo_core.store.invitations.reading import invitations
from cjo_core.store.invitations.sending import note_handed_out
from cjo_core.store.set_up.settings import setting
from cjo_core.store.set_up.surveys import survey
from cjo_core.survey.invitations import Invitee
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.web.kiosk.passes import begun_by
from tests.pages.conftest import open_page, unfolded, words

PAGE = "collect/reach.py"
WAYS = ("link", "embed", "mail", "invitations", "reminders")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("lang", ["en", "zh", "pl"])
def test_every_way_opens_on_an_empty_store(real: Store, way: str, lang: str) -> None:
    at = open_page(PAGE, lang=lang, way=way)
    assert not at.exception
    assert not at.error
    assert "<h1>" in words(at)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_opens_on_demo_data_and_invites_nobody(demo: object, way: str) -> None:
    at = open_page(PAGE, way=way)
    assert not at.exception
    assert not at.error
    if way in ("invitations", "reminders"):
        assert "sealed" in words(at)


def test_the_invited_are_listed_with_their_state_and_what_is_known_of_them(real: Store) -> None:
    invite(real, "recommend", "November", [Invitee("C-1", "ada@example.org"), Invitee("C-2")], now=datetime.now(UTC))
    at = open_page(PAGE, way="invitations", asking="recommend")
    assert not at.exception
    assert "not sent yet: 2" in words(at)
    assert list(at.dataframe[0].value["Customer"]) == ["C-1", "C-2"]
    assert all("/i/" in link for link in at.dataframe[0].value["Link"])
    at.button("handed_out").click().run()
    assert all(one.sent_at for one in invitations(real, "recommend"))
    with real.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 1")
        connection.execute("UPDATE invitations SET unknown = 0")
    at = open_page(PAGE, way="reminders", asking="recommend")
    assert list(at.dataframe[0].value["Customer"]) == ["C-1", "C-2"]


def screens(real: Store) -> list[tuple[str, list[str], list[object]]]:
    """What the two pages of invitations show: words, buttons, tables."""
    found = []
    for way in ("invitations", "reminders"):
        at = open_page(PAGE, way=way, asking="recommend")
        assert not at.exception
        assert not at.error
        said = re.sub(r"(srcdoc|src)=.*", "", words(at))
        found.append((said, [one.label for one in at.button], [one.value.to_csv() for one in at.dataframe]))
    return found


def test_no_screen_tells_who_of_the_unknown_has_answered(real: Store) -> None:
    """Whichever one of them answers, everything looks the same; and of so few, not even how many have."""
    long_ago = datetime.now(UTC) - timedelta(days=20)
    people = [Invitee(f"C-{i}", f"c{i}@example.org", "en") for i in range(8)]
    made = invite(real, "recommend", "November", people, now=long_ago).made
    note_handed_out(real, made, now=long_ago)
    seen = []
    for number in (made[0], made[3]):
        with real.writing() as connection:
            connection.execute("UPDATE invitations SET answered_on = NULL, begun_on = NULL")
            connection.execute(
                "UPDATE invitations SET answered_on = '2026-11-21', begun_on = '2026-11-21' WHERE id = ?", [number]
            )
        seen.append(screens(real))
    assert seen[0] == seen[1]
    text = seen[0][0][0] + seen[0][1][0]
    assert "sent: 8" in text
    assert "answered:" not in text
    assert "of 8" in text
    assert "Send reminders: to those of 8 who have not answered" in seen[0][1][1]
    with real.writing() as connection:
        connection.execute("DELETE FROM invitations WHERE id > ?", [made[3]])
    assert "Hidden to protect a small group." in screens(real)[1][0]


def test_a_link_to_start_a_kiosk_is_made_when_it_is_asked_for_and_all_can_be_stopped(real: Store) -> None:
    at = open_page(PAGE, asking="recommend")
    assert not any("/k/recommend" in one.value for one in at.code)
    at.button("kiosk_start_recommend").click().run()
    assert not at.exception
    (link,) = [one.value for one in at.code if "/k/recommend" in one.value]
    code = parse_qs(urlsplit(link).query)["start"][0]
    assert begun_by(setting(real, "secret"), "recommend", code, datetime.now(UTC)) is not None
    at.button("kiosk_stop").click().run()
    assert not at.exception
    assert setting(real, "kiosks_stopped_at").startswith("20")


def test_a_survey_leads_to_the_ways_to_reach_people_with_it(real: Store) -> None:
    at = open_page("collect/surveys.py")
    at.button("reach_effort").click().run()
    assert not at.exception
    at.switch_page(PAGE).run()
    assert at.selectbox("asking").value == "effort"


def test_the_choice_of_a_survey_here_does_not_filter_other_pages(demo: object) -> None:
    at = open_page(PAGE)
    at.switch_page("see/stages.py").run()
    assert not at.exception
    assert not at.session_state["survey"]


def test_a_file_is_tried_first_and_then_invited(real: Store) -> None:
    at = open_page(PAGE, way="invitations", asking="recommend")
    at.file_uploader[0].set_value(("people.csv", b"id,email\n1,a@example.org\n1,a@example.org\n2,", "text/csv")).run()
    assert invitations(real, "recommend") == []
    at.button("invite_now").click().run()
    assert "invite_now" not in [button.key for button in at.button], "the field is empty again"
    assert not at.exception
    assert [one.customer for one in invitations(real, "recommend")] == ["1", "2"]


def test_a_mail_server_is_saved_without_a_password_and_a_wrong_one_is_refused(real: Store) -> None:
    at = open_page(PAGE, way="reminders", asking="recommend")
    server = {field.label: field for field in at.text_input}
    server["Server"].set_value("smtp.example.org")
    server["From (address)"].set_value("nonsense")
    save = [button for button in at.button if button.label == "Save"][-1]
    save.click().run()
    assert "no e" in at.error[0].value
    assert setting(real, "smtp_host") == ""
    server = {field.label: field for field in at.text_input}
    server["From (address)"].set_value("ask@example.org")
    [button for button in at.button if button.label == "Save"][-1].click().run()
    assert setting(real, "smtp_host") == "smtp.example.org"


def test_sites_that_may_embed_are_kept_as_origins_and_nonsense_is_refused(real: Store) -> None:
    at = open_page(PAGE, way="embed")
    at.text_area[0].set_value("https://www.example.org/shop")
    next(button for button in at.button if button.label == "Save").click().run()
    assert setting(real, "embed_sites") == "https://www.example.org"
    at.text_area[0].set_value("javascript:alert(1)")
    next(button for button in at.button if button.label == "Save").click().run()
    assert "no address of a website" in at.error[0].value
    assert setting(real, "embed_sites") == "https://www.example.org"


def test_this_week_says_the_response_rate_where_people_were_invited(real: Store) -> None:
    at = open_page()
    assert "Response rate" not in words(at)
    now = datetime.now(UTC)
    made = invite(real, "recommend", "a", [Invitee(str(i)) for i in range(20)], now=now).made
    note_handed_out(real, made, now=now)
    question = survey(real, "recommend").asked[0].id
    for number in made[:8]:
        response = Response(survey(real, "recommend").id, (Answer(question, 9),), new_submission_key(), now)
        save_invited(real, response, number)
    at = open_page()
    assert not at.exception
    told = words(at)
    assert "Response rate 40" in told
    assert "8 of 20 invited people answered (22–61" in told  # Wilson, R: prop.test(8, 20, correct = FALSE)
    assert "RR2" in told
    ladder = words(unfolded(at))
    assert "Answered by invitation" in ladder
    assert "not answered" in ladder
