"""How each kind of question stands on the page: what can be chosen, what was typed, what was wrong. Never stores
anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cjo_core.errors import BadValue
from cjo_core.survey.questions import TEXT_KINDS, Question, Wording, asks_why, label_of, mood
from cjo_core.survey.responses import COMMENT_LIMIT, SHORT_LIMIT, field_name
from cjo_core.survey.surveys import Survey
from cjo_core.web import words

#: What the five scores of a CSAT question are called where it is asked in words or faces.
CSAT_WORDS = (
    words.VERY_DISSATISFIED,
    words.DISSATISFIED,
    words.NEUTRAL,
    words.SATISFIED,
    words.VERY_SATISFIED,
)


@dataclass(frozen=True)
class Target:
    """One thing to choose: a score or an option. `mood` tells which "why?" it brings up ("lo", "hi" or neither)."""

    id: str
    name: str
    value: str
    label: str
    chosen: bool
    mood: str = ""


@dataclass(frozen=True)
class Asked:
    """One question as it stands on the page. `look` is what the template draws; `text` is what was typed, as its
    comment or its answer; `must` that the browser itself insists on an answer."""

    question: Question
    name: str
    words: Wording
    look: str
    targets: tuple[Target, ...]
    text: str
    error: str
    comment_error: str
    must: bool

    @property
    def anchor(self) -> str:
        """What a message about it leads to."""
        chosen = next((target.id for target in self.targets if target.chosen), None)
        return chosen or (self.targets[0].id if self.targets else self.name)

    @property
    def why(self) -> bool:
        """Whether a reason is asked for."""
        return asks_why(self.question, self.words)

    @property
    def limit(self) -> int:
        """How many characters its text may have."""
        return SHORT_LIMIT if self.question.kind == "text" else COMMENT_LIMIT


def asked_questions(
    survey: Survey,
    questions: Iterable[Question],
    language: str,
    typed: Mapping[str, str],
    wrong: Mapping[str, str],
    *,
    texts: bool,
) -> list[Asked]:
    """Questions with what was `typed` and what was `wrong`, by field.

    Without `texts` only what can be chosen is taken over: a link may suggest a number, but must not put words into a
    mouth, nor agree for anybody.
    """
    single = len(survey.asked) == 1
    languages = (language, survey.default_language)
    found = []
    for question in questions:
        name = field_name(question)
        raw = typed.get(name) or (typed.get("score") if single else "") or ""
        raw_comment = typed.get(f"{name}_comment") or (typed.get("comment") if single else "") or ""
        text = (raw if question.kind in TEXT_KINDS else raw_comment) if texts else ""
        found.append(
            Asked(
                question,
                name,
                question.words(languages),
                _look(question),
                _targets(question, name, raw, typed, languages, texts=texts),
                text,
                wrong.get(name, ""),
                wrong.get(f"{name}_comment", ""),
                (question.required or single) and question.kind != "multiple",
            )
        )
    return found


def suggested(survey: Survey, query: Mapping[str, str]) -> dict[str, str]:
    """What a link suggests, as fields: `q_<key>=9`, an option by its short name, several of them parted by commas.
    Older links say `score=9` or `q<id>=9`."""
    fields = {name: query[name] for name in ("score", *map(field_name, survey.asked)) if name in query}
    for question in survey.asked:
        raw = query.get(f"q_{question.key}", "")
        if not raw:
            continue
        if question.kind == "multiple":
            fields |= {f"{field_name(question)}.{key.strip()}": "1" for key in raw.split(",")}
        else:
            fields[field_name(question)] = raw.strip()
    return fields


def _look(question: Question) -> str:
    if question.scored:
        return question.style
    return {"single": "options", "multiple": "options"}.get(question.kind, question.kind)


def _targets(
    question: Question, name: str, raw: str, typed: Mapping[str, str], languages: tuple[str, ...], *, texts: bool
) -> tuple[Target, ...]:
    if question.scored:
        chosen = _on_scale(question, raw)
        named = question.kind == "csat"
        return tuple(
            Target(
                f"{name}-{score}",
                name,
                str(score),
                CSAT_WORDS[score - 1] if named else str(score),
                score == chosen,
                mood(question, score),
            )
            for score in question.scale.scores
        )
    if question.kind == "consent":
        return (Target(name, name, "yes", "", texts and raw in ("yes", "1")),)
    several = question.kind == "multiple"
    return tuple(
        Target(
            f"{name}-{option.key}",
            f"{name}.{option.key}" if several else name,
            "1" if several else option.key,
            label_of(option, languages),
            bool(typed.get(f"{name}.{option.key}")) if several else raw == option.key,
        )
        for option in question.offered
    )


def _on_scale(question: Question, raw: str) -> int | None:
    try:
        return question.scale.read(raw)
    except BadValue:
        return None
