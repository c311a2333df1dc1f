"""The world of the demo: everything is there, every score is on its scale, and the plot can be seen in the numbers."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from cjo_core.exchange.demo import STORY, make_demo, story
from cjo_core.exchange.demo.generate import year_of_responses
from cjo_core.exchange.demo.rhythm import days_and_numbers
from cjo_core.metrics.formulas.response_rate import response_rate
from cjo_core.store.database import Store
from cjo_core.store.invitations.reading import asked
from cjo_core.store.set_up.audience import names, touchpoints_by_stage
from cjo_core.store.set_up.surveys import surveys
from cjo_core.survey.periods import monday, week_name

UNTIL = date(2026, 11, 20)
RESPONSES = 3_000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_demo(tmp_path_factory.mktemp("demo") / "demo.db", responses=RESPONSES, until=UNTIL)
    yield made
    made.close()


@pytest.fixture(scope="module")
def answers(store: Store) -> pd.DataFrame:
    return read(store.path)


def read(path: Path) -> pd.DataFrame:
    with closing(sqlite3.connect(path)) as connection:
        found = pd.read_sql_query("SELECT * FROM answers_readable", connection)
    found["at"] = pd.to_datetime(found["submitted_at_utc"], utc=True).dt.tz_convert("Europe/Warsaw")
    return found


def nps(scores: pd.Series[float]) -> float:
    return float(100 * ((scores >= 9).mean() - (scores <= 6).mean()))


def test_the_journey_and_the_audience_are_complete(store: Store) -> None:
    journey = touchpoints_by_stage(store)
    assert len(journey) == 5
    assert all(journey.values())
    assert sum(map(len, journey.values())) >= 12
    assert [len(names(store, dimension)) for dimension in ("segment", "persona", "channel")] == [4, 5, 4]
    assert names(store, "language") == ["en", "pl", "zh"]


def test_there_is_a_survey_of_each_kind_and_all_are_open(store: Store) -> None:
    asked = surveys(store)
    assert [(one.slug, one.questions[0].kind, one.status) for one in asked] == [
        ("demo-recommend", "nps", "open"),
        ("demo-purchase", "csat", "open"),
        ("demo-support", "ces", "open"),
    ]


def test_every_question_has_all_its_words_in_three_languages(store: Store) -> None:
    for survey in surveys(store):
        assert sorted(survey.languages) == ["en", "pl", "zh"]
        for question in survey.questions:
            for words in question.wordings.values():
                assert words.question
                if question.options:
                    assert all(set(option.labels) == {"en", "zh", "pl"} for option in question.options)
                else:
                    assert all((words.low_label, words.high_label, words.comment))


def test_choices_go_with_the_score_and_the_person(store: Store) -> None:
    with closing(sqlite3.connect(store.path)) as connection:
        found = pd.read_sql_query(
            "SELECT o.key, q.key AS question, a.score, p.name AS persona, c.response_id FROM choices c "
            "JOIN options o ON o.id = c.option_id JOIN questions q ON q.id = c.question_id "
            "JOIN answers a ON a.response_id = c.response_id JOIN places l ON l.id = c.place_id "
            "LEFT JOIN personas p ON p.id = l.persona_id",
            connection,
        )
    solved, why = found[found["question"] == "solved"], found[found["question"] == "why"]
    assert set(solved["key"]) == {"at_once", "later", "not_yet"}
    assert solved["response_id"].is_unique
    means = solved.groupby("key")["score"].mean()
    assert means["at_once"] > means["later"] > means["not_yet"]
    people = why.groupby("persona")["response_id"].nunique()
    price = why[why["key"] == "price"].groupby("persona")["response_id"].nunique() / people
    assert price.idxmax() == "Bargain hunter"
    assert 1.3 < len(why) / why["response_id"].nunique() < 2.2


def test_choices_leave_every_score_and_comment_as_it_is(store: Store) -> None:
    asked = {survey.slug: survey for survey in surveys(store)}
    bare = {slug: replace(survey, questions=survey.questions[:1]) for slug, survey in asked.items()}
    with_them, without = (list(year_of_responses(some, 300, 7, UNTIL)) for some in (asked, bare))
    assert [replace(one, answers=one.answers[:1]) for one in with_them] == without
    assert any(len(one.answers) == 2 for one in with_them)


def test_some_customers_were_invited_and_a_third_of_them_answered(store: Store) -> None:
    found = asked(store)["demo-recommend"]
    assert found.delivered > 100
    assert 28 < float(response_rate(found.outcomes).value) < 38
    assert found.bounced > 0
    with closing(sqlite3.connect(store.path)) as connection:
        rows = connection.execute(
            "SELECT i.sent_at, i.answered_on, min(r.submitted_at) FROM invitations i "
            "JOIN responses r ON r.respondent = i.customer AND r.survey_id = i.survey_id "
            "WHERE i.answered_on IS NOT NULL AND r.submitted_at >= i.sent_at GROUP BY i.id"
        ).fetchall()
        sealed = connection.execute("SELECT count(*) FROM invitations WHERE digest IS NOT NULL").fetchone()
        answered = connection.execute("SELECT count(*) FROM invitations WHERE answered_on IS NOT NULL").fetchone()
    assert len(rows) == answered[0] == found.complete  # behind each there is an answer
    assert all(sent[:10] <= day for sent, day, _given in rows)
    assert sealed == (0,)  # no link leads to a demo's invitations


def test_as_many_responses_are_stored_as_were_asked_for(answers: pd.DataFrame) -> None:
    assert len(answers) == answers["response_id"].nunique() == RESPONSES
    assert set(answers["door"]) == {"demo"}


def test_everything_that_is_set_up_is_used(store: Store, answers: pd.DataFrame) -> None:
    for dimension in ("stage", "touchpoint", "segment", "persona", "channel", "language"):
        assert set(answers[dimension].dropna()) == set(names(store, dimension))


def test_every_score_is_on_its_scale_and_every_score_is_chosen(answers: pd.DataFrame) -> None:
    for kind, scale in (("nps", range(11)), ("csat", range(1, 6)), ("ces", range(1, 8))):
        assert set(answers.loc[answers["question_kind"] == kind, "score"].dropna()) == set(scale)


def test_the_year_looks_like_that_of_a_decent_shop(answers: pd.DataFrame) -> None:
    scores = {str(kind): group["score"].dropna() for kind, group in answers.groupby("question_kind")}
    assert 28 <= nps(scores["nps"]) <= 42
    assert 0.77 <= (scores["csat"] >= 4).mean() <= 0.85
    assert 5.5 <= scores["ces"].mean() <= 5.8
    assert len(scores["nps"]) > len(scores["csat"]) > 1.5 * len(scores["ces"])


def test_no_answer_is_given_after_the_last_day_or_before_the_first(answers: pd.DataFrame) -> None:
    days = answers["at"].dropna().dt.date
    assert days.max() == UNTIL
    assert days.min() == story.first_day(UNTIL)
    assert 52 <= answers["week"].nunique() <= 53


def test_one_answer_in_a_hundred_is_undated(answers: pd.DataFrame) -> None:
    assert 0.005 <= answers["at"].isna().mean() <= 0.016
    assert answers.loc[answers["at"].isna(), "week"].isna().all()


def test_some_people_only_leave_a_comment(answers: pd.DataFrame) -> None:
    skipped = answers[answers["score"].isna()]
    assert 0.005 <= len(skipped) / RESPONSES <= 0.02
    assert skipped["comment"].notna().all()


def test_weekends_and_nights_are_quiet_and_evenings_are_not(answers: pd.DataFrame) -> None:
    per_weekday = answers["at"].dt.day_of_week.value_counts()
    assert per_weekday[[5, 6]].max() < per_weekday[[0, 1, 2, 3]].min()
    per_hour = answers["at"].dt.hour.value_counts().reindex(range(24), fill_value=0)
    assert per_hour[1:5].sum() < 0.01 * RESPONSES < per_hour[20]


def test_december_is_busier_than_summer() -> None:
    per_month: Counter[int] = Counter()
    for day, number in days_and_numbers(date(2026, 12, 31), 100_000, Random(1)):
        if day.year == 2026:
            per_month[day.month] += number
    assert per_month[12] > 1.4 * per_month[7]
    assert per_month[9] > per_month[2]


@pytest.mark.parametrize("responses", [0, 1, 5, 399, 20_000])
def test_the_days_add_up_to_the_responses(responses: int) -> None:
    rng = Random(3)
    days = list(days_and_numbers(UNTIL, responses, rng))
    assert sum(number for _, number in days) == responses
    assert all(number >= 0 for _, number in days)
    assert [day for day, _ in days] == [days[0][0] + timedelta(days=i) for i in range(len(days))]


def test_customers_come_back_as_the_same_people(answers: pd.DataFrame) -> None:
    customers = answers.dropna(subset=["respondent"]).groupby("respondent")
    assert customers.size().max() >= 3
    assert (customers["segment"].nunique() <= 1).all()
    assert (customers["language"].nunique() == 1).all()
    assert answers["respondent"].dropna().str.fullmatch(r"c-\d{6}").all()


def test_some_answers_do_not_say_who_gave_them(answers: pd.DataFrame) -> None:
    for column, least, most in (("respondent", 0.08, 0.16), ("segment", 0.02, 0.1), ("persona", 0.05, 0.15)):
        assert least <= answers[column].isna().mean() <= most


def test_one_group_stays_under_the_privacy_floor(answers: pd.DataFrame) -> None:
    groups = answers.groupby(["stage", "segment"]).size()
    assert groups[story.TINY_STAGE, story.TINY_SEGMENT] == len(story.TINY_ANSWERS_AT) < 5
    assert groups.drop((story.TINY_STAGE, story.TINY_SEGMENT)).min() >= 15


def test_the_launch_hurts_business_customers_in_support_until_the_fix(answers: pd.DataFrame) -> None:
    group = answers[(answers["stage"] == STORY.stage) & (answers["segment"] == STORY.segment)].dropna(subset=["week"])
    weeks = [week_name(week) for week in STORY.hurt_weeks(UNTIL)]
    parts = [
        group[group["week"] < weeks[0]],
        group[group["week"].isin(weeks)],
        group[group["week"] > weeks[-1]],
    ]
    before, hurt, after = (part.loc[part["question_kind"] == "ces", "score"].mean() for part in parts)
    assert hurt < before - 0.6
    assert hurt < after - 0.6
    before, hurt, after = (nps(part.loc[part["question_kind"] == "nps", "score"].dropna()) for part in parts)
    assert hurt < before - 20
    assert hurt < after - 20


def test_the_launch_does_not_touch_the_others_in_support(answers: pd.DataFrame) -> None:
    others = answers[(answers["stage"] == STORY.stage) & (answers["segment"] != STORY.segment)]
    during = others["week"].isin([week_name(week) for week in STORY.hurt_weeks(UNTIL)])
    effort = others["score"].where(others["question_kind"] == "ces").groupby(during).mean()
    assert abs(effort[True] - effort[False]) < 0.4


def test_purchases_disappoint_in_the_last_full_week_where_they_arrive(answers: pd.DataFrame) -> None:
    purchases = answers[answers["question_kind"] == "csat"].dropna(subset=["score", "week"])
    last = week_name(STORY.last_full_week(UNTIL))
    arriving = purchases[purchases["stage"] == STORY.news_stage]
    satisfied = (arriving["score"] >= 4).groupby(arriving["week"] >= last).mean()
    assert satisfied[True] < satisfied[False] - 0.1


@pytest.mark.parametrize("until", [date(2026, 11, 15) + timedelta(days=i) for i in range(8)])
def test_the_last_full_week_is_over_when_the_year_ends(until: date) -> None:
    sunday = monday(STORY.last_full_week(until)) + timedelta(days=6)
    assert sunday <= until < sunday + timedelta(days=7)
    assert STORY.launch(until).weekday() == STORY.fix(until).weekday() == 0
    assert len(STORY.hurt_weeks(until)) == 10


def test_a_million_responses_are_made_one_at_a_time(store: Store) -> None:
    by_slug = {survey.slug: survey for survey in surveys(store)}
    first = next(year_of_responses(by_slug, 1_000_000, 7, UNTIL))
    assert first.submitted_at is None or first.submitted_at < datetime(2025, 11, 18, tzinfo=UTC)
