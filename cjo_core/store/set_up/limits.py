"""How many responses a survey has and may have: counted in the transaction that stores them, so that a limit is exact
however many people answer at once. Never counts rows.

By segment a response counts where its answers are today: a rule that moves it, or a merge of two segments, moves its
count along, so that a quota is about the segment as every page shows it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping

from cjo_core.errors import SurveyFull
from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.store.writing.inserting import Value, insert

#: Doors by which respondents come; imports and demo data are never turned away.
LIMITED_DOORS = frozenset({"web", "invitation", "interview", "kiosk", "api"})
#: The number under which all responses of a survey are counted, whatever their segment.
ALL = 0

_COUNTS = "response_counts (survey_id, segment_id, n)"
_ADD_UP = "ON CONFLICT (survey_id, segment_id) DO UPDATE SET n = n + excluded.n"
#: What a single response adds: one to its survey, one to its segment there. A statement less for somebody who waits.
_COUNT_TWO = f"INSERT INTO {_COUNTS} VALUES (?, ?, ?), (?, ?, ?) {_ADD_UP}"

#: Counts beside a recount: a response lies in one segment, so any row of it tells.
_MISCOUNTED = """
WITH placed AS (
    SELECT r.survey_id, (SELECT p.segment_id FROM (
        SELECT place_id FROM answers WHERE response_id = r.id UNION ALL
        SELECT place_id FROM choices WHERE response_id = r.id LIMIT 1
    ) a JOIN places p ON p.id = a.place_id) AS segment_id FROM responses r
), counted AS (
    SELECT survey_id, 0 AS segment_id, 0 AS said, count(*) AS n FROM responses GROUP BY survey_id UNION ALL
    SELECT survey_id, segment_id, 0, count(*) FROM placed WHERE segment_id IS NOT NULL GROUP BY 1, 2 UNION ALL
    SELECT survey_id, segment_id, n, 0 FROM response_counts
)
SELECT s.slug, coalesce(g.name, ''), sum(c.said), sum(c.n) FROM counted c JOIN surveys s ON s.id = c.survey_id
LEFT JOIN segments g ON g.id = c.segment_id GROUP BY c.survey_id, c.segment_id HAVING sum(c.said) <> sum(c.n)
"""

#: Responses by survey and segment number.
Counts = Mapping[tuple[int, int], int]


def limits_of(connection: sqlite3.Connection, survey_id: int) -> dict[int, int]:
    """The most responses a survey takes, by segment number; empty if it takes any number."""
    row = connection.execute("SELECT response_limit FROM surveys WHERE id = ?", [survey_id]).fetchone()
    quotas = connection.execute("SELECT segment_id, maximum FROM quotas WHERE survey_id = ?", [survey_id]).fetchall()
    return dict(quotas) | ({ALL: int(row[0])} if row is not None and row[0] is not None else {})


def check_room(
    connection: sqlite3.Connection, survey_id: int, segment_id: int | None, limits: Mapping[int, int], here: Counts
) -> None:
    """Pass if one more response fits, with those that the caller has stored in this transaction (`here`) and not
    counted yet; raises SurveyFull."""
    for segment, maximum in limits.items():
        if segment not in (ALL, segment_id):
            continue
        row = connection.execute(
            "SELECT n FROM response_counts WHERE survey_id = ? AND segment_id = ?", [survey_id, segment]
        ).fetchone()
        if (0 if row is None else int(row[0])) + here.get((survey_id, segment), 0) >= maximum:
            if segment == ALL:
                raise SurveyFull(_("the survey has all {number} responses it takes").format(number=maximum))
            name = str(connection.execute("SELECT name FROM segments WHERE id = ?", [segment]).fetchone()[0])
            words = _("the survey has all {number} responses it takes from “{segment}”")
            raise SurveyFull(words.format(number=maximum, segment=name), name)


def fullness(store: Store, survey_id: int, segment: str | None) -> SurveyFull | None:
    """Why a survey takes no further response from a segment, None while it does: to say so before anybody answers."""
    with store.reading() as connection:
        limits = limits_of(connection, survey_id)
        row = connection.execute("SELECT id FROM segments WHERE name = ?", [segment]).fetchone() if limits else None
        try:
            check_room(connection, survey_id, None if row is None else int(row[0]), limits, {})
        except SurveyFull as full:
            return full
    return None


def add_counts(connection: sqlite3.Connection, counts: Counts) -> None:
    """Count responses that were stored (below zero: removed), inside a transaction of the caller."""
    values: list[Value] = []
    for (survey, segment), number in counts.items():
        if number:
            values += (survey, segment, number)
    if len(values) == 6:
        connection.execute(_COUNT_TWO, values)
    else:
        insert(connection, _COUNTS, 3, values, _ADD_UP)


def count_moves(connection: sqlite3.Connection, moves: Iterable[tuple[int, int | None, int | None]]) -> None:
    """Count responses (their survey) under the segment they have come to instead of the one they have left."""
    counts: Counter[tuple[int, int]] = Counter()
    for survey, old, new in moves:
        if old is not None:
            counts[survey, old] -= 1
        if new is not None:
            counts[survey, new] += 1
    add_counts(connection, counts)


def segments_of(connection: sqlite3.Connection, response_id: int) -> list[int]:
    """The segment of a response, as a list of one or none."""
    found = connection.execute(
        "SELECT p.segment_id FROM (SELECT place_id FROM answers WHERE response_id = ?1 UNION "
        "SELECT place_id FROM choices WHERE response_id = ?1) a JOIN places p ON p.id = a.place_id "
        "WHERE p.segment_id IS NOT NULL LIMIT 1",
        [response_id],
    )
    return [int(row[0]) for row in found.fetchall()]


def merge_limits(connection: sqlite3.Connection, old: int, new: int) -> None:
    """Let what was counted for the segment `old` count for `new`. Two quotas of one survey add up, as their people do;
    a quota of one of them alone is that of both from then on."""
    for table, number in (("response_counts", "n"), ("quotas", "maximum")):
        connection.execute(
            f"INSERT INTO {table} (survey_id, segment_id, {number}) "
            f"SELECT survey_id, ?, {number} FROM {table} WHERE segment_id = ? "
            f"ON CONFLICT (survey_id, segment_id) DO UPDATE SET {number} = {number} + excluded.{number}",
            [new, old],
        )
        connection.execute(f"DELETE FROM {table} WHERE segment_id = ?", [old])


def miscounted(connection: sqlite3.Connection) -> list[tuple[str, str, int, int]]:
    """Where the counts are not those of the responses: survey, segment ("" for all), counted, really there."""
    return connection.execute(_MISCOUNTED).fetchall()


def response_counts(store: Store) -> dict[str, int]:
    """How many responses each survey has, by its slug; surveys without any are left out."""
    with store.reading() as connection:
        found = connection.execute(
            "SELECT s.slug, c.n FROM response_counts c JOIN surveys s ON s.id = c.survey_id WHERE c.segment_id = ?",
            [ALL],
        )
        return dict(found.fetchall())
