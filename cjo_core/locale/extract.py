"""Finds every message in the code and templates, and brings the `.po` files up to date. Run it after changing words:

    python -m cjo_core.locale.extract

New messages are added without a translation (a test then fails until they have one), unused ones are dropped, and
translations are never changed. To add a language: name it in `LANGUAGES`, run this, translate the new file. These are
the interface's catalogs. The respondents' pages speak many more languages, whose catalogs hold only what a respondent
can see: run `python -m cjo_core.locale.form` too when such words change. Never runs inside the app.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from cjo_core.locale import DEFAULT, LANGUAGES

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent
_KEYWORDS: dict[str, Any] = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def python_messages(
    file: IO[bytes], keywords: Collection[str], _tags: Any, **_options: Any
) -> Iterator[tuple[Any, ...]]:
    """The messages of a Python file, those inside f-strings too: Babel's own reader finds these only from Python 3.12
    on."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in keywords:
            given = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
            words = [one if isinstance(one, str) else None for one in given]
            yield node.lineno, node.func.id, words[0] if len(words) == 1 else tuple(words), []


_METHODS: list[tuple[str, Any]] = [
    ("**.py", python_messages),
    ("**/templates/**.html", "jinja2.ext:babel_extract"),
]


def messages() -> Catalog:
    """Every message of the interface and of the respondents' pages."""
    found = Catalog(project="CJO")
    for name, message, context in _extracted():
        found.add(message, locations=[(name, 0)], context=context)
    return found


def _extracted() -> Iterator[tuple[str, Any, str | None]]:
    for folder in ("cjo_core", "pages"):
        for name, _line, message, _comments, context in extract_from_dir(
            ROOT / folder,
            method_map=_METHODS,
            keywords=_KEYWORDS,
            options_map={"**.html": {"newstyle_gettext": "false"}},
        ):
            yield f"{folder}/{name}", message, context


def update(language: str) -> tuple[int, int]:
    """Bring one catalog up to date; returns how many messages it has and how many lack a translation."""
    path = FOLDER / f"{language}.po"
    template = messages()
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    else:
        catalog = Catalog(locale=language, project="CJO")
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalog, width=120, omit_header=False, sort_output=True, no_location=True, ignore_obsolete=True)
    return len(catalog), sum(not translated(message) for message in catalog if message.id)


def translated(message: Any) -> bool:
    """Whether a message has all its forms."""
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return bool(forms) and all(forms) and not message.fuzzy


def main() -> None:
    """Update every catalog and say what is missing."""
    for language in LANGUAGES:
        if language != DEFAULT:
            count, missing = update(language)
            print(f"{language}: {count} messages, {missing} without a translation")


if __name__ == "__main__":
    main()
