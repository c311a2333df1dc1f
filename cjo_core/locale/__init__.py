"""The languages: every word shown to people goes through `_` or `ngettext`. A leaf: it imports no other room.

The language is chosen per run and per request with `use`, never per process: sessions are threads, so the choice lives
in a context variable. Catalogs are the `.po` files beside this module, compiled in memory once: nobody can forget to
compile them. The interface speaks `LANGUAGES`; the respondents' pages speak `FORM_LANGUAGES`, those and every one with
a catalog in `form/`, which holds only what a respondent can see.

    extract.py   brings the interface's catalogs up to date
    form.py      brings the form's catalogs up to date
    tags.py      which language to try for which, and their names
"""

from __future__ import annotations

import gettext as _gettext
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from cjo_core.locale.tags import closest

#: Languages of the interface, by their own names.
LANGUAGES = {"en": "English", "zh": "简体中文", "pl": "Polski"}
DEFAULT = "en"
#: How a language writes numbers: decimal mark, thousands mark, digits from which thousands are set apart.
MARKS = {"en": (".", ",", 4), "zh": (".", ",", 4), "pl": (",", "\N{NARROW NO-BREAK SPACE}", 5)}

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)
_FOLDER = Path(__file__).parent
_FORM_FOLDER = _FOLDER / "form"
#: Languages of the respondents' pages: a language is there when its catalog is.
FORM_LANGUAGES = (*LANGUAGES, *sorted(path.stem for path in _FORM_FOLDER.glob("*.po")))


@lru_cache(maxsize=64)
def catalog(language: str) -> _gettext.NullTranslations:
    """The compiled catalog of a language; English needs none beyond its plural forms."""
    path = (_FOLDER if language in LANGUAGES else _FORM_FOLDER) / f"{language}.po"
    if language == DEFAULT or language not in FORM_LANGUAGES:
        return _gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # dear to import, needed once
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.replace("-", "_")))
    compiled.seek(0)
    return _gettext.GNUTranslations(compiled)


def spoken_for(*wanted: str) -> str:
    """The language to speak when these are wanted, dearest first: the closest one there is, English at last.

    >>> spoken_for("pl-PL"), spoken_for("tlh", "zh-CN"), spoken_for("tlh")
    ('pl', 'zh', 'en')
    """
    return best(wanted, FORM_LANGUAGES)


def use(language: str) -> None:
    """Speak `language` from here on in this run or request; unknown ones fall back to English."""
    _language.set(spoken_for(language))


@contextmanager
def speaking(*wanted: str) -> Iterator[None]:
    """Speak the first of the `wanted` languages that can be spoken inside a `with` block, else English."""
    token = _language.set(spoken_for(*wanted))
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
    """The first of `wanted` (such as "pl-PL", "zh-Hans-CN", "en") that is `offered`, or else something close to it.

    >>> best(["fr-FR", "pl-PL", "en"])
    'pl'
    >>> best(["zh-TW"], ["en", "zh", "zh-Hant"]), best(["pt-BR"], ["en", "pt"]), best(["nn"], ["en", "nb"])
    ('zh-Hant', 'pt', 'nb')
    """
    have = list(offered)
    return next((found for tag in wanted if (found := closest(tag, have)) is not None), default)


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
