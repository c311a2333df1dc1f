"""What a template is, and short ways to write questions down in three languages. Never saved from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cjo_core.exchange.starter import WORDINGS
from cjo_core.survey.questions import Option, Question, Wording
from cjo_core.survey.surveys import Survey, Texts

LANGUAGES = ("en", "zh", "pl")
#: What stands above the questions: the survey's own title is for the team.
HEADING = {"en": "Your feedback", "zh": "您的反馈", "pl": "Twoja opinia"}
#: What the unhappy and the happy are asked under the scale.
WHY_LOW = {"en": "What disappointed you?", "zh": "哪里让您失望？", "pl": "Co Cię rozczarowało?"}
WHY_HIGH = {"en": "What did you love?", "zh": "您最喜欢什么？", "pl": "Co Ci się najbardziej spodobało?"}


@dataclass(frozen=True)
class Template:
    """A survey that many teams need. `title` and `about` are for the team; `latest_only` as in a survey."""

    name: str
    title: str
    about: str
    questions: tuple[Question, ...]
    latest_only: bool = False

    def survey(self, slug: str, title: str, language: str) -> Survey:
        """A draft of it; its default language is `language` where it has words for that, else English."""
        codes = {code for question in self.questions for code in question.wordings}
        default = language if language in codes or not codes else "en"
        return Survey(
            slug,
            title,
            self.questions,
            status="draft",
            default_language=default,
            latest_only=self.latest_only,
            texts={code: Texts(title=heading) for code, heading in HEADING.items() if code in codes},
        )


def in_languages(*texts: str) -> dict[str, str]:
    """A text in English, Chinese and Polish."""
    return dict(zip(LANGUAGES, texts, strict=True))


def usual(kind: str, key: str, *, moods: bool = False, ask: Mapping[str, str] | None = None) -> Question:
    """The usual question of a kind; with other words of its own (`ask`), and with a "why?" of its own for the unhappy
    and the happy (`moods`)."""
    wordings = WORDINGS[kind]
    if ask is not None:
        wordings = {code: replace(words, question=ask[code]) for code, words in wordings.items()}
    if moods:
        wordings = {
            code: replace(words, comment_low=WHY_LOW[code], comment_high=WHY_HIGH[code])
            for code, words in wordings.items()
        }
    return Question(kind, wordings, key=key)


def text(key: str, *words: str, kind: str = "long_text", **more: object) -> Question:
    """A question that is answered in words."""
    wordings = {code: Wording(one) for code, one in in_languages(*words).items()}
    return Question(kind, wordings, key=key, **more)  # type: ignore[arg-type]


def choice(key: str, words: tuple[str, str, str], options: Mapping[str, tuple[str, str, str]]) -> Question:
    """One of several options, by their short names."""
    wordings = {code: Wording(one) for code, one in in_languages(*words).items()}
    offered = tuple(Option(name, in_languages(*labels)) for name, labels in options.items())
    return Question("single", wordings, key=key, options=offered)


def rated(
    key: str, dimension: str, high: int, words: tuple[str, str, str], ends: Mapping[str, tuple[str, str]]
) -> Question:
    """A statement or thing rated from 1 to `high`, with what both ends mean."""
    wordings = {code: Wording(one, *ends[code]) for code, one in in_languages(*words).items()}
    return Question("rating", wordings, key=key, high=high, dimension=dimension)
