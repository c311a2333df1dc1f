"""Whatever a respondent can see is said in every language of the form, and a language is found for every visitor."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cjo_core import locale
from cjo_core.locale.form import FORM_FOLDER, OWN, fill, form_catalog, form_messages, key, missing
from cjo_core.locale.tags import own_name

TEMPLATES = Path(locale.__file__).parents[1] / "web" / "templates"
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
HOW = "run: python -m cjo_core.locale.form (its docstring tells how to fill in what is missing)"


@pytest.fixture(scope="module")
def wanted() -> set[str]:
    return {key(message) for message in form_messages() if message.id}


def forms(message: Any) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_the_form_speaks_at_least_twenty_four_languages() -> None:
    assert len(locale.FORM_LANGUAGES) == len(set(locale.FORM_LANGUAGES)) >= 24
    assert set(locale.LANGUAGES) < set(locale.FORM_LANGUAGES)


def test_messages_of_templates_and_code_are_found_and_those_of_the_screen_are_not(wanted: set[str]) -> None:
    assert {"Send", "How we use your answer", "Choose a number from {low} to {high}.", "Stage", "Next"} <= wanted
    assert "{count} star||{count} stars" in wanted
    assert not {"This week", "the store has no secret to sign forms with; nothing was saved"} & wanted


@pytest.mark.parametrize("language", OWN)
def test_every_message_a_respondent_can_see_is_translated(language: str, wanted: set[str]) -> None:
    assert [key(message) for message in missing(language)] == [], HOW
    assert {key(message) for message in form_catalog(language) if message.id} - wanted == set(), HOW


@pytest.mark.parametrize("language", OWN)
def test_translations_keep_placeholders_and_have_every_plural_form(language: str) -> None:
    catalog = form_catalog(language)
    for message in catalog:
        if not message.id:
            continue
        first = message.id if isinstance(message.id, str) else message.id[0]
        assert len(forms(message)) == (1 if isinstance(message.id, str) else catalog.num_plurals), (language, first)
        for form in forms(message):
            assert sorted(PLACEHOLDER.findall(form)) == sorted(PLACEHOLDER.findall(first)), (language, form)


@pytest.mark.parametrize("language", OWN)
def test_the_button_is_called_the_same_wherever_it_is_named(language: str) -> None:
    with locale.speaking(language):
        send = locale._("Send")
        for message in form_messages():
            if isinstance(message.id, str) and re.search(r"press(ed)? Send", message.id):
                assert send in locale._(message.id), (language, message.id)


@pytest.mark.parametrize("language", OWN)
def test_no_catalog_says_it_in_english(language: str) -> None:
    same = {message.id for message in form_catalog(language) if message.id and message.id == message.string}
    assert len(same) <= 5, same  # words such as "Segment" and "Persona" are the same in many languages
    assert not [text for text in same if len(text.split()) > 2]


def test_what_is_filled_in_for_one_language_stays_in_it_and_keeps_the_rest(tmp_path: Path) -> None:
    for language in ("de", "fr"):
        (tmp_path / f"{language}.po").write_text("", encoding="utf-8")
    words = {"Send": {"de": "Absenden"}, "Next": {"de": "Weiter", "fr": "Suivant"}, "gone": {"de": "weg"}}
    for language in ("de", "fr"):
        fill(language, words, tmp_path)
    fill("de", {"Back": {"de": "Zurück"}}, tmp_path)
    german, french = form_catalog("de", tmp_path), form_catalog("fr", tmp_path)
    assert [german[text].string for text in ("Send", "Next", "Back")] == ["Absenden", "Weiter", "Zurück"]
    assert [french[text].string for text in ("Send", "Next", "Back")] == ["", "Suivant", ""]
    assert "gone" not in german


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_no_template_speaks_past_the_catalogs(path: Path) -> None:
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    bare = re.sub(r"<style>.*?</style>|<[^<>]*>|[\w-]+=\"[^\"]*\"", " ", bare, flags=re.DOTALL)
    assert not re.findall(r"[^\W\d_]{2,}", bare)


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("pt-BR", "pt"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-CN", "zh"),
        ("zh-Hans", "zh"),
        ("no", "nb"),
        ("nn-NO", "nb"),
        ("iw", "he"),
        ("PL_pl", "pl"),
        ("tlh", "en"),
        ("", "en"),
        ("../../etc/passwd", "en"),
    ],
)
def test_a_visitor_is_spoken_to_in_the_closest_language(asked: str, spoken: str) -> None:
    assert locale.spoken_for(asked) == spoken
    with locale.speaking(asked):
        assert locale.language() == spoken


def test_what_the_form_cannot_speak_it_says_in_the_next_language_wanted() -> None:
    with locale.speaking("tlh", "pl-PL"):
        assert locale._("Send") == "Wyślij"
    with locale.speaking("tlh", "sjn"):
        assert locale._("Send") == "Send"


def test_a_message_without_a_translation_is_said_in_english() -> None:
    with locale.speaking("de"):
        assert locale._("This week") == "This week"
        assert locale.ngettext("{n} cat", "{n} cats", 1) == "{n} cat"
        assert locale.ngettext("{n} cat", "{n} cats", 2) == "{n} cats"


#: Numbers that take different forms (Unicode CLDR, plural rules for cardinal whole numbers).
@pytest.mark.parametrize(
    ("language", "apart", "alike"),
    [
        ("de", (1, 2), (2, 0)),
        ("fr", (1, 2), (0, 1)),
        ("cs", (1, 2, 5), (2, 4)),
        ("uk", (1, 2, 5), (1, 21)),
        ("ru", (1, 2, 5), (11, 14)),
        ("hr", (1, 2, 5), (2, 22)),
        ("ro", (1, 2, 20), (2, 19)),
        ("lt", (1, 2, 10), (2, 9)),
        ("lv", (1, 2), (1, 21)),
        ("sl", (1, 2, 3, 5), (3, 4)),
        ("ar", (1, 2, 3, 11), (3, 10)),
        ("ja", (1,), (1, 7)),
    ],
)
def test_numbers_take_the_forms_of_their_language(
    language: str, apart: tuple[int, ...], alike: tuple[int, int]
) -> None:
    def said(number: int) -> str:
        return locale.ngettext("{count} answer waits on this device", "{count} answers wait on this device", number)

    with locale.speaking(language):
        assert len({said(number) for number in apart}) == len(apart)
        assert said(alike[0]) == said(alike[1])


def test_every_language_is_listed_by_its_own_name() -> None:
    names = [own_name(code) for code in locale.FORM_LANGUAGES]
    assert len(set(names)) == len(names)
    assert {"English", "简体中文", "Polski", "Deutsch", "Français"} <= set(names)
    assert [own_name(code) for code in ("x-klingon", "qqq", "", "not a tag")] == ["x-klingon", "qqq", "", "not a tag"]
    assert {path.stem for path in FORM_FOLDER.iterdir()} == set(OWN)
