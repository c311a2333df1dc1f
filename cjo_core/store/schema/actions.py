"""Planned improvements: what is done about a pain point, by whom, and the figures of the day it was decided."""

SCRIPT = """
-- An action, for a stage or a part of it. The figures are those of the pain point when the action was written down:
-- `value` of `metric` against `rest`, over the weeks `first_week` to `last_week` (NULL: all time).
CREATE TABLE actions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL CHECK (title <> ''),
    owner TEXT NOT NULL DEFAULT '',
    stage_id INTEGER NOT NULL REFERENCES stages(id),
    touchpoint_id INTEGER REFERENCES touchpoints(id),
    segment_id INTEGER REFERENCES segments(id),
    metric TEXT NOT NULL,
    value REAL NOT NULL,
    n INTEGER NOT NULL,
    rest REAL NOT NULL,
    gap REAL NOT NULL,
    low REAL NOT NULL,
    high REAL NOT NULL,
    first_week INTEGER,
    last_week INTEGER,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    done_at TEXT CHECK (done_at GLOB '????-??-??T??:??:??Z'),
    CHECK ((first_week IS NULL) = (last_week IS NULL))
);
"""
