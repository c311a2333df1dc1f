"""What speaks against a submission, and what must not."""

from __future__ import annotations

import pytest

from cjo_core.survey.suspicion import REASONS, Signs, is_program, reason_words, suspicions

#: Names that browsers of people really give, among them some that hold a suspicious syllable.
PEOPLE = [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Linux; Android 14; CUBOT P80) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 11; SAMSUNG SM-G991B) AppleWebKit/537.36 SamsungBrowser/26.0 Chrome/122 Mobile Safari",
    "Mozilla/5.0 (Linux; Android 10; MicroMessenger/8.0.50; Mobile) AppleWebKit/537.36 XWEB/1260 NetType/WIFI",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/9.80; U; en) Presto/2.5.25",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36",
]
PROGRAMS = [
    "",
    "curl/8.9.1",
    "Wget/1.24",
    "python-requests/2.34.2",
    "Python/3.12 aiohttp/3.10",
    "Go-http-client/2.0",
    "okhttp/4.12.0",
    "Java/17.0.2",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/130.0.0.0 Safari/537.36",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "WhatsApp/2.24.20 A",
    "Twitterbot/1.0",
    "Mozilla/5.0 (compatible; BarracudaSentinel/1.0)",
    "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0; Pro)",
    "BingPreview/1.0b",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
]


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_s_browsers_are_no_programs(agent: str) -> None:
    assert not is_program(agent)


@pytest.mark.parametrize("agent", PROGRAMS)
def test_programs_that_say_so_are(agent: str) -> None:
    assert is_program(agent)


PERSON = PEOPLE[0]


@pytest.mark.parametrize(
    ("signs", "reasons"),
    [
        (Signs(PERSON, seconds=4.0, origin="same-origin"), ()),
        (Signs(PERSON), ()),
        (Signs(PERSON, trap="https://spam.example"), ("trap",)),
        (Signs(PERSON, seconds=0.4), ("too_fast",)),
        (Signs(PERSON, seconds=1.0), ()),
        (Signs(PERSON, seconds=2.0, hasty=2), ()),
        (Signs(PERSON, seconds=2.0, hasty=3), ("many_at_once",)),
        (Signs(PERSON, origin="cross-site"), ("not_a_form",)),
        (Signs(PERSON, same_person=True, same_content=True), ("same_person", "same_content")),
    ],
)
def test_each_sign_speaks_for_itself(signs: Signs, reasons: tuple[str, ...]) -> None:
    assert suspicions(signs) == reasons


def test_a_team_may_ask_for_more_time_or_none() -> None:
    assert suspicions(Signs(PERSON, seconds=4.0), minimum_seconds=5) == ("too_fast",)
    assert suspicions(Signs(PERSON, seconds=0.0), minimum_seconds=0) == ()


def test_every_reason_has_words() -> None:
    assert all(reason_words(name) not in ("", name) for name in REASONS)
