"""Language tags (BCP-47): what to try for one, and what its speakers call it. Never checks what somebody typed.

A tag names a language, perhaps its script and country: "pl", "zh-Hant", "pt-BR". Checking one is `survey.languages`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

#: Where the script is not said but the country tells: Taiwan, Hong Kong and Macao write traditional characters.
_WRITES = {"zh-tw": "hant", "zh-hk": "hant", "zh-mo": "hant", "zh-cn": "hans", "zh-sg": "hans", "zh-my": "hans"}
#: Older or wider tags, and the one that is usual now ("no" is Norwegian of either kind; nearly all of it is Bokmål).
_NOW = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "ji": "yi", "mo": "ro", "cmn": "zh", "pes": "fa", "prs": "fa"}
#: The names of languages that Babel spells less usefully.
_NAMES = {"zh": "简体中文", "zh-hans": "简体中文", "zh-hant": "繁體中文", "id": "Bahasa Indonesia"}


def fallbacks(tag: str) -> list[str]:
    """What to try for a tag, in lower case: itself, with its script alone, its language alone, and what that is now.

    >>> fallbacks("zh-Hant-TW")
    ['zh-hant-tw', 'zh-hant', 'zh']
    >>> fallbacks("zh_HK"), fallbacks("no-NO")
    (['zh-hk', 'zh-hant', 'zh'], ['no-no', 'no', 'nb'])
    """
    code = tag.strip().lower().replace("_", "-")
    language, *rest = code.split("-")
    script = rest[0] if rest and len(rest[0]) == 4 and rest[0].isalpha() else _WRITES.get("-".join([language, *rest]))
    found = [code, f"{language}-{script}" if script else "", language, _NOW.get(language, "")]
    return list(dict.fromkeys(one for one in found if one))


def closest(wanted: str, offered: Iterable[str]) -> str | None:
    """What fits a wanted tag best: its fallbacks in turn, then the same language of another country or script.

    >>> closest("zh-TW", ["en", "zh", "zh-Hant"]), closest("pt-PT", ["en", "pt-BR"]), closest("fr", ["en"])
    ('zh-Hant', 'pt-BR', None)
    """
    have = {code.lower(): code for code in offered}
    tries = fallbacks(wanted)
    for code in tries:
        if code in have:
            return have[code]
    languages = [code for code in tries if "-" not in code]
    return next((code for low, code in have.items() if low.split("-")[0] in languages), None)


@lru_cache(maxsize=256)
def own_name(tag: str) -> str:
    """What a language is called by those who speak it; a tag nobody knows is its own name.

    >>> own_name("pl"), own_name("pt-BR"), own_name("zh-Hant"), own_name("xx")
    ('Polski', 'Português (Brasil)', '繁體中文', 'xx')
    """
    if tag.lower() in _NAMES:
        return _NAMES[tag.lower()]
    from babel import Locale, UnknownLocaleError  # dear to import, needed only for languages beyond the interface's

    try:
        name = Locale.parse(tag, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        return tag
    return name[0].title() + name[1:] if name else tag


def by_own_name(tags: Iterable[str], first: Sequence[str] = ()) -> list[str]:
    """Tags in the order in which people look for them: those that come `first`, then by their own names.

    >>> by_own_name(["tr", "cs", "da", "pl"], first=["pl"])
    ['pl', 'cs', 'da', 'tr']
    """

    def order(tag: str) -> tuple[int, str]:
        plain = unicodedata.normalize("NFKD", own_name(tag).casefold())  # Č stands with C, not behind Z
        letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
        return first.index(tag) if tag in first else len(first), letters

    return sorted(tags, key=order)
