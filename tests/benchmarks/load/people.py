"""People who answer: each opens the form from an address of their own, reads, sends, and is thanked, as a browser does
it. They note what became of every answer and how long Send took. Never judges.

Every one comes from a network of their own below 127.0.0.0/8 (Linux lets any of these addresses speak to 127.0.0.1), so
that the limit per network and the search for robots stay switched on, as on the street.
"""

from __future__ import annotations

import asyncio
import gzip
import html
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

#: How long people read at least and at most before they send, in seconds: shorter, they would be held for robots.
READING = (1.2, 3.0)
#: How long somebody waits for an answer, and for a server that does not speak to come back.
PATIENCE, AWAY = 30.0, 60.0
_AGENTS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 "
    "Safari/605.1.15",
)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_SCORE = re.compile(r'<textarea[^>]* name="(q\d+)_comment"')
_BROKEN = (OSError, EOFError, TimeoutError)


@dataclass(frozen=True)
class Crowd:
    """Which survey is answered where, by how many a second, for how long, over how many connections at once."""

    port: int
    slug: str = "recommend"
    rate: float = 100.0
    seconds: float = 60.0
    connections: int = 64
    seed: int = 7


@dataclass(frozen=True)
class Form:
    """A form that is filled in, to be sent from the address `source`; `mark` is its comment, like no other."""

    mark: str
    source: str
    agent: str
    fields: str


@dataclass
class Tally:
    """What became of everybody, and the seconds each took: to open the form, to send it."""

    acknowledged: list[str] = field(default_factory=list)
    unanswered: list[Form] = field(default_factory=list)
    #: Told on opening, and on sending, that the survey takes no more answers.
    late: int = 0
    too_late: list[str] = field(default_factory=list)
    #: Statuses nobody should have met, by the step at which they came.
    odd: Counter[str] = field(default_factory=Counter)
    opening: list[float] = field(default_factory=list)
    sending: list[float] = field(default_factory=list)


async def crowd(people: Crowd, tally: Tally) -> None:
    """Let everybody come, at random moments, whether or not those before them are done; noted in `tally` as it goes."""
    chance = random.Random(people.seed)
    gate = asyncio.Semaphore(people.connections)
    moments = sorted(chance.uniform(0, people.seconds) for _i in range(round(people.rate * people.seconds)))
    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number, moment in enumerate(moments):
            await asyncio.sleep(begun + moment - time.perf_counter())
            group.create_task(_person(people, number, chance.uniform(*READING), chance.randrange(11), gate, tally))


async def _person(
    people: Crowd, number: int, reading: float, score: int, gate: asyncio.Semaphore, tally: Tally
) -> None:
    source = f"127.{1 + number // 256 % 254}.{number % 256}.{1 + number % 254}"
    agent = _AGENTS[number % len(_AGENTS)]
    opened = await _open(people, source, agent, gate, tally)
    if opened is None:
        return
    await asyncio.sleep(reading)
    mark = f"This is what person {number} has to say."
    [question] = set(_SCORE.findall(opened))
    given = {"website": "", question: score, f"{question}_comment": mark}
    hidden = {name: html.unescape(value) for name, value in _HIDDEN.findall(opened)}
    await send(people, Form(mark, source, agent, urlencode(hidden | given)), gate, tally)


async def _open(people: Crowd, source: str, agent: str, gate: asyncio.Semaphore, tally: Tally) -> str | None:
    """Open the form, again and again while nobody is there; its page, None if it takes no answers."""
    begun = time.perf_counter()
    while True:
        try:
            status, page, _to = await _asked(people.port, f"/s/{people.slug}", source, agent, gate)
            break
        except _BROKEN:
            if time.perf_counter() > begun + AWAY:
                tally.odd["opening: nobody there"] += 1
                return None
            await asyncio.sleep(0.5)
    if status == 410 and _polite(page):
        tally.late += 1
    elif status != 200 or not _SCORE.search(page):
        tally.odd[f"opening: {status}"] += 1
    else:
        tally.opening.append(time.perf_counter() - begun)
        return page
    return None


async def send(people: Crowd, form: Form, gate: asyncio.Semaphore, tally: Tally) -> None:
    """Send a form, and look at the page it leads to. The wait for a free connection is part of the time it takes."""
    begun = time.perf_counter()
    try:
        status, page, to = await _asked(
            people.port, f"/s/{people.slug}?send", form.source, form.agent, gate, form.fields
        )
    except _BROKEN:
        tally.unanswered.append(form)
        return
    taken = time.perf_counter() - begun
    if status == 303:
        tally.acknowledged.append(form.mark)
        tally.sending.append(taken)
        await _be_thanked(people, form, to, gate, tally)
    elif status == 410 and _polite(page):
        tally.too_late.append(form.mark)
        tally.sending.append(taken)
    else:
        tally.odd[f"sending: {status}"] += 1


async def _be_thanked(people: Crowd, form: Form, to: str, gate: asyncio.Semaphore, tally: Tally) -> None:
    try:
        status, _page, _to = await _asked(people.port, f"/s/{to}", form.source, form.agent, gate)
    except _BROKEN:
        return  # their answer is stored all the same
    if status != 200 or not to.startswith(f"{people.slug}/thanks"):
        tally.odd[f"thanks: {status}"] += 1


def _polite(page: str) -> bool:
    """Whether a page says that the survey has all the answers it takes."""
    return "This survey is closed" in page and "<h1>" in page


async def _asked(
    port: int, path: str, source: str, agent: str, gate: asyncio.Semaphore, body: str | None = None
) -> tuple[int, str, str]:
    """Status, page and where it leads, over a connection of its own as soon as one is free."""
    async with gate, asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
        try:
            writer.write(_request(port, path, agent, body))
            answer = await reader.read(-1)
        finally:
            writer.close()
    head, found, page = answer.partition(b"\r\n\r\n")
    if not found:
        raise EOFError("the connection ended before the answer did")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
    if len(page) < int(headers.get("content-length", "0")):
        raise EOFError("the connection ended within the page")
    text = gzip.decompress(page) if headers.get("content-encoding") == "gzip" else page
    return int(first.split()[1]), text.decode(), headers.get("location", "")


def _request(port: int, path: str, agent: str, body: str | None) -> bytes:
    """A request as browsers write it."""
    lines = [
        f"{'GET' if body is None else 'POST'} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"User-Agent: {agent}",
        "Accept: text/html,application/xhtml+xml,*/*;q=0.8",
        "Accept-Language: en-GB,en;q=0.9",
        "Accept-Encoding: gzip, deflate, br",
        f"Sec-Fetch-Site: {'none' if body is None else 'same-origin'}",
        "Sec-Fetch-Mode: navigate",
        "Connection: close",
    ]
    if body is not None:
        lines += [f"Origin: http://127.0.0.1:{port}", "Content-Type: application/x-www-form-urlencoded"]
        lines += [f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + (body or "")).encode("latin-1")
