"""Which surveys had answers before submission keys began with time."""

SCRIPT = """
-- A file that was imported into one of these may be stored under keys of before: an import looks for both.
CREATE TABLE unordered_keys (survey_id INTEGER PRIMARY KEY REFERENCES surveys(id) ON DELETE CASCADE);
INSERT INTO unordered_keys SELECT survey_id FROM response_counts WHERE segment_id = 0 AND n > 0;
"""
