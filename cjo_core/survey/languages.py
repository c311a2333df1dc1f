"""The languages a survey may be worded in: any that has a tag (BCP-47). Never translates and never names them."""

from __future__ import annotations

import re

from cjo_core.errors import BadValue
from cjo_core.locale import _

#: RFC 5646, section 2.1, without the tags that were grandfathered in: language, script, country, variants, extensions.
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?P<wider>(?:-[a-z]{3}){0,3})(?P<script>-[a-z]{4})?(?P<country>-(?:[a-z]{2}|\d{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*)(?P<extensions>(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*)"
    r"(?P<private>-x(?:-[a-z0-9]{1,8})+)?",
    re.ASCII,
)
#: Long enough for every tag in use (RFC 5646, section 4.4.1).
TAG_LIMIT = 35
#: Tags that were replaced, and by what (IANA's registry of language subtags).
_REPLACED = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro"}
#: Scripts that run from right to left, and the languages usually written in one (Unicode CLDR, likely subtags).
_LEFTWARD_SCRIPTS = {"adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"}
_LEFTWARD = re.compile(
    "ar|arc|arz|ary|apc|azb|bal|brh|ckb|dv|fa|glk|he|iw|ji|khw|ks|lrc|mzn|nqo|pes|pnb|prs|ps|sd|skr|syr|ug|ur|yi"
)


def clean_language_tag(raw: str) -> str:
    """The tag in its usual spelling; BadValue if it is none.

    >>> clean_language_tag(" zh-hant-tw "), clean_language_tag("PL"), clean_language_tag("pt_br")
    ('zh-Hant-TW', 'pl', 'pt-BR')
    """
    text = raw.strip()
    found = _TAG.fullmatch(text.lower().replace("_", "-"))
    if not found or len(text) > TAG_LIMIT:
        words = _("“{given}” is no language tag; write one such as {examples}")
        raise BadValue(words.format(given=text[:40], examples="pl, pt-BR, zh-Hant"))
    twice = _named_twice(found)
    if twice:
        words = _("the language tag “{given}” says “{part}” twice; write it once")
        raise BadValue(words.format(given=text, part=twice))
    language, script, country = found["language"], (found["script"] or "")[1:], (found["country"] or "")[1:]
    head = [_REPLACED.get(language, language), *found["wider"].split("-")[1:], script.title(), country.upper()]
    tail = "".join(found[part] or "" for part in ("variants", "extensions", "private"))
    return "-".join(part for part in head if part) + tail


def _named_twice(found: re.Match[str]) -> str | None:
    """A variant or the letter of an extension that stands in the tag more than once (RFC 5646, section 2.2.9)."""
    variants = found["variants"].split("-")[1:]
    letters = [part for part in found["extensions"].split("-")[1:] if len(part) == 1]
    for parts in (variants, letters):
        for part in parts:
            if parts.count(part) > 1:
                return part
    return None


def speaks_right_to_left(tag: str) -> bool:
    """Whether a language is written from right to left: by the script its tag names, else by its usual one.

    >>> [speaks_right_to_left(tag) for tag in ("ar", "he-IL", "ur", "az-Arab", "ks-Deva", "pl")]
    [True, True, True, True, False, False]
    """
    language, *rest = tag.strip().lower().replace("_", "-").split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), None)
    return script in _LEFTWARD_SCRIPTS if script else bool(_LEFTWARD.fullmatch(language))
