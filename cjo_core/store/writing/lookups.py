"""What a writer has looked up: questions, places, limits, weeks, each once. Never says how long that is true: what was
set up has a version, and `kept` begins anew with every other one."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from cjo_core.errors import NotFound
from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.store.programs.outbox import Hook, active_hooks
from cjo_core.store.set_up.audience import TABLES, find
from cjo_core.store.set_up.limits import limits_of
from cjo_core.store.set_up.settings import setup_version, team_zone
from cjo_core.survey.periods import week_of
from cjo_core.survey.places import Place, dimension_name

#: Places kept in mind at most; a journey in full use has thousands.
MOST_PLACES = 20_000
_DAY = timedelta(hours=23, minutes=59, seconds=59)


@dataclass(frozen=True)
class Asked:
    """A question as the writer needs it: the ends of its scale, and where its answers belong if not where the
    response does."""

    low: int
    high: int
    stage: str | None
    touchpoint: str | None
    #: Whether its answers belong somewhere else than their response.
    elsewhere: bool

    def place(self, given: Place) -> Place:
        """Where an answer belongs whose response was given at `given`."""
        if not self.elsewhere:
            return given
        return replace(given, stage=None if self.touchpoint else self.stage, touchpoint=self.touchpoint)


@dataclass
class Lookups:
    """What has been looked up already, so that each name is looked up once."""

    zone: ZoneInfo
    places: dict[Place, int] = field(default_factory=dict)
    names: dict[tuple[str, str], int | None] = field(default_factory=dict)
    asked: dict[int, dict[int, Asked]] = field(default_factory=dict)
    limits: dict[int, dict[int, int]] = field(default_factory=dict)
    options: dict[int, frozenset[int]] = field(default_factory=dict)
    weeks: dict[str, int] = field(default_factory=dict)
    hooks: tuple[Hook, ...] | None = None


#: By store: the version of what is set up, how often its writers have undone something, and what was found then.
_kept: WeakKeyDictionary[Store, tuple[tuple[int, int], Lookups]] = WeakKeyDictionary()


def kept(store: Store, connection: sqlite3.Connection) -> Lookups:
    """What this store's writers have looked up since anything was set up anew. Inside `writing()` or `commit()`.

    A place that was made by a writer whose work was undone may never have been: then, too, all is looked up again.
    """
    return kept_under(setup_version(connection), store, connection)


def kept_under(version: int, store: Store, connection: sqlite3.Connection) -> Lookups:
    """The same for who knows the version of what is set up already, from this transaction."""
    state = (version, store.undone)
    found = _kept.get(store)
    if found is None or found[0] != state or len(found[1].places) > MOST_PLACES:
        found = _kept[store] = (state, Lookups(team_zone(connection)))
    return found[1]


def questions_of(connection: sqlite3.Connection, survey: int, lookups: Lookups) -> dict[int, Asked]:
    """The questions of a survey that are asked today, and those that were."""
    if survey not in lookups.asked:
        found = connection.execute(
            "SELECT q.id, q.scale_low, q.scale_high, s.name, t.name FROM questions q "
            "LEFT JOIN stages s ON s.id = q.stage_id LEFT JOIN touchpoints t ON t.id = q.touchpoint_id "
            "WHERE q.survey_id = ?",
            [survey],
        ).fetchall()
        lookups.asked[survey] = {
            question: Asked(low, high, stage, touchpoint, elsewhere=stage is not None or touchpoint is not None)
            for question, low, high, stage, touchpoint in found
        }
    return lookups.asked[survey]


def limits_in(connection: sqlite3.Connection, survey: int, lookups: Lookups) -> dict[int, int]:
    """The most responses a survey takes (`store.set_up.limits`)."""
    if survey not in lookups.limits:
        lookups.limits[survey] = limits_of(connection, survey)
    return lookups.limits[survey]


def hooks_in(connection: sqlite3.Connection, lookups: Lookups) -> tuple[Hook, ...]:
    """The webhooks that are on."""
    if lookups.hooks is None:
        lookups.hooks = active_hooks(connection)
    return lookups.hooks


def week_in(moment: datetime, day: str, lookups: Lookups) -> int:
    """The week of a moment on a day of UTC, such as 2026-11-22; remembered where all of that day lies in one week."""
    week = lookups.weeks.get(day)
    if week is None:
        week = week_of(moment, lookups.zone)
        if 1900 <= moment.year < 3000 and _is_of_one_week(day, week, lookups.zone):
            lookups.weeks[day] = week
    return week


def _is_of_one_week(day: str, week: int, zone: ZoneInfo) -> bool:
    first = datetime.fromisoformat(day).replace(tzinfo=UTC)
    last = first + _DAY
    same_clock = first.astimezone(zone).utcoffset() == last.astimezone(zone).utcoffset()
    return same_clock and week_of(first, zone) == week_of(last, zone) == week


def check_option(connection: sqlite3.Connection, question: int, option: int, lookups: Lookups) -> None:
    """Pass if the question offers this option, or did; raises NotFound."""
    if question not in lookups.options:
        found = connection.execute("SELECT id FROM options WHERE question_id = ?", [question]).fetchall()
        lookups.options[question] = frozenset(number for (number,) in found)
    if option not in lookups.options[question]:
        words = _("question {number} has no option {option}")
        raise NotFound(words.format(number=question, option=option))


def name_number(connection: sqlite3.Connection, dimension: str, name: str | None, lookups: Lookups) -> int | None:
    """The row of a name, None if there is no such name or none is given."""
    if name is None:
        return None
    key = (dimension, name)
    if key not in lookups.names:
        lookups.names[key] = find(connection, dimension, name)
    return lookups.names[key]


def place_number(connection: sqlite3.Connection, place: Place, lookups: Lookups) -> int:
    """The row of a place, made if it is new; raises NotFound for a name nobody has set up."""
    known = lookups.places.get(place)
    if known is not None:
        return known
    ids: dict[str, int | None] = dict.fromkeys(TABLES)
    for dimension, name in place.names().items():
        if dimension == "language":
            continue
        ids[dimension] = name_number(connection, dimension, name, lookups)
        if ids[dimension] is None:
            words = _("there is no {dimension} “{name}”")
            raise NotFound(words.format(dimension=dimension_name(dimension).lower(), name=name[:80]))
    if ids["touchpoint"] is not None:
        ids["stage"] = None  # it brings its own, also after it has moved to another
    lookups.places[place] = _row_of_place(connection, [*(ids[dimension] for dimension in TABLES), place.language])
    return lookups.places[place]


def _row_of_place(connection: sqlite3.Connection, values: list[int | str | None]) -> int:
    row = connection.execute(
        "SELECT id FROM places WHERE coalesce(stage_id, 0) = coalesce(?, 0) "
        "AND coalesce(touchpoint_id, 0) = coalesce(?, 0) AND coalesce(segment_id, 0) = coalesce(?, 0) "
        "AND coalesce(persona_id, 0) = coalesce(?, 0) AND coalesce(channel_id, 0) = coalesce(?, 0) "
        "AND coalesce(language, '') = coalesce(?, '')",
        values,
    ).fetchone()
    if row is None:
        row = connection.execute(
            "INSERT INTO places (stage_id, touchpoint_id, segment_id, persona_id, channel_id, language) "
            "VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            values,
        ).fetchone()
    return int(row[0])
