"""The form inside another website, and an invitation from the mail to the answer."""

from __future__ import annotations

import functools
import http.server
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cjo_core.exchange.starter import make_store
from cjo_core.store.invitations.making import invite
from cjo_core.store.set_up.settings import save_setting, setting
from cjo_core.survey.invitations import Invitee, code_of
from tests.browser.conftest import Serve


@pytest.fixture
def website(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Another website: a folder, served on a port of its own."""
    folder = tmp_path / "website"
    folder.mkdir()
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def scores(folder: Path) -> list[tuple[int, str, str | None]]:
    connection = sqlite3.connect(folder / "cjo.db")
    try:
        return connection.execute(
            "SELECT a.score, r.door, r.respondent FROM answers a JOIN responses r ON r.id = a.response_id"
        ).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("allowed", [False, True])
def test_a_website_shows_the_form_only_once_the_team_allows_it(
    serve: Serve, page: Page, website: tuple[Path, str], tmp_path: Path, allowed: bool
) -> None:
    folder, site = website
    store = make_store(tmp_path / "cjo.db", time_zone="Europe/Warsaw", organisation="Nordhaus")
    if allowed:
        save_setting(store, "embed_sites", site)
    store.close()
    address = serve(real=True)
    markup = (
        f'<!doctype html><title>Shop</title><iframe src="{address}/s/recommend" width="100%" height="520"></iframe>'
    )
    (folder / "index.html").write_text(markup)
    page.goto(f"{site}/index.html")
    form = page.frame_locator("iframe")
    if not allowed:
        expect(form.get_by_role("button", name="Send")).to_have_count(0)
        return
    form.get_by_role("radio", name="8", exact=True).check(force=True)
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("heading", name="Thank you")).to_be_visible()
    assert [score for score, _door, _who in scores(tmp_path)] == [8]


def test_a_click_on_a_score_in_a_mail_chooses_it_and_send_answers_the_invitation(
    serve: Serve, browser: Browser, tmp_path: Path
) -> None:
    store = make_store(tmp_path / "cjo.db", time_zone="Europe/Warsaw", organisation="Nordhaus")
    made = invite(store, "recommend", "a", [Invitee("C-1", "ada@example.org", "pl")], now=datetime.now(UTC)).made
    code = code_of(setting(store, "secret"), made[0])
    store.close()
    address = serve(real=True)
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="en-GB", is_mobile=True
    )
    page = context.new_page()
    page.goto(f"{address}/i/{code}?q_nps=9")
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    expect(page.get_by_role("radio", name="9", exact=True)).to_be_checked()
    assert scores(tmp_path) == []
    page.get_by_role("button", name="Wyślij").click()
    expect(page.get_by_role("heading", name="Dziękujemy")).to_be_visible()
    assert scores(tmp_path) == [(9, "invitation", None)]
    page.goto(f"{address}/i/{code}?q_nps=2")  # the team has the link, too: it tells nobody that it was used
    page.get_by_role("button", name="Wyślij").click()
    expect(page.get_by_role("heading", name="Dziękujemy")).to_be_visible()
    assert scores(tmp_path) == [(9, "invitation", None)], "the first answer stands"
    context.close()
