"""The languages: every word shown to people goes through `_` or `ngettext`. A leaf: it imports no other room.

The language is chosen per run and per request with `use`, never per process: sessions are threads, so the choice
lives in a
context variable. Catalogs are the `.po` files beside this module, compiled in memory once: nobody can forget to
compile them.
How to add a language: see `extract.py` here and the README.
"""

from __future__ import annotations

import gettext as _gettext
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

#: Languages of the interface, by their own names.
LANGUAGES = {"en": "English", "zh": "简体中文", "pl": "Polski"}
DEFAULT = "en"
#: How a language writes numbers: decimal mark, thousands mark, digits from which thousands are set apart.
MARKS = {"en": (".", ",", 4), "zh": (".", ",", 4), "pl": (",", "\N{NARROW NO-BREAK SPACE}", 5)}

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)
_FOLDER = Path(__file__).parent


@lru_cache(maxsize=16)
def catalog(language: str) -> _gettext.NullTranslations:
    """The compiled catalog of a language; English needs none beyond its plural forms."""
    path = _FOLDER / f"{language}.po"
    if language == DEFAULT or not path.exists():
        return _gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # dear to import, needed once
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return _gettext.GNUTranslations(compiled)


def use(language: str) -> None:
    """Speak `language` from here on in this run or request; unknown ones fall back to English."""
    _language.set(language if language in LANGUAGES else DEFAULT)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` inside a `with` block."""
    token = _language.set(language if language in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _language.reset(token)


def language() -> str:
    """The language spoken now."""
    return _language.get()


def _(message: str) -> str:
    """The message in the language spoken now."""
    return catalog(_language.get()).gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """The form of the message that fits `number` (Polish has three, Chinese one)."""
    return catalog(_language.get()).ngettext(one, many, number)


def pgettext(context: str, message: str) -> str:
    """The message where one English word needs several translations: `context` tells which is meant."""
    return catalog(_language.get()).pgettext(context, message)


def whole(number: int) -> str:
    """A whole number as the language spoken now writes it: 12,408 (English), 12 408 (Polish)."""
    _point, comma, apart = MARKS.get(_language.get(), MARKS[DEFAULT])
    return f"{number:,}".replace(",", comma) if len(str(abs(number))) >= apart else str(number)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name, which extractors know
    """Marks a message for the catalogs without translating it yet: for module-level constants."""
    return message


def best(wanted: Iterable[str], offered: Iterable[str] = LANGUAGES, default: str = DEFAULT) -> str:
    """The first of `wanted` (such as "pl-PL", "zh-Hans-CN", "en") that is `offered`, exactly or by its first part.

    >>> best(["fr-FR", "pl-PL", "en"])
    'pl'
    """
    have = {code.lower(): code for code in offered}
    for tag in wanted:
        code = tag.strip().lower().replace("_", "-")
        if code in have:
            return have[code]
        if (short := code.split("-")[0]) in have:
            return have[short]
    return default


def accepted(header: str) -> list[str]:
    """The languages of an Accept-Language header, dearest first; nonsense is left out.

    >>> accepted("pl;q=0.8, zh-CN, en;q=0.9, *;q=0.1")
    ['zh-CN', 'en', 'pl']
    """
    ranked: list[tuple[float, str]] = []
    for part in header[:500].split(","):
        tag, _sep, rest = part.strip().partition(";")
        try:
            quality = float(rest.strip().removeprefix("q=")) if rest.strip() else 1.0
        except ValueError:
            continue
        if tag and tag != "*" and quality > 0:
            ranked.append((-quality, tag.strip()))
    return [tag for _quality, tag in sorted(ranked, key=lambda pair: pair[0])]
