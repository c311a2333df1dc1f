"""The definition passport of a number: which questions of which surveys it is made of, in which words, since when; and
the weeks in which any of that changed. Formula, scale, bands and interval are the catalog's. Never fetches or words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.cells import Cells, tally, wanted
from cjo_core.metrics.privacy.weights_told import weights_tell
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import week_of
from cjo_core.survey.surveys import Survey, Wording, WordingChange


@dataclass(frozen=True)
class Asked:
    """One question in one language, in the words of today. `version` counts from 1; `since` is when this version
    began (None: the first), `first_week` when anybody answered first."""

    survey: str
    language: str
    wording: Wording
    version: int
    since: datetime | None
    first_week: int | None


@dataclass(frozen=True)
class Passport:
    """`surveys`: the titles of those included. `floor`: the strictest privacy floor among them (1: none is needed).
    `latest`: only each person's latest answer counts (None: in some of the surveys). `weighted`: some answers have
    weights, and the others weigh 1. `untold`: they have, but count as people, or small groups could be worked out."""

    metric: Metric
    surveys: tuple[str, ...]
    asked: tuple[Asked, ...]
    floor: int
    latest: bool | None
    weighted: bool = False
    untold: bool = False


def passport(
    metric: Metric,
    found: Sequence[Survey],
    changes: Sequence[WordingChange],
    cells: Cells,
    where: Filter,
    by: Sequence[str] = (),
) -> Passport:
    """The passport of the metric under a filter, as it is shown per group of `by`."""
    names = where.where.get("survey")
    mine = [one for one in found if names is None or wanted(one.slug, names)]
    mine = [one for one in mine if any(question.kind == metric.kind for question in one.questions)]
    asked: list[Asked] = []
    for one in mine:
        weeks = tally(cells, metric.kind, ["week"], Filter().only(survey=one.slug)).labels
        first = int(weeks[0][0]) if weeks else None
        for question in (question for question in one.questions if question.kind == metric.kind):
            for language, wording in question.wordings.items():
                past = [c.changed_at for c in changes if (c.question, c.language) == (question.id, language)]
                since = max(past, default=None)
                asked.append(Asked(one.title, language, wording, len(past) + 1, since, first))
    floors = [1 if one.identified else one.privacy_floor for one in mine]
    # as in `metrics.cells`: an anonymous survey counts every answer, whatever is asked
    ways = {
        floor == 1 and (one.latest_only if where.latest is None else where.latest)
        for one, floor in zip(mine, floors, strict=True)
    }
    latest = next(iter(ways)) if len(ways) == 1 else None
    weighted = tally(cells, metric.kind, (), where).weighed is not None
    untold = weighted and weights_tell(cells, metric.kind, by, where)
    titles = tuple(one.title for one in mine)
    return Passport(metric, titles, tuple(asked), max(floors, default=1), latest, weighted and not untold, untold)


def breaks(changes: Iterable[WordingChange], kind: str, where: Filter, zone: ZoneInfo) -> dict[int, tuple[str, ...]]:
    """The weeks in which a question behind a number was reworded, and in which languages. Answers before and after may
    differ for that reason alone."""
    found: dict[int, list[str]] = {}
    for change in changes:
        languages, surveys = where.where.get("language"), where.where.get("survey")
        if change.kind != kind or (surveys is not None and not wanted(change.survey, surveys)):
            continue
        if languages is not None and not wanted(change.language, languages):
            continue
        week = found.setdefault(week_of(change.changed_at, zone), [])
        if change.language not in week:
            week.append(change.language)
    return {week: tuple(languages) for week, languages in found.items()}
