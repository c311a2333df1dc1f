"""Surveys, the journey, the audience, responses and answers, and the views in words."""

SCRIPT = """
-- What a team sets once, and what kind of store this is ('real' or 'demo': fixed for the life of the file).
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER settings_kind_is_fixed BEFORE UPDATE ON settings WHEN old.name = 'kind' AND new.value <> old.value
BEGIN SELECT RAISE(ABORT, 'a store of demo data can never become a real one, nor the other way round'); END;
CREATE TRIGGER settings_kind_stays BEFORE DELETE ON settings WHEN old.name = 'kind'
BEGIN SELECT RAISE(ABORT, 'the kind of a store cannot be removed'); END;

-- A survey: a set of questions asked for one purpose. `slug` is the end of its link: /s/<slug>.
CREATE TABLE surveys (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('draft', 'open', 'paused', 'closed')),
    identified INTEGER NOT NULL DEFAULT 0 CHECK (identified IN (0, 1)),
    privacy_floor INTEGER NOT NULL DEFAULT 5 CHECK (privacy_floor >= 1),
    unknown_values TEXT NOT NULL DEFAULT 'ignore' CHECK (unknown_values IN ('ignore', 'refuse')),
    default_language TEXT NOT NULL DEFAULT 'en',
    -- 1: of each person only the latest answer counts, unless a view asks otherwise (relationship surveys)
    latest_only INTEGER NOT NULL DEFAULT 0 CHECK (latest_only IN (0, 1))
);
-- A question and its scale. `kind` says which metrics it feeds: nps, csat or ces.
CREATE TABLE questions (
    id INTEGER PRIMARY KEY,
    survey_id INTEGER NOT NULL REFERENCES surveys(id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    scale_low INTEGER NOT NULL,
    scale_high INTEGER NOT NULL,
    CHECK (scale_low < scale_high),
    UNIQUE (survey_id, position),
    UNIQUE (id, scale_low, scale_high)
);
-- The words of a question in one language.
CREATE TABLE wordings (
    question_id INTEGER NOT NULL REFERENCES questions(id),
    language TEXT NOT NULL,
    question TEXT NOT NULL,
    low_label TEXT NOT NULL DEFAULT '',
    high_label TEXT NOT NULL DEFAULT '',
    comment TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (question_id, language)
) WITHOUT ROWID;

-- The journey and the audience.
CREATE TABLE stages (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    position INTEGER NOT NULL
);
CREATE TABLE touchpoints (
    id INTEGER PRIMARY KEY,
    stage_id INTEGER NOT NULL REFERENCES stages(id),
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    position INTEGER NOT NULL
);
CREATE TABLE segments (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, position INTEGER NOT NULL);
CREATE TABLE personas (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, position INTEGER NOT NULL);
CREATE TABLE channels (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, position INTEGER NOT NULL);

-- One row per combination that has been answered. A touchpoint brings its own stage, so `stage_id` stands alone only
-- without one.
CREATE TABLE places (
    id INTEGER PRIMARY KEY,
    stage_id INTEGER REFERENCES stages(id),
    touchpoint_id INTEGER REFERENCES touchpoints(id),
    segment_id INTEGER REFERENCES segments(id),
    persona_id INTEGER REFERENCES personas(id),
    channel_id INTEGER REFERENCES channels(id),
    language TEXT,
    CHECK (stage_id IS NULL OR touchpoint_id IS NULL)
);
CREATE UNIQUE INDEX one_row_per_place ON places (
    coalesce(stage_id, 0), coalesce(touchpoint_id, 0), coalesce(segment_id, 0), coalesce(persona_id, 0),
    coalesce(channel_id, 0), coalesce(language, '')
);

-- One submission. `submission_key` makes every write idempotent: the same key is stored once. Times are UTC; NULL is
-- "nobody knows".
CREATE TABLE responses (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    survey_id INTEGER NOT NULL REFERENCES surveys(id),
    submission_key BLOB NOT NULL UNIQUE CHECK (length(submission_key) = 16),
    submitted_at TEXT CHECK (submitted_at IS NULL OR submitted_at GLOB '????-??-??T??:??:??Z'),
    respondent TEXT,
    door TEXT NOT NULL
);
CREATE INDEX responses_of_respondent ON responses (survey_id, respondent) WHERE respondent IS NOT NULL;
-- One row per answer: a score (checked against the scale of its question), a comment, or both.
-- `week` is the ISO week in the team's time zone, year * 100 + week; 0 means undated. `superseded`: the same person has
-- given this question a newer score.
CREATE TABLE answers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    response_id INTEGER NOT NULL REFERENCES responses(id) ON DELETE CASCADE,
    question_id INTEGER NOT NULL,
    place_id INTEGER NOT NULL REFERENCES places(id),
    week INTEGER NOT NULL CHECK (week = 0 OR week BETWEEN 190001 AND 299953),
    scale_low INTEGER NOT NULL,
    scale_high INTEGER NOT NULL,
    score INTEGER CHECK (score BETWEEN scale_low AND scale_high),
    comment TEXT CHECK (comment <> ''),
    superseded INTEGER NOT NULL DEFAULT 0 CHECK (superseded IN (0, 1)),
    CHECK (score IS NOT NULL OR comment IS NOT NULL),
    FOREIGN KEY (question_id, scale_low, scale_high) REFERENCES questions (id, scale_low, scale_high)
);
CREATE UNIQUE INDEX one_answer_per_question ON answers (response_id, question_id);
CREATE INDEX answers_with_comment ON answers (week, id) WHERE comment IS NOT NULL;

-- What happened to answers after they came in. Counts in memory are refreshed by `answers.id > last` and by this log,
-- so an edit or a deletion is never missed. (delta -1: no longer counts so; +1: counts so now.)
CREATE TABLE answer_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    answer_id INTEGER NOT NULL,
    question_id INTEGER NOT NULL,
    place_id INTEGER NOT NULL,
    week INTEGER NOT NULL,
    superseded INTEGER NOT NULL,
    score INTEGER,
    delta INTEGER NOT NULL CHECK (delta IN (-1, 1))
);
CREATE TRIGGER answers_deleted AFTER DELETE ON answers BEGIN
    INSERT INTO answer_changes (answer_id, question_id, place_id, week, superseded, score, delta)
    VALUES (old.id, old.question_id, old.place_id, old.week, old.superseded, old.score, -1);
END;
CREATE TRIGGER answers_edited AFTER UPDATE OF question_id, place_id, week, superseded, score ON answers BEGIN
    INSERT INTO answer_changes (answer_id, question_id, place_id, week, superseded, score, delta)
    VALUES (old.id, old.question_id, old.place_id, old.week, old.superseded, old.score, -1),
           (new.id, new.question_id, new.place_id, new.week, new.superseded, new.score, 1);
END;

-- When a place or a touchpoint moves, counts in memory must read the places anew.
CREATE TRIGGER places_moved AFTER UPDATE ON places BEGIN
    INSERT INTO settings (name, value) VALUES ('places_version', '1')
    ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1;
END;

CREATE TRIGGER places_removed AFTER DELETE ON places BEGIN
    INSERT INTO settings (name, value) VALUES ('places_version', '1')
    ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1;
END;

-- A file that was imported.
CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    imported_at TEXT NOT NULL,
    file_name TEXT NOT NULL,
    survey_id INTEGER NOT NULL REFERENCES surveys(id),
    stored INTEGER NOT NULL,
    duplicate INTEGER NOT NULL,
    skipped INTEGER NOT NULL
);

-- The view to open in Datasette or a BI tool: every answer in words. NULL means "not given".
CREATE VIEW answers_readable AS
SELECT a.id AS answer_id, a.response_id, v.slug AS survey, q.kind AS question_kind, a.score, a.comment,
       a.superseded, r.submitted_at AS submitted_at_utc,
       CASE WHEN a.week = 0 THEN NULL ELSE printf('%04d-W%02d', a.week / 100, a.week % 100) END AS week,
       s.name AS stage, t.name AS touchpoint, g.name AS segment, o.name AS persona, c.name AS channel, p.language,
       r.respondent, r.door
FROM answers a
JOIN responses r ON r.id = a.response_id
JOIN surveys v ON v.id = r.survey_id
JOIN questions q ON q.id = a.question_id
JOIN places p ON p.id = a.place_id
LEFT JOIN touchpoints t ON t.id = p.touchpoint_id
LEFT JOIN stages s ON s.id = coalesce(t.stage_id, p.stage_id)
LEFT JOIN segments g ON g.id = p.segment_id
LEFT JOIN personas o ON o.id = p.persona_id
LEFT JOIN channels c ON c.id = p.channel_id;

-- How many people gave which score, per week, question and place in words: every metric is a function of these counts.
CREATE VIEW score_counts AS
SELECT survey, question_kind, week, stage, touchpoint, segment, persona, channel, language, score, count(*) AS answers
FROM answers_readable WHERE score IS NOT NULL
GROUP BY survey, question_kind, week, stage, touchpoint, segment, persona, channel, language, score;
"""
