"""Surveys, as a team set them up: their questions, their life, and what is said to whom. Never stored or shown from
here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cjo_core.errors import BadValue
from cjo_core.locale import _
from cjo_core.survey.questions import Condition as Condition
from cjo_core.survey.questions import Option as Option
from cjo_core.survey.questions import Question as Question
from cjo_core.survey.questions import Wording as Wording
from cjo_core.survey.questions import WordingChange as WordingChange

#: Where a survey stands. Only an open one takes answers from respondents; a closed one still takes imports.
STATUSES = ("draft", "open", "paused", "closed")
#: What to do with a hidden field whose value is unknown: leave it out, or refuse the whole submission.
UNKNOWN_VALUES = ("ignore", "refuse")
#: Slugs of demo surveys begin so, and no others may: a link alone tells which of the two stores it belongs to.
DEMO_PREFIX = "demo-"
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?", re.ASCII)


@dataclass(frozen=True)
class Texts:
    """What a survey says beside its questions, in one language; an empty text leaves it to the form's own words."""

    title: str = ""
    intro: str = ""
    thanks: str = ""
    closed: str = ""


@dataclass(frozen=True)
class Redirect:
    """Where to send people who gave the survey's first score from `low` to `high`, instead of thanking them here."""

    low: int
    high: int
    url: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"https?://[^\s/]+\S*", self.url) or len(self.url) > 2000:
            words = _("“{url}” is no address to send people to; it must begin with https:// or http://")
            raise BadValue(words.format(url=self.url[:80]))


@dataclass(frozen=True)
class Survey:
    """A set of questions asked for one purpose.

    `identified`: its respondents are known customers, so small groups need no protection (floor 1); otherwise the
    privacy floor is `privacy_floor` answers. `latest_only`: of each person only the latest answer counts, unless a view
    asks otherwise (relationship surveys, in which people are asked again and again). `opens_at` and `closes_at` are
    aware times; `limit` is how many responses are taken in all, `quotas` how many of each segment.
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
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    limit: int | None = None
    quotas: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, Texts] = field(default_factory=dict)
    redirects: tuple[Redirect, ...] = ()

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
        if self.opens_at and self.closes_at and self.opens_at >= self.closes_at:
            raise BadValue(_("a survey must open before it closes"))
        for number in (*([] if self.limit is None else [self.limit]), *self.quotas.values()):
            if number < 1:
                raise BadValue(_("a limit of {number} responses is too low; 1 is the least").format(number=number))

    @property
    def keeps_unknown(self) -> bool:
        """Whether nobody may learn who answered."""
        return not self.identified and self.privacy_floor > 1

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions that are asked today."""
        return tuple(question for question in self.questions if not question.retired)

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages in which every question and option has its words, the default one first."""
        if not self.asked:
            return ()
        codes = dict.fromkeys(code for question in self.asked for code in question.wordings)
        whole = [code for code in codes if not any(question.lacks(code) for question in self.asked)]
        return tuple(sorted(whole, key=lambda code: code != self.default_language))

    def check_words(self) -> None:
        """Raises BadValue while there is no language in which people could be asked: nobody would reach the form."""
        if self.languages:
            return
        if not self.asked:
            raise BadValue(_("a survey that is open needs a question"))
        number = next((n for n, one in enumerate(self.asked, 1) if one.lacks(self.default_language)), 1)
        words = _("question {number} or one of its options has no words yet; a survey that is open needs them all")
        raise BadValue(words.format(number=number))

    def standing(self, now: datetime) -> str:
        """Its status as the clock has it: "early" before it opens, "closed" once its time is over."""
        if self.status != "open":
            return self.status
        if self.opens_at is not None and now < self.opens_at:
            return "early"
        return "closed" if self.closes_at is not None and now >= self.closes_at else "open"

    def says(self, language: str) -> Texts:
        """Its texts in a language; each that is missing in the default language's words, else empty."""
        mine, first = self.texts.get(language, Texts()), self.texts.get(self.default_language, Texts())
        return Texts(*(getattr(mine, name) or getattr(first, name) for name in ("title", "intro", "thanks", "closed")))
