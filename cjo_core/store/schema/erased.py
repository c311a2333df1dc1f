"""What erasing a person needs to know: whose a submission was that somebody threw away from quarantine, and whether an
older copy of somebody erased may still lie in the write-ahead log."""

SCRIPT = """
-- A digest under the store's secret; empty: nobody's. NULL: still held, or thrown away before this was noted.
ALTER TABLE quarantine ADD COLUMN whose BLOB;
CREATE INDEX quarantine_by_whose ON quarantine (whose) WHERE whose IS NOT NULL AND whose <> x'';
-- A row per erasing after which the log has not been emptied yet. Never says who was erased.
CREATE TABLE left_in_log (id INTEGER PRIMARY KEY);
"""
