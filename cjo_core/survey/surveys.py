"""Surveys and their questions, as a team set them up. Never stored or shown from here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cjo_core.errors import BadValue
from cjo_core.locale import _
from cjo_core.survey.scales import SCALES, Scale

#: Where a survey stands. Only an open one takes answers from respondents; a closed one still takes imports.
STATUSES = ("draft", "open", "paused", "closed")
#: What to do with a hidden field whose value is unknown: leave it out, or refuse the whole submission.
UNKNOWN_VALUES = ("ignore", "refuse")
#: Slugs of demo surveys begin so, and no others may: a link alone tells which of the two stores it belongs to.
DEMO_PREFIX = "demo-"
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?", re.ASCII)


@dataclass(frozen=True)
class Wording:
    """One question in one language: the question, what both ends of its scale mean, and the "why?" under it."""

    question: str
    low_label: str = ""
    high_label: str = ""
    comment: str = ""

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
class Question:
    """A score question. `id` is the store's, 0 before it is saved. `wordings` maps a language to its words."""

    kind: str
    wordings: Mapping[str, Wording] = field(default_factory=dict)
    id: int = 0

    def __post_init__(self) -> None:
        if self.kind not in SCALES:
            words = _("a question of kind “{kind}” is unknown; possible are {possible}")
            raise BadValue(words.format(kind=self.kind, possible=", ".join(SCALES)))

    @property
    def scale(self) -> Scale:
        """The scores it allows."""
        return SCALES[self.kind]


@dataclass(frozen=True)
class Survey:
    """A set of questions asked for one purpose.

    `identified`: its respondents are known customers, so small groups need no protection (floor 1); otherwise the
    privacy floor is `privacy_floor` answers. `latest_only`: of each person only the latest answer counts, unless a view
    asks otherwise (relationship surveys, in which people are asked again and again).
    """

    slug: str
    title: str
    questions: tuple[Question, ...]
    status: str = "open"
    identified: bool = False
    privacy_floor: int = 5
    unknown_values: str = "ignore"
    default_language: str = "en"
    id: int = 0
    latest_only: bool = False

    def __post_init__(self) -> None:
        if not SLUG.fullmatch(self.slug):
            words = _("the short name “{name}” may hold a–z, 0–9 and - only, at most {limit} characters")
            raise BadValue(words.format(name=self.slug, limit=60))
        if self.status not in STATUSES:
            words = _("status “{status}” is unknown; possible are {possible}")
            raise BadValue(words.format(status=self.status, possible=", ".join(STATUSES)))
        if self.unknown_values not in UNKNOWN_VALUES:
            words = _("“{value}” is no way to treat unknown values; possible are {possible}")
            raise BadValue(words.format(value=self.unknown_values, possible=", ".join(UNKNOWN_VALUES)))

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages in which every question has its words, the default one first."""
        first, *others = self.questions
        shared = [code for code in first.wordings if all(code in q.wordings for q in others)]
        return tuple(sorted(shared, key=lambda code: code != self.default_language))
