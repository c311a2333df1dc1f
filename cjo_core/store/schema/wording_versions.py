"""The words a question was asked in before."""

SCRIPT = """
-- Words a question was asked in before they were changed; those of today are in `wordings`.
CREATE TABLE wording_versions (
    id INTEGER PRIMARY KEY,
    question_id INTEGER NOT NULL REFERENCES questions(id),
    language TEXT NOT NULL,
    question TEXT NOT NULL,
    low_label TEXT NOT NULL,
    high_label TEXT NOT NULL,
    replaced_at TEXT NOT NULL CHECK (replaced_at GLOB '????-??-??T??:??:??Z')
);
CREATE INDEX versions_of_wording ON wording_versions (question_id, language, id);
-- What was answered to cannot be reworded behind the answers' backs, whichever tool tries.
CREATE TRIGGER answered_words_are_kept BEFORE UPDATE OF question, low_label, high_label ON wordings
WHEN (old.question, old.low_label, old.high_label) <> (new.question, new.low_label, new.high_label)
AND EXISTS (SELECT 1 FROM answers WHERE question_id = old.question_id)
AND NOT EXISTS (
    SELECT 1 FROM wording_versions v WHERE v.id = (
        SELECT max(id) FROM wording_versions WHERE question_id = old.question_id AND language = old.language
    ) AND (v.question, v.low_label, v.high_label) = (old.question, old.low_label, old.high_label)
)
BEGIN SELECT RAISE(ABORT, 'this question has answers: its words are kept as a version before they change'); END;
"""
