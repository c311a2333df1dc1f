"""Actions on the shelf: added, listed, done, taken up again, removed. Never measures whether one worked."""

from __future__ import annotations

from datetime import datetime

from cjo_core.errors import NotFound
from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.store.set_up.audience import find
from cjo_core.survey.actions import Action, Figures, read_line
from cjo_core.survey.periods import read_utc, utc_text

_SELECT = """
SELECT a.id, a.title, a.owner, s.name, t.name, g.name, a.created_at, a.done_at,
       a.metric, a.value, a.n, a.rest, a.gap, a.low, a.high, a.first_week, a.last_week,
       a.n_effective
FROM actions a JOIN stages s ON s.id = a.stage_id
LEFT JOIN touchpoints t ON t.id = a.touchpoint_id LEFT JOIN segments g ON g.id = a.segment_id
ORDER BY a.done_at IS NOT NULL, a.done_at DESC, a.created_at DESC, a.id DESC
"""
_PLACES = ("stage", "touchpoint", "segment")


def add_action(store: Store, action: Action) -> int:
    """Write an action down; returns its id. Raises BadValue for a bad title, NotFound for a place nobody knows."""
    title = read_line(action.title, what=_("the title"), needed=True)
    owner = read_line(action.owner, what=_("the owner"), needed=False)
    figures = action.figures
    with store.writing() as connection:
        ids = []
        for dimension in _PLACES:
            name = getattr(action, dimension)
            found = None if name is None else find(connection, dimension, name)
            if name is not None and found is None:
                raise NotFound(_("there is no {dimension} “{name}”").format(dimension=dimension, name=name[:80]))
            ids.append(found)
        values = [title, owner, *ids, figures.metric, figures.value, figures.n, figures.rest, figures.gap]
        values += [figures.low, figures.high, figures.first_week, figures.last_week, figures.effective]
        done = connection.execute(
            "INSERT INTO actions (title, owner, stage_id, touchpoint_id, segment_id, metric, value, n, rest, gap, low, "
            "high, first_week, last_week, n_effective, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [*values, utc_text(action.created_at)],
        )
        return int(done.lastrowid or 0)


def actions(store: Store) -> list[Action]:
    """All actions: those to do first, the newest first."""
    with store.reading() as connection:
        rows = connection.execute(_SELECT).fetchall()
    return [
        Action(
            title=title,
            owner=owner,
            stage=stage,
            touchpoint=touchpoint,
            segment=segment,
            figures=Figures(*figures),
            created_at=read_utc(created),
            done_at=None if done is None else read_utc(done),
            id=identity,
        )
        for identity, title, owner, stage, touchpoint, segment, created, done, *figures in map(tuple, rows)
    ]


def set_done(store: Store, identity: int, moment: datetime | None) -> None:
    """Say when an action was done, or (None) that it is not."""
    _change(store, "UPDATE actions SET done_at = ? WHERE id = ?", [utc_text(moment) if moment else None, identity])


def remove_action(store: Store, identity: int) -> None:
    """Forget an action."""
    _change(store, "DELETE FROM actions WHERE id = ?", [identity])


def _change(store: Store, sql: str, values: list[object]) -> None:
    with store.writing() as connection:
        if not connection.execute(sql, values).rowcount:
            raise NotFound(_("there is no such action any more"))
