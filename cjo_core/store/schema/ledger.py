"""What was refused and what was skipped, so that every number can be accounted for."""

_LEDGER = """
-- Submissions that were not stored because the same one is there already: how many per survey and day (of the team's
-- time zone; '' where the day is unknown). Never says whose they were.
CREATE TABLE refusals (
    survey_id INTEGER NOT NULL REFERENCES surveys(id),
    day TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('sent_twice', 'imported_again')),
    n INTEGER NOT NULL CHECK (n > 0),
    PRIMARY KEY (survey_id, day, reason)
) WITHOUT ROWID;
-- Responses that gave a question no score, per week (0: undated). Kept beside the answers, as the scores given are
-- counted in memory: so "received" is known without reading all responses.
CREATE TABLE skips (
    question_id INTEGER NOT NULL REFERENCES questions(id),
    week INTEGER NOT NULL,
    n INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (question_id, week)
) WITHOUT ROWID;
CREATE TRIGGER skips_follow_scores AFTER UPDATE OF score ON answers WHEN (old.score IS NULL) <> (new.score IS NULL)
BEGIN
    INSERT INTO skips (question_id, week, n) VALUES (new.question_id, new.week, iif(new.score IS NULL, 1, 0))
    ON CONFLICT (question_id, week) DO UPDATE SET n = max(0, n + iif(new.score IS NULL, 1, -1));
END;
"""

#: Fills `skips` from the responses: once for an older file, and when weeks begin elsewhere.
COUNT_SKIPS = """
INSERT INTO skips (question_id, week, n)
SELECT q.id, (SELECT a.week FROM answers a WHERE a.response_id = r.id LIMIT 1) AS of_week, count(*)
FROM responses r JOIN questions q ON q.survey_id = r.survey_id
WHERE NOT EXISTS (
    SELECT 1 FROM answers a WHERE a.response_id = r.id AND a.question_id = q.id AND a.score IS NOT NULL
)
GROUP BY q.id, of_week HAVING of_week IS NOT NULL;
"""

SCRIPT = _LEDGER + COUNT_SKIPS
