"""A door with a real and a demo store behind it, and a browser without a screen in front of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from cjo_core.store.database import DEMO, Store, create_store, open_store
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.settings import save_setting
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.surveys import Condition, Option, Question, Redirect, Survey, Texts, Wording
from cjo_core.web.guards.security import screen_middleware
from cjo_core.web.routes import Door, routes

NPS = Question(
    "nps",
    {
        "en": Wording("Would you recommend us?", "not at all likely", "extremely likely", "Why?"),
        "zh": Wording("您会推荐我们吗？", "完全不可能", "极有可能", "为什么？"),
        "pl": Wording("Czy nas polecisz?", "na pewno nie", "na pewno tak", "Dlaczego?"),
    },
)
CSAT = Question("csat", {"en": Wording("How satisfied are you?", "very dissatisfied", "very satisfied")})
CES = Question("ces", {"en": Wording("It was easy.", "strongly disagree", "strongly agree")})


def words(question: str, low: str = "", high: str = "") -> dict[str, Wording]:
    return {"en": Wording(question, low, high), "ar": Wording(f"ع {question}", low and "أدنى", high and "أعلى")}


def options(*names: str) -> tuple[Option, ...]:
    return tuple(Option(name, {"en": name.title(), "ar": f"خيار {name}"}) for name in names)


#: Every kind of question on five pages; the third depends on the score, the fourth on an option.
WHOLE = Survey(
    "whole",
    "All of it",
    (
        Question("nps", words("Recommend?", "never", "always"), key="nps", required=True),
        Question("csat", words("Satisfied?"), key="sat", style="faces"),
        Question("csat", words("And in words?"), key="worded", style="words", new_page=True),
        Question("rating", words("Speed?", "slow", "quick"), key="speed", style="stars", high=7),
        Question("ces1", words("Effort?", "little", "much"), key="effort"),
        Question("long_text", words("What went wrong?"), key="wrong", condition=Condition("nps", 0, 6), new_page=True),
        Question("single", words("Which way?"), key="way", options=options("web", "phone"), new_page=True),
        Question("multiple", words("What else?"), key="else", options=options("price", "help", "speed")),
        Question("text", words("Which number?"), key="number", condition=Condition("way", options=("phone",))),
        Question("consent", words("You may call me"), key="call", required=True),
    ),
    texts={
        "en": Texts("The whole", "Hello & welcome", "Thanks <you>", "Gone home"),
        "ar": Texts("الكل", "مرحبا", "شكرا", "مغلق"),
    },
    redirects=(Redirect(9, 10, "https://shop.example/review?a=1"),),
)


@dataclass
class Street:
    """What the tests stand on: the stores, a clock they may turn, and a client."""

    real: Store
    demo: Store
    open: list[Store]
    client: TestClient
    ahead: timedelta = field(default_factory=timedelta)

    def token(self, address: str = "/s/shop") -> str:
        """The token of a form, freshly opened."""
        return self.token_in(self.client.get(address).text)

    @staticmethod
    def token_in(html: str) -> str:
        """The token that a page carries."""
        found = re.search(r'name="token" value="([^"]+)"', html)
        assert found, html
        return found[1]

    def send(self, slug: str = "shop", token: str | None = None, **fields: str) -> str:
        """Send a form as a browser would and return where it leads, or fail."""
        data = {"token": self.token(f"/s/{slug}") if token is None else token, **fields}
        answer = self.client.post(f"/s/{slug}", data=data, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def rows(self, store: Store | None = None) -> list[dict[str, object]]:
        """Every stored answer, in words."""
        with (store or self.real).reading() as connection:
            found = connection.execute("SELECT * FROM answers_readable ORDER BY answer_id")
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both stores, set up once: each test gets a copy."""
    folder = tmp_path_factory.mktemp("street")
    real, demo = create_store(folder / "real.db"), create_store(folder / "demo.db", DEMO)
    for store in (real, demo):
        add_names(store, "stage", ["Purchase", "After sales"])
        add_names(store, "touchpoint", ["Checkout"], stage="Purchase")
        add_names(store, "segment", ["Frequent"])
        add_names(store, "persona", ["Ada & Co"])
        add_names(store, "channel", ["App"])
    save_survey(real, Survey("shop", "Nordhaus", (NPS,)))
    save_survey(real, Survey("strict", "Nordhaus", (NPS,), unknown_values="refuse"))
    save_survey(real, Survey("order", "After your order", (Question("nps", {"en": NPS.wordings["en"]}), CSAT, CES)))
    for status in ("draft", "paused", "closed"):
        save_survey(real, Survey(status, f"A {status} survey", (NPS,), status=status))
    save_survey(real, WHOLE)
    save_survey(demo, Survey("demo-shop", "Nordhaus", (NPS,)))
    for store in (real, demo):  # tests are quicker than people; those of the quarantine set another time
        save_setting(store, "minimum_seconds", "0")
    for store in (real, demo):
        store.close()
    return folder


@pytest.fixture
def street(prepared: Path, tmp_path: Path) -> Iterator[Street]:
    opened = [open_store(shutil.copy(prepared / name, tmp_path)) for name in ("real.db", "demo.db")]
    real, demo = opened
    door = Door(lambda: list(opened), now=lambda: datetime.now(UTC) + turned.ahead)
    app = Starlette(routes=routes(door), middleware=screen_middleware())
    turned = Street(real, demo, opened, TestClient(app, headers={"accept-language": "en"}))
    yield turned
    for store in (real, demo):
        store.close()
