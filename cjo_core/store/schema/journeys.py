"""Several journeys, what a team says about touchpoints and stages, names no longer used, and names there were."""

from cjo_core.store.schema.setup_version import triggers

_TABLES = """
-- A journey: stages in an order. Names of stages stay unique in the whole store, for links place answers by name.
CREATE TABLE journeys (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    position INTEGER NOT NULL
);
INSERT INTO journeys (name, position) VALUES ('Customer journey', 1);
ALTER TABLE stages ADD COLUMN journey_id INTEGER REFERENCES journeys(id);
UPDATE stages SET journey_id = (SELECT id FROM journeys);
CREATE TRIGGER stages_have_a_journey AFTER INSERT ON stages WHEN new.journey_id IS NULL BEGIN
    UPDATE stages SET journey_id = (SELECT id FROM journeys ORDER BY position, id LIMIT 1) WHERE id = new.id;
END;

-- Since when a name is not offered any more; NULL while it is. Its history stays.
ALTER TABLE stages ADD COLUMN retired_at TEXT CHECK (retired_at GLOB '????-??-??T??:??:??Z');
ALTER TABLE touchpoints ADD COLUMN retired_at TEXT CHECK (retired_at GLOB '????-??-??T??:??:??Z');
ALTER TABLE segments ADD COLUMN retired_at TEXT CHECK (retired_at GLOB '????-??-??T??:??:??Z');
ALTER TABLE personas ADD COLUMN retired_at TEXT CHECK (retired_at GLOB '????-??-??T??:??:??Z');
ALTER TABLE channels ADD COLUMN retired_at TEXT CHECK (retired_at GLOB '????-??-??T??:??:??Z');

-- The name each was first known by, which no renaming changes (of a touchpoint its first stage's too): the submission
-- keys of imports are made of them, so that an old file brings nothing twice.
ALTER TABLE stages ADD COLUMN first_name TEXT;
ALTER TABLE touchpoints ADD COLUMN first_name TEXT;
ALTER TABLE segments ADD COLUMN first_name TEXT;
ALTER TABLE personas ADD COLUMN first_name TEXT;
ALTER TABLE channels ADD COLUMN first_name TEXT;
ALTER TABLE touchpoints ADD COLUMN first_stage TEXT;
UPDATE stages SET first_name = name;
UPDATE touchpoints SET first_name = name;
UPDATE segments SET first_name = name;
UPDATE personas SET first_name = name;
UPDATE channels SET first_name = name;
UPDATE touchpoints SET first_stage = (SELECT s.first_name FROM stages s WHERE s.id = stage_id);
CREATE TRIGGER stages_keep_their_first_name AFTER INSERT ON stages WHEN new.first_name IS NULL BEGIN
    UPDATE stages SET first_name = new.name
    WHERE id = new.id;
END;
CREATE TRIGGER touchpoints_keep_their_first_name AFTER INSERT ON touchpoints WHEN new.first_name IS NULL BEGIN
    UPDATE touchpoints SET first_name = new.name,
        first_stage = (SELECT s.first_name FROM stages s WHERE s.id = new.stage_id)
    WHERE id = new.id;
END;
CREATE TRIGGER segments_keep_their_first_name AFTER INSERT ON segments WHEN new.first_name IS NULL BEGIN
    UPDATE segments SET first_name = new.name
    WHERE id = new.id;
END;
CREATE TRIGGER personas_keep_their_first_name AFTER INSERT ON personas WHEN new.first_name IS NULL BEGIN
    UPDATE personas SET first_name = new.name
    WHERE id = new.id;
END;
CREATE TRIGGER channels_keep_their_first_name AFTER INSERT ON channels WHEN new.first_name IS NULL BEGIN
    UPDATE channels SET first_name = new.name
    WHERE id = new.id;
END;

-- What a team says about a touchpoint. `metric` is a name of the catalog, `target` a value of that metric, `owner` a
-- team. NULL is "not said".
ALTER TABLE touchpoints ADD COLUMN channel_id INTEGER REFERENCES channels(id);
ALTER TABLE touchpoints ADD COLUMN element TEXT
    CHECK (element IN ('interface', 'message', 'web page', 'advertisement', 'content'));
ALTER TABLE touchpoints ADD COLUMN owner TEXT CHECK (owner <> '');
ALTER TABLE touchpoints ADD COLUMN metric TEXT CHECK (metric <> '');
ALTER TABLE touchpoints ADD COLUMN target REAL CHECK (target IS NULL OR metric IS NOT NULL);
ALTER TABLE touchpoints ADD COLUMN survey_id INTEGER REFERENCES surveys(id);

-- What customers do, need and feel in a stage, where it hurts and what could be better: of one persona, or of everybody
-- (NULL).
CREATE TABLE journey_notes (
    id INTEGER PRIMARY KEY,
    stage_id INTEGER NOT NULL REFERENCES stages(id),
    persona_id INTEGER REFERENCES personas(id),
    kind TEXT NOT NULL CHECK (kind IN ('action', 'need', 'emotion', 'pain point', 'opportunity')),
    text TEXT NOT NULL CHECK (text <> ''),
    position INTEGER NOT NULL,
    updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??Z')
);
CREATE INDEX notes_of_stage ON journey_notes (stage_id, persona_id, kind, position);

-- Names that were given before: printed links and old files still say them. `folded` is the name without regard to
-- letter case; of one kind, each leads to one thing only, the one that had it last. What was merged
-- keeps the first name it had itself.
CREATE TABLE former_names (
    id INTEGER PRIMARY KEY,
    dimension TEXT NOT NULL CHECK (dimension IN ('stage', 'touchpoint', 'segment', 'persona', 'channel')),
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    first_name TEXT NOT NULL,
    first_stage TEXT,
    stage_id INTEGER REFERENCES stages(id) ON DELETE CASCADE,
    touchpoint_id INTEGER REFERENCES touchpoints(id) ON DELETE CASCADE,
    segment_id INTEGER REFERENCES segments(id) ON DELETE CASCADE,
    persona_id INTEGER REFERENCES personas(id) ON DELETE CASCADE,
    channel_id INTEGER REFERENCES channels(id) ON DELETE CASCADE,
    CHECK (coalesce(stage_id, touchpoint_id, segment_id, persona_id, channel_id) IS NOT NULL),
    UNIQUE (dimension, folded)
);
-- Stages a touchpoint belonged to before: printed links name both, and are no contradiction after it has moved.
CREATE TABLE former_stages (
    touchpoint_id INTEGER NOT NULL REFERENCES touchpoints(id) ON DELETE CASCADE,
    stage_id INTEGER NOT NULL REFERENCES stages(id) ON DELETE CASCADE,
    PRIMARY KEY (touchpoint_id, stage_id)
) WITHOUT ROWID;
"""

SCRIPT = _TABLES + "".join(triggers(table) for table in ("journeys", "journey_notes", "former_names", "former_stages"))
