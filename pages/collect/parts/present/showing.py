"""What a presentation shows, as the link says it: a TV opens the link and needs nothing else. Never shows anything.

Links come from outside: every value is checked here, and what is unknown gives the default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote, urlencode

from cjo_core.survey.periods import read_utc

VIEWS = ("question", "week", "journey", "heat")
#: Seconds per view.
EVERY = (10, 20, 30, 60)
NOW, TODAY, WEEK, ALL = "now", "today", "week", "all"
SINCE = (NOW, TODAY, WEEK, ALL)
APPROVED, EVERYBODY, NOBODY = "approved", "all", "none"
COMMENTS = (APPROVED, EVERYBODY, NOBODY)
THEMES = ("light", "dark")
#: What a link may say; `present=1` opens the presentation itself, `moderate=1` the approval of comments.
NAMES = ("survey", "views", "every", "since", "comments", "theme")


@dataclass(frozen=True)
class Showing:
    """The choices made before a presentation starts. Comments need an approval unless somebody says otherwise.

    `since` is one of SINCE, or the moment at which a presentation was opened, under the store's seal.
    """

    survey: str
    views: tuple[str, ...] = ("question",)
    every: int = 20
    since: str = NOW
    comments: str = APPROVED
    theme: str = "light"

    @property
    def opened(self) -> datetime | None:
        """The moment from which answers count, where it is a moment."""
        return moment(self.since)

    def started(self, sealed: str) -> Showing:
        """The same with "now" made a moment, so that a reload does not begin at zero again."""
        return replace(self, since=sealed) if self.since == NOW else self

    def sealed(self, is_sealed: Callable[[str], bool]) -> Showing:
        """The same without a moment that somebody has made up: it begins now."""
        return self if self.since in SINCE or is_sealed(self.since) else replace(self, since=NOW)

    def parameters(self) -> dict[str, str]:
        """What stands in the link, defaults left out."""
        plain = Showing(self.survey)
        given = {"survey": self.survey, "views": ",".join(self.views), "every": str(self.every)}
        given |= {"since": self.since, "comments": self.comments, "theme": self.theme}
        usual = {"views": ",".join(plain.views), "every": str(plain.every), "since": plain.since}
        usual |= {"comments": plain.comments, "theme": plain.theme}
        return {name: value for name, value in given.items() if usual.get(name) != value}

    def link(self, base: str, **more: str) -> str:
        """The address that shows it at once, for a TV; `more` goes in front."""
        query = urlencode({**more, **self.parameters(), "present": "1"}, quote_via=quote, safe=",:")
        return f"{base.rstrip('/')}/present?{query}"


def read_showing(given: Mapping[str, str], surveys: Sequence[str]) -> Showing:
    """What a link asks for. `surveys` are the short names there are, the usual one first.

    >>> read_showing({"views": "heat,nonsense,question", "every": "7", "since": "2026-11-22T09:00:00Z"}, ["shop"])
    Showing(survey='shop', views=('heat', 'question'), every=20, since='2026-11-22T09:00:00Z', comments='approved', \
theme='light')
    """
    plain = Showing(surveys[0])
    survey, every, since = given.get("survey", ""), given.get("every", ""), given.get("since", "")
    views = tuple(dict.fromkeys(view for view in given.get("views", "").split(",") if view in VIEWS))
    return Showing(
        survey if survey in surveys else plain.survey,
        views or plain.views,
        int(every) if every in [str(one) for one in EVERY] else plain.every,
        since if since in SINCE or moment(since) else plain.since,
        _one_of(COMMENTS, given.get("comments"), plain.comments),
        _one_of(THEMES, given.get("theme"), plain.theme),
    )


def moment(text: str) -> datetime | None:
    """The time a link spells, in front of its seal, or None."""
    try:
        return read_utc(text.partition(".")[0])
    except ValueError:
        return None


def _one_of(options: Sequence[str], given: str | None, default: str) -> str:
    return given if given is not None and given in options else default
