"""Every page, in its frame, in every language: it shows something, nothing fails, and nothing is hard-coded."""

from __future__ import annotations

from pathlib import Path

import pytest

from cjo_core.locale import LANGUAGES
from cjo_core.store import shelf
from tests.pages.conftest import ROUTER, open_page, words

PAGES = [
    str(path.relative_to(ROUTER.parent))
    for folder in ("see", "collect", "set_up")
    for path in sorted((ROUTER.parent / folder).glob("*.py"))
    if path.stem not in ("start", "__init__")
]


def test_there_are_pages_to_test() -> None:
    assert len(PAGES) >= 13


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_shows_the_demo_in_every_language(page: str, lang: str, demo: Path) -> None:
    at = open_page(page, lang=lang)
    assert not at.exception
    assert not at.error
    assert "<h1>" in words(at)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_stands_on_an_empty_database(page: str, real: object) -> None:
    at = open_page(page)
    assert not at.exception
    assert not at.error
    assert "<h1>" in words(at)


@pytest.mark.parametrize("page", PAGES)
def test_the_watermark_is_on_every_page_of_demo_data_and_on_no_other(page: str, demo: Path) -> None:
    assert "Demo data" in words(open_page(page))


def test_real_data_carry_no_watermark(real: object) -> None:
    assert 'class="demo"' not in words(open_page())


def test_without_any_database_only_the_start_is_offered(folder: Path) -> None:
    at = open_page()
    assert not at.exception
    assert {button.key for button in at.button} >= {"start_demo", "start_empty"}
    assert not list(folder.iterdir()), "looking must not write"


def test_starting_empty_makes_a_database_with_three_surveys(folder: Path) -> None:
    at = open_page()
    at.text_input(key="start_name").set_value("Nordhaus")
    at.button(key="start_empty").click()
    at.run()
    assert not at.exception
    opened = shelf.opened("real")
    assert opened is not None
    assert len(opened.cells().questions) == 3
    assert "No answers yet" in words(at)


def test_looking_at_demo_data_makes_them_and_leaves_the_real_file_alone(folder: Path) -> None:
    at = open_page()
    at.button(key="start_demo").click()
    at.run(timeout=60)
    assert not at.exception
    assert (folder / "demo.db").exists()
    assert not (folder / "cjo.db").exists()
    assert 'class="demo"' in words(at)


def test_an_unknown_page_or_filter_in_a_link_does_no_harm(demo: Path) -> None:
    at = open_page("see/stages.py", stage="<img src=x>", period="ninety", metric="nonsense", week="2026-W99")
    assert not at.exception
    assert not at.error
    assert "<img" not in words(at)
