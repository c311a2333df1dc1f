"""The passport of a number: its questions, their words and versions, and the weeks in which they changed."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cjo_core.insight.passport import breaks, passport
from cjo_core.metrics.catalog import METRICS
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.surveys import Question, Survey, Wording, WordingChange
from tests.made_cells import Given, asked, make_cells

EN, PL = Wording("How likely?", "no", "yes"), Wording("Jak bardzo?", "nie", "tak")
MAIN = Survey("main", "Main", (Question("nps", {"en": EN, "pl": PL}, 1), Question("csat", {"en": EN}, 2)), id=1)
KNOWN = Survey("known", "Known", (Question("nps", {"en": EN}, 3),), identified=True, latest_only=True, id=2)
LATE = datetime(2026, 11, 8, 23, 30, tzinfo=UTC)
CHANGES = [
    WordingChange("main", "nps", 1, "pl", Wording("Jak?"), datetime(2026, 10, 1, tzinfo=UTC)),
    WordingChange("main", "nps", 1, "pl", Wording("Jak to?"), LATE),
    WordingChange("known", "nps", 3, "en", Wording("?"), LATE),
]
CELLS = make_cells(
    [Given(9, 0, 202632), Given(9, 0, 0), Given(5, 1, 202640)],
    [asked("nps", "main", 5), asked("csat", "main", 5), asked("nps", "known")],
)


def test_each_question_has_its_words_version_and_first_week() -> None:
    found = passport(METRICS["nps"], [MAIN, KNOWN], CHANGES, CELLS, EVERYTHING)
    assert found.surveys == ("Main", "Known")
    told = [(one.survey, one.language, one.version, one.since, one.first_week) for one in found.asked]
    assert told == [
        ("Main", "en", 1, None, 202632),
        ("Main", "pl", 3, LATE, 202632),
        ("Known", "en", 2, LATE, None),
    ]
    assert found.asked[0].wording == EN
    assert (found.floor, found.latest) == (5, None)


def test_a_filter_decides_which_surveys_are_in_it_and_who_counts() -> None:
    found = passport(METRICS["nps"], [MAIN, KNOWN], CHANGES, CELLS, Filter().only(survey="known"))
    assert (found.surveys, found.floor, found.latest) == (("Known",), 1, True)
    newest = passport(METRICS["nps"], [MAIN], [], CELLS, Filter(latest=True))
    assert newest.latest is False, "an anonymous survey counts every answer"
    every = passport(METRICS["nps"], [MAIN, KNOWN], [], CELLS, Filter(latest=False))
    assert every.latest is False
    assert passport(METRICS["csat"], [MAIN, KNOWN], [], CELLS, EVERYTHING).surveys == ("Main",)
    assert passport(METRICS["ces"], [MAIN, KNOWN], [], CELLS, EVERYTHING).asked == ()


def test_a_break_is_the_week_of_a_change_in_the_team_s_time_zone() -> None:
    utc, warsaw = ZoneInfo("UTC"), ZoneInfo("Europe/Warsaw")
    assert breaks(CHANGES, "nps", EVERYTHING, utc) == {202640: ("pl",), 202645: ("pl", "en")}
    assert breaks(CHANGES, "nps", EVERYTHING, warsaw) == {202640: ("pl",), 202646: ("pl", "en")}
    assert breaks(CHANGES, "csat", EVERYTHING, utc) == {}


def test_only_changes_behind_the_answers_shown_are_breaks() -> None:
    utc = ZoneInfo("UTC")
    assert breaks(CHANGES, "nps", Filter().only(survey="known"), utc) == {202645: ("en",)}
    assert breaks(CHANGES, "nps", Filter().only(language="en"), utc) == {202645: ("en",)}
    assert breaks(CHANGES, "nps", Filter().only(language=["pl", None]), utc) == {202640: ("pl",), 202645: ("pl",)}
