"""What a form shows: the questions in the page's language, what was typed, what was wrong. Never stores anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from cjo_core.errors import BadValue
from cjo_core.locale import LANGUAGES
from cjo_core.locale.tags import by_own_name, own_name
from cjo_core.survey.responses import field_name
from cjo_core.survey.surveys import Question, Survey, Wording


@dataclass(frozen=True)
class Asked:
    """One question as it stands on the page."""

    name: str
    words: Wording
    scores: range
    chosen: int | None
    comment: str
    score_error: str
    comment_error: str


@dataclass(frozen=True)
class LanguageLink:
    """A language to choose on the page: its own name, the query that asks for it, whether it is spoken now."""

    code: str
    name: str
    query: str
    spoken: bool


def asked_questions(
    survey: Survey, language: str, typed: Mapping[str, str], wrong: Mapping[str, str], *, comments: bool
) -> list[Asked]:
    """The survey's questions with what was `typed` and what was `wrong`, by field.

    Without `comments` only scores are taken over: a link may suggest a number, but must not put words into a mouth.
    """
    single = len(survey.asked) == 1
    asked = []
    for question in survey.asked:
        name = field_name(question)
        raw_score = typed.get(name) or (typed.get("score") if single else "") or ""
        raw_comment = typed.get(f"{name}_comment") or (typed.get("comment") if single else "") or ""
        asked.append(
            Asked(
                name,
                question.wordings[language],
                question.scale.scores,
                _on_scale(question, raw_score),
                raw_comment if comments else "",
                wrong.get(name, ""),
                wrong.get(f"{name}_comment", ""),
            )
        )
    return asked


def _on_scale(question: Question, raw: str) -> int | None:
    try:
        return question.scale.read(raw)
    except BadValue:
        return None


def language_links(languages: Iterable[str], spoken: str, query: Mapping[str, str]) -> list[LanguageLink]:
    """The languages to choose from, in the same order everywhere, keeping the `query`; none when there is no choice."""
    kept = {name: value for name, value in query.items() if name != "lang"}
    links = [
        LanguageLink(code, own_name(code), urlencode({"lang": code} | kept), code == spoken)
        for code in by_own_name(languages, first=[*LANGUAGES])
    ]
    return links if len(links) > 1 else []
