"""What the demo's customers write fits their language, their score and the place, and does not look copied."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from cjo_core.exchange.demo import make_demo, story
from cjo_core.exchange.demo.comments import BANDS, PHRASES, Writer, band_of
from cjo_core.survey.responses import COMMENT_LIMIT, clean_comment

LANGUAGES = ("en", "pl", "zh")
LEVELS = ("low", "mid", "high")
TOUCHPOINTS = [touchpoint.name for touchpoint in story.TOUCHPOINTS]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
POLISH = re.compile(r"[ąćęłńóśźż]", re.IGNORECASE)
#: Survey, language, score, touchpoint and comment.
Row = tuple[str, str, int | None, str, str]
POLISH_WORDS = {"nie", "się", "w", "na", "za", "i", "z", "do", "po", "był", "jest", "polecam", "brawo", "bez", "tylko"}


@pytest.fixture(scope="module")
def comments(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Row]]:
    """Every comment of a small demo, oldest first."""
    path: Path = tmp_path_factory.mktemp("demo") / "demo.db"
    make_demo(path, responses=3_000, until=date(2026, 11, 20)).close()
    with closing(sqlite3.connect(path)) as connection:
        yield connection.execute(
            "SELECT survey, language, score, touchpoint, comment FROM answers_readable "
            "WHERE comment IS NOT NULL ORDER BY answer_id"
        ).fetchall()


def sentences(language: str, band: str) -> set[str]:
    """Every first and second sentence of a band, as patterns that any filled-in words match."""
    phrases = PHRASES[language]
    found = {one for pile in phrases.first[band].values() for one in pile} | set(phrases.more[band])
    found |= {*phrases.special[band], phrases.long}
    return {re.sub(r"\\\{\w+\\\}", ".+?", re.escape(one)) for one in found}


def test_about_a_third_of_the_answers_carry_a_comment(comments: list[Row]) -> None:
    assert 0.29 <= len(comments) / 3_000 <= 0.36


def test_comments_are_written_in_the_language_of_the_person(
    comments: list[Row],
) -> None:
    for _, language, _, _, text in comments:
        words = set(re.findall(r"\w+", text.lower()))
        emoji_only = not words
        if language == "zh":
            assert CHINESE.search(text), text
        elif language == "pl":
            assert POLISH.search(text) or words & POLISH_WORDS, text
            assert not CHINESE.search(text), text
        else:
            assert emoji_only or (re.search(r"[a-z]", text) and not CHINESE.search(text) and not POLISH.search(text)), (
                text
            )


def test_a_detractor_never_writes_what_a_promoter_writes(
    comments: list[Row],
) -> None:
    piles = {(language, band): sentences(language, band) for language in LANGUAGES for band in LEVELS}
    for survey, language, score, _, text in comments:
        if score is None:
            continue
        own = piles[language, band_of(survey, score)]
        assert any(re.match(one, text) for one in own), (score, text)


def test_no_sentence_belongs_to_two_bands() -> None:
    for language in LANGUAGES:
        low, mid, high = (sentences(language, band) - {re.escape(PHRASES[language].long)} for band in LEVELS)
        assert not low & mid
        assert not low & high
        assert not mid & high


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("band", LEVELS)
def test_there_is_enough_to_say_at_every_touchpoint(language: str, band: str) -> None:
    phrases = PHRASES[language]
    assert all(len(phrases.first[band][touchpoint]) >= 3 for touchpoint in TOUCHPOINTS)
    everything = [one for pile in phrases.first[band].values() for one in pile]
    assert len(set(everything)) == len(everything) >= 45
    plot = {"launch", "news"} if band != "high" else set()
    assert set(phrases.first[band]) == {*TOUCHPOINTS, "general", *plot}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gap_in_a_sentence_has_words_to_fill_it(language: str) -> None:
    phrases = PHRASES[language]
    used = {slot for band in LEVELS for pile in phrases.first[band].values() for one in pile for slot in gaps(one)}
    assert used == set(phrases.words)
    assert not any(gaps(one) for band in LEVELS for one in phrases.more[band])


def gaps(sentence: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", sentence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_ends_like_one(language: str) -> None:
    for band in LEVELS:
        for one in [
            *(one for pile in PHRASES[language].first[band].values() for one in pile),
            *PHRASES[language].more[band],
        ]:
            assert one.endswith(("。", "？", "！") if language == "zh" else (".", "?", "!")), one


def test_no_gap_and_no_seam_is_left_in_a_comment(comments: list[Row]) -> None:
    for *_, text in comments:
        assert not re.search(r"(?<!\{)\{\w+\}(?!\})", text), text
        assert "  " not in text
        assert text == clean_comment(text)
        assert len(text) <= COMMENT_LIMIT


def test_a_page_of_twenty_comments_does_not_look_copied(comments: list[Row]) -> None:
    texts = [text for *_, text in comments]
    for start in range(0, len(texts) - 20, 20):
        assert len(set(texts[start : start + 20])) >= 19


def test_the_same_sentence_comes_back_only_when_its_pile_is_used_up() -> None:
    pile = PHRASES["en"].first["low"]["general"]
    writer = Writer(Random(1))
    drawn = [writer._draw("en", "low", "general", pile) for _ in range(3 * len(pile))]
    for i in range(3):
        assert sorted(drawn[i * len(pile) : (i + 1) * len(pile)]) == sorted(pile)


def test_people_write_about_the_portal_only_while_it_hurts() -> None:
    writer = Writer(Random(1))
    during = [writer.comment("en", "low", "Hotline", "launch") for _ in range(50)]
    outside = [writer.comment("en", "low", "Hotline", None) for _ in range(200)]
    assert sum("portal" in one for one in during) > 15
    assert not any("portal" in one for one in outside)


def test_awkward_comments_are_there_to_try_the_screen() -> None:
    writer = Writer(Random(1))
    written = [
        writer.comment(language, band, "Delivery", None)
        for language in LANGUAGES
        for band in LEVELS
        for _ in range(500)
    ]
    for awkward in ("\n", "<b>", '"', "&", "😄"):
        assert any(awkward in one for one in written), awkward
    assert any(one.startswith("=") for one in written)
    assert any(one.startswith("-") for one in written)
    assert any(len(one) > 250 for one in written)


def test_the_bands_follow_each_other_on_every_scale() -> None:
    for survey, scores in story.SCORES.items():
        low = 0 if survey == story.RECOMMEND else 1
        bands = [LEVELS.index(band_of(survey, score)) for score in range(low, low + len(scores))]
        assert set(bands) == {0, 1, 2}
        assert all(one <= other for one, other in pairwise(bands))
    assert BANDS[story.RECOMMEND] == (7, 9)
