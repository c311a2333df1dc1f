"""What the pages must not tell: how many are in a protected group, and who said what in it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from cjo_core.exchange.starter import starter_question
from cjo_core.store.database import Store
from cjo_core.store.invitations.making import invite
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.invitations import Invitee
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.survey.surveys import Question, Survey, Wording
from tests.pages.conftest import open_page, words
from tests.pages.test_see import answers

LISTS = ("see/comments.py", "see/responses.py")


@pytest.fixture
def few(real: Store) -> Store:
    """Three answers in one segment, 23 in the other: each tells of the other by subtraction."""
    add_names(real, "segment", ["Few", "Many"])
    answers(real, "recommend", [2] * 3, comment="only we say this", place=Place(segment="Few"))
    answers(real, "recommend", [9] * 23, comment="all is well", place=Place(segment="Many"))
    return real


@pytest.fixture
def crossed(real: Store) -> Store:
    """Two stages and two segments of twenty each, but two people only where both second ones meet."""
    add_names(real, "segment", ["Newcomers", "Regulars"])
    for stage, segment, number in (
        ("Purchase", "Newcomers", 18),
        ("Purchase", "Regulars", 20),
        ("Use", "Newcomers", 20),
        ("Use", "Regulars", 2),
    ):
        place = Place(stage=stage, segment=segment)
        answers(real, "recommend", [8] * number, comment="as I said", place=place)
    return real


@pytest.mark.parametrize("segment", ["Few", "Many"])
@pytest.mark.parametrize("page", LISTS)
def test_words_and_counts_of_protected_groups_are_not_told(few: Store, page: str, segment: str) -> None:
    at = open_page(page, segment=segment)
    text = words(at)
    assert "Hidden to protect a small group." in text
    assert "only we say this" not in text
    assert "all is well" not in text
    assert not re.search(r"\b(3|23) (answers|comments)", text)
    assert not at.dataframe


@pytest.mark.parametrize("segment", ["Few", "Many"])
def test_the_first_screen_does_not_count_a_protected_group(few: Store, segment: str) -> None:
    text = words(open_page(segment=segment))
    assert "How many answered is hidden to protect a small group." in text
    assert "customers" not in text.split("What customers say")[0]
    assert re.search(r"Recommendation</span><i[^>]*></i><b>hidden</b>", text)
    assert not re.search(r">\s*(3|23)\s*<", text)


def test_a_hidden_week_says_that_it_is_hidden_and_not_that_nobody_answered(few: Store) -> None:
    card = words(open_page(segment="Few")).split("Where it clearly moved")[0]
    assert "Nobody has answered in this week" not in card
    assert ">hidden<" in card
    assert "Hidden to protect a small group." in card


def test_the_whole_may_be_counted(few: Store) -> None:
    text = words(open_page())
    assert "26 answers from 26 customers." in text
    assert re.search(r"Recommendation</span><i[^>]*></i><b>26</b>", text)


def test_comments_name_only_what_singles_nobody_out(crossed: Store) -> None:
    text = words(open_page("see/comments.py"))
    assert "as I said" in text
    assert re.search(r"Passive · (Purchase|Use)", text)
    assert "Newcomers" not in text
    assert "Regulars" not in text
    assert "Left out beside the answers, to protect small groups: segment" in text


def test_the_comments_of_the_week_name_only_what_singles_nobody_out(crossed: Store) -> None:
    said = words(open_page()).split("What customers say")[1]
    assert "as I said" in said
    assert "Regulars" not in said


def test_rows_have_only_columns_that_single_nobody_out(crossed: Store) -> None:
    (table,) = open_page("see/responses.py").dataframe
    assert {"Score", "Comment", "Survey", "Stage"} <= set(table.value.columns)
    assert "Segment" not in table.value.columns


@pytest.fixture
def speaking(real: Store) -> Store:
    """As `crossed`, but everybody can be told apart by what they said."""
    add_names(real, "segment", ["Newcomers", "Regulars", "Old hands"])
    for stage, segment, number in (
        ("Purchase", "Newcomers", 8),
        ("Purchase", "Regulars", 7),
        ("Purchase", "Old hands", 6),
        ("Use", "Newcomers", 8),
        ("Use", "Regulars", 2),
        ("Use", "Old hands", 6),
    ):
        for i in range(number):
            said = f"[{stage} {segment} {i}] is what I said about it"
            answers(real, "recommend", [8], comment=said, place=Place(stage=stage, segment=segment))
    return real


def told_by(page: str, **names: str) -> set[str]:
    """The answers in a list, known by their words."""
    at = open_page(page, **names)
    said = words(at) + " ".join(str(table.value.to_csv()) for table in at.dataframe)
    return set(re.findall(r"\[(?:Purchase|Use) [^\]]+\]", said))


@pytest.mark.parametrize("page", LISTS)
def test_nobody_is_found_by_laying_lists_of_several_filters_side_by_side(speaking: Store, page: str) -> None:
    lists = {(by, name): told_by(page, **{by: name}) for by, name in WAYS}
    both = {(a, b): lists["stage", a] & lists["segment", b] for a in STAGES for b in SEGMENTS}
    assert not both["Use", "Regulars"]
    assert all(not found or len(found) >= 5 for found in both.values()), both
    shown = set().union(*lists.values())
    assert shown, "something is still shown"
    for a in STAGES:  # nor is what is in no list of a segment, though it is in that of its stage, of two people alone
        left = {one for one in lists["stage", a] if not any(one in lists["segment", c] for c in SEGMENTS)}
        assert not left or len(left) >= 5


@pytest.mark.parametrize("page", LISTS)
def test_a_segment_that_can_be_told_everywhere_is_listed_whole(speaking: Store, page: str) -> None:
    assert len(told_by(page, segment="Newcomers")) == 16
    assert not told_by(page, segment="Regulars") & told_by(page, stage="Use")


def test_nobody_can_search_for_the_words_of_a_comment_that_is_left_out(speaking: Store) -> None:
    """The answer to a search that finds nothing is the same whether such words were left out or never said."""
    page = open_page("see/comments.py")
    page.multiselect(key="segment").set_value(["Newcomers", "Regulars"]).run()
    assert "[Use Newcomers 0]" in words(page)
    said, never = (words(page.text_input(key="search").set_value(text).run()) for text in ("Use Regulars", "nobody"))
    assert "0 comments" in said
    assert said == never


STAGES, SEGMENTS = ("Purchase", "Use"), ("Newcomers", "Regulars", "Old hands")
WAYS = [*(("stage", one) for one in STAGES), *(("segment", one) for one in SEGMENTS)]


def test_nobody_is_found_by_the_number_of_a_response_that_lies_in_two_stages(real: Store) -> None:
    add_names(real, "segment", ["Newcomers", "Regulars"])
    words_ = {"en": Wording("?")}
    two = (Question("nps", words_, key="nps"), Question("csat", words_, key="sat", stage="Use"))
    one = save_survey(real, Survey("two", "Two", two))
    for stage, segment, number in (
        ("Purchase", "Newcomers", 12),
        ("Purchase", "Regulars", 2),
        ("Loyalty", "Newcomers", 12),
        ("Loyalty", "Regulars", 12),
    ):
        for _i in range(number):
            given = (Answer(one.questions[0].id, 9), Answer(one.questions[1].id, 4))
            place = Place(stage=stage, segment=segment)
            save_response(real, Response(one.id, given, new_submission_key(), datetime.now(UTC), place))

    def numbers(**names: str) -> set[int]:
        return {int(n) for table in open_page("see/responses.py", **names).dataframe for n in table.value["Response"]}

    for segment in ("Newcomers", "Regulars"):
        both = numbers(segment=segment) & numbers(stage="Purchase")
        assert not both or len(both) >= 5


def test_identified_customers_are_shown_with_all_their_columns(real: Store) -> None:
    save_survey(real, Survey("known", "Known customers", (starter_question("csat"),), identified=True, privacy_floor=1))
    add_names(real, "segment", ["Newcomers", "Regulars"])
    answers(real, "known", [4] * 9, comment="as I said", place=Place(stage="Use", segment="Regulars"))
    answers(real, "known", [1], comment="as I said", place=Place(stage="Purchase", segment="Newcomers"))
    (table,) = open_page("see/responses.py").dataframe
    assert {"Survey", "Stage", "Week", "When", "Segment", "Respondent"} <= set(table.value.columns)
    assert "Regulars" in words(open_page("see/comments.py"))


@pytest.fixture
def wordy(real: Store) -> Store:
    """A survey that asks for words alone: two people in one segment, twenty in each of two others."""
    add_names(real, "segment", ["Few", "Many", "Most"])
    one = save_survey(real, Survey("wordy", "Words", (Question("text", {"en": Wording("What else?")}, key="else"),)))
    for segment, number in (("Few", 2), ("Many", 20), ("Most", 20)):
        for _i in range(number):
            given = (Answer(one.questions[0].id, None, f"{segment} are speaking"),)
            place = Place(segment=segment)
            save_response(real, Response(one.id, given, new_submission_key(), datetime.now(UTC), place))
    return real


@pytest.mark.parametrize("page", LISTS)
def test_a_survey_without_scores_protects_its_people_too(wordy: Store, page: str) -> None:
    for segment in ("Few", "Many"):
        text = words(open_page(page, segment=segment))
        assert "Hidden to protect a small group." in text
        assert "are speaking" not in text
    at = open_page(page, segment="Most")
    assert "Hidden" not in words(at)
    assert "Most are speaking" in words(at) or at.dataframe


def test_of_invited_people_who_stay_unknown_the_hour_is_not_told(real: Store) -> None:
    """The team knows whom it invited and on which day each answered: the time of an answer would name its person."""
    answers(real, "recommend", [2] * 30, comment="as I said")
    (table,) = open_page("see/responses.py").dataframe
    assert all(table.value["When"])
    with real.writing() as connection:
        connection.execute("UPDATE responses SET door = 'invitation'")
    (table,) = open_page("see/responses.py").dataframe
    assert not any(table.value["When"])
    assert all(table.value["Week"])
    text = words(open_page("see/comments.py"))
    assert re.search(r"Detractor · week \d+", text)
    assert not re.search(r"\d\d:\d\d", text)


def test_the_only_one_who_was_invited_is_not_the_only_row_without_an_hour(real: Store) -> None:
    answers(real, "recommend", [9] * 30, comment="all is well")
    answers(real, "recommend", [1], comment="I was invited")
    invite(real, "recommend", "a", [Invitee("c-1", "a@b.pl")], now=datetime.now(UTC))
    with real.writing() as connection:
        connection.execute("UPDATE responses SET door = 'invitation' WHERE id = (SELECT max(id) FROM responses)")
    (table,) = open_page("see/responses.py").dataframe
    assert len(set(table.value["When"])) == 1
    said = words(open_page("see/comments.py"))
    assert "I was invited" in said
    assert not re.search(r"\d\d:\d\d", said)


def test_people_who_answered_in_words_alone_are_not_named_beside_their_answers(real: Store) -> None:
    one = save_survey(real, Survey("wordy", "Words", (Question("text", {"en": Wording("What else?")}, key="else"),)))
    for i in range(20):
        given = (Answer(one.questions[0].id, None, "we are speaking"),)
        said = Response(one.id, given, new_submission_key(), datetime.now(UTC), Place(), respondent=f"c-{i}")
        save_response(real, said)
    (table,) = open_page("see/responses.py").dataframe
    assert len(table.value) == 20
    assert "c-7" not in table.value.to_csv()
    assert "web" not in table.value.to_csv()
