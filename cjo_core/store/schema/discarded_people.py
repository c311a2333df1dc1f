"""Whose a submission was that somebody threw away from quarantine, so that erasing a person reaches it, too."""

SCRIPT = """
-- A digest under the store's secret; empty: nobody's. NULL: still held, or thrown away before this was noted.
ALTER TABLE quarantine ADD COLUMN whose BLOB;
CREATE INDEX quarantine_by_whose ON quarantine (whose) WHERE whose IS NOT NULL AND whose <> x'';
"""
