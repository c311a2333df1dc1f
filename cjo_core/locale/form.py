"""Finds every message that a respondent can see, and brings the form's catalogs (`form/*.po`) up to date.

To add a message to the form: write it in a template or in the code as `_("…")`, then

    python -m cjo_core.locale.form                 # prints what is missing, by message and language, as JSON to fill in
    python -m cjo_core.locale.form filled.json     # puts it into all catalogs; drops messages that nothing uses

A message with plural forms has the key "one||many" and a list of as many forms as the language has. English needs no
catalog; Chinese and Polish stand in the interface's catalogs (see `extract.py`). To add a language: an empty file
`form/<tag>.po`, then the same two steps. Never runs inside the app, and never changes a translation by itself.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from cjo_core.locale import FORM_LANGUAGES, LANGUAGES
from cjo_core.locale.extract import FOLDER, messages, translated
from cjo_core.locale.tags import own_name

FORM_FOLDER = FOLDER / "form"
#: Where the words of the form stand: every file in `web`, and what refuses an answer.
SHOWN = ("cjo_core/web/", "cjo_core/survey/responses.py", "cjo_core/survey/scales.py")
#: Files below those whose words only the team or a program sees.
NOT_SHOWN = (
    "cjo_core/web/links.py",
    "cjo_core/web/codes.py",
    "cjo_core/web/tokens.py",
    "cjo_core/web/embedding.py",
    "cjo_core/web/kiosk/passes.py",
    "cjo_core/web/guards/proxies.py",
    "cjo_core/web/api",
)
#: Messages in the files above that no respondent can cause.
UNSEEN = {"a response needs at least one answer"}
#: The form's languages that have a catalog of their own.
OWN = tuple(code for code in FORM_LANGUAGES if code not in LANGUAGES)

#: No dates: a catalog changes only when its words do.
HEADER = """# The form in {name}. Brought up to date by cjo_core/locale/form.py.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""

Words = Mapping[str, Mapping[str, str | list[str]]]


def form_messages() -> Catalog:
    """Every message that a respondent can see; new each time, for `Catalog.update` takes the messages over."""
    found = Catalog(project="CJO")
    for message in _everything():
        names = [name for name, _line in message.locations]
        if message.id not in UNSEEN and any(
            name.startswith(SHOWN) and not name.startswith(NOT_SHOWN) for name in names
        ):
            found.add(message.id, locations=message.locations, context=message.context)
    return found


@lru_cache(maxsize=1)
def _everything() -> tuple[Any, ...]:
    return tuple(messages())


def form_catalog(language: str, folder: Path = FORM_FOLDER) -> Catalog:
    """The catalog of one of the form's own languages, as it stands."""
    with (folder / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language.replace("-", "_"), domain="form")


def key(message: Any) -> str:
    """A message as the JSON file names it: "one||many" when it has plural forms, "context::message" with a context."""
    text = message.id if isinstance(message.id, str) else "||".join(message.id)
    return f"{message.context}::{text}" if message.context else text


def missing(language: str) -> list[Any]:
    """The messages that a language has no translation for."""
    have = {key(message): message for message in form_catalog(language) if message.id}
    wanted = [message for message in form_messages() if message.id]
    return [one for one in wanted if key(one) not in have or not translated(have[key(one)])]


def fill(language: str, words: Words, folder: Path = FORM_FOLDER) -> None:
    """Bring one catalog up to date, with the translations in `words`: message → language → form or forms."""
    catalog = form_catalog(language, folder)
    catalog.update(form_messages(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for message in catalog:
        given = words.get(key(message), {}).get(language) if message.id else None
        if given:
            message.string = given if isinstance(given, str) else tuple(given)
    body = io.BytesIO()
    write_po(body, catalog, width=120, omit_header=True, sort_output=True, no_location=True, ignore_obsolete=True)
    header = HEADER.format(name=own_name(language), language=language, plural=catalog.plural_forms)
    (folder / f"{language}.po").write_text(header + body.getvalue().decode(), encoding="utf-8")


def to_fill_in() -> dict[str, dict[str, str | list[str]]]:
    """What is missing, ready to be filled in: message → language → an empty form, or as many as the language has."""
    found: dict[str, dict[str, str | list[str]]] = {}
    for language in OWN:
        forms = form_catalog(language).num_plurals
        for message in missing(language):
            found.setdefault(key(message), {})[language] = "" if isinstance(message.id, str) else [""] * forms
    return found


def main() -> None:
    """Put the words of the files named on the command line into the catalogs, or print what is missing."""
    words: dict[str, dict[str, str | list[str]]] = {}
    for name in sys.argv[1:]:
        for message, translations in json.loads(Path(name).read_text(encoding="utf-8")).items():
            words.setdefault(message, {}).update(translations)
    if words:
        for language in OWN:
            fill(language, words)
    print(json.dumps(to_fill_in(), ensure_ascii=False, indent=1))
    print(f"{len(OWN)} languages: {', '.join(own_name(code) for code in OWN)}", file=sys.stderr)


if __name__ == "__main__":
    main()
