"""Every word is translated, in every language, with the same placeholders, and no page speaks past the catalogs."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from cjo_core import locale
from cjo_core.locale.extract import FOLDER, messages, python_messages, translated

OTHERS = [code for code in locale.LANGUAGES if code != locale.DEFAULT]
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def catalog(language: str) -> Any:
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def key(message: Any) -> tuple[Any, str | None]:
    return message.id, message.context


@pytest.fixture(scope="module")
def wanted() -> dict[tuple[Any, str | None], Any]:
    return {key(message): message for message in messages() if message.id}


def test_the_extractor_finds_pages_core_and_templates(wanted: dict[Any, Any]) -> None:
    found = {location for message in wanted.values() for location, _line in message.locations}
    assert any(name.startswith("pages/see/") for name in found)
    assert any(name.startswith("cjo_core/metrics/") for name in found)
    assert any(name.endswith(".html") for name in found)


def test_the_extractor_finds_messages_inside_f_strings() -> None:
    code = b"""f'<b>{_("one")}</b>' + ngettext('a ' 'cat', "cats", 2) + _(name)"""
    found = {(name, words) for _line, name, words, _comments in python_messages(BytesIO(code), {"_", "ngettext"}, ())}
    assert found == {("_", "one"), ("ngettext", ("a cat", "cats", None)), ("_", None)}


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated(language: str, wanted: dict[Any, Any]) -> None:
    have = {key(message): message for message in catalog(language) if message.id}
    assert not [k for k in wanted if k not in have], "run: python -m cjo_core.locale.extract"
    assert not [k for k, message in have.items() if not translated(message)]
    assert not [k for k in have if k not in wanted], "unused messages; run: python -m cjo_core.locale.extract"


@pytest.mark.parametrize("language", OTHERS)
def test_translations_keep_the_placeholders(language: str) -> None:
    for message in catalog(language):
        if not message.id:
            continue
        sources = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        named = {part for source in sources for part in PLACEHOLDER.findall(source)}
        for number, form in enumerate(forms):
            # what English says of one thing without its number, the others may
            alone = set(PLACEHOLDER.findall(sources[0])) if number == 0 and len(forms) > 1 else named
            assert set(PLACEHOLDER.findall(form)) in (named, alone), (message.id, form)


def test_plural_forms_follow_each_language() -> None:
    one, many = "{count} comment", "{count} comments"  # not answers: in Polish, 2 and 5 of them sound alike
    with locale.speaking("pl"):
        assert len({locale.ngettext(one, many, n) for n in (1, 2, 5)}) == 3
        assert locale.ngettext(one, many, 22) == locale.ngettext(one, many, 2)
        assert locale.ngettext(one, many, 12) == locale.ngettext(one, many, 5)
    with locale.speaking("zh"):
        assert locale.ngettext(one, many, 1) == locale.ngettext(one, many, 7)
    with locale.speaking("en"):
        assert locale.ngettext(one, many, 1) == one


def test_sessions_speak_their_own_language_at_the_same_time() -> None:
    import threading

    heard: dict[str, str] = {}
    barrier = threading.Barrier(len(locale.LANGUAGES))

    def speak(code: str) -> None:
        locale.use(code)
        barrier.wait()
        heard[code] = locale._("This week")

    threads = [threading.Thread(target=speak, args=(code,)) for code in locale.LANGUAGES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(heard.values())) == len(locale.LANGUAGES)
    assert locale.language() == locale.DEFAULT


#: Calls that put words on the screen, and how many of their first arguments are words.
SHOWING = re.compile(
    r"\bst\.(?:button|caption|checkbox|error|expander|form_submit_button|header|info|markdown|metric|multiselect|number_input|"
    r"radio|segmented_control|selectbox|spinner|subheader|success|text|text_area|text_input|title|toast|toggle|warning|write)"
    r"\(\s*f?[\"'](?P<text>[^\"']*)"
)
#: The one label that must be read by people who cannot read the present language.
KNOWN = {"Language · 语言 · Język"}


@pytest.mark.parametrize("path", sorted((FOLDER.parents[1] / "pages").rglob("*.py")), ids=lambda path: path.name)
def test_no_page_shows_words_that_bypass_the_catalogs(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    shown = [match["text"] for match in SHOWING.finditer(text)]
    assert not [one for one in shown if re.search(r"[A-Za-z]{2,}", re.sub(r"\{[^{}]*\}", "", one)) and one not in KNOWN]
