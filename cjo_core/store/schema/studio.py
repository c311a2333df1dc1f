"""Questions of every kind, and a survey's life: options, conditions, texts, times, limits, pages."""

SCRIPT = """
-- A question's name for links, files and programs; how it looks; whether it begins a page; after which answer it is
-- asked (JSON: question, low, high, options); where its answers belong, if not where the response does; what it is
-- about (a RATER dimension, an element of experience). A retired question is asked no more.
ALTER TABLE questions ADD COLUMN key TEXT NOT NULL DEFAULT '';
ALTER TABLE questions ADD COLUMN required INTEGER NOT NULL DEFAULT 0 CHECK (required IN (0, 1));
ALTER TABLE questions ADD COLUMN style TEXT NOT NULL DEFAULT 'numbers';
ALTER TABLE questions ADD COLUMN new_page INTEGER NOT NULL DEFAULT 0 CHECK (new_page IN (0, 1));
ALTER TABLE questions ADD COLUMN condition TEXT CHECK (condition IS NULL OR json_valid(condition));
ALTER TABLE questions ADD COLUMN stage_id INTEGER REFERENCES stages(id);
ALTER TABLE questions ADD COLUMN touchpoint_id INTEGER REFERENCES touchpoints(id);
ALTER TABLE questions ADD COLUMN dimension TEXT;
ALTER TABLE questions ADD COLUMN retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1));
UPDATE questions SET key = kind || iif(
    (SELECT count(*) FROM questions o WHERE o.survey_id = questions.survey_id AND o.kind = questions.kind) > 1,
    '_' || position, ''
);
ALTER TABLE wordings ADD COLUMN comment_low TEXT NOT NULL DEFAULT '';
ALTER TABLE wordings ADD COLUMN comment_high TEXT NOT NULL DEFAULT '';

-- What can be chosen, under one key whatever the language.
CREATE TABLE options (
    id INTEGER PRIMARY KEY,
    question_id INTEGER NOT NULL REFERENCES questions(id),
    key TEXT NOT NULL,
    position INTEGER NOT NULL,
    retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
    UNIQUE (question_id, key)
);
CREATE TABLE option_labels (
    option_id INTEGER NOT NULL REFERENCES options(id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (option_id, language)
) WITHOUT ROWID;
-- What was chosen, a row per option. Placed and dated as answers are.
CREATE TABLE choices (
    id INTEGER PRIMARY KEY,
    response_id INTEGER NOT NULL REFERENCES responses(id) ON DELETE CASCADE,
    question_id INTEGER NOT NULL REFERENCES questions(id),
    option_id INTEGER NOT NULL REFERENCES options(id),
    place_id INTEGER NOT NULL REFERENCES places(id),
    week INTEGER NOT NULL CHECK (week = 0 OR week BETWEEN 190001 AND 299953),
    UNIQUE (response_id, option_id)
);
CREATE INDEX choices_of_question ON choices (question_id, week, place_id, option_id);

-- A survey's life: from when to when (UTC), and how many responses at most.
ALTER TABLE surveys ADD COLUMN opens_at TEXT CHECK (opens_at IS NULL OR opens_at GLOB '????-??-??T??:??:??Z');
ALTER TABLE surveys ADD COLUMN closes_at TEXT CHECK (closes_at IS NULL OR closes_at GLOB '????-??-??T??:??:??Z');
ALTER TABLE surveys ADD COLUMN response_limit INTEGER CHECK (response_limit IS NULL OR response_limit >= 1);
CREATE TABLE quotas (
    survey_id INTEGER NOT NULL REFERENCES surveys(id),
    segment_id INTEGER NOT NULL REFERENCES segments(id),
    maximum INTEGER NOT NULL CHECK (maximum >= 1),
    PRIMARY KEY (survey_id, segment_id)
) WITHOUT ROWID;
-- What a survey says beside its questions.
CREATE TABLE survey_texts (
    survey_id INTEGER NOT NULL REFERENCES surveys(id),
    language TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    intro TEXT NOT NULL DEFAULT '',
    thanks TEXT NOT NULL DEFAULT '',
    closed TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (survey_id, language)
) WITHOUT ROWID;
-- Where people go after sending, by their first score.
CREATE TABLE redirects (
    survey_id INTEGER NOT NULL REFERENCES surveys(id),
    score_low INTEGER NOT NULL,
    score_high INTEGER NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (survey_id, score_low, score_high)
) WITHOUT ROWID;

-- Responses given page by page: 0 while more pages are to come (perhaps they never do).
ALTER TABLE responses ADD COLUMN completed INTEGER NOT NULL DEFAULT 1 CHECK (completed IN (0, 1));
CREATE INDEX uncompleted ON responses (survey_id) WHERE completed = 0;
-- Questions that a response was never asked: behind a condition that did not hold, or on a page not reached.
CREATE TABLE not_asked (
    response_id INTEGER NOT NULL REFERENCES responses(id) ON DELETE CASCADE,
    question_id INTEGER NOT NULL REFERENCES questions(id),
    PRIMARY KEY (response_id, question_id)
) WITHOUT ROWID;
CREATE INDEX not_asked_by_question ON not_asked (question_id);

-- How many responses a survey has, so that a limit is exact without counting them: in all (segment 0) and by segment.
CREATE TABLE response_counts (
    survey_id INTEGER NOT NULL REFERENCES surveys(id),
    segment_id INTEGER NOT NULL DEFAULT 0,
    n INTEGER NOT NULL,
    PRIMARY KEY (survey_id, segment_id)
) WITHOUT ROWID;
INSERT INTO response_counts (survey_id, segment_id, n) SELECT survey_id, 0, count(*) FROM responses GROUP BY survey_id;
INSERT INTO response_counts (survey_id, segment_id, n)
SELECT r.survey_id, p.segment_id, count(DISTINCT r.id)
FROM responses r JOIN answers a ON a.response_id = r.id JOIN places p ON p.id = a.place_id
WHERE p.segment_id IS NOT NULL GROUP BY r.survey_id, p.segment_id;
"""
