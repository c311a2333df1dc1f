"""Submissions that look like a scanner's, a robot's or a repeat: kept apart, with their reasons, out of every score."""

SCRIPT = """
-- `response` is the whole submission as JSON (`store.quarantine`): nothing of it is in `responses` or `answers` until
-- somebody releases it, and then the row here is gone. One that was thrown away keeps its reasons, not its content.
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    survey_id INTEGER NOT NULL REFERENCES surveys(id),
    submission_key BLOB NOT NULL UNIQUE CHECK (length(submission_key) = 16),
    received_at TEXT NOT NULL CHECK (received_at GLOB '????-??-??T??:??:??Z'),
    reasons TEXT NOT NULL CHECK (json_valid(reasons)),
    status TEXT NOT NULL DEFAULT 'held' CHECK (status IN ('held', 'discarded')),
    response TEXT CHECK (response IS NULL OR json_valid(response)),
    CHECK ((status = 'held') = (response IS NOT NULL))
);
CREATE INDEX quarantine_by_status ON quarantine (status, survey_id);
"""
