"""What speaks against a submission: signs of scanners, robots and repeats. Never decides anything else, and never
forgets an answer: what looks odd is kept apart with its reasons, until somebody releases it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from cjo_core.locale import N_, _

#: What may speak against a submission, and how a person reads it.
REASONS: Mapping[str, str] = {
    "trap": N_("a field that people cannot see was filled in"),
    "robot": N_("the sender says it is a program"),
    "not_a_form": N_("it was not sent from the form’s own page"),
    "too_fast": N_("it was sent faster than anybody reads"),
    "many_at_once": N_("several were sent within seconds by the same device"),
    "same_person": N_("the same person answered just before"),
    "same_content": N_("the same words were sent just before"),
    "kiosk": N_("its kiosk was stopped, started too long ago, or for another place"),
    "reported": N_("it was set apart by hand"),
}
#: A form sent sooner than this after it was opened was not read. A team may set another time (`minimum_seconds`).
MINIMUM_SECONDS = 1.0
#: The same person, and the same words, within these times are a repeat (Back, and Send again).
SAME_PERSON = timedelta(minutes=10)
SAME_CONTENT = timedelta(minutes=10)
#: Words shorter than this are said by many: "ok" is no repeat.
LONG_ENOUGH = 12
#: Submissions of one device within `BURST` that were each sent within `HASTY` seconds of opening the form.
BURST, BURST_SIZE, HASTY = timedelta(seconds=10), 3, 3.0

#: How programs that open links call themselves: scanners of mail, previews of chats, libraries, browsers without a
#: screen. A whole word each, so that a name like "Cubot" (a telephone) is none.
_PROGRAMS = re.compile(
    r"(?i)\b(?:[a-z-]*bot|[a-z-]*spider|[a-z-]*crawler|curl|wget|python-[a-z]+|python|aiohttp|httpx|go-http-client|"
    r"okhttp|java|libwww-perl|ruby|node-fetch|axios|headlesschrome|phantomjs|selenium|puppeteer|playwright|slurp|"
    r"facebookexternalhit|whatsapp|skypeuripreview|microsoft office|msoffice|ms-office|bingpreview|googleimageproxy|"
    r"yahoomailproxy|barracuda\w*|proofpoint\w*|mimecast\w*|symantec\w*|trendmicro\w*|fortimail\w*|ironport\w*|"
    r"urldefense\w*|safelinks\w*|linkcheck\w*|linkpreview\w*|preview|scanner|monitor\w*|uptime\w*)\b"
)
_CUBOT = re.compile(r"(?i)\bcubot\b")


@dataclass(frozen=True)
class Signs:
    """What is known of a submission beside its answers. `seconds` since the form was shown, None where nobody waits
    for a form (programs with a key, interviews); `hasty` counts submissions of the same device that came in haste
    within the last seconds, this one included."""

    agent: str = ""
    trap: str = ""
    origin: str = ""
    seconds: float | None = None
    hasty: int = 0
    same_person: bool = False
    same_content: bool = False


def suspicions(signs: Signs, minimum_seconds: float = MINIMUM_SECONDS) -> tuple[str, ...]:
    """The names of `REASONS` that speak against a submission, none for an ordinary one. With a minimum of 0 nobody is
    too fast.

    >>> suspicions(Signs("Mozilla/5.0 (iPhone)", seconds=8.2))
    ()
    >>> suspicions(Signs("python-requests/2.34", seconds=0.1))
    ('robot', 'too_fast')
    """
    found = {
        "trap": bool(signs.trap.strip()),
        "robot": is_program(signs.agent),
        "not_a_form": signs.origin in ("cross-site", "none"),
        "too_fast": signs.seconds is not None and signs.seconds < minimum_seconds,
        "many_at_once": signs.hasty >= BURST_SIZE and minimum_seconds > 0,
        "same_person": signs.same_person,
        "same_content": signs.same_content,
    }
    return tuple(name for name, holds in found.items() if holds)


def is_program(agent: str) -> bool:
    """Whether a browser's name says that it is none; one that gives no name is none either.

    >>> is_program("Mozilla/5.0 (compatible; Googlebot/2.1)"), is_program("Mozilla/5.0 (Linux; Android 14; CUBOT P80)")
    (True, False)
    """
    if not agent.strip():
        return True
    return bool(_PROGRAMS.search(_CUBOT.sub("", agent[:500])))


def reason_words(reason: str) -> str:
    """A reason as people read it."""
    return _(REASONS[reason]) if reason in REASONS else reason
