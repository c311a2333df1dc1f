"""Questions: what is asked, in which words, what may be answered, and when the question is asked at all. Never stored
or shown from here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cjo_core.errors import BadValue
from cjo_core.locale import _
from cjo_core.survey.scales import RATING_HIGH, SCALES, YES, Scale

#: Kinds with a score of their own, kinds in which options are chosen, kinds that are words.
SCORE_KINDS = (*SCALES, "rating")
CHOICE_KINDS = ("single", "multiple")
TEXT_KINDS = ("text", "long_text")
KINDS = (*SCORE_KINDS, *CHOICE_KINDS, *TEXT_KINDS, "consent")
#: How a scale may look; NPS and CES keep their numbers, which published values are compared with.
STYLES = {"csat": ("numbers", "words", "stars", "faces"), "rating": ("numbers", "stars")}
#: What a question can be about, beside its stage: the RATER dimensions and the five elements of experience.
RATER = ("reliability", "assurance", "tangibles", "empathy", "responsiveness")
ELEMENTS = ("convenience", "usefulness", "reliability", "empathy", "personalisation")
#: Stable names of questions and options: in links, files and programs, whatever the language.
KEY = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?", re.ASCII)
OPTION_LIMIT = 60


@dataclass(frozen=True)
class Wording:
    """One question in one language: the question, what both ends of its scale mean, and the "why?" under it.

    `comment_low` and `comment_high` stand in its place for the unhappy and the happy ("What disappointed you?", "What
    did you love?"); empty means that all are asked the same.
    """

    question: str
    low_label: str = ""
    high_label: str = ""
    comment: str = ""
    comment_low: str = ""
    comment_high: str = ""

    def asks_like(self, other: Wording) -> bool:
        """Whether both ask for the same score in the same words; what stands over the comment does not count."""
        mine, others = (self.question, self.low_label, self.high_label), (other.question, other.low_label)
        return mine == (*others, other.high_label)


@dataclass(frozen=True)
class WordingChange:
    """A question that has answers was reworded in one language: from when on, and the words before."""

    survey: str
    kind: str
    question: int
    language: str
    before: Wording
    changed_at: datetime


@dataclass(frozen=True)
class Option:
    """One answer to choose. `key` is the same in every language, so an option is one bucket whatever people speak."""

    key: str
    labels: Mapping[str, str] = field(default_factory=dict)
    id: int = 0
    retired: bool = False

    def __post_init__(self) -> None:
        if not KEY.fullmatch(self.key):
            words = _("the short name “{name}” may hold a–z, 0–9, _ and - only, at most {limit} characters")
            raise BadValue(words.format(name=self.key[:60], limit=40))


@dataclass(frozen=True)
class Condition:
    """Ask only those who answered an earlier question so: with a score from `low` to `high`, or with one of the
    options named in `options`."""

    question: str
    low: int = 0
    high: int = 0
    options: tuple[str, ...] = ()

    def holds(self, score: int | None, chosen: Collection[str]) -> bool:
        """Whether somebody with this score, or these options, is asked; nobody who gave neither is."""
        if self.options:
            return any(key in self.options for key in chosen)
        return score is not None and self.low <= score <= self.high


@dataclass(frozen=True)
class Question:
    """One question. `id` is the store's, 0 before it is saved; `key` is its name for links, files and programs.

    `wordings` maps a language to its words. `high` is the highest score of a rating (from 1). A question with a `stage`
    or `touchpoint` of its own is placed there, wherever the rest of the response belongs. `dimension` says what it is
    about (RATER, or an element of experience). A retired question is asked no more; its answers stay.
    """

    kind: str
    wordings: Mapping[str, Wording] = field(default_factory=dict)
    id: int = 0
    key: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    style: str = "numbers"
    high: int = 5
    condition: Condition | None = None
    new_page: bool = False
    stage: str | None = None
    touchpoint: str | None = None
    dimension: str | None = None
    retired: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            words = _("a question of kind “{kind}” is unknown; possible are {possible}")
            raise BadValue(words.format(kind=self.kind, possible=", ".join(KINDS)))
        if self.key and not KEY.fullmatch(self.key):
            words = _("the short name “{name}” may hold a–z, 0–9, _ and - only, at most {limit} characters")
            raise BadValue(words.format(name=self.key[:60], limit=40))
        if self.style not in STYLES.get(self.kind, ("numbers",)):
            words = _("a question of kind {kind} cannot look like “{style}”; possible are {possible}")
            possible = ", ".join(STYLES.get(self.kind, ("numbers",)))
            raise BadValue(words.format(kind=self.kind, style=self.style, possible=possible))
        if self.kind == "rating" and not 2 <= self.high <= RATING_HIGH:
            words = _("a rating goes from 1 to a number between 2 and {limit}, not to {high}")
            raise BadValue(words.format(limit=RATING_HIGH, high=self.high))
        if self.kind in CHOICE_KINDS:
            self._check_options()

    def _check_options(self) -> None:
        keys = [option.key for option in self.options]
        if len(set(keys)) < len(keys):
            raise BadValue(_("two options have the same short name “{name}”").format(name=_repeated(keys)))
        if len(keys) > OPTION_LIMIT:
            words = _("a question may have {limit} options at most, not {number}")
            raise BadValue(words.format(limit=OPTION_LIMIT, number=len(keys)))

    @property
    def scored(self) -> bool:
        """Whether its answer is a score."""
        return self.kind in SCORE_KINDS

    @property
    def scale(self) -> Scale:
        """The scores it allows. Options and texts have none: theirs is that of a yes."""
        if self.kind == "rating":
            return Scale(1, self.high)
        return SCALES.get(self.kind, YES)

    @property
    def offered(self) -> tuple[Option, ...]:
        """The options that can be chosen today."""
        return tuple(option for option in self.options if not option.retired)

    def words(self, languages: Collection[str]) -> Wording:
        """Its words in the first of these languages it has, else in any it has."""
        for code in (*languages, *self.wordings):
            if self.wordings.get(code, Wording("")).question:
                return self.wordings[code]
        return Wording(self.key)

    @property
    def worded(self) -> bool:
        """Whether it has its words in any language."""
        return any(words.question.strip() for words in self.wordings.values())

    def lacks(self, language: str) -> list[str]:
        """What has no words in a language yet: "question", and the keys of its options."""
        missing = [] if self.wordings.get(language, Wording("")).question.strip() else ["question"]
        return missing + [option.key for option in self.offered if not option.labels.get(language, "").strip()]


def label_of(option: Option, languages: Collection[str]) -> str:
    """The option in the first of these languages it has, else in any it has, else its short name."""
    for code in (*languages, *option.labels):
        if option.labels.get(code):
            return option.labels[code]
    return option.key


def asks_why(question: Question, words: Wording) -> bool:
    """Whether a reason is asked for under the score. A rating is often one of many: only if the team words it."""
    worded = bool(words.comment or words.comment_low or words.comment_high)
    return question.scored and (worded or question.kind != "rating")


def mood(question: Question, score: int) -> str:
    """Whether a score is that of somebody unhappy ("lo") or happy ("hi"), who may be asked why in other words.

    NPS has its own bounds, detractors and promoters; elsewhere it is the outer two fifths of the scale.

    >>> [mood(Question("csat"), score) for score in range(1, 6)]
    ['lo', 'lo', '', 'hi', 'hi']
    >>> mood(Question("nps"), 6), mood(Question("nps"), 8), mood(Question("ces1"), 1)
    ('lo', '', 'hi')
    """
    scale = question.scale
    if question.kind == "nps":
        return "lo" if score <= 6 else "hi" if score >= 9 else ""
    share = (score - scale.low) / (scale.high - scale.low)
    share = share if scale.high_is_good else 1 - share
    return "lo" if share <= 0.4 else "hi" if share >= 0.6 else ""


def _repeated(names: list[str]) -> str:
    return next(name for name in names if names.count(name) > 1)
