"""The presentation: its choices live in the link, it counts what it says it counts, and shows no words too early."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cjo_core.charts.numbers import value_text
from cjo_core.metrics.breakdown import breakdown
from cjo_core.store import shelf
from cjo_core.store.counts.since import sealed
from cjo_core.store.database import Store
from cjo_core.store.responses.moderation import approve, newest_comments
from cjo_core.store.responses.writes import save_responses
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_status, survey
from cjo_core.survey.filters import Filter
from cjo_core.survey.places import Place
from cjo_core.survey.responses import new_submission_key, read_response
from pages.collect.parts.present.showing import Showing, read_showing
from tests.pages.conftest import open_page, words

PAGE = "collect/present.py"
NASTY = "<script>alert(1)</script><img src=x onerror=alert(1)> [click](http://evil.example) ![x](http://evil.example/x)"


def answer(store: Store, scores: list[int], *, ago: timedelta = timedelta(), comment: str = "") -> None:
    about, at = survey(store, "recommend"), datetime.now(UTC) - ago
    save_responses(
        store,
        [
            read_response(about, {"score": str(score), "comment": comment}, submission_key=new_submission_key(), now=at)
            for score in scores
        ],
    )


def presented(**query: str) -> AppTest:
    at = open_page(PAGE, present="1", **query)
    assert not at.exception
    assert not at.error
    return at


def approve_all(store: Store) -> None:
    approve(store, [one.answer_id for one in newest_comments(store, "recommend", "nps", limit=99)], datetime.now(UTC))


def bars(text: str) -> list[int]:
    """The counts that stand on the bars, none for an empty one."""
    return [int(count or 0) for count in re.findall(r'<div class="w-area"><span[^>]*>(\d*)<', text)]


def asked(at: AppTest, name: str) -> str:
    """What the page's address says."""
    given = at.query_params[name]
    return given if isinstance(given, str) else given[0]


# the choices


def test_the_form_makes_a_link_a_tv_can_open(real: Store) -> None:
    at = open_page(PAGE)
    assert "Put a question on the big screen." in words(at)
    at.selectbox(key="present_survey").set_value("effort")
    at.button_group(key="present_views").set_value(["question", "heat"])
    at.run()
    at.button_group(key="present_every").set_value(60)
    at.button_group(key="present_theme").set_value("dark")
    at.selectbox(key="present_since_4").set_value("week")
    at.run()
    [link] = [one.value for one in at.code]
    assert link.endswith("/present?lang=en&survey=effort&views=question,heat&every=60&since=week&theme=dark&present=1")
    given = dict(pair.split("=") for pair in link.partition("?")[2].split("&"))
    assert read_showing(given, ["recommend", "effort"]) == Showing(
        "effort", ("question", "heat"), 60, "week", "approved", "dark"
    )
    assert (asked(at, "survey"), asked(at, "theme")) == ("effort", "dark")


def test_starting_fixes_the_moment_and_leaving_comes_back_to_the_choices(real: Store) -> None:
    at = open_page(PAGE, comments="all", theme="dark")
    next(one for one in at.button if one.label == "Start presenting").click()
    at.run()
    since = asked(at, "since")
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ\.[a-z2-7]{16}", since)
    at.run()
    assert asked(at, "since") == since
    at.button(key="present_leave").click()
    at.run()
    assert "present" not in at.query_params
    assert "Put a question on the big screen." in words(at)
    assert asked(at, "theme") == "dark"
    assert at.selectbox(key="present_since_5").value == since, "one can go on"


def test_a_link_full_of_nonsense_does_no_harm(real: Store) -> None:
    at = presented(survey="<b>x</b>", views="<i>,week", every="0", since="2026-99-99", comments="x", theme="x")
    assert "<i>" not in words(at)
    assert not at.exception


def test_demo_links_say_which_data_they_mean(demo: Path, real: Store) -> None:
    at = open_page(PAGE, data="demo")
    [link] = [one.value for one in at.code]
    assert "data=demo" in link
    assert asked(at, "data") == "demo"
    assert "data" not in open_page(PAGE).query_params


def test_without_an_open_survey_the_screen_says_so(real: Store) -> None:
    save_status(real, "recommend", "paused")
    text = words(presented(survey="recommend"))
    assert "This survey takes no answers now." in text
    assert "<img" not in text


# the question


def test_it_shows_question_code_address_score_interval_n_and_every_count(real: Store) -> None:
    answer(real, [10] * 60 + [8] * 25 + [3] * 15)
    text = words(presented(since="week"))
    row = breakdown(shelf.opened("real").cells(), "nps", (), Filter({"survey": ("recommend",)})).iloc[0]  # type: ignore[union-attr]
    assert survey(real, "recommend").questions[0].wordings["en"].question in text
    assert 'src="data:image/svg+xml' in text
    assert "/s/<wbr><b>recommend</b>" in text
    assert f'<p class="w-big">{value_text("nps", row["value"])}<small>' in text
    assert "95\u202f% interval, n 100" in text
    assert re.findall(r'<div class="w-area"><span[^>]*>(\d*)<', text) == [
        *["", "", "", "15"],
        *[""] * 4,
        "25",
        "",
        "60",
    ]
    assert "60\u202f%" in text
    assert "demo data" not in text


def test_few_answers_are_grey_with_n_and_the_distribution(real: Store) -> None:
    answer(real, [9, 10, 3, 7, 8, 9])
    text = words(presented(since="today"))
    assert '<p class="w-big low">' in text
    assert "n 6, 30 needed" in text
    assert "too few to judge" in text
    assert "One more answer" not in text
    assert bars(text) == [0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 1]


def test_nobody_is_no_score_and_never_zero(real: Store) -> None:
    text = words(presented())
    assert "no score" in text
    assert 'class="w-big' not in text


def test_only_answers_since_the_moment_count(real: Store) -> None:
    answer(real, [0] * 40, ago=timedelta(days=30))
    answer(real, [10] * 7)
    assert "n 7, 30 needed" in words(presented(since=ago(real, timedelta(hours=1))))
    assert "n 47" in words(presented(since="all"))
    assert "no score" in words(presented(since=ago(real, -timedelta(hours=1))))


def ago(store: Store, time: timedelta) -> str:
    """A presentation's moment, as its link carries it."""
    return sealed(store, datetime.now(UTC) - time)


def test_a_moment_that_no_presentation_began_at_is_not_counted_from(real: Store) -> None:
    """Else counts since two moments, a minute apart, would tell what was answered in that minute."""
    answer(real, [0] * 40, ago=timedelta(hours=1))
    made_up = (datetime.now(UTC) - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    good = ago(real, timedelta(hours=3))
    for since in (made_up, f"{made_up}.", f"{made_up}.{good.partition('.')[2]}", f"{good}x"):
        at = presented(since=since)
        assert "no score" in words(at)
        assert asked(at, "since") != since
    assert "n 40" in words(presented(since=good))


def test_a_score_since_a_moment_waits_for_the_privacy_floor(real: Store) -> None:
    answer(real, [0] * 40, ago=timedelta(days=30))
    answer(real, [10] * 4)
    text = words(presented(since=ago(real, timedelta(hours=1))))
    assert "It appears once 5 people have answered." in text
    assert '<div class="w-count"><b>4</b>' in text
    assert 'class="w-big' not in text
    assert sum(bars(text)) == 0
    answer(real, [10])
    text = words(presented(since=ago(real, timedelta(hours=1))))
    assert "n 5, 30 needed" in text
    assert sum(bars(text)) == 5


@pytest.mark.parametrize(("before", "n", "period"), [(3, 11, "all time"), (4, 12, "all time"), (5, 8, "since ")])
def test_what_lies_between_a_moment_and_another_period_is_never_the_answer_of_few(
    real: Store, before: int, n: int, period: str
) -> None:
    """The score since then, taken off the whole, would be that of those who answered before."""
    answer(real, [0] * before, ago=timedelta(days=30))
    answer(real, [10] * 8)
    text = words(presented(since=ago(real, timedelta(hours=1))))
    assert f"n {n}, 30 needed" in text
    assert period in text


def test_known_customers_are_counted_from_any_first_answer_on(real: Store) -> None:
    with real.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 1")
    answer(real, [0] * 3, ago=timedelta(days=30))
    answer(real, [10] * 2)
    assert "n 2, 30 needed" in words(presented(since=ago(real, timedelta(hours=1))))


def test_a_screen_does_not_change_what_people_answered(real: Store) -> None:
    answer(real, [9] * 8, comment="said")
    before = real.version()
    for views in ("question", "week", "heat"):
        presented(views=views, since="all", comments="all")
    assert real.version() == before


# comments


def test_unapproved_comments_never_appear_when_moderation_is_on(real: Store) -> None:
    answer(real, [9] * 8, comment="nobody has read this")
    for since in ("now", "today", "week", "all"):
        assert "nobody has read this" not in words(presented(since=since))
    assert "nobody has read this" not in words(open_page(PAGE)), "the room sees the choices too"
    assert "once they are approved" in words(presented(since="week"))
    assert "nobody has read this" in words(presented(since="week", comments="all"))
    assert "nobody has read this" not in words(presented(since="week", comments="none"))


def test_one_click_approves_and_one_takes_back(real: Store) -> None:
    answer(real, [9] * 8, comment="")
    answer(real, [2], comment="read and found fit")
    at = open_page(PAGE, moderate="1")
    assert "1 comment waits for approval." in words(at)
    [button] = [one for one in at.button if one.label == "Approve"]
    button.click()
    at.run()
    assert "0 comments wait for approval." in words(at)
    assert "read and found fit" in words(presented(since="week"))
    [button] = [one for one in at.button if one.label == "Take back"]
    button.click()
    at.run()
    assert "1 comment waits for approval." in words(at)
    assert "read and found fit" not in words(presented(since="week"))


def test_nothing_moves_under_the_finger_of_who_approves(real: Store) -> None:
    for i in range(30):
        answer(real, [9], comment=f"thought {i:02d}")
    at = open_page(PAGE, moderate="1")
    listed = re.findall(r"thought \d\d", words(at))
    assert listed == [f"thought {i}" for i in range(10, 30)]
    for i in range(30, 33):
        answer(real, [9], comment=f"thought {i}")
    at.button(key=[one.key for one in at.button if one.label == "Approve"][3]).click()
    at.run()
    again = re.findall(r"thought \d\d", words(at))
    assert again[:20] == listed, "new comments come in below, and an approved one keeps its place"
    assert again[20:] == ["thought 30", "thought 31", "thought 32", "thought 13"]
    assert [one.disabled for one in at.button if (one.key or "").startswith("approve_")].index(True) == 3


def test_comments_of_so_few_people_are_hidden_even_when_approved(real: Store) -> None:
    answer(real, [9] * 4, comment="one of four")
    approve_all(real)
    for comments in ("approved", "all"):
        text = words(presented(since="week", comments=comments))
        assert "one of four" not in text
        assert "Comments appear once 5 people have answered." in text
    assert "one of four" not in words(open_page(PAGE, moderate="1"))
    answer(real, [9] * 40, ago=timedelta(days=30))
    since = ago(real, timedelta(hours=1))
    assert "one of four" not in words(presented(since=since, comments="all")), "the period counts, not all time"
    assert "one of four" in words(presented(since="all", comments="all"))


@pytest.mark.parametrize("query", [{"present": "1", "comments": "all", "since": "week"}, {"moderate": "1"}])
def test_what_people_wrote_is_shown_as_text(query: dict[str, str], real: Store) -> None:
    answer(real, [2] * 8, comment=NASTY)
    at = open_page(PAGE, **query)
    text = words(at)
    assert "&lt;script&gt;" in text
    assert "<script>" not in text
    assert "<img src=x" not in text
    assert not [one for one in at.markdown if "evil" in one.value]


# the other views


def test_the_week_and_the_heat_map_are_those_of_the_dashboard(demo: Path) -> None:
    text = words(presented(views="week"))
    for name in ("NPS", "CSAT", "CES"):
        assert f'<p class="w-name">{name} ' in text
    heat = words(presented(views="heat", survey="demo-recommend"))
    assert "Frequent buyers" in heat
    assert "hidden" in heat
    assert heat.count('class="w-cell') == 4 * 5
    assert "Only cells that clearly differ are coloured." in heat
    for page in (text, heat):
        assert "demo data, kept apart from real answers" in page


def test_views_take_turns(demo: Path) -> None:
    at = presented(views="week,question", every="10")
    assert 'class="w-cards"' in words(at)
    at.session_state["present_began"] -= 10
    at.run()
    assert 'class="w-cards"' not in words(at)
    assert 'class="w-score"' in words(at)
    at.session_state["present_began"] -= 10
    at.run()
    assert 'class="w-cards"' in words(at)


def test_names_on_the_wall_are_shown_as_text(real: Store) -> None:
    add_names(real, "segment", ["<u>New</u>"])
    add_names(real, "stage", ["<b>Bold</b>"])
    about = survey(real, "recommend")
    place = Place(stage="<b>Bold</b>", segment="<u>New</u>")
    save_responses(
        real,
        [
            read_response(
                about, {"score": "9"}, place=place, submission_key=new_submission_key(), now=datetime.now(UTC)
            )
            for _i in range(40)
        ],
    )
    text = words(presented(views="heat"))
    assert "&lt;b&gt;Bold" in text
    assert "<u>New" not in text


def test_the_journey_stands_on_the_wall_with_what_hurts(demo: Path) -> None:
    text = words(presented(views="journey"))
    for stage in ("Become aware", "Buy", "Get support"):
        assert f"<h2>{stage}</h2>" in text
    assert text.count('class="w-dot') + text.count('class="w-gap"') == 5
    assert "mask-image" in text
    assert "w-title" in text


def test_the_journey_without_answers_says_so(real: Store) -> None:
    assert "No answers yet." in words(presented(views="journey"))
