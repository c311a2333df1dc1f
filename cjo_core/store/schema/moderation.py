"""Which comments may be shown to a room."""

SCRIPT = """
-- Comments somebody has read and approved for a screen that everybody sees. Where an answer goes, its approval goes.
CREATE TABLE moderation (
    answer_id INTEGER PRIMARY KEY REFERENCES answers(id) ON DELETE CASCADE,
    approved_at TEXT NOT NULL CHECK (approved_at GLOB '????-??-??T??:??:??Z')
);
-- Approved were the words as they stood then.
CREATE TRIGGER approval_ends AFTER UPDATE OF comment ON answers WHEN old.comment IS NOT new.comment
BEGIN DELETE FROM moderation WHERE answer_id = old.id; END;
"""
