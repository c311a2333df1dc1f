"""Open screens stay live: the number changes by itself, and nothing a person has in hand is taken from them; not by
ten updates, not by a network that was away, not by a server that was started again."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from cjo_core.store.database import Store, open_store
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.surveys import survey
from cjo_core.survey.places import Place
from cjo_core.survey.responses import new_submission_key, read_response
from tests.browser.conftest import Serve, end, settled, start

UPDATES, GOAL = 10, 2.0
#: How long the network is away, in milliseconds.
AWAY = 4_000
#: Marks the page, and notes what is taken from it: a field or a fold that is made anew, which would lose what was typed
#: or opened in it; and any frame in which a chart stands there without its marks, or in another height.
WATCH = """() => {
  window.same = 'yes'; window.gone = [];
  new MutationObserver(all => all.forEach(one => one.removedNodes.forEach(node => {
    if (node.nodeType !== 1) return;
    for (const found of [node, ...node.querySelectorAll('*')])
      if (found.matches('input, [data-testid=stExpander], [data-testid=stVegaLiteChart]'))
        window.gone.push(found.dataset.testid || found.tagName);
  }))).observe(document.body, {subtree: true, childList: true});
  const charts = () => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].map(one => {
    const marks = [...one.querySelectorAll('svg.marks path, svg.marks text')].filter(mark => mark.getBBox().width > 0);
    return Math.round(one.getBoundingClientRect().height) + (marks.length > 10 ? ' drawn' : ' empty');
  }).join();
  const usual = charts();
  const look = () => { const now = charts(); if (now !== usual) window.gone.push(now); requestAnimationFrame(look); };
  look();
}"""


def give(store: Store, comment: str = "") -> float:
    """One more answer; returns when it was stored."""
    asked, fields = survey(store, "demo-recommend"), {"score": "9", "comment": comment}
    place = Place(stage="Receive", segment="Frequent buyers")
    answer = read_response(asked, fields, place=place, submission_key=new_submission_key(), now=datetime.now(UTC))
    assert save_response(store, answer)
    return time.monotonic()


def answers(page: Page) -> int:
    """The number in a title such as “1,581 answers”."""
    return int(re.sub(r"\D", "", page.locator("h1").first.inner_text()))


def test_ten_updates_take_nothing_out_of_anybodys_hands(serve: Serve, page: Page, tmp_path: Path) -> None:
    address = serve(demo=True)
    week, comments = page, page.context.new_page()
    week.goto(f"{address}/?segment=Frequent+buyers")
    settled(week)
    week.locator("[data-testid=stExpander] summary").last.click()
    expect(week.locator("[data-testid=stExpander] details").last).to_have_attribute("open", "")
    settled(week)
    week.get_by_test_id("stMain").evaluate("one => one.scrollTo(0, 500)")
    comments.goto(f"{address}/comments?stage=Receive")
    settled(comments)
    search = comments.get_by_role("textbox", name="Search")
    search.press_sequentially("deliv")
    for one in (week, comments):
        one.evaluate(WATCH)
    count, waits = answers(comments), []
    with closing(open_store(tmp_path / "demo.db")) as store:
        for i in range(1, UPDATES + 1):
            before = week.locator(".lead, .cards").all_inner_texts()
            stored = give(store, f"Came on day {i}")
            expect(comments.locator("h1").first).to_have_text(f"{count + i:,} comments")
            waits.append(time.monotonic() - stored)
            week.wait_for_function(
                "before => JSON.stringify([...document.querySelectorAll('.lead, .cards')].map(one => one.innerText))"
                " !== JSON.stringify(before)",
                arg=before,
            )
    print("\nfrom the stored answer to the screen: " + ", ".join(f"{wait:.2f} s" for wait in waits))
    assert sorted(waits)[UPDATES // 2] <= GOAL
    for one in (week, comments):
        settled(one)
        assert one.evaluate("[window.same, window.gone]") == ["yes", []]
    assert week.get_by_test_id("stMain").evaluate("one => one.scrollTop") == 500
    expect(week.locator("[data-testid=stExpander] details").last).to_have_attribute("open", "")
    expect(week.locator(".eyebrow").first).to_contain_text("Frequent buyers")
    expect(search).to_have_value("deliv")
    expect(search).to_be_focused()
    search.press_sequentially("ery")
    search.press("Enter")
    expect(comments.locator(".say").first).to_contain_text(re.compile("delivery", re.IGNORECASE))


class Line:
    """A line between browsers and a server that can be cut, as a laptop's is when it is closed."""

    def __init__(self, port: int) -> None:
        self.to, self.ends, self.listener = port, list[socket.socket](), socket.create_server(("127.0.0.1", 0))
        self.port, self.whole = self.listener.getsockname()[1], True
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self.listener.accept()
                if not self.whole:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self.to))
                self.ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=[one, other], daemon=True).start()

    @staticmethod
    def _carry(one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while said := one.recv(65536):
                other.sendall(said)
            other.shutdown(socket.SHUT_WR)

    def cut(self) -> None:
        """End every connection, and take none until the line is whole again."""
        self.whole = False
        for one in self.ends:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def test_a_screen_whose_network_was_away_comes_back_with_the_right_number(
    serve: Serve, page: Page, tmp_path: Path
) -> None:
    line = Line(urlsplit(serve(demo=True)).port or 0)
    page.goto(f"http://127.0.0.1:{line.port}/responses?stage=Receive")
    settled(page)
    page.evaluate("window.same = 'yes'")
    count = answers(page)
    line.cut()
    expect(page.locator("[data-testid=stApp]")).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    with closing(open_store(tmp_path / "demo.db")) as store:
        for _answer in range(3):
            give(store)
    page.wait_for_timeout(AWAY)
    assert answers(page) == count, "what was seen last stays in sight"
    line.whole = True
    begun = time.monotonic()
    expect(page.locator("h1").first).to_have_text(f"{count + 3:,} answers")
    print(f"\nback after {time.monotonic() - begun:.1f} s")
    assert page.evaluate("window.same") == "yes"
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".eyebrow").first).to_contain_text("Receive")
    line.listener.close()


def test_a_screen_goes_on_when_its_server_was_started_again(demo_file: Path, page: Page, tmp_path: Path) -> None:
    shutil.copy(demo_file, tmp_path / "demo.db")
    process, address = start(tmp_path)
    try:
        page.goto(f"{address}/responses?stage=Receive")
        settled(page)
        page.evaluate("window.same = 'yes'")
        count = answers(page)
        end(process)
        with closing(open_store(tmp_path / "demo.db")) as store:
            give(store)
        process, _address = start(tmp_path, urlsplit(address).port or 0)
        begun = time.monotonic()
        expect(page.locator("h1").first).to_have_text(f"{count + 1:,} answers")
        print(f"\nback after {time.monotonic() - begun:.1f} s")
        assert page.evaluate("window.same") == "yes"
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.locator(".eyebrow").first).to_contain_text("Receive")
    finally:
        end(process)
